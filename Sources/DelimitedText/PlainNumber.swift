/// Digits with at most one decimal mark, read by words of eight bytes.
///
/// The bytes are moved to the end of a word and filled up with zeros, the mark is taken out, and the
/// eight digits are added up in three multiplications. The number is the whole number of its digits
/// divided by a power of ten, both of which a Double holds exactly, and so the nearest Double (W. D.
/// Clinger, "How to read floating point numbers accurately", 1990, doi:10.1145/93542.93557).
struct PlainNumber {
    var value: Double
    /// Whether the bytes were such a number.
    var isPlain: Bool

    static let none = PlainNumber(value: .nan, isPlain: false)

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let zeros: UInt64 = 0x3030_3030_3030_3030
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// A decimal mark in each byte of a word; a byte that no cell holds where there is none.
    static func pattern(_ point: DecimalMark?) -> UInt64 {
        switch point {
        case .point: ones * 0x2E
        case .comma: ones * 0x2C
        case nil: ones * 0x0A
        }
    }

    /// Reads one to eight bytes.
    @inline(__always) static func read(_ bytes: UInt64, count: Int, point: UInt64) -> PlainNumber {
        let shift = UInt64(truncatingIfNeeded: 64 - 8 * count)
        // Filled up from the front with zeros; two steps, as a shift by a whole word is none.
        let word = bytes &<< shift | (zeros &>> 8) &>> UInt64(truncatingIfNeeded: 8 * count - 8)
        let other = word ^ point
        let found = (other &- ones) & ~other & highs
        guard found != 0 else {
            guard isDigits(word) else { return none }
            return PlainNumber(value: Double(number(word)), isPlain: true)
        }
        let place = UInt64(truncatingIfNeeded: found.trailingZeroBitCount) & 0x38
        let below: UInt64 = (1 &<< place) &- 1
        let after = word & ~(below &<< 8 | 0xFF)
        let digits = after | (word & below) &<< 8 | 0x30
        guard isDigits(digits), count > 1 else { return none }
        let places = Int(truncatingIfNeeded: 7 - place >> 3)
        return PlainNumber(value: Double(number(digits)) / power(places), isPlain: true)
    }

    /// Reads nine to sixteen bytes.
    @inline(__always) static func read(_ first: UInt64, _ second: UInt64, count: Int, point: UInt64) -> PlainNumber {
        let bytes = UInt128(second) << 64 | UInt128(first)
        let zeros = UInt128(zeros) << 64 | UInt128(zeros)
        let ones = UInt128(ones) << 64 | UInt128(ones)
        let filled = (zeros &>> 8) &>> UInt128(truncatingIfNeeded: 8 * count - 8)
        let word = bytes &<< UInt128(truncatingIfNeeded: 128 - 8 * count) | filled
        let marks = UInt128(point) << 64 | UInt128(point)
        let other = word ^ marks
        let tops = ones << 7
        let found = (other &- ones) & ~other & tops
        var digits = word
        var places = 0
        if found != 0 {
            let place = found.trailingZeroBitCount & 0x78
            let below = (UInt128(1) &<< UInt128(truncatingIfNeeded: place)) &- 1
            let after = word & ~(below &<< 8 | 0xFF)
            digits = after | (word & below) &<< 8 | 0x30
            places = 15 - place >> 3
        }
        let high = UInt64(truncatingIfNeeded: digits)
        let low = UInt64(truncatingIfNeeded: digits >> 64)
        guard isDigits(high), isDigits(low) else { return none }
        let whole = number(high) * 100_000_000 + number(low)
        guard whole <= 1 << 53 else { return none }
        return PlainNumber(value: Double(whole) / power(places), isPlain: true)
    }

    @inline(__always) private static func isDigits(_ word: UInt64) -> Bool {
        let upper: UInt64 = 0xF0F0_F0F0_F0F0_F0F0
        let carried = (word &+ 0x0606_0606_0606_0606) & upper
        return (word & upper) | (carried &>> 4) == 0x3333_3333_3333_3333
    }

    /// The number of eight digits, the first in the lowest byte.
    @inline(__always) private static func number(_ word: UInt64) -> UInt64 {
        let digits = word & 0x0F0F_0F0F_0F0F_0F0F
        let pairs = digits &* 10 &+ (digits &>> 8)
        let mask: UInt64 = 0x0000_00FF_0000_00FF
        let first = (pairs & mask) &* 0x000F_4240_0000_0064
        let second = ((pairs &>> 16) & mask) &* 0x0000_2710_0000_0001
        return (first &+ second) >> 32
    }

    @inline(__always) private static func power(_ places: Int) -> Double {
        switch places {
        case 0: 1
        case 1: 1e1
        case 2: 1e2
        case 3: 1e3
        case 4: 1e4
        case 5: 1e5
        case 6: 1e6
        case 7: 1e7
        case 8: 1e8
        case 9: 1e9
        case 10: 1e10
        case 11: 1e11
        case 12: 1e12
        case 13: 1e13
        case 14: 1e14
        default: 1e15
        }
    }
}
