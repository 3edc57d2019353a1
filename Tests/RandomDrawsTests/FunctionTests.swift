import Foundation
import RandomDraws
import Testing

/// The distance of two numbers in units in the last place of the second.
private func units(_ value: Double, _ reference: Double) -> Double {
    if value == reference { return 0 }
    return (value - reference).magnitude / max(reference.ulp, .leastNormalMagnitude * .ulpOfOne)
}

/// The largest error of a function over random arguments of a range, in units in the last place.
private func worst(_ range: ClosedRange<Double>, _ own: (Double) -> Double, _ reference: (Double) -> Double) -> (error: Double, at: Double) {
    var stream = RandomStream(seed: 3, "arguments")
    var result = (error: 0.0, at: 0.0)
    for _ in 0..<20_000 {
        let x = range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
        let error = units(own(x), reference(x))
        if error > result.error { result = (error, x) }
    }
    return result
}

@Suite("Portable functions against the system's")
struct FunctionTests {
    @Test(arguments: [-1.0...1.0, -30.0...30.0, -708.0...709.0])
    func `exp is within 1 unit of the last place`(range: ClosedRange<Double>) {
        let found = worst(range, portableExp, exp)
        #expect(found.error <= 1.5, "at \(found.at)")
    }

    @Test func `exp ends where doubles end`() {
        #expect(portableExp(0) == 1)
        #expect(portableExp(709.79) == .infinity)
        #expect(portableExp(-746) == 0)
        #expect(portableExp(-.infinity) == 0)
        #expect(portableExp(.infinity) == .infinity)
        #expect(portableExp(.nan).isNaN)
        #expect(units(portableExp(-740), exp(-740.0)) <= 2)
        #expect(units(portableExp(709.7), exp(709.7)) <= 1)
    }

    @Test(arguments: [1e-12...1.0, 0.5...2.0, 1.0...1e6, Double.leastNonzeroMagnitude...1e-307, 1e300...1e308])
    func `log is within 1 unit of the last place`(range: ClosedRange<Double>) {
        let found = worst(range, portableLog, log)
        #expect(found.error <= 1.5, "at \(found.at)")
    }

    @Test func `log ends where its domain ends`() {
        #expect(portableLog(1) == 0)
        #expect(portableLog(0) == -.infinity)
        #expect(portableLog(-1).isNaN)
        #expect(portableLog(.infinity) == .infinity)
        #expect(portableLog1p(0) == 0)
        #expect(portableLog1p(-1) == -.infinity)
        #expect(portableLog1p(1e-300) == 1e-300)
        #expect(portableLog1p(1e300) == portableLog(1e300))
    }

    @Test(arguments: [-1e-6...1e-6, -0.999...1.0, 0.0...1e9])
    func `log1p is within 2 units of the last place`(range: ClosedRange<Double>) {
        let found = worst(range, portableLog1p, log1p)
        #expect(found.error <= 2.5, "at \(found.at)")
    }

    @Test(arguments: [-1e-6...1e-6, -1.0...1.0, -50.0...50.0])
    func `expm1 is within 3 units of the last place`(range: ClosedRange<Double>) {
        let found = worst(range, portableExpm1, expm1)
        #expect(found.error <= 3.5, "at \(found.at)")
    }

    @Test(arguments: [-6.0 ... -0.5, -0.5...0.5, 0.5...6.0, 6.0...26.0])
    func `erfc is within 10 units of the last place`(range: ClosedRange<Double>) {
        let found = worst(range, portableErfc, erfc)
        #expect(found.error <= 10, "at \(found.at)")
    }

    @Test func `erf is within 4 units of the last place`() {
        let found = worst(-5...5, portableErf, erf)
        #expect(found.error <= 4, "at \(found.at)")
    }

    /// Values computed with mpmath 1.3 to 30 digits.
    @Test(arguments: [(0.0, 1.0), (1.0, 0.427583576155807004), (10.0, 0.0561409927438225838), (1e3, 5.64189301453387654e-4), (1e10, 5.64189583547756287e-11)])
    func `the scaled erfc holds its digits at any size`(x: Double, expected: Double) {
        #expect(units(portableErfcx(x), expected) <= 8)
    }

    @Test func `sine, cosine and powers follow the system's`() {
        for range in [-3.0...3.0, -1000.0...1000.0] {
            var stream = RandomStream(seed: 3, "angles")
            for _ in 0..<5000 {
                let x = range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
                #expect(abs(portableSin(x) - sin(x)) < 4e-16)
                #expect(abs(portableCos(x) - cos(x)) < 4e-16)
            }
        }
        #expect(portableSin(1e6).isNaN)
        #expect(abs(portablePow(1.07, 12.5) / pow(1.07, 12.5) - 1) < 1e-14)
        #expect(portablePow(0, 2) == 0)
        #expect(portablePow(0, 0) == 1)
    }
}

