internal import Custody
internal import Findings
internal import Foundation
internal import Monitoring
internal import Reports
internal import Wording

/// A file of a report: its path in the folder of the revision, and its bytes.
struct ReportFile: Sendable {
    var path: String
    var bytes: [UInt8]
}

/// The forms of a report, made side by side from one content.
struct ReportFiles: Sendable {
    let content: ReportContent
    /// The first is that of `report.html`; each other has its own `report.<language>.html`.
    let languages: [Language]
    /// A folder in which a library may write a file that is removed again.
    let scratch: String
    /// Besides the full report.
    var editions: [ReportEdition] = []
    /// Nil where no PDF is asked for.
    var press: PaperPress?

    /// The files, and what is to be told about those that could not be made.
    typealias Made = (files: [ReportFile], findings: [Finding])

    /// Everything but `run.json`, with the manifest last: it holds the digest of each other file.
    ///
    /// Which part is ready first changes nothing.
    func made(jobs: Int) async throws(RunFailure) -> Made {
        let first = languages.first ?? .chinese
        var parts: [@Sendable () -> Result<Made, RunFailure>] = languages.map { language in
            { pages(content, language, name: language == first ? "report" : "report.\(language.rawValue)", isPrinted: language == first) }
        }
        parts.append { workbook(content, first, path: "report.xlsx") }
        parts.append { .success(([ReportFile(path: "report.json", bytes: ReportJSON.report(content, language: first))], [])) }
        parts.append { .success((tables(content, first, folder: "tables/"), [])) }
        for edition in editions { parts += self.parts(of: edition, first) }
        var made: Made = ([], [])
        for part in await boundedParallel(parts, width: jobs, { $0() }) {
            switch part {
            case .success(let own):
                made.files += own.files
                made.findings += own.findings
            case .failure(let failure): throw failure
            }
        }
        made.files.append(manifest(of: made.files))
        return made
    }

    private func parts(of edition: ReportEdition, _ language: Language) -> [@Sendable () -> Result<Made, RunFailure>] {
        switch edition {
        case .full: return []
        case .summary: return [{ pages(content.edition(.summary), language, name: "summary", isPrinted: true) }]
        case .short: return [{ pages(content.edition(.short), .english, name: "short.en", isPrinted: true) }]
        case .area(let area):
            let own = content.edition(edition)
            let folder = "areas/\(ReportEdition.fileName(area))/"
            return [
                { pages(own, language, name: folder + "report", isPrinted: true) }, { workbook(own, language, path: folder + "report.xlsx") },
                { .success((tables(own, language, folder: folder + "tables/"), [])) },
            ]
        }
    }

    /// The files of a folder of tables.
    private func tables(_ content: ReportContent, _ language: Language, folder: String) -> [ReportFile] {
        ReportTables.csv(content, language: language).map { ReportFile(path: folder + $0.name, bytes: $0.bytes) }
    }

    private func manifest(of files: [ReportFile]) -> ReportFile {
        let digests = files.map {
            OutputDigest(name: $0.path, sha256: Digest.sha256($0.bytes), sm3: content.isIssued ? Digest.sm3($0.bytes) : nil, bytes: $0.bytes.count)
        }
        return ReportFile(path: "manifest.json", bytes: ReportJSON.manifest(content, files: digests))
    }

    /// The page in one language, and its PDF.
    private func pages(_ content: ReportContent, _ language: Language, name: String, isPrinted: Bool) -> Result<Made, RunFailure> {
        do {
            let page = try ReportHTML.page(content, language: language)
            var made: Made = ([ReportFile(path: name + ".html", bytes: page)], [])
            if isPrinted { made.files.append(ReportFile(path: name + ".docx", bytes: WordDocument.make(content, page: page, language: language))) }
            guard isPrinted, let press else { return .success(made) }
            switch press.pdf(of: try ReportHTML.paper(page, of: content, language: language), created: content.period.lastDay, name: name + ".pdf") {
            case .success(let bytes): made.files.append(ReportFile(path: name + ".pdf", bytes: bytes))
            case .failure(let fault): made.findings += [fault.finding].compactMap { $0 }
            }
            return .success(made)
        } catch {
            return .failure(RunFailure(.cannotCreate, error.finding))
        }
    }

    /// A workbook, which its library can only write to a path.
    private func workbook(_ content: ReportContent, _ language: Language, path name: String) -> Result<Made, RunFailure> {
        let path = scratch + "/\(DraftFolder.workbookPrefix)\(UUID().uuidString).xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
            try ReportWorkbook.write(content, language: language, to: path)
            return .success(([ReportFile(path: name, bytes: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))], []))
        } catch let error as WorkbookError {
            return .failure(RunFailure(.cannotCreate, error.finding))
        } catch {
            return .failure(
                RunFailure(.cannotCreate, Finding("S043", .fatal, at: SourcePosition(file: path), ["reason": harmless(error.localizedDescription)])))
        }
    }
}
