import BackCalculation
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

@Suite("Changes between periods")
struct LoadChangeTests {
    private let lastYear = -364
    private let before = -63

    private func changes(_ loads: [DailyLoad]) -> [LoadChange] {
        LoadChanges.changes(period: SmallProgramme.period, loads: loads, programme: SmallProgramme.programme())
    }

    @Test func `a clear rise is higher, chance is not, and what is missing is not comparable`() throws {
        let now = SmallProgramme.week([100, 104, 96, 101, 99, 103, 97])
        let then = SmallProgramme.week([50, 52, 48, 51, 49, 53, 47], from: before)
        let found = changes(now + then)
        #expect(found.map(\.against) == [.previousPeriod, .samePeriodLastYear])
        #expect(found.map(\.verdict) == [.higher, .notComparable])
        let ratio = try #require(found[0].ratio)
        #expect(abs(ratio.value - 2) < 1e-12 && ratio.interval.low > 1.4 && ratio.interval.high < 2.8)
        #expect(found[0].comparableDays == 7)
        #expect(found[1].ratio == nil)
        let small = changes(now + SmallProgramme.week([97, 101, 96, 99, 95, 103, 98], from: lastYear))
        #expect(small[1].verdict == .notDistinguishable)
        #expect(changes(then.map { var load = $0; load.date = load.date + 63; return load } + now.map { var load = $0; load.date = load.date + -63; return load })[0].verdict == .lower)
    }

    @Test func `only days of the week that both have are compared`() throws {
        // Now Wednesday to Tuesday with a high Saturday and Sunday; then Wednesday to Friday.
        let now = SmallProgramme.week([10, 10, 10, 90, 90, 10, 10])
        let found = changes(now + SmallProgramme.week([10, 10, 10], from: before))
        #expect(found[0].comparableDays == 3)
        #expect(abs(try #require(found[0].ratio).value - 1) < 1e-12)
        #expect(changes(now + SmallProgramme.week([10, 10], from: before))[0].verdict == .notComparable)
    }

    @Test func `the scatter of the days widens the interval, and what the periods share cancels`() throws {
        let calm = try #require(changes(SmallProgramme.week([60, 60, 60, 60, 60, 60, 60]) + SmallProgramme.week([60, 60, 60, 60, 60, 60, 60], from: before))[0].ratio)
        let rough = try #require(changes(SmallProgramme.week([20, 100, 60, 30, 90, 60, 60]) + SmallProgramme.week([20, 100, 60, 30, 90, 60, 60], from: before))[0].ratio)
        #expect(rough.interval.high > calm.interval.high)
        // Without cancelling, the shared 16 % of both would alone give a factor of 1.56.
        #expect(calm.interval.high < 1.5)
        let other = SmallProgramme.week([60, 60, 60, 60, 60, 60, 60], from: before).map { load in
            var load = load
            load.populationBasis = .mobile
            return load
        }
        let mixed = try #require(changes(SmallProgramme.week([60, 60, 60, 60, 60, 60, 60]) + other)[0].ratio)
        #expect(mixed.interval.high > calm.interval.high)
    }

    /// Of days below their limits the level is inferred; where all were measured, their scatter speaks.
    @Test func `with days below their limits the interval is that of the levels`() throws {
        let values = [60.0, 64, 55, 70, 66, 58, 61]
        let then = SmallProgramme.week(values, from: before)
        let measured = try #require(changes(SmallProgramme.week(values) + then)[0].ratio)
        let some = values.enumerated().map { SmallProgramme.load($1 < 60 ? .belowDetection(limit: 60) : .quantified($1), day: $0) }
        let censored = try #require(changes(some + then)[0].ratio)
        #expect(measured.method == .studentT && censored.method == .posterior)
        #expect(censored.interval.low < 1 && censored.interval.high > 1)
        // Which of the two periods is divided by the other makes no difference.
        let turned = some.map { load in
            var load = load
            load.date = load.date + -63
            return load
        }
        let other = try #require(changes(SmallProgramme.week(values) + turned)[0].ratio)
        #expect(abs(other.interval.low * censored.interval.high - 1) < 1e-6 && abs(other.interval.high * censored.interval.low - 1) < 1e-6)
    }

    @Test func `refused means are not compared`() {
        let none = (0..<7).map { SmallProgramme.load(.belowDetection(limit: 3), day: $0) }
        #expect(changes(none + SmallProgramme.week([5, 5, 5, 5, 5, 5, 5], from: before)).map(\.verdict) == [.notComparable, .notComparable])
    }

    /// Two campaigns of the same place: the verdict must be wrong in about 5 of 100.
    @Test func `under no change about 5 in 100 verdicts are wrong`() {
        var wrong = 0
        let repeats = 1000
        for index in 0..<repeats {
            var stream = RandomStream(seed: 31, "no change", String(index))
            func week(_ day: Int) -> [DailyLoad] {
                let batch = portableExp(0.0799 * stream.normal())
                return SmallProgramme.week((0..<7).map { _ in 60 * batch * portableExp(0.3 * stream.normal()) }, from: day)
            }
            if changes(week(0) + week(before))[0].verdict != .notDistinguishable { wrong += 1 }
        }
        #expect(wrong > repeats * 25 / 1000 && wrong < repeats * 75 / 1000, "seed 31: \(wrong) of \(repeats)")
    }
}

@Suite("Detection frequencies")
struct DetectionFrequencyTests {
    @Test func `detected, quantified and limits are counted for each site and analyte`() throws {
        let programme = SmallProgramme.programme(
            samples: [
                SmallProgramme.sample("S1"), SmallProgramme.sample("S2", day: 1, flow: nil), SmallProgramme.sample("S3", day: 2, composite: .grab),
                SmallProgramme.sample("S4", day: 3), SmallProgramme.sample("OLD", day: -90),
            ])
        let results = [
            SmallProgramme.result("S1", "ketamine", .quantified(5), line: 1, lod: 0.4), SmallProgramme.result("S2", "ketamine", .belowQuantification(limit: 1), line: 2, lod: 0.3),
            SmallProgramme.result("S3", "ketamine", .belowDetection(limit: 0.5), line: 3), SmallProgramme.result("S4", "ketamine", .aboveRange(limit: 900), line: 4),
            SmallProgramme.result("S4", "mdma", .belowDetection(limit: 2), line: 5), SmallProgramme.result("S4", "mda", .notAnalysed, line: 6),
            SmallProgramme.result("OLD", "ketamine", .quantified(5), line: 7), SmallProgramme.result("S1", "ketamine", .quantified(9), status: .rejected, line: 8),
            SmallProgramme.result("S1", "ketamine", .belowQuantification(limit: 1), line: 9),
        ]
        let found = DetectionFrequencies.frequencies(period: SmallProgramme.period, results: results, programme: programme)
        #expect(
            found == [
                DetectionFrequency(site: "K01", analyte: "ketamine", count: 4, aboveLOD: 3, aboveLOQ: 2, lodMin: 0.3, lodMax: 0.5),
                DetectionFrequency(site: "K01", analyte: "mdma", count: 1, aboveLOD: 0, aboveLOQ: 0, lodMin: 2, lodMax: 2),
            ])
        #expect(DetectionFrequencies.frequencies(period: SmallProgramme.period, results: results.reversed(), programme: programme) == found)
    }
}
