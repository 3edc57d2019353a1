package import Findings
package import Store

/// Copies of a store that can be proved and put back: the database, every original, and the kept rounds of tracebacks.
///
/// A backup is a folder, and gets its name only when all of it lies on the disk. `SHA256SUMS` holds a digest of each file, as `sha256sum -c` reads it;
/// the digest of that list is for the audit chain.
package struct StoreBackup: Sendable {
    private let workspace: String
    private static let database = "headwater.sqlite"
    private static let sums = "SHA256SUMS"
    /// A longer list than this is none of ours, in bytes.
    private static let sumsLimit = 64 << 20

    package init(workspace: String) { self.workspace = workspace }

    private var folder: String { workspace + "/store" }

    /// Writes a backup; to be called under the lock of the workspace.
    ///
    /// - Parameter target: a folder that must not exist; the one above it must.
    /// - Returns: the number of files, and the SHA-256 of the list of their digests. Throws: `notWritten`; `originalDamaged` where an original is not
    ///   what its name says, for a backup of it would be none.
    package func write(to target: String, store: WorkspaceStore) throws(CustodyError) -> (files: Int, digest: String) {
        guard !OperatingSystem.exists(target) else { throw .notWritten(path: target, reason: "it exists already") }
        let part = target + ".part"
        try writing(part) { () throws(SystemError) in
            try FolderTree.remove(part)
            try AtomicFile.makeFolders(part)
        }
        try fromStore { () throws(StoreError) in try store.copy(to: part + "/" + Self.database) }
        var lines = [(Self.database, try writing(part) { () throws(SystemError) in try FolderTree.digest(part + "/" + Self.database) })]
        for path in try Self.paths(in: folder) where path.hasPrefix("originals/") || path.hasPrefix("trace/") {
            if path.hasPrefix("originals/part/") { continue }
            let digest = try writing(part) { () throws(SystemError) in try FolderTree.copy(folder + "/" + path, to: part + "/" + path) }
            if path.hasPrefix("originals/"), !path.hasSuffix("/" + digest) { throw .originalDamaged(digest: path) }
            lines.append((path, digest))
        }
        let text = lines.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }.map { "\($0.1)  \($0.0)\n" }.joined()
        try AtomicFile.write(part + "/" + Self.sums, Array(text.utf8))
        let (above, name) = FolderTree.split(target)
        try writing(target) { () throws(SystemError) in
            let place = try OpenFile.folder(above)
            try place.rename(name + ".part", to: place, name)
            try place.sync()
        }
        return (lines.count, Digest.sha256(text))
    }

    /// Proves a backup: each file is there and is what the list says, and nothing else is.
    ///
    /// - Returns: what is wrong, one finding a problem; empty where it can be put back.
    package static func findings(of backup: String) throws(CustodyError) -> [Finding] {
        func fault(_ path: String, _ kind: String) -> Finding {
            Finding("U070", .error, at: SourcePosition(file: harmless(path)), text: path, ["name": harmless(path), "kind": kind])
        }
        guard let bytes = try? FolderTree.bytes(backup + "/" + sums, limit: sumsLimit) else { return [fault(sums, "missing")] }
        var findings: [Finding] = []
        var known: Set<String> = [sums]
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            let digest = String(line.prefix(64))
            let path = String(line.dropFirst(66))
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard Digest.isWellFormed(digest), line.dropFirst(64).hasPrefix("  "), !path.isEmpty, !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." })
            else {
                findings.append(fault(sums, "changed"))
                continue
            }
            known.insert(path)
            guard let found = try? FolderTree.digest(backup + "/" + path) else {
                findings.append(fault(path, "missing"))
                continue
            }
            if found != digest { findings.append(fault(path, "changed")) }
        }
        for path in try paths(in: backup) where !known.contains(path) { findings.append(fault(path, "added")) }
        if !known.contains(database) { findings.append(fault(database, "missing")) }
        return findings
    }

    /// Puts a backup in the place of the store; the old store steps aside to `store.replaced-<n>`.
    ///
    /// To be called under the lock of the workspace, with the store closed and the backup proved. Until the one step in which both folders change
    /// their names the old store stands; from then on the new one does.
    /// - Returns: the name of the folder in which the old store lies, or nil where there was none.
    package func restore(from backup: String) throws(CustodyError) -> String? {
        let fresh = workspace + "/store.new"
        let paths = try Self.paths(in: backup)
        return try writing(fresh) { () throws(SystemError) in
            try FolderTree.remove(fresh)
            for path in paths where path != Self.sums { _ = try FolderTree.copy(backup + "/" + path, to: fresh + "/" + path) }
            let place = try OpenFile.folder(workspace)
            guard OperatingSystem.exists(folder) else {
                try place.rename("store.new", to: place, "store")
                try place.sync()
                return nil
            }
            var number = 1
            while OperatingSystem.exists(workspace + "/store.replaced-\(number)") { number += 1 }
            try place.exchange("store.new", "store")
            try place.rename("store.new", to: place, "store.replaced-\(number)")
            try place.sync()
            return "store.replaced-\(number)"
        }
    }

    private func writing<Value>(_ path: String, _ body: () throws(SystemError) -> Value) throws(CustodyError) -> Value {
        do { return try body() } catch { throw .notWritten(path: path, reason: error.reason) }
    }

    private static func paths(in folder: String) throws(CustodyError) -> [String] {
        do throws(SystemError) { return try FolderTree.files(folder) } catch { throw .unreadable(name: folder, reason: error.reason) }
    }
}
