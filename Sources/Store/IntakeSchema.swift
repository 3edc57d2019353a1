/// Migration "intake": the steps of each file from run to run, the withdrawal of runs, and what a file was recognised by.
///
/// A new state (`withdrawn`) is a new rule of the table, so the table is made anew. What older programs
/// took is entered as one step of the run that first saw it.
let intakeSchema = """
    CREATE TABLE file_made_anew (
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        format TEXT NOT NULL,
        encoding TEXT NOT NULL,
        dialect TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('taken', 'duplicate_of', 'pending_supersede', 'superseded', 'refused', 'withdrawn')),
        duplicate_of TEXT,
        superseded_by TEXT,
        first_run TEXT NOT NULL REFERENCES run (id),
        first_seen INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        readings INTEGER NOT NULL,
        PRIMARY KEY (name, digest)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO file_made_anew
        SELECT name, digest, size, format, encoding, dialect, state, duplicate_of, superseded_by, first_run, first_seen, '[]', 0 FROM file;
    DROP TABLE file;
    ALTER TABLE file_made_anew RENAME TO file;
    CREATE INDEX file_by_digest ON file (digest, name);
    -- Of the versions of a file, one counts at most.
    CREATE UNIQUE INDEX file_taken ON file (name) WHERE state = 'taken';

    -- What each run did with each version; the last step of a version says which run it belongs to.
    CREATE TABLE file_step (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES run (id),
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        state TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX file_step_by_version ON file_step (name, digest, sequence);
    CREATE INDEX file_step_by_run ON file_step (run, sequence);
    INSERT INTO file_step (run, name, digest, state, at)
        SELECT first_run, name, digest, CASE WHEN state IN ('superseded', 'refused') THEN 'taken' ELSE state END, first_seen
        FROM file ORDER BY first_seen, first_run, name, digest;

    CREATE TABLE withdrawal (
        run TEXT NOT NULL PRIMARY KEY REFERENCES run (id),
        account TEXT NOT NULL,
        account_user INTEGER,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        audit_sequence INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER file_step_kept BEFORE UPDATE ON file_step
    BEGIN SELECT RAISE(ABORT, 'the steps of files are only ever added to'); END;
    CREATE TRIGGER file_step_not_removed BEFORE DELETE ON file_step
    BEGIN SELECT RAISE(ABORT, 'the steps of files are only ever added to'); END;
    CREATE TRIGGER withdrawal_kept BEFORE UPDATE ON withdrawal
    BEGIN SELECT RAISE(ABORT, 'withdrawals are only ever added'); END;
    CREATE TRIGGER withdrawal_not_removed BEFORE DELETE ON withdrawal
    BEGIN SELECT RAISE(ABORT, 'withdrawals are only ever added'); END;
    """
