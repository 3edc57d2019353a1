// The closed form of the product of lognormal factors, and Beta parameters of excretion fractions, in the manner of
// C. Jones et al., Sci. Total Environ. 487 (2014) 642, doi:10.1016/j.scitotenv.2014.02.101, and of S. Castiglioni et al.,
// Environ. Sci. Technol. 47 (2013) 1452, doi:10.1021/es302722f. Expected figures were worked out by hand to five places.
import BackCalculation
import Monitoring
import RandomDraws
import Testing

@Suite("Published figures: uncertainty")
struct UncertaintyTests {
    @Test func `five factors of 10, 10, 5, 20 and 12 percent`() {
        let variance = [0.10, 0.10, 0.05, 0.20, 0.12].map { LogDistribution.logVariance(relativeSD: $0) }.reduce(0, +)
        #expect(abs(portableExpm1(variance).squareRoot() - 0.28084) < 5e-6)
        #expect(abs(portableExp(variance.squareRoot()) - 1.31723) < 5e-6)
        let interval = LogDistribution(logSD: variance.squareRoot()).interval(around: 1)
        #expect(abs(interval.high - 1.71605) < 2e-5)
        #expect(abs(interval.low * interval.high - 1) < 1e-12)
    }

    /// With the random part alone shrinking, `√((U_S/√n)² + U_C² + U_F² + U_P²)`: with 10, 10, 5 and 20 %, n = 1 gives 0.2500
    /// and n = 7 0.2322; with a flow of 20 % n = 7 gives 0.3024 (script of a Montreal study).
    @Test(arguments: [(1, 0.05, 0.2500), (7, 0.05, 0.2322), (7, 0.20, 0.3024)])
    func `only the random part of a mean shrinks with its days`(days: Int, flow: Double, expected: Double) {
        let shared = (0.10 * 0.10 + flow * flow + 0.20 * 0.20).squareRoot()
        let loads = (0..<days).map { SmallProgramme.load(.quantified(100), day: $0, random: 0.10, shared: shared) }
        let mean = LoadMean(loads, settings: SmallProgramme.configuration())
        #expect(abs(mean.totalLogSD - expected) < 2e-4)
    }

    /// Mean and relative standard deviation of an excreted fraction, and the Beta parameters that have them, to three places.
    static let fractions: [(mean: Double, relativeSD: Double, alpha: Double, beta: Double)] = [
        (0.39, 0.15, 26.721, 41.795), (0.225, 0.25, 12.175, 41.936), (0.29, 0.12, 49.016, 120.004), (0.35, 0.15, 28.539, 53.001),
        (0.42, 0.20, 14.080, 19.444), (0.20, 0.30, 8.689, 34.756), (0.013, 0.50, 3.935, 298.757), (0.006, 0.40, 6.206, 1028.21), (0.60, 0.25, 5.800, 3.867),
    ]

    /// The logarithm of m / E has the cumulants of a Beta number: the printed parameters give them within half of their last digit.
    @Test(arguments: fractions.indices) func `the reciprocal of an excreted fraction is skewed as a Beta number's is`(index: Int) throws {
        let (mean, relativeSD, alpha, beta) = Self.fractions[index]
        let distribution = try #require(LogDistribution(reciprocalOfFraction: mean, relativeSD: relativeSD))
        func near(_ value: Double, _ of: (Double, Double) -> Double) {
            let digit = (0.0005, beta > 1000 ? 0.005 : 0.0005)
            let spread = abs(of(alpha + digit.0, beta) - of(alpha, beta)) + abs(of(alpha, beta + digit.1) - of(alpha, beta))
            #expect(abs(value - of(alpha, beta)) <= 1.05 * spread + 1e-12)
        }
        near(distribution.mean) { portableLog(mean) - digamma($0) + digamma($0 + $1) }
        near(distribution.variance) { trigamma($0) - trigamma($0 + $1) }
        near(distribution.third) { -tetragamma($0) + tetragamma($0 + $1) }
        near(distribution.fourth) { pentagamma($0) - pentagamma($0 + $1) }
    }

    /// E[1/E] over 1/m, `m (α + β - 1) / (α - 1)`: 2.6249 for methamphetamine, 2.4 % above 1/m = 2.5641; 102.79 for
    /// 6-monoacetylmorphine, 33.6 % above 76.92. The point value is the plain 1/m, below the mean of the distribution.
    @Test(arguments: [(0.39, 0.15, 2.6249, 2.5641), (0.013, 0.50, 102.79, 76.92)])
    func `the mean of the reciprocal lies above the reciprocal of the mean`(mean: Double, relativeSD: Double, ofReciprocal: Double, plain: Double) throws {
        let distribution = try #require(LogDistribution(reciprocalOfFraction: mean, relativeSD: relativeSD))
        #expect(abs(1 / mean / plain - 1) < 5e-5)
        // The mean of exp X by quantiles in the middle of 20,000 equal shares; Cornish-Fisher is coarse far out in the tails.
        let shares = 20_000
        let average = (0..<shares).reduce(0.0) { $0 + portableExp(distribution.quantile((Double($1) + 0.5) / Double(shares))) } / Double(shares) / mean
        #expect(abs(average / ofReciprocal - 1) < 0.01, "\(average)")
        let draws = 200_000
        let k = (1 - mean) / (mean * relativeSD * relativeSD) - 1
        var stream = RandomStream(seed: 11, "reciprocal")
        var sum = 0.0
        var squares = 0.0
        for _ in 0..<draws {
            let value = 1 / stream.beta(mean * k, (1 - mean) * k)
            sum += value
            squares += value * value
        }
        let found = sum / Double(draws)
        let error = ((squares / Double(draws) - found * found) / Double(draws)).squareRoot()
        #expect(abs(found - ofReciprocal) < 4 * error + 0.005, "seed 11: \(found) ± \(error)")
    }

    @Test(arguments: [(0.39, 0.15), (0.013, 0.50)]) func `the quantiles of the closed form are those of draws`(mean: Double, relativeSD: Double) throws {
        let distribution = try #require(LogDistribution(reciprocalOfFraction: mean, relativeSD: relativeSD))
        let k = (1 - mean) / (mean * relativeSD * relativeSD) - 1
        var stream = RandomStream(seed: 9, "beta")
        let draws = (0..<60_000).map { _ in mean / stream.beta(mean * k, (1 - mean) * k) }.sorted()
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
