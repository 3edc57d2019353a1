/// Points at equal steps of a logarithm.
struct LogGrid: Sendable {
    /// Steps over the standard deviation of what is summed: the sum over equal steps h of a Gaussian of width σ is its integral
    /// but for 2 exp(-2π²σ²/h²), which is 2e-6 here (Poisson's summation formula).
    static let relativeStep = 1.2

    var start: Double
    var step: Double
    var count: Int

    @inline(__always)
    subscript(_ index: Int) -> Double { start + Double(index) * step }

    /// The points of both from end to end, by the smaller of the steps.
    func joined(_ other: LogGrid) -> LogGrid {
        let (first, last) = (min(start, other.start), max(self[count - 1], other[other.count - 1]))
        let least = min(step, other.step)
        return LogGrid(start: first, step: least, count: min(400, Int(min((last - first) / least, 400)) + 2))
    }
}
