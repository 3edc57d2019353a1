import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Store
import Wording

/// `headwater quality`: what is on hold or rejected, and what named people decide on it.
struct QualityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality", abstract: "List what is on hold or rejected; release a hold, or override one result with a second person.",
        discussion: """
            headwater quality list --workspace my-city
            headwater quality release 2025-P5-B2 benzoylecgonine --workspace my-city --reason "blank from a dirty vial, repeated clean"
            headwater quality override batch-12.txt INJ-031 methamphetamine --reject --workspace my-city --reason "vial cracked"
            headwater quality approve O-0123456789 --workspace my-city      (by another account)

            Releases and approvals need the role laboratory or approver (custody.roles in headwater.yaml). They have effect at the
            next run or report; no file of the laboratory is changed.
            """,
        subcommands: [
            QualityListCommand.self, QualityReleaseCommand.self, QualityOverrideCommand.self, QualityApproveCommand.self, QualityRevokeCommand.self,
        ])
}

/// `headwater quality list`: holds, rejected results, releases and overrides.
struct QualityListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is on hold or rejected, and what was decided.", discussion: "headwater quality list --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        let list: QualityList
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            list = try await desk.qualityList()
        } catch {
            throw terminal.failure(error)
        }
        if terminal.isJSON { json(list).forEach { terminal.event($0) } } else { lines(list, terminal.catalogue).forEach { terminal.result($0) } }
    }

    private func lines(_ list: QualityList, _ text: Catalogue) -> [String] {
        var lines: [String] = []
        for held in list.held {
            lines.append(
                text.text(
                    "quality.held", count: held.results,
                    ["batch": harmless(held.batch), "analyte": harmless(held.analyte.rawValue), "reasons": held.reasons.joined(separator: ", ")]))
        }
        for result in list.rejected {
            lines.append(
                text.text(
                    "quality.rejected",
                    [
                        "place": harmless(result.position.description), "injection": harmless(result.injection), "analyte": harmless(result.analyte.rawValue),
                        "text": harmless(result.text, limit: 40), "reasons": result.flags.joined(separator: ", "),
                    ]))
        }
        for file in list.releases {
            lines.append(
                text.text(
                    "quality.release",
                    [
                        "id": file.entry.id, "batch": harmless(file.entry.release.batch), "analyte": harmless(file.entry.release.analyte.rawValue),
                        "account": harmless(file.entry.release.by), "at": file.entry.release.at.iso(offsetSeconds: 0),
                        "standing": text.text("quality.standing.\(file.standing.rawValue)"), "reason": harmless(file.entry.release.reason),
                    ]))
        }
        for file in list.overrides {
            let request = file.entry.request
            lines.append(
                text.text(
                    "quality.override",
                    [
                        "id": file.entry.id, "file": harmless(file.entry.fileName), "injection": harmless(request.injection),
                        "analyte": harmless(request.analyte?.rawValue ?? "*"), "action": text.text("quality.action.\(request.action.rawValue)"),
                        "account": harmless(request.by), "standing": text.text("quality.standing.\(file.standing.rawValue)"),
                        "second": harmless(file.approval?.account ?? "-"), "reason": harmless(request.reason),
                    ]))
        }
        if lines.isEmpty { lines.append(text.text("quality.nothing")) }
        return lines
    }

    private func json(_ list: QualityList) -> [JSONText] {
        list.held.map {
            .object([
                ("event", .string("held")), ("batch", .string($0.batch)), ("analyte", .string($0.analyte.rawValue)),
                ("reasons", .array($0.reasons.map { .string($0) })), ("results", .integer($0.results)),
            ])
        }
            + list.rejected.map {
                .object([
                    ("event", .string("rejected")), ("file", .string($0.position.file)), ("line", $0.position.line.map { .integer($0) } ?? .null),
                    ("injection", .string($0.injection)), ("analyte", .string($0.analyte.rawValue)), ("text", .string($0.text)),
                    ("reasons", .array($0.flags.map { .string($0) })),
                ])
            }
            + list.releases.map {
                .object([
                    ("event", .string("release")), ("id", .string($0.entry.id)), ("batch", .string($0.entry.release.batch)),
                    ("analyte", .string($0.entry.release.analyte.rawValue)), ("account", .string($0.entry.release.by)),
                    ("at", .string($0.entry.release.at.iso(offsetSeconds: 0))), ("standing", .string($0.standing.rawValue)),
                    ("reason", .string($0.entry.release.reason)),
                ])
            }
            + list.overrides.map {
                .object([
                    ("event", .string("override")), ("id", .string($0.entry.id)), ("file", .string($0.entry.fileName)),
                    ("injection", .string($0.entry.request.injection)), ("analyte", $0.entry.request.analyte.map { .string($0.rawValue) } ?? .null),
                    ("action", .string($0.entry.request.action.rawValue)), ("account", .string($0.entry.request.by)),
                    ("approved_by", $0.approval.map { .string($0.account) } ?? .null), ("standing", .string($0.standing.rawValue)),
                    ("reason", .string($0.entry.request.reason)),
                ])
            }
    }
}

