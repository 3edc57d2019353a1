internal import DelimitedText
package import Findings
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
        /// The condition in the unit of rates, of which a set holds several: `h@20C`.
        var condition: String

        init(_ parameter: Parameter) {
            parentDrug = parameter.parentDrug
            biomarker = parameter.biomarker
            name = parameter.name
            condition = ParameterSets.condition(parameter)
        }
    }

    /// What tells apart rows of one drug, biomarker and name: the temperature of a half-life; empty for all others.
    package static func condition(_ parameter: Parameter) -> String { parameter.name == ParameterName.halfLifeHours.rawValue ? parameter.unit : "" }

    /// The latest version among some rows; empty where there are none.
    package static func version(of rows: [Parameter]) -> String {
        rows.map(\.version).max { precedes($0, $1) } ?? ""
    }

    /// The versions of a set, oldest first.
    package func versions(of set: String) -> [String] {
        Set(parameters.filter { $0.set == set }.map(\.version)).sorted { ParameterSets.precedes($0, $1) || !ParameterSets.precedes($1, $0) && $0 < $1 }
    }

    /// Rows as text that is the same for the same rows in any order: what a digest is taken of.
    package static func canonicalText(_ rows: [Parameter]) -> String {
        rows.map { row in
            [
                row.set, row.version, row.parentDrug, row.biomarker.rawValue, row.name, String(row.value), row.relativeSD.map { String($0) } ?? "",
                row.distribution, row.basis, row.unit, row.route, row.provenance.rawValue, row.source,
            ].joined(separator: "\u{1F}")
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.joined(separator: "\n")
    }

    /// Reads a parameter file as a workspace's own, over the shipped sets: the sets with its rows, the rows, and what is wrong with them.
    ///
    /// Findings stand at line and column; the rows that may not stand are not among `own`.
    package static func reading(_ bytes: [UInt8], file: String, analytes: AnalyteCatalogue = .shipped())
        -> (sets: ParameterSets, own: [(parameter: Parameter, position: SourcePosition)], findings: [Finding])
    {
        var sets = shipped()
        let reading = DelimitedTable.read(bytes, file: file)
        guard let table = reading.table else { return (sets, [], reading.findings) }
        var named = NamedTable(table, layout: .parameters, aliases: .shipped)
        let rows = named.rows(offsetSeconds: 0)
        let (own, findings) = sets.adding(rows, analytes: analytes)
        return (sets, own, reading.findings + named.findings + findings)
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

    /// Every set that a programme may choose: the shipped ones, and those of its `parameters.csv` as it was read.
    package static func known(to programme: Programme) -> ParameterSets {
        guard let file = programme.inputs.first(where: { $0.path == "parameters.csv" }) else { return shipped() }
        return reading(file.bytes, file: file.path, analytes: programme.analytes).sets
    }

    /// Adds the rows of a workspace, and says which of them may not stand.
    mutating func add(_ rows: [RowReader], analytes: AnalyteCatalogue) -> [Finding] { adding(rows, analytes: analytes).findings }

    private mutating func adding(_ rows: [RowReader], analytes: AnalyteCatalogue)
        -> (added: [(parameter: Parameter, position: SourcePosition)], findings: [Finding])
    {
        let (read, faults) = ParameterSets.read(rows, analytes: analytes)
        var findings = faults
        var added: [(parameter: Parameter, position: SourcePosition)] = []
        let shippedVersions = Set(parameters.map { "\($0.set)@\($0.version)" })
        var shipped: [String: Parameter] = [:]
        func identity(_ parameter: Parameter) -> String {
            [parameter.set, parameter.version, parameter.parentDrug, parameter.biomarker.rawValue, parameter.name, ParameterSets.condition(parameter)].joined(
                separator: "|")
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
            added.append((parameter, position))
        }
        return (added, findings)
    }

    private static func read(_ rows: [RowReader], analytes: AnalyteCatalogue) -> ([(parameter: Parameter, position: SourcePosition)], [Finding]) {
        var parameters: [(Parameter, SourcePosition)] = []
        var findings: [Finding] = []
        for var row in rows {
            let name = row.required("parameter")
            let known = ParameterName(rawValue: name)
            if known == nil, row.isUsable {
                row.note("C066", .warning, "parameter", ["known": ParameterName.allCases.map(\.rawValue).joined(separator: ", ")])
            }
            let range = known?.range ?? 0...1e12
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
                provenance: provenance ?? .memory, route: row.text("route"))
            if row.isUsable, known == .halfLifeHours, parameter.halfLifeTemperature == nil { row.reject("C067", "unit") }
            findings += row.findings
            if row.isUsable { parameters.append((parameter, row.position)) }
        }
        return (parameters, findings)
    }
}

extension Parameter {
    /// °C at which a half-life was measured, from its unit (`h@20C`); nil where the unit does not say.
    package var halfLifeTemperature: Double? {
        guard unit.hasPrefix("h@"), let last = unit.last, last == "C" || last == "℃" else { return nil }
        var digits = unit.dropFirst(2).dropLast()
        if digits.last == "°" { digits.removeLast() }
        return NumberText.parse(digits, mark: .point).flatMap { (-10...60).contains($0) ? $0 : nil }
    }

    /// 1/m, the area of biofilm over the volume of sewage at which a biofilm rate was measured, from its unit (`1/h@50/m`).
    package var biofilmAreaPerVolume: Double? {
        guard unit.hasPrefix("1/h@"), unit.hasSuffix("/m") else { return nil }
        return NumberText.parse(unit.dropFirst(4).dropLast(2), mark: .point).flatMap { $0 > 0 && $0 < 1e6 ? $0 : nil }
    }
}
