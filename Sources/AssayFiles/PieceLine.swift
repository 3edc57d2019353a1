private import Dispatch
private import Synchronization

/// The parts of a text on their way through workers: taken in order, handed over in order, one at a time.
///
/// As many parts as there are slots of memory are on their way at a time; a worker without a slot waits.
/// Parts grow from a few KB to their full size, so that a short text is shared too and an early end costs little.
final class PieceLine: Sendable {
    /// A part of a text and the slot of memory that it goes in.
    struct Part {
        let slot: Int
        let start: Int
        let end: Int
        fileprivate let ticket: Int
    }

    private struct State {
        var free: [Int]
        var offset: Int
        var taken = 0
        var handed = 0
        var done: [Int: Part] = [:]
        var isHanding = false
        var isOver = false
    }

    private let state: Mutex<State>
    private let room: DispatchSemaphore
    private let end: Int
    private let pieceBytes: Int

    init(from start: Int, to end: Int, pieceBytes: Int, slots: Int) {
        state = Mutex(State(free: Array(0..<slots), offset: start))
        // A semaphore may not end below the value that it began with: it begins empty.
        room = DispatchSemaphore(value: 0)
        self.end = end
        self.pieceBytes = max(1, pieceBytes)
        for _ in 0..<slots { room.signal() }
    }

    /// The next part to work on; nil where there is none. Waits for a slot.
    func begin() -> Part? {
        room.wait()
        let part = state.withLock { state -> Part? in
            guard !state.isOver, state.offset < end, let slot = state.free.popLast() else { return nil }
            let size = min(pieceBytes, PieceLine.firstBytes << min(state.taken, 20))
            let part = Part(slot: slot, start: state.offset, end: min(end, state.offset + size), ticket: state.taken)
            state.offset = part.end
            state.taken += 1
            return part
        }
        // Whoever waits for a slot learns the same.
        if part == nil { room.signal() }
        return part
    }

    /// Bytes of the first part.
    private static let firstBytes = 16 << 10

    /// Puts a part where it is handed over from when its turn comes.
    func add(_ part: Part) { state.withLock { $0.done[part.ticket] = part } }

    /// The part whose turn it is to be handed over; nil where that is not done, or another is being handed over.
    func next() -> Part? {
        state.withLock { state in
            guard !state.isHanding, !state.isOver, let part = state.done.removeValue(forKey: state.handed) else { return nil }
            state.isHanding = true
            return part
        }
    }

    /// Gives the slot of a part that was handed over back; without `goesOn` no part is begun or handed over any more.
    func finish(_ part: Part, goesOn: Bool) {
        state.withLock { state in
            state.isHanding = false
            state.handed += 1
            state.free.append(part.slot)
            if !goesOn { state.isOver = true }
        }
        room.signal()
    }
}
