internal import RandomDraws

/// How likely the composites of one site are, given the load of the baseline and of a source.
///
/// The load of a day is `e^b + ω e^x`: the baseline of the site at level b, and the source of load e^x with its share ω of
/// the day. b is c (what all sites share) plus the site's own level plus u, normal with the site's spread, which is
/// integrated out: by sums over points of b whose step is below the width of the integrand, exact to many digits for such
/// smooth functions. A censored result counts as the probability of its interval.
struct SiteLikelihood: Sendable {
    /// Likelihoods with a source over those without: `exp(lnRow[q]) * values[q * columns + j]`; the greatest of each row is 1.
    struct Table: Sendable {
        var values: [Double]
        var lnRow: [Double]

        /// ln of each ratio; a ratio too small to hold is e^-690 of the greatest of its row.
        func ln(columns: Int) -> [Double] {
            var result = values
            for q in lnRow.indices {
                for j in 0..<columns {
                    let value = values[q * columns + j]
                    result[q * columns + j] = lnRow[q] + (value > 1e-300 ? portableLog(value) : -690)
                }
            }
            return result
        }
    }

    let site: TraceCampaign.Site
    private let campaign: LogGrid
    private let mass: LogGrid
    private let level: LogGrid
    /// Steps of `mass` in a step of `level`.
    private let stride: Int
    /// Weight of each level (row: point of the campaign grid, column: level).
    private let weights: [Double]
    /// ln likelihood of each entry at each level, without a source (row: entry).
    private let silent: [Double]
    /// ln likelihood without a source at each point of the campaign grid.
    let lnNull: [Double]
    /// Greatest ln likelihood at any level, and where.
    let lnBest: Double
    let bestLevel: Double

    /// Step of the levels of a site: below the width of its likelihood times the spread of its level.
    static func levelStep(_ site: TraceCampaign.Site) -> Double {
        let information = site.entries.reduce(1 / max(site.logSD * site.logSD, 1e-12)) { $0 + 1 / ($1.logSD * $1.logSD) }
        return max(0.02, min(0.25, LogGrid.relativeStep / information.squareRoot()))
    }

    /// ln density or probability of an entry at ln load v.
    static func lnLikelihood(_ entry: TraceCampaign.Entry, _ v: Double) -> Double {
        let z = (entry.lnLoad - v) / entry.logSD
        switch entry.kind {
        case .quantified: return -0.5 * z * z - portableLog(entry.logSD) - 0.9189385332046727
        case .above: return logNormalCDF(-z)
        case .below:
            guard let lower = entry.lnLower else { return logNormalCDF(z) }
            let a = (lower - v) / entry.logSD
            // The difference of two probabilities, taken in the tail where neither is near 1.
            let (high, low) = a > 0 ? (logNormalCDF(-a), logNormalCDF(-z)) : (logNormalCDF(z), logNormalCDF(a))
            let ratio = portableExp(low - high)
            return ratio < 1 ? high + portableLog1p(-ratio) : high - 700
        }
    }

    init(site: TraceCampaign.Site, campaign: LogGrid, mass: LogGrid) {
        self.site = site
        self.campaign = campaign
        self.mass = mass
        let spread = site.logSD
        let lowest = campaign.start + site.lnBaseline
        let highest = campaign[campaign.count - 1] + site.lnBaseline
        if spread < 1e-9 {
            // No spread of its own: the levels are those of the campaign.
            level = LogGrid(start: lowest, step: campaign.step, count: campaign.count)
            stride = 0
        } else {
            let measured = site.entries.filter { $0.kind != .below }.map(\.lnLoad)
            let from = min(lowest - 5 * spread, (measured.min() ?? lowest) - 3 * spread)
            let to = max(highest + 5 * spread, (measured.max() ?? highest) + 3 * spread)
            stride = max(1, Int(min(SiteLikelihood.levelStep(site) / mass.step + 1e-6, 64)))
            let step = Double(stride) * mass.step
            level = LogGrid(start: from, step: step, count: min(400, Int(min((to - from) / step, 400)) + 2))
        }
        let entries = site.entries
        var silent = [Double](repeating: 0, count: entries.count * level.count)
        for (index, entry) in entries.enumerated() {
            for k in 0..<level.count { silent[index * level.count + k] = SiteLikelihood.lnLikelihood(entry, level[k]) }
        }
        self.silent = silent
        var weights = [Double](repeating: 0, count: campaign.count * level.count)
        for q in 0..<campaign.count {
            for k in 0..<level.count {
                if spread < 1e-9 {
                    weights[q * level.count + k] = q == k ? 1 : 0
                } else {
                    let z = (level[k] - campaign[q] - site.lnBaseline) / spread
                    guard z * z < 80 else { continue }
                    weights[q * level.count + k] = portableExp(-0.5 * z * z) * level.step / (spread * 2.5066282746310002)
                }
            }
        }
        self.weights = weights
        var sums = [Double](repeating: 0, count: level.count)
        for index in entries.indices { for k in 0..<level.count { sums[k] += silent[index * level.count + k] } }
        var best = 0
        for k in 1..<max(1, level.count) where sums[k] > sums[best] { best = k }
        lnBest = sums[best]
        bestLevel = level[best]
        lnNull = SiteLikelihood.mixed(sums, weights: weights, rows: campaign.count)
    }

