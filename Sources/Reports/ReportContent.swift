package import Findings
package import Monitoring

/// The name of a programme in both languages, with the code that stands in the number of a report.
package struct ProgrammeTitle: Hashable, Sendable {
    package var name: String
    package var nameEnglish: String
    package var code: String

    package init(name: String, nameEnglish: String = "", code: String = "") {
        self.name = name
        self.nameEnglish = nameEnglish
        self.code = code
    }
}

/// A file that the figures were made from.
package struct InputDigest: Hashable, Sendable {
    /// Path relative to the workspace.
    package var name: String
    /// SHA-256 in lower-case hexadecimal.
    package var sha256: String
    package var bytes: Int?

    package init(name: String, sha256: String, bytes: Int? = nil) {
        self.name = name
        self.sha256 = sha256
        self.bytes = bytes
    }
}

/// A figure of an issued report that later data changed (`restatements.csv`).
package struct Restatement: Hashable, Sendable {
    package var table: String
    package var key: String
    package var column: String
    package var before: String
    package var after: String
    package var reason: String
    package var run: String

    package init(table: String, key: String, column: String, before: String, after: String, reason: String, run: String) {
        self.table = table
        self.key = key
        self.column = column
        self.before = before
        self.after = after
        self.reason = reason
        self.run = run
    }
}

/// The range of a ratio that consumption explains, of one rule; drawn as a zone behind the values.
package struct RatioZone: Hashable, Sendable {
    /// `amphetamine/methamphetamine` and so on.
    package var ratio: String
    /// Dimensionless mass ratio; nil where the rule has no bound on that side.
    package var low: Double?
    package var high: Double?
    /// The name of the rule, with its version.
    package var rule: String

    package init(ratio: String, low: Double?, high: Double?, rule: String) {
        self.ratio = ratio
        self.low = low
        self.high = high
        self.rule = rule
    }
}

/// Who answers for an issued report; staff codes, never names.
package struct Signatory: Hashable, Sendable {
    /// `compiled`, `reviewed` or `approved`.
    package var role: String
    package var staffCode: String
    /// Local date and time with offset, as a text.
    package var at: String

    package init(role: String, staffCode: String, at: String) {
        self.role = role
        self.staffCode = staffCode
        self.at = at
    }
}

/// Everything a report says, as plain values that belong to no language.
///
/// The same content gives the same bytes in every form: arrays may come in any order and
/// are sorted on the way out, and nothing here reads a clock or a store. A load is in
/// mg/d/1000 inhabitants, a mass load in g/d, a concentration in ng/L of raw sewage; a
/// censored result stays censored up to the printed page.
package struct ReportContent: Sendable {
    package var period: Period
    /// `draft`, `r1`, `r2` and so on.
    package var revision: String
    package var programme: ProgrammeTitle

    package var sites: [Site] = []
    package var areas: [Area] = []
    package var siteAreas: [SiteArea] = []
    package var analytes: [Analyte] = []
    /// The analytes of figures and summary, in order; where empty, ``ReportIndex`` chooses them.
    package var headlineAnalytes: [AnalyteCode] = []

    package var accountability: [Accountability] = []
    package var dailyLoads: [DailyLoad] = []
    package var estimates: [PeriodEstimate] = []
    package var areaEstimates: [AreaEstimate] = []
    package var detection: [DetectionFrequency] = []
    package var changes: [LoadChange] = []
    package var anomalies: [Anomaly] = []
    package var alerts: [Alert] = []
    package var ratios: [RatioDiagnostic] = []
    package var ratioZones: [RatioZone] = []
    package var populationChecks: [PopulationCheck] = []
    package var parameters: [Parameter] = []
    package var qualityChecks: [QualityCheck] = []
    /// Batches on hold: none of their results was used.
    package var heldBatches: [String] = []
    /// Findings of severity error: what was set aside, with where it stands.
    package var rejects: [Finding] = []
    /// All other findings.
    package var findings: [Finding] = []
    package var restatements: [Restatement] = []
    /// Estimates of earlier periods, for trends; this period's own are in `estimates`.
    package var history: [Period: [PeriodEstimate]] = [:]

    package var sewer: SewerMap?
    package var traces: [SourceTrace] = []
    /// Reaches with fewer people are merged in every output.
    package var populationFloor: Double = 200

    package var inputs: [InputDigest] = []
    package var parameterSet = ""
    package var parameterSetVersion = ""
    package var seed: UInt64 = 1
    package var draws = 10_000
    package var programVersion = ""
    /// `CN`, `EUDA`, `ACIC` or `StatCan`.
    package var convention = "CN"
    /// False discovery rate of the campaign, and of focus points.
    package var falseDiscoveryRate = 0.10
    package var focusFalseDiscoveryRate = 0.20
    /// The head of the audit chain; nil where no chain is kept.
    package var auditHead: String?
    package var signatories: [Signatory] = []
    /// What is released below the level of reaches; only a grant makes one.
    package internal(set) var releasedNodes: ReleasedNodes?

    package init(period: Period, revision: String = "draft", programme: ProgrammeTitle) {
        self.period = period
        self.revision = revision
        self.programme = programme
    }

    /// The number of the report: programme, period and revision.
    package var number: String {
        (programme.code.isEmpty ? "" : programme.code + "-") + "\(period)-\(revision)"
    }

    /// Whether the report is frozen.
    package var isIssued: Bool { revision != "draft" }
}
