internal import Custody
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import Wording

/// The files of one period's draft.
struct DraftReport: Sendable {
    let content: ReportContent
    let languages: [Language]
    let options: RunOptions
    let runID: String
    /// The end of the audit chain when the draft was made. It holds times, so that a draft carries it here and an issued report on its pages.
    let auditHead: AuditHead?

    /// The language asked for, or the programme's first; then its others.
    static func languages(_ language: Language?, _ programme: Programme) -> [Language] {
        let own = programme.configuration.languages.compactMap(Language.init(rawValue:))
        let first = language ?? own.first ?? .chinese
        return [first] + own.filter { $0 != first }
    }

    /// Writes pages, tables, JSON, workbook and manifest, and puts them in the place of the last draft.
    ///
    /// - Returns: what is to be told about files that could not be made.
    func write(editions: [ReportEdition], press: PaperPress?) async throws(RunFailure) -> [Finding] {
        let folder = options.workspace + "/reports/\(content.period)"
        let made = try await ReportFiles(content: content, languages: languages, scratch: folder, editions: editions, press: press).made(jobs: options.jobs)
        try DraftFolder(path: folder).replace(made.files + [ReportFile(path: "run.json", bytes: runRecord())])
        return made.findings
    }

    /// What differs from run to run, and so lies outside every digest.
    private func runRecord() -> [UInt8] {
        Array(
            JSONText.object([
                ("schema", .integer(1)), ("run_id", .string(runID)), ("begun", .string(options.now.iso(offsetSeconds: 0))),
                ("account", .string(options.account.name)), ("audit_head", auditHead.map { .string($0.description) } ?? .null),
                ("command", .array(options.command.map { .string($0) })),
            ]).indented(depth: 1).utf8)
    }
}
