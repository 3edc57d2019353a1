/// Digests of files that the program itself names.
package enum FileDigest {
    /// SHA-256 of a file, read piece by piece; nil where it is no regular file or cannot be read. Links are followed.
    package static func sha256(_ path: String) -> String? {
        guard let target = OperatingSystem.resolved(path), OperatingSystem.isRegular(target) else { return nil }
        return try? FolderTree.digest(target)
    }
}
