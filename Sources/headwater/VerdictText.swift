import BatchRun
import Findings
import Monitoring
import Wording

/// The verdicts of a preview, as lines for a person or as JSON Lines.
struct VerdictText {
    let terminal: Terminal

    /// Reasons and changes of a file that are printed; the rest are counted.
    private static let shown = 3

    private var text: Catalogue { terminal.catalogue }

    func show(_ preview: IngestPreview) {
        for verdict in preview.files {
            if terminal.isJSON { terminal.event(json(verdict)) } else { for line in lines(verdict) { terminal.result(line) } }
        }
        terminal.findings(preview.findings)
        let counts = FileVerdict.Standing.allCases.map { standing in (standing, preview.files.count { $0.standing == standing }) }.filter { $0.1 > 0 }
        if terminal.isJSON {
            terminal.event(
                .object([
                    ("event", .string("preview")), ("schema", .integer(1)), ("files", .integer(preview.files.count)),
                    ("standing", .object(counts.map { ($0.0.rawValue, .integer($0.1)) })),
                    ("held_batches", .array(preview.heldBatches.map { .string($0) })),
                ]))
            return
        }
        let words = counts.map { "\($0.1) \(text.text("headwater.counted.\($0.0.rawValue)"))" }.joined(separator: ", ")
        terminal.remark(text.text("headwater.previewed", count: preview.files.count, ["counts": words.isEmpty ? "-" : words]))
        if !preview.heldBatches.isEmpty {
            terminal.remark(
                text.text("headwater.held", count: preview.heldBatches.count, ["batches": preview.heldBatches.map { harmless($0) }.joined(separator: ", ")]))
        }
    }

    private func lines(_ verdict: FileVerdict) -> [String] {
        var first = harmless(verdict.name) + ": " + text.text("headwater.standing.\(verdict.standing.rawValue)")
        if let other = verdict.other { first += " " + harmless(other) }
        if !verdict.format.isEmpty {
            first += "; " + text.text("headwater.verdict.format", count: verdict.readings, ["format": verdict.format, "injections": String(verdict.injections)])
        }
        var lines = [first]
        if let reason = verdict.evidence.first { lines.append("  " + text.text(reason.key, reason.arguments.mapValues { harmless($0) })) }
        let counts = counts(verdict).filter { $0.count > 0 }
        if !counts.isEmpty {
            lines.append("  " + counts.map { text.text("headwater.verdict.\($0.name)", count: $0.count) }.joined(separator: ", "))
        }
        if verdict.standing == .changed || verdict.standing == .supersedes {
            lines.append("  " + text.text("headwater.verdict.changes", count: verdict.changes.count))
            for change in verdict.changes.prefix(Self.shown) {
                lines.append("    \(harmless(change.injection)) \(harmless(change.analyte.rawValue)): \(figure(change.before, change.beforeText)) -> \(figure(change.after, change.afterText))")
            }
            if verdict.changes.count > Self.shown { lines.append("    " + text.text("headwater.verdict.more", count: verdict.changes.count - Self.shown)) }
        }
        let told = verdict.findings.filter { $0.severity >= (terminal.level == .verbose ? .info : .warning) }
        for finding in told.prefix(terminal.level == .verbose ? told.count : Self.shown) {
            let place = finding.position?.line.map { ":\($0)" + (finding.position?.column.map { ":\($0)" } ?? "") } ?? ""
            lines.append("  \(finding.severity.rawValue)[\(finding.code.rawValue)]\(place): \(text.text(of: finding).what)")
        }
        if terminal.level != .verbose, told.count > Self.shown { lines.append("  " + text.text("headwater.verdict.more", count: told.count - Self.shown)) }
        return lines
    }

    /// What the rows of a file became, in the order of their worth.
    private func counts(_ verdict: FileVerdict) -> [(name: String, count: Int)] {
        let unknown = verdict.rejectedRows["A009"] ?? 0
        return [
            ("accepted", verdict.results[.accepted] ?? 0), ("flagged", verdict.results[.flagged] ?? 0), ("held", verdict.results[.held] ?? 0),
            ("rejected", verdict.results[.rejected] ?? 0), ("superseded", verdict.results[.superseded] ?? 0), ("not_in_sequence", unknown),
            ("set_aside", verdict.rejectedRows.values.reduce(0, +) - unknown),
        ]
    }

    /// A figure as its file prints it, with what it means where the text does not say so.
    private func figure(_ value: CensoredResult?, _ cell: String) -> String {
        guard let value else { return text.text("headwater.verdict.absent") }
        let number = (value.quantifiedValue ?? value.limit).map { "\($0.significant(6)) ng/L" } ?? ""
        let meaning = value.qualifier == "=" ? number : [value.qualifier, number].filter { !$0.isEmpty }.joined(separator: " ")
        return cell.isEmpty ? meaning : "\"\(harmless(cell, limit: 40))\" (\(meaning))"
    }

    private func json(_ verdict: FileVerdict) -> JSONText {
        func value(_ result: CensoredResult?) -> JSONText {
            guard let result else { return .null }
            return .object([("qualifier", .string(result.qualifier)), ("ng_per_l", terminal.number(result.quantifiedValue ?? result.limit))])
        }
        return .object(
            [
                ("event", .string("verdict")), ("schema", .integer(1)), ("file", .string(verdict.name)), ("standing", .string(verdict.standing.rawValue)),
                ("same_as", verdict.other.map { .string($0) } ?? .null), ("format", .string(verdict.format)),
                ("evidence", .array(verdict.evidence.map { .string(text.text($0.key, $0.arguments)) })), ("readings", .integer(verdict.readings)),
                ("injections", .integer(verdict.injections)),
            ] + counts(verdict).map { ($0.name, .integer($0.count)) } + [
                ("changes", .integer(verdict.changes.count)),
                (
                    "first_changes",
                    .array(
                        verdict.changes.prefix(20).map {
                            .object([
                                ("injection", .string($0.injection)), ("analyte", .string($0.analyte.rawValue)), ("before", value($0.before)),
                                ("before_text", .string($0.beforeText)), ("after", value($0.after)), ("after_text", .string($0.afterText)),
                            ])
                        })
                ),
                ("findings", .array(verdict.findings.map { $0.json(text.text(of: $0)) })),
            ])
    }
}
