// The closed form of the product of lognormal factors, and Beta parameters of excretion fractions, in the manner of
// C. Jones et al., Sci. Total Environ. 487 (2014) 642, doi:10.1016/j.scitotenv.2014.02.101, and of S. Castiglioni et al.,
// Environ. Sci. Technol. 47 (2013) 1452, doi:10.1021/es302722f. Expected figures were worked out by hand to five places.
import BackCalculation
import Monitoring
import RandomDraws
import Testing

@Suite("Published figures: uncertainty")
struct PublishedUncertaintyTests {
    @Test func `five factors of 10, 10, 5, 20 and 12 percent`() {
        let variance = [0.10, 0.10, 0.05, 0.20, 0.12].map { LogDistribution.logVariance(relativeSD: $0) }.reduce(0, +)
        #expect(abs(portableExpm1(variance).squareRoot() - 0.28084) < 5e-6)
        #expect(abs(portableExp(variance.squareRoot()) - 1.31723) < 5e-6)
        let interval = LogDistribution(logSD: variance.squareRoot()).interval(around: 1)
        #expect(abs(interval.high - 1.71605) < 2e-5)
        #expect(abs(interval.low * interval.high - 1) < 1e-12)
    }

    /// With the random part alone shrinking, `√((U_S/√n)² + U_C² + U_F² + U_P²)`: n = 1 gives 0.2500, n = 7 0.2322.
    @Test(arguments: [(1, 0.2500), (7, 0.2322)]) func `only the random part of a mean shrinks with its days`(days: Int, expected: Double) {
        let shared = (0.10 * 0.10 + 0.05 * 0.05 + 0.20 * 0.20).squareRoot()
        let loads = (0..<days).map { SmallProgramme.load(.quantified(100), day: $0, random: 0.10, shared: shared) }
        let mean = LoadMean(loads, settings: SmallProgramme.configuration())
        #expect(abs(mean.totalLogSD - expected) < 2e-4)
    }

    /// E[1/E] over 1/m: 2.4 % for m = 0.39 with 15 %, 33.6 % for m = 0.013 with 50 %.
    @Test(arguments: [(0.39, 0.15, 26.721, 41.795), (0.013, 0.50, 3.935, 298.757)])
    func `the reciprocal of an excreted fraction is skewed as a Beta number's is`(mean: Double, relativeSD: Double, alpha: Double, beta: Double) throws {
        let distribution = try #require(LogDistribution(reciprocalOfFraction: mean, relativeSD: relativeSD))
        #expect(abs(distribution.variance - (trigamma(alpha) - trigamma(alpha + beta))) < 2e-4 * distribution.variance)
        // Against 60,000 draws: quantiles of m / E.
        var stream = RandomStream(seed: 9, "beta")
        let draws = (0..<60_000).map { _ in mean / stream.beta(alpha, beta) }.sorted()
        for (p, index) in [(0.025, 1_500), (0.5, 30_000), (0.975, 58_500)] {
            #expect(abs(portableExp(distribution.quantile(p)) / draws[index] - 1) < 0.02, "quantile \(p), seed 9")
        }
    }

    @Test func `the interval of a consumption holds 95 of 100 draws of its factors`() throws {
        let factor = try #require(
            ParameterChoice(SmallProgramme.rows("mdma", "mdma", masses: (193.25, 193.25), fraction: 0.225, relativeSD: 0.25)).correction(
                for: "mdma", parentDrug: "mdma"))
        let interval = LogDistribution(logSD: 0.3).times(factor.spread).interval(around: 1)
        var stream = RandomStream(seed: 4, "consumption")
        let k = 0.225 * 0.775 / (0.225 * 0.25 * 0.225 * 0.25) - 1
        let draws = (0..<100_000).map { _ in portableExp(0.3 * stream.normal()) * 0.225 / stream.beta(0.225 * k, 0.775 * k) }
        let inside = draws.count { $0 >= interval.low && $0 <= interval.high }
        #expect(abs(Double(inside) / 100_000 - 0.95) < 0.003, "seed 4")
    }
}
