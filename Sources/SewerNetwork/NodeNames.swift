/// The names of things in a network, each once: an open-addressing table over bytes, so that reading makes no string.
///
/// SWMM compares names without regard to ASCII case (EPA SWMM 5.2 source, hash.c), tables of a
/// city's own may not: `foldsCase` says which. Names keep the spelling that came first.
struct NodeNames: Sendable {
    let foldsCase: Bool
    private var bytes: [UInt8] = []
    private var ends: [Int32] = []
    private var hashes: [UInt32] = []
    private var slots: [Int32]

    init(foldsCase: Bool, capacity: Int = 1024) {
        self.foldsCase = foldsCase
        var size = 64
        while size < capacity * 2, size < 1 << 28 { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
    }

    var count: Int { ends.count }

    private func bounds(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }

    /// The name of an index, decoded with repair.
    func text(_ index: Int) -> String { String(decoding: bytes[bounds(index)], as: UTF8.self) }

    /// Whether the name of one index precedes another's by its bytes.
    func precedes(_ left: Int, _ right: Int) -> Bool { bytes[bounds(left)].lexicographicallyPrecedes(bytes[bounds(right)]) }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt8 { byte >= 0x61 && byte <= 0x7A ? byte & 0xDF : byte }

    @inline(__always)
    private static func hash(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> UInt32 {
        // FNV-1a (Fowler, Noll and Vo 1991) over upper-case bytes, finished so that low bits depend on all of it.
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        var at = from
        while at < to {
            value = (value ^ UInt64(folded(text[at]))) &* 0x100_0000_01B3
            at += 1
        }
        return UInt32(truncatingIfNeeded: value ^ (value >> 29))
    }

    @inline(__always)
    private func matches(_ index: Int, _ text: Span<UInt8>, _ from: Int, _ to: Int, folding: Bool) -> Bool {
        let range = bounds(index)
        guard range.count == to - from else { return false }
        var mine = range.lowerBound
        var theirs = from
        while theirs < to {
            let a = bytes[mine]
            let b = text[theirs]
            if a != b, !folding || NodeNames.folded(a) != NodeNames.folded(b) { return false }
            mine += 1
            theirs += 1
        }
        return true
    }

    /// The index of the name in `text[from..<to]`, nil where it is unknown.
    func index(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> Int? {
        let hash = NodeNames.hash(text, from, to)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash, matches(index, text, from, to, folding: foldsCase) { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The index of a name: spelt exactly, else the only one that differs by ASCII case alone.
    func index(of name: String) -> Int? {
        let text = Array(name.utf8)
        let span = text.span
        let hash = NodeNames.hash(span, 0, text.count)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        var alike: Int?
        var alikeCount = 0
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash {
                if matches(index, span, 0, text.count, folding: false) { return index }
                if matches(index, span, 0, text.count, folding: true) {
                    alike = index
                    alikeCount += 1
                }
            }
            slot = (slot + 1) & mask
        }
        return alikeCount == 1 ? alike : nil
    }

    /// Adds the name in `text[from..<to]` where it is new; returns its index.
    mutating func insert(_ text: Span<UInt8>, _ from: Int, _ to: Int) -> (index: Int, isNew: Bool) {
        if count * 2 >= slots.count { grow() }
        let hash = NodeNames.hash(text, from, to)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash, matches(index, text, from, to, folding: foldsCase) { return (index, false) }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(truncatingIfNeeded: count)
        var at = from
        while at < to {
            bytes.append(text[at])
            at += 1
        }
        ends.append(Int32(truncatingIfNeeded: bytes.count))
        hashes.append(hash)
        return (count - 1, true)
    }

    mutating func insert(_ name: String) -> (index: Int, isNew: Bool) {
        let text = Array(name.utf8)
        return insert(text.span, 0, text.count)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for index in 0..<count {
            var slot = Int(hashes[index]) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(truncatingIfNeeded: index)
        }
    }
}
