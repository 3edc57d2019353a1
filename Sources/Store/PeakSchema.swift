/// Migration 6: signal to noise of a peak, and the retention time of its internal standard in the same injection.
///
/// What was worked out before knows neither; it is taken away and worked out again from the
/// originals by the next run.
let peakSchema = """
    DELETE FROM interpretation;
    DELETE FROM result;
    DELETE FROM word;
    DELETE FROM finding;
    DELETE FROM quality_check;

    ALTER TABLE result ADD COLUMN signal_to_noise REAL;
    ALTER TABLE result ADD COLUMN istd_rt_min REAL;
    """
