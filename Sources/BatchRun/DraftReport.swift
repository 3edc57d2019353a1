internal import Custody
internal import Findings
internal import Foundation
internal import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import Wording

/// The files of one period's draft.
struct DraftReport: Sendable {
    let content: ReportContent
    /// The first is that of `report.html`; each other has its own `report.<language>.html`.
    let languages: [Language]
    let options: RunOptions
    let runID: String
    /// The end of the audit chain when the draft was made. It holds times, so that a draft carries it here and an issued report on its pages.
    let auditHead: AuditHead?

    /// The language asked for, or the programme's first; then its others.
    static func languages(_ options: RunOptions, _ programme: Programme) -> [Language] {
        let own = programme.configuration.languages.compactMap(Language.init(rawValue:))
        let first = options.language ?? own.first ?? .chinese
        return [first] + own.filter { $0 != first }
    }

    /// A file of the draft: its path in the folder, and its bytes.
    typealias File = (path: String, bytes: [UInt8])

    /// Writes pages, tables, JSON, workbook and manifest, and puts them in the place of the last draft.
    ///
    /// The parts are made side by side by so many workers; which one is ready first changes nothing.
    func write(jobs: Int) async throws(RunFailure) {
        let first = languages.first ?? .chinese
        var parts: [@Sendable () -> Result<[File], RunFailure>] = languages.map { language in
            { page(language, name: language == first ? "report.html" : "report.\(language.rawValue).html") }
        }
        parts.append { workbook(first) }
        parts.append { .success([("report.json", ReportJSON.report(content, language: first))]) }
        parts.append { .success(ReportTables.csv(content, language: first).map { ("tables/" + $0.name, $0.bytes) }) }
        parts.append { .success([("manifest.json", ReportJSON.manifest(content)), ("run.json", runRecord())]) }
        var files: [File] = []
        for part in await boundedParallel(parts, width: jobs, { $0() }) {
            switch part {
            case .success(let made): files += made
            case .failure(let failure): throw failure
            }
        }
        try DraftFolder(path: folder).replace(files)
    }

    private var folder: String { options.workspace + "/reports/\(content.period)" }

    private func page(_ language: Language, name: String) -> Result<[File], RunFailure> {
        do { return .success([(name, try ReportHTML.page(content, language: language))]) } catch { return .failure(RunFailure(.cannotCreate, error.finding)) }
    }

    /// The workbook, which its library can only write to a path.
    private func workbook(_ language: Language) -> Result<[File], RunFailure> {
        let path = folder + "/.workbook-new.xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try ReportWorkbook.write(content, language: language, to: path)
            return .success([("report.xlsx", [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))])
        } catch let error as WorkbookError {
            return .failure(RunFailure(.cannotCreate, error.finding))
        } catch {
            return .failure(
                RunFailure(.cannotCreate, Finding("S043", .fatal, at: SourcePosition(file: path), ["reason": harmless(error.localizedDescription)])))
        }
    }

    /// What differs from run to run, and so lies outside every digest.
    private func runRecord() -> [UInt8] {
        Array(
            JSONText.object([
                ("schema", .integer(1)), ("run_id", .string(runID)), ("begun", .string(options.now.iso(offsetSeconds: 0))),
                ("account", .string(options.account.name)), ("audit_head", auditHead.map { .string($0.description) } ?? .null), ("command", .array(options.command.map { .string($0) })),
            ]).indented(depth: 1).utf8)
    }
}
