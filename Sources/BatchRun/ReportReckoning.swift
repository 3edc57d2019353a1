internal import BackCalculation
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import Store

/// What all reports of a workspace are worked out from, as it stands now: read once, used for any number of periods.
struct ReportReckoning: Sendable {
    let programme: Programme
    let laboratory: LaboratoryWork
    let table: DailyLoadTable
    let sewer: CitySewer?
    /// Every file read: the programme's and the network's.
    let inputs: [InputFile]
    /// Versions of the laboratory's files.
    let files: [FileRecord]
    /// Of programme, inbox, network and loads.
    let findings: [Finding]

    init(
        _ programme: Programme, laboratory: LaboratoryWork, findings: [Finding], workspace: String, store: WorkspaceStore
    ) throws(RunFailure) {
        self.programme = programme
        self.laboratory = laboratory
        var inputs = programme.inputs
        var networkFindings: [Finding] = []
        sewer = CitySewer.read(programme, workspace: workspace, inputs: &inputs, findings: &networkFindings)
        self.inputs = inputs
        let table = DailyLoadTable.loads(results: laboratory.results, programme: programme)
        self.table = table
        self.findings = findings + networkFindings + table.findings
        do { files = try store.files() } catch { throw RunFailure(error) }
    }

    var assembly: ReportAssembly {
        ReportAssembly(programme: programme, inputs: inputs, files: files, work: laboratory, findings: findings, sewer: sewer)
    }

    func analysis(_ period: Period) -> PeriodAnalysis {
        PeriodAnalysis.analyse(period, programme: programme, results: laboratory.results, table: table, sewer: sewer)
    }

    /// The content with what the programme says about the document.
    func marked(_ content: ReportContent) -> ReportContent {
        let settings = programme.configuration.reports
        var content = content
        content.document.hasRedHead = settings.theme == .redHead
        content.document.issuer = settings.issuer
        content.document.issuerEnglish = settings.issuerEnglish
        content.document.secrecy = settings.secrecy
        content.document.distribution = settings.distribution
        return content
    }

    /// The analyses of some periods, side by side.
    func analyses(_ periods: [Period], jobs: Int) async -> [PeriodAnalysis] {
        await boundedParallel(periods, width: jobs) { analysis($0) }
    }
}
