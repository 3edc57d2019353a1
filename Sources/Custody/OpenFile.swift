internal import Glibc

/// What kind of thing a path names, and when it last changed.
struct FileStatus: Hashable {
    /// `file`, `folder`, `link`, `socket`, `pipe` or `device`.
    var kind: String
    var size: Int64
    var modifiedSeconds: Int64
    var modifiedNanoseconds: Int64
    var device: UInt64
    var inode: UInt64

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = "file"
        case S_IFDIR: kind = "folder"
        case S_IFLNK: kind = "link"
        case S_IFSOCK: kind = "socket"
        case S_IFIFO: kind = "pipe"
        default: kind = "device"
        }
        size = Int64(status.st_size)
        modifiedSeconds = Int64(status.st_mtim.tv_sec)
        modifiedNanoseconds = Int64(status.st_mtim.tv_nsec)
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

/// The number and words of the operating system's last error.
struct SystemError: Error {
    let code: Int32

    static var last: SystemError { SystemError(code: errno) }
    var reason: String { unsafe String(cString: strerror(code)) }
    /// A link stands where none may.
    static let notFollowed = SystemError(code: ELOOP)
    /// Nothing has this name.
    var isMissing: Bool { code == ENOENT }
}

/// An open file or folder: closed when it goes out of use. Links are never followed.
///
/// This file holds all unsafe code of the file access.
struct OpenFile: ~Copyable {
    let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a folder by a path that the user chose; here links may be followed.
    static func folder(_ path: String) throws(SystemError) -> OpenFile {
        try adopt(unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// Opens a folder inside this one.
    func folder(_ name: String) throws(SystemError) -> OpenFile {
        try Self.adopt(unsafe openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
    }

    /// Opens a folder inside this one, by a link if it is one: only for paths that the user chose.
    func linkedFolder(_ name: String) throws(SystemError) -> OpenFile {
        try Self.adopt(unsafe openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// Opens a file inside this folder for reading; a pipe does not block.
    func file(_ name: String) throws(SystemError) -> OpenFile {
        try Self.adopt(unsafe openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC))
    }

    /// Makes a file inside this folder for writing; fails where one exists.
    func newFile(_ name: String, mode: UInt32) throws(SystemError) -> OpenFile {
        try Self.adopt(unsafe openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode))
    }

    /// Opens a file inside this folder for reading and writing, and makes it where there is none.
    func lockFile(_ name: String) throws(SystemError) -> OpenFile {
        try Self.adopt(unsafe openat(descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644))
    }

    private static func adopt(_ descriptor: Int32) throws(SystemError) -> OpenFile {
        guard descriptor >= 0 else { throw .last }
        return OpenFile(descriptor: descriptor)
    }

    /// Makes a folder inside this one; one that exists is as good.
    func makeFolder(_ name: String) throws(SystemError) {
        if unsafe mkdirat(descriptor, name, 0o755) != 0, errno != EEXIST { throw .last }
    }

    /// Removes an empty folder of this folder.
    func removeFolder(_ name: String) throws(SystemError) { if unsafe unlinkat(descriptor, name, AT_REMOVEDIR) != 0 { throw .last } }

    /// The permission bits of the file.
    func mode() throws(SystemError) -> UInt32 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last }
        return status.st_mode & 0o777
    }

    /// Lets two names of this folder change what they stand for, in one step.
    ///
    /// glibc 2.28 and later have `renameat2`, but show it to GNU programs only, so that it is looked up by its name.
    func exchange(_ first: String, _ second: String) throws(SystemError) {
        typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
        guard let symbol = unsafe dlsym(nil, "renameat2") else { throw SystemError(code: ENOSYS) }
        let rename = unsafe unsafeBitCast(symbol, to: Rename.self)
        let exchangeFlag: UInt32 = 2
        if unsafe rename(descriptor, first, descriptor, second, exchangeFlag) != 0 { throw .last }
    }

    func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .last }
        return FileStatus(status)
    }

    /// What a name in this folder stands for, not following a link.
    func status(of name: String) throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
        return FileStatus(status)
    }

    /// Reads on, at most as much as the buffer holds; 0 at the end.
    func read(into buffer: inout [UInt8]) throws(SystemError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            if errno != EINTR { throw .last }
        }
    }

    /// Reads so many bytes from a place on, fewer at the end of the file.
    func read(at offset: Int64, count: Int) throws(SystemError) -> [UInt8] {
        guard count > 0, offset >= 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: count)
        var total = 0
        while total < count {
            let done = unsafe bytes.withUnsafeMutableBytes { buffer in
                guard let start = buffer.baseAddress else { return 0 }
                return unsafe Glibc.pread(descriptor, start + total, count - total, off_t(offset) + off_t(total))
            }
            if done == 0 { break }
            if done > 0 { total += done } else if errno != EINTR { throw .last }
        }
        return Array(bytes.prefix(total))
    }

    /// Writes all of the bytes.
    func write(_ bytes: ArraySlice<UInt8>) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno != EINTR { throw .last }
            } else {
                rest = rest.dropFirst(count)
            }
        }
    }

    /// Waits until what was written lies on the disk.
    func sync() throws(SystemError) { if fsync(descriptor) != 0 { throw .last } }
    func setMode(_ mode: UInt32) throws(SystemError) { if fchmod(descriptor, mode) != 0 { throw .last } }
    func empty() throws(SystemError) { if ftruncate(descriptor, 0) != 0 || lseek(descriptor, 0, SEEK_SET) != 0 { throw .last } }

    /// Tries to be the only one that holds the file, or one of several that only read: false where another holds it.
    func tryLock(isShared: Bool = false) throws(SystemError) -> Bool {
        while flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            if errno != EINTR { throw .last }
        }
        return true
    }

    /// Gives a file of this folder another name in another folder, replacing what has it.
    func rename(_ name: String, to target: borrowing OpenFile, _ newName: String) throws(SystemError) {
        if unsafe renameat(descriptor, name, target.descriptor, newName) != 0 { throw .last }
    }

    /// Removes a file of this folder; one that is not there is as good.
    func remove(_ name: String) { _ = unsafe unlinkat(descriptor, name, 0) }

    /// The names in this folder, sorted by their bytes, without `.` and `..`.
    func names() throws(SystemError) -> [String] {
        let copy = unsafe openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = unsafe fdopendir(copy) else {
            let error = SystemError.last
            if copy >= 0 { close(copy) }
            throw error
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { unsafe String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
