internal import Custody
internal import Findings
internal import Monitoring
internal import Reports
internal import Store

/// What became of the figures that were issued before: table T11 of each draft, with the reasons.
///
/// The draft of a period tells what changed against its own last revision, and against the last
/// revision of each earlier period of two years. A figure is compared as the tables print it.
struct IssuedHistory: Sendable {
    /// The columns that are told, by table, in the order in which they are told. Limits follow their value and stand in the tables.
    static let watched: [(table: String, columns: [String])] = [
        ("accountability", ["planned", "taken", "received", "valid"]),
        ("estimates", ["days", "quantified_days", "load_mg_per_d_per_1000", "consumption_mg_per_d_per_1000", "doses_per_d_per_1000"]),
        ("area_estimates", ["sites", "load_mg_per_d_per_1000", "consumption_mg_per_d_per_1000"]), ("changes", ["ratio", "verdict"]),
        ("daily_loads", ["result_ng_per_l", "qualifier", "flow_m3_per_d", "population", "load_mg_per_d_per_1000"]),
    ]
    /// Issued periods before the report's that are looked at again.
    static let reach = 12

    private let restatements: [Period: [Restatement]]
    private let revisions: [Period: String]
    /// Issued files that are not as they were.
    let findings: [Finding]

    /// - Parameter analyses: those at hand; the others that are needed are worked out.
    init(_ reckoning: ReportReckoning, workspace: String, store: WorkspaceStore, analyses: [PeriodAnalysis], jobs: Int) async throws(RunFailure) {
        let latest = IssuedReport.latest(in: workspace)
        let wanted = Set(analyses.map(\.period))
        let periods = latest.keys.filter { period in
            wanted.contains { $0 == period || (period < $0 && $0.ordinal - period.ordinal <= IssuedHistory.reach) }
        }.sorted()
        guard !periods.isEmpty else {
            (restatements, revisions, findings) = ([:], [:], [])
            return
        }
        let custody = Custody(store: store, roles: [:])
        let missing = periods.filter { !wanted.contains($0) }
        let all = Dictionary((analyses + (await reckoning.analyses(missing, jobs: jobs))).map { ($0.period, $0) }) { first, _ in first }
        let causes = try RestatementCauses(reckoning, store: store)
        var restatements: [Period: [Restatement]] = [:]
        var revisions: [Period: String] = [:]
        var findings: [Finding] = []
        for period in periods {
            guard let number = latest[period], let analysis = all[period] else { continue }
            guard let issued = IssuedReport(workspace, period, number: number) else {
                findings.append(
                    Finding("U044", .error, at: SourcePosition(file: "reports/\(period)/r\(number)/manifest.json"), ["number": "\(period)-r\(number)", "kind": "missing"]))
                continue
            }
            do { findings += try issued.faults(custody) } catch { throw RunFailure(error) }
            restatements[period] = IssuedHistory.changes(from: issued, to: reckoning.assembly.content(analysis, alerts: []), causes)
            revisions[period] = issued.revision
        }
        self.restatements = restatements
        self.revisions = revisions
        self.findings = findings
    }

    /// The content with what changed in its own figures and in those of earlier periods since they were issued.
    func told(in content: ReportContent) -> ReportContent {
        var content = content
        content.restatedRevision = revisions[content.period]
        content.restatements = restatements.keys.sorted().filter { $0 <= content.period && content.period.ordinal - $0.ordinal <= IssuedHistory.reach }
            .flatMap { restatements[$0] ?? [] }
        content.rejects += findings
        return content
    }

    private static func changes(from issued: IssuedReport, to content: ReportContent, _ causes: RestatementCauses) -> [Restatement] {
        let now = Dictionary(ReportTables.csv(content).map { ($0.name, $0.bytes) }) { first, _ in first }
        let told = causes.since(issued, content)
        return watched.flatMap { table, columns -> [Restatement] in
            guard let before = issued.table(table).flatMap({ TableRows(table, $0) }), let after = now[table + ".csv"].flatMap({ TableRows(table, $0) }) else {
                return []
            }
            return TableRows.differences(before, after, watched: columns).map { difference in
                let cause = told.cause(of: difference.key, table: table)
                return Restatement(
                    table: table, key: "\(issued.period)/\(difference.key)", column: difference.column, before: difference.before, after: difference.after,
                    reasons: cause.reasons, run: cause.run)
            }
        }
    }
}
