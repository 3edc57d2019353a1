// Memory is touched directly here: a process is started, fed and ended through C.
internal import CFreeXL
internal import Glibc
internal import Synchronization

/// The program that reads old workbooks, when it is started again with ``OldWorkbookReader/command``.
package enum OldWorkbookProgram {
    private static let registered = Mutex<String?>(nil)

    /// Says that the running program answers to that command; called once at its start.
    ///
    /// A program that does not say so (a test, a bench) never starts itself anew: it refuses old workbooks by name.
    package static func registerThisProgram() { registered.withLock { $0 = "/proc/self/exe" } }

    static var path: String? { registered.withLock { $0 } }
}

/// Starts the reader of old workbooks, feeds it and bounds it.
enum OldWorkbookProcess {
    enum Outcome: Hashable {
        /// What it handed over, whatever that is worth.
        case ended([UInt8])
        case notStarted(String)
        /// It took too long and was ended.
        case late
        /// It handed over more than allowed and was ended.
        case tooMuch
        /// It crashed or failed; the words name the signal or status.
        case broken(String)
    }

    /// Runs the reader over a workbook.
    static func run(_ bytes: [UInt8], program: String, limits: WorkbookLimits) -> Outcome {
        var opened: [Int32] = []
        defer { for descriptor in opened { close(descriptor) } }
        guard let input = memory(bytes) else { return .notStarted("memfd_create \(errno)") }
        opened.append(input)
        let words = [
            "headwater", OldWorkbookReader.command, String(limits.processBytes), String(limits.processorSeconds), String(limits.cells), String(limits.handedBytes),
        ]
        let started = starting.withLock { _ in begin(program, words, input: input) }
        if started.reading >= 0 { opened.append(started.reading) }
        guard let process = started.process else { return .notStarted(started.fault) }
        let deadline = ContinuousClock.now + .seconds(limits.wallSeconds)
        var handed: [UInt8] = []
        var stopped: Outcome?
        while stopped == nil {
            guard let piece = read(started.reading, until: deadline) else {
                stopped = .late
                break
            }
            if piece.isEmpty { break }
            handed += piece
            if handed.count > limits.handedBytes { stopped = .tooMuch }
        }
        if stopped == nil, let status = wait(process, until: deadline) { return outcome(status, handed) }
        kill(process, SIGKILL)
        _ = wait(process, until: nil)
        return stopped ?? .late
    }

    /// One start at a time, so that no process inherits the pipe of another before it is marked to be closed.
    private static let starting = Mutex(())

    private static func begin(_ program: String, _ words: [String], input: Int32) -> (process: pid_t?, reading: Int32, fault: String) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return (nil, -1, "pipe \(errno)") }
        // Away from 0 to 3, which the other process will have anew.
        let writing = fcntl(ends[1], F_DUPFD_CLOEXEC, 16)
        close(ends[1])
        guard writing >= 0, fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 else { return (nil, ends[0], "fcntl \(errno)") }
        defer { close(writing) }
        let (process, fault) = start(program, words, input: input, output: writing)
        return (process, ends[0], "posix_spawn \(fault)")
    }

    private static func outcome(_ status: Int32, _ handed: [UInt8]) -> Outcome {
        let signal = status & 0x7F
        if signal == SIGXCPU || signal == SIGKILL { return .late }
        if signal != 0 { return .broken("signal \(signal)") }
        let code = status >> 8 & 0xFF
        // The reader's own word that it was about to hand over more than allowed.
        if code == Int32(OldWorkbookReader.tooMuch) { return .tooMuch }
        return code == 0 ? .ended(handed) : .broken("exit \(code)")
    }

    /// A file without a name that holds the bytes.
    private static func memory(_ bytes: [UInt8]) -> Int32? {
        let file = headwater_memory_file()
        guard file >= 0 else { return nil }
        let moved = fcntl(file, F_DUPFD_CLOEXEC, 16)
        close(file)
        guard moved >= 0 else { return nil }
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { unsafe write(moved, $0.baseAddress.map { unsafe $0 + start }, $0.count - start) }
            if count > 0 { start += count } else if errno != EINTR { break }
        }
        guard start == bytes.count else {
            close(moved)
            return nil
        }
        return moved
    }

    private static func start(_ program: String, _ words: [String], input: Int32, output: Int32) -> (process: pid_t?, fault: Int32) {
        var actions = unsafe posix_spawn_file_actions_t()
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return (nil, errno) }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, input, OldWorkbookReader.descriptor)
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        // One thread for libraries that would start more when they load, and no other word from here.
        let environment = ["OPENBLAS_NUM_THREADS=1", "LC_ALL=C"]
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { for unsafe text in unsafe arguments + variables { unsafe free(text) } }
        var process: pid_t = 0
        let fault = unsafe posix_spawn(&process, program, &actions, nil, &arguments, &variables)
        return fault == 0 ? (process, 0) : (nil, fault)
    }

    /// The next bytes; none at the end, nil after the deadline.
    private static func read(_ descriptor: Int32, until deadline: ContinuousClock.Instant) -> [UInt8]? {
        while true {
            let left = deadline - ContinuousClock.now
            guard left > .zero else { return nil }
            var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&event, 1, Int32(clamping: left.components.seconds * 1000 + 1))
            if ready <= 0 { continue }
            var count = 0
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, used in
                unsafe count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                used = max(0, count)
            }
            if count >= 0 { return piece }
            if errno != EINTR { return [] }
        }
    }

    /// The status of an ended process; nil where it has not ended by the deadline.
    private static func wait(_ process: pid_t, until deadline: ContinuousClock.Instant?) -> Int32? {
        var status: Int32 = 0
        while true {
            let ended = unsafe waitpid(process, &status, deadline == nil ? 0 : WNOHANG)
            if ended == process { return status }
            // Someone else waited for it: what it handed over must speak for itself.
            if ended < 0, errno != EINTR { return 0 }
            guard let deadline else { continue }
            if ContinuousClock.now >= deadline { return nil }
            usleep(500)
        }
    }
}
