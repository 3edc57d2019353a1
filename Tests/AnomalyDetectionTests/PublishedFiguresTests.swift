import AnomalyDetection
import RandomDraws
import Testing

/// Numbers that others have printed, or that R gives.
@Suite struct PublishedFiguresTests {
    /// The fifteen p-values of Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57:289, section 3.
    static let thrombolysis = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
    ]

    @Test func benjaminiAndHochbergRejectFourOfFifteen() {
        let q = FalseDiscoveryRate.qValues(Self.thrombolysis)
        #expect(q.filter { $0 <= 0.05 }.count == 4)
        // p.adjust(method = "BH") of R.
        let expected = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857142857, 0.063857142857, 0.0645, 0.0765, 0.486]
        for (value, reference) in zip(q, expected) { #expect((value - reference).magnitude < 1e-9) }
    }

    @Test func benjaminiAndYekutieliRejectThree() {
        #expect(FalseDiscoveryRate.qValues(Self.thrombolysis, anyDependence: true).filter { $0 <= 0.05 }.count == 3)
    }

    /// The slopes of the least concave curve through (0, 0), (0.01, 1/4), (0.02, 2/4), (0.5, 3/4), (1, 1) by hand.
    @Test func theLocalRateIsOneOverTheSlopeOfTheConcaveCurve() {
        let rates = FalseDiscoveryRate.localRates([0.5, 0.02, 0.01, 1])
        for (rate, expected) in zip(rates, [1, 0.04, 0.04, 1]) { #expect((rate - expected).magnitude < 1e-12, "\(rates)") }
        // Uniform p-values: none is likelier a discovery than another.
        #expect(FalseDiscoveryRate.localRates((1...20).map { Double($0) / 20 }).allSatisfy { ($0 - 1).magnitude < 1e-9 })
        let published = FalseDiscoveryRate.localRates(Self.thrombolysis)
        #expect(zip(published, published.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
        #expect(zip(published, FalseDiscoveryRate.qValues(Self.thrombolysis)).allSatisfy { $0 >= $1 - 1e-9 })
        #expect(FalseDiscoveryRate.localRates([]).isEmpty)
    }

    @Test func theOrderOfPValuesHasNoInfluence() {
        let order = [7, 3, 14, 0, 9, 1, 12, 5, 11, 2, 8, 13, 4, 10, 6]
        let shuffled = FalseDiscoveryRate.qValues(order.map { Self.thrombolysis[$0] })
        let straight = FalseDiscoveryRate.qValues(Self.thrombolysis)
        #expect(shuffled == order.map { straight[$0] })
        #expect(FalseDiscoveryRate.qValues([Double]()).isEmpty)
    }

    @Test func equalWeightsChangeNothingAndAWeightOfZeroNeverDiscovers() {
        let equal = FalseDiscoveryRate.qValues(Self.thrombolysis.map { (p: $0, weight: 3) })
        for (value, reference) in zip(equal, FalseDiscoveryRate.qValues(Self.thrombolysis)) { #expect((value - reference).magnitude < 1e-12) }
        #expect(FalseDiscoveryRate.qValues([(p: 1e-9, weight: 0), (p: 0.5, weight: 1)])[0] == 1)
    }

    /// limma::squeezeVar of eight variances with 11 degrees of freedom.
    @Test func moderatedVariancesAreThoseOfSqueezeVar() throws {
        let variances = [0.01, 0.12, 0.9, 0.03, 0.3, 0.05, 0.6, 0.08]
        let prior = try #require(VariancePrior.fit(variances.map { ($0, 11) }))
        #expect((prior.degrees - 1.669876838).magnitude < 1e-7)
        #expect((prior.variance - 0.060209998).magnitude < 1e-8)
        #expect((prior.moderated(variance: 0.01, degrees: 11).variance - 0.01661763).magnitude < 1e-7)
        #expect((prior.moderated(variance: 0.9, degrees: 11).variance - 0.78931653).magnitude < 1e-7)
        #expect((prior.moderated(variance: 0.9, degrees: 11).degrees - 12.669876838).magnitude < 1e-7)
    }

    @Test func cellsThatVaryNoMoreThanChanceLendEndlessDegreesOfFreedom() throws {
        let prior = try #require(VariancePrior.fit(Array(repeating: (0.09, 5), count: 10)))
        #expect(prior.degrees == .infinity)
        #expect(prior.moderated(variance: 4, degrees: 5).variance == prior.variance)
    }

    @Test func likelihoodRecoversTheSharedSpreadFromCellsOfTwoCampaigns() throws {
        var draws = RandomStream(seed: 11, "variances")
        let cells = (0..<400).map { _ -> (variance: Double, degrees: Double) in
            let own = 0.09 * 8 / (2 * draws.gamma(shape: 4))
            let z = draws.normal()
            return (own * z * z, 1)
        }
        let prior = try #require(VariancePrior.fitByLikelihood(cells))
        #expect(prior.variance > 0.07 && prior.variance < 0.115, "s0² \(prior.variance), seed 11")
        #expect(prior.degrees >= 4, "d0 \(prior.degrees), seed 11")
        #expect(VariancePrior.fitByLikelihood([(0.1, 1), (0.2, 1)]) == nil)
    }

    /// Lognormal maximum likelihood of 7.1, 9.4, 12.0, 18.3, 25.0 and <5, <5, <10: μ = 2.08733, σ = 0.76814.
    @Test func censoredLocationAndScaleAreThoseOfMaximumLikelihood() throws {
        let measured = [7.1, 9.4, 12.0, 18.3, 25.0].map { WeightedInterval(low: portableLog($0), high: portableLog($0)) }
        let limits = [5.0, 5, 10].map { WeightedInterval(low: -.infinity, high: portableLog($0)) }
        let fit = try #require(CensoredFit.locationAndScale(measured + limits))
        #expect((fit.mean - 2.08733).magnitude < 2e-5)
        #expect(((fit.variance * 7 / 8).squareRoot() - 0.76814).magnitude < 2e-5)
    }

    @Test func momentsOfATruncatedNormalKeepTheirDigitsInTheTail() {
        // E[z | z < b] = -φ(b)/Φ(b); for b = -8 this is -8.1213 (Mills' ratio).
        let deep = CensoredFit.truncatedMoments(low: -.infinity, high: -8, mean: 0, sd: 1)
        #expect((deep.mean + 8.12136812).magnitude < 1e-6)
        #expect(deep.variance > 0 && deep.variance < 0.02)
        let mirrored = CensoredFit.truncatedMoments(low: 8, high: .infinity, mean: 0, sd: 1)
        #expect((mirrored.mean + deep.mean).magnitude < 1e-9)
        let unbounded = CensoredFit.truncatedMoments(low: -.infinity, high: .infinity, mean: 3, sd: 2)
        #expect(unbounded.mean == 3 && unbounded.variance == 4)
        // Uniform limit: a narrow interval in the middle.
        let narrow = CensoredFit.truncatedMoments(low: -0.2, high: 0.2, mean: 0, sd: 100)
        #expect(narrow.mean.magnitude < 1e-9 && (narrow.variance - 0.16 / 12).magnitude < 1e-4)
    }
}
