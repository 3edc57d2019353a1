/// Migration 2: what was worked out from the files; replaced as a whole, in the order in which it was handed over.
let resultSchema = """
    CREATE TABLE interpretation (
        id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
        digest TEXT NOT NULL,
        -- Sums over the values of the rows of each table.
        results INTEGER NOT NULL,
        findings INTEGER NOT NULL,
        checks INTEGER NOT NULL
    ) STRICT;

    -- Texts that many results share; the columns of `result` that end in _word hold their ids.
    CREATE TABLE word (
        id INTEGER NOT NULL PRIMARY KEY,
        text TEXT NOT NULL
    ) STRICT;

    CREATE TABLE result (
        ordinal INTEGER NOT NULL PRIMARY KEY,
        sample_word INTEGER,
        analyte_word INTEGER NOT NULL,
        sample_type_word INTEGER NOT NULL,
        qualifier TEXT NOT NULL CHECK (qualifier IN ('=', '<LOQ', '<LOD', '>ULOQ', 'NA')),
        value_or_limit_ng_per_l REAL CHECK ((qualifier = 'NA') = (value_or_limit_ng_per_l IS NULL)),
        lod_ng_per_l REAL,
        loq_ng_per_l REAL,
        uloq_ng_per_l REAL,
        method_word INTEGER NOT NULL,
        batch_word INTEGER NOT NULL,
        injection_word INTEGER NOT NULL,
        replicate_word INTEGER NOT NULL,
        dilution REAL NOT NULL,
        analysed_at INTEGER,
        istd_recovery_pct REAL,
        ion_ratio REAL,
        ion_ratio_expected REAL,
        rt_min REAL,
        rt_expected_min REAL,
        expected_ng_per_l REAL,
        calibration_r2 REAL,
        accuracy_pct REAL,
        text TEXT NOT NULL,
        file_digest_word INTEGER NOT NULL,
        file_word INTEGER NOT NULL,
        line INTEGER,
        "column" INTEGER,
        byte_offset INTEGER,
        status_word INTEGER NOT NULL,
        flags_word INTEGER NOT NULL,
        superseded_by TEXT
    ) STRICT;

    -- The results with their texts, for people with a SQL prompt.
    CREATE VIEW result_text AS SELECT
        ordinal,
        (SELECT text FROM word WHERE id = sample_word) AS sample_id,
        (SELECT text FROM word WHERE id = analyte_word) AS analyte,
        (SELECT text FROM word WHERE id = sample_type_word) AS sample_type,
        qualifier, value_or_limit_ng_per_l, lod_ng_per_l, loq_ng_per_l, uloq_ng_per_l,
        (SELECT text FROM word WHERE id = method_word) AS method,
        (SELECT text FROM word WHERE id = batch_word) AS batch,
        (SELECT text FROM word WHERE id = injection_word) AS injection,
        dilution, text,
        (SELECT text FROM word WHERE id = file_digest_word) AS file_digest,
        (SELECT text FROM word WHERE id = file_word) AS file,
        line, "column",
        (SELECT text FROM word WHERE id = status_word) AS status,
        (SELECT text FROM word WHERE id = flags_word) AS flags,
        superseded_by
    FROM result;

    CREATE TABLE finding (
        ordinal INTEGER NOT NULL PRIMARY KEY,
        code TEXT NOT NULL,
        severity TEXT NOT NULL,
        file TEXT,
        line INTEGER,
        "column" INTEGER,
        byte_offset INTEGER,
        text TEXT NOT NULL,
        arguments TEXT NOT NULL,
        related TEXT NOT NULL
    ) STRICT;

    CREATE TABLE quality_check (
        ordinal INTEGER NOT NULL PRIMARY KEY,
        batch TEXT NOT NULL,
        analyte TEXT,
        name TEXT NOT NULL,
        value REAL,
        limit_text TEXT NOT NULL,
        verdict TEXT NOT NULL,
        file TEXT NOT NULL,
        line INTEGER,
        "column" INTEGER,
        byte_offset INTEGER
    ) STRICT;
    """
