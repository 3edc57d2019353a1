// Unsafe because the work of several threads is one closure that does not promise to be free of races: who hands it in sees to that.
private import Dispatch

#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#endif

/// Runs a closure on so many threads at a time, each with its number, and returns when all have ended.
///
/// What the closure shares between threads has to be guarded by itself; parts that a lock hands from
/// one thread to the next are.
package func onThreads(_ count: Int, _ work: (Int) -> Void) {
    guard count > 1 else { return work(0) }
    withoutActuallyEscaping(work) { work in
        nonisolated(unsafe) let work = work
        DispatchQueue.concurrentPerform(iterations: count) { unsafe work($0) }
    }
}

/// How many processors the machine has at work.
package func onlineProcessors() -> Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
