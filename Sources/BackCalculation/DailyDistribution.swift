package import Monitoring
internal import ProgrammeFiles

/// A day of a period as a distribution: what a draw of the period's mean takes, days without a result included.
package struct DailyDistribution: Hashable, Sendable {
    /// mg/d/1000 inhabitants.
    package enum Load: Hashable, Sendable {
        /// Lognormal around this value, which is its median.
        case measured(Double)
        /// Somewhere below this limit.
        case below(limit: Double)
        /// A number that the convention puts in the place of what lies below a limit; it has no spread.
        case fixed(Double)
        /// At least this value, the end of the calibrated range.
        case above(Double)
        /// A composite was taken, and there is no load of it.
        case missing
    }

    package var date: CalendarDate
    package var load: Load
    /// Standard deviations of the natural logarithm: the parts of this day alone, and those that the days share. 0 where missing.
    package var randomLogSD: Double
    package var sharedLogSD: Double
    /// What the day weighs in the mean of the period, of its weekdays and of its weekends: each sums to 1 over the days, or is 0 throughout.
    package var weight: Double
    package var weekdayWeight: Double
    package var weekendWeight: Double
}

extension PeriodEstimates {
    /// Which days a mean is of.
    package enum Part: Sendable, CaseIterable { case period, weekdays, weekend }

    /// The days of a series as distributions, with the days on which a composite was taken that gave no load.
    ///
    /// Weights are the convention's over all these days, so that a drawn value for a missing day counts as a measured one would.
    /// Results above zero and finite alone are taken; a measured zero stays one, without spread.
    /// - Parameters:
    ///   - registered: days of composites at the site, in any order and as often as there were composites.
    /// - Returns: sorted by date, then as the loads stand; missing days last of their date.
    package static func distributions(of series: SiteSeries, registered: [CalendarDate], convention: MeanConvention) -> [DailyDistribution] {
        let share = CensoredCompletion.substitute(convention.censored)?.share
        var days: [DailyDistribution] = []
        var loadsOn: [CalendarDate: Int] = [:]
        for load in series.loads {
            let value: DailyDistribution.Load
            switch load.populationNormalisedLoad {
            case .quantified(let number) where number.isFinite && number >= 0: value = number > 0 ? .measured(number) : .fixed(0)
            case .aboveRange(let limit) where limit.isFinite && limit >= 0: value = .above(limit)
            case .belowQuantification(let limit) where limit.isFinite && limit >= 0, .belowDetection(let limit) where limit.isFinite && limit >= 0:
                value = share.map { .fixed($0 * limit) } ?? .below(limit: limit)
            default: continue
            }
            loadsOn[load.date, default: 0] += 1
            days.append(
                DailyDistribution(
                    date: load.date, load: value, randomLogSD: load.randomLogSD, sharedLogSD: load.sharedLogSD, weight: 0, weekdayWeight: 0, weekendWeight: 0))
        }
        var takenOn: [CalendarDate: Int] = [:]
        for date in registered { takenOn[date, default: 0] += 1 }
        for (date, count) in takenOn.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<max(0, count - (loadsOn[date] ?? 0)) {
                days.append(DailyDistribution(date: date, load: .missing, randomLogSD: 0, sharedLogSD: 0, weight: 0, weekdayWeight: 0, weekendWeight: 0))
            }
        }
        // Loads stand in the order of their days already, before the missing ones.
        let order = days.indices.sorted { (days[$0].date, $0) < (days[$1].date, $1) }
        days = order.map { days[$0] }
        setWeights(&days, convention)
        return days
    }

    private static func setWeights(_ days: inout [DailyDistribution], _ convention: MeanConvention) {
        let weekday = days.map(\.date.weekday)
        let whole = convention.weights(ofDays: weekday)
        let total = whole.reduce(0, +)
        for index in days.indices { days[index].weight = total > 0 ? whole[index] / total : 0 }
        for (isWeekday, path) in [(true, \DailyDistribution.weekdayWeight), (false, \DailyDistribution.weekendWeight)] {
            let chosen = days.indices.filter { convention.weekdays.contains(weekday[$0]) == isWeekday }
            let weights = convention.week == .days ? convention.weights(ofDays: chosen.map { weekday[$0] }) : chosen.map { _ in 1 }
            let sum = weights.reduce(0, +)
            for (index, weight) in zip(chosen, weights) { days[index][keyPath: path] = weight / sum }
        }
    }

    /// The mean of one value a day, in the order of the days; nil where no day belongs to the part.
    package static func mean(of values: [Double], over part: Part, days: [DailyDistribution]) -> Double? {
        var sum = 0.0
        var total = 0.0
        for (value, day) in zip(values, days) {
            let weight = part == .period ? day.weight : part == .weekdays ? day.weekdayWeight : day.weekendWeight
            sum += weight * value
            total += weight
        }
        return total > 0 ? sum / total : nil
    }
}
