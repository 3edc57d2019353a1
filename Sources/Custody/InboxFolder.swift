/// What lies in a folder of the inbox, seen without following a link.
package enum InboxFolder {
    /// One name of a folder.
    package struct Entry: Hashable, Sendable {
        /// Bytes that are no UTF-8 stand as U+FFFD.
        package var name: String
        /// `file`, `folder`, `link`, `socket`, `pipe` or `device`; `unknown` where the name cannot be looked up, as where it is no UTF-8.
        package var kind: String
    }

    /// The names in a folder, sorted by their bytes.
    ///
    /// - Parameters:
    ///   - folder: a path relative to the workspace, such as `inbox/2025`.
    /// - Throws: `link` where any part of the path is one, `unreadable`.
    package static func entries(_ folder: String, workspace: String) throws(CustodyError) -> [Entry] {
        do throws(SystemError) {
            var place = try OpenFile.folder(workspace)
            for part in folder.split(separator: "/") {
                if try place.status(of: String(part)).kind == "link" { throw .notFollowed }
                place = try place.folder(String(part))
            }
            return try place.names().map { Entry(name: $0, kind: (try? place.status(of: $0))?.kind ?? "unknown") }
        } catch {
            if error.code == SystemError.notFollowed.code { throw .link(name: folder) }
            throw .unreadable(name: folder, reason: error.reason)
        }
    }

    /// What a path that a person typed stands for, links followed: the kind of an entry, or nil for nothing.
    package static func kind(_ path: String) -> String? {
        guard let target = OperatingSystem.resolved(path) else { return nil }
        let parts = target.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard let last = parts.last, let place = try? OpenFile.folder("/" + parts.dropLast().joined(separator: "/")) else { return "folder" }
        return (try? place.status(of: last))?.kind
    }
}
