import AssayFiles
import RandomDraws

/// A canonical table with every trait that the contract and real files have, from a seed; the same on every machine.
struct RandomTable {
    private var draws: RandomStream
    private(set) var text = ""
    var bytes: [UInt8] { Array(text.utf8) }
    /// The cells, row by row, headers first; what a sheet of the table would hold.
    private(set) var cells: [[String]] = []

    init(seed: UInt64) {
        draws = RandomStream(seed: seed, "canonical-table")
        var columns: [CanonicalColumn] = []
        for column in CanonicalColumn.allCases {
            if ![.sample, .analyte, .result, .unit, .qualifier, .retentionTime].contains(column), chance(4) { continue }
            columns.insert(column, at: draws.integer(below: columns.count + 1))
        }
        if chance(12) { columns.removeAll { $0 == .result } }
        if chance(6) { columns.removeAll { $0 == .retentionTime } }
        let end = ["\n", "\r\n", "\n", "\r"][draws.integer(below: 4)]
        let delimiter = [",", ",", ",", ";", "\t", "|"][draws.integer(below: 6)]
        let isComma = delimiter != "," && chance(2)
        var headers = columns.map { header($0) }
        if chance(5) { headers.append("note") }
        if chance(5) { headers.append("result") }
        if chance(20) { headers.insert(pick(["operator", "", "batchh"]), at: draws.integer(below: headers.count + 1)) }
        let isMessy = !chance(3)
        let isShort = chance(8)
        var rows: [[String]] = []
        if chance(6) { rows += [["Laboratory A"], [""]] }
        rows.append(headers)
        for row in 0..<draws.integer(below: 61) {
            if isMessy, chance(25) {
                rows.append([[""], ["", "", "", ""], ["  "], headers, headers.reversed()][draws.integer(below: 5)])
                continue
            }
            var cells = columns.map { cell($0, row, isMessy: isMessy) }
            if isComma { cells = cells.map { $0.contains(where: \.isNumber) ? $0.replacing(".", with: ",") : $0 } }
            while cells.count < headers.count { cells.append(pick(["", "x", "7"])) }
            if isShort { while cells.last?.isEmpty == true { cells.removeLast() } }
            if isMessy, chance(30) { cells.removeLast() }
            if isMessy, chance(30) { cells.append(pick(["", " ", "9"])) }
            rows.append(cells)
        }
        cells = rows
        text = rows.map { $0.joined(separator: delimiter) + end }.joined()
        if chance(4) { text = String(String.UnicodeScalarView(text.unicodeScalars.dropLast())) }
    }

    private mutating func chance(_ count: Int) -> Bool { draws.integer(below: count) == 0 }
    private mutating func pick(_ words: [String]) -> String { words[draws.integer(below: words.count)] }

    private mutating func header(_ column: CanonicalColumn) -> String {
        switch column {
        case .sample: pick(["sample_id", "样本编号", "Sample ID"])
        case .analyte: pick(["analyte", "被测物", "Compound"])
        case .result: pick(["result", "结果", "Result (ng/mL)", "Result [ng/xL]"])
        case .unit: pick(["unit", "单位"])
        case .limitOfQuantification: pick(["loq", "定量限"])
        default: column.name
        }
    }

    private mutating func cell(_ column: CanonicalColumn, _ row: Int, isMessy: Bool) -> String {
        let number = String(draws.integer(below: 10_000)) + (chance(3) ? "" : "." + String(draws.integer(below: 1000)))
        if isMessy, chance(40) {
            return pick(["\"a\"\"b\"", "\"two\nlines\"", " \(number) ", "\"\(number)\"", "N/A", "-", "甲", "12 ng/L", "1e3", "-4", "0", "'=1", "abc", "５", "1月2日", "1,234", "\u{A0}"])
        }
        switch column {
        case .sample: return row % 7 == 6 ? pick(["S\(row)", "mean", "", "'-5"]) : "S\(row / 3)"
        case .analyte: return pick(["methamphetamine", "甲基苯丙胺", "ketamine", "MDMA", "mdma", "METH-d5 (IS)"])
        case .result:
            return pick([number, number, number, number, "", "", "", "ND", "<0.5", "<LOQ", ">ULOQ", "未检出", "0", "0.000", "N/F", "not analysed", "< 0", "<-1", "0 ng/L", "12.5 µg/L", "-3"])
        case .unit: return pick(["ng/L", "ng/L", "µg/L", "", "N/A"])
        case .qualifier: return pick(["", "", "", "", "", "", "=", "<LOQ", "<LOD", "ND", "NA", ">ULOQ", "<", ">", "<2.5", "J"])
        case .batch: return "B\(row / 20)"
        case .injection: return pick(["I\(row)", "I\(row)", ""])
        case .sampleType: return pick(["unknown", "unknown", "blank", "double_blank", "", "odd"])
        case .analysedAt:
            return pick(["2025-09-03T10:00:00", "2025-09-03 10:0\(row % 10):05+08:00", "2025-09-03", "", "2025/9/3 10:00", "2025-02-30", isMessy ? "20-Jan-25 17:00" : "", isMessy && row > 40 ? "3/4/2025" : ""])
        case .internalStandardRecovery: return pick([number, "", "98.5%"])
        case .retentionTime: return pick([number, "", "", "0", "N/A"])
        default: return pick([number, number, ""])
        }
    }
}
