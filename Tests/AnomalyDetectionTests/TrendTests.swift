import AnomalyDetection
import Monitoring
import RandomDraws
import Testing
import TrialProgrammes

/// Annual flow of the Nile at Aswan, 10^8 m3, 1871 to 1970: Cobb 1978, Biometrika 65:243, table 1.
///
/// S, its variance, z and p: pymannkendall 1.4.3 `original_test`; slope with interval and the change: the R package trend 1.1.6.
@Suite struct NileTests {
    static let flows = [
        1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140, 1100, 1210, 1150, 1250,
        1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833, 701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821,
        768, 845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010, 771, 676, 649, 846, 812, 742, 801, 1040, 860,
        874, 848, 890, 744, 749, 838, 1050, 918, 986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
    ]
    static let points = flows.enumerated().map { TrendPoint(time: Double(1871 + $0), value: Double($1)) }

    @Test func kendallsTestFindsTheFall() throws {
        let trend = try #require(RankTrend.test(Self.points))
        #expect(trend.score == -1387)
        #expect((trend.variance - 112728.33333333333).magnitude < 1e-6)
        #expect((trend.z + 4.128066522844101).magnitude < 1e-9)
        #expect((trend.pValue - 3.658262921657496e-05).magnitude < 1e-12)
        #expect((trend.tau + 0.2802020202020202).magnitude < 1e-12)
        // Kendall::MannKendall divides by the untied pairs.
        #expect((trend.tauB + 0.280741335).magnitude < 1e-8)
    }

    @Test func theMedianSlopeHasItsPublishedInterval() throws {
        let trend = try #require(RankTrend.test(Self.points))
        let slope = try #require(TrendSlope.estimate(Self.points, variance: trend.variance))
        #expect((slope.slope + 2.6).magnitude < 1e-12)
        #expect((slope.low + 3.62790698).magnitude < 1e-8)
        #expect((slope.high + 1.42857143).magnitude < 1e-8)
    }

    @Test func theLevelChangedAfterTheTwentyEighthYear() throws {
        let change = try #require(ChangePoint.find(Self.points))
        #expect(change.index == 28)
        #expect(change.statistic == 1617)
        #expect(!change.isRise)
        #expect((change.pValue - 3.591e-7).magnitude < 1e-10)
    }
}

/// Dissolved iron of the Brazos River in nine summers, 1977 to 1985, six of them below a limit: Hughes and Millard 1988,
/// Water Resour. Bull. 24:521; also in Helsel 2012, Statistics for Censored Environmental Data, table 12.2.
@Suite struct DissolvedIronTests {
    static let points: [TrendPoint] = [
        TrendPoint(time: 1977, value: 20), TrendPoint(time: 1978, below: 10), TrendPoint(time: 1979, below: 10), TrendPoint(time: 1980, below: 10),
        TrendPoint(time: 1981, below: 10), TrendPoint(time: 1982, value: 7), TrendPoint(time: 1983, value: 3), TrendPoint(time: 1984, below: 3),
        TrendPoint(time: 1985, below: 3),
    ]

    /// tau: cenken of the R package NADA 1.6-1.1.
    ///
    /// NADA gives p 0.1316 from a variance of 63.3. Of all 362,880 orders of these values 6,720 have a score at least as far
    /// from zero, and the variance over them is 34.33: the number that is asserted here was counted, not approximated.
    @Test func onlyCertainOrdersCount() throws {
        let trend = try #require(RankTrend.test(Self.points))
        #expect(trend.score == -13)
        #expect((trend.tau + 0.361111111).magnitude < 1e-9)
        #expect((trend.variance - 34.333333333333336).magnitude < 1e-9)
        // 4999 drawn orders: four standard errors of a share of 6720/362880.
        #expect((trend.pValue - 6720.0 / 362_880).magnitude < 4 * (0.0185 * 0.9815 / 4999).squareRoot())
    }

    /// NADA's bisection stops at -2.57211304, inside the slopes for which S is zero; the middle of them is taken here.
    @Test func theSlopeLiesWhereTheScoreIsZero() throws {
        let slope = try #require(TrendSlope.estimate(Self.points, variance: 34.333333333333336))
        #expect(slope.zeroSpan.contains(-2.57211304))
        #expect((slope.slope + 2.55).magnitude < 1e-12)
    }
}

