/// Migration 5: the sheet of a workbook in which a result, a finding or a check stands.
///
/// What was worked out before has sums over rows without a sheet; it is taken away and worked
/// out again from the originals by the next run.
let sheetSchema = """
    DELETE FROM interpretation;
    DELETE FROM result;
    DELETE FROM word;
    DELETE FROM finding;
    DELETE FROM quality_check;

    ALTER TABLE result ADD COLUMN sheet_word INTEGER;
    ALTER TABLE finding ADD COLUMN sheet TEXT;
    ALTER TABLE quality_check ADD COLUMN sheet TEXT;

    DROP VIEW result_text;
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
        (SELECT text FROM word WHERE id = sheet_word) AS sheet,
        line, "column",
        (SELECT text FROM word WHERE id = status_word) AS status,
        (SELECT text FROM word WHERE id = flags_word) AS flags,
        superseded_by
    FROM result;
    """
