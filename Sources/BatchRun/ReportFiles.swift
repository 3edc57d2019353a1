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

    /// Everything but `run.json`, with the manifest last: it holds the digest of each other file.
    ///
    /// Which part is ready first changes nothing.
    func made(jobs: Int) async throws(RunFailure) -> [ReportFile] {
        let first = languages.first ?? .chinese
        var parts: [@Sendable () -> Result<[ReportFile], RunFailure>] = languages.map { language in
            { page(language, name: language == first ? "report.html" : "report.\(language.rawValue).html") }
        }
        parts.append { workbook(first) }
        parts.append { .success([ReportFile(path: "report.json", bytes: ReportJSON.report(content, language: first))]) }
        parts.append { .success(tables(first)) }
        var files: [ReportFile] = []
        for part in await boundedParallel(parts, width: jobs, { $0() }) {
            switch part {
            case .success(let made): files += made
            case .failure(let failure): throw failure
            }
        }
        return files + [manifest(of: files)]
    }

    /// The files of the folder `tables/`.
    func tables(_ language: Language) -> [ReportFile] {
        ReportTables.csv(content, language: language).map { ReportFile(path: "tables/" + $0.name, bytes: $0.bytes) }
    }

    private func manifest(of files: [ReportFile]) -> ReportFile {
        let digests = files.map {
            OutputDigest(name: $0.path, sha256: Digest.sha256($0.bytes), sm3: content.isIssued ? Digest.sm3($0.bytes) : nil, bytes: $0.bytes.count)
        }
        return ReportFile(path: "manifest.json", bytes: ReportJSON.manifest(content, files: digests))
    }

    private func page(_ language: Language, name: String) -> Result<[ReportFile], RunFailure> {
        do {
            return .success([ReportFile(path: name, bytes: try ReportHTML.page(content, language: language))])
        } catch {
            return .failure(RunFailure(.cannotCreate, error.finding))
        }
    }

    /// The workbook, which its library can only write to a path.
    private func workbook(_ language: Language) -> Result<[ReportFile], RunFailure> {
        let path = scratch + "/.workbook-new.xlsx"
        defer { try? FileManager.default.removeItem(atPath: path) }
        do {
            try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
            try ReportWorkbook.write(content, language: language, to: path)
            return .success([ReportFile(path: "report.xlsx", bytes: [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))])
        } catch let error as WorkbookError {
            return .failure(RunFailure(.cannotCreate, error.finding))
        } catch {
            return .failure(
                RunFailure(.cannotCreate, Finding("S043", .fatal, at: SourcePosition(file: path), ["reason": harmless(error.localizedDescription)])))
        }
    }
}
