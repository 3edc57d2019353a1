internal import AssayFiles
internal import DelimitedText
internal import Findings
internal import Monitoring
package import ProgrammeFiles

/// What is tried with bytes of any kind: a reader of the house, its seeds, and the rules that must hold.
package struct FuzzTarget: Sendable {
    package let name: String
    /// Well-formed files from which the broken ones are made.
    package let seeds: [[UInt8]]
    /// The breaches of one input; empty where all is well.
    package let breaches: @Sendable ([UInt8]) -> [String]

    /// Every target, the readers first.
    package static let all: [FuzzTarget] = TrialExports.formats.map(reader) + [xlsx, xls, detector, text, numbers, dates, units]

    private static let rules = ReadingRules(catalogue: TrialBatch.allLetters)

    // MARK: Readers

    private static func reader(_ format: AssayFormat) -> FuzzTarget {
        FuzzTarget(name: format.rawValue, seeds: seeds(format)) { rules.breaches($0) }
    }

    /// The batch in every script, without a unit, with decimal commas, and a piece of it that changes are dense in.
    private static func seeds(_ format: AssayFormat) -> [[UInt8]] {
        var seeds: [[UInt8]] = []
        for letters in TrialBatch.Letters.allCases { seeds.append(bytes(TrialBatch(letters: letters), format, TrialStyle.usual(format))) }
        let small = TrialBatch(letters: .ascii).small
        seeds.append(bytes(small, format, TrialStyle.usual(format)))
        seeds.append(bytes(small, format, TrialStyle.usual(format), unit: nil))
        seeds.append(bytes(small, format, TrialStyle(delimiter: TrialStyle.usual(format).delimiter == "\t" ? "\t" : ";", lineEnd: "\r\n", mark: ",")))
        return seeds
    }

    private static func bytes(_ batch: TrialBatch, _ format: AssayFormat, _ style: TrialStyle, unit: String? = "ng/mL") -> [UInt8] {
        Array(TrialExports(batch, style: style, unit: unit).text(format).utf8)
    }

    /// Anything at all to `AssayDocument.read`: small files of every format, and what is no laboratory's file.
    private static var detector: FuzzTarget {
        let small = TrialBatch(letters: .chinese).small
        var seeds = TrialExports.formats.map { bytes(small, $0, TrialStyle.usual($0)) }
        seeds += [
            Array("%PDF-1.4\n".utf8), [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], Array("PK\u{3}\u{4}".utf8), [0x1F, 0x8B, 8], Array("SQLite format 3\0".utf8),
            Array("{\"a\": 1}".utf8), Array("<html><body><table><tr><td>1</td></tr></table></body></html>".utf8), Array("a,b\n1,2\n".utf8), [0xFF, 0xFE], [],
        ]
        return FuzzTarget(name: "detector", seeds: seeds) { rules.breaches($0) }
    }

    // MARK: Workbooks

    /// Rows of a wide table and of a vendor's, of which every cell matters.
    private static let workbookRows: [[[SheetFile.Cell]]] = [
        [["样本编号", "甲基苯丙胺 ng/L", "可替宁(ng/L)"], ["F01-0120", 123.4, "<0.5"], ["F01-0121", "未检出", 2000], ["F01-0122", "1,5", .date(45_677.5)]],
        [["Sample Name", "Component Name", "Area", "Calculated Concentration (ng/mL)"], ["S3", "METH", 100, 2.5], ["S2-a", "KET", 321, "No Peak"]],
    ]

    /// A workbook of Office Open XML; what is no ZIP file is taken for the part of a sheet and put into one, since the checksums
    /// of a ZIP file would let little of what is damaged within through.
    private static var xlsx: FuzzTarget {
        let files = workbookRows.map { SheetFile($0) }
        let both = SheetFile(sheets: [("结果", workbookRows[0]), ("raw", workbookRows[1])])
        let seeds = files.map(\.bytes) + [both.bytes] + files.map { Array($0.firstPart.utf8) }
        return FuzzTarget(name: "xlsx", seeds: seeds) { bytes in
            rules.breaches(bytes.starts(with: [0x50, 0x4B]) ? bytes : SheetFile.file(ofSheet: String(decoding: bytes, as: UTF8.self)))
        }
    }

    /// An old workbook, read by a process of its own where this program can start one, and by the scan of its records.
    private static var xls: FuzzTarget {
        let seeds = workbookRows.map { rows -> [UInt8] in
            var writer = OldWorkbookWriter()
            writer.formats = ["0.00", "yyyy\\-mm\\-dd"]
            let cells = rows.enumerated().flatMap { row, cells in
                cells.enumerated().compactMap { column, cell -> (row: UInt16, column: UInt16, cell: OldWorkbookWriter.Cell)? in
                    let (row, column) = (UInt16(clamping: row), UInt16(clamping: column))
                    return switch cell {
                    case .blank: nil
                    case .text(let text): (row, column, column == 0 ? .label(text) : .text(text))
                    case .figure(let digits): (row, column, .number(Double(digits) ?? 0, style: 1))
                    case .date(let serial): (row, column, .number(serial, style: 2))
                    }
                }
            }
            writer.tabs = [.init(name: "结果", cells: cells), .init(name: "QC", cells: [(1, 1, .formula(2.5)), (2, 1, .rk(125, isHundredth: true))])]
            return writer.bytes
        }
        return FuzzTarget(name: "xls", seeds: seeds) { rules.breaches($0) }
    }

    // MARK: Text, numbers, dates, units

    private static var text: FuzzTarget {
        let small = TrialBatch(letters: .chinese).small
        let seeds = TrialExports.formats.map { bytes(small, $0, TrialStyle.usual($0)) } + [Array("a,\"b\n\"\"c\"\"\",d\r1;2|3\t4\r\n".utf8)]
        return FuzzTarget(name: "text", seeds: seeds) { TextRules.breaches($0) }
    }

    private static var numbers: FuzzTarget {
        let seeds = ["12.5", "-0,25", "1,234.5", "1.234,5", "1 234,5", "１２．５", "5.1E-1", "1e+008", "4.44061e+008", "1'234.5", "−3", ".5", "5.", "999999999999999999999"]
        return FuzzTarget(name: "numbers", seeds: seeds.map { Array($0.utf8) }) { NumberRules.breaches($0) }
    }

    private static var dates: FuzzTarget {
        let seeds = [
            "2025-09-03T10:00:00+08:00", "2025/9/3 10:00", "2025年9月3日 下午 5:00", "20-Jan-25 17:00:05.123", "17-sept-19", "20.01.2025", "1/20/25 5:00 PM",
            "January 20, 2025 12:00:00 AM", "9/13/2025 2:10:00 PM", "45901.5",
        ]
        return FuzzTarget(name: "dates", seeds: seeds.map { Array($0.utf8) }) { rules.breaches(inCell($0, "Acquisition Date")) }
    }

    private static var units: FuzzTarget {
        let seeds = ["ng/mL", "µg/L", "ng mL-1", "pg·µL⁻¹", "纳克/升", "ppb", "(ng/L)", "mmol/L", "ng/xL", "%"]
        return FuzzTarget(name: "units", seeds: seeds.map { Array($0.utf8) }) { bytes in
            var breaches = rules.breaches(inCell(bytes, "Units"))
            if let unit = AssayUnit(String(decoding: bytes, as: UTF8.self)), AssayUnit(unit.symbol) != unit { breaches.append("\(unit.symbol) is not read again") }
            return breaches
        }
    }

    /// A table whose one cell holds the bytes.
    private static func inCell(_ bytes: [UInt8], _ column: String) -> [UInt8] {
        let cell = bytes.map { $0 < 0x20 || $0 == 0x22 || $0 == 0x7F ? 0x20 : $0 }
        return Array("Sample Name\tComponent Name\tArea\tCalculated Concentration\t\(column)\nS3\tMETH\t10\t2.5\t".utf8) + cell
            + Array("\nS2-a\tMETH\t11\t3.5\t\n".utf8)
    }
}

