internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// What the rules of quality take from the programme and from the decisions of people.
struct QualityRules {
    let limits: QualityLimitTable
    /// Samples of the register.
    let samples: [SampleID: Sample]
    /// Seconds east of UTC, for the day of an analysis.
    let offsetSeconds: Int
    let overrides: [QualityOverride]
    /// Rounds of proficiency by laboratory (folded) and analyte, oldest first.
    let proficiency: [ProficiencyKey: [ProficiencyRound]]
    /// Whether any method names its laboratory.
    let namesLaboratories: Bool
    private let methods: [MethodKey: [MethodRow]]
    private let releases: [BatchAnalyte: [BatchRelease]]

    struct ProficiencyKey: Hashable {
        var laboratory: String
        var analyte: AnalyteCode
    }

    private struct MethodKey: Hashable {
        var method: String
        var analyte: AnalyteCode
    }

    init(
        methods: [MethodRow], limits: QualityLimitTable, samples: [Sample], proficiency: [ProficiencyRound], offsetSeconds: Int, releases: [BatchRelease],
        overrides: [QualityOverride]
    ) {
        self.limits = limits
        self.offsetSeconds = offsetSeconds
        self.overrides = overrides
        self.samples = Dictionary(samples.map { ($0.id, $0) }) { first, _ in first }
        self.proficiency = Dictionary(grouping: proficiency) { ProficiencyKey(laboratory: AnalyteCatalogue.folded($0.laboratory), analyte: $0.analyte) }
            .mapValues { $0.sorted { ($0.date, $0.round) < ($1.date, $1.round) } }
        namesLaboratories = methods.contains { $0.laboratory != nil }
        self.methods = Dictionary(grouping: methods) { MethodKey(method: $0.method, analyte: $0.analyte) }
        self.releases = Dictionary(grouping: releases.filter { !QualityRules.isBlank($0.by) && !QualityRules.isBlank($0.reason) }) {
            BatchAnalyte(batch: $0.batch, analyte: $0.analyte)
        }
    }

    static func isBlank(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }

    /// The local day of an instant.
    func date(_ instant: Instant) -> CalendarDate { instant.date(offsetSeconds: offsetSeconds) }

    /// The row of the method sheet of a result on the day of its analysis; of rows that follow each other the one that began last.
    func method(of result: LaboratoryResult) -> MethodRow? {
        guard let rows = methods[MethodKey(method: result.method, analyte: result.analyte)] else { return nil }
        if rows.count == 1 { return rows.first }
        let date = result.analysedAt.map(date)
        let valid = rows.filter { row in date.map { (row.validFrom ?? $0) <= $0 && $0 <= (row.validTo ?? $0) } ?? true }
        return valid.max { ($0.validFrom?.day ?? .min) < ($1.validFrom?.day ?? .min) }
    }

    /// The release of a hold for a reason: one that names the reason, or none in particular; the latest of them.
    func release(of scope: BatchAnalyte, for reason: String) -> BatchRelease? {
        releases[scope]?.filter { $0.holds.isEmpty || $0.holds.contains(reason) }.max { ($0.at, $0.by, $0.reason) < ($1.at, $1.by, $1.reason) }
    }
}
