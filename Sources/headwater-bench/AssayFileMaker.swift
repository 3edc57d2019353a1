import AssayFiles
import Foundation
import RandomDraws

/// A canonical assay table of any size, the same for the same number of rows: about twenty analytes a
/// sample, 3,000 sites, figures of all sizes, each kind of qualifier, empty cells, controls between the samples.
struct AssayFileMaker {
    var rows: Int
    var path: String

    private static let analytes = [
        "methamphetamine", "amphetamine", "mdma", "mda", "cocaine", "benzoylecgonine", "cocaethylene", "6-monoacetylmorphine", "morphine", "codeine",
        "ketamine", "norketamine", "methcathinone", "fentanyl", "thc-cooh", "methadone", "eddp", "tramadol", "etomidate_acid", "cotinine",
    ]
    /// The contract's columns but the two for standards.
    private static let columns = CanonicalColumn.allCases.filter { $0 != .expected && $0 != .calibrationR2 }

    func run() throws {
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path) else {
            throw UsageError(description: "\(path) cannot be written")
        }
        defer { try? file.close() }
        var draws = RandomStream(seed: 1, "assay-file")
        var text = AssayFileMaker.columns.map(\.name).joined(separator: ",") + "\n"
        var row = 0
        var sample = 0
        while row < rows {
            let head = Head(sample, &draws)
            for analyte in AssayFileMaker.analytes.indices where row < rows {
                append(analyte, head, to: &text, &draws)
                row += 1
            }
            sample += 1
            if text.utf8.count > 1 << 20 {
                try file.write(contentsOf: Data(text.utf8))
                text = ""
            }
        }
        try file.write(contentsOf: Data(text.utf8))
    }

    /// What the rows of one injection share.
    private struct Head {
        let sample: String
        let batch: String
        let injection: String
        let type: String
        let time: String

        init(_ number: Int, _ draws: inout RandomStream) {
            let day = number / 400 % 28 + 1
            let month = number / 11_200 % 12 + 1
            let date = "2025" + two(month) + two(day)
            type = number % 25 == 0 ? "blank" : number % 25 == 12 ? "qc" : number % 25 == 20 ? "duplicate" : "unknown"
            let site = String(10_000 + (number * 7 + draws.integer(below: 7)) % 3000).dropFirst()
            sample = type == "unknown" || type == "duplicate" ? "K\(site)-\(date.dropFirst(2))" : "\(type.uppercased())\(number % 50)"
            batch = "B\(date)-\(two(number / 100 % 100))"
            injection = "\(date)_\(1000 + number % 400)"
            let minute = number * 9 % 1440
            time = "2025-\(two(month))-\(two(day))T\(two(minute / 60)):\(two(minute % 60)):\(two(number % 60))+08:00"
        }
    }

    private func append(_ analyte: Int, _ head: Head, to text: inout String, _ draws: inout RandomStream) {
        let share = draws.uniform()
        let size = draws.logNormal(mean: 150, relativeSD: 3)
        var result = ""
        var qualifier = ""
        switch share {
        case ..<0.78: result = fixed(max(size, 0.51), size < 10 ? 3 : 2)
        case ..<0.88: qualifier = "<LOQ"
        case ..<0.93: qualifier = "ND"
        case ..<0.97: qualifier = "<LOD"
        case ..<0.98: qualifier = ">ULOQ"
        default: qualifier = "NA"
        }
        let isSeen = qualifier.isEmpty || qualifier == "<LOQ"
        let expected = 0.3 + Double(analyte) / 40
        let time = 2.5 + Double(analyte) * 0.31
        let cells = [
            head.sample, AssayFileMaker.analytes[analyte], result, "ng/L", qualifier, "0.5", "2", analyte % 4 == 0 ? "" : "5000", head.batch, head.injection,
            head.type, head.time, fixed(100 + 12 * draws.normal(), 1), isSeen ? fixed(max(0.01, expected * (1 + 0.08 * draws.normal())), 4) : "",
            fixed(expected, 3), isSeen ? fixed(time + 0.02 * draws.normal(), 3) : "", fixed(time, 2), draws.uniform() < 0.97 ? "1" : "10",
        ]
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "," }
            text += cell
        }
        text += "\n"
    }
}

private func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

/// A number with so many places, none of them by way of the locale.
func fixed(_ value: Double, _ places: Int) -> String {
    let scale = [1, 10, 100, 1000, 10_000][places]
    let whole = Int((value.magnitude * Double(scale)).rounded())
    let fraction = String(whole % scale)
    return (value < 0 ? "-" : "") + String(whole / scale) + "." + String(repeating: "0", count: places - fraction.utf8.count) + fraction
}
