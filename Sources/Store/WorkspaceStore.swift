internal import Foundation
package import Findings
internal import GRDB
internal import Synchronization

/// The store of one workspace: one SQLite file that survives power cuts and newer programs.
///
/// Every change is one transaction, written through to the disk before it counts; what an
/// interrupted change had written is gone at the next opening. The clock is never read:
/// times come from the caller. Where the result tables stand, every row is derived and can
/// be worked out again from the originals; ledger, alerts, custody and audit cannot.
package final class WorkspaceStore: Sendable {
    /// The path of the file, as the caller gave it.
    package let path: String
    /// Nil once closed.
    private let connection: Mutex<DatabaseQueue?>

    private init(path: String, queue: DatabaseQueue) {
        self.path = path
        connection = Mutex(queue)
    }

    /// Opens the store, or makes it, and brings it to the schema of this program.
    ///
    /// - Parameters:
    ///   - path: usually `<workspace>/store/headwater.sqlite`; its folder is made where it is missing.
    ///   - waitSeconds: how long to wait for another process that writes, at each statement.
    /// - Throws: `newerSchema` and `notAStore` before anything was changed; `busy`, `readOnly`, `full`, `damaged` or `cannotOpen`.
    package static func open(_ path: String, waitSeconds: Double = 5) throws(StoreError) -> WorkspaceStore {
        do {
            let folder = (path as NSString).deletingLastPathComponent
            if !folder.isEmpty { try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }
            var configuration = Configuration()
            configuration.label = "headwater.store"
            configuration.busyMode = .timeout(waitSeconds)
            configuration.prepareDatabase { database in
                try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
            }
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try SchemaVersion.check(database, path: path)
                try SchemaVersion.mark(database)
                try database.execute(sql: "PRAGMA journal_mode = WAL")
            }
            try SchemaVersion.migrator.migrate(queue)
            return WorkspaceStore(path: path, queue: queue)
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// Folds the write-ahead log into the file and closes it as soon as no call uses it any more; closing twice does no harm.
    ///
    /// Later calls throw `cannotOpen`.
    /// - Throws: what the disk answers to the folding; the file is closed all the same, and nothing that was kept is lost.
    package func close() throws(StoreError) {
        guard let queue = connection.withLock({ connection in
            defer { connection = nil }
            return connection
        }) else { return }
        do {
            try queue.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
            // Another process reads: it folds the log when it closes.
            return
        } catch {
            throw StoreError(error, path: path)
        }
    }

    /// The connection, unless it was closed.
    func queue() throws(StoreError) -> DatabaseQueue {
        guard let queue = connection.withLock({ $0 }) else { throw .cannotOpen(path: path, reason: "closed") }
        return queue
    }

    /// The schema of this program: the number of its migrations.
    package static var schemaVersion: Int { SchemaVersion.current }

    /// Reads the whole file and returns what is wrong with it, one finding a problem; empty when sound.
    ///
    /// Checks every page and index, the references between tables, and the sums over the rows of the interpretation. Complexity: O(size of the file).
    package func integrityFindings() throws(StoreError) -> [Finding] {
        try read { database in
            var problems = try database.rows("PRAGMA integrity_check") { $0.text(0) }.filter { $0 != "ok" }
            problems += try database.rows("PRAGMA foreign_key_check") { "row \($0.integer(1)) of table \($0.text(0)) has lost its row in \($0.text(2))" }
            var findings = problems.map { StoreError.damaged(path: path, reason: $0).finding }
            do {
                _ = try Interpretation.proved(.results, database, path: path) { try ResultRows.all(database, path: path) }
                _ = try Interpretation.proved(.findings, database, path: path) { try FindingRows.all(database, path: path) }
                _ = try Interpretation.proved(.checks, database, path: path) { try CheckRows.all(database, path: path) }
                _ = try Interpretation.proved(.rejects, database, path: path) { try RejectRows.all(database, path: path) }
            } catch {
                findings.append(StoreError(error, path: path).finding)
            }
            return findings
        }
    }

    /// Runs reads on one consistent state of the store.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let queue = try queue()
        do { return try queue.read(body) } catch { throw StoreError(error, path: path) }
    }

    /// Runs one transaction: all of it is kept, or nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        let queue = try queue()
        do { return try queue.write(body) } catch { throw StoreError(error, path: path) }
    }
}
