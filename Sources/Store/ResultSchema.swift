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

    CREATE TABLE result (
        ordinal INTEGER NOT NULL PRIMARY KEY,
        sample TEXT,
        analyte TEXT NOT NULL,
        sample_type TEXT NOT NULL,
        qualifier TEXT NOT NULL CHECK (qualifier IN ('=', '<LOQ', '<LOD', '>ULOQ', 'NA')),
        value_or_limit_ng_per_l REAL CHECK ((qualifier = 'NA') = (value_or_limit_ng_per_l IS NULL)),
        lod_ng_per_l REAL,
        loq_ng_per_l REAL,
        uloq_ng_per_l REAL,
        method TEXT NOT NULL,
        batch TEXT NOT NULL,
        injection TEXT NOT NULL,
        replicate TEXT NOT NULL,
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
        file_digest TEXT NOT NULL,
        file TEXT NOT NULL,
        line INTEGER,
        "column" INTEGER,
        byte_offset INTEGER,
        status TEXT NOT NULL,
        flags TEXT NOT NULL,
        superseded_by TEXT
    ) STRICT;

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