extension TrialBatch {
    /// The first sample, a control and the diluted sample: a file of which every byte matters.
    package var small: TrialBatch { TrialBatch(compounds: compounds, injections: injections.filter { ["DBL", "CAL 1", "S2-a", "S3", "S3 10x"].contains($0.name) }) }

    /// The names of the batch in all scripts.
    package static let allLetters: AnalyteCatalogue = {
        var aliases: [String: AnalyteCatalogue.Meaning] = [:]
        for letters in Letters.allCases {
            for (compound, code) in zip(TrialBatch(letters: letters).compounds, analytes) { aliases[AnalyteCatalogue.folded(compound)] = .analyte(code) }
        }
        for code in analytes { aliases[AnalyteCatalogue.folded(code.rawValue)] = .analyte(code) }
        return AnalyteCatalogue(analytes: TrialBatch(letters: .ascii).catalogue.analytes, aliases: aliases)
    }()
}

/// What must hold of numbers.
enum NumberRules {
    /// A number under one mark is the number that the standard library reads once marks and groups are taken off.
    static func breaches(_ bytes: [UInt8]) -> [String] {
        var breaches: [String] = []
        for mark in DecimalMark.allCases {
            guard let value = NumberText.parse(utf8: bytes, mark: mark) else { continue }
            if !value.isFinite { breaches.append("\(value)") }
            guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x27 }) else { continue }
            let other: Character = mark == .point ? "," : "."
            var text = String(decoding: bytes, as: UTF8.self)
            text.removeAll { $0 == other }
            if mark == .comma { text = text.replacing(",", with: ".") }
            if let plain = Double(text) ?? Double(text + "0") ?? Double(text.replacing(".e", with: ".0e").replacing(".E", with: ".0e")), plain != value {
                breaches.append("\(value) for \(plain)")
            }
            if Array(bytes).allSatisfy({ $0 == 0x2C || $0 == 0x2E || $0 == 0x2D }) { breaches.append("a number without digits: \(value)") }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if case .undecidable = NumberText.decimalMark(of: [text]), let value = NumberText.parse(text, mark: .point), value == NumberText.parse(text, mark: .comma) {
            breaches.append("undecidable, and both ways the same")
        }
        return breaches
    }
}

