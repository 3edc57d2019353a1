import Findings
import LaboratoryQuality
import Monitoring
import ProgrammeFiles
import Testing

/// A result of the tests: batch B1, methamphetamine, LOD 0.5, LOQ 2, at its own line.
func result(
    _ injection: String, _ concentration: CensoredResult, _ type: SampleType = .unknown, sample: SampleID? = "S1", line: Int, batch: String = "B1",
    file: String = "a.csv", replicate: String = "", dilution: Double = 1, at second: Int64? = nil, expected: Double? = nil, recovery: Double? = nil,
    ratio: Double? = nil, ratioExpected: Double? = nil, time: Double? = nil, timeExpected: Double? = nil, r2: Double? = nil, accuracy: Double? = nil,
    noise: Double? = nil, standardTime: Double? = nil, method: String = "M1", digest: String = "", analyte: AnalyteCode = "methamphetamine"
) -> LaboratoryResult {
    LaboratoryResult(
        sample: type == .unknown || type == .duplicate || type == .spike ? sample : nil, analyte: analyte, sampleType: type, concentration: concentration,
        limitOfDetection: 0.5, limitOfQuantification: 2, upperLimit: 500, method: method, batch: batch, injection: injection, replicate: replicate,
        dilution: dilution, analysedAt: second.map { Instant(seconds: $0) }, internalStandardRecoveryPct: recovery, ionRatio: ratio,
        ionRatioExpected: ratioExpected, retentionTimeMin: time, retentionTimeExpectedMin: timeExpected, expected: expected, calibrationR2: r2,
        accuracyPct: accuracy, signalToNoise: noise, internalStandardRetentionTimeMin: standardTime, fileDigest: digest,
        position: SourcePosition(file: file, line: line, column: 3))
}

/// A release of the hold of methamphetamine in batch B1, for some reasons or whatever they are.
func release(_ holds: [String] = [], by: String = "zhang", reason: String = "checked by hand", analyte: AnalyteCode = "methamphetamine") -> BatchRelease {
    BatchRelease(batch: "B1", analyte: analyte, holds: holds, reason: reason, by: by, at: Instant(seconds: 1_757_000_000))
}

@Suite("Rules of laboratory quality") struct QualityRuleTests {
    private let sample = result("I1", .quantified(40), line: 100)

    private func judge(_ results: LaboratoryResult..., methods: [MethodRow] = []) -> QualityJudgement {
        QualityJudgement.judge(results + [sample], methods: methods)
    }

    /// The status of the sample beside other results.
    private func status(_ judgement: QualityJudgement) -> ResultStatus? { judgement.results.last?.status }

    private func verdict(_ judgement: QualityJudgement, _ check: String) -> QualityVerdict? { judgement.checks.last { $0.check == check }?.verdict }

    @Test("r2 of the curve", arguments: [(0.996, QualityVerdict.pass, false), (0.995, .pass, false), (0.9949, .warn, false), (0.990, .warn, false), (0.9899, .fail, true)])
    func calibrationR2(r2: Double, verdict: QualityVerdict, isHeld: Bool) {
        let judgement = judge(result("C", .quantified(10), .standard, line: 1, r2: r2))
        #expect(self.verdict(judgement, "calibration_r2") == verdict)
        #expect((status(judgement) == .held) == isHeld)
        #expect(judgement.heldBatches.count == (isHeld ? 1 : 0))
    }

    private func curve(_ shares: [Double]) -> QualityJudgement {
        var results: [LaboratoryResult] = []
        for (index, share) in shares.enumerated() {
            let nominal = Double(1 << index)
            results.append(result("C\(index)", .quantified(nominal * share), .standard, line: index + 1, expected: nominal))
        }
        return QualityJudgement.judge(results + [sample])
    }

    @Test("Levels of the curve: five must fit, and three quarters of them")
    func calibrationLevels() {
        #expect(curve([1, 1, 1, 1, 1]).heldBatches.isEmpty)
        #expect(curve([1.2, 1.15, 0.85, 1, 1]).heldBatches.isEmpty)
        #expect(curve([1.21, 1, 1, 1, 1]).heldBatches.first?.reasons == ["calibration"])
        #expect(curve([1, 1, 1, 1]).heldBatches.count == 1)
        #expect(curve([1.3, 1, 1, 1, 1, 1]).heldBatches.isEmpty)
        #expect(curve([1.3, 1.3, 1, 1, 1, 1, 1]).heldBatches.count == 1)
        #expect(curve([1.3, 1.3, 1, 1, 1, 1, 1, 1]).heldBatches.isEmpty)
        #expect(curve([1.3, 1, 1, 1, 1, 1]).checks.count { $0.check == "calibration_level" && $0.verdict == .warn } == 1)
    }

    @Test("A control: 15 % passes, 20 % warns, more fails; wider near the limit", arguments: [
        (100.0, 115.0, QualityVerdict.pass), (100, 116, .warn), (100, 120, .warn), (100, 120.1, .fail), (100, 79.9, .fail), (10, 12, .pass), (10, 13, .warn),
        (10, 13.1, .fail), (10, 6.9, .fail),
    ])
    func control(nominal: Double, found: Double, verdict: QualityVerdict) {
        let judgement = judge(result("Q", .quantified(found), .qc, line: 1, expected: nominal))
        #expect(self.verdict(judgement, "control_accuracy") == verdict)
        #expect(status(judgement) == (verdict == .fail ? .flagged : .accepted))
    }

