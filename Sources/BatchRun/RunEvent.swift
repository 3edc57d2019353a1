package import Findings
package import Monitoring

/// What a run says while it works; the caller decides how to show it.
package enum RunEvent: Sendable {
    case started(runID: String)
    /// A phase of the work begins: a key of the catalogue.
    case phase(String)
    /// A file was taken or looked at.
    case file(name: String, state: String)
    case finding(Finding)
    case estimate(Period, PeriodEstimate)
    case anomaly(Period, Anomaly)
    case alert(Alert)
    case summary(RunSummary)
}

/// The end of a run in figures.
package struct RunSummary: Hashable, Sendable {
    package var runID: String
    /// One a period, in order.
    package var periods: [PeriodSummary]
    package var filesTaken: Int
    package var filesKnown: Int
    package var results: Int
    /// Findings of severity error: rows, samples or files that were set aside.
    package var rejects: Int
    package var heldBatches: [String]

    package init(runID: String) {
        self.runID = runID
        periods = []
        filesTaken = 0
        filesKnown = 0
        results = 0
        rejects = 0
        heldBatches = []
    }
}

/// One period of a run in figures.
package struct PeriodSummary: Hashable, Sendable {
    package var period: Period
    package var sitesPlanned: Int
    package var sitesMissing: [SiteCode]
    package var loads: Int
    package var alerts: [Alert]
    /// The folder of the draft, relative to the workspace.
    package var folder: String

    package init(period: Period, sitesPlanned: Int, sitesMissing: [SiteCode], loads: Int, alerts: [Alert], folder: String) {
        self.period = period
        self.sitesPlanned = sitesPlanned
        self.sitesMissing = sitesMissing
        self.loads = loads
        self.alerts = alerts
        self.folder = folder
    }
}

/// Why a run stopped.
package struct RunFailure: Error, Sendable {
    /// What a caller should answer with.
    package enum Kind: Sendable { case configuration, inputMissing, noUsableInput, cannotCreate, inputOutput, busy, refused }

    package var kind: Kind
    package var finding: Finding

    package init(_ kind: Kind, _ finding: Finding) {
        self.kind = kind
        self.finding = finding
    }
}
