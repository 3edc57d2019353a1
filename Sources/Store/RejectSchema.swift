/// Migration "rejects": the rows and files that were set aside, each with its text as it stood.
///
/// Rows are derived, like results, and replaced with them; what was worked out before has no sum
/// over them, so it is taken away and worked out again by the next run. Files that were never
/// copied cannot be worked out again and are only ever added to.
let rejectSchema = """
    DELETE FROM interpretation;
    DELETE FROM result;
    DELETE FROM word;
    DELETE FROM finding;
    DELETE FROM quality_check;
    ALTER TABLE interpretation ADD COLUMN rejects INTEGER NOT NULL DEFAULT 0;

    CREATE TABLE rejected_row (
        ordinal INTEGER NOT NULL PRIMARY KEY,
        code TEXT NOT NULL,
        file TEXT NOT NULL,
        file_digest TEXT NOT NULL,
        sheet TEXT,
        line INTEGER,
        "column" INTEGER,
        text TEXT NOT NULL,
        row TEXT NOT NULL
    ) STRICT;

    CREATE TABLE refused_file (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        run TEXT NOT NULL REFERENCES run (id),
        name TEXT NOT NULL,
        code TEXT NOT NULL,
        arguments TEXT NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX refused_file_by_name ON refused_file (name, sequence);

    CREATE TRIGGER refused_file_kept BEFORE UPDATE ON refused_file
    BEGIN SELECT RAISE(ABORT, 'refused files are only ever added'); END;
    CREATE TRIGGER refused_file_not_removed BEFORE DELETE ON refused_file
    BEGIN SELECT RAISE(ABORT, 'refused files are only ever added'); END;
    """
