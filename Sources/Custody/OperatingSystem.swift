internal import Glibc

/// What custody asks the operating system about itself: who runs the program, where, and the system log.
///
/// This file holds all unsafe code of these questions.
package enum OperatingSystem {
    /// The real user of this process, with its name; `#1000` where the machine knows no name for it.
    static func account() -> (name: String, user: UInt32) {
        let user = getuid()
        var record = unsafe passwd()
        var buffer = [CChar](repeating: 0, count: 16_384)
        let name: String? = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var found: UnsafeMutablePointer<passwd>?
            guard unsafe getpwuid_r(user, &record, start, bytes.count, &found) == 0, unsafe found != nil, let name = unsafe record.pw_name else {
                return nil
            }
            return unsafe String(cString: name)
        }
        return (name ?? "#\(user)", user)
    }

    /// The names of all groups that an account is in, by its name; empty where the machine does not know it.
    package static func groups(_ account: String) -> [String] {
        guard let own = numbers(account)?.group else { return [] }
        var numbers = [gid_t](repeating: 0, count: 1024)
        var count = Int32(numbers.count)
        guard unsafe getgrouplist(account, own, &numbers, &count) >= 0 else { return [] }
        return numbers.prefix(Int(count)).compactMap { groupName($0) }
    }

    /// The number of an account; nil where the machine does not know its name.
    static func user(_ account: String) -> UInt32? { numbers(account)?.user }

    private static func numbers(_ account: String) -> (user: UInt32, group: UInt32)? {
        guard !account.utf8.contains(0) else { return nil }
        var record = unsafe passwd()
        var buffer = [CChar](repeating: 0, count: 16_384)
        return unsafe buffer.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var found: UnsafeMutablePointer<passwd>?
            guard unsafe getpwnam_r(account, &record, start, bytes.count, &found) == 0, unsafe found != nil else { return nil }
            return unsafe (record.pw_uid, record.pw_gid)
        }
    }

    private static func groupName(_ number: gid_t) -> String? {
        var record = unsafe Glibc.group()
        var buffer = [CChar](repeating: 0, count: 65_536)
        return unsafe buffer.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var found: UnsafeMutablePointer<Glibc.group>?
            guard unsafe getgrgid_r(number, &record, start, bytes.count, &found) == 0, unsafe found != nil, let name = unsafe record.gr_name else { return nil }
            return unsafe String(cString: name)
        }
    }

    static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        let done = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
            guard let start = bytes.baseAddress else { return Int32(-1) }
            return unsafe gethostname(start, bytes.count - 1)
        }
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return done == 0 && !bytes.isEmpty ? String(decoding: bytes, as: UTF8.self) : "unknown"
    }

    static func processID() -> Int32 { getpid() }

    /// Whether a process of this number runs, whoever owns it.
    static func isRunning(_ process: Int32) -> Bool { process > 0 && (kill(process, 0) == 0 || errno != ESRCH) }

    /// The path without links, `.` and `..`; nil where it names nothing.
    static func resolved(_ path: String) -> String? {
        guard !path.utf8.contains(0), let start = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(start) }
        return unsafe String(cString: start)
    }

    /// Whether a name stands for anything, a dangling link included.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Whether a path names a regular file.
    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes one line into the system log; the line must hold no control characters.
    static func log(_ line: String) {
        unsafe line.withCString { text in
            unsafe withVaList([text]) { unsafe vsyslog(LOG_USER | LOG_NOTICE, "headwater: %s", $0) }
        }
    }

    /// Seconds of a clock that nobody sets; only to wait by.
    static func monotonicSeconds() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
}
