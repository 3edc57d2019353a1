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

/// A file of the report itself, as the manifest names it.
package struct OutputDigest: Hashable, Sendable {
    /// Path in the folder of the revision.
    package var name: String
    /// SHA-256 and, of issued reports, SM3 in lower-case hexadecimal.
    package var sha256: String
    package var sm3: String?
    package var bytes: Int

    package init(name: String, sha256: String, sm3: String?, bytes: Int) {
        self.name = name
        self.sha256 = sha256
        self.sm3 = sm3
        self.bytes = bytes
    }
}

/// A figure of an issued report that later data changed (`restatements.csv`).
package struct Restatement: Hashable, Sendable {
    package var table: String
    /// What names the row: `2025-P4/K03/ketamine` and so on, the period first.
    package var key: String
    package var column: String
    /// As the issued table prints it; empty where the row was not there.
    package var before: String
    /// As the table prints it now; empty where the row is gone.
    package var after: String
    package var reasons: [Reason]
    /// The run that took the file which changed it; empty where no run did.
    package var run: String

    package init(table: String, key: String, column: String, before: String, after: String, reasons: [Reason], run: String) {
        self.table = table
        self.key = key
        self.column = column
        self.before = before
        self.after = after
        self.reasons = reasons
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
    /// What the score sheet in force makes of sites and areas; empty where the programme has none.
    package var assessments: [AssessedPlace] = []
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
    /// Parameters from memory that were accepted by name for the issue, as `PARENT/BIOMARKER/PARAMETER`.
    package var acceptedParameters: [String] = []
    /// The issued revision that the restatements of this period were told against; nil where none is.
    package var restatedRevision: String?
    /// How the report looks as a document.
    package var document = DocumentMarks()
    /// Which edition of the report this is.
    package var edition = ReportEdition.full
    /// Why a report was issued again, in the words of who did.
    package var issueReason = ""
    /// What is released below the level of reaches; only a grant makes one.
    package internal(set) var releasedNodes: ReleasedNodes?

    package init(period: Period, revision: String = "draft", programme: ProgrammeTitle) {
        self.period = period
        self.revision = revision
        self.programme = programme
    }

    /// The number of the report: programme, period and revision.
    package var number: String {
        (programme.code.isEmpty ? "" : programme.code + "-") + "\(period)-\(revision)" + edition.suffix
    }

    /// Parameters from memory behind a consumption or a number of doses that the report states, sorted by their name.
    package var memoryParameters: [Parameter] {
        let resting = Set(estimates.filter { $0.flags.contains("MEMORY_PARAMETER") && ($0.consumption != nil || $0.doses != nil) }.map(\.analyte))
        return parameters.filter { $0.provenance == .memory && resting.contains($0.biomarker) }.sorted { $0.path < $1.path }
    }

    /// Whether the report is frozen.
    package var isIssued: Bool { revision != "draft" }
}

extension Parameter {
    /// `PARENT/BIOMARKER/PARAMETER`: what a person types to accept it.
    package var path: String { "\(parentDrug)/\(biomarker)/\(name)" }
}