    /// ln of the weighted sum over levels of e to `sums`, for each row of weights.
    private static func mixed(_ sums: [Double], weights: [Double], rows: Int) -> [Double] {
        let top = sums.max() ?? 0
        let scaled = sums.map { portableExp($0 - top) }
        return (0..<rows).map { q in
            var sum = 0.0
            for k in scaled.indices { sum += weights[q * scaled.count + k] * scaled[k] }
            return sum > 1e-300 ? top + portableLog(sum) : top - 690
        }
    }

    /// The weighted sums over levels of e to `values` (row: level from `first` on, column: mass), over the likelihoods without a source.
    private func mixed(_ values: [Double], first: Int, windows: [Range<Int>]?) -> Table {
        let columns = mass.count
        let held = values.count / columns
        var top = [Double](repeating: -Double.greatestFiniteMagnitude, count: columns)
        for k in 0..<held { for j in 0..<columns { top[j] = max(top[j], values[k * columns + j]) } }
        let highest = top.max() ?? 0
        let columnFactor = top.map { portableExp(max($0 - highest, -740)) }
        var scaled = values
        for k in 0..<held {
            for j in 0..<columns {
                let below = values[k * columns + j] - top[j]
                scaled[k * columns + j] = below > -42 ? portableExp(below) : 0
            }
        }
        var result = [Double](repeating: 0, count: campaign.count * columns)
        var lnRow = [Double](repeating: 0, count: campaign.count)
        let source = scaled.span
        var target = result.mutableSpan
        for q in 0..<campaign.count {
            let goal = q * columns
            for k in windows?[q] ?? 0..<held {
                let weight = weights[q * level.count + first + k]
                guard weight > 0 else { continue }
                let row = k * columns
                for j in 0..<columns { target[goal + j] += weight * source[row + j] }
            }
            var greatest = 0.0
            for j in 0..<columns {
                target[goal + j] *= columnFactor[j]
                greatest = max(greatest, target[goal + j])
            }
            guard greatest > 1e-300 else {
                lnRow[q] = highest - 690 - lnNull[q]
                continue
            }
            let scale = 1 / greatest
            for j in 0..<columns { target[goal + j] *= scale }
            lnRow[q] = highest + portableLog(greatest) - lnNull[q]
        }
        return Table(values: result, lnRow: lnRow)
    }

    /// Share of the source's load that passes on the day of an entry.
    private func share(_ entry: TraceCampaign.Entry, _ pattern: DayPattern, followers: [Int]) -> Double {
        switch pattern {
        case .chronic: return 1
        case .single(let day):
            if entry.day == day { return 1 - site.spill }
            return entry.day < followers.count && followers[entry.day] == day ? site.spill : 0
        }
    }

    /// The likelihood with a source over that without (row: point of the campaign grid, column: point of the mass
    /// grid, shifted by `lnShare`, the share of the mass that arrives at the site).
    ///
    /// - Parameter followers: for each day the day before it, where that was sampled too; else -1.
    func ratios(_ pattern: DayPattern, lnShare: Double, followers: [Int]) -> Table {
        let columns = mass.count
        // Entries by the share of the source that they hold.
        var groups: [(share: Double, entries: [Int])] = []
        var base = [Double](repeating: 0, count: level.count)
        var hasSilent = false
        for index in site.entries.indices {
            let part = share(site.entries[index], pattern, followers: followers)
            if part <= 0 {
                hasSilent = true
                for k in 0..<level.count { base[k] += silent[index * level.count + k] }
            } else if let place = groups.firstIndex(where: { $0.share == part }) {
                groups[place].entries.append(index)
            } else {
                groups.append((part, [index]))
            }
        }
        guard !groups.isEmpty else {
            return Table(values: [Double](repeating: 1, count: campaign.count * columns), lnRow: [Double](repeating: 0, count: campaign.count))
        }
        let (held, windows) = hasSilent ? window(base) : (0..<level.count, nil)
        var values = [Double](repeating: 0, count: held.count * columns)
        for k in held { for j in 0..<columns { values[(k - held.lowerBound) * columns + j] = base[k] } }
        for group in groups {
            add(group.entries, offset: mass.start + lnShare + portableLog(group.share), levels: held, to: &values)
        }
        return mixed(values, first: held.lowerBound, windows: windows)
    }

