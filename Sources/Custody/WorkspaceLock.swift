package import Monitoring
internal import Synchronization

/// The lock of a workspace: one run at a time.
///
/// The kernel lets go of it when the process ends, however it ends, so a crash never leaves a
/// workspace locked. The file says who holds it; it stays when the lock is released.
package final class WorkspaceLock: Sendable {
    private let file: Mutex<LockFile>

    private init(_ file: consuming OpenFile) { self.file = Mutex(LockFile(file: file)) }

    /// Takes the lock, or waits for it.
    ///
    /// - Parameters:
    ///   - path: usually `<workspace>/store/headwater.lock`; its folder is made where it is missing.
    ///   - waitSeconds: how long to wait for the holder to end; 0 gives up at once.
    ///   - command: what the holder is doing, for those who wait.
    ///   - instant: since when, for those who wait.
    /// - Throws: `locked`, which names the holder (exit code 75); `notWritten`.
    package static func acquire(_ path: String, waitSeconds: Double = 0, account: Account, command: String, at instant: Instant)
        throws(CustodyError) -> WorkspaceLock
    {
        guard !path.utf8.contains(0), let name = path.split(separator: "/").last.map(String.init), name != ".", name != ".." else {
            throw .notWritten(path: path, reason: "not the name of a file")
        }
        let folder = String(path.dropLast(name.count))
        do {
            try AtomicFile.makeFolders(folder)
            let place = folder.isEmpty ? "." : folder
            var file = try OpenFile.folder(place).lockFile(name)
            let start = OperatingSystem.monotonicSeconds()
            while true {
                if try file.tryLock() {
                    // Whoever restored the store while this one waited left the lock of the old one behind.
                    let now = try? OpenFile.folder(place).status(of: name)
                    let own = try file.status()
                    if now?.inode == own.inode, now?.device == own.device { break }
                    try AtomicFile.makeFolders(folder)
                    file = try OpenFile.folder(place).lockFile(name)
                    continue
                }
                guard OperatingSystem.monotonicSeconds() - start < waitSeconds else {
                    throw CustodyError.locked(path: path, holder: try holder(file))
                }
                OperatingSystem.pause(milliseconds: 50)
            }
            try file.empty()
            let line =
                "\(account.name), process \(OperatingSystem.processID()) on \(OperatingSystem.hostName()), since \(instant.iso(offsetSeconds: 0)): \(command)\n"
            try file.write(Array(line.utf8)[...])
            return WorkspaceLock(file)
        } catch let error as CustodyError {
            throw error
        } catch let error as SystemError {
            throw .notWritten(path: path, reason: error.reason)
        } catch {
            throw .notWritten(path: path, reason: "unknown")
        }
    }

    /// Keeps runs out while something is only read; writes nothing, and several may hold it at once.
    ///
    /// Nil where no run has ever locked the workspace: then there is nothing to keep out.
    /// - Throws: `locked`, which names the holder; `notWritten`.
    package static func acquireForReading(_ path: String, waitSeconds: Double = 0) throws(CustodyError) -> WorkspaceLock? {
        guard !path.utf8.contains(0), let name = path.split(separator: "/").last.map(String.init) else {
            throw .notWritten(path: path, reason: "not the name of a file")
        }
        do {
            let file = try OpenFile.folder(String(path.dropLast(name.count))).file(name)
            let start = OperatingSystem.monotonicSeconds()
            while try !file.tryLock(isShared: true) {
                guard OperatingSystem.monotonicSeconds() - start < waitSeconds else { throw CustodyError.locked(path: path, holder: try holder(file)) }
                OperatingSystem.pause(milliseconds: 50)
            }
            return WorkspaceLock(file)
        } catch let error as CustodyError {
            throw error
        } catch let error as SystemError {
            if error.isMissing { return nil }
            throw .notWritten(path: path, reason: error.reason)
        } catch {
            throw .notWritten(path: path, reason: "unknown")
        }
    }

    /// Lets the next run in. Keep the lock alive until here; releasing twice does no harm.
    package func release() {
        file.withLock { lock in
            try? lock.file?.empty()
            lock.file = nil
        }
    }

    private static func holder(_ file: borrowing OpenFile) throws(SystemError) -> String {
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = try file.read(into: &buffer)
        let line = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        return line.isEmpty ? "?" : line
    }
}

/// The open file that carries the lock, or none once it was released.
private struct LockFile: ~Copyable {
    var file: OpenFile?

    init(file: consuming OpenFile) { self.file = consume file }
}
