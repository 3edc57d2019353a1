import Findings
import LaboratoryQuality
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Holding times and proficiency of the laboratory") struct CustodyRuleTests {
    /// Sampling of S1 ended at second 1,000,000.
    private static let end: Int64 = 1_000_000

    private func judge(_ custody: [String: String], received hours: Double? = nil, analysed: Double? = nil, limits: QualityLimitTable = QualityLimitTable()) -> QualityJudgement {
        var custody = custody
        if let hours { custody["received_at"] = Instant(seconds: CustodyRuleTests.end + Int64(hours * 3600)).iso(offsetSeconds: 0) }
        let sample = Sample(
            id: "S1", site: "007", windowStart: Instant(seconds: CustodyRuleTests.end - 86_400), windowEnd: Instant(seconds: CustodyRuleTests.end),
            date: CalendarDate(day: 10), composite: .flow, custody: custody, position: SourcePosition(file: "samples/a.csv", line: 2))
        let second = analysed.map { CustodyRuleTests.end + Int64($0 * 3600) }
        return QualityJudgement.judge(
            [result("I1", .quantified(40), line: 1, at: second), result("I1", .quantified(4), line: 2, at: second, analyte: "ketamine")], limits: limits, samples: [sample])
    }

    @Test("Only cooled: received within 24 h at 5 °C; frozen or acidified: whenever", arguments: [
        ("4", nil, 24.0, true), ("4", nil, 24.01, false), ("5", nil, 2, true), ("5.1", nil, 2, false), ("20", nil, 0, false), ("-18", nil, 500, true),
        ("-17.9", nil, 500, false), ("-17.9", nil, 24, true), ("20", "是", 500, true), ("4", "yes", 25, true), ("4", "no", 25, false), (nil, "no", 24, true),
        (nil, "no", 24.5, false), (nil, "yes", 900, true),
    ] as [(String?, String?, Double, Bool)])
    func holding(temperature: String?, acidified: String?, hours: Double, isFine: Bool) {
        var custody: [String: String] = [:]
        if let temperature { custody["storage_temperature_c"] = temperature }
        if let acidified { custody["acidified"] = acidified }
        let judgement = judge(custody, received: hours, analysed: 2000)
        #expect(judgement.checks.map(\.check) == ["holding_time"])
        #expect(judgement.checks.first?.verdict == (isFine ? .pass : .warn))
        #expect(judgement.checks.first?.analyte == nil)
        #expect(judgement.results.map(\.status) == (isFine ? [.accepted, .accepted] : [.flagged, .flagged]))
        #expect(judgement.results.allSatisfy { $0.flags == (isFine ? [] : ["holding_time"]) })
        #expect(judgement.findings.map(\.code) == (isFine ? [] : ["Q027"]))
    }

    @Test("Without a receipt the analysis ends the time; without either, or without a word on storage, nothing is judged")
    func nothingStated() {
        #expect(judge(["storage_temperature_c": "4"], analysed: 24).checks.first?.verdict == .pass)
        #expect(judge(["storage_temperature_c": "4"], analysed: 24.1).checks.first?.verdict == .warn)
        #expect(judge(["storage_temperature_c": "4"]).checks.isEmpty)
        #expect(judge([:], received: 90, analysed: 100).checks.isEmpty)
        #expect(judge(["storage_temperature_c": "2-8"], received: 90).checks.isEmpty)
        #expect(QualityJudgement.judge([result("I1", .quantified(40), line: 1, at: 5)]).checks.isEmpty)
    }

    @Test("A sample that came before it was whole is named and not judged")
    func receivedTooEarly() {
        let judgement = judge(["storage_temperature_c": "4"], received: -1, analysed: 40)
        #expect(judgement.checks.isEmpty)
        #expect(judgement.findings.map(\.code) == ["Q028"])
    }

    @Test("Controls and blanks have no holding time")
    func controls() {
        let sample = Sample(
            id: "S1", site: "007", windowStart: Instant(seconds: 0), windowEnd: Instant(seconds: 10), date: CalendarDate(day: 0), composite: .flow,
            custody: ["storage_temperature_c": "20", "received_at": "2000-01-01T00:00"])
        let judgement = QualityJudgement.judge(
            [result("Q", .quantified(100), .qc, line: 1, at: 900_000, expected: 100), result("FB", .belowDetection(limit: 1), .fieldBlank, line: 2, at: 900_001)],
            samples: [sample])
        #expect(judgement.checks.allSatisfy { $0.check != "holding_time" })
    }

    // MARK: Proficiency

    private static let method = MethodRow(method: "M1", analyte: "methamphetamine", vendorName: "METH", basis: .sample, laboratory: "Lab B")

    private func rounds(_ reported: [Double], sigma: Double? = 10, laboratory: String = "lab b") -> [ProficiencyRound] {
        reported.enumerated().map { index, value in
            ProficiencyRound(
                laboratory: laboratory, analyte: "methamphetamine", round: "R\(index + 1)", date: CalendarDate(day: Int32(100 * (index + 1))), assigned: 100, reported: value,
                sigma: sigma, position: SourcePosition(file: "proficiency.csv", line: index + 2))
        }
    }

    /// Judged on a day; round n was on day 100 n.
    private func judge(_ rounds: [ProficiencyRound], day: Int64 = 10_000, methods: [MethodRow] = [CustodyRuleTests.method], limits: QualityLimitTable = QualityLimitTable()) -> QualityJudgement {
        QualityJudgement.judge([result("I1", .quantified(40), line: 1, at: day * 86_400 + 40_000)], methods: methods, limits: limits, proficiency: rounds, offsetSeconds: 0)
    }

    @Test("One round: up to 2 it passes, below 3 it is questionable, from 3 on the laboratory is excluded", arguments: [
        (120.0, QualityVerdict.pass, ResultStatus.accepted), (120.1, .warn, .flagged), (129.9, .warn, .flagged), (130, .fail, .held), (80, .pass, .accepted),
        (79.9, .warn, .flagged), (70, .fail, .held), (0, .fail, .held),
    ])
    func oneRound(reported: Double, verdict: QualityVerdict, status: ResultStatus) {
        let judgement = judge(rounds([reported]))
        #expect(judgement.checks.map(\.verdict) == [verdict])
        #expect(judgement.checks.first?.limit == "|z| <= 2, R1")
        #expect(judgement.results.first?.status == status)
        #expect(judgement.findings.map(\.code) == (status == .held ? ["Q016"] : []))
    }

    @Test("Rounds one after the other", arguments: [
        ([125.0, 125], ResultStatus.held), ([125, 75], .held), ([125, 100, 125], .flagged), ([130, 125], .held), ([130, 120], .accepted), ([125, 125, 110], .accepted),
        ([100, 130], .held), ([130, 100, 125], .flagged), ([125, 125, 100, 125], .flagged),
    ])
    func consecutive(reported: [Double], status: ResultStatus) {
        #expect(judge(rounds(reported)).results.first?.status == status)
    }

    @Test("Exclusion runs from the day of the round to the day of the one that passes")
    func span() {
        let history = rounds([100, 130, 100])
        #expect(judge(history, day: 199).results.first?.status == .accepted)
        #expect(judge(history, day: 200).results.first?.status == .held)
        #expect(judge(history, day: 299).results.first?.status == .held)
        #expect(judge(history, day: 300).results.first?.status == .accepted)
        #expect(judge(history, day: 99).checks.isEmpty)
    }

    @Test("Without a stated sigma a fifth of the assigned value is taken, or what the limits say")
    func sigma() {
        #expect(judge(rounds([140], sigma: nil)).results.first?.status == .accepted)
        #expect(judge(rounds([140.1], sigma: nil)).results.first?.status == .flagged)
        let ten = QualityLimitTable([QualityLimitRow(limit: .proficiencySigmaPct, value: 10)])
        #expect(judge(rounds([140], sigma: nil), limits: ten).results.first?.status == .held)
    }

    @Test("Another laboratory, another substance, no laboratory, no day: not judged")
    func others() {
        #expect(judge(rounds([200], laboratory: "Lab C")).checks.isEmpty)
        #expect(judge(rounds([200]), methods: []).checks.isEmpty)
        var other = rounds([200])
        other[0].analyte = "ketamine"
        #expect(judge(other).checks.isEmpty)
        let dateless = QualityJudgement.judge([result("I1", .quantified(40), line: 1)], methods: [CustodyRuleTests.method], proficiency: rounds([200]))
        #expect(dateless.checks.isEmpty)
    }

    @Test("The order of the rounds in the file does not matter")
    func order() {
        let history = rounds([130, 100])
        #expect(judge(history).results == judge(history.reversed()).results)
    }
}
