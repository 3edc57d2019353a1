/// Migration "signatures": keys that prove approvals, requests in an emergency, and the second hash of the audit chain; all only ever added to.
let signatureSchema = """
    CREATE TABLE account_key (
        id TEXT NOT NULL PRIMARY KEY,
        account TEXT NOT NULL,
        algorithm TEXT NOT NULL CHECK (algorithm IN ('ed25519', 'sm2')),
        public_key TEXT NOT NULL,
        registered_by TEXT NOT NULL,
        registered_user INTEGER,
        at INTEGER NOT NULL,
        audit_sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE account_key_revocation (
        key TEXT NOT NULL PRIMARY KEY REFERENCES account_key (id),
        account TEXT NOT NULL,
        account_user INTEGER,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        audit_sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    ALTER TABLE trace_request ADD COLUMN emergency INTEGER NOT NULL DEFAULT 0 CHECK (emergency IN (0, 1));
    ALTER TABLE trace_decision ADD COLUMN key TEXT;
    ALTER TABLE trace_decision ADD COLUMN signature TEXT;
    ALTER TABLE audit_entry ADD COLUMN sm3 TEXT;

    CREATE TRIGGER account_key_kept BEFORE UPDATE ON account_key
    BEGIN SELECT RAISE(ABORT, 'keys are only ever added'); END;
    CREATE TRIGGER account_key_not_removed BEFORE DELETE ON account_key
    BEGIN SELECT RAISE(ABORT, 'keys are only ever added'); END;
    CREATE TRIGGER account_key_revocation_kept BEFORE UPDATE ON account_key_revocation
    BEGIN SELECT RAISE(ABORT, 'revocations are only ever added'); END;
    CREATE TRIGGER account_key_revocation_not_removed BEFORE DELETE ON account_key_revocation
    BEGIN SELECT RAISE(ABORT, 'revocations are only ever added'); END;
    """
