import Findings
import LaboratoryQuality
import Monitoring
import ProgrammeFiles
import Testing
import Wording

@Suite("Limits of a laboratory, in force in the judgement") struct LimitsInForceTests {
    private func method(_ name: String, _ laboratory: String?) -> MethodRow {
        MethodRow(method: name, analyte: "methamphetamine", vendorName: "METH", basis: .sample, laboratory: laboratory)
    }

    private func verdict(_ rows: [QualityLimitRow], method name: String, at second: Int64? = 1_750_000_000) -> QualityCheck? {
        let results = [result("Q", .quantified(118), .qc, line: 1, at: second, expected: 100, method: name), result("I1", .quantified(40), line: 2, at: second, method: name)]
        let methods = [method("M1", "Lab A"), method("M2", "Lab B"), method("M3", nil)]
        return QualityJudgement.judge(results, methods: methods, limits: QualityLimitTable(rows)).checks.first { $0.check == "control_accuracy" }
    }

    @Test("A laboratory's own limit is the one that judges, and the one that is printed")
    func laboratory() {
        let rows = [QualityLimitRow(laboratory: "lab b", limit: .controlFailurePct, value: 17), QualityLimitRow(limit: .controlFailurePct, value: 30)]
        #expect(verdict(rows, method: "M1")?.limit == "70-130 %" && verdict(rows, method: "M1")?.verdict == .warn)
        #expect(verdict(rows, method: "M2")?.limit == "83-117 %" && verdict(rows, method: "M2")?.verdict == .fail)
        #expect(verdict(rows, method: "M3")?.limit == "70-130 %")
        #expect(verdict([], method: "M2")?.limit == "80-120 %")
    }

    @Test("A limit holds by the local day of the first injection of the batch")
    func day() {
        // 2025-06-15T15:06:40Z is the 15th at +08:00 until 16:00Z.
        let rows = [QualityLimitRow(limit: .controlFailurePct, value: 17, validFrom: CalendarDate(iso: "2025-06-16"))]
        #expect(verdict(rows, method: "M1", at: 1_750_000_000)?.verdict == .warn)
        #expect(verdict(rows, method: "M1", at: 1_750_000_000 + 3600)?.verdict == .fail)
        #expect(verdict(rows, method: "M1", at: nil)?.verdict == .fail)
    }

    @Test("A limit of one substance leaves the others alone")
    func analyte() {
        let rows = [QualityLimitRow(analyte: "ketamine", limit: .controlFailurePct, value: 17)]
        #expect(verdict(rows, method: "M1")?.verdict == .warn)
    }

    @Test("Every rule takes its limits from the table", arguments: [
        (QualityLimit.calibrationR2, 0.9, "calibration_r2"), (.calibrationR2Target, 0.99, "calibration_r2"), (.blankHoldLOQ, 9, "blank"), (.internalStandardLowPct, 30, "internal_standard"),
        (.ionRatioTolerancePct, 60, "ion_ratio"), (.retentionTimeMin, 1, "retention_time"), (.detectionSignalToNoise, 1, "signal_to_noise"),
        (.quantificationSignalToNoise, 4, "signal_to_noise"), (.duplicateRPDPct, 40, "duplicate_rpd"), (.spikeFailureLowPct, 10, "spike_recovery"),
    ])
    func everyRule(limit: QualityLimit, value: Double, check: String) {
        let results = [
            result("C", .quantified(10), .standard, line: 1, r2: 0.993), result("MB", .quantified(2.5), .blank, line: 2),
            result("I1", .quantified(400), line: 3, recovery: 45, ratio: 0.7, ratioExpected: 0.45, time: 3.5, timeExpected: 3),
            result("D", .quantified(300), .duplicate, line: 4), result("SP", .quantified(450), .spike, line: 5, expected: 100),
            result("I2", .quantified(40), sample: "S2", line: 6, noise: 2), result("I3", .quantified(40), sample: "S3", line: 7, noise: 5),
        ]
        func rows(_ table: QualityLimitTable) -> [QualityCheck] { QualityJudgement.judge(results, limits: table).checks.filter { $0.check == check } }
        #expect(rows(QualityLimitTable()) != rows(QualityLimitTable([QualityLimitRow(limit: limit, value: value)])), "\(limit.rawValue)")
    }

