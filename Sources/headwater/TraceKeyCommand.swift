import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import SewerNetwork
import Store

/// `headwater trace key`: the keys under which approvals are signed.
struct TraceKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make, register, revoke and list the keys under which approvals are signed.",
        discussion: """
            headwater trace key new --file li.key                                      (the approver; prints the public key)
            headwater trace key add --account li --file li.pub --workspace my-city     (an administrator)
            """,
        subcommands: [KeyNewCommand.self, KeyAddCommand.self, KeyRevokeCommand.self, KeyListCommand.self])
}

/// Makes a private key in a file of its own.
struct KeyNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make a key: the private half into a file that only you may read, the public half to standard output.",
        discussion: "headwater trace key new --file li.key > li.pub")

    @Option(help: "File of the private key; must not exist.") var file: String
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        guard let key = SigningKey.new() else { throw terminal.failure(RunFailure(.badPrivateKey(name: file))) }
        do {
            try PrivateFile.create(file, Array(key.pem.utf8))
        } catch {
            terminal.findings([error.finding])
            throw ExitStatus.cannotCreate
        }
        FileHandle.standardOutput.write(Data(key.publicKey.pem.utf8))
    }
}

/// Registers a public key for another account.
struct KeyAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Register the public key of another account; needs the role administrator.",
        discussion: "headwater trace key add --account li --file li.pub --workspace my-city")

    @Option(help: "The account whose key it is.") var account: String
    @Option(help: "File of the public key (PEM; Ed25519 or SM2).") var file: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        let pem = String(decoding: try terminal.file(file).bytes, as: UTF8.self)
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            let key = try custody.registerKey(
                pem, name: file, for: Account.named(account), by: Account.current(), at: currentInstant())
            terminal.result(key.id)
        }
    }
}

/// Revokes a key, and with it what it signed.
struct KeyRevokeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Revoke a key: approvals that it signed give no right any more.",
        discussion: "headwater trace key revoke K-0123456789abcdef --reason \"card lost\" --workspace my-city")

    @Argument(help: "The key.") var key: String
    @Option(help: "Why.") var reason: String
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try WorkspaceCustody.step(place.workspace, output.terminal()) { (custody) throws(CustodyError) in
            try custody.revokeKey(key, by: Account.current(), at: currentInstant(), reason: reason)
        }
    }
}

/// Lists the keys.
struct KeyListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the keys, whose they are and who registered them.", discussion: "headwater trace key list --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        try WorkspaceCustody.step(place.workspace, terminal) { (custody) throws(CustodyError) in
            for file in try custody.keys() {
                let key = file.key
                terminal.result(
                    harmless(
                        "\(key.id)  \(key.account)  \(key.algorithm)  \(file.isInForce ? "in force" : "revoked")  by \(key.registeredBy)  "
                            + key.at.iso(offsetSeconds: 0), limit: 400))
            }
        }
    }
}

/// A private key on disk.
enum PrivateKeyFile {
    /// Reads a key that nobody else may read.
    static func read(_ path: String, _ terminal: Terminal) throws -> SigningKey {
        func refuse(_ error: CustodyError) -> ExitCode {
            terminal.findings([error.finding])
            return ExitStatus.refused
        }
        let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        if let mode, mode & 0o077 != 0 { throw refuse(.keyExposed(name: path)) }
        guard let key = SigningKey(pem: String(decoding: try terminal.file(path).bytes, as: UTF8.self)) else { throw refuse(.badPrivateKey(name: path)) }
        return key
    }
}
