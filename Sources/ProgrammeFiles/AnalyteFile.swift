internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ShippedTables

/// How a name of an analyte is to be taken.
enum AliasStatus: String, CaseIterable { case name, knownWrong = "known_wrong", ambiguous }

/// Reads `analytes.csv`: the shipped one, and what a workspace adds.
///
/// The first row of status `name` in a language is the analyte's name in that language. A
/// name that a workspace gives replaces what the shipped table says of that name, with a
/// finding where it meant something else.
struct AnalyteFile {
    private struct Entry {
        var role: AnalyteRole
        var parentDrug: String?
        var names: [String: String] = [:]
    }

    private var entries: [AnalyteCode: Entry] = [:]
    private var meanings: [String: AnalyteCatalogue.Meaning] = [:]
    private(set) var findings: [Finding] = []

    mutating func read(_ rows: [RowReader]) {
        var own: [String: AnalyteCatalogue.Meaning] = [:]
        var named: Set<String> = []
        for var row in rows {
            let code = AnalyteCode(row.required("analyte"))
            let alias = row.required("alias")
            let status: AliasStatus? = row.term("status", default: nil)
            let role: AnalyteRole? = row.term("role", default: nil)
            let language = row.text("language")
            let folded = AnalyteCatalogue.folded(alias)
            if row.isUsable, let status, let role {
                var entry = entries[code] ?? Entry(role: role)
                entry.role = role
                entry.parentDrug = row.entry("parent_drug") ?? entry.parentDrug
                if status == .name, !language.isEmpty, named.insert("\(code)|\(language)").inserted { entry.names[language] = alias }
                entries[code] = entry
                switch (status, own[folded]) {
                case (.name, nil): own[folded] = .analyte(code)
                case (.knownWrong, nil): own[folded] = .knownWrong(code)
                case (.ambiguous, nil): own[folded] = .ambiguous([code])
                case (.ambiguous, .ambiguous(let codes)): own[folded] = .ambiguous(codes.contains(code) ? codes : (codes + [code]).sorted())
                case (.name, .analyte(code)), (.knownWrong, .knownWrong(code)): break
                default: row.reject("C053", "alias", ["analyte": code.rawValue])
                }
            }
            findings += row.findings
            if row.isUsable, let shipped = meanings[folded], let now = own[folded], now != shipped, row.position.file != AnalyteFile.shippedName {
                findings.append(Finding("C041", .info, at: row.position, text: alias, ["analyte": code.rawValue, "before": AnalyteFile.words(shipped)]))
            }
        }
        meanings.merge(own) { _, new in new }
    }

    private static func words(_ meaning: AnalyteCatalogue.Meaning) -> String {
        switch meaning {
        case .analyte(let code), .knownWrong(let code): code.rawValue
        case .ambiguous(let codes): codes.map(\.rawValue).joined(separator: " / ")
        case .unknown: "-"
        }
    }

    /// The name under which the shipped table stands in findings.
    static let shippedName = "shipped:analytes.csv"

    var catalogue: AnalyteCatalogue {
        let analytes = entries.map { code, entry in
            Analyte(
                code: code, role: entry.role, parentDrug: entry.parentDrug, englishName: entry.names["en"] ?? code.rawValue,
                chineseName: entry.names["zh-Hans"] ?? entry.names["en"] ?? code.rawValue)
        }
        var all = meanings
        // An analyte's own code always names it.
        for code in entries.keys { all[AnalyteCatalogue.folded(code.rawValue)] = .analyte(code) }
        return AnalyteCatalogue(analytes: analytes, aliases: all)
    }

    /// The shipped names, to which a workspace may add.
    static let shipped: AnalyteFile = {
        var file = AnalyteFile()
        guard let table = ShippedTable.named("analytes.csv").flatMap({ DelimitedTable.read($0.bytes, file: shippedName, delimiter: 0x2C).table })
        else { return file }
        var named = NamedTable(table, layout: .analytes, aliases: .shipped)
        file.read(named.rows(offsetSeconds: 0))
        file.findings = named.findings + file.findings
        return file
    }()
}

extension AnalyteCatalogue {
    /// The analytes and names that travel with the program, read once.
    package static func shipped() -> AnalyteCatalogue { shippedCatalogue }

    private static let shippedCatalogue = AnalyteFile.shipped.catalogue
}
