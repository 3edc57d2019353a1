internal import Glibc
internal import Synchronization

/// Files that are written whole or not at all.
package enum AtomicFile {
    private static let counter = Atomic<UInt64>(0)

    /// Writes a file under a temporary name in the same folder, waits for the disk, and renames.
    ///
    /// Whoever reads the path sees the old bytes or the new ones, whatever happens.
    /// - Parameters:
    ///   - path: the folder must exist.
    ///   - mode: the permission bits that the file gets, whatever the mask of the process says.
    /// - Throws: `notWritten`; what lay at the path stays as it was.
    package static func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws(CustodyError) {
        guard !path.utf8.contains(0), let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init),
            !name.isEmpty, name != ".", name != ".."
        else { throw .notWritten(path: path, reason: "not the name of a file") }
        let folder = String(path.dropLast(name.count))
        do throws(SystemError) {
            try write(bytes, as: name, mode: mode, in: try OpenFile.folder(folder.isEmpty ? "." : folder))
        } catch {
            throw .notWritten(path: path, reason: error.reason)
        }
    }

    /// Removes from a folder what killed writers left there: files with temporary names of processes that are gone.
    package static func removeLeftovers(in folder: String) {
        guard let place = try? OpenFile.folder(folder), let names = try? place.names() else { return }
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
            let writer = name.dropFirst(prefix.count).split(separator: "-").first.flatMap { Int32($0) }
            if let writer, !OperatingSystem.isRunning(writer) { place.remove(name) }
        }
    }

    private static let prefix = ".headwater-"
    private static let suffix = ".part"

    private static func write(_ bytes: [UInt8], as name: String, mode: UInt32, in place: borrowing OpenFile) throws(SystemError) {
        let temporary = temporaryName(for: name)
        do throws(SystemError) {
            place.remove(temporary)
            let file = try place.newFile(temporary, mode: 0o600)
            try file.write(bytes[...])
            try file.setMode(mode)
            try file.sync()
            try place.rename(temporary, to: place, name)
        } catch {
            place.remove(temporary)
            throw error
        }
        try place.sync()
    }

    /// Gives a file, folder or link of a folder another name, in the place of what has that name; one step, whatever happens.
    ///
    /// - Throws: `notWritten`; what has the new name stays as it was.
    package static func rename(_ name: String, to newName: String, in folder: String) throws(CustodyError) {
        do throws(SystemError) {
            let place = try OpenFile.folder(folder)
            try place.rename(name, to: place, newName)
            try place.sync()
        } catch {
            throw .notWritten(path: folder + "/" + newName, reason: error.reason)
        }
    }

    /// Makes a folder and those above it.
    static func makeFolders(_ path: String) throws(SystemError) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        var place = try OpenFile.folder(path.hasPrefix("/") ? "/" : ".")
        while !parts.isEmpty {
            let part = parts.removeFirst()
            let status = try? place.status(of: part)
            if status == nil { try place.makeFolder(part) }
            // A folder that the user reached by a link stays reachable.
            place = status?.kind == "link" ? try place.linkedFolder(part) : try place.folder(part)
        }
    }

    /// A name that no other writer of this machine uses; short, whatever the name is. A file that has it was left by a process that is gone.
    static func temporaryName(for name: String) -> String {
        let number = counter.add(1, ordering: .relaxed).newValue
        return "\(prefix)\(OperatingSystem.processID())-\(number)-\(Digest.sha256(name).prefix(12))\(suffix)"
    }
}
