import Foundation
import Testing

/// Whether code around the approval compiles: asked of the compiler itself, against the modules that these tests were built with.
@Suite struct GrantCompileTests {
    /// The folder of the built modules, the checkouts beside them, and the package: as `swift test` lays them out.
    private static let modules = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("Modules")
    private static let checkouts = modules.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("checkouts")
    private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let canAsk = FileManager.default.fileExists(atPath: modules.appendingPathComponent("Custody.swiftmodule").path)

    /// What the compiler says to a file of another room of this package; empty where it compiles.
    private func compiled(_ body: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("headwater-compile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("Elsewhere.swift")
        try Data(("import Custody\nimport Monitoring\n" + body + "\n").utf8).write(to: file)
        let name = Self.package.lastPathComponent.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swiftc", "-typecheck", "-swift-version", "6", "-package-name", String(name), "-I", Self.modules.path, "-Xcc",
            "-fmodule-map-file=" + Self.package.path + "/Sources/COpenSSL/module.modulemap", "-Xcc",
            "-fmodule-map-file=" + Self.checkouts.path + "/GRDB.swift/Sources/GRDBSQLite/module.modulemap", file.path,
        ]
        let errors = folder.appendingPathComponent("errors")
        try Data().write(to: errors)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let text = String(decoding: try Data(contentsOf: errors), as: UTF8.self)
        return process.terminationStatus == 0 ? "" : text.isEmpty ? "failed" : text
    }

    @Test(.enabled(if: canAsk)) func `A grant comes from custody and from nowhere else: the compiler refuses every other way`() throws {
        let way = """
            func right(_ custody: Custody, _ scope: ReleaseScope, _ account: Account, _ at: Instant) throws(CustodyError) -> ReleaseGrant {
                try custody.grant(for: scope, account: account, at: at)
            }
            """
        #expect(try compiled(way) == "", "the only way must compile, or the refusals below say nothing")
        let around: [(String, String)] = [
            (
                "func f(_ s: ReleaseScope, _ a: Account, _ t: Instant, _ r: RequestFile, _ h: AuditHead) -> ReleaseGrant "
                    + "{ ReleaseGrant(scope: s, account: a, file: r, decision: nil, at: t, audit: h) }", "'fileprivate' protection level"
            ),
            ("extension ReleaseGrant { init(_ s: ReleaseScope) { self.scope = s } }", "error:"),
            ("func f(_ g: ReleaseGrant, _ s: ReleaseScope) -> ReleaseGrant { var g = g; g.scope = s; return g }", "'let'"),
            ("func f(_ d: any Decoder) throws -> ReleaseGrant { try ReleaseGrant(from: d) }", "error:"),
            ("func f(_ a: Account) -> AdHocRelease { AdHocRelease(paths: [], account: a) }", "'private' protection level"),
        ]
        for (body, reason) in around {
            let said = try compiled(body)
            #expect(said.contains("error:") && said.contains(reason), "\(body): \(said)")
        }
    }
}
