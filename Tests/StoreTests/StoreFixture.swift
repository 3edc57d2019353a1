import Findings
import Foundation
import Monitoring
import Store

/// A folder of its own for one test, removed with it.
final class TestFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "headwater-store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var store: String { path + "/store/headwater.sqlite" }
    func bytes(_ file: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: file))) }
    func write(_ bytes: [UInt8], _ file: String) throws {
        let url = URL(fileURLWithPath: file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}

/// Small seeded generator (SplitMix64: Steele, Lea, Flood, OOPSLA 2014, doi:10.1145/2660193.2660195), for rows that no one would think of.
struct Draws {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    mutating func number() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 * 1000 }
    mutating func maybe<Value>(_ value: Value) -> Value? { next() % 3 == 0 ? nil : value }
    mutating func word() -> String { ["", "甲基苯丙胺", "a\u{0}b", "<LOQ", "line\nbreak", "O'Brien \"x\"", "\u{1F600}", "K07"][below(8)] }
}

/// A result in which every field may be anything.
func anyResult(_ draws: inout Draws) -> LaboratoryResult {
    let number = draws.number()
    let concentration: [CensoredResult] = [
        .quantified(number), .belowQuantification(limit: number), .belowDetection(limit: number), .aboveRange(limit: number), .notAnalysed,
    ]
    return LaboratoryResult(
        sample: draws.maybe(SampleID(draws.word())), analyte: AnalyteCode(draws.word()), sampleType: SampleType.allCases[draws.below(9)],
        concentration: concentration[draws.below(5)], limitOfDetection: draws.maybe(draws.number()),
        limitOfQuantification: draws.maybe(draws.number()), upperLimit: draws.maybe(draws.number()), method: draws.word(), batch: draws.word(),
        injection: draws.word(), replicate: draws.word(), dilution: draws.number(),
        analysedAt: draws.maybe(Instant(seconds: Int64(draws.below(2_000_000_000)) - 1_000_000)),
        internalStandardRecoveryPct: draws.maybe(draws.number()), ionRatio: draws.maybe(draws.number()),
        ionRatioExpected: draws.maybe(draws.number()), retentionTimeMin: draws.maybe(draws.number()),
        retentionTimeExpectedMin: draws.maybe(draws.number()), expected: draws.maybe(draws.number()), calibrationR2: draws.maybe(draws.number()),
        accuracyPct: draws.maybe(-draws.number()), signalToNoise: draws.maybe(draws.number()),
        internalStandardRetentionTimeMin: draws.maybe(draws.number()), text: draws.word(), fileDigest: draws.word(),
        position: SourcePosition(
            file: draws.word(), sheet: draws.maybe(draws.word()), line: draws.maybe(draws.below(9999)), column: draws.maybe(draws.below(99)), byteOffset: draws.maybe(draws.below(99_999))),
        status: ResultStatus.allCases[draws.below(5)], flags: draws.maybe(["Q001", "甲", "x y"]) ?? [], supersededBy: draws.maybe(draws.word()))
}

func anyFinding(_ draws: inout Draws) -> Finding {
    Finding(
        FindingCode("A\(draws.below(999))"), Severity.allCases[draws.below(4)],
        at: draws.maybe(SourcePosition(file: draws.word(), sheet: draws.maybe(draws.word()), line: draws.maybe(draws.below(99)))), text: draws.word(),
        draws.maybe([draws.word(): draws.word(), "analyte": draws.word()]) ?? [:],
        related: draws.maybe([SourcePosition(file: draws.word(), sheet: draws.maybe("Sheet1"), line: 3, column: draws.maybe(4)), SourcePosition(file: "b")]) ?? [])
}

func anyCheck(_ draws: inout Draws) -> QualityCheck {
    QualityCheck(
        batch: draws.word(), analyte: draws.maybe(AnalyteCode(draws.word())), check: "blank", value: draws.maybe(draws.number()), limit: draws.word(),
        verdict: QualityVerdict.allCases[draws.below(3)], position: SourcePosition(file: draws.word(), sheet: draws.maybe(draws.word()), line: draws.maybe(7)))
}

/// One state of the interpretation, told apart by its tag.
struct Interpreted: Equatable {
    var digest: String
    var results: [LaboratoryResult]
    var findings: [Finding]
    var checks: [QualityCheck]

    init(_ digest: String, rows: Int, seed: UInt64) {
        var draws = Draws(seed: seed)
        self.digest = digest
        results = (0..<rows).map { _ in anyResult(&draws) }
        findings = (0..<rows / 3).map { _ in anyFinding(&draws) }
        checks = (0..<rows / 2).map { _ in anyCheck(&draws) }
    }

    init(of store: WorkspaceStore) throws {
        digest = try store.interpretationDigest() ?? ""
        results = try store.results()
        findings = try store.findings()
        checks = try store.checks()
    }

    func write(to store: WorkspaceStore) throws {
        try store.replaceInterpretation(digest: digest, results: results, findings: findings, checks: checks)
    }
}

func aRun(_ id: String, begun: Int64 = 100) -> RunRecord {
    RunRecord(
        id: id, command: "run", arguments: ["run", "--period", "2025-P5"], programVersion: "1.0", account: "lab", begun: Instant(seconds: begun),
        digests: [RunDigest(kind: .input, name: "inbox/a.csv", digest: "aa"), RunDigest(kind: .configuration, name: "headwater.yaml", digest: "bb")])
}

func anAlert(_ id: String, period: Period, level: AlertLevel = .warning, state: AlertState = .new) -> Alert {
    Alert(
        id: id, period: period, site: "K07", analyte: "methamphetamine", kind: .step, direction: .up, cause: .disposalPossible, level: level,
        state: state, qValue: 0.0125, alsoSeenAt: ["K01", "K02"], evidence: [Reason("reason.step", ["ratio": "3.1", "点": "\"K07\""])],
        otherExplanations: [], nextSteps: [Reason("step.resample")])
}

extension WorkspaceStore {
    /// Takes a step of an alert, as `Custody` does, with an entry of the audit chain whose hash does not matter here.
    func moveAlert(_ id: String, from: AlertState, to state: AlertState, account: String, at instant: Instant, reason: String) throws(StoreError) {
        let step = AlertTransition(from: from, to: state, account: account, at: instant, reason: reason, assignee: "squad-2")
        _ = try appendAudit(recording: .alert(id, step)) { last in
            AuditEntry(sequence: (last?.sequence ?? 0) + 1, at: instant, account: account, action: "alert", detail: "{}", previous: "", hash: "")
        }
    }
}
