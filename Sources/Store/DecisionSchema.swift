/// Migration "decisions": holds that were released, results that were overridden, and what was decided on them; all only ever added to.
let decisionSchema = """
    CREATE TABLE batch_release (
        id TEXT NOT NULL PRIMARY KEY,
        batch TEXT NOT NULL,
        analyte TEXT NOT NULL,
        holds TEXT NOT NULL,
        reason TEXT NOT NULL,
        account TEXT NOT NULL,
        account_user INTEGER,
        at INTEGER NOT NULL,
        audit_sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE quality_override (
        id TEXT NOT NULL PRIMARY KEY,
        file_digest TEXT NOT NULL,
        file TEXT NOT NULL,
        injection TEXT NOT NULL,
        analyte TEXT,
        action TEXT NOT NULL CHECK (action IN ('use', 'reject')),
        reason TEXT NOT NULL,
        account TEXT NOT NULL,
        account_user INTEGER,
        at INTEGER NOT NULL,
        audit_sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE quality_decision (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        subject TEXT NOT NULL,
        verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'revoked')),
        account TEXT NOT NULL,
        account_user INTEGER,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        subject_digest TEXT NOT NULL,
        audit_sequence INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX quality_decision_by_subject ON quality_decision (subject, sequence);

    CREATE TRIGGER batch_release_kept BEFORE UPDATE ON batch_release
    BEGIN SELECT RAISE(ABORT, 'releases are only ever added'); END;
    CREATE TRIGGER batch_release_not_removed BEFORE DELETE ON batch_release
    BEGIN SELECT RAISE(ABORT, 'releases are only ever added'); END;
    CREATE TRIGGER quality_override_kept BEFORE UPDATE ON quality_override
    BEGIN SELECT RAISE(ABORT, 'overrides are only ever added'); END;
    CREATE TRIGGER quality_override_not_removed BEFORE DELETE ON quality_override
    BEGIN SELECT RAISE(ABORT, 'overrides are only ever added'); END;
    CREATE TRIGGER quality_decision_kept BEFORE UPDATE ON quality_decision
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
    CREATE TRIGGER quality_decision_not_removed BEFORE DELETE ON quality_decision
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
    """
