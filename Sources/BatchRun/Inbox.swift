package import Findings
internal import Foundation

/// What lies in the inbox of a workspace.
package struct Inbox: Sendable {
    /// Regular files, by path relative to the workspace, sorted by bytes of the path.
    package var files: [String]
    /// What is no regular file, or lies too deep.
    package var findings: [Finding]

    /// The deepest folder that is looked into.
    static let depthLimit = 8

    /// Lists the inbox without following a link. An absent inbox is an empty one, with a finding.
    ///
    /// A file that ends in `.done` is a mark beside another and is not listed; nor are hidden files.
    package static func list(workspace: String) -> Inbox {
        var inbox = Inbox(files: [], findings: [])
        let root = URL(fileURLWithPath: workspace)
        guard FileManager.default.fileExists(atPath: root.appendingPathComponent("inbox").path) else {
            inbox.findings.append(Finding("S040", .warning, at: SourcePosition(file: "inbox")))
            return inbox
        }
        inbox.look(into: "inbox", root: root, depth: 0)
        inbox.files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return inbox
    }

    private mutating func look(into folder: String, root: URL, depth: Int) {
        guard depth < Inbox.depthLimit, let names = try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(folder).path) else {
            findings.append(Finding("S041", .error, at: SourcePosition(file: folder)))
            return
        }
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) where !name.hasPrefix(".") && !name.hasSuffix(".done") {
            let path = folder + "/" + name
            let type = (try? FileManager.default.attributesOfItem(atPath: root.appendingPathComponent(path).path))?[.type] as? FileAttributeType
            switch type {
            case .typeRegular?: files.append(path)
            case .typeDirectory?: look(into: path, root: root, depth: depth + 1)
            default: findings.append(Finding("S042", .error, at: SourcePosition(file: path)))
            }
        }
    }
}
