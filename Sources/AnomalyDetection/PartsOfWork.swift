internal import DelimitedText
internal import Synchronization

/// Works on the numbers from 0 to `count` in parts, on all processors, and joins what the parts give in their order.
///
/// The result is the same however many processors there are, as long as each number is worked on by itself.
///
/// - Parameter isLarge: whether it is worth the threads; where not, all is one part.
func inParts<Result: Sendable>(_ count: Int, isLarge: Bool, _ work: (Range<Int>) -> [Result]) -> [Result] {
    let parts = isLarge ? min(onlineProcessors(), count) : 1
    guard parts > 1 else { return work(0..<count) }
    let found = Mutex<[Int: [Result]]>([:])
    onThreads(parts) { part in
        let own = work(part * count / parts..<(part + 1) * count / parts)
        found.withLock { $0[part] = own }
    }
    let all = found.withLock { $0 }
    return (0..<parts).flatMap { all[$0] ?? [] }
}
