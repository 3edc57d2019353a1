internal import Custody
internal import Findings
internal import Foundation
internal import Store

/// A copy of a workspace's store in a folder of its own, for work that must leave no trace.
///
/// The inbox and the originals are read where they are; what would be written goes into the folder,
/// which is removed in the end. The folder is for this account only.
final class WorkspaceSnapshot: Sendable {
    let store: WorkspaceStore
    let originals: Originals
    private let folder: String

    private init(store: WorkspaceStore, originals: Originals, folder: String) {
        self.store = store
        self.originals = originals
        self.folder = folder
    }

    /// Copies the store while no run is at work.
    ///
    /// - Throws: `busy` where one is and does not end in time.
    static func take(workspace: String, waitSeconds: Double) throws(RunFailure) -> WorkspaceSnapshot {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appendingPathComponent("headwater-preview-\(UUID().uuidString)").path
        let lock: WorkspaceLock?
        do { lock = try WorkspaceLock.acquireForReading(workspace + "/store/headwater.lock", waitSeconds: waitSeconds) } catch { throw RunFailure(error) }
        defer { lock?.release() }
        do {
            try manager.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            for name in ["headwater.sqlite", "headwater.sqlite-wal"] where manager.fileExists(atPath: workspace + "/store/" + name) {
                try manager.copyItem(atPath: workspace + "/store/" + name, toPath: folder + "/" + name)
                try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/" + name)
            }
        } catch {
            try? manager.removeItem(atPath: folder)
            throw RunFailure(.cannotCreate, Finding("S051", .fatal, at: SourcePosition(file: folder), ["reason": harmless(error.localizedDescription)]))
        }
        do {
            let store = try WorkspaceStore.open(folder + "/headwater.sqlite")
            return WorkspaceSnapshot(store: store, originals: Originals(folder: folder + "/originals", base: workspace + "/store/originals"), folder: folder)
        } catch {
            try? manager.removeItem(atPath: folder)
            throw RunFailure(error)
        }
    }

    /// Removes the folder; doing so twice does no harm.
    func remove() {
        try? store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    deinit { remove() }
}