    @Test("Two failed controls hold the analyte of the batch, and no other analyte or batch")
    func twoControls() {
        let other = result("I1", .quantified(40), line: 101, analyte: "ketamine")
        let elsewhere = result("I2", .quantified(40), sample: "S2", line: 102, batch: "B2")
        let judgement = QualityJudgement.judge([
            result("Q1", .quantified(150), .qc, line: 1, expected: 100), result("Q2", .belowDetection(limit: 0.5), .qc, line: 2, expected: 100), sample, other,
            elsewhere,
        ])
        #expect(judgement.results.map(\.status) == [.held, .held, .held, .accepted, .accepted])
        #expect(judgement.results[2].flags == ["batch_control"])
        #expect(judgement.findings.map(\.code) == ["Q012"])
        #expect(judgement.heldBatches == [HeldBatch(scope: BatchAnalyte(batch: "B1", analyte: "methamphetamine"), reasons: ["control"], results: 1)])
    }

    @Test("A released hold is a flag")
    func released() {
        let results = [result("C", .quantified(10), .standard, line: 1, r2: 0.9), sample]
        let judgement = QualityJudgement.judge(results, releases: [release()])
        #expect(judgement.results[1].status == .flagged)
        #expect(judgement.results[1].flags == ["batch_calibration", "released"])
        #expect(judgement.heldBatches.isEmpty)
        let finding = judgement.findings.first { $0.code == "Q024" }
        #expect(finding?.severity == .info)
        #expect(finding?.arguments["by"] == "zhang" && finding?.arguments["reason"] == "checked by hand" && finding?.arguments["at"] == "2025-09-04")
    }

    @Test("A blank: half the limit passes, up to the limit warns, above holds", arguments: [
        (1.0, QualityVerdict.pass, ResultStatus.accepted), (1.1, .warn, .accepted), (2.0, .warn, .accepted), (2.01, .fail, .held),
    ])
    func blank(value: Double, verdict: QualityVerdict, status: ResultStatus) {
        for type in [SampleType.blank, .fieldBlank] {
            let judgement = judge(result("MB", .quantified(value), type, line: 1))
            #expect(self.verdict(judgement, type == .blank ? "blank" : "field_blank") == verdict)
            #expect(self.status(judgement) == status)
        }
    }

    @Test("Below five times a blank that warns a sample counts as not detected")
    func fivefold() {
        let results = [
            result("MB", .quantified(1.8), .blank, line: 1), result("I1", .quantified(8.9), line: 2), result("I2", .quantified(9), sample: "S2", line: 3),
            result("I3", .quantified(18.1), sample: "S3", line: 4),
        ]
        let judgement = QualityJudgement.judge(results)
        #expect(judgement.results[1].concentration == .belowDetection(limit: 8.9))
        #expect(judgement.results[1].flags == ["blank", "blank_5x"])
        #expect(judgement.results[2].concentration == .quantified(9))
        #expect(judgement.results[2].flags == ["blank"])
        #expect(judgement.results[3].flags.isEmpty)
        #expect(judgement.findings.map(\.code) == ["Q003"])
    }

    @Test("A blank that holds its analyte is said once, and for each sample only after a release")
    func heldBlank() {
        let results = [result("MB", .quantified(9), .blank, line: 1), result("I1", .quantified(8.9), line: 2), result("I2", .quantified(9), sample: "S2", line: 3)]
        let held = QualityJudgement.judge(results)
        #expect(held.findings.map(\.code) == ["Q013"])
        #expect(held.results.dropFirst().allSatisfy { $0.status == .held && $0.flags.contains("blank_5x") })
        let released = QualityJudgement.judge(results, releases: [release()])
        #expect(released.findings.map(\.code) == ["Q003", "Q003", "Q024"])
    }

    @Test("A clean blank and carry-over of a solvent do not hold")
    func cleanBlank() {
        #expect(status(judge(result("MB", .belowDetection(limit: 0.5), .blank, line: 1))) == .accepted)
        #expect(judge(result("SB", .quantified(9), .solvent, line: 1)).heldBatches.isEmpty)
    }

    @Test("Internal standard", arguments: [
        (100.0, ResultStatus.accepted), (50, .accepted), (49.9, .flagged), (120, .accepted), (120.1, .flagged), (20, .flagged), (19.9, .rejected), (151, .flagged),
        (0, .rejected),
    ])
    func internalStandard(recovery: Double, status: ResultStatus) {
        let judgement = QualityJudgement.judge([result("I1", .quantified(40), line: 1, recovery: recovery)])
        #expect(judgement.results[0].status == status)
    }

