internal import Custody
internal import Findings
internal import Foundation
internal import Monitoring
internal import Reports

/// The issued revisions of one period on the disk: `r1`, `r2` and so on, read-only, and `current`, a link to the last.
///
/// A revision is written whole into `.r<n>-new`; then the audit chain takes its digest; then it gets its
/// name. Where the power goes between the last two, the next issue puts it in its place.
struct RevisionFolder {
    /// `<workspace>/reports/<period>`.
    let path: String
    private let period: Period
    private let workspace: String

    init(workspace: String, period: Period) {
        self.workspace = workspace
        self.period = period
        path = IssuedReport.folder(workspace, period)
    }

    private func fresh(_ revision: String) -> String { path + "/.\(revision)-new" }

    /// Writes the files of a revision beside the others, each read-only.
    func prepare(_ files: [ReportFile], revision: String) throws(RunFailure) {
        let manager = FileManager.default
        let folder = fresh(revision)
        do {
            try remove(folder)
            for file in files {
                let target = folder + "/" + file.path
                try manager.createDirectory(atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try AtomicFile.write(target, file.bytes, mode: 0o444)
            }
        } catch let error as CustodyError {
            throw RunFailure(.cannotCreate, error.finding)
        } catch {
            throw failure(error)
        }
    }

    /// Gives a revision its name, takes away the right to write, and points `current` at it.
    func publish(revision: String) throws(RunFailure) {
        let manager = FileManager.default
        let target = path + "/" + revision
        do {
            try manager.moveItem(atPath: fresh(revision), toPath: target)
            for folder in [target] + folders(below: target) { try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder) }
            let link = path + "/.current-new"
            try? manager.removeItem(atPath: link)
            try manager.createSymbolicLink(atPath: link, withDestinationPath: revision)
            // A rename over the old link is one step; removing it first would leave a moment without.
            try AtomicFile.rename(".current-new", to: "current", in: path)
        } catch let error as CustodyError {
            throw RunFailure(.cannotCreate, error.finding)
        } catch {
            throw failure(error)
        }
    }

    /// Finishes an issue that the audit chain knows of and the disk does not, and removes what was never issued.
    func recover(_ custody: Custody) throws(CustodyError) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names.sorted() where name.hasPrefix(".r") && name.hasSuffix("-new") {
            let revision = String(name.dropFirst().dropLast(4))
            let manifest = FileManager.default.contents(atPath: path + "/" + name + "/manifest.json").map { [UInt8]($0) } ?? []
            if try custody.isIssued(manifest: Digest.sha256(manifest)), !FileManager.default.fileExists(atPath: path + "/" + revision) {
                try? publish(revision: revision)
            } else {
                try? remove(path + "/" + name)
            }
        }
    }

    /// Refuses where the draft that people read is not what would be issued.
    ///
    /// Compared are the tables, without the words of findings about files that only the taking of the inbox sees.
    func compareDraft(with content: ReportContent) throws(RunFailure) {
        func refusal(_ code: FindingCode, _ words: [String: String]) -> RunFailure {
            RunFailure(.refused, Finding(code, .fatal, at: SourcePosition(file: "reports/\(period)/draft"), words))
        }
        guard FileManager.default.fileExists(atPath: path + "/draft/manifest.json") else { throw refusal("R012", ["period": "\(period)"]) }
        for file in ReportTables.csv(content) {
            guard let key = file.name.split(separator: ".").first.map(String.init), TableRows.keys[key] != nil, key != "anomalies" else { continue }
            let read = FileManager.default.contents(atPath: path + "/draft/tables/" + file.name).map { [UInt8]($0) }
            if read != file.bytes { throw refusal("R017", ["period": "\(period)", "table": file.name]) }
        }
    }

    /// Whether no table differs from those of a revision.
    func isUnchanged(_ content: ReportContent, since number: Int) throws(RunFailure) -> Bool {
        guard let issued = IssuedReport(workspace, period, number: number) else { return false }
        return ReportTables.csv(content).allSatisfy { file in
            guard let name = file.name.split(separator: ".").first.map(String.init), TableRows.keys[name] != nil, name != "anomalies",
                let now = TableRows(name, file.bytes)
            else { return true }
            guard let before = issued.table(name).flatMap({ TableRows(name, $0) }) else { return false }
            return TableRows.differences(before, now).isEmpty
        }
    }

    private func folders(below folder: String) -> [String] {
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        return names.map { folder + "/" + $0 }.filter { path in
            (try? FileManager.default.attributesOfItem(atPath: path))?[.type] as? FileAttributeType == .typeDirectory
        }
    }

    private func remove(_ folder: String) throws {
        if FileManager.default.fileExists(atPath: folder) { try FileManager.default.removeItem(atPath: folder) }
    }

    private func failure(_ error: any Error) -> RunFailure {
        RunFailure(.cannotCreate, Finding("R018", .fatal, at: SourcePosition(file: path), ["reason": harmless(error.localizedDescription)]))
    }
}
