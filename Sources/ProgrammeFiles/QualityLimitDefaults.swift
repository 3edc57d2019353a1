internal import Monitoring

extension QualityLimit {
    /// The defaults of the limits, each with its source.
    ///
    /// Most come from texts that were not at hand when they were written down (`memory`); a programme
    /// whose laboratory is accredited for others states them in `quality_limits.csv`.
    static let definitions: [QualityLimit: Definition] = [
        .calibrationR2: Definition(
            value: 0.99, unit: "", range: 0...1,
            source: "Standard Methods for the Examination of Water and Wastewater, 6020 B (2017): 0.990 for a quadratic curve", provenance: .read),
        .calibrationR2Target: Definition(
            value: 0.995, unit: "", range: 0...1,
            source: "Standard Methods for the Examination of Water and Wastewater, 6020 B (2017): 0.995 for a straight line", provenance: .read),
        .calibrationLevels: Definition(
            value: 5, unit: "", range: 1...50, isWhole: true,
            source: "Standard Methods for the Examination of Water and Wastewater, 6020 B (2017): at least five standards that are not zero", provenance: .read),
        .calibrationDeviationPct: Definition(
            value: 15, unit: "%", range: 0...1000,
            source: "ICH M10, Bioanalytical method validation (2022): ±15 %", provenance: .read),
        .calibrationLowestDeviationPct: Definition(
            value: 20, unit: "%", range: 0...1000,
            source: "ICH M10 (2022): ±20 % at the lower limit of quantification", provenance: .read),
        .calibrationFittingPct: Definition(value: 75, unit: "%", range: 0...100, source: "ICH M10 (2022): at least 75 % of the standards", provenance: .read),
        .controlWarningPct: Definition(value: 15, unit: "%", range: 0...1000, source: "ICH M10 (2022): ±15 % for quality controls", provenance: .memory),
        .controlFailurePct: Definition(
            value: 20, unit: "%", range: 0...1000,
            source: "US EPA Method 8000D (2018): ±20 % for continuing calibration verification", provenance: .memory),
        .lowControlWarningPct: Definition(
            value: 20, unit: "%", range: 0...1000,
            source: "ICH M10 (2022): ±20 % at the lower limit of quantification", provenance: .memory),
        .lowControlFailurePct: Definition(
            value: 30, unit: "%", range: 0...1000,
            source: "working limit of laboratories that measure drug residues in wastewater: 70-130 % for low controls", provenance: .memory),
        .failedControlsThatHold: Definition(
            value: 2, unit: "", range: 1...100, isWhole: true,
            source: "working limit of laboratories that measure drug residues in wastewater: two controls of a batch", provenance: .memory),
        .failedBlankSpikesThatHold: Definition(
            value: 1, unit: "", range: 1...100, isWhole: true,
            source: "US EPA Method 8000D (2018): a batch whose laboratory control sample fails is prepared again", provenance: .memory),
        .controlInterval: Definition(
            value: 20, unit: "", range: 1...1000, isWhole: true,
            source: "US EPA Method 8000D (2018): a verification after every 20 samples at most; many laboratories take 10", provenance: .memory),
        .blankHoldLOQ: Definition(
            value: 1, unit: "x LOQ", range: 0...1000,
            source: "working limit of laboratories that measure drug residues in wastewater: a blank above the limit of quantification", provenance: .memory),
        .blankWarningLOQ: Definition(
            value: 0.5, unit: "x LOQ", range: 0...1000,
            source: "Standard Methods, 2020 B (2017): blanks not above half of the reporting level", provenance: .read),
        .blankSharePct: Definition(
            value: 10, unit: "%", range: 0...100,
            source: "US EPA Method 8000D (2018): a blank of less than a tenth of the sample", provenance: .memory),
        .blankMultiple: Definition(
            value: 5, unit: "x blank", range: 1...1000,
            source: "US EPA National Functional Guidelines for Organic Data Review, EPA-540/R-99-008 (1999): the fivefold rule", provenance: .memory),
        .carryOverLOQ: Definition(
            value: 0.2, unit: "x LOQ", range: 0...1000,
            source: "ICH M10 (2022): 20 % of the lower limit of quantification, in a blank after the highest standard", provenance: .memory),
        .internalStandardLowPct: Definition(
            value: 50, unit: "%", range: 1...99,
            source: "US EPA Method 8270E (2018): 50 % of the calibration at least", provenance: .memory),
        .internalStandardHighPct: Definition(
            value: 120, unit: "%", range: 101...10000,
            source: "working limit of laboratories that measure drug residues in wastewater", provenance: .memory),
        .internalStandardMissingPct: Definition(
            value: 20, unit: "%", range: 0...99,
            source: "working limit of laboratories that measure drug residues in wastewater", provenance: .memory),
        .internalStandardExcessPct: Definition(
            value: 150, unit: "%", range: 101...10000,
            source: "working limit of laboratories that measure drug residues in wastewater", provenance: .memory),
        .internalStandardMissingSharePct: Definition(
            value: 50, unit: "%", range: 0...100,
            source: "working limit of laboratories that measure drug residues in wastewater: most samples of a batch", provenance: .memory),
        .ionRatioTolerancePct: Definition(
            value: 30, unit: "%", range: 0...1000,
            source: "SANTE/11312/2021: ±30 % relative; Regulation (EU) 2021/808, annex I allows ±40 %", provenance: .memory),
        .retentionTimeMin: Definition(value: 0.1, unit: "min", range: 0...60, source: "SANTE/11312/2021: ±0.1 min", provenance: .memory),
        .relativeRetentionWarningPct: Definition(
            value: 1, unit: "%", range: 0...100,
            source: "Regulation (EU) 2021/808, annex I: 1 % in liquid chromatography with an internal standard", provenance: .memory),
        .relativeRetentionFailurePct: Definition(
            value: 2.5, unit: "%", range: 0...100,
            source: "SANCO/12495/2011: ±2.5 % in liquid chromatography", provenance: .memory),
        .detectionSignalToNoise: Definition(value: 3, unit: "", range: 0...1000, source: "ICH Q2(R1) (2005), 6.2: 3:1", provenance: .read),
        .quantificationSignalToNoise: Definition(value: 10, unit: "", range: 0...1000, source: "ICH Q2(R1) (2005), 7.2: 10:1", provenance: .read),
        .duplicateRPDPct: Definition(
            value: 20, unit: "%", range: 0...200,
            source: "working limit of laboratories that measure drug residues in wastewater: 20 % well above the limit of quantification", provenance: .memory),
        .lowDuplicateRPDPct: Definition(
            value: 40, unit: "%", range: 0...200,
            source: "working limit of laboratories that measure drug residues in wastewater: 30-40 % near the limit of quantification", provenance: .memory),
        .nearLOQMultiple: Definition(
            value: 5, unit: "x LOQ", range: 1...1000,
            source: "US EPA National Functional Guidelines, EPA-540/R-99-008 (1999): five times the limit", provenance: .memory),
        .spikeWarningLowPct: Definition(
            value: 70, unit: "%", range: 0...99,
            source: "SANTE/11312/2021: recovery 70-120 %; working limit of laboratories that measure drug residues in wastewater: 70-130 %", provenance: .memory),
        .spikeWarningHighPct: Definition(
            value: 130, unit: "%", range: 101...1000,
            source: "working limit of laboratories that measure drug residues in wastewater: 70-130 %", provenance: .memory),
        .spikeFailureLowPct: Definition(
            value: 60, unit: "%", range: 0...99,
            source: "SANTE/11312/2021: 60-140 % in routine; Regulation (EU) 2021/808 allows -50 to +20 % up to 1 µg/kg", provenance: .memory),
        .spikeFailureHighPct: Definition(value: 140, unit: "%", range: 101...1000, source: "SANTE/11312/2021: 60-140 % in routine", provenance: .memory),
        .spikeNativeMultiple: Definition(
            value: 4, unit: "x spike", range: 0...1000,
            source: "US EPA National Functional Guidelines, EPA-540/R-99-008 (1999): recovery is not judged where the sample holds four times what was added", provenance: .memory),
        .holdingHours: Definition(
            value: 24, unit: "h", range: 0...10000,
            source: "working limit of laboratories that measure drug residues in wastewater; SCORE protocol: extracted or frozen within 24 h", provenance: .memory),
        .holdingCoolC: Definition(value: 5, unit: "°C", range: -5...30, source: "ISO 5667-3:2018: 1-5 °C", provenance: .memory),
        .holdingFrozenC: Definition(value: -18, unit: "°C", range: -100...0, source: "ISO 5667-3:2018: frozen at -18 °C or below", provenance: .memory),
        .proficiencyQuestionableZ: Definition(
            value: 2, unit: "", range: 0...100,
            source: "ISO 13528, as the NIST Dataplot reference (ISO 13528 ZSCORE) gives it: a z beyond 2 is a warning signal", provenance: .read),
        .proficiencyUnacceptableZ: Definition(
            value: 3, unit: "", range: 0...100,
            source: "ISO 13528, as the NIST Dataplot reference (ISO 13528 ZSCORE) gives it: a z beyond 3 is an action signal", provenance: .read),
        .proficiencyRounds: Definition(
            value: 2, unit: "", range: 1...100, isWhole: true,
            source: "ISO 13528: warning signals in consecutive rounds call for action", provenance: .memory),
        .proficiencySigmaPct: Definition(
            value: 20, unit: "%", range: 0.1...1000,
            source: "working limit of laboratories that measure drug residues in wastewater: a fifth of the assigned value", provenance: .memory),
    ]

    /// Limits of which the first may not lie above the second.
    static let orders: [(lower: QualityLimit, upper: QualityLimit)] = [
        (.calibrationR2, .calibrationR2Target),
        (.calibrationDeviationPct, .calibrationLowestDeviationPct),
        (.controlWarningPct, .controlFailurePct),
        (.lowControlWarningPct, .lowControlFailurePct),
        (.blankWarningLOQ, .blankHoldLOQ),
        (.internalStandardMissingPct, .internalStandardLowPct),
        (.internalStandardHighPct, .internalStandardExcessPct),
        (.relativeRetentionWarningPct, .relativeRetentionFailurePct),
        (.detectionSignalToNoise, .quantificationSignalToNoise),
        (.duplicateRPDPct, .lowDuplicateRPDPct),
        (.spikeFailureLowPct, .spikeWarningLowPct),
        (.spikeWarningHighPct, .spikeFailureHighPct),
        (.holdingFrozenC, .holdingCoolC),
        (.proficiencyQuestionableZ, .proficiencyUnacceptableZ),
    ]
}
