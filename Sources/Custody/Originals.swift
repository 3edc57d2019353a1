internal import Findings
internal import Glibc
package import Monitoring

/// A file as custody keeps it.
package struct Original: Hashable, Sendable {
    /// SHA-256 of the bytes, hexadecimal.
    package var digest: String
    /// Bytes.
    package var size: Int64
    /// Whether this call kept it; false where it was kept before.
    package var isNew: Bool
}

/// The read-only copies of every file that was taken: `store/originals/ab/<sha256>`.
///
/// A file of the inbox is opened without following any link, must be regular, must have stood
/// still, and is never changed. Everything after this works on the copy: a file on a share may
/// be cut short by another machine while it is read.
package struct Originals: Sendable {
    /// The folder of the copies.
    package let folder: String
    /// Another folder of copies, from which is read and into which nothing is written; nil for none.
    package let base: String?
    /// Larger files are refused, in bytes.
    package let sizeLimit: Int64

    /// - Parameters:
    ///   - folder: usually `<workspace>/store/originals`; made at the first file.
    ///   - base: a folder of copies that is only read, for a preview that keeps its own copies elsewhere.
    ///   - sizeLimit: bytes; 2 GB unless given.
    package init(folder: String, base: String? = nil, sizeLimit: Int64 = 2_000_000_000) {
        self.folder = folder
        self.base = base
        self.sizeLimit = sizeLimit
    }

    private static let chunk = 1 << 20
    private static let partFolder = "part"
    /// A file that changed less than so many seconds ago may still be written: a copy over a slow share pauses for minutes, not longer.
    private static let youngSeconds: Int64 = 600
    /// Clocks of a share and of this machine differ by less than this, in seconds.
    private static let clockSkewSeconds: Int64 = 60

    /// Tells something of a file from its size and its bytes (offset, count): the name of its format where its end is missing, or the column by
    /// which it names persons; else nil.
    package typealias EndCheck = (_ size: Int64, _ read: (Int64, Int) -> [UInt8]) -> String?

    /// Copies a file by its digest, unless it is kept already.
    ///
    /// - Parameters:
    ///   - name: path relative to the workspace, such as `inbox/a.csv`; no part of it may be a link.
    ///   - workspace: the folder that the name starts from.
    ///   - settledSeconds: how long the file must have stood unchanged; a file `<name>.done` beside it says that it is whole. 0 asks for nothing.
    ///   - now: the time by which the age is judged.
    ///   - screen: names a column that identifies persons; a file with one is left where it lies.
    ///   - missingEnd: names the format of a file that ends before its end; such a file waits while it is young, and is taken as it is later.
    /// - Throws: a case whose finding names the file; the inbox and the originals are as before.
    ///
    /// Complexity: O(bytes); a file that is kept already is read once and not written.
    package func take(
        _ name: String, workspace: String, settledSeconds: Int64 = 0, now: Instant, screen: EndCheck = { _, _ in nil },
        missingEnd: EndCheck = { _, _ in nil }
    ) throws(CustodyError) -> Original {
        let (parts, last) = try Self.parts(of: name)
        var place = try named(name) { () throws(SystemError) in try OpenFile.folder(workspace) }
        for part in parts {
            try Self.check(place, part, is: "folder", name: name)
            place = try named(name) { () throws(SystemError) in try place.folder(part) }
        }
        let before = try Self.check(place, last, is: "file", name: name)
        guard before.size <= sizeLimit else { throw .tooLarge(name: name, bytes: before.size, limit: sizeLimit) }
        try settled(before, place, last, name: name, settledSeconds: settledSeconds, now: now)

        let digest = try digest(place, last, name: name, before: before)
        if try keptSize(digest) == nil { try screened(before, place, last, name: name, screen: screen) }
        try finished(before, place, last, name: name, now: now, missingEnd: missingEnd)
        if let kept = try keptSize(digest) {
            guard kept == before.size else { throw .originalDamaged(digest: digest) }
            return Original(digest: digest, size: before.size, isNew: false)
        }
        try copy(place, last, name: name, before: before, digest: digest)
        return Original(digest: digest, size: before.size, isNew: true)
    }

    /// Reads a kept file and proves that it is what its digest says.
    ///
    /// - Throws: `originalMissing`, `originalDamaged`, or `unreadable`.
    package func read(_ digest: String) throws(CustodyError) -> [UInt8] {
        guard Digest.isWellFormed(digest) else { throw .originalMissing(digest: digest) }
        var bytes: [UInt8] = []
        do {
            let file = try kept(digest)
            let status = try file.status()
            guard status.kind == "file", status.size <= sizeLimit else { throw CustodyError.originalDamaged(digest: digest) }
            bytes.reserveCapacity(Int(clamping: status.size))
            var buffer = [UInt8](repeating: 0, count: Self.chunk)
            while true {
                let count = try file.read(into: &buffer)
                guard count > 0, Int64(bytes.count) <= sizeLimit else { break }
                bytes += buffer.prefix(count)
            }
        } catch let error as SystemError {
            if error.code == ENOENT { throw .originalMissing(digest: digest) }
            throw .unreadable(name: "store/originals/\(digest.prefix(2))/\(digest)", reason: error.reason)
        } catch {
            throw .originalDamaged(digest: digest)
        }
        guard Digest.sha256(bytes) == digest else { throw .originalDamaged(digest: digest) }
        return bytes
    }

    /// Opens a kept file, in the own folder or else in the base.
    private func kept(_ digest: String) throws(SystemError) -> OpenFile {
        let shard = String(digest.prefix(2))
        do {
            return try OpenFile.folder(folder).folder(shard).file(digest)
        } catch {
            guard let base, error.isMissing else { throw error }
            return try OpenFile.folder(base).folder(shard).file(digest)
        }
    }

    /// Removes what an interrupted copy left; to be called under the lock of the workspace.
    package func removeLeftovers() {
        guard let parts = try? OpenFile.folder(folder).folder(Self.partFolder), let names = try? parts.names() else { return }
        for name in names { parts.remove(name) }
    }

    // MARK: -

    /// Splits a relative path, and refuses one that leaves its folder or cannot be written in one line.
    private static func parts(of name: String) throws(CustodyError) -> ([String], String) {
        guard harmless(name, limit: .max) == name, !name.unicodeScalars.contains("\u{FFFD}") else { throw .badName(name: name) }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { throw .outside(name: name) }
        return (parts.dropLast(), last)
    }

    /// Looks at a name before it is opened: opening a device or a pipe may already do something.
    @discardableResult
    private static func check(_ place: borrowing OpenFile, _ part: String, is kind: String, name: String) throws(CustodyError) -> FileStatus {
        let status: FileStatus
        do { status = try place.status(of: part) } catch { throw .unreadable(name: name, reason: error.reason) }
        if status.kind == "link" { throw .link(name: name) }
        guard status.kind == kind else { throw .notRegular(name: name, kind: status.kind) }
        return status
    }

    private func settled(_ status: FileStatus, _ place: borrowing OpenFile, _ last: String, name: String, settledSeconds: Int64, now: Instant)
        throws(CustodyError)
    {
        guard settledSeconds > 0 else { return }
        if Self.hasMark(place, last) { return }
        let (age, overflow) = now.seconds.subtractingReportingOverflow(status.modifiedSeconds)
        if overflow || age < -Self.clockSkewSeconds { throw .fromTheFuture(name: name, seconds: overflow ? 0 : -age) }
        if age < 0 { throw .notSettled(name: name, ageSeconds: 0, neededSeconds: settledSeconds) }
        guard age >= settledSeconds else { throw .notSettled(name: name, ageSeconds: age, neededSeconds: settledSeconds) }
    }

    /// Whether a file `<name>.done` beside it says that it is whole.
    private static func hasMark(_ place: borrowing OpenFile, _ last: String) -> Bool {
        guard let mark = try? place.status(of: last + ".done") else { return false }
        return mark.kind == "file"
    }

    /// Refuses a file that holds what identifies a person, before anything of it is copied.
    private func screened(_ status: FileStatus, _ place: borrowing OpenFile, _ last: String, name: String, screen: EndCheck) throws(CustodyError) {
        let column: String?
        do {
            let file = try place.file(last)
            column = screen(status.size) { (try? file.read(at: $0, count: $1)) ?? [] }
        } catch {
            throw Self.reading(error, name: name)
        }
        if let column { throw .personalData(name: name, column: column) }
    }

    /// Lets a young file wait whose end is not there yet.
    private func finished(
        _ status: FileStatus, _ place: borrowing OpenFile, _ last: String, name: String, now: Instant, missingEnd: EndCheck
    ) throws(CustodyError) {
        let (age, overflow) = now.seconds.subtractingReportingOverflow(status.modifiedSeconds)
        guard !overflow, (-Self.clockSkewSeconds..<Self.youngSeconds).contains(age), !Self.hasMark(place, last) else { return }
        let format: String?
        do {
            let file = try place.file(last)
            guard try file.status() == status else { throw CustodyError.changedWhileRead(name: name) }
            format = missingEnd(status.size) { (try? file.read(at: $0, count: $1)) ?? [] }
        } catch {
            throw Self.reading(error, name: name)
        }
        if let format { throw .unfinished(name: name, format: format, ageSeconds: max(0, age)) }
    }

    /// Reads the file once for its digest, and makes sure that it did not change meanwhile.
    private func digest(_ place: borrowing OpenFile, _ last: String, name: String, before: FileStatus) throws(CustodyError) -> String {
        guard let state = DigestStream(.sha256) else { throw .unreadable(name: name, reason: "no SHA-256 in libcrypto") }
        do {
            let file = try place.file(last)
            guard try file.status() == before else { throw CustodyError.changedWhileRead(name: name) }
            var buffer = [UInt8](repeating: 0, count: Self.chunk)
            var total: Int64 = 0
            while true {
                let count = try file.read(into: &buffer)
                if count == 0 { break }
                total += Int64(count)
                guard total <= before.size else { throw CustodyError.changedWhileRead(name: name) }
                state.update(buffer.prefix(count))
            }
            guard total == before.size, try file.status() == before, try place.status(of: last) == before else {
                throw CustodyError.changedWhileRead(name: name)
            }
        } catch {
            throw Self.reading(error, name: name)
        }
        return state.hexadecimal()
    }

    /// The size of a kept file, or nil where it is not kept.
    private func keptSize(_ digest: String) throws(CustodyError) -> Int64? {
        do {
            let status = try kept(digest).status()
            guard status.kind == "file" else { throw CustodyError.originalDamaged(digest: digest) }
            return status.size
        } catch let error as SystemError where error.code == ENOENT {
            return nil
        } catch {
            throw Self.reading(error, name: "store/originals")
        }
    }

    /// Copies to a temporary name, proves the digest, makes it read-only, and renames.
    private func copy(_ place: borrowing OpenFile, _ last: String, name: String, before: FileStatus, digest: String) throws(CustodyError) {
        guard let state = DigestStream(.sha256) else { throw .unreadable(name: name, reason: "no SHA-256 in libcrypto") }
        let shard = String(digest.prefix(2))
        try writing { () throws(SystemError) in try AtomicFile.makeFolders(folder) }
        let root = try writing { () throws(SystemError) in try OpenFile.folder(folder) }
        try writing { () throws(SystemError) in try root.makeFolder(Self.partFolder) }
        try writing { () throws(SystemError) in try root.makeFolder(shard) }
        let parts = try writing { () throws(SystemError) in try root.folder(Self.partFolder) }
        let target = try writing { () throws(SystemError) in try root.folder(shard) }
        let temporary = AtomicFile.temporaryName(for: digest)
        do {
            let source = try place.file(last)
            guard try source.status() == before else { throw CustodyError.changedWhileRead(name: name) }
            parts.remove(temporary)
            let copy = try writing { () throws(SystemError) in try parts.newFile(temporary, mode: 0o600) }
            var buffer = [UInt8](repeating: 0, count: Self.chunk)
            var total: Int64 = 0
            while true {
                let count = try source.read(into: &buffer)
                if count == 0 { break }
                total += Int64(count)
                guard total <= before.size else { throw CustodyError.changedWhileRead(name: name) }
                let piece = buffer.prefix(count)
                state.update(piece)
                try writing { () throws(SystemError) in try copy.write(piece) }
            }
            guard total == before.size, state.hexadecimal() == digest else { throw CustodyError.changedWhileRead(name: name) }
            try writing { () throws(SystemError) in
                try copy.setMode(0o444)
                try copy.sync()
                try parts.rename(temporary, to: target, digest)
                try target.sync()
                try root.sync()
            }
        } catch {
            parts.remove(temporary)
            throw Self.reading(error, name: name)
        }
    }

    private func writing<Value: ~Copyable>(_ body: () throws(SystemError) -> Value) throws(CustodyError) -> Value {
        do { return try body() } catch { throw .notWritten(path: folder, reason: error.reason) }
    }

    private func named<Value: ~Copyable>(_ name: String, _ body: () throws(SystemError) -> Value) throws(CustodyError) -> Value {
        do { return try body() } catch { throw Self.reading(error, name: name) }
    }

    private static func reading(_ error: any Error, name: String) -> CustodyError {
        switch error {
        case let error as CustodyError: error
        case let error as SystemError where error.code == ELOOP: .link(name: name)
        case let error as SystemError: .unreadable(name: name, reason: error.reason)
        default: .unreadable(name: name, reason: "unknown")
        }
    }
}
