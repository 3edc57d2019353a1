import CByteMask
import Testing

@Suite struct ByteMaskTests {
    @Test func theMachinesMasksAreThoseOfPortableC() {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        for round in 0..<4000 {
            var bytes = [UInt8](repeating: 0x61, count: 128)
            if round < 256 {
                bytes[round % 64] = UInt8(round)
            } else {
                let alphabet: [UInt8] = [0, 0x0A, 0x0D, 0x22, 0x2C, 0x3B, 0x7F, 0x80, 0xFF, 0x61]
                for index in bytes.indices {
                    bytes[index] = round % 2 == 0 ? UInt8.random(in: 0...255, using: &random) : alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                }
            }
            let start = round % 17
            let block = Array(bytes[start..<start + 64])
            for delimiter in [UInt8(0x2C), 0x09, 0x3B, 0x7C] {
                let native = unsafe headwater_marks_of(block, delimiter)
                let portable = unsafe headwater_marks_portable(block, delimiter)
                #expect(native.ends == portable.ends && native.feeds == portable.feeds && native.special == portable.special, "seed \(seed), round \(round)")
                #expect((native.unusual != 0) == (portable.unusual != 0), "seed \(seed), round \(round)")
                let mask = unsafe headwater_mask4(block, delimiter, 0x22, 0x0D, 0x0A)
                let portableMask = unsafe headwater_mask4_portable(block, delimiter, 0x22, 0x0D, 0x0A)
                #expect(mask == portableMask, "seed \(seed), round \(round)")
            }
            let unusual = unsafe headwater_mask_unusual(block)
            let portableUnusual = unsafe headwater_mask_unusual_portable(block)
            #expect(unusual == portableUnusual, "seed \(seed), round \(round)")
        }
    }

    @Test func shortBlocksAreReadNoFurtherThanTheyGo() {
        for count in 0...63 {
            // What lies behind the block would show in the masks.
            let bytes = [UInt8](repeating: 0x61, count: count) + [UInt8](repeating: 0x2C, count: 64)
            let marked = [UInt8](repeating: 0x2C, count: count) + [UInt8](repeating: 0x22, count: 64)
            let plain = unsafe headwater_marks_tail(bytes, count, 0x2C)
            #expect(plain.ends == 0 && plain.feeds == 0 && plain.special == 0 && plain.unusual == 0)
            let mask = unsafe headwater_mask4_tail(bytes, count, 0x2C, 0x22, 0x0D, 0x0A)
            #expect(mask == 0)
            let full = unsafe headwater_marks_tail(marked, count, 0x2C)
            #expect(full.ends == (1 << UInt64(count)) - 1 && full.special == 0)
        }
    }

    @Test func placesAreThoseOfTheBits() {
        let seed: UInt64 = 12
        var random = SeededGenerator(seed: seed)
        for round in 0..<2000 {
            var bits = UInt64.random(in: .min ... .max, using: &random)
            if round % 3 == 0 { bits &= UInt64.random(in: .min ... .max, using: &random) & UInt64.random(in: .min ... .max, using: &random) }
            if round < 2 { bits = round == 0 ? 0 : .max }
            var places = [UInt32](repeating: 0, count: 80)
            let count = unsafe headwater_places(&places, 100, bits)
            let expected = (0..<64).filter { bits & (1 << UInt64($0)) != 0 }.map { UInt32($0 + 100) }
            #expect(Array(places.prefix(Int(count))) == expected, "seed \(seed)")
        }
    }
}
