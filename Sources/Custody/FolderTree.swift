/// Folders with all that lies in them, seen without following a link.
enum FolderTree {
    private static let depthLimit = 8
    private static let chunk = 1 << 20

    /// The folder above a path, and the last name in it.
    static func split(_ path: String) -> (folder: String, name: String) {
        var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        let name = parts.popLast() ?? ""
        let folder = (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
        return (folder.isEmpty ? "." : folder, name)
    }

    /// The paths of all regular files, relative to the folder, sorted by their bytes; links and the like are passed over.
    static func files(_ folder: String) throws(SystemError) -> [String] {
        var paths: [String] = []
        try collect(try OpenFile.folder(folder), "", depth: 0, into: &paths)
        return paths
    }

    private static func collect(_ place: borrowing OpenFile, _ prefix: String, depth: Int, into paths: inout [String]) throws(SystemError) {
        guard depth < depthLimit else { return }
        for name in try place.names() {
            guard let kind = try? place.status(of: name).kind else { continue }
            if kind == "file" { paths.append(prefix + name) }
            if kind == "folder" { try collect(try place.folder(name), prefix + name + "/", depth: depth + 1, into: &paths) }
        }
    }

    /// Removes a folder and all in it; one that is not there is as good.
    static func remove(_ path: String) throws(SystemError) {
        let (above, name) = split(path)
        let place = try OpenFile.folder(above)
        guard let kind = try? place.status(of: name).kind else { return }
        guard kind == "folder" else { return place.remove(name) }
        try empty(try place.folder(name), depth: 0)
        try place.removeFolder(name)
    }

    private static func empty(_ place: borrowing OpenFile, depth: Int) throws(SystemError) {
        for name in try place.names() {
            if try place.status(of: name).kind == "folder", depth < depthLimit {
                try empty(try place.folder(name), depth: depth + 1)
                try place.removeFolder(name)
            } else {
                place.remove(name)
            }
        }
    }

    /// Copies a regular file, keeps its permission bits, waits for the disk, and returns its SHA-256.
    static func copy(_ path: String, to target: String) throws(SystemError) -> String {
        let (folder, name) = split(path)
        let source = try OpenFile.folder(folder).file(name)
        let (above, newName) = split(target)
        try AtomicFile.makeFolders(above)
        let place = try OpenFile.folder(above)
        let copy = try place.newFile(newName, mode: 0o600)
        guard let state = DigestStream(.sha256) else { throw .notFollowed }
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = try source.read(into: &buffer)
            if count == 0 { break }
            state.update(buffer.prefix(count))
            try copy.write(buffer.prefix(count))
        }
        try copy.setMode(try source.mode())
        try copy.sync()
        try place.sync()
        return state.hexadecimal()
    }

    /// SHA-256 of a regular file.
    static func digest(_ path: String) throws(SystemError) -> String {
        let (folder, name) = split(path)
        let file = try OpenFile.folder(folder).file(name)
        guard let state = DigestStream(.sha256) else { throw .notFollowed }
        var buffer = [UInt8](repeating: 0, count: chunk)
        while true {
            let count = try file.read(into: &buffer)
            if count == 0 { break }
            state.update(buffer.prefix(count))
        }
        return state.hexadecimal()
    }

    /// The bytes of a regular file, up to a limit.
    static func bytes(_ path: String, limit: Int) throws(SystemError) -> [UInt8] {
        let (folder, name) = split(path)
        let file = try OpenFile.folder(folder).file(name)
        let size = try file.status().size
        return try file.read(at: 0, count: min(limit, Int(clamping: size)))
    }
}
