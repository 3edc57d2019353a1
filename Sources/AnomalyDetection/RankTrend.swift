package import RandomDraws

/// A value of a series in time, as the interval in which it lies: both ends alike where it was measured,
/// minus infinity below where only a limit is known.
package struct TrendPoint: Hashable, Sendable {
    /// When, in any unit: campaigns, years.
    package var time: Double
    package var low: Double
    package var high: Double

    package init(time: Double, low: Double, high: Double) {
        self.time = time
        self.low = low
        self.high = high
    }

    /// A measured value.
    package init(time: Double, value: Double) { self.init(time: time, low: value, high: value) }

    /// A value below a limit.
    package init(time: Double, below limit: Double) { self.init(time: time, low: -.infinity, high: limit) }

    package var isMeasured: Bool { low == high }

    /// 1 where another value is higher for certain, -1 where it is lower, 0 where that cannot be told.
    ///
    /// A value below a limit is lower than a measured one that equals the limit.
    func order(to other: TrendPoint) -> Int {
        if isMeasured, other.isMeasured { return other.low > low ? 1 : other.low < low ? -1 : 0 }
        if other.low >= high { return 1 }
        return other.high <= low ? -1 : 0
    }
}

/// Whether later values of a series lie higher or lower: Kendall's test for values of which some are bounded.
///
/// A pair counts only where its order is certain. The variance of S is that of all orders in
/// time of these very values, which holds for ties and limits alike (without either it is
/// `n (n - 1) (2n + 5) / 18`); the common correction by groups of ties overstates it where
/// values lie below limits.
///
/// - Source: Mann 1945, Econometrica 13:245, doi:10.2307/1907187; Kendall 1970, Rank Correlation Methods;
///   the variance: Daniels 1944, Biometrika 33:129, doi:10.1093/biomet/33.2.129; limits: Helsel 2012,
///   Statistics for Censored Environmental Data, chapter 12.
package struct RankTrend: Hashable, Sendable {
    /// Points, and those of them that were not measured.
    package var points: Int
    package var bounded: Int
    /// S: pairs that rise less pairs that fall.
    package var score: Int
    package var variance: Double
    /// `S / (n (n - 1) / 2)`.
    package var tau: Double
    /// S over the root of the pairs whose order is certain times those with two times.
    package var tauB: Double
    /// `(|S| - 1) / sd`, with the sign of S; 0 where S is 0.
    package var z: Double
    /// Two-sided; from all orders, or from drawn ones, where there are few points.
    package var pValue: Double

    /// Most points for which the p-value is not taken from the normal curve.
    package static let mostExactPoints = 12
    /// Orders drawn for a short series with ties or limits; 4999 as in censeaken of the R package NADA2 1.1.8.
    static let orders = 4999

    /// Tests a series, in any order; nil of fewer than three points, or where no order of two values is certain.
    ///
    /// - Parameters:
    ///   - stream: from which orders in time are drawn, for 4 to 12 points with ties or limits.
    ///   - drawsOrders: whether they are; where not, such a p-value is that of the normal curve.
    /// - Complexity: O(n²), and 4999 times that for a short series with ties or limits.
    package static func test(
        _ series: [TrendPoint], stream: RandomStream = RandomStream(seed: 0, "rank trend"), drawsOrders: Bool = true
    ) -> RankTrend? {
        var points = series
        if zip(series, series.dropFirst()).contains(where: { $0.time >= $1.time }) {
            points.sort { ($0.time, $0.low, $0.high) < ($1.time, $1.low, $1.high) }
        }
        let count = points.count
        if count > mostExactPoints, let measured = measuredUntied(points) { return measured }
        let orders = PairOrders(points)
        guard count >= 3, orders.certain > 0, let variance = orders.variance, variance > 0 else { return nil }
        let score = orders.score
        let pairs = Double(count * (count - 1) / 2)
        let z = score == 0 ? 0 : (Double(score.magnitude) - 1) / variance.squareRoot() * (score > 0 ? 1 : -1)
        return RankTrend(
            points: count, bounded: points.count { !$0.isMeasured }, score: score, variance: variance, tau: Double(score) / pairs,
            tauB: Double(score) / (Double(orders.certain).squareRoot() * Double(orders.timed).squareRoot()), z: z,
            pValue: count <= mostExactPoints && (drawsOrders || orders.isUntied) ? orders.exactTail(of: score, stream) : min(1, 2 * normalCDF(-z.magnitude)))
    }
}

