/// Files that must not replace another and that nobody else may read from the first moment on.
package enum PrivateFile {
    /// Makes a file that only its owner may read and write, and waits for the disk.
    ///
    /// - Throws: `notWritten` where something has the name already, or the disk refuses.
    package static func create(_ path: String, _ bytes: [UInt8]) throws(CustodyError) {
        guard !path.utf8.contains(0), let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init), !name.isEmpty else {
            throw .notWritten(path: path, reason: "not the name of a file")
        }
        let folder = String(path.dropLast(name.count))
        do throws(SystemError) {
            let place = try OpenFile.folder(folder.isEmpty ? "." : folder)
            let file = try place.newFile(name, mode: 0o600)
            try file.write(bytes[...])
            try file.sync()
            try place.sync()
        } catch {
            throw .notWritten(path: path, reason: error.reason)
        }
    }
}
