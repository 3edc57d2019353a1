internal import GRDB
package import Monitoring

/// A public key under which an account signs approvals, as an administrator registered it.
package struct AccountKey: Hashable, Sendable {
    /// `K-` and 16 digits of the key's digest.
    package var id: String
    package var account: String
    /// `ed25519` or `sm2`.
    package var algorithm: String
    /// PEM.
    package var publicKey: String
    package var registeredBy: String
    package var registeredUser: UInt32?
    package var at: Instant
    /// The entry of the audit chain that records the registration.
    package var auditSequence: Int64

    package init(
        id: String, account: String, algorithm: String, publicKey: String, registeredBy: String, registeredUser: UInt32?, at: Instant, auditSequence: Int64 = 0
    ) {
        self.id = id
        self.account = account
        self.algorithm = algorithm
        self.publicKey = publicKey
        self.registeredBy = registeredBy
        self.registeredUser = registeredUser
        self.at = at
        self.auditSequence = auditSequence
    }
}

/// A key that counts no longer, nor does anything that was signed by it.
package struct KeyRevocation: Hashable, Sendable {
    package var key: String
    package var account: String
    package var accountUser: UInt32?
    package var at: Instant
    package var reason: String
    package var auditSequence: Int64

    package init(key: String, account: String, accountUser: UInt32?, at: Instant, reason: String, auditSequence: Int64 = 0) {
        self.key = key
        self.account = account
        self.accountUser = accountUser
        self.at = at
        self.reason = reason
        self.auditSequence = auditSequence
    }
}

extension WorkspaceStore {
    /// All keys, in the order of their registration.
    package func accountKeys() throws(StoreError) -> [AccountKey] {
        try read { database in
            try database.rows(
                "SELECT id, account, algorithm, public_key, registered_by, registered_user, at, audit_sequence FROM account_key ORDER BY audit_sequence"
            ) { row in
                AccountKey(
                    id: row.text(0), account: row.text(1), algorithm: row.text(2), publicKey: row.text(3), registeredBy: row.text(4),
                    registeredUser: row.optionalInteger(5).map { UInt32(truncatingIfNeeded: $0) }, at: Instant(seconds: row.integer(6)),
                    auditSequence: row.integer(7))
            }
        }
    }

    /// All revocations, oldest first.
    package func keyRevocations() throws(StoreError) -> [KeyRevocation] {
        try read { database in
            try database.rows("SELECT key, account, account_user, at, reason, audit_sequence FROM account_key_revocation ORDER BY audit_sequence") { row in
                KeyRevocation(
                    key: row.text(0), account: row.text(1), accountUser: row.optionalInteger(2).map { UInt32(truncatingIfNeeded: $0) },
                    at: Instant(seconds: row.integer(3)), reason: row.text(4), auditSequence: row.integer(5))
            }
        }
    }

    static func insert(_ key: AccountKey, auditSequence: Int64, _ database: Database) throws {
        let known = try database.rows("SELECT 1 FROM account_key WHERE id = ?", .text(key.id)) { $0.integer(0) }
        guard known.isEmpty else { throw StoreError.conflict(kind: "key", id: key.id) }
        try database.run(
            "INSERT INTO account_key (id, account, algorithm, public_key, registered_by, registered_user, at, audit_sequence) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            .text(key.id), .text(key.account), .text(key.algorithm), .text(key.publicKey), .text(key.registeredBy),
            .integer(key.registeredUser.map(Int64.init)), .integer(key.at.seconds), .integer(auditSequence))
    }

    static func insert(_ revocation: KeyRevocation, auditSequence: Int64, _ database: Database) throws {
        let known = try database.rows("SELECT 1 FROM account_key WHERE id = ?", .text(revocation.key)) { $0.integer(0) }
        guard !known.isEmpty else { throw StoreError.unknown(kind: "key", id: revocation.key) }
        let revoked = try database.rows("SELECT 1 FROM account_key_revocation WHERE key = ?", .text(revocation.key)) { $0.integer(0) }
        guard revoked.isEmpty else { throw StoreError.conflict(kind: "key", id: revocation.key) }
        try database.run(
            "INSERT INTO account_key_revocation (key, account, account_user, at, reason, audit_sequence) VALUES (?, ?, ?, ?, ?, ?)", .text(revocation.key),
            .text(revocation.account), .integer(revocation.accountUser.map(Int64.init)), .integer(revocation.at.seconds), .text(revocation.reason),
            .integer(auditSequence))
    }
}
