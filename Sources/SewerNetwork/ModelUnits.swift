/// The units of a SWMM file, from its FLOW_UNITS (EPA SWMM 5.2 User's Manual, appendix A.1): lengths are feet with the
/// first three and metres with the others.
enum ModelUnits: String, CaseIterable {
    case cfs = "CFS", gpm = "GPM", mgd = "MGD", cms = "CMS", lps = "LPS", mld = "MLD"

    /// Metres in a unit of length: the international foot is 0.3048 m exactly.
    var metres: Double {
        switch self {
        case .cfs, .gpm, .mgd: 0.3048
        case .cms, .lps, .mld: 1
        }
    }

    /// Cubic metres per day in a unit of flow; the US gallon is 3.785411784 L exactly.
    var cubicMetresPerDay: Double {
        switch self {
        case .cfs: 0.3048 * 0.3048 * 0.3048 * 86_400
        case .gpm: 3.785411784e-3 * 1440
        case .mgd: 3785.411784
        case .cms: 86_400
        case .lps: 86.4
        case .mld: 1000
        }
    }
}

/// The time patterns of a SWMM file: how the dry-weather flow of a node varies, and what it averages.
struct FlowPatterns {
    enum Kind { case monthly, daily, hourly, weekend }
    struct Pattern {
        var kind: Kind
        var factors: [Double]

        /// Mean of the factors; 1 where there are none.
        var mean: Double { factors.isEmpty ? 1 : factors.reduce(0, +) / Double(factors.count) }
    }

    var names = NodeNames(foldsCase: true, capacity: 64)
    var patterns: [Pattern] = []

    /// What a flow with these patterns is on average, as a multiple of its baseline.
    ///
    /// SWMM multiplies the monthly, daily and hourly factors; on Saturday and Sunday a weekend pattern takes the place
    /// of the hourly one (EPA SWMM 5.2 source, inflow.c). A daily pattern begins with Sunday.
    func mean(of indices: [Int]) -> Double {
        var monthly = 1.0
        var daily = [Double](repeating: 1, count: 7)
        var hourly: Double?
        var weekend: Double?
        for index in indices where patterns.indices.contains(index) {
            let pattern = patterns[index]
            switch pattern.kind {
            case .monthly: monthly = pattern.mean
            case .daily: if pattern.factors.count == 7 { daily = pattern.factors }
            case .hourly: hourly = pattern.mean
            case .weekend: weekend = pattern.mean
            }
        }
        var sum = 0.0
        for day in 0..<7 {
            let isWeekend = day == 0 || day == 6
            let ofHours = isWeekend ? weekend ?? hourly ?? 1 : hourly ?? 1
            sum += daily[day] * ofHours
        }
        return max(0, monthly * sum / 7)
    }
}
