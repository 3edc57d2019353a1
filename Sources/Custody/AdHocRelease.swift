internal import Findings

/// The right to trace on files that were named on the command line and belong to no workspace.
///
/// Made by ``forFilesOutsideWorkspaces(_:account:)`` and by nothing else. It guards against
/// mistakes and leaves a trace; a file that was copied out of a workspace looks like any other.
package struct AdHocRelease: Hashable, Sendable {
    /// The files, without links.
    package let paths: [String]
    package let account: Account

    private init(paths: [String], account: Account) {
        self.paths = paths
        self.account = account
    }

    /// The file that makes a folder a workspace.
    private static let mark = "headwater.yaml"
    /// The most characters of paths that go into one line of the system log.
    private static let lineLimit = 900

    /// Gives the right, and leaves one line in the system log.
    ///
    /// A path is judged as it was written and as what it resolves to, with all folders above both.
    /// - Throws: `insideWorkspace` where a folder above holds a headwater.yaml, `unreadable` where a path names nothing, `notRegular` where it names no file.
    package static func forFilesOutsideWorkspaces(_ paths: [String], account: Account = .current()) throws(CustodyError) -> AdHocRelease {
        var resolved: [String] = []
        for path in paths {
            guard let target = OperatingSystem.resolved(path) else { throw .unreadable(name: path, reason: "no such file") }
            guard OperatingSystem.isRegular(target) else { throw .notRegular(name: path, kind: "folder or device") }
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            let written = OperatingSystem.resolved(parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent)
            for place in [target, written.map { $0 + "/file" } ?? target] where isInsideWorkspace(place) { throw .insideWorkspace(path: path) }
            resolved.append(target)
        }
        let names = harmless(resolved.joined(separator: " "), limit: lineLimit)
        OperatingSystem.log("ad hoc traceback by \(harmless(account.name)) on \(resolved.count) files: \(names)")
        return AdHocRelease(paths: resolved, account: account)
    }

    /// Whether any folder above a path without links holds a headwater.yaml.
    private static func isInsideWorkspace(_ path: String) -> Bool {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true)
        while !parts.isEmpty {
            parts.removeLast()
            if OperatingSystem.exists("/" + (parts + [mark[...]]).joined(separator: "/")) { return true }
        }
        return false
    }
}
