import Findings
import LaboratoryQuality
import Monitoring
import Testing

@Suite("Which value counts") struct ResultSelectionTests {
    private func statuses(_ results: [LaboratoryResult]) -> [ResultStatus] { QualityJudgement.judge(results).results.map(\.status) }

    @Test("Inside the curve beats above it, then the diluted run counts")
    func insideTheCurve() {
        let judgement = QualityJudgement.judge([
            result("I1", .aboveRange(limit: 500), line: 1, at: 100), result("I1x10", .quantified(2500), line: 2, dilution: 10, at: 50),
        ])
        #expect(judgement.results.map(\.status) == [.superseded, .accepted])
        #expect(judgement.results[0].supersededBy == "a.csv:2")
        #expect(judgement.findings.map(\.code) == ["Q009"])
        #expect(judgement.findings.map(\.severity) == [.info])
    }

    @Test("Above the curve at every dilution: a warning for the one that counts")
    func aboveEveryCurve() {
        let judgement = QualityJudgement.judge([
            result("I1", .aboveRange(limit: 500), line: 1, at: 100), result("I1x10", .aboveRange(limit: 5000), line: 2, dilution: 10, at: 50),
        ])
        #expect(judgement.results.map(\.status) == [.flagged, .superseded])
        #expect(judgement.findings.map(\.severity) == [.warning, .info])
    }