    @Test("Most samples without internal standard hold the batch")
    func missingStandards() {
        func batch(_ recoveries: [Double]) -> QualityJudgement {
            QualityJudgement.judge(recoveries.enumerated().map { result("I\($0)", .quantified(40), sample: SampleID("S\($0)"), line: $0 + 1, recovery: $1) })
        }
        #expect(batch([0, 0, 100]).results.map(\.status) == [.rejected, .rejected, .held])
        #expect(batch([0, 0, 100, 100]).results.map(\.status) == [.rejected, .rejected, .accepted, .accepted])
    }

    @Test("Ion ratio: 30 % by default, the method's tolerance where it has one", arguments: [
        (0.585, ResultStatus.accepted), (0.586, .rejected), (0.315, .accepted), (0.314, .rejected), (0.61, .rejected),
    ])
    func ionRatio(ratio: Double, status: ResultStatus) {
        let judgement = QualityJudgement.judge([result("I1", .quantified(40), line: 1, ratio: ratio, ratioExpected: 0.45)])
        #expect(judgement.results[0].status == status)
        let method = MethodRow(method: "M1", analyte: "methamphetamine", vendorName: "METH", basis: .sample, ionRatioTolerancePct: 50)
        let wide = QualityJudgement.judge([result("I1", .quantified(40), line: 1, ratio: 0.61, ratioExpected: 0.45)], methods: [method])
        #expect(wide.results[0].status == .accepted)
    }

    @Test("The ratio of a peak that was not quantified is not judged")
    func ratioOfNothing() {
        let judgement = QualityJudgement.judge([result("I1", .belowDetection(limit: 0.5), line: 1, ratio: 9, ratioExpected: 0.45)])
        #expect(judgement.results[0].status == .accepted)
        #expect(judgement.checks.isEmpty)
    }

    @Test("Retention time", arguments: [(3.2, ResultStatus.accepted), (3.0, .accepted), (3.21, .rejected), (2.98, .rejected)])
    func retentionTime(time: Double, status: ResultStatus) {
        #expect(QualityJudgement.judge([result("I1", .quantified(40), line: 1, time: time, timeExpected: 3.1)]).results[0].status == status)
    }

    @Test("Duplicates: 20 %, 40 % near the limit, nothing where one is not quantified", arguments: [
        (100.0, 122.0, ResultStatus.accepted), (100, 123, .flagged), (8, 12, .accepted), (8, 12.1, .flagged),
    ])
    func duplicates(a: Double, b: Double, status: ResultStatus) {
        let judgement = QualityJudgement.judge([result("I1", .quantified(a), line: 1), result("D", .quantified(b), .duplicate, line: 2)])
        #expect(judgement.results[0].status == status)
        let censored = QualityJudgement.judge([result("I1", .quantified(a), line: 1), result("D", .belowQuantification(limit: 2), .duplicate, line: 2)])
        #expect(censored.checks.isEmpty)
    }

    @Test("Recovery of a spike beyond the sample's own content", arguments: [
        (140.0, QualityVerdict.pass), (110, .pass), (109, .warn), (170, .pass), (171, .warn), (100, .warn), (99, .fail), (181, .fail),
    ])
    func spike(found: Double, verdict: QualityVerdict) {
        let judgement = judge(result("SP", .quantified(found), .spike, line: 1, expected: 100))
        #expect(self.verdict(judgement, "spike_recovery") == verdict)
        #expect(status(judgement) == (verdict == .fail ? .flagged : .accepted))
    }

    @Test("Checks that pass share a row with the one nearest to its limit; each that does not has its own")
    func sharedRows() {
        func judge(_ recoveries: [Double]) -> [QualityCheck] {
            QualityJudgement.judge(recoveries.enumerated().map { result("I\($0)", .quantified(40), sample: SampleID("S\($0)"), line: $0 + 1, recovery: $1) }).checks
        }
        let checks = judge([100, 60, 118, 45, 30, 95])
        #expect(checks.map(\.position.line) == [3, 4, 5])
        #expect(checks.map(\.value) == [118, 45, 30])
        #expect(checks.map(\.verdict) == [.pass, .warn, .warn])
        #expect(checks.map(\.limit) == ["50-120 %, n = 4", "50-120 %", "50-120 %"])
        #expect(judge([100]).map(\.limit) == ["50-120 %"])
        #expect(judge([110, 90]).first?.value == 110)
        #expect(judge([104, 80]).first?.value == 80)
    }

    @Test("A limit on both sides is written with its sign")
    func bothSides() {
        #expect(QualityJudgement.judge([result("I1", .quantified(40), line: 1, time: 3.15, timeExpected: 3.1)]).checks.map(\.limit) == ["±0.1 min"])
        #expect(Set(curve([1, 1, 1, 1, 1.1]).checks.map(\.limit)) == ["±15 %, n = 5", ">= 5, >= 75 % of 5"])
    }

    @Test("Above the curve is flagged and stays a bound")
    func upperLimit() {
        let judgement = QualityJudgement.judge([result("I1", .aboveRange(limit: 500), line: 1)])
        #expect(judgement.results[0].status == .flagged)
        #expect(judgement.results[0].concentration == .aboveRange(limit: 500))
        #expect(judgement.findings.map(\.code) == ["Q009"])
    }
}
