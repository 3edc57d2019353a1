import Findings
import LaboratoryQuality
import Monitoring
import ProgrammeFiles
import Testing

@Suite("What people decide on results") struct DecisionTests {
    private func override(
        _ action: QualityOverride.Action, _ injection: String = "I1", file: String = "a.csv", analyte: AnalyteCode? = nil, reason: String = "peak integrated anew",
        by: String = "zhang", second: String? = "li", at: Int64 = 100
    ) -> QualityOverride {
        QualityOverride(
            file: file, injection: injection, analyte: analyte, action: action, reason: reason, by: by, at: Instant(seconds: at), approvedBy: second,
            approvedAt: second == nil ? nil : Instant(seconds: at + 10))
    }

    private let rejected = result("I1", .quantified(40), line: 1, time: 9, timeExpected: 3)

    @Test("A decision of two people uses a result that the rules reject, and one that they hold")
    func use() {
        let judgement = QualityJudgement.judge([rejected], overrides: [override(.use)])
        #expect(judgement.results[0].status == .flagged)
        #expect(judgement.results[0].flags == ["override_use", "retention_time"])
        let finding = judgement.findings.first { $0.code == "Q018" }
        #expect(finding?.severity == .info)
        #expect(finding?.arguments["by"] == "zhang" && finding?.arguments["second"] == "li" && finding?.arguments["reason"] == "peak integrated anew")
        let held = QualityJudgement.judge([result("C", .quantified(1), .standard, line: 5, r2: 0.5), result("I1", .quantified(40), line: 1), result("I2", .quantified(40), sample: "S2", line: 2)], overrides: [override(.use)])
        #expect(held.results.map(\.status) == [.held, .flagged, .held])
        #expect(held.heldBatches.first?.results == 1)
    }

    @Test("A figure that the rules took back to a bound counts as reported")
    func useOfABound() {
        let noisy = result("I1", .quantified(40), line: 1, noise: 2)
        #expect(QualityJudgement.judge([noisy]).results[0].concentration == .belowDetection(limit: 40))
        let judgement = QualityJudgement.judge([noisy], overrides: [override(.use)])
        #expect(judgement.results[0].concentration == .quantified(40))
        #expect(judgement.results[0].flags == ["override_use", "signal_to_noise"])
    }

    @Test("A decision of two people rejects a result that the rules accept")
    func reject() {
        let judgement = QualityJudgement.judge([result("I1", .quantified(40), line: 1)], overrides: [override(.reject)])
        #expect(judgement.results[0].status == .rejected)
        #expect(judgement.results[0].flags == ["override_reject"])
        #expect(judgement.findings.map(\.code) == ["Q019"])
    }

    @Test("Without a second person, or with the same one, a decision has no effect but a finding", arguments: [nil, "", " ", "zhang", " Zhang", "ZHANG"] as [String?])
    func onePerson(second: String?) {
        let judgement = QualityJudgement.judge([rejected], overrides: [override(.use, second: second)])
        #expect(judgement.results[0].status == .rejected)
        #expect(judgement.results[0].flags == ["retention_time"])
        #expect(judgement.findings.map(\.code).contains("Q020"))
        #expect(!judgement.findings.map(\.code).contains("Q018"))
    }

    @Test("Without a name or a reason a decision has no effect", arguments: [("zhang", ""), ("zhang", " \n"), ("", "why"), ("  ", "why")])
    func nameless(by: String, reason: String) {
        let judgement = QualityJudgement.judge([rejected], overrides: [override(.use, reason: reason, by: by)])
        #expect(judgement.results[0].status == .rejected)
        #expect(judgement.findings.map(\.code).contains("Q021"))
    }

    @Test("A decision that meets nothing, or a control, is named", arguments: [("I9", "a.csv", nil), ("I1", "b.csv", nil), ("I1", "a.csv", "ketamine"), ("Q", "a.csv", nil)] as [(String, String, String?)])
    func noResult(injection: String, file: String, analyte: String?) {
        let control = result("Q", .quantified(200), .qc, line: 7, expected: 100)
        let judgement = QualityJudgement.judge([rejected, control], overrides: [override(.reject, injection, file: file, analyte: analyte.map { AnalyteCode($0) })])
        #expect(judgement.findings.map(\.code).contains("Q022"))
        #expect(judgement.results.allSatisfy { !$0.flags.contains("override_reject") })
    }

    @Test("There is nothing to use in a result that was not measured")
    func nothingToUse() {
        let judgement = QualityJudgement.judge([result("I1", .notAnalysed, line: 1)], overrides: [override(.use)])
        #expect(judgement.findings.map(\.code) == ["Q022"])
        #expect(judgement.results[0].flags.isEmpty)
    }

