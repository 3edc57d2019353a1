import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Wording

/// `headwater outbox`: what leaves for other platforms.
struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Write alerts and area results of an issued report for other platforms, and follow their acknowledgements.",
        discussion: """
            headwater outbox write --period 2025-P5 --workspace my-city
            headwater outbox list --workspace my-city
            headwater outbox pack --to /media/usb/2025-P5 --key transfer.key --workspace my-city
            """,
        subcommands: [OutboxWriteCommand.self, OutboxListCommand.self, OutboxPackCommand.self, OutboxSchemaCommand.self])
}

/// Writes the messages of a period.
struct OutboxWriteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write what is new since the last time; the same content is written once, however often this runs.",
        discussion: "headwater outbox write --period 2025-P5 --workspace my-city")

    @Option(help: "Period whose report was issued.") var period: Period
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let done = try Outbox(desk, workspace: place.workspace).write(period, by: Account.current(), at: currentInstant())
            terminal.event(
                .object([
                    ("event", .string("outbox")), ("written", .array(done.written.map { .string($0) })), ("waiting", .array(done.waiting.map { .string($0) })),
                    ("acknowledged", .array(done.acknowledged.map { .string($0) })),
                ]))
            terminal.remark(
                terminal.catalogue.text(
                    "outbox.written", count: done.written.count, ["waiting": String(done.waiting.count), "acknowledged": String(done.acknowledged.count)]))
        } catch {
            throw terminal.failure(error)
        }
    }
}

/// Lists what waits for an acknowledgement.
struct OutboxListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the messages that wait for an acknowledgement.", discussion: "headwater outbox list --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let (ids, late) = Outbox(desk, workspace: place.workspace).pending(at: currentInstant())
            for id in ids { terminal.result(harmless(id, limit: 200)) }
            terminal.findings(late)
        } catch {
            throw terminal.failure(error)
        }
    }
}

/// Packs what waits for transfer by media.
struct OutboxPackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Copy all waiting messages into a new folder, with their digests and a signature.",
        discussion: "headwater outbox pack --to /media/usb/2025-P5 --key transfer.key --workspace my-city")

    @Option(help: "Folder; must not exist.") var to: String
    @Option(help: "File of the private key that signs (Ed25519, PEM), which only you may read.") var key: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let signing = try PrivateKeyFile.read(key, terminal)
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let count = try Outbox(desk, workspace: place.workspace).pack(to: to, key: signing, by: Account.current(), at: currentInstant())
            terminal.remark(terminal.catalogue.text("outbox.packed", count: count, ["folder": harmless(to)]))
        } catch {
            throw terminal.failure(error)
        }
    }
}

/// Prints the schema of the messages.
struct OutboxSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the messages.", discussion: "headwater outbox schema > outbox.schema.json")

    func run() throws { print(OutboxSchema.text) }
}
