/// Migration 1: runs and the files that they took.
let ledgerSchema = """
    CREATE TABLE run (
        id TEXT NOT NULL PRIMARY KEY,
        command TEXT NOT NULL,
        arguments TEXT NOT NULL,
        program_version TEXT NOT NULL,
        account TEXT NOT NULL,
        begun INTEGER NOT NULL,
        ended INTEGER,
        outcome TEXT NOT NULL CHECK (outcome IN ('begun', 'done', 'failed', 'interrupted')),
        reason TEXT NOT NULL
    ) STRICT;

    CREATE TABLE run_digest (
        run TEXT NOT NULL REFERENCES run (id),
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        PRIMARY KEY (run, kind, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE file (
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        format TEXT NOT NULL,
        encoding TEXT NOT NULL,
        dialect TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('taken', 'duplicate_of', 'pending_supersede', 'superseded', 'refused')),
        duplicate_of TEXT,
        superseded_by TEXT,
        first_run TEXT NOT NULL REFERENCES run (id),
        first_seen INTEGER NOT NULL,
        PRIMARY KEY (name, digest)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX file_by_digest ON file (digest, name);
    -- Of the versions of a file, one counts at most.
    CREATE UNIQUE INDEX file_taken ON file (name) WHERE state = 'taken';
    """
