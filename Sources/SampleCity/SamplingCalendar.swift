import Monitoring

/// The six campaigns of the year 2025: when they were planned, and when the bottles were taken.
struct SamplingCalendar: Sendable {
    static let year = 2025
    static let daysInCampaign = 7

    struct Campaign: Sendable {
        var period: Period
        var plannedFirstDay: CalendarDate
        var firstDay: CalendarDate
        /// Degrees C of the sewage.
        var waterTemperature: Double
        /// 1 in deep winter, -1 in high summer.
        var winter: Double
        var days: [CalendarDate] { (0..<SamplingCalendar.daysInCampaign).map { firstDay + $0 } }
    }

    let campaigns: [Campaign]

    init() {
        // Month and day planned, month and day taken. Spring Festival 2025 was on 29 January
        // (public holiday 28 January to 4 February, General Office of the State Council, 2024-11-12).
        let dates: [(planned: (Int, Int), taken: (Int, Int), temperature: Double, winter: Double)] = [
            ((1, 27), (2, 13), 13.5, 1), ((4, 9), (4, 9), 18.0, 0.3), ((6, 11), (6, 11), 23.5, -0.5), ((7, 16), (7, 16), 27.5, -1),
            ((9, 17), (9, 17), 26.0, -0.4), ((11, 12), (11, 12), 20.0, 0.6),
        ]
        campaigns = dates.enumerated().compactMap { index, date in
            guard let period = Period(year: SamplingCalendar.year, index: index + 1),
                let planned = CalendarDate(year: SamplingCalendar.year, month: date.planned.0, day: date.planned.1),
                let taken = CalendarDate(year: SamplingCalendar.year, month: date.taken.0, day: date.taken.1)
            else { return nil }
            return Campaign(period: period, plannedFirstDay: planned, firstDay: taken, waterTemperature: date.temperature, winter: date.winter)
        }
    }

    /// Days of the year with a bottle, in order: campaign and day in it.
    var dayCount: Int { campaigns.count * SamplingCalendar.daysInCampaign }
    func campaign(ofDay day: Int) -> Int { day / SamplingCalendar.daysInCampaign }
    func date(ofDay day: Int) -> CalendarDate { campaigns[campaign(ofDay: day)].firstDay + day % SamplingCalendar.daysInCampaign }
    /// The days of a period, 1 to 6.
    func days(ofPeriod index: Int) -> Range<Int> {
        (index - 1) * SamplingCalendar.daysInCampaign..<index * SamplingCalendar.daysInCampaign
    }
}