    @Test("The least dilution, then the latest analysis")
    func dilutionAndTime() {
        #expect(
            statuses([
                result("I1", .quantified(40), line: 1, dilution: 10, at: 300), result("I2", .quantified(41), line: 2, at: 100),
                result("I3", .quantified(42), line: 3, at: 200),
            ]) == [.superseded, .superseded, .accepted])
    }

    @Test("A rejected or held result never counts and keeps its status")
    func rejected() {
        #expect(
            statuses([
                result("I1", .quantified(40), line: 1, at: 300, ratio: 0.9, ratioExpected: 0.45),
                result("I2", .quantified(41), line: 2, at: 100, ratio: 0.45, ratioExpected: 0.45),
            ]) == [.rejected, .accepted])
        #expect(
            statuses([
                result("C", .quantified(1), .standard, line: 1, r2: 0.5), result("I1", .quantified(40), line: 2, at: 300),
                result("I2", .quantified(41), line: 3, batch: "B2", at: 100),
            ]) == [.held, .held, .accepted])
    }

    @Test("True replicates are averaged on the log scale")
    func replicates() {
        let judgement = QualityJudgement.judge([
            result("I1", .quantified(20), line: 1, replicate: "a", at: 100), result("I2", .quantified(45), line: 2, replicate: "b", at: 200),
        ])
        #expect(judgement.results[0].concentration == .quantified(30))
        #expect(judgement.results.map(\.status) == [.flagged, .superseded])
        #expect(judgement.results[0].flags == ["replicate_mean"])
        #expect(judgement.results[1].supersededBy == "a.csv:1")
    }

    @Test("Replicates of which one is censored have no figure, but a bound")
    func censoredReplicates() {
        let judgement = QualityJudgement.judge([
            result("I1", .quantified(2.5), line: 1, replicate: "a"), result("I2", .belowQuantification(limit: 2), line: 2, replicate: "b"),
        ])
        #expect(judgement.results[0].concentration == .belowQuantification(limit: 2.5))
    }

    @Test("Without a replicate's word two injections are not averaged")
    func notReplicates() {
        #expect(
            statuses([result("I1", .quantified(20), line: 1, at: 100), result("I2", .quantified(45), line: 2, at: 200)]) == [.superseded, .accepted])
    }

    @Test("The same measurement in two files is kept once, whatever it is called")
    func copies() {
        let judgement = QualityJudgement.judge([
            result("I1", .quantified(20), line: 5, file: "b.csv", replicate: "a", at: 100), result("I1", .quantified(20), line: 1, file: "a.csv", replicate: "a", at: 100),
        ])
        #expect(judgement.results.map(\.status) == [.superseded, .accepted])
        #expect(judgement.results[0].supersededBy == "a.csv:1")
        #expect(judgement.results[1].concentration == .quantified(20))
        #expect(judgement.results[1].flags.isEmpty)
        #expect(judgement.findings.map(\.code) == ["Q010"])
    }

    @Test("A time or a batch tells a copy: the same time, or the same batch where one has no time")
    func timesAndBatches() {
        func superseded(_ first: (Int64?, String), _ second: (Int64?, String)) -> Bool {
            QualityJudgement.judge([
                result("MB", .belowDetection(limit: 1), .blank, line: 1, batch: first.1, at: first.0),
                result("MB", .belowDetection(limit: 1), .blank, line: 1, batch: second.1, file: "b.csv", at: second.0),
            ]).results[1].status == .superseded
        }
        #expect(superseded((5, "B1"), (5, "B2")))
        #expect(!superseded((5, "B1"), (6, "B1")))
        #expect(superseded((5, "B1"), (nil, "B1")))
        #expect(superseded((nil, "B1"), (5, "B1")))
        #expect(!superseded((5, "B1"), (nil, "B2")))
        #expect(superseded((nil, "B1"), (nil, "B1")))
        #expect(!superseded((nil, "B1"), (nil, "B2")))
    }

    @Test("Thousands of blanks of one name and no find are told apart by their times")
    func manyBlanks() {
        let blanks = (0..<20_000).map { result("MB", .belowDetection(limit: 1), .blank, line: $0 + 1, batch: "B\($0)", at: Int64($0)) }
        let judgement = QualityJudgement.judge(blanks + [result("MB", .belowDetection(limit: 1), .blank, line: 1, batch: "Z", file: "b.csv", at: 19_999)])
        #expect(judgement.results.count { $0.status == .superseded } == 1)
        #expect(judgement.results.last?.supersededBy == "a.csv:20000")
    }

    @Test("A failed control that is delivered twice is one failure")
    func copiedControl() {
        let judgement = QualityJudgement.judge([
            result("Q", .quantified(150), .qc, line: 1, at: 5, expected: 100), result("Q", .quantified(150), .qc, line: 1, file: "b.csv", at: 5, expected: 100),
            result("I1", .quantified(20), line: 2),
        ])
        #expect(judgement.heldBatches.isEmpty)
        #expect(judgement.results[2].status == .flagged)
    }

    @Test("Different figures that no rule tells apart are named")
    func contested() {
        let judgement = QualityJudgement.judge([result("I1", .quantified(20), line: 1, at: 100), result("I1", .quantified(45), line: 2, at: 100)])
        #expect(judgement.results.map(\.status) == [.accepted, .superseded])
        #expect(judgement.findings.map(\.code) == ["Q011"])
    }

    @Test("The order of the results does not matter", arguments: 0..<20)
    func order(seed: Int) {
        let results = [
            result("MB", .quantified(1.8), .blank, line: 1, at: 1), result("I1", .quantified(20), line: 2, replicate: "a", at: 100),
            result("I2", .quantified(45), line: 3, replicate: "b", at: 200), result("I1", .quantified(20), line: 2, file: "b.csv", replicate: "a", at: 100),
            result("I3", .aboveRange(limit: 500), sample: "S3", line: 4, at: 300), result("I4", .quantified(900), sample: "S3", line: 5, dilution: 10, at: 50),
            result("Q", .quantified(150), .qc, line: 6, at: 400, expected: 100),
        ]
        let expected = QualityJudgement.judge(results)
        var shuffled = results
        var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        for index in shuffled.indices.reversed() {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            shuffled.swapAt(index, Int(state >> 33) % (index + 1))
        }
        let other = QualityJudgement.judge(shuffled)
        func sorted(_ results: [LaboratoryResult]) -> [LaboratoryResult] { results.sorted { ($0.position.file, $0.position.line ?? 0) < ($1.position.file, $1.position.line ?? 0) } }
        #expect(sorted(other.results) == sorted(expected.results), "seed \(seed)")
        #expect(other.checks == expected.checks)
        #expect(other.heldBatches == expected.heldBatches)
        #expect(other.findings == expected.findings)
    }
}
