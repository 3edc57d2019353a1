/// On which days a source discharges.
enum DayPattern: Hashable {
    case chronic
    /// Once, on one day of the campaign; what is still under way at midnight passes on the next day.
    case single(Int)

    /// The patterns that a campaign of so many days can tell apart, with their prior shares, and the share of some days.
    static func all(days: Int, settings: TraceSettings) -> (patterns: [(pattern: DayPattern, share: Double)], someDays: Double) {
        let chronic = max(settings.chronicShare, 0)
        let single = days >= 2 && days <= 62 ? max(settings.singleDayShare, 0) : 0
        let some = days >= 3 && !settings.activities.isEmpty ? max(settings.someDaysShare, 0) : 0
        let total = chronic + single + some
        guard total > 0 else { return ([(.chronic, 1)], 0) }
        var result: [(DayPattern, Double)] = []
        if chronic > 0 { result.append((.chronic, chronic / total)) }
        if single > 0 { for day in 0..<days { result.append((.single(day), single / total / Double(days))) } }
        return (result, some / total)
    }
}