/// Reference values computed with mpmath 1.3 to 30 digits.
@Suite("Distributions and special functions")
struct DistributionTests {
    private func near(_ value: Double, _ expected: Double, _ tolerance: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect((value - expected).magnitude <= tolerance * max(expected.magnitude, 1e-300), "\(value) is not \(expected)", sourceLocation: sourceLocation)
    }

    @Test func `normal chances hold their digits deep in the tail`() {
        near(normalCDF(1.959963984540054), 0.975, 1e-15)
        near(normalCDF(-8), 6.2209605742717841235e-16, 3e-15)
        near(logNormalCDF(-37), -689.0305855768905936, 1e-15)
        near(logNormalCDF(-1), -1.8410216450092635058, 2e-15)
        near(logNormalCDF(-0.5), -1.1759117615936186089, 2e-15)
        near(logNormalCDF(5), -2.8665161296376359338e-7, 1e-14)
        near(logNormalCDF(-1e4), -50000010.129278915181, 1e-15)
        near(logNormalCDF(-1e100), -5e199, 1e-15)
    }

    @Test func `the normal quantile inverts the chance`() {
        near(normalQuantile(0.975), 1.95996398454005423552, 1e-15)
        near(normalQuantile(1e-300), -37.047096299361199237, 1e-14)
        near(normalQuantile(0.3), -0.52440051270804078404, 1e-14)
        #expect(normalQuantile(0.5) == 0)
        #expect(normalQuantile(0) == -.infinity)
        #expect(normalQuantile(1) == .infinity)
        for step in 1..<100 { near(normalCDF(normalQuantile(Double(step) / 100)), Double(step) / 100, 1e-14) }
    }

    @Test func `Student's tail and quantile agree with the reference`() {
        near(studentUpperTail(2.0, degreesOfFreedom: 5), 0.050969739414929178123, 1e-12)
        near(studentUpperTail(-1.0, degreesOfFreedom: 3.5), 0.80933137321827723099, 1e-12)
        near(studentUpperTail(40, degreesOfFreedom: 12), 1.9256147903860169062e-14, 1e-11)
        near(studentUpperTail(10, degreesOfFreedom: 1000), 8.3353514793000331542e-23, 1e-10)
        near(studentUpperTail(3, degreesOfFreedom: 1e6), 0.0013499312707108985294, 1e-9)
        near(studentUpperTail(1, degreesOfFreedom: .infinity), 1 - 0.84134474606854292578, 1e-14)
        #expect(studentUpperTail(0, degreesOfFreedom: 7) == 0.5)
        near(studentQuantile(0.975, degreesOfFreedom: 6), 2.4469118511449699711, 1e-10)
        near(studentQuantile(0.975, degreesOfFreedom: 1), 12.706204736174704646, 1e-10)
        near(studentQuantile(1e-8, degreesOfFreedom: 4), -131.59473694062355241, 1e-10)
        #expect(studentQuantile(0.5, degreesOfFreedom: 4) == 0)
        #expect(studentQuantile(0.5, degreesOfFreedom: 0).isNaN)
    }

    @Test func `gamma, digamma, trigamma and beta agree with the reference`() {
        near(logGamma(0.1), 2.252712651734205902, 1e-14)
        near(logGamma(3.7), 1.4280723266653881292, 1e-14)
        near(logGamma(1e5), 1051287.7089736568949, 1e-14)
        near(digamma(0.3), -3.5025242222001331249, 1e-14)
        near(digamma(25), 3.1987425128519740085, 1e-14)
        near(trigamma(0.3), 12.245364546107731301, 1e-14)
        near(trigamma(25), 0.040810663257225579187, 1e-14)
        near(tetragamma(0.3), -75.272536588726038917, 1e-13)
        near(tetragamma(25), -0.0016652793184224681654, 1e-13)
        near(pentagamma(0.3), 743.14176465504977709, 1e-13)
        near(pentagamma(25), 0.00013588463650827370403, 1e-13)
        near(regularizedBeta(0.3, 2.5, 4), 0.35219758590676721388, 1e-13)
        near(regularizedBeta(0.9, 50, 3), 0.096633285137252208871, 1e-12)
        near(regularizedBeta(1e-6, 2, 0.5), 3.7500012500007027861e-13, 1e-12)
        #expect(regularizedBeta(0, 2, 3) == 0)
        #expect(regularizedBeta(1, 2, 3) == 1)
        #expect(regularizedBeta(0.5, -1, 3).isNaN)
    }

    @Test(arguments: [1e-9, 1e-4, 0.05, 1.0, 30.0, 1e6, 1e9])
    func `the inverse of trigamma inverts it`(value: Double) {
        near(trigamma(inverseTrigamma(value)), value, 1e-6)
        if value > 1e-6, value < 1e7 { near(trigamma(inverseTrigamma(value)), value, 1e-12) }
    }
}
