import BackCalculation
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing

/// The error of a calibration is that of one batch: its results share it, and those of another batch do not.
@Suite("Calibration of batches")
struct BatchCalibrationTests {
    /// 8 %, the default.
    private let ofBatch = LogDistribution.logVariance(relativeSD: 0.08)

    private func week(_ batches: [String], site: SiteCode = "K01", from day: Int = 0, value: Double = 60) -> [DailyLoad] {
        batches.enumerated().map { index, batch in
            var load = SmallProgramme.load(.quantified(value), site: site, day: day + index)
            load.batch = batch
            return load
        }
    }

    private func logSD(_ estimate: Estimate?) throws -> Double {
        let estimate = try #require(estimate)
        return portableLog(estimate.interval.high / estimate.interval.low) / (2 * 1.959963984540054)
    }

    private func estimate(_ loads: [DailyLoad]) throws -> PeriodEstimate {
        try #require(PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: SmallProgramme.programme()).estimates.first)
    }

    @Test func `of one batch the whole error stays, of several what their shares leave of it`() throws {
        let random = portableLog1p(portableExpm1(0.156 * 0.156) / 6)
        let one = try estimate(week(["A", "A", "A", "A", "A", "A"]))
        #expect(try abs(logSD(one.load) - (random + 0.16 * 0.16).squareRoot()) < 1e-12)
        #expect(one.batches == [BatchShare(batch: "A", share: 1)])
        let two = try estimate(week(["A", "A", "A", "B", "B", "B"]))
        let halved = portableLog1p(portableExpm1(ofBatch) / 2)
        #expect(try abs(logSD(two.load) - (random + 0.16 * 0.16 - ofBatch + halved).squareRoot()) < 1e-12)
        #expect(two.batches == [BatchShare(batch: "A", share: 0.5), BatchShare(batch: "B", share: 0.5)])
        // The mass has the flow's 10 % beside it.
        #expect(try abs(logSD(two.massLoad) - (random + LogDistribution.logVariance(relativeSD: 0.10) + halved).squareRoot()) < 1e-12)
        #expect(one.load?.value == two.load?.value)
    }

    /// 40,000 draws of every factor: five standard errors of the draws' limits.
    @Test func `the closed form agrees with draws of a factor for each batch`() throws {
        let values = [60.0, 72, 55, 80, 68, 49, 64]
        let batches = ["A", "A", "A", "A", "B", "B", "C"]
        let loads = zip(values, batches).enumerated().map { index, pair in
            var load = SmallProgramme.load(.quantified(pair.0), day: index, random: 0.156, shared: ofBatch.squareRoot())
            load.batch = pair.1
            return load
        }
        let found = try logSD(try estimate(loads).load)
        var stream = RandomStream(seed: 41, "batches")
        let draws = (0..<40_000).map { _ -> Double in
            let factors = ["A", "B", "C"].map { ($0, portableExp(ofBatch.squareRoot() * stream.normal())) }
            return zip(values, batches).reduce(0.0) { sum, pair in
                sum + pair.0 * (factors.first { $0.0 == pair.1 }?.1 ?? 1) * portableExp(0.156 * stream.normal())
            }
        }.sorted()
        let drawn = portableLog(draws[39_000] / draws[1_000]) / (2 * 1.959963984540054)
        // A 2.5 % point of n draws errs by √(p (1 - p) / n) / φ(1.96) = 2.67 / √n standard deviations.
        #expect(abs(found / drawn - 1) < 5 * 2.67 / 200 / 1.96, "seed 41: \(found) and \(drawn)")
    }

    @Test func `sites of two batches share no calibration in their sum`() throws {
        func city(_ batches: [String]) throws -> Double {
            let programme = SmallProgramme.programme(
                areas: [Area(code: "C", name: "", level: .city)], siteAreas: [SiteArea(site: "K01", area: "C", share: 1), SiteArea(site: "K02", area: "C", share: 1)])
            let loads = week(Array(repeating: batches[0], count: 7)) + week(Array(repeating: batches[1], count: 7), site: "K02")
            let sites = PeriodEstimates.estimates(period: SmallProgramme.period, loads: loads, programme: programme).estimates
            return try logSD(AreaEstimates.estimates(period: SmallProgramme.period, estimates: sites, programme: programme).estimates.first?.load)
        }
        let (one, two) = (try city(["A", "A"]), try city(["A", "B"]))
        let halved = portableLog1p(portableExpm1(ofBatch) / 2)
        #expect(abs(one * one - two * two - (ofBatch - halved)) < 1e-9)
    }

    @Test func `periods that one batch measured share its calibration, and a batch without a name is its own`() throws {
        func ratio(_ now: String, _ then: String) throws -> Double {
            let loads = week(Array(repeating: now, count: 7)) + week(Array(repeating: then, count: 7), from: -63)
            return try logSD(LoadChanges.changes(period: SmallProgramme.period, loads: loads, programme: SmallProgramme.programme())[0].ratio)
        }
        let (same, other, unnamed) = (try ratio("A", "A"), try ratio("A", "B"), try ratio("", ""))
        #expect(other == unnamed && same < other)
    }
}
