/// Migration 3: alerts and the history of their states, which is only ever added to.
let alertSchema = """
    CREATE TABLE alert (
        id TEXT NOT NULL PRIMARY KEY,
        period TEXT NOT NULL,
        site TEXT NOT NULL,
        analyte TEXT NOT NULL,
        kind TEXT NOT NULL,
        direction TEXT NOT NULL,
        cause TEXT NOT NULL,
        level TEXT NOT NULL,
        state TEXT NOT NULL,
        q_value REAL NOT NULL,
        also_seen_at TEXT NOT NULL,
        evidence TEXT NOT NULL,
        other_explanations TEXT NOT NULL,
        next_steps TEXT NOT NULL,
        raised INTEGER NOT NULL,
        standing INTEGER NOT NULL CHECK (standing IN (0, 1))
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX alert_by_period ON alert (period, id);

    CREATE TABLE alert_transition (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        alert TEXT NOT NULL REFERENCES alert (id),
        from_state TEXT,
        to_state TEXT NOT NULL,
        account TEXT NOT NULL,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL
    ) STRICT;

    CREATE INDEX alert_transition_by_alert ON alert_transition (alert, sequence);

    CREATE TRIGGER alert_transition_kept BEFORE UPDATE ON alert_transition
    BEGIN SELECT RAISE(ABORT, 'the history of alerts is only ever added to'); END;
    CREATE TRIGGER alert_transition_not_removed BEFORE DELETE ON alert_transition
    BEGIN SELECT RAISE(ABORT, 'the history of alerts is only ever added to'); END;
    """
