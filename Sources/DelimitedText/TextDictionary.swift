// Memory is touched directly here because each text of a column is looked up by its first and last words:
// a table of words with a copy of each text behind it. The memory belongs to the dictionary and goes with it.

/// The distinct texts of a column, numbered from 1 in the order of their coming; 0 is the empty text.
///
/// Not to be used by two threads at a time.
@safe package final class TextDictionary {
    private struct Slot {
        var head: UInt64
        var tail: UInt64
        var length: UInt32
        /// 0 where the slot is free.
        var code: UInt32
    }

    private var slots: UnsafeMutablePointer<Slot>
    private var mask: Int
    private var shift: UInt64
    /// All texts, one behind the other.
    private var bytes: [UInt8] = []
    /// Where each text ends; that of the empty text first.
    private var ends: [Int] = [0]

    package init() {
        unsafe slots = TextDictionary.room(for: 256)
        mask = 255
        shift = 56
    }

    deinit { unsafe slots.deallocate() }

    private static func room(for count: Int) -> UnsafeMutablePointer<Slot> {
        let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
        unsafe slots.initialize(repeating: Slot(head: 0, tail: 0, length: 0, code: 0), count: count)
        return unsafe slots
    }

    /// How many texts there are, the empty one with them.
    package var count: Int { ends.count }
    /// Bytes of all texts.
    package var byteCount: Int { bytes.count }

    /// The bytes of a text; none where there is no such number.
    package func utf8(_ code: UInt32) -> ArraySlice<UInt8> {
        let index = Int(code)
        guard index > 0, index < ends.count else { return [] }
        return bytes[ends[index - 1]..<ends[index]]
    }

    /// A text by its number; empty where there is none.
    package func text(_ code: UInt32) -> String { String(decoding: utf8(code), as: UTF8.self) }

    /// Forgets all texts.
    package func removeAll() {
        guard ends.count > 1 else { return }
        unsafe slots.update(repeating: Slot(head: 0, tail: 0, length: 0, code: 0), count: mask + 1)
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        ends.append(0)
    }

    /// The number of a text, which is taken where it is new.
    package func code(_ text: ArraySlice<UInt8>) -> UInt32 { code(text.span) }

    /// The number of a text, which is taken where it is new.
    package func code(_ text: Span<UInt8>) -> UInt32 {
        guard !text.isEmpty else { return 0 }
        return unsafe text.withUnsafeBufferPointer { buffer in
            let raw = UnsafeRawBufferPointer(buffer)
            let count = raw.count
            if count >= 8 {
                let head = unsafe UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
                let tail = unsafe count > 8 ? UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)) : 0
                return unsafe code(buffer, head: head, tail: tail)
            }
            var head: UInt64 = 0
            for place in 0..<count { unsafe head |= UInt64(buffer[place]) << UInt64(8 * place) }
            return unsafe code(buffer, head: head, tail: 0)
        }
    }

    /// The number of a text whose first and last eight bytes are given; shorter ones are filled up with zeros, and have no last.
    @inline(__always) func code(_ text: UnsafeBufferPointer<UInt8>, head: UInt64, tail: UInt64) -> UInt32 {
        let length = UInt32(truncatingIfNeeded: text.count)
        var index = TextDictionary.hash(head, tail, length, shift)
        while true {
            let slot = unsafe slots[index]
            if slot.code == 0 { return unsafe add(text, head: head, tail: tail, at: index) }
            if slot.head == head, slot.tail == tail, slot.length == length, unsafe length <= 16 || isMiddle(of: text, slot.code) { return slot.code }
            index = (index + 1) & mask
        }
    }

    /// Multiplication by an odd constant near the golden ratio of 2^64 (D. E. Knuth, The Art of Computer Programming 3, 6.4); the high bits count.
    @inline(__always) private static func hash(_ head: UInt64, _ tail: UInt64, _ length: UInt32, _ shift: UInt64) -> Int {
        let mixed = (head ^ tail &* 0xC2B2_AE3D_27D4_EB4F ^ UInt64(length)) &* 0x9E37_79B9_7F4A_7C15
        let spread = (mixed ^ (mixed &>> 29)) &* 0xBF58_476D_1CE4_E5B9
        return Int(truncatingIfNeeded: spread &>> shift)
    }

    /// Whether what stands between the first and the last words of a long text is that of a text that is known.
    private func isMiddle(of text: UnsafeBufferPointer<UInt8>, _ code: UInt32) -> Bool {
        let start = ends[Int(code) - 1]
        for place in 8..<text.count - 8 where unsafe bytes[start + place] != text[place] { return false }
        return true
    }

    @inline(never) private func add(_ text: UnsafeBufferPointer<UInt8>, head: UInt64, tail: UInt64, at index: Int) -> UInt32 {
        let code = UInt32(truncatingIfNeeded: ends.count)
        unsafe bytes.append(contentsOf: text)
        ends.append(bytes.count)
        unsafe slots[index] = Slot(head: head, tail: tail, length: UInt32(truncatingIfNeeded: text.count), code: code)
        if ends.count * 2 > mask { grow() }
        return code
    }

    private func grow() {
        let count = (mask + 1) * 4
        let larger = unsafe TextDictionary.room(for: count)
        let old = unsafe slots
        let oldCount = mask + 1
        unsafe slots = larger
        mask = count - 1
        shift -= 2
        for place in 0..<oldCount {
            let slot = unsafe old[place]
            guard slot.code != 0 else { continue }
            var index = TextDictionary.hash(slot.head, slot.tail, slot.length, shift)
            while unsafe slots[index].code != 0 { index = (index + 1) & mask }
            unsafe slots[index] = slot
        }
        unsafe old.deallocate()
    }
}
