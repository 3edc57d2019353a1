import Monitoring
import Testing

@Suite struct CensoredResultTests {
    static let all: [(CensoredResult, String, Bool, Bool)] = [
        (.quantified(2), "=", true, false), (.belowQuantification(limit: 2), "<LOQ", true, true), (.belowDetection(limit: 2), "<LOD", false, true),
        (.aboveRange(limit: 2), ">ULOQ", true, false), (.notAnalysed, "NA", false, false),
    ]

    @Test func eachStateHasOneQualifier() {
        for (result, qualifier, isDetected, isLeftCensored) in Self.all {
            #expect(result.qualifier == qualifier)
            #expect(result.isDetected == isDetected)
            #expect(result.isLeftCensored == isLeftCensored)
        }
    }

    @Test func scalingMovesValueAndLimitAndNeverTheState() {
        for (result, qualifier, _, _) in Self.all {
            let scaled = result.scaled(by: 3)
            #expect(scaled.qualifier == qualifier)
            #expect((scaled.quantifiedValue ?? scaled.limit) == (result.quantifiedValue ?? result.limit).map { $0 * 3 })
        }
    }

    @Test func codesCompareByTheirBytes() {
        #expect([SiteCode("K10"), "K2", "é", "F1"].sorted() == ["F1", "K10", "K2", "é"])
    }
}
