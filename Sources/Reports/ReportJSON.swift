internal import Findings
internal import Monitoring
package import Wording

/// `report.json` and `manifest.json`: the figures and their origin, for programs.
package enum ReportJSON {
    /// The schema of both files; a change of a name or a meaning is a new number.
    package static let schema = 1

    /// Returns `report.json`: one member a table, each an array of objects with the names of the CSV columns.
    ///
    /// Numbers are numbers, printed to 6 significant digits; no value is `null`.
    /// - Complexity: linear in the number of cells.
    package static func report(_ content: ReportContent, language: Language = .english) -> [UInt8] {
        var members: [(String, JSONText)] = [("schema", .integer(schema))]
        members += heading(content)
        for table in ReportTables.tables(content, language: language) {
            members.append((table.name, .array(table.rows.map { row in .object(zip(table.columns, row.map(json)).map { ($0, $1) }) })))
        }
        members.append(("alerts", .array(alerts(content, language))))
        members.append(("sources", .array(content.traces.map { SourceReaches($0, floor: content.populationFloor).json })))
        return Array(JSONText.object(members).indented(depth: 2).utf8)
    }

    /// Returns `manifest.json`: the inputs with their digests, and all that the figures depend on besides.
    package static func manifest(_ content: ReportContent) -> [UInt8] {
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
