internal import GRDB

extension WorkspaceStore {
    /// Copies the whole store, as it stands between two transactions, into a new file.
    ///
    /// - Parameter target: must not exist.
    /// - Throws: what either disk answers.
    package func copy(to target: String) throws(StoreError) {
        let queue = try queue()
        do {
            let copy = try DatabaseQueue(path: target)
            try queue.backup(to: copy)
            try copy.writeWithoutTransaction { database in try database.execute(sql: "PRAGMA journal_mode = DELETE") }
            try copy.close()
        } catch {
            throw StoreError(error, path: target)
        }
    }
}
