internal import Findings
internal import Monitoring
package import Wording

/// `report.json` and `manifest.json`: the figures and their origin, for programs.
package enum ReportJSON {
    /// The schema of both files; a change of a name or a meaning is a new number.
    package static let schema = 1

    /// Returns `report.json`: one member a table, each an object of `columns`, the names of the CSV columns, and `rows`, an array a row in their order.
    ///
    /// Numbers are numbers, printed to 6 significant digits; no value is `null`.
    /// - Complexity: linear in the number of cells.
    package static func report(_ content: ReportContent, language: Language = .english) -> [UInt8] {
        let tables = ReportTables.tables(content, language: language)
        var out: [UInt8] = []
        out.reserveCapacity(4096 + tables.reduce(0) { $0 + $1.rows.count * $1.columns.count * 12 })
        out.append(contentsOf: "{".utf8)
        for member in [("schema", JSONText.integer(schema))] + heading(content) {
            open(member.0, into: &out)
            out.append(contentsOf: member.1.text.utf8)
        }
        for table in tables { write(table, into: &out) }
        let traces = content.traces.sorted { ($0.summary.site, $0.summary.analyte) < ($1.summary.site, $1.summary.analyte) }
        for member in [
            ("alerts", JSONText.array(alerts(content, language))),
            ("sources", .array(traces.map { SourceReaches($0, floor: content.populationFloor).json })),
        ] {
            open(member.0, into: &out)
            out.append(contentsOf: member.1.text.utf8)
        }
        out.append(contentsOf: "\n}\n".utf8)
        return out
    }

    /// Begins a member of the outer object on its own line.
    private static func open(_ name: String, into out: inout [UInt8]) {
        out.append(contentsOf: (out.count > 1 ? ",\n  \"" : "\n  \"").utf8)
        out.append(contentsOf: name.utf8)
        out.append(contentsOf: "\": ".utf8)
    }

    /// A table as its columns and rows, a row a line, straight into the bytes: names once, and no tree of values.
    private static func write(_ table: ReportTable, into out: inout [UInt8]) {
        open(table.name, into: &out)
        out.append(contentsOf: "{\"columns\": ".utf8)
        out.append(contentsOf: JSONText.array(table.columns.map { .string($0) }).text.utf8)
        out.append(contentsOf: ", \"rows\": [".utf8)
        for (place, row) in table.rows.enumerated() {
            out.append(contentsOf: (place > 0 ? ",\n[" : "\n[").utf8)
            for (column, cell) in row.enumerated() {
                if column > 0 { out.append(UInt8(ascii: ",")) }
                write(cell, into: &out)
            }
            out.append(UInt8(ascii: "]"))
        }
        out.append(contentsOf: (table.rows.isEmpty ? "]}" : "\n]}").utf8)
    }

    private static func write(_ cell: Cell, into out: inout [UInt8]) {
        switch cell {
        case .empty: out.append(contentsOf: "null".utf8)
        case .number, .integer: out.append(contentsOf: cell.plainText.utf8)
        case .text, .word, .date:
            let text = cell.plainText
            // Plain ASCII needs no escape; everything else goes the long way.
            if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
                out.append(UInt8(ascii: "\""))
                out.append(contentsOf: text.utf8)
                out.append(UInt8(ascii: "\""))
            } else {
                out.append(contentsOf: JSONText.string(text).text.utf8)
            }
        }
    }

    /// Returns `manifest.json`: the inputs with their digests, all that the figures depend on besides, and the files of the report.
    package static func manifest(_ content: ReportContent, files: [OutputDigest] = []) -> [UInt8] {
        var members: [(String, JSONText)] = [("schema", .integer(schema))]
        members += heading(content)
        members += [
            ("program_version", .string(content.programVersion)),
            ("parameter_set", .object([("name", .string(content.parameterSet)), ("version", .string(content.parameterSetVersion))])),
            ("convention", .string(content.convention)),
            ("seed", .digits(String(content.seed))), ("draws", .integer(content.draws)),
            ("audit_head", content.auditHead.map { .string($0) } ?? .null),
            ("signatories", .array(content.signatories.map {
                .object([("role", .string($0.role)), ("staff_code", .string($0.staffCode)), ("at", .string($0.at))])
            })),
            ("inputs", .array(content.inputs.sorted { ($0.name, $0.sha256) < ($1.name, $1.sha256) }.map {
                .object([
                    ("name", .string($0.name)), ("sha256", .string($0.sha256)), ("bytes", $0.bytes.map { .integer($0) } ?? .null),
                ])
            })),
            ("accepted_parameters", .array(content.acceptedParameters.sorted().map { .string($0) })),
            ("issue_reason", content.issueReason.isEmpty ? .null : .string(content.issueReason)),
            ("files", .array(files.sorted { $0.name < $1.name }.map {
                .object([
                    ("name", .string($0.name)), ("sha256", .string($0.sha256)), ("sm3", $0.sm3.map { .string($0) } ?? .null),
                    ("bytes", .integer($0.bytes)),
                ])
            })),
        ]
        return Array(JSONText.object(members).indented(depth: 2).utf8)
    }

    private static func heading(_ content: ReportContent) -> [(String, JSONText)] {
        [
            ("number", .string(content.number)), ("period", .string(content.period.description)), ("revision", .string(content.revision)),
            ("first_day", .string(content.period.firstDay.description)), ("last_day", .string(content.period.lastDay.description)),
            ("programme", .object([
                ("name", .string(content.programme.name)), ("name_en", .string(content.programme.nameEnglish)),
                ("code", .string(content.programme.code)),
            ])),
        ]
    }

    private static func json(_ cell: Cell) -> JSONText {
        switch cell {
        case .empty: .null
        case .text(let text), .word(let text): .string(text)
        case .number(let value): .digits(value.significant(6))
        case .integer(let value): .integer(value)
        case .date(let date): .string(date.description)
        }
    }

    private static func alerts(_ content: ReportContent, _ language: Language) -> [JSONText] {
        let catalogue = Catalogue.of(language)
        func sentences(_ reasons: [Reason]) -> JSONText { .array(reasons.map { .string(catalogue.text($0.key, $0.arguments)) }) }
        return content.alerts.sorted { $0.id < $1.id }.map { alert in
            .object([
                ("alert_id", .string(alert.id)), ("site_code", .string(alert.site.rawValue)), ("analyte", .string(alert.analyte.rawValue)),
                ("kind", .string(alert.kind.rawValue)), ("direction", .string(alert.direction.rawValue)),
                ("cause", .string(alert.cause.rawValue)), ("level", .string(alert.level.rawValue)), ("state", .string(alert.state.rawValue)),
                ("q_value", json(Cell(alert.qValue))), ("also_seen_at", .array(alert.alsoSeenAt.sorted().map { .string($0.rawValue) })),
                ("evidence", sentences(alert.evidence)), ("other_explanations", sentences(alert.otherExplanations)),
                ("next_steps", sentences(alert.nextSteps)),
            ])
        }
    }
}
