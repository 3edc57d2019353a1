import Monitoring
import Testing

@Suite struct CalendarDateTests {
    @Test(arguments: [("1970-01-01", 0, 4), ("2000-02-29", 11016, 2), ("2025-09-15", 20346, 1), ("1969-12-28", -4, 7), ("2026-11-21", 20778, 6)])
    func daysAndWeekdaysAreThoseOfTheCalendar(text: String, day: Int, weekday: Int) throws {
        let date = try #require(CalendarDate(iso: text))
        #expect(Int(date.day) == day)
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test(arguments: ["2025-02-29", "2025-13-01", "2025-00-10", "2025-1-1", "20250101", "2025-01-32", "", "aaaa-bb-cc", "+025-01-01"])
    func impossibleDaysAreRefused(text: String) { #expect(CalendarDate(iso: text) == nil) }

    @Test func everyDayOfFourCenturiesReadsBack() throws {
        var date = try #require(CalendarDate(iso: "1800-01-01"))
        let last = try #require(CalendarDate(iso: "2200-12-31"))
        while date <= last {
            #expect(CalendarDate(iso: date.description) == date)
            date = date + 1
        }
    }

    @Test func anInstantKnowsItsLocalDay() throws {
        let date = try #require(CalendarDate(iso: "2025-09-15"))
        let instant = Instant(date: date, secondOfDay: 8 * 3600, offsetSeconds: 8 * 3600)
        #expect(instant.iso(offsetSeconds: 0) == "2025-09-15T00:00:00+00:00")
        #expect(instant.iso(offsetSeconds: 8 * 3600) == "2025-09-15T08:00:00+08:00")
        #expect(Instant(seconds: instant.seconds - 1).date(offsetSeconds: 0).description == "2025-09-14")
        #expect(Instant(seconds: -1).iso(offsetSeconds: -3600) == "1969-12-31T22:59:59-01:00")
    }
}
