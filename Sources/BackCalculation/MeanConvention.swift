package import Monitoring
package import ProgrammeFiles

/// How the days of a period become its figures: a named convention with what the programme's settings change in it.
///
/// | name | censored days | week | interval | consumption |
/// | --- | --- | --- | --- | --- |
/// | `CN` | a method chosen by their share and number | each composite alike | errors of measurement | yes |
/// | `EUDA` | zero | each composite alike | errors of measurement | no: loads only |
/// | `ACIC` | half the limit | each composite alike | errors of measurement | yes |
/// | `StatCan` | a method chosen by their share and number | each day of the week alike | Student's t over the days, not below 0 | yes |
///
/// Sources: EMCDDA/EUDA, "Wastewater analysis and drugs: a European multi-city study", notes to the source data (zero below
/// the limit of quantification, weekday Tuesday to Thursday, weekend Friday to Monday, loads without excretion, a day with
/// two samples counting twice); the printed rows of 2021 are means of Tuesday to Friday and of Saturday to Monday. Statistics
/// Canada, table 13-10-0871-01 (intervals are mean ± t(n - 1) standard errors, cut off at 0). Half the limit is what the
/// Australian Criminal Intelligence Commission's programme is remembered to use; no printed source of it was read.
package struct MeanConvention: Hashable, Sendable {
    package let name: ProgrammeConfiguration.Convention
    package let censored: ProgrammeConfiguration.CensoredUse
    package let week: ProgrammeConfiguration.DayWeights
    package let interval: ProgrammeConfiguration.MeanInterval
    /// ISO days of the week; the others are the weekend.
    package let weekdays: Set<Int>
    private let settings: ProgrammeConfiguration.MeanSettings

    /// Tuesday to Thursday.
    package static let usualWeekdays: Set<Int> = [2, 3, 4]
    /// Years whose printed EUDA rows count other days as weekdays: of the 297 rows of 2021 without a blank day, all.
    package static let printedWeekdays: [Int: Set<Int>] = [2021: [2, 3, 4, 5]]

    /// - Parameter year: of the days, since a convention may have changed its days of the week.
    package init(_ configuration: ProgrammeConfiguration, year: Int) {
        name = configuration.convention
        settings = configuration.means
        censored = settings.censored ?? MeanConvention.censored(name)
        week = settings.week ?? (name == .statCan ? .days : .samples)
        interval = settings.interval ?? (name == .statCan ? .studentT : .errors)
        let printed = name == .euda ? MeanConvention.printedWeekdays[year] : nil
        let own = settings.weekdays.isEmpty ? nil : settings.weekdays
        weekdays = settings.weekdaysByYear[year] ?? own ?? printed ?? MeanConvention.usualWeekdays
    }

    private static func censored(_ name: ProgrammeConfiguration.Convention) -> ProgrammeConfiguration.CensoredUse {
        switch name {
        case .cn, .statCan: .chosen
        case .euda: .zero
        case .acic: .half
        }
    }

    package var weekend: Set<Int> { Set(1...7).subtracting(weekdays) }

    /// Whether loads are worked out to consumption: EUDA prints loads.
    package var correctsForExcretion: Bool { name != .euda }

    /// The name, and whatever differs from what the name alone says: `EUDA; weekdays: Tue-Fri`.
    package var label: String {
        var parts = [name.rawValue]
        if let use = settings.censored, use != MeanConvention.censored(name) { parts.append("censored: " + use.rawValue) }
        if settings.week != nil, week != (name == .statCan ? .days : .samples) { parts.append("week: " + week.rawValue) }
        if settings.interval != nil, interval != (name == .statCan ? .studentT : .errors) { parts.append("interval: " + interval.rawValue) }
        if weekdays != MeanConvention.usualWeekdays { parts.append("weekdays: " + MeanConvention.text(weekdays)) }
        return parts.joined(separator: "; ")
    }

    /// Runs of days by their English names: `Tue-Fri`, `Mon, Wed`.
    private static func text(_ days: Set<Int>) -> String {
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        var runs: [ClosedRange<Int>] = []
        for day in days.sorted() where (1...7).contains(day) {
            if let last = runs.last, last.upperBound + 1 == day { runs[runs.count - 1] = last.lowerBound...day } else { runs.append(day...day) }
        }
        return runs.map { $0.count == 1 ? names[$0.lowerBound - 1] : names[$0.lowerBound - 1] + "-" + names[$0.upperBound - 1] }.joined(separator: ", ")
    }

    /// What the results of some days weigh in their mean; not scaled to any sum.
    ///
    /// `samples`: 1 each. `days`: 1 for each day of the week, shared by its results. `weekday_weekend`: the number of
    /// weekdays shared by their results, and of days of the weekend by theirs, which is `(3 weekday + 4 weekend) / 7`.
    /// `calendar`: 5 and 2 instead, `(5 weekday + 2 weekend) / 7`. A part of the week without a result counts nothing, and
    /// the mean is that of the other: an estimate of such a series carries `WEEK_PART_ONLY`.
    ///
    /// - Parameter days: ISO days of the week, one a result.
    package func weights(ofDays days: [Int]) -> [Double] {
        switch week {
        case .samples: return days.map { _ in 1 }
        case .days:
            var counts: [Int: Int] = [:]
            for day in days { counts[day, default: 0] += 1 }
            return days.map { 1 / Double(counts[$0] ?? 1) }
        case .weekdayWeekend, .calendar:
            let ofWeekdays = days.count { weekdays.contains($0) }
            let (working, free) = week == .calendar ? (5.0, 2.0) : (Double(weekdays.count), Double(7 - weekdays.count))
            return days.map { weekdays.contains($0) ? working / Double(ofWeekdays) : free / Double(days.count - ofWeekdays) }
        }
    }

    /// The mean of results that each weigh so much; by the plain method where all weigh the same.
    ///
    /// - Parameter weights: one a result, above 0.
    package func mean(of results: [CensoredResult], weights: [Double]) -> CensoredMean {
        CensoredMean.weighted(results, weights: weights, use: censored)
    }
}
