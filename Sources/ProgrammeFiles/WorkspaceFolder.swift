// Memory is touched directly here because the C library's file calls take pointers.
package import Findings
#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#endif

/// Why a file of a folder was not read.
package enum WorkspaceFileError: Error, Hashable, Sendable {
    /// There is no such file or folder.
    case missing
    /// The path is absolute, holds `..`, or leads through a link.
    case outside
    /// Not a regular file: a folder, a device, a pipe.
    case notRegular
    /// More bytes than allowed.
    case tooLarge(limit: Int)
    /// The system refused; its error number.
    case unreadable(code: Int32)
}

/// A folder whose files are read without ever leaving it.
///
/// Each part of a path is opened by itself and links are not followed, so that no link in
/// the folder leads out of it; only the folder itself may be reached through a link, since
/// the user named it. Files are read into memory, never mapped: mapping a file that
/// someone cuts short ends the process.
package struct WorkspaceFolder: Hashable, Sendable {
    /// The path of the folder, as the user typed it.
    package let path: String

    package init(path: String) { self.path = path }

    /// Bytes that a file of the programme may have.
    package static let programmeFileLimit = 256 << 20
    /// Names that are taken from a folder; more are not listed.
    private static let listLimit = 200_000

    /// Whether the folder exists and can be opened.
    package var exists: Bool {
        let descriptor = openFolder(path)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    /// The bytes of a regular file.
    ///
    /// - Parameter relative: the path in the folder, parts separated by `/`.
    /// - Throws: `WorkspaceFileError`; a file that grows over the limit while it is read is too large.
    package func read(_ relative: String, limit: Int = WorkspaceFolder.programmeFileLimit) throws(WorkspaceFileError) -> [UInt8] {
        let descriptor = try self.descriptor(of: relative, flags: O_RDONLY | O_NONBLOCK)
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        guard status.st_size <= limit else { throw .tooLarge(limit: limit) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(status.st_size) + 1)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = readBytes(descriptor, into: &buffer)
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(code: errno)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw .tooLarge(limit: limit) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// The names of the entries of a folder, sorted by their bytes, without those that begin with a dot; empty where there is no such folder.
    ///
    /// - Parameter relative: the path in the folder; empty for the folder itself.
    package func names(in relative: String = "") throws(WorkspaceFileError) -> [String] {
        let descriptor: Int32
        do {
            descriptor = try self.descriptor(of: relative, flags: O_RDONLY | O_DIRECTORY)
        } catch .missing {
            return []
        }
        guard let stream = unsafe fdopendir(descriptor) else {
            let code = errno
            close(descriptor)
            throw .unreadable(code: code)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < WorkspaceFolder.listLimit, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Opens the last part of a path, each part before it as a folder, following no link.
    private func descriptor(of relative: String, flags: Int32) throws(WorkspaceFileError) -> Int32 {
        let parts = relative.split(separator: "/", omittingEmptySubsequences: true)
        guard !relative.hasPrefix("/"), !relative.utf8.contains(0), parts.allSatisfy({ $0 != ".." && $0 != "." }) else { throw .outside }
        var descriptor = openFolder(path)
        guard descriptor >= 0 else { throw WorkspaceFolder.error(errno) }
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            let next = unsafe openat(descriptor, String(part), (isLast ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC)
            let code = errno
            let isLink = next < 0 && WorkspaceFolder.isLink(String(part), in: descriptor)
            close(descriptor)
            guard next >= 0 else { throw isLink ? .outside : WorkspaceFolder.error(code) }
            descriptor = next
        }
        return descriptor
    }

    /// A link in the way of a folder is refused by the system as "not a folder": whether it is a link is asked for by itself.
    private static func isLink(_ name: String, in descriptor: Int32) -> Bool {
        var status = stat()
        return unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    private static func error(_ code: Int32) -> WorkspaceFileError {
        switch code {
        case ENOENT: .missing
        case ELOOP: .outside
        case ENOTDIR, ENXIO, EISDIR: .notRegular
        default: .unreadable(code: code)
        }
    }

    /// The finding that says why a file was not read.
    ///
    /// - Parameter file: the path, as findings name it.
    package static func finding(_ error: WorkspaceFileError, file: String, severity: Severity = .error) -> Finding {
        let place = SourcePosition(file: file)
        switch error {
        case .missing: return Finding("C009", severity, at: place)
        case .outside: return Finding("C047", severity, at: place)
        case .notRegular: return Finding("C048", severity, at: place)
        case .tooLarge(let limit): return Finding("C049", severity, at: place, ["limit": String(limit)])
        case .unreadable(let code): return Finding("C050", severity, at: place, ["code": String(code)])
        }
    }
}

/// Opens a folder by the path that the user typed; negative where the system refuses.
private func openFolder(_ path: String) -> Int32 { unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }

/// Reads once; the number of bytes, 0 at the end, negative where the system refuses.
private func readBytes(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int {
    unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
}
