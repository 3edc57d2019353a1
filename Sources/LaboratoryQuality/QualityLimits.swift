/// The limits of laboratory quality, as data.
///
/// The defaults are working limits of laboratories that measure drug residues in
/// wastewater, kept as settings because they differ between accreditations. By name: the
/// share of levels that must fit is that of ICH M10, Bioanalytical method validation
/// (2022); the ion-ratio tolerance that of SANTE/11312, the wider spike limits those that
/// Regulation (EU) 2021/808 allows near 1 µg/kg; the fivefold rule for blanks that of the
/// US EPA National Functional Guidelines. All were taken from memory of these texts.
package struct QualityLimits: Hashable, Sendable {
    /// Least coefficient of determination of a curve.
    package var calibrationR2 = 0.990
    /// Below this a curve passes with a warning.
    package var calibrationR2Target = 0.995
    /// Fewest levels of a curve that fit.
    package var calibrationLevels = 5
    /// Furthest a back-calculated level may lie from its nominal value, percent.
    package var calibrationDeviationPct = 15.0
    /// The same at the lowest level.
    package var calibrationLowestDeviationPct = 20.0
    /// Least share of the levels that must fit.
    package var calibrationFittingShare = 0.75

    /// Deviation of a control from its nominal value, percent: over this a warning.
    package var controlWarningPct = 15.0
    /// Over this the control fails.
    package var controlFailurePct = 20.0
    /// The same for controls near the limit of quantification.
    package var lowControlWarningPct = 20.0
    package var lowControlFailurePct = 30.0
    /// So many failed controls hold the analyte of a batch.
    package var failedControlsThatHold = 2

    /// A blank over this many limits of quantification holds the analyte of a batch.
    package var blankHoldMultipleOfLOQ = 1.0
    /// A blank over this many limits of quantification is a warning.
    package var blankWarningMultipleOfLOQ = 0.5
    /// Samples of which such a blank is at least this share are flagged.
    package var blankShareOfSample = 0.10
    /// Samples below this many times such a blank count as not detected.
    package var blankMultipleForSamples = 5.0

    /// Percent of the mean of the calibration: outside this a flag.
    package var internalStandardLowPct = 50.0
    package var internalStandardHighPct = 120.0
    /// Below this the sample is rejected: its internal standard is missing.
    package var internalStandardMissingPct = 20.0
    /// Above this the check fails.
    package var internalStandardExcessPct = 150.0
    /// Over this share of the samples without internal standard, the analyte of a batch is held.
    package var missingStandardShareThatHolds = 0.5

    /// Relative deviation of an ion ratio from the expected one, percent, where the method names none.
    package var ionRatioTolerancePct = 30.0
    /// Furthest a peak may lie from its expected time, minutes.
    package var retentionTimeToleranceMin = 0.1

    /// Largest relative percent difference of duplicates well above the limit of quantification.
    package var duplicateRPDPct = 20.0
    /// The same near it.
    package var lowDuplicateRPDPct = 40.0
    /// Near the limit of quantification: up to this many times it.
    package var nearLOQMultiple = 5.0

    /// Recovery of a spike, percent: outside this a warning.
    package var spikeWarningLowPct = 70.0
    package var spikeWarningHighPct = 130.0
    /// Outside this a failure.
    package var spikeFailureLowPct = 60.0
    package var spikeFailureHighPct = 140.0

    package init() {}
}
