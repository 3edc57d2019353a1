internal import DelimitedText
internal import Synchronization

/// Work on many items by all processors; what comes out does not depend on how many there are.
enum SideBySide {
    /// Fewer items are not worth a second thread.
    private static let least = 16

    /// The figure of each item, in the order of the items.
    static func map<Item, Figure: Sendable>(_ items: [Item], _ figure: (Item) -> Figure) -> [Figure] {
        let threads = items.count < least ? 1 : min(onlineProcessors(), 8)
        guard threads > 1 else { return items.map(figure) }
        let parts = Mutex<[Int: [Figure]]>([:])
        onThreads(threads) { thread in
            // Each takes a run of the items, so that parts stand in order.
            let range = (items.count * thread / threads)..<(items.count * (thread + 1) / threads)
            let own = items[range].map(figure)
            parts.withLock { $0[thread] = own }
        }
        return parts.withLock { held in (0..<threads).flatMap { held[$0] ?? [] } }
    }
}