    @Test("A pair of limits that contradict each other falls back to the defaults and judges on")
    func contradiction() {
        let limits = QualityLimitTable([QualityLimitRow(limit: .controlWarningPct, value: 90)]).limits(laboratory: nil, analyte: nil, on: nil)
        #expect(limits[.controlWarningPct] == 15 && limits[.controlFailurePct] == 20)
    }

    // MARK: Order and words

    @Test("Whatever the order of results, rounds, limits, releases and decisions", arguments: 0..<20)
    func order(seed: Int) {
        var state = UInt64(seed) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        func shuffled<Value>(_ values: [Value]) -> [Value] {
            var values = values
            for index in values.indices.reversed() {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                values.swapAt(index, Int(state >> 33) % (index + 1))
            }
            return values
        }
        let results = [
            result("C1", .quantified(10), .standard, line: 1, at: 1, expected: 10, ratio: 0.4, time: 3, standardTime: 2.9),
            result("C2", .quantified(400), .standard, line: 2, at: 2, expected: 400, ratio: 0.5, time: 3.02, standardTime: 2.9),
            result("SB", .quantified(4), .solvent, line: 3, at: 3), result("Q1", .quantified(100), .qc, line: 4, at: 4, expected: 100),
            result("I1", .quantified(40), line: 5, at: 5, ratio: 0.6, time: 3.01, standardTime: 2.9), result("I2", .quantified(450), sample: "S2", line: 6, at: 6, noise: 5),
            result("I3", .quantified(20), sample: "S3", line: 7, at: 7, noise: 2), result("Q2", .quantified(150), .qc, line: 8, at: 8, expected: 100),
            result("LCS", .quantified(70), .spike, sample: nil, line: 9, at: 9, expected: 100), result("I1", .quantified(40), line: 5, file: "b.csv", at: 5),
            result("I4", .quantified(50), sample: "S3", line: 10, at: 10), result("I5", .quantified(50), sample: "S3", line: 11, at: 10, analyte: "ketamine"),
        ]
        let rounds = [(100.0, 1), (130, 2)].map { value, day in
            ProficiencyRound(laboratory: "Lab A", analyte: "methamphetamine", round: "R\(day)", date: CalendarDate(day: Int32(-day)), assigned: 100, reported: value, sigma: 10)
        }
        let rows = [QualityLimitRow(limit: .holdingHours, value: 30), QualityLimitRow(laboratory: "Lab A", limit: .holdingHours, value: 12)]
        let sample = Sample(
            id: "S3", site: "007", windowStart: Instant(seconds: -200_000), windowEnd: Instant(seconds: -100_000), date: CalendarDate(day: -3), composite: .flow,
            custody: ["storage_temperature_c": "4"])
        let overrides = ["I2", "I3"].map {
            QualityOverride(file: "a.csv", injection: $0, action: .use, reason: "r", by: "zhang", at: Instant(seconds: 1), approvedBy: "li", approvedAt: Instant(seconds: 2))
        }
        let releases = [release(["lcs"]), release(["proficiency"], by: "wang")]
        func judge(_ isShuffled: Bool) -> QualityJudgement {
            func of<Value>(_ values: [Value]) -> [Value] { isShuffled ? shuffled(values) : values }
            return QualityJudgement.judge(
                of(results), methods: [method("M1", "Lab A")], limits: QualityLimitTable(of(rows)), samples: [sample], proficiency: of(rounds), releases: of(releases),
                overrides: of(overrides))
        }
        func sorted(_ results: [LaboratoryResult]) -> [LaboratoryResult] {
            results.sorted { ($0.position.file, $0.position.line ?? 0) < ($1.position.file, $1.position.line ?? 0) }
        }
        let (expected, other) = (judge(false), judge(true))
        #expect(sorted(other.results) == sorted(expected.results), "seed \(seed)")
        #expect(other.checks == expected.checks)
        #expect(other.heldBatches == expected.heldBatches)
        #expect(other.findings == expected.findings)
        #expect(Set(expected.checks.map(\.check)).isSuperset(of: ["lcs_recovery", "proficiency_z", "holding_time", "signal_to_noise", "relative_retention", "carry_over_high"]))
    }

