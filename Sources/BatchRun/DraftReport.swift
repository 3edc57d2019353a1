internal import Custody
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import Wording

/// The files of one period's draft.
struct DraftReport {
    let content: ReportContent
    /// The first is that of `report.html`; each other has its own `report.<language>.html`.
    let languages: [Language]
    let options: RunOptions
    let runID: String

    /// The language asked for, or the programme's first; then its others.
    static func languages(_ options: RunOptions, _ programme: Programme) -> [Language] {
        let own = programme.configuration.languages.compactMap(Language.init(rawValue:))
        let first = options.language ?? own.first ?? .chinese
        return [first] + own.filter { $0 != first }
    }

    /// Writes pages, tables, JSON, workbook and manifest, and puts them in the place of the last draft.
    func write() throws(RunFailure) {
        let first = languages.first ?? .chinese
        var files: [(path: String, bytes: [UInt8])] = []
        do {
            for language in languages {
                files.append((language == first ? "report.html" : "report.\(language.rawValue).html", try ReportHTML.page(content, language: language)))
            }
        } catch {
            throw RunFailure(.cannotCreate, error.finding)
        }
        files += ReportTables.csv(content, language: first).map { ("tables/" + $0.name, $0.bytes) }
        files.append(("report.json", ReportJSON.report(content, language: first)))
        files.append(("manifest.json", ReportJSON.manifest(content)))
        files.append(("run.json", runRecord()))
        try DraftFolder(path: options.workspace + "/reports/\(content.period)").replace(files) { folder in
            do {
                try ReportWorkbook.write(content, language: first, to: folder + "/report.xlsx")
            } catch let error as WorkbookError {
                throw RunFailure(.cannotCreate, error.finding)
            }
        }
    }

    /// What differs from run to run, and so lies outside every digest.
    private func runRecord() -> [UInt8] {
        Array(
            JSONText.object([
                ("schema", .integer(1)), ("run_id", .string(runID)), ("begun", .string(options.now.iso(offsetSeconds: 0))),
                ("account", .string(options.account.name)), ("command", .array(options.command.map { .string($0) })),
            ]).indented(depth: 1).utf8)
    }
}
