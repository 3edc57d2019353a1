import Findings
import LaboratoryQuality
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Whether a peak is the substance, and enough of it") struct IdentityRuleTests {
    private func judge(_ results: [LaboratoryResult]) -> QualityJudgement { QualityJudgement.judge(results) }

    @Test("Signal to noise: 10 quantifies, 3 detects, less is noise", arguments: [
        (10.0, CensoredResult.quantified(40), ResultStatus.accepted, [String]()), (9.99, .belowQuantification(limit: 40), .flagged, ["Q025"]),
        (3, .belowQuantification(limit: 40), .flagged, ["Q025"]), (2.99, .belowDetection(limit: 40), .flagged, ["Q026"]),
        (0.01, .belowDetection(limit: 40), .flagged, ["Q026"]), (1e9, .quantified(40), .accepted, []),
    ] as [(Double, CensoredResult, ResultStatus, [String])])
    func signalToNoise(noise: Double, concentration: CensoredResult, status: ResultStatus, codes: [String]) {
        let judgement = judge([result("I1", .quantified(40), line: 1, noise: noise)])
        #expect(judgement.results[0].concentration == concentration)
        #expect(judgement.results[0].status == status)
        #expect(judgement.findings.map(\.code.rawValue) == codes)
        #expect(judgement.checks.map(\.check) == ["signal_to_noise"])
    }

    @Test("The bound is the method's limit where that is higher than what was measured")
    func signalBelowTheLimit() {
        // A figure below the limit of quantification is rare, but the bound must never promise less than the method does.
        #expect(judge([result("I1", .quantified(1), line: 1, noise: 5)]).results[0].concentration == .belowQuantification(limit: 2))
        #expect(judge([result("I1", .quantified(0.2), line: 1, noise: 1)]).results[0].concentration == .belowDetection(limit: 0.5))
    }

    @Test("Without a noise, with a noise of 0, and for what is no figure, signal to noise is not judged")
    func noSignal() {
        for judgement in [
            judge([result("I1", .quantified(40), line: 1)]), judge([result("I1", .quantified(40), line: 1, noise: 0)]),
            judge([result("I1", .quantified(40), line: 1, noise: -4)]), judge([result("I1", .quantified(40), line: 1, noise: .infinity)]),
            judge([result("I1", .belowQuantification(limit: 2), line: 1, noise: 1)]), judge([result("Q", .quantified(40), .qc, line: 1, noise: 1)]),
            judge([result("C", .quantified(40), .standard, line: 1, noise: 1)]), judge([result("B", .quantified(0.1), .blank, line: 1, noise: 1)]),
        ] {
            #expect(judgement.checks.allSatisfy { $0.check != "signal_to_noise" })
            #expect(judgement.findings.isEmpty)
        }
    }

    @Test("A duplicate below quantification by its noise is not compared")
    func noisyDuplicate() {
        let judgement = judge([result("I1", .quantified(40), line: 1), result("D", .quantified(90), .duplicate, line: 2, noise: 4)])
        #expect(judgement.checks.allSatisfy { $0.check != "duplicate_rpd" })
        #expect(judgement.results[0].status == .accepted)
    }

    private func standards(times: [Double] = [3.1, 3.1, 3.11], own: [Double] = [3, 3, 3], ratios: [Double] = [0.44, 0.45, 0.46]) -> [LaboratoryResult] {
        times.indices.map { result("C\($0)", .quantified(Double($0 + 1) * 10), .standard, line: $0 + 1, ratio: ratios[$0], time: times[$0], standardTime: own[$0]) }
    }

    @Test("Where nothing states an expected ratio, that of the standards is expected", arguments: [
        (0.585, ResultStatus.accepted), (0.586, .rejected), (0.315, .accepted), (0.314, .rejected),
    ])
    func ratioOfStandards(ratio: Double, status: ResultStatus) {
        let judgement = judge(standards() + [result("I1", .quantified(40), line: 9, ratio: ratio)])
        #expect(judgement.results.last?.status == status)
    }

    @Test("Standards that were taken out of the curve tell no ratio and no time")
    func excludedStandards() {
        let out = result("C", .notAnalysed, .standard, line: 1, ratio: 0.45, time: 3.1, standardTime: 3)
        let judgement = judge([out, result("I1", .quantified(40), line: 9, ratio: 9, time: 9, standardTime: 3)])
        #expect(judgement.checks.isEmpty)
        #expect(judgement.results[1].status == .accepted)
    }

    @Test("A tolerance of the method on the day of analysis is the one that counts")
    func toleranceOfTheDay() {
        func method(_ tolerance: Double, from: String) -> MethodRow {
            MethodRow(
                method: "M1", analyte: "methamphetamine", vendorName: "METH", basis: .sample, ionRatioTolerancePct: tolerance, validFrom: CalendarDate(iso: from),
                validTo: from == "2024-01-01" ? CalendarDate(iso: "2024-12-31") : nil)
        }
        let methods = [method(50, from: "2024-01-01"), method(20, from: "2025-01-01")]
        func status(_ second: Int64?) -> ResultStatus? {
            QualityJudgement.judge([result("I1", .quantified(40), line: 1, at: second, ratio: 0.6, ratioExpected: 0.45)], methods: methods).results.first?.status
        }
        #expect(status(1_718_000_000) == .accepted)
        #expect(status(1_750_000_000) == .rejected)
        #expect(status(nil) == .rejected)
    }

    @Test("Retention in proportion to the internal standard: 1 % passes, 2.5 % warns, more is another substance", arguments: [
        (1.0, QualityVerdict.pass, ResultStatus.accepted), (1.01, .warn, .flagged), (2.5, .warn, .flagged), (2.51, .fail, .rejected), (-1, .pass, .accepted),
        (-1.01, .warn, .flagged), (-2.5, .warn, .flagged), (-2.51, .fail, .rejected),
    ])
    func relativeRetention(shift: Double, verdict: QualityVerdict, status: ResultStatus) {
        // The internal standard moves, the analyte stays where it should be.
        let judgement = judge(standards() + [result("I1", .quantified(40), line: 9, time: 3.1, standardTime: 3 / (1 + shift / 100))])
        #expect(judgement.checks.first { $0.check == "relative_retention" }?.verdict == verdict)
        #expect(judgement.results.last?.status == status)
        #expect(judgement.findings.map(\.code) == (verdict == .fail ? ["Q030"] : []))
    }

    @Test("A column that ages moves both peaks: a flag and no rejection")
    func drift() {
        let judgement = judge(standards() + [result("I1", .quantified(40), line: 9, time: 3.1 + 0.31, standardTime: 3 * 1.1)])
        #expect(judgement.results.last?.status == .flagged)
        #expect(judgement.checks.first { $0.check == "retention_time" }?.verdict == .warn)
        let alone = judge(standards() + [result("I1", .quantified(40), line: 9, time: 3.1 + 0.31)])
        #expect(alone.results.last?.status == .rejected)
        #expect(alone.findings.map(\.code) == ["Q006"])
    }

    @Test("Without an expected time that of the standards is expected", arguments: [(3.2, ResultStatus.accepted), (3.0, .accepted), (3.21, .rejected), (2.98, .rejected)])
    func timeOfStandards(time: Double, status: ResultStatus) {
        #expect(judge(standards(times: [3.1, 3.1, 9]) + [result("I1", .quantified(40), line: 9, time: time)]).results.last?.status == status)
    }

    @Test("A peak at another time is said once, though both rules see it")
    func saidOnce() {
        let judgement = judge(standards() + [result("I1", .quantified(40), line: 9, time: 4, timeExpected: 3.1, standardTime: 3)])
        #expect(judgement.findings.map(\.code) == ["Q030"])
        #expect(judgement.checks.filter { $0.verdict == .fail }.map(\.check) == ["relative_retention", "retention_time"])
    }

    @Test("Times of what was not detected, of controls and of blanks are not judged")
    func timesOfOthers() {
        for type in [SampleType.qc, .blank, .standard, .solvent] {
            let judgement = judge(standards() + [result("X", .quantified(40), type, line: 9, time: 9, timeExpected: 3.1, standardTime: 1)])
            #expect(judgement.checks.allSatisfy { $0.verdict == .pass || $0.check == "blank" || $0.check == "carry_over" })
        }
        let censored = judge(standards() + [result("I1", .belowDetection(limit: 1), line: 9, time: 9, timeExpected: 3.1, standardTime: 1)])
        #expect(censored.checks.isEmpty)
    }
}