    /// The levels that the days without the source leave possible: all together, and (from the first of them) for each point of
    /// the campaign grid. What is left out weighs less than 1e-16 of the rest.
    private func window(_ base: [Double]) -> (held: Range<Int>, windows: [Range<Int>]?) {
        let top = base.max() ?? 0
        let scaled = base.map { portableExp($0 - top) }
        var windows: [Range<Int>] = []
        var (first, last) = (level.count - 1, 0)
        for q in 0..<campaign.count {
            var greatest = 0.0
            for k in 0..<level.count { greatest = max(greatest, weights[q * level.count + k] * scaled[k]) }
            var (low, high) = (0, level.count - 1)
            while low < high, weights[q * level.count + low] * scaled[low] < greatest * 1e-16 { low += 1 }
            while high > low, weights[q * level.count + high] * scaled[high] < greatest * 1e-16 { high -= 1 }
            windows.append(low..<(high + 1))
            first = min(first, low)
            last = max(last, high)
        }
        return (first..<(last + 1), windows.map { ($0.lowerBound - first)..<($0.upperBound - first) })
    }

    /// Adds ln likelihoods of entries at the load `e^b + e^x` for every level b and every x from `offset` by steps of the mass grid.
    private func add(_ indices: [Int], offset: Double, levels: Range<Int>, to values: inout [Double]) {
        let columns = mass.count
        // ln(1 + e^(x - b)) depends on the difference alone, which takes few values when the steps agree.
        let aligned = stride > 0
        let span = aligned ? columns + (level.count - 1) * stride : columns
        var rises = [Double](repeating: 0, count: span)
        if aligned {
            let first = offset - level[level.count - 1]
            for index in 0..<span { rises[index] = SiteLikelihood.softplus(first + Double(index) * mass.step) }
        }
        // Quantified entries together are one parabola.
        var (weight, first, second, constant) = (0.0, 0.0, 0.0, 0.0)
        var censored: [TraceCampaign.Entry] = []
        for index in indices {
            let entry = site.entries[index]
            guard entry.kind == .quantified else {
                censored.append(entry)
                continue
            }
            let precision = 1 / (entry.logSD * entry.logSD)
            weight += precision
            first += precision * entry.lnLoad
            second += precision * entry.lnLoad * entry.lnLoad
            constant -= portableLog(entry.logSD) + 0.9189385332046727
        }
        let centre = weight > 0 ? first / weight : 0
        let rest = constant - 0.5 * (second - (weight > 0 ? first * first / weight : 0))
        let from = min(level.start, offset)
        let to = max(level[level.count - 1], offset + Double(columns - 1) * mass.step) + 1
        let table = censored.count * levels.count * columns > 20_000 ? CensoredTable(censored, from: from, to: to) : nil
        for k in levels {
            let b = level[k]
            let row = (k - levels.lowerBound) * columns
            let start = aligned ? (level.count - 1 - k) * stride : 0
            if !aligned { for j in 0..<columns { rises[j] = SiteLikelihood.softplus(offset + Double(j) * mass.step - b) } }
            for j in 0..<columns {
                let v = b + rises[start + j]
                let miss = v - centre
                values[row + j] += rest - 0.5 * weight * miss * miss
            }
            guard !censored.isEmpty else { continue }
            for j in 0..<columns {
                let v = b + rises[start + j]
                if let table {
                    values[row + j] += table.value(v)
                } else {
                    for entry in censored { values[row + j] += SiteLikelihood.lnLikelihood(entry, v) }
                }
            }
        }
    }

    /// ln(1 + e^x).
    static func softplus(_ x: Double) -> Double { x > 0 ? x + portableLog1p(portableExp(-x)) : portableLog1p(portableExp(x)) }
}

/// The ln likelihood of censored entries together over ln load, by cubic interpolation between points 0.02 apart.
private struct CensoredTable {
    private let start: Double
    private let step = 0.02
    private let values: [Double]

    init(_ entries: [TraceCampaign.Entry], from: Double, to: Double) {
        start = from - 0.1
        let count = Int(min(max((to - start) / step, 0), 20_000)) + 8
        var values = [Double](repeating: 0, count: count)
        for entry in entries { for index in 0..<count { values[index] += SiteLikelihood.lnLikelihood(entry, from - 0.1 + Double(index) * 0.02) } }
        self.values = values
    }

    @inline(__always)
    func value(_ v: Double) -> Double {
        let place = min(max((v - start) / step, 1), Double(values.count - 3))
        let index = Int(place)
        let t = place - Double(index)
        let (a, b, c, d) = (values[index - 1], values[index], values[index + 1], values[index + 2])
        // Lagrange's cubic through four points.
        let low = -a * t * (t - 1) * (t - 2) / 6 + b * (t + 1) * (t - 1) * (t - 2) / 2
        return low - c * (t + 1) * t * (t - 2) / 2 + d * (t + 1) * t * (t - 1) / 6
    }
}
