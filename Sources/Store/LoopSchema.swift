/// Migration "loop": to whom an alert was given.
let loopSchema = """
    ALTER TABLE alert_transition ADD COLUMN assignee TEXT NOT NULL DEFAULT '';
    """
