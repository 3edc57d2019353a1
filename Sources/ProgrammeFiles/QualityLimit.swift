package import Monitoring

/// A limit of laboratory quality, by its name in `quality_limits.csv`.
///
/// Each has a default, which a programme overrides for a laboratory, an analyte or both.
package enum QualityLimit: String, Sendable, CaseIterable, Hashable {
    /// Least coefficient of determination of a curve.
    case calibrationR2 = "calibration_r2"
    /// Below this a curve passes with a warning.
    case calibrationR2Target = "calibration_r2_target"
    /// Fewest levels of a curve that fit.
    case calibrationLevels = "calibration_levels"
    /// Furthest a back-calculated level may lie from its nominal value, percent.
    case calibrationDeviationPct = "calibration_deviation_pct"
    /// The same at the lowest level.
    case calibrationLowestDeviationPct = "calibration_lowest_deviation_pct"
    /// Least share of the levels that must fit, percent.
    case calibrationFittingPct = "calibration_fitting_pct"
    /// Deviation of a control from its nominal value, percent: over this a warning.
    case controlWarningPct = "control_warning_pct"
    /// Over this the control fails.
    case controlFailurePct = "control_failure_pct"
    /// The warning near the limit of quantification.
    case lowControlWarningPct = "low_control_warning_pct"
    /// The failure near the limit of quantification.
    case lowControlFailurePct = "low_control_failure_pct"
    /// So many failed controls hold the analyte of a batch.
    case failedControlsThatHold = "failed_controls_that_hold"
    /// So many failed laboratory control samples (spikes of blank water) hold the analyte of a batch.
    case failedBlankSpikesThatHold = "failed_lcs_that_hold"
    /// Most injections between two controls or standards.
    case controlInterval = "control_interval_injections"
    /// A blank over this many limits of quantification holds the analyte of a batch.
    case blankHoldLOQ = "blank_hold_loq"
    /// A blank over this many limits of quantification is a warning.
    case blankWarningLOQ = "blank_warning_loq"
    /// Samples of which such a blank is at least this share are flagged, percent; so are those that carry-over may make up to this share.
    case blankSharePct = "blank_share_pct"
    /// Samples below this many times such a blank count as not detected.
    case blankMultiple = "blank_multiple"
    /// A blank right after a high standard over this many limits of quantification shows carry-over.
    case carryOverLOQ = "carry_over_loq"
    /// Percent of the mean of the calibration: below this a flag.
    case internalStandardLowPct = "istd_low_pct"
    /// Above this a flag.
    case internalStandardHighPct = "istd_high_pct"
    /// Below this the sample is rejected: its internal standard is missing.
    case internalStandardMissingPct = "istd_missing_pct"
    /// Above this the check fails.
    case internalStandardExcessPct = "istd_excess_pct"
    /// Over this share of the samples without internal standard, the analyte of a batch is held, percent.
    case internalStandardMissingSharePct = "istd_missing_share_pct"
    /// Relative deviation of an ion ratio from the expected one, percent, where the method names none.
    case ionRatioTolerancePct = "ion_ratio_tolerance_pct"
    /// Furthest a peak may lie from its expected time, minutes.
    case retentionTimeMin = "retention_time_min"
    /// Deviation of the retention relative to the internal standard, percent: over this a warning.
    case relativeRetentionWarningPct = "relative_retention_warning_pct"
    /// Over this the peak is another substance.
    case relativeRetentionFailurePct = "relative_retention_failure_pct"
    /// Least signal to noise of a peak that counts as detected.
    case detectionSignalToNoise = "signal_to_noise_detection"
    /// Least signal to noise of a peak that counts as quantified.
    case quantificationSignalToNoise = "signal_to_noise_quantification"
    /// Largest relative percent difference of duplicates well above the limit of quantification.
    case duplicateRPDPct = "duplicate_rpd_pct"
    /// The same near it.
    case lowDuplicateRPDPct = "low_duplicate_rpd_pct"
    /// Near the limit of quantification: up to this many times it.
    case nearLOQMultiple = "near_loq_multiple"
    /// Recovery of a spike, percent: below this a warning.
    case spikeWarningLowPct = "spike_warning_low_pct"
    /// Above this a warning.
    case spikeWarningHighPct = "spike_warning_high_pct"
    /// Below this a failure.
    case spikeFailureLowPct = "spike_failure_low_pct"
    /// Above this a failure.
    case spikeFailureHighPct = "spike_failure_high_pct"
    /// A sample that holds more than this many times what was added tells nothing of its recovery.
    case spikeNativeMultiple = "spike_native_multiple"
    /// Longest time between the end of sampling and receipt, where a sample is only cooled, hours.
    case holdingHours = "holding_hours"
    /// Warmest a cooled sample may be kept, °C.
    case holdingCoolC = "holding_cool_c"
    /// At or below this a sample counts as frozen, °C.
    case holdingFrozenC = "holding_frozen_c"
    /// Beyond this |z| a proficiency round is questionable.
    case proficiencyQuestionableZ = "proficiency_questionable_z"
    /// From this |z| on a proficiency round is unacceptable.
    case proficiencyUnacceptableZ = "proficiency_unacceptable_z"
    /// So many questionable rounds one after the other exclude the laboratory.
    case proficiencyRounds = "proficiency_rounds"
    /// Standard deviation for proficiency where the round states none, percent of the assigned value.
    case proficiencySigmaPct = "proficiency_sigma_pct"

    /// What a limit is where no programme says otherwise.
    package struct Definition: Hashable, Sendable {
        package var value: Double
        /// Empty for a plain number; `x LOQ` for multiples of the limit of quantification.
        package var unit: String
        /// What is possible.
        package var range: ClosedRange<Double>
        /// Whether it is a number of things.
        package var isWhole = false
        /// Author or standard, year and place.
        package var source: String
        /// Whether the source was read or is cited from memory.
        package var provenance: Provenance
    }

    /// The default, with its unit and its source.
    package var definition: Definition { QualityLimit.definitions[self] ?? Definition(value: 0, unit: "", range: 0...0, source: "", provenance: .derived) }
}
