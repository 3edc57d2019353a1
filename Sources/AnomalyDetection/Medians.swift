/// The median, nil of nothing; values that are not finite sort to the ends.
func median(_ values: [Double]) -> Double? {
    var values = values
    return medianInPlace(&values)
}

/// The median, nil of nothing; changes the order of the values. Expected linear time.
func medianInPlace(_ values: inout [Double]) -> Double? {
    let count = values.count
    guard count > 0 else { return nil }
    let half = count / 2
    let upper = orderStatistic(half, of: &values)
    guard count.isMultiple(of: 2) else { return upper }
    // All values before the place are no larger.
    var lower = values[0]
    for index in 1..<max(half, 1) { lower = max(lower, values[index]) }
    return (lower + upper) / 2
}

/// The value at a place of the sorted order; afterwards those before it are no larger and those behind no smaller.
///
/// - Source: Hoare 1961, Commun. ACM 4:321 (FIND), with the median of three as pivot.
func orderStatistic(_ place: Int, of values: inout [Double]) -> Double {
    var low = 0
    var high = values.count - 1
    while high - low > 16 {
        let middle = (low + high) / 2
        let (a, b, c) = (values[low], values[middle], values[high])
        let pivot = max(min(a, b), min(max(a, b), c))
        var left = low
        var right = high
        while left <= right {
            while values[left] < pivot { left += 1 }
            while values[right] > pivot { right -= 1 }
            if left <= right {
                values.swapAt(left, right)
                left += 1
                right -= 1
            }
        }
        if place <= right {
            high = right
        } else if place >= left {
            low = left
        } else {
            return values[place]
        }
    }
    for index in (low + 1)..<max(high + 1, low + 1) {
        let value = values[index]
        var hole = index
        while hole > low, values[hole - 1] > value {
            values[hole] = values[hole - 1]
            hole -= 1
        }
        values[hole] = value
    }
    return values[place]
}

/// The median of values with any one of them left out, from the middle of their order alone.
struct MedianOfOthers {
    /// The values around the middle, in order: one below it, the middle, one above; with an even count the two middle ones.
    private let before: Double
    private let middle: Double
    private let after: Double
    private let isOdd: Bool

    /// - Parameter values: at least two; their order is changed.
    init(_ values: inout [Double]) {
        let half = values.count / 2
        isOdd = !values.count.isMultiple(of: 2)
        guard values.count >= 2 else {
            (before, middle, after) = (values.first ?? 0, values.first ?? 0, values.first ?? 0)
            return
        }
        middle = orderStatistic(half, of: &values)
        var largest = values[0]
        for index in 1..<max(half, 1) { largest = max(largest, values[index]) }
        before = largest
        var smallest = Double.infinity
        for index in (half + 1)..<max(values.count, half + 1) { smallest = min(smallest, values[index]) }
        after = smallest
    }

    /// The median without one of the values.
    func without(_ value: Double) -> Double {
        guard isOdd else { return value <= before ? middle : before }
        if value < middle { return (middle + after) / 2 }
        return value > middle ? (before + middle) / 2 : (before + after) / 2
    }
}

/// 1.4826 times the median distance from the median: the standard deviation of normal values; nil for fewer than three.
func robustSD(_ values: [Double]) -> Double? {
    guard values.count >= 3, let middle = median(values) else { return nil }
    return median(values.map { ($0 - middle).magnitude }).map { 1.4826 * $0 }
}