/// `headwater quality release`: lift a hold.
struct QualityReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Lift the hold of one analyte of a batch, by name and with a reason.",
        discussion: "headwater quality release 2025-P5-B2 benzoylecgonine --workspace my-city --reason \"blank from a dirty vial, repeated clean\"")

    @Argument(help: "The batch, as headwater quality list prints it.") var batch: String
    @Argument(help: "The analyte, such as benzoylecgonine.") var analyte: AnalyteCode
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let (entry, periods) = try await desk.release(batch: batch, analyte: analyte, reason: reason, by: Account.current(), at: currentInstant())
            terminal.result(entry.id)
            terminal.tell(periods, workspace: place.workspace)
        } catch {
            throw terminal.failure(error)
        }
    }
}

/// `headwater quality override`: ask that a result is used or rejected.
struct QualityOverrideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "override", abstract: "Ask that a result is used, or rejected, against the rules; another account approves.",
        discussion: """
            headwater quality override batch-12.txt INJ-031 methamphetamine --reject --workspace my-city --reason "vial cracked"

            It has no effect until headwater quality approve. It speaks of the version of the file that counts now; a newer
            version is judged by the rules again.
            """)

    @Argument(help: "A file of the inbox, or the start of its digest (12 digits or more).") var file: String
    @Argument(help: "The injection, as the file names it.") var injection: String
    @Argument(help: "The analyte (default: every analyte of the injection).") var analyte: AnalyteCode?
    @Flag(help: "Use the result, or reject it.") var action: OverrideActionFlag
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let (entry, _) = try await desk.override(
                file: file, injection: injection, analyte: analyte, action: action == .use ? .use : .reject, reason: reason, by: Account.current(),
                at: currentInstant())
            terminal.result(entry.id)
            terminal.remark(terminal.catalogue.text("quality.awaits", ["id": entry.id, "workspace": harmless(place.workspace)]))
        } catch {
            throw terminal.failure(error)
        }
    }
}

/// What an override asks for, as it is typed: `--use` or `--reject`.
enum OverrideActionFlag: String, EnumerableFlag { case use, reject }

/// `headwater quality approve`: the second person.
struct QualityApproveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve an override; who asked for it cannot.", discussion: "headwater quality approve O-0123456789 --workspace my-city")

    @Argument(help: "The number of the override.") var id: String
    @Option(help: "A remark, for the record.") var reason = ""
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            try custody.approveOverride(id, by: Account.current(), at: currentInstant(), reason: reason)
        }
        terminal.remark(terminal.catalogue.text("quality.effect"))
    }
}

/// `headwater quality revoke`: take back a release or an override.
struct QualityRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Take back a release or an override.", discussion: "headwater quality revoke H-0123456789 --workspace my-city --reason \"blank found dirty after all\"")

    @Argument(help: "The number of the release or override.") var id: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            try custody.revokeQuality(id, by: Account.current(), at: currentInstant(), reason: reason)
        }
        terminal.remark(terminal.catalogue.text("quality.effect"))
    }
}