@Suite struct TrendTests {
    /// EPA QA/G-9, section 4.3.4.1: 5, 6, 11, 8, 10; S is 6, one-sided exact p 0.1167, Sen's slope 1.125.
    @Test func theToyOfEPAHasItsExactTail() throws {
        let points = [5.0, 6, 11, 8, 10].enumerated().map { TrendPoint(time: Double($0), value: $1) }
        let trend = try #require(RankTrend.test(points))
        #expect(trend.score == 6)
        #expect((trend.pValue / 2 - 0.116667).magnitude < 1e-6)
        #expect(try #require(TrendSlope.estimate(points, variance: trend.variance)).slope == 1.125)
    }

    /// Kendall 1970, appendix: the smallest two-sided p-values of n values without ties.
    @Test(arguments: [(4, 0.0833333), (5, 0.0166667), (6, 0.0027778), (8, 4.96e-5)])
    func aSteadyRiseReachesTheSmallestTail(count: Int, smallest: Double) throws {
        let trend = try #require(RankTrend.test((0..<count).map { TrendPoint(time: Double($0), value: Double($0)) }))
        #expect((trend.pValue - smallest).magnitude < 1e-6)
        #expect(trend.tau == 1)
    }

    /// pymannkendall 1.4.3 on this series of six seasons and ten years: S, variance, z and slope a year.
    @Test func seasonsAreComparedWithThemselves() throws {
        let values = (0..<60).map { index -> Double in
            let noise = Double((index * 7919 + 13) % 101) / 10
            let rise = 0.03 * Double(index)
            return noise + rise + Double(index % 6) * 1.5
        }
        let seasons = (0..<6).map { season in
            stride(from: season, to: 60, by: 6).map { TrendPoint(time: Double($0 / 6), value: values[$0]) }
        }
        let trend = try #require(SeasonalTrend.test(seasons))
        #expect(trend.score == 4)
        #expect((trend.variance - 750).magnitude < 1e-9)
        #expect((trend.z - 0.10954451150103321).magnitude < 1e-12)
        #expect((trend.pValue - 0.9127706190965621).magnitude < 1e-10)
        let slope = try #require(trend.slope)
        #expect((slope.slope - 0.09111111111111109).magnitude < 1e-12)
        let whole = try #require(RankTrend.test(values.enumerated().map { TrendPoint(time: Double($0), value: $1) }))
        #expect(whole.score == 232)
        #expect((whole.z - 1.4733013775709782).magnitude < 1e-12)
    }

    @Test func seasonsThatPartWaysAreHeterogeneous() throws {
        let up = (0..<8).map { TrendPoint(time: Double($0), value: Double($0)) }
        let down = (0..<8).map { TrendPoint(time: Double($0), value: -Double($0)) }
        let apart = try #require(SeasonalTrend.test([up, down]))
        #expect(apart.score == 0)
        // Two scores of 28 over the root of a variance of 65.33: twice 12.
        #expect((apart.heterogeneity - 24).magnitude < 1e-9)
        // pchisq(24, 1, lower.tail = FALSE) of R.
        #expect((apart.heterogeneityPValue - 9.634e-7).magnitude < 1e-9)
        let alike = try #require(SeasonalTrend.test([up, up]))
        #expect(alike.heterogeneity == 0)
    }

    /// A limit above all values tells nothing, whatever it is; a lower limit can only add certain pairs.
    @Test func aValueBelowAHighLimitAddsNothing() throws {
        let known = [3.0, 5, 4, 6, 8, 7].enumerated().map { TrendPoint(time: Double($0), value: $1) }
        let alone = try #require(RankTrend.test(known))
        let high = try #require(RankTrend.test(known + [TrendPoint(time: 9, below: 100)]))
        #expect(high.score == alone.score)
        let low = try #require(RankTrend.test(known + [TrendPoint(time: 9, below: 3)]))
        #expect(low.score == alone.score - 6)
        #expect(RankTrend.test((0..<6).map { TrendPoint(time: Double($0), below: 1) }) == nil)
    }

