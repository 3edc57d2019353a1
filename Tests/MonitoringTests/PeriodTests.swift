import Monitoring
import Testing

@Suite struct PeriodTests {
    @Test func aPeriodIsTwoMonths() throws {
        let period = try #require(Period("2025-P5"))
        #expect(period.firstDay.description == "2025-09-01")
        #expect(period.lastDay.description == "2025-10-31")
        #expect(period.previous.description == "2025-P4")
        #expect(period.samePeriodLastYear.description == "2024-P5")
        #expect(try #require(Period("2025-P6")).next.description == "2026-P1")
        #expect(try #require(Period("2025-P1")).previous.description == "2024-P6")
    }

    @Test(arguments: ["2025-P0", "2025-P7", "25-P1", "2025P1", "2025-P11", "", "abcd-P1", "2025-P"])
    func whatIsNotAPeriodIsRefused(text: String) { #expect(Period(text) == nil) }

    @Test func theLastWholePeriodHasEnded() throws {
        let day = try #require(CalendarDate(iso: "2025-11-01"))
        #expect(Period.lastWhole(before: day).description == "2025-P5")
        #expect(Period.lastWhole(before: day + -1).description == "2025-P4")
    }
}