extension RankTrend {
    /// The test of a longer series that was measured throughout, without ties in value or time; nil of any other.
    private static func measuredUntied(_ points: [TrendPoint]) -> RankTrend? {
        var score = 0
        for first in points.indices {
            let one = points[first]
            guard one.isMeasured else { return nil }
            for second in (first + 1)..<max(points.count, first + 1) {
                guard points[second].low != one.low, points[second].time > one.time else { return nil }
                score += points[second].low > one.low ? 1 : -1
            }
        }
        let n = Double(points.count)
        let variance = n * (n - 1) * (2 * n + 5) / 18
        let tau = Double(score) / (n * (n - 1) / 2)
        let z = score == 0 ? 0 : (Double(score.magnitude) - 1) / variance.squareRoot() * (score > 0 ? 1 : -1)
        return RankTrend(
            points: points.count, bounded: 0, score: score, variance: variance, tau: tau, tauB: tau, z: z,
            pValue: min(1, 2 * normalCDF(-z.magnitude)))
    }
}

/// The certain orders of all pairs of a series that is sorted by time.
struct PairOrders {
    private let count: Int
    /// Row by row: the order of the second to the first.
    private let orders: [Int8]
    /// Row by row: 1 where the second is later, -1 where it is earlier, 0 at one time.
    private let times: [Int8]
    /// Pairs of values, and of times, whose order is certain.
    let certain: Int
    let timed: Int
    let score: Int

    init(_ points: [TrendPoint]) {
        count = points.count
        var orders = [Int8](repeating: 0, count: count * count)
        var times = orders
        var (certain, timed, score) = (0, 0, 0)
        for first in points.indices {
            for second in points.indices.dropFirst(first + 1) {
                let order = points[first].order(to: points[second])
                let isLater = points[second].time > points[first].time
                orders[first * count + second] = Int8(order)
                orders[second * count + first] = Int8(-order)
                times[first * count + second] = isLater ? 1 : 0
                times[second * count + first] = isLater ? -1 : 0
                if order != 0 { certain += 1 }
                if isLater {
                    timed += 1
                    score += order
                }
            }
        }
        (self.orders, self.times, self.certain, self.timed, self.score) = (orders, times, certain, timed, score)
    }

    /// Whether every two values, and every two times, have a certain order.
    var isUntied: Bool { certain == count * (count - 1) / 2 && timed == certain }

    /// Variance of S over all orders in time of these values; nil of fewer than three points.
    var variance: Double? {
        guard count >= 3 else { return nil }
        let n = Double(count)
        let (rows, squares) = PairOrders.sums(orders, count)
        let (timeRows, timeSquares) = PairOrders.sums(times, count)
        // Sums are over both orders of a pair, so that S is half of what they speak of.
        let first = (rows - squares) * (timeRows - timeSquares) / (n * (n - 1) * (n - 2))
        return first + squares * timeSquares / (2 * n * (n - 1))
    }

    /// Sum of the squared sums of rows, and of the squares, of a matrix of signs.
    private static func sums(_ signs: [Int8], _ count: Int) -> (rows: Double, squares: Double) {
        var (rows, squares) = (0, 0)
        for row in 0..<count {
            var sum = 0
            for column in 0..<count {
                let sign = Int(signs[row * count + column])
                sum += sign
                squares += sign * sign
            }
            rows += sum * sum
        }
        return (Double(rows), Double(squares))
    }

    /// The share of orders in time whose S lies at least as far from zero, this one among them.
    func exactTail(of score: Int, _ stream: RandomStream) -> Double {
        if isUntied { return PairOrders.untiedTail(count, score) }
        var stream = stream
        var places = Array(0..<count)
        var least = 1
        for _ in 0..<RankTrend.orders {
            for place in stride(from: count - 1, to: 0, by: -1) { places.swapAt(place, stream.integer(below: place + 1)) }
            var sum = 0
            for first in 0..<count {
                for second in first + 1..<count {
                    sum += Int(orders[places[first] * count + places[second]]) * Int(times[first * count + second])
                }
            }
            if sum.magnitude >= score.magnitude { least += 1 }
        }
        return Double(least) / Double(RankTrend.orders + 1)
    }

    /// The two-sided tail of S without ties: orders of n values are counted by their inversions.
    static func untiedTail(_ count: Int, _ score: Int) -> Double {
        var counts = [1.0]
        for length in stride(from: 2, through: count, by: 1) {
            var next = [Double](repeating: 0, count: counts.count + length - 1)
            for (inversions, ways) in counts.enumerated() {
                for further in 0..<length { next[inversions + further] += ways }
            }
            counts = next
        }
        let pairs = counts.count - 1
        var (tail, all) = (0.0, 0.0)
        for (inversions, ways) in counts.enumerated() {
            all += ways
            if (pairs - 2 * inversions).magnitude >= score.magnitude { tail += ways }
        }
        return tail / all
    }
}
