internal import DelimitedText
internal import Findings
package import Monitoring
internal import ShippedTables

/// Every parameter set that the programme knows: the shipped ones, and those of the workspace.
///
/// A set is named and has versions. Rows of a later version replace those of an earlier one
/// for the same parent drug, biomarker and parameter; what a later version does not name
/// stands as it was. A version that was shipped never changes: the same row with another
/// value is fatal, since two figures of the same set and version would differ unseen.
package struct ParameterSets: Hashable, Sendable {
    /// All rows, the shipped ones first, in file order.
    package private(set) var parameters: [Parameter]

    package init(parameters: [Parameter]) { self.parameters = parameters }

    /// The sets that travel with the program, read once.
    package static func shipped() -> ParameterSets { shippedSets.sets }

    /// What is wrong with the shipped table; empty, as a test holds.
    static var shippedFindings: [Finding] { shippedSets.findings }

    private static let shippedSets: (sets: ParameterSets, findings: [Finding]) = {
        guard let table = ShippedTable.named("parameters.csv").flatMap({ DelimitedTable.read($0.bytes, file: "shipped:parameters.csv", delimiter: 0x2C).table })
        else { return (ParameterSets(parameters: []), []) }
        var named = NamedTable(table, layout: .parameters, aliases: .shipped)
        let rows = named.rows(offsetSeconds: 0)
        var (parameters, findings) = read(rows, analytes: .shipped())
        findings = named.findings + findings
        return (ParameterSets(parameters: parameters.map(\.parameter)), findings)
    }()

    /// The names of the sets, sorted.
    package var names: [String] { Set(parameters.map(\.set)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) } }

    /// The rows of a set, each key with the row of its latest version, in the order in which the keys first appear.
    ///
    /// - Parameter name: the set, or `set@version` for that version and those before it. Empty where there is no such set.
    package func set(named name: String) -> [Parameter] {
        let parts = name.split(separator: "@", maxSplits: 1).map(String.init)
        guard let set = parts.first else { return [] }
        let limit = parts.count > 1 ? parts[1] : nil
        if let limit, !parameters.contains(where: { $0.set == set && $0.version == limit }) { return [] }
        var order: [Key] = []
        var rows: [Key: Parameter] = [:]
        for parameter in parameters where parameter.set == set {
            if let limit, ParameterSets.precedes(limit, parameter.version) { continue }
            let key = Key(parameter)
            if let present = rows[key] {
                if ParameterSets.precedes(present.version, parameter.version) { rows[key] = parameter }
            } else {
                order.append(key)
                rows[key] = parameter
            }
        }
        return order.compactMap { rows[$0] }
    }

    private struct Key: Hashable {
        var parentDrug: String
        var biomarker: AnalyteCode
        var name: String

        init(_ parameter: Parameter) {
            parentDrug = parameter.parentDrug
            biomarker = parameter.biomarker
            name = parameter.name
        }
    }

    /// Whether a version comes before another: numbers by size, the rest by bytes (`2` before `10`, `2025.9` before `2025.10`).
    static func precedes(_ left: String, _ right: String) -> Bool {
        let first = left.split { $0 == "." || $0 == "-" }
        let second = right.split { $0 == "." || $0 == "-" }
        for (a, b) in zip(first, second) where a != b {
            if let a = Int(a), let b = Int(b) { if a != b { return a < b } else { continue } }
            return a.utf8.lexicographicallyPrecedes(b.utf8)
        }
        return first.count < second.count
    }

    /// Adds the rows of a workspace, and says which of them may not stand.
    mutating func add(_ rows: [RowReader], analytes: AnalyteCatalogue) -> [Finding] {
        let (read, faults) = ParameterSets.read(rows, analytes: analytes)
        var findings = faults
        let shippedVersions = Set(parameters.map { "\($0.set)@\($0.version)" })
        var shipped: [String: Parameter] = [:]
        func identity(_ parameter: Parameter) -> String {
            [parameter.set, parameter.version, parameter.parentDrug, parameter.biomarker.rawValue, parameter.name].joined(separator: "|")
        }
        for parameter in parameters { shipped[identity(parameter)] = parameter }
        var seen: [String: SourcePosition] = [:]
        for (parameter, position) in read {
            let words = [
                "set": parameter.set, "version": parameter.version, "parent": parameter.parentDrug, "biomarker": parameter.biomarker.rawValue,
                "parameter": parameter.name, "value": RowReader.plain(parameter.value),
            ]
            let key = identity(parameter)
            if let first = seen[key] {
                findings.append(Finding("C021", .error, at: position, text: parameter.name, words.merging(["column": "parameter"]) { own, _ in own }, related: [first]))
                continue
            }
            seen[key] = position
            if let original = shipped[key] {
                if original.value != parameter.value || original.relativeSD != parameter.relativeSD || original.basis != parameter.basis {
                    findings.append(
                        Finding("C034", .fatal, at: position, text: RowReader.plain(parameter.value), words.merging(["shipped": RowReader.plain(original.value)]) { own, _ in own }))
                }
                continue
            }
            if shippedVersions.contains("\(parameter.set)@\(parameter.version)") {
                findings.append(Finding("C046", .fatal, at: position, text: parameter.name, words))
                continue
            }
            parameters.append(parameter)
        }
        return findings
    }

    private static func read(_ rows: [RowReader], analytes: AnalyteCatalogue) -> ([(parameter: Parameter, position: SourcePosition)], [Finding]) {
        var parameters: [(Parameter, SourcePosition)] = []
        var findings: [Finding] = []
        for var row in rows {
            let name = row.required("parameter")
            let range: ClosedRange<Double> =
                switch name {
                case "excretion_fraction", "purity", "sorbed_fraction": 0...1
                case "in_sewer_loss": -10...1
                default: 0...1e12
                }
            let provenance: Provenance? = row.term("provenance", default: nil)
            let basis = row.text("basis")
            if row.isUsable, !["", "molar", "mass"].contains(basis) { row.reject("C020", "basis", ["values": "molar, mass"]) }
            _ = row.required("biomarker")
            let biomarker = row.analyte("biomarker", in: analytes)
            let parameter = Parameter(
                set: row.required("set"), version: row.required("version"), parentDrug: row.required("parent_drug"), biomarker: biomarker ?? "", name: name,
                value: row.requiredNumber("value", in: range, percent: 0.01),
                relativeSD: row.number("rsd_pct", in: 0...1000, percent: 1, isStrict: true).map { $0 / 100 },
                distribution: row.text("distribution"), basis: basis, unit: row.text("unit"), source: row.required("source"),
                provenance: provenance ?? .memory)
            findings += row.findings
            if row.isUsable { parameters.append((parameter, row.position)) }
        }
        return (parameters, findings)
    }
}
