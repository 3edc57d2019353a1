package import Findings
internal import GRDB

/// Why the store could not do what it was asked; each case is one finding of group S.
package enum StoreError: Error, Hashable, Sendable {
    /// The file could not be opened or made (`reason` in SQLite's words).
    case cannotOpen(path: String, reason: String)
    /// Another process holds the store, and did not let go while this one waited.
    case busy(path: String)
    /// The store was written by a newer program.
    case newerSchema(path: String, found: Int, known: Int)
    /// The file is something else than a store of Headwater.
    case notAStore(path: String)
    /// The file, or a row in it, is not what was once written.
    case damaged(path: String, reason: String)
    /// The file or its folder may not be written.
    case readOnly(path: String)
    /// The disk is full, or the file may not grow.
    case full(path: String)
    /// A figure that is not a number was handed over where one must stand.
    case notANumber(quantity: String, position: SourcePosition)
    /// A row that the request speaks of does not exist.
    case unknown(kind: String, id: String)
    /// A row with this name exists already, with other content.
    case conflict(kind: String, id: String)
    /// SQLite refused a statement.
    case refused(path: String, reason: String)

    /// Whether the same request may succeed a little later (exit code 75).
    package var isTemporary: Bool { if case .busy = self { true } else { false } }

    /// The error as a finding, with severity `fatal`: nothing of the transaction was kept.
    package var finding: Finding {
        switch self {
        case .cannotOpen(let path, let reason):
            Finding("S001", .fatal, at: SourcePosition(file: path), text: reason, ["reason": harmless(reason)])
        case .busy(let path): Finding("S002", .fatal, at: SourcePosition(file: path))
        case .newerSchema(let path, let found, let known):
            Finding("S003", .fatal, at: SourcePosition(file: path), ["found": String(found), "known": String(known)])
        case .notAStore(let path): Finding("S004", .fatal, at: SourcePosition(file: path))
        case .damaged(let path, let reason):
            Finding("S005", .fatal, at: SourcePosition(file: path), text: reason, ["reason": harmless(reason)])
        case .readOnly(let path): Finding("S006", .fatal, at: SourcePosition(file: path))
        case .full(let path): Finding("S007", .fatal, at: SourcePosition(file: path))
        case .notANumber(let quantity, let position): Finding("S008", .fatal, at: position, ["quantity": quantity])
        case .unknown(let kind, let id): Finding("S009", .fatal, text: id, ["kind": kind, "id": harmless(id)])
        case .conflict(let kind, let id): Finding("S010", .fatal, text: id, ["kind": kind, "id": harmless(id)])
        case .refused(let path, let reason):
            Finding("S011", .fatal, at: SourcePosition(file: path), text: reason, ["reason": harmless(reason)])
        }
    }

    /// Names what SQLite or GRDB threw; an error of the store itself passes through.
    init(_ error: any Error, path: String) {
        if let own = error as? StoreError {
            self = own
            return
        }
        guard let error = error as? DatabaseError else {
            self = .refused(path: path, reason: String(describing: error))
            return
        }
        let reason = error.message ?? error.resultCode.description
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path: path)
        case .SQLITE_FULL: self = .full(path: path)
        case .SQLITE_NOTADB: self = .notAStore(path: path)
        case .SQLITE_CORRUPT: self = .damaged(path: path, reason: reason)
        case .SQLITE_CANTOPEN, .SQLITE_IOERR: self = .cannotOpen(path: path, reason: reason)
        default: self = .refused(path: path, reason: reason)
        }
    }
}
