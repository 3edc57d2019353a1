import Testing
import Wording

@Suite struct DecimalTextTests {
    @Test(arguments: [
        (1234.5678, 3, "1230"), (0.000123456, 3, "0.000123"), (0, 6, "0"), (-2.5, 1, "-2"), (9.9996, 4, "10"), (1, 6, "1"),
        (38.8888888, 5, "38.889"), (1e21, 3, "1e21"), (3.2e-60, 3, "3.2e-60"), (-9.9999e-12, 3, "-1e-11"), (0.1, 6, "0.1"), (123456789, 6, "123457000"), (99999.95, 6, "100000"),
    ])
    func significantDigitsArePlainDecimals(value: Double, digits: Int, expected: String) {
        #expect(value.significant(digits) == expected)
    }

    @Test(arguments: [(2.5, 2, "2.50"), (-0.001, 2, "0.00"), (1999.995, 1, "2000.0"), (0.125, 2, "0.12"), (0, 0, "0")])
    func placesKeepTheirZeros(value: Double, places: Int, expected: String) {
        #expect(value.places(places) == expected)
    }

    @Test func whatIsNotFiniteIsNamed() {
        #expect(Double.nan.significant(3) == "nan")
        #expect((-Double.infinity).places(2) == "-inf")
    }

    @Test func roundingReadsBackWithinHalfADigit() {
        var value = 1.7e-9
        while value < 1e12 {
            let read = Double(value.significant(6)) ?? .nan
            #expect(abs(read - value) <= value * 0.5000001e-5, "\(value)")
            value *= 1.37
        }
    }
}