/// What must hold of text and fields.
enum TextRules {
    static func breaches(_ bytes: [UInt8]) -> [String] {
        let (decoded, _) = DecodedText.decode(bytes, file: "f")
        guard let decoded else { return [] }
        var breaches: [String] = []
        if String(validating: decoded.bytes[decoded.start...], as: UTF8.self) == nil { breaches.append("the decoded text is not UTF-8") }
        for delimiter in [nil, 0x2C, 0x09] as [UInt8?] {
            let reading = DelimitedTable.read(decoded, delimiter: delimiter)
            guard let table = reading.table else { continue }
            var place: (line: Int, column: Int) = (0, 0)
            for row in 0..<table.rowCount {
                for column in 0..<table.fieldCount(row) {
                    let position = table.position(row, column)
                    guard let line = position.line, let character = position.column else { breaches.append("a field without a place"); continue }
                    if (line, character) <= place { breaches.append("field \(row) \(column) at \(line):\(character) does not follow \(place)") }
                    place = (line, character)
                    if table.text(row, column) != String(decoding: table.utf8(row, column), as: UTF8.self) { breaches.append("text and bytes of \(row) \(column) differ") }
                }
                if breaches.count > 3 { return breaches }
            }
            _ = table.position(table.rowCount, 0)
            _ = table.position(0, 1 << 20)
        }
        return breaches
    }
}
