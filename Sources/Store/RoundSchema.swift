/// Migration "rounds": the rounds of tracebacks; only ever added to.
let roundSchema = """
    CREATE TABLE trace_round (
        site TEXT NOT NULL,
        analyte TEXT NOT NULL,
        period TEXT NOT NULL,
        round INTEGER NOT NULL CHECK (round >= 1),
        observations_digest TEXT NOT NULL,
        pack_digest TEXT NOT NULL,
        request TEXT NOT NULL,
        account TEXT NOT NULL,
        account_user INTEGER,
        at INTEGER NOT NULL,
        audit_sequence INTEGER NOT NULL,
        PRIMARY KEY (site, analyte, period, round)
    ) STRICT, WITHOUT ROWID;

    CREATE TRIGGER trace_round_kept BEFORE UPDATE ON trace_round
    BEGIN SELECT RAISE(ABORT, 'rounds are only ever added'); END;
    CREATE TRIGGER trace_round_not_removed BEFORE DELETE ON trace_round
    BEGIN SELECT RAISE(ABORT, 'rounds are only ever added'); END;
    """
