// Unsafe because a C function writes the strata, and because they choose places of a table without a check of each: sizes
// are checked before, and a stratum is below 4,096 by its 12 bits.
private import CCounterDraws

/// Draws of a named factor from a table of its distribution, each from 16 bits of its own.
///
/// A draw depends on its key and its number alone: not on rows, workers or what was drawn before. A block of Philox holds
/// 128 bits and gives eight draws: of the 16 bits of each, the upper 12 choose one of 4,096 strata of equal chance. There is
/// no exponential and no allocation: a draw costs an eighth of a block, a look-up and what is done with it.
package enum CounterDraws {
    /// Draws come in groups of so many.
    package static let group = 8
    /// So many are made at a time, that they stay in the innermost cache.
    private static let tile = 1_024

    /// So many draws as are asked for, rounded up to whole groups.
    package static func rounded(_ count: Int) -> Int { (max(0, count) + group - 1) / group * group }

    /// Multiplies each number of a sheet by a draw of its own.
    ///
    /// - Parameter first: the number of the sheet's first draw, cut to a whole group.
    package static func multiply(_ sheet: inout [Double], by table: FactorTable, _ key: DrawKey, first: Int = 0) {
        each(of: &sheet, table, key, first: first) { $0 * $1 }
    }

    /// Multiplies each number of a sheet by that of another sheet at the same place, as far as both reach.
    package static func multiply(_ sheet: inout [Double], by factors: [Double]) {
        let count = min(sheet.count, factors.count)
        unsafe sheet.withUnsafeMutableBufferPointer { sheet in
            unsafe factors.withUnsafeBufferPointer { factors in
                guard let numbers = sheet.baseAddress, let factors = factors.baseAddress else { return }
                unsafe headwater_multiply(numbers, factors, count)
            }
        }
    }

    /// Adds to each number of a sheet a draw of its own times a weight.
    package static func add(_ weight: Double, times table: FactorTable, _ key: DrawKey, to sheet: inout [Double], first: Int = 0) {
        each(of: &sheet, table, key, first: first) { $0 + weight * $1 }
    }

    /// Sets each number of a sheet to a draw of its own.
    package static func fill(_ sheet: inout [Double], from table: FactorTable, _ key: DrawKey, first: Int = 0) {
        each(of: &sheet, table, key, first: first) { $1 }
    }

    /// The stratum, 0 to 4,095, of each of so many draws: for distributions that change from draw to draw.
    package static func strata(_ count: Int, _ key: DrawKey, first: Int = 0) -> [UInt16] {
        var result = [UInt16](repeating: 0, count: rounded(count))
        unsafe result.withUnsafeMutableBufferPointer { places in
            guard let base = places.baseAddress else { return }
            unsafe headwater_strata(key.high, key.low, UInt64(max(0, first) / group), places.count / group, base)
        }
        return Array(result.prefix(max(0, count)))
    }

    @inline(__always)
    private static func each(of sheet: inout [Double], _ table: FactorTable, _ key: DrawKey, first: Int, _ change: (Double, Double) -> Double) {
        precondition(table.values.count == FactorTable.size, "a table has as many values as there are strata")
        unsafe withUnsafeTemporaryAllocation(of: UInt16.self, capacity: tile) { strata in
            unsafe sheet.withUnsafeMutableBufferPointer { sheet in
                unsafe table.values.withUnsafeBufferPointer { values in
                    guard let places = strata.baseAddress, let numbers = sheet.baseAddress, let values = values.baseAddress else { return }
                    var start = 0
                    var block = UInt64(max(0, first) / group)
                    while start < sheet.count {
                        let count = min(tile, sheet.count - start)
                        unsafe headwater_strata(key.high, key.low, block, rounded(count) / group, places)
                        for index in 0..<count {
                            let place = start + index
                            unsafe numbers[place] = change(numbers[place], values[Int(places[index] & 0xFFF)])
                        }
                        start += count
                        block += UInt64(tile / group)
                    }
                }
            }
        }
    }
}
