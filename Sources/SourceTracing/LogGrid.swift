/// Points at equal steps of a logarithm.
struct LogGrid {
    var start: Double
    var step: Double
    var count: Int

    @inline(__always)
    subscript(_ index: Int) -> Double { start + Double(index) * step }
}
