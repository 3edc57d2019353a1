import Findings
import LaboratoryQuality
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Controls, laboratory control samples and the order of injections") struct ControlRuleTests {
    private func control(_ name: String, _ found: Double, at second: Int64?, line: Int) -> LaboratoryResult {
        result(name, .quantified(found), .qc, line: line, at: second, expected: 100)
    }

    private func sample(_ number: Int, at second: Int64?) -> LaboratoryResult {
        result("I\(number)", .quantified(40), sample: SampleID("S\(number)"), line: 100 + number, at: second)
    }

    @Test("A failed control concerns its bracket: after the last that passed, before the next that passes")
    func bracket() {
        let judgement = QualityJudgement.judge([
            control("Q1", 100, at: 100, line: 1), control("Q2", 150, at: 200, line: 2), control("Q3", 100, at: 300, line: 3), sample(1, at: 50),
            sample(2, at: 100), sample(3, at: 101), sample(4, at: 250), sample(5, at: 299), sample(6, at: 300), sample(7, at: 400), sample(8, at: nil),
        ])
        #expect(judgement.results.dropFirst(3).map(\.status) == [.accepted, .accepted, .flagged, .flagged, .flagged, .accepted, .accepted, .flagged])
        #expect(judgement.findings.map(\.code) == ["Q002"])
        #expect(judgement.findings.first?.arguments["count"] == "4")
        #expect(judgement.heldBatches.isEmpty)
    }

    @Test("Before the first and after the last control that passes the bracket is open")
    func openBrackets() {
        let first = QualityJudgement.judge([control("Q1", 150, at: 100, line: 1), control("Q2", 100, at: 200, line: 2), sample(1, at: 1), sample(2, at: 150), sample(3, at: 250)])
        #expect(first.results.dropFirst(2).map(\.status) == [.flagged, .flagged, .accepted])
        let last = QualityJudgement.judge([control("Q1", 100, at: 100, line: 1), control("Q2", 150, at: 200, line: 2), sample(1, at: 1), sample(2, at: 150), sample(3, at: 250)])
        #expect(last.results.dropFirst(2).map(\.status) == [.accepted, .flagged, .flagged])
    }

    @Test("A failed control without a time concerns the batch")
    func noTime() {
        let judgement = QualityJudgement.judge([control("Q1", 100, at: 100, line: 1), control("Q2", 150, at: nil, line: 2), sample(1, at: 50), sample(2, at: 150)])
        #expect(judgement.results.dropFirst(2).map(\.status) == [.flagged, .flagged])
    }

    @Test("A control of a diluted injection is judged as its figure and its nominal value are: both after dilution")
    func dilutedControl() {
        func verdict(_ found: Double) -> QualityVerdict? {
            let control = result("Q", .quantified(found), .qc, line: 1, dilution: 10, expected: 1000)
            return QualityJudgement.judge([control, sample(1, at: nil)]).checks.first { $0.check == "control_accuracy" }?.verdict
        }
        #expect(verdict(1000) == .pass && verdict(1150) == .pass && verdict(1200) == .warn && verdict(1201) == .fail)
    }

    @Test("A control that is taken out of the curve is judged by the accuracy that the software states, or not at all")
    func excludedControl() {
        func checks(_ accuracy: Double?) -> [QualityVerdict] {
            QualityJudgement.judge([result("Q", .notAnalysed, .qc, line: 1, expected: 100, accuracy: accuracy), sample(1, at: nil)]).checks.map(\.verdict)
        }
        #expect(checks(nil).isEmpty)
        #expect(checks(130) == [.fail])
    }

    @Test("A laboratory control sample: its failure holds the analyte of the batch", arguments: [
        (100.0, 120.0, false), (100, 120.1, true), (100, 80, false), (100, 79.9, true), (10, 13, false), (10, 13.1, true), (10, 7, false), (10, 6.9, true),
    ])
    func blankSpike(nominal: Double, found: Double, isHeld: Bool) {
        let judgement = QualityJudgement.judge([result("LCS", .quantified(found), .spike, sample: nil, line: 1, expected: nominal), sample(1, at: nil)])
        #expect(judgement.results[1].status == (isHeld ? .held : .accepted))
        #expect(judgement.heldBatches.map(\.reasons) == (isHeld ? [["lcs"]] : []))
        #expect(judgement.findings.map(\.code) == (isHeld ? ["Q015"] : []))
        #expect(judgement.checks.map(\.check) == ["lcs_recovery"])
    }

    @Test("A laboratory control sample without a nominal value is not judged; a limit of two makes one failure a flag")
    func blankSpikeLimits() {
        let unknown = QualityJudgement.judge([result("LCS", .quantified(3), .spike, sample: nil, line: 1), sample(1, at: nil)])
        #expect(unknown.checks.isEmpty && unknown.results[1].status == .accepted)
        let two = QualityLimitTable([QualityLimitRow(limit: .failedBlankSpikesThatHold, value: 2)])
        let flagged = QualityJudgement.judge([result("LCS", .quantified(3), .spike, sample: nil, line: 1, expected: 100), sample(1, at: nil)], limits: two)
        #expect(flagged.results[1].flags == ["lcs_recovery"])
    }

    // MARK: How often

    private func run(samples: Int, controls: Set<Int>, types: [Int: SampleType] = [:], times: Bool = true) -> QualityJudgement {
        QualityJudgement.judge(
            (0..<samples).map { index in
                let second = times ? Int64(index * 600) : nil
                if controls.contains(index) { return control("Q\(index)", 100, at: second, line: index + 1) }
                return result("I\(index)", .quantified(40), types[index] ?? .unknown, sample: SampleID("S\(index)"), line: index + 1, at: second)
            })
    }

    @Test("A control after every twenty injections at the latest")
    func interval() {
        #expect(run(samples: 42, controls: [0, 21]).checks.first { $0.check == "control_interval" }?.verdict == .pass)
        let late = run(samples: 43, controls: [0, 21])
        #expect(late.checks.first { $0.check == "control_interval" } == QualityCheck(
            batch: "B1", analyte: nil, check: "control_interval", value: 21, limit: "<= 20", verdict: .warn, position: SourcePosition(file: "a.csv", line: 43, column: 3)))
        #expect(late.findings.map(\.code) == ["Q017"])
        #expect(late.results.allSatisfy { $0.status == .accepted })
    }

    @Test("Standards end a run as controls do, blanks do not")
    func whatEndsARun() {
        #expect(run(samples: 41, controls: [0], types: [20: .standard]).findings.isEmpty)
        #expect(run(samples: 22, controls: [0], types: [10: .doubleBlank]).findings.map(\.code) == ["Q017"])
    }

    @Test("Without times, or without any control or standard, nothing is said of how often")
    func notJudged() {
        #expect(run(samples: 60, controls: [0], times: false).checks.allSatisfy { $0.check != "control_interval" })
        #expect(run(samples: 60, controls: []).checks.isEmpty)
    }

    // MARK: Carry-over

    /// A curve up to 400, then a solvent, then samples.
    private func carryOver(solvent: Double, high: Double = 400, figures: [Double], gap: Bool = false) -> QualityJudgement {
        var results = [result("C", .quantified(400), .standard, line: 1, at: 10), result("H", .quantified(high), .standard, line: 2, at: 20)]
        results.append(result("SB", .quantified(solvent), .solvent, line: 3, at: gap ? 25 : 21))
        if gap { results.append(result("X", .notAnalysed, .doubleBlank, line: 4, at: 22)) }
        for (index, figure) in figures.enumerated() { results.append(result("I\(index)", .quantified(figure), sample: SampleID("S\(index)"), line: 10 + index, at: Int64(30 + index))) }
        return QualityJudgement.judge(results)
    }

    @Test("A solvent after a high standard: a fifth of the limit of quantification passes")
    func carryOverLimit() {
        #expect(carryOver(solvent: 0.4, figures: [40]).checks.first { $0.check == "carry_over_high" }?.verdict == .pass)
        let over = carryOver(solvent: 0.41, figures: [40])
        #expect(over.checks.first { $0.check == "carry_over_high" }?.verdict == .warn)
        // Nothing was injected right after a high one.
        #expect(over.findings.isEmpty)
        #expect(over.results.last?.status == .accepted)
    }

    @Test("Samples after an injection so high that carry-over may be a tenth are flagged, and no other")
    func carriedInto() {
        // 1 % is carried: 4 of 400 stand in the solvent.
        let judgement = carryOver(solvent: 4, figures: [400, 40, 4, 3.9])
        #expect(judgement.results.suffix(4).map(\.flags) == [[], ["carry_over"], ["carry_over"], []])
        #expect(judgement.findings.first { $0.code == "Q029" }?.arguments["share"] == "1")
        #expect(judgement.findings.first { $0.code == "Q029" }?.arguments["count"] == "2")
    }

    @Test("What follows no high standard is a blank and no carry-over")
    func noCarryOver() {
        #expect(carryOver(solvent: 0.41, high: 199, figures: [40]).checks.allSatisfy { $0.check != "carry_over_high" })
        #expect(carryOver(solvent: 0.41, high: 200, figures: [40]).checks.contains { $0.check == "carry_over_high" })
        #expect(carryOver(solvent: 0.41, figures: [40], gap: true).checks.allSatisfy { $0.check != "carry_over_high" })
    }

    // MARK: Spikes

    @Test("A sample above the curve, or one that holds over four times what was added, tells nothing of recovery")
    func nativeContent() {
        func checks(_ own: CensoredResult, found: Double) -> [String] {
            QualityJudgement.judge([result("I1", own, line: 1), result("SP", .quantified(found), .spike, line: 2, expected: 100)]).checks.map(\.check)
        }
        #expect(checks(.quantified(400), found: 500) == ["spike_recovery"])
        #expect(checks(.quantified(400.1), found: 500).isEmpty)
        #expect(checks(.aboveRange(limit: 500), found: 600) == ["upper_limit"])
        #expect(checks(.belowDetection(limit: 0.5), found: 100) == ["spike_recovery"])
    }

    @Test("Of several injections of the sample the spike's own dilution is compared")
    func spikeDilution() {
        let judgement = QualityJudgement.judge([
            result("I1", .aboveRange(limit: 500), line: 1), result("I1x10", .quantified(600), line: 2, dilution: 10),
            result("SP", .quantified(1600), .spike, line: 3, dilution: 10, expected: 1000),
        ])
        #expect(judgement.checks.first { $0.check == "spike_recovery" }?.value == 100)
    }
}
