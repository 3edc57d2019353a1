/// Migration 4: requests for tracebacks, the decisions on them, and the audit chain; all only ever added to.
let custodySchema = """
    CREATE TABLE trace_request (
        id TEXT NOT NULL PRIMARY KEY,
        case_number TEXT NOT NULL,
        unit TEXT NOT NULL,
        purpose TEXT NOT NULL,
        sites TEXT NOT NULL,
        areas TEXT NOT NULL,
        analytes TEXT NOT NULL,
        first_period TEXT NOT NULL,
        last_period TEXT NOT NULL,
        valid_from INTEGER NOT NULL,
        valid_to INTEGER NOT NULL,
        requester TEXT NOT NULL,
        requester_user INTEGER,
        requested_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trace_decision (
        sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        request TEXT NOT NULL REFERENCES trace_request (id),
        verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'refused', 'withdrawn')),
        account TEXT NOT NULL,
        account_user INTEGER,
        at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        request_digest TEXT NOT NULL,
        audit_sequence INTEGER NOT NULL
    ) STRICT;

    CREATE INDEX trace_decision_by_request ON trace_decision (request, sequence);

    CREATE TABLE audit_entry (
        sequence INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        account TEXT NOT NULL,
        action TEXT NOT NULL,
        detail TEXT NOT NULL,
        previous TEXT NOT NULL,
        hash TEXT NOT NULL
    ) STRICT;

    CREATE TRIGGER trace_request_kept BEFORE UPDATE ON trace_request
    BEGIN SELECT RAISE(ABORT, 'requests are only ever added'); END;
    CREATE TRIGGER trace_request_not_removed BEFORE DELETE ON trace_request
    BEGIN SELECT RAISE(ABORT, 'requests are only ever added'); END;
    CREATE TRIGGER trace_decision_kept BEFORE UPDATE ON trace_decision
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
    CREATE TRIGGER trace_decision_not_removed BEFORE DELETE ON trace_decision
    BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
    CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit chain is only ever added to'); END;
    CREATE TRIGGER audit_entry_not_removed BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'the audit chain is only ever added to'); END;
    """
