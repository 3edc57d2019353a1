internal import Custody
package import Findings

/// What lies in the inbox of a workspace.
package struct Inbox: Sendable {
    /// Files to look at, by path relative to the workspace, sorted by bytes of the path.
    package var files: [String]
    /// What is no file, lies too deep, or is no laboratory export by its name.
    package var findings: [Finding]

    /// The deepest folder that is looked into.
    static let depthLimit = 8

    /// Lists the inbox without following a link. An absent inbox is an empty one, with a finding.
    ///
    /// A file that ends in `.done` is a mark beside another and is not listed; nor are hidden files.
    /// What programs leave beside exports, and half copies by their names, are named and left alone.
    package static func list(workspace: String) -> Inbox {
        var inbox = Inbox(files: [], findings: [])
        inbox.look(into: "inbox", workspace: workspace, depth: 0)
        inbox.files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return inbox
    }

    /// Lists any folder in the same way; names begin with the folder as it was typed.
    package static func list(folder: String) -> Inbox {
        var inbox = Inbox(files: [], findings: [])
        var path = folder
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let base = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
        guard let last = parts.last, !last.isEmpty, last != ".", last != ".." else {
            inbox.look(into: "", workspace: path.isEmpty ? "/" : path, depth: 0)
            let prefix = path == "/" ? "/" : path + "/"
            inbox.files = inbox.files.map { prefix + $0 }
            return inbox
        }
        inbox.look(into: last, workspace: base.isEmpty ? "/" : base, depth: 0)
        if parts.count > 1 { inbox.files = inbox.files.map { base + "/" + $0 } }
        inbox.files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return inbox
    }

    /// Whether a path names a file, by itself or by a link: a pipe or a device would block.
    package static func isFile(_ path: String) -> Bool { InboxFolder.kind(path) == "file" }

    /// Whether a path names a folder, by itself or by a link.
    package static func isFolder(_ path: String) -> Bool { InboxFolder.kind(path) == "folder" }

    private mutating func look(into folder: String, workspace: String, depth: Int) {
        guard depth < Inbox.depthLimit else {
            findings.append(Finding("S041", .error, at: SourcePosition(file: harmless(folder))))
            return
        }
        let entries: [InboxFolder.Entry]
        do {
            entries = try InboxFolder.entries(folder, workspace: workspace)
        } catch {
            if case .link = error {
                findings.append(error.finding)
            } else {
                findings.append(Finding(depth == 0 ? "S040" : "S041", depth == 0 ? .warning : .error, at: SourcePosition(file: harmless(folder))))
            }
            return
        }
        for entry in entries where !entry.name.hasPrefix(".") && !entry.name.hasSuffix(".done") {
            let path = folder.isEmpty ? entry.name : folder + "/" + entry.name
            let place = SourcePosition(file: harmless(path))
            switch entry.kind {
            case "file", "unknown":
                if Inbox.isLeftover(entry.name) { findings.append(Finding("S024", .info, at: place, text: entry.name)) } else { files.append(path) }
            case "folder":
                if Inbox.isRawData(entry.name) {
                    findings.append(Finding("S025", .info, at: place, text: entry.name))
                    continue
                }
                if Inbox.looksLikeExport(entry.name) { findings.append(Finding("S026", .warning, at: place, text: entry.name)) }
                look(into: path, workspace: workspace, depth: depth + 1)
            default: findings.append(Finding("S042", .error, at: place, text: entry.name))
            }
        }
    }

    /// Lock files of spreadsheets, folder settings of Windows, and copies or downloads that are under way.
    private static func isLeftover(_ name: String) -> Bool {
        let lower = name.lowercased()
        return lower.hasPrefix("~$") || ["thumbs.db", "ehthumbs.db", "desktop.ini"].contains(lower)
            || [".tmp", ".part", ".partial", ".filepart", ".crdownload", ".download"].contains { lower.hasSuffix($0) }
    }

    /// Folders in which Agilent (`.d`) and Waters (`.raw`) instruments keep their raw data.
    private static func isRawData(_ name: String) -> Bool { [".d", ".raw"].contains { name.lowercased().hasSuffix($0) } }

    private static func looksLikeExport(_ name: String) -> Bool {
        [".csv", ".txt", ".tsv", ".xml", ".xlsx", ".xls"].contains { name.lowercased().hasSuffix($0) }
    }
}
