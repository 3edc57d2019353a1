internal import Custody
internal import Findings
internal import Foundation

/// The folder of a period's draft: written beside the old one, then put in its place.
///
/// A power cut leaves the old draft or the new one, never a mixture: the files are written
/// and flushed in `.draft-new`, the old folder steps aside to `.draft-old`, the new one takes
/// its name, and the old one goes. What an interrupted run left aside is put back first.
struct DraftFolder {
    let period: URL

    /// - Parameter path: `<workspace>/reports/<period>`.
    init(path: String) { period = URL(fileURLWithPath: path, isDirectory: true) }

    var draft: URL { period.appendingPathComponent("draft", isDirectory: true) }
    /// How the name of a workbook begins while its library writes it into the period's folder.
    static let workbookPrefix = ".workbook-"
    private var fresh: URL { period.appendingPathComponent(".draft-new", isDirectory: true) }
    private var aside: URL { period.appendingPathComponent(".draft-old", isDirectory: true) }

    /// Writes a draft of these files.
    func replace(_ files: [ReportFile]) throws(RunFailure) {
        let manager = FileManager.default
        do {
            try manager.createDirectory(at: period, withIntermediateDirectories: true)
            if manager.fileExists(atPath: aside.path), !manager.fileExists(atPath: draft.path) { try manager.moveItem(at: aside, to: draft) }
            try? manager.removeItem(at: aside)
            try? manager.removeItem(at: fresh)
            for name in try manager.contentsOfDirectory(atPath: period.path) where name.hasPrefix(Self.workbookPrefix) {
                try? manager.removeItem(at: period.appendingPathComponent(name))
            }
            try manager.createDirectory(at: fresh, withIntermediateDirectories: true)
            for file in files {
                let target = fresh.appendingPathComponent(file.path)
                try manager.createDirectory(at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
                try AtomicFile.write(target.path, file.bytes)
            }
            if manager.fileExists(atPath: draft.path) { try manager.moveItem(at: draft, to: aside) }
            try manager.moveItem(at: fresh, to: draft)
            try? manager.removeItem(at: aside)
        } catch let error as CustodyError {
            throw RunFailure(.cannotCreate, error.finding)
        } catch {
            throw RunFailure(
                .cannotCreate, Finding("S043", .fatal, at: SourcePosition(file: draft.path), ["reason": harmless(error.localizedDescription)]))
        }
    }
}
