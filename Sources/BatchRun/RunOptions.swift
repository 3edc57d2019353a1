package import Custody
package import Monitoring
package import Wording

/// Which periods a run works out.
package enum PeriodChoice: Hashable, Sendable {
    case one(Period)
    /// Every period that has a sample, up to the last whole one.
    case all
    /// The last period that had ended before the day of the run.
    case lastWhole
}

/// How far a run goes.
package enum RunStage: String, Sendable, CaseIterable, Comparable {
    /// Take what lies in the inbox into the originals.
    case take
    /// Read, interpret and judge every original.
    case judge
    /// Everything, to the draft report.
    case report

    private var rank: Int { self == .take ? 0 : self == .judge ? 1 : 2 }
    package static func < (left: RunStage, right: RunStage) -> Bool { left.rank < right.rank }
}

/// What a run is asked to do. The clock is injected: nothing below reads one.
package struct RunOptions: Sendable {
    /// The folder of the workspace.
    package var workspace: String
    package var periods: PeriodChoice
    /// The day that counts as today for `lastWhole` and `all`; nil takes that of `now` in the programme's time zone.
    package var asOf: CalendarDate?
    package var now: Instant
    package var account: Account
    /// The command as typed, for the ledger.
    package var command: [String]
    /// Workers; the results do not depend on it.
    package var jobs: Int
    package var stage: RunStage
    /// Whether new files are taken from the inbox; a pure re-reporting does not.
    package var takesInbox: Bool
    /// Whether a known name with other content replaces the earlier version.
    package var supersedes: Bool
    /// Names of withdrawn files of the inbox that are to be taken again, with or without `inbox/`.
    package var retakes: [String] = []
    /// Seconds for which a file of the inbox must have stood still.
    package var settledSeconds: Int64
    /// Seconds to wait for another run to end.
    package var waitSeconds: Double
    /// Level from which an open alert shows in the exit code that `status.json` tells.
    package var alertLevel: AlertLevel
    /// Language of `report.html`; nil takes the programme's first.
    package var language: Language?
    /// Editions besides the full report.
    package var editions = EditionChoice()
    /// Whether pages are printed to PDF, where WeasyPrint is installed.
    package var isPrinted = false

    package init(
        workspace: String, periods: PeriodChoice, asOf: CalendarDate? = nil, now: Instant, account: Account, command: [String] = [], jobs: Int = 1,
        stage: RunStage = .report, takesInbox: Bool = true, supersedes: Bool = false, settledSeconds: Int64 = 0, waitSeconds: Double = 0,
        alertLevel: AlertLevel = .warning, language: Language? = nil
    ) {
        self.workspace = workspace
        self.periods = periods
        self.asOf = asOf
        self.now = now
        self.account = account
        self.command = command
        self.jobs = jobs
        self.stage = stage
        self.takesInbox = takesInbox
        self.supersedes = supersedes
        self.settledSeconds = settledSeconds
        self.waitSeconds = waitSeconds
        self.alertLevel = alertLevel
        self.language = language
    }
}

/// The version of the program, printed on every report.
package let programVersion = "0.1.0"
