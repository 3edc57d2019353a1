/// On which days a source discharges.
enum DayPattern: Hashable {
    case chronic
    /// Once, on one day of the campaign; what is still under way at midnight passes on the next day.
    case single(Int)

    /// The patterns that a campaign of so many days can tell apart, with their prior shares.
    static func all(days: Int, settings: TraceSettings) -> [(pattern: DayPattern, share: Double)] {
        let chronic = max(settings.chronicShare, 0)
        let single = days >= 2 && days <= 62 ? max(settings.singleDayShare, 0) : 0
        guard chronic + single > 0 else { return [(.chronic, 1)] }
        var result: [(DayPattern, Double)] = []
        if chronic > 0 { result.append((.chronic, chronic / (chronic + single))) }
        if single > 0 { for day in 0..<days { result.append((.single(day), single / (chronic + single) / Double(days))) } }
        return result
    }
}