    @Test("Checks are sorted by batch, analyte, check and place; those of a whole batch come first")
    func sortedChecks() {
        let results = (0..<30).map { result("I\($0)", .quantified(40), sample: SampleID("S\($0)"), line: $0 + 1, at: Int64($0), recovery: 45, analyte: $0 % 2 == 0 ? "mdma" : "ketamine") }
            + [result("Q", .quantified(100), .qc, line: 99, at: 99, expected: 100)]
        let checks = QualityJudgement.judge(results).checks
        let keys = checks.map { [$0.batch, $0.analyte?.rawValue ?? "", $0.check, String(10_000 + ($0.position.line ?? 0))] }
        #expect(keys == keys.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(checks.first?.check == "control_interval" && checks.count == 32)
    }

    @Test("Every finding, check and flag of the rules has its words in both languages")
    func words() {
        let languages = Language.allCases.map { Catalogue.of($0) }
        for number in 1...30 {
            let code = "Q0" + (number < 10 ? "0" : "") + String(number)
            for catalogue in languages { #expect(catalogue.members(of: code).keys.sorted() == ["fix", "what", "why"], "\(code)") }
            let places = languages.map { catalogue in catalogue.sentences(of: code).map { Set($0.matches(of: /\{([a-z]+)\}/).map { String($0.output.1) }) } }
            #expect(places.first == places.last, "\(code)")
        }
        let checks = [
            "calibration_r2", "calibration_level", "calibration_levels", "control_accuracy", "lcs_recovery", "control_interval", "blank", "field_blank", "carry_over",
            "carry_over_high", "signal_to_noise", "internal_standard", "ion_ratio", "retention_time", "relative_retention", "duplicate_rpd", "spike_recovery", "upper_limit",
            "holding_time", "proficiency_z",
        ]
        let flags = [
            "batch_calibration", "batch_control", "batch_lcs", "batch_blank", "batch_internal_standard", "batch_proficiency", "released", "control_accuracy", "lcs_recovery",
            "blank", "blank_5x", "carry_over", "signal_to_noise", "internal_standard", "ion_ratio", "retention_time", "duplicate_rpd", "spike_recovery", "holding_time",
            "proficiency", "above_range", "replicate_mean", "manual_integration", "override_use", "override_reject",
        ]
        for key in checks.map({ "check." + $0 }) + flags.map({ "flag." + $0 }) {
            for catalogue in languages { #expect(catalogue.members(of: key)["text"]?.isEmpty == false, "\(key)") }
        }
    }

    @Test("The findings of every rule fill their sentences in both languages")
    func sentences() {
        let results = [
            result("Q1", .quantified(150), .qc, line: 1, expected: 100), result("LCS", .quantified(1), .spike, sample: nil, line: 2, expected: 100),
            result("C", .quantified(400), .standard, line: 3, at: 1, r2: 0.9, standardTime: 3), result("C2", .quantified(400), .standard, line: 13, at: 2, time: 3, standardTime: 3),
            result("SB", .quantified(4), .solvent, line: 4, at: 3), result("MB", .quantified(9), .blank, line: 5),
            result("I1", .quantified(40), line: 6, recovery: 5, ratio: 9, ratioExpected: 1, time: 9, timeExpected: 3, standardTime: 3),
            result("I2", .quantified(400), sample: "S2", line: 7, noise: 2), result("I3", .quantified(400), sample: "S3", line: 8, noise: 5),
            result("I4", .aboveRange(limit: 500), sample: "S4", line: 9),
        ]
        let overrides = [QualityOverride(file: "a.csv", injection: "I2", action: .use, reason: "r", by: "zhang", at: Instant(seconds: 1), approvedBy: "li"),
            QualityOverride(file: "a.csv", injection: "I9", action: .reject, reason: "r", by: "zhang", at: Instant(seconds: 1), approvedBy: "li"),
            QualityOverride(file: "a.csv", injection: "I3", action: .use, reason: "r", by: "zhang", at: Instant(seconds: 1))]
        let findings = QualityJudgement.judge(results, releases: [release(["calibration"])], overrides: overrides).findings
        #expect(Set(findings.map(\.code.rawValue)).count >= 10)
        for language in Language.allCases {
            let catalogue = Catalogue.of(language)
            for finding in findings {
                let text = catalogue.text(of: finding)
                for sentence in [text.what, text.why, text.fix] { #expect(!sentence.isEmpty && !sentence.contains("{") && !sentence.contains("}"), "\(finding.code) \(sentence)") }
            }
        }
    }
}