    @Test("One analyte, or every analyte of the injection")
    func analytes() {
        let results = [result("I1", .quantified(40), line: 1), result("I1", .quantified(4), line: 2, analyte: "ketamine")]
        #expect(QualityJudgement.judge(results, overrides: [override(.reject)]).results.map(\.status) == [.rejected, .rejected])
        #expect(QualityJudgement.judge(results, overrides: [override(.reject, analyte: "ketamine")]).results.map(\.status) == [.accepted, .rejected])
    }

    @Test("A file is named by its digest or its name")
    func digests() {
        let results = [result("I1", .quantified(40), line: 1, digest: "abc"), result("I1", .quantified(41), line: 1, file: "b.csv", digest: "def")]
        #expect(QualityJudgement.judge(results, overrides: [override(.reject, file: "def")]).results.map(\.status) == [.accepted, .rejected])
        #expect(QualityJudgement.judge(results, overrides: [override(.reject, file: "a.csv")]).results.map(\.status) == [.rejected, .accepted])
    }

    @Test("A decision on the copy of a measurement is one on the measurement")
    func copies() {
        let results = [result("I1", .quantified(40), line: 1, at: 5), result("I1", .quantified(40), line: 1, file: "b.csv", at: 5)]
        let judgement = QualityJudgement.judge(results, overrides: [override(.reject, file: "b.csv")])
        #expect(judgement.results.map(\.status) == [.rejected, .superseded])
        #expect(judgement.results[0].flags == ["override_reject"])
    }

    @Test("What two people use wins over all other results of the sample")
    func selection() {
        let results = [
            result("I1", .quantified(40), line: 1, dilution: 10, at: 10), result("I2", .quantified(45), line: 2, at: 900), result("I3", .quantified(46), line: 3, at: 1000),
        ]
        #expect(QualityJudgement.judge(results).results.map(\.status) == [.superseded, .superseded, .accepted])
        let judgement = QualityJudgement.judge(results, overrides: [override(.use)])
        #expect(judgement.results.map(\.status) == [.flagged, .superseded, .superseded])
        #expect(judgement.results[2].supersededBy == "a.csv:1")
    }

    @Test("Of two decisions the later counts; of the same instant neither does, in any order")
    func contradiction() {
        let results = [result("I1", .quantified(40), line: 1)]
        let later = [override(.use, at: 100), override(.reject, at: 200)]
        for overrides in [later, later.reversed()] { #expect(QualityJudgement.judge(results, overrides: overrides).results[0].status == .rejected) }
        let back = [override(.reject, at: 100), override(.use, at: 200)]
        for overrides in [back, back.reversed()] { #expect(QualityJudgement.judge(results, overrides: overrides).results[0].flags == ["override_use"]) }
        let same = [override(.use), override(.reject)]
        for overrides in [same, same.reversed()] {
            let judgement = QualityJudgement.judge(results, overrides: overrides)
            #expect(judgement.results[0].flags.isEmpty && judgement.results[0].status == .accepted)
            #expect(judgement.findings.map(\.code).contains("Q023"))
        }
    }

    // MARK: Releases

    private let failed = [
        result("C", .quantified(10), .standard, line: 1, r2: 0.9), result("MB", .quantified(9), .blank, line: 2), result("I1", .quantified(400), line: 3),
    ]

    @Test("A release lifts the holds that it names; another reason holds the batch still")
    func partRelease() {
        let one = QualityJudgement.judge(failed, releases: [release(["calibration"])])
        #expect(one.results[2].status == .held)
        #expect(one.heldBatches.map(\.reasons) == [["blank"]])
        #expect(one.findings.map(\.code).sorted() == ["Q013", "Q024"])
        let both = QualityJudgement.judge(failed, releases: [release(["calibration"]), release(["blank"], by: "wang")])
        #expect(both.results[2].status == .flagged)
        #expect(both.heldBatches.isEmpty)
        #expect(both.findings.filter { $0.code == "Q024" }.compactMap { $0.arguments["by"] } == ["wang", "zhang"])
        let all = QualityJudgement.judge(failed, releases: [release()])
        #expect(all.results[2].flags.contains("released") && all.heldBatches.isEmpty)
        #expect(all.findings.filter { $0.code == "Q024" }.count == 1)
    }

    @Test("A release without a name or a reason, or of another analyte, lifts nothing")
    func emptyRelease() {
        for release in [release(by: " "), release(reason: ""), release(analyte: "ketamine")] {
            let judgement = QualityJudgement.judge(failed, releases: [release])
            #expect(judgement.results[2].status == .held)
            #expect(judgement.findings.allSatisfy { $0.code != "Q024" })
        }
    }
}