    @Test func theOrderOfRowsHasNoInfluence() throws {
        var stream = RandomStream(seed: 5, "rows")
        var points = (0..<10).map { index -> TrendPoint in
            let time = Double(index)
            if index % 3 == 0 { return TrendPoint(time: time, below: 2 + Double(index % 2)) }
            return TrendPoint(time: time, value: 1 + 4 * stream.uniform())
        }
        let trend = try #require(RankTrend.test(points))
        let slope = TrendSlope.estimate(points, variance: trend.variance)
        for place in stride(from: points.count - 1, to: 0, by: -1) { points.swapAt(place, stream.integer(below: place + 1)) }
        #expect(RankTrend.test(points) == trend)
        #expect(TrendSlope.estimate(points, variance: trend.variance) == slope)
    }

    /// Without a trend a series is called one at its level, with a third of it below limits too.
    @Test func nothingIsCalledATrendMoreOftenThanItsLevel() {
        let (seed, series) = (UInt64(20_251), 200)
        var calls = 0
        for index in 0..<series {
            var stream = RandomStream(seed: seed, "null", String(index))
            let points = (0..<10).map { time -> TrendPoint in
                let value = stream.normal()
                return value < -0.43 ? TrendPoint(time: Double(time), below: -0.43) : TrendPoint(time: Double(time), value: value)
            }
            if let trend = RankTrend.test(points, stream: stream), trend.pValue <= 0.1 { calls += 1 }
        }
        // Binomial: 20 expected, with a standard deviation of 4.24.
        #expect(calls <= 20 + 17, "seed \(seed): \(calls) of \(series)")
        #expect(calls >= 20 - 17, "seed \(seed): \(calls) of \(series)")
    }

    /// The interval of the slope holds the true one as often as it says, with a third of the values below limits.
    @Test func theIntervalOfTheSlopeCovers() throws {
        let (seed, series) = (UInt64(20_252), 300)
        var (covered, known) = (0, 0)
        for index in 0..<series {
            var stream = RandomStream(seed: seed, "slope", String(index))
            let points = (0..<24).map { time -> TrendPoint in
                let value = 0.05 * Double(time) + 0.4 * stream.normal()
                return value < 0.35 ? TrendPoint(time: Double(time), below: 0.35) : TrendPoint(time: Double(time), value: value)
            }
            guard let trend = RankTrend.test(points), let slope = TrendSlope.estimate(points, variance: trend.variance) else { continue }
            known += 1
            if slope.low <= 0.05, slope.high >= 0.05 { covered += 1 }
        }
        #expect(known == series)
        // At a slope that is not zero some bounded pairs tell less than the variance at zero says: the interval may cover more, not less.
        let share = Double(covered) / Double(known)
        #expect(share >= 0.95 - 4 * (0.95 * 0.05 / Double(series)).squareRoot(), "seed \(seed): \(share)")
    }

    @Test func aLevelThatChangedOnceIsNamedWithItsLastCampaign() throws {
        var programme = SimulatedProgramme(seed: 78)
        programme.history = 19
        programme.networkSD = 0.02
        programme.campaignSD = 0.1
        var input = programme.input()
        // The last ten campaigns of one cell hold twice the load.
        let first = Period("2024-P2") ?? Period(containing: CalendarDate(day: 0))
        for index in input.loads.indices
        where input.loads[index].site == SimulatedProgramme.site(3) && input.loads[index].analyte == "tramadol"
            && Period(containing: input.loads[index].date) >= first {
            if case .quantified(let load) = input.loads[index].populationNormalisedLoad {
                input.loads[index].populationNormalisedLoad = .quantified(2 * load)
            }
        }
        let result = CampaignDetection.detect(input)
        let row = try #require(result.anomalies.first { $0.kind == .trend && $0.site == SimulatedProgramme.site(3) && $0.analyte == "tramadol" })
        #expect(row.explanation.contains { $0.key == "reason.trend_change" && $0.arguments["period"] == "\(first.previous)" })
    }

    @Test func aSiteThatRisesYearByYearIsSaidToAndIsNoAlarmByItself() throws {
        var programme = SimulatedProgramme(seed: 77)
        programme.history = 11
        programme.rise = [4: ["ketamine": 0.25]]
        let result = CampaignDetection.detect(programme.input())
        let row = try #require(result.anomalies.first { $0.kind == .trend && $0.site == SimulatedProgramme.site(4) && $0.analyte == "ketamine" })
        #expect(row.isDiscovery && row.direction == .up)
        #expect(row.explanation.contains { $0.key == "reason.trend_interval" })
        #expect(result.anomalies.contains { $0.kind == .trend && !$0.isDiscovery })
    }
}
