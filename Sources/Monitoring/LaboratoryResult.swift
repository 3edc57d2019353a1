package import Findings

/// What an injection was.
package enum SampleType: String, Sendable, CaseIterable {
    case unknown, blank, doubleBlank = "double_blank", fieldBlank = "field_blank", standard, qc, spike, duplicate, solvent
}

/// How a result was judged.
package enum ResultStatus: String, Sendable, CaseIterable {
    /// Used.
    case accepted
    /// Used, with a flag.
    case flagged
    /// Of a batch on hold: not used until a named person releases it.
    case held
    /// Failed a rule of its own: not used.
    case rejected
    /// Another result of the same sample and analyte counts.
    case superseded
}

/// One analyte of one injection, as ng/L of raw sewage, with where it stands.
package struct LaboratoryResult: Hashable, Sendable {
    package var sample: SampleID?
    package var analyte: AnalyteCode
    package var sampleType: SampleType
    /// In ng/L of raw sewage.
    package var concentration: CensoredResult
    /// Limits in ng/L of raw sewage.
    package var limitOfDetection: Double?
    package var limitOfQuantification: Double?
    package var upperLimit: Double?
    package var method: String
    package var batch: String
    package var injection: String
    package var replicate: String
    package var dilution: Double
    package var analysedAt: Instant?
    /// Percent of the calibration mean.
    package var internalStandardRecoveryPct: Double?
    package var ionRatio: Double?
    package var ionRatioExpected: Double?
    package var retentionTimeMin: Double?
    package var retentionTimeExpectedMin: Double?
    /// What a standard, QC or spike should hold, ng/L of sewage.
    package var expected: Double?
    package var calibrationR2: Double?
    package var accuracyPct: Double?
    /// Signal to noise of the peak, where the file states it.
    package var signalToNoise: Double?
    /// Retention time of the internal standard in the same injection, minutes.
    package var internalStandardRetentionTimeMin: Double?
    /// The text of the cell, as it stands in the file.
    package var text: String
    /// The digest of the original file.
    package var fileDigest: String
    package var position: SourcePosition
    package var status: ResultStatus
    /// Reason codes, sorted.
    package var flags: [String]
    /// `file:line` of the result that counts instead.
    package var supersededBy: String?

    package init(
        sample: SampleID?, analyte: AnalyteCode, sampleType: SampleType, concentration: CensoredResult, limitOfDetection: Double? = nil,
        limitOfQuantification: Double? = nil, upperLimit: Double? = nil, method: String = "", batch: String, injection: String,
        replicate: String = "", dilution: Double = 1, analysedAt: Instant? = nil, internalStandardRecoveryPct: Double? = nil,
        ionRatio: Double? = nil, ionRatioExpected: Double? = nil, retentionTimeMin: Double? = nil, retentionTimeExpectedMin: Double? = nil,
        expected: Double? = nil, calibrationR2: Double? = nil, accuracyPct: Double? = nil, signalToNoise: Double? = nil,
        internalStandardRetentionTimeMin: Double? = nil, text: String = "", fileDigest: String = "", position: SourcePosition,
        status: ResultStatus = .accepted, flags: [String] = [], supersededBy: String? = nil
    ) {
        self.sample = sample
        self.analyte = analyte
        self.sampleType = sampleType
        self.concentration = concentration
        self.limitOfDetection = limitOfDetection
        self.limitOfQuantification = limitOfQuantification
        self.upperLimit = upperLimit
        self.method = method
        self.batch = batch
        self.injection = injection
        self.replicate = replicate
        self.dilution = dilution
        self.analysedAt = analysedAt
        self.internalStandardRecoveryPct = internalStandardRecoveryPct
        self.ionRatio = ionRatio
        self.ionRatioExpected = ionRatioExpected
        self.retentionTimeMin = retentionTimeMin
        self.retentionTimeExpectedMin = retentionTimeExpectedMin
        self.expected = expected
        self.calibrationR2 = calibrationR2
        self.accuracyPct = accuracyPct
        self.signalToNoise = signalToNoise
        self.internalStandardRetentionTimeMin = internalStandardRetentionTimeMin
        self.text = text
        self.fileDigest = fileDigest
        self.position = position
        self.status = status
        self.flags = flags
        self.supersededBy = supersededBy
    }
}

/// How a check of quality ended.
package enum QualityVerdict: String, Sendable, CaseIterable { case pass, warn, fail }

/// One check of a batch or a result (`qc.csv`).
package struct QualityCheck: Hashable, Sendable {
    package var batch: String
    package var analyte: AnalyteCode?
    /// The rule's name, such as `blank` or `calibration_r2`.
    package var check: String
    package var value: Double?
    /// The limit as a text with its unit, such as `<= 0.5 LOQ`.
    package var limit: String
    package var verdict: QualityVerdict
    package var position: SourcePosition

    package init(
        batch: String, analyte: AnalyteCode?, check: String, value: Double?, limit: String, verdict: QualityVerdict, position: SourcePosition
    ) {
        self.batch = batch
        self.analyte = analyte
        self.check = check
        self.value = value
        self.limit = limit
        self.verdict = verdict
        self.position = position
    }
}

/// What became of the samples of a site in a period (`accountability.csv`).
package struct Accountability: Hashable, Sendable {
    package var site: SiteCode
    /// Days that the plan asks for.
    package var planned: Int
    /// Samples in the register.
    package var taken: Int
    /// Samples with any laboratory result.
    package var received: Int
    /// Samples with at least one usable result.
    package var valid: Int
    /// Why something is missing: keys of the catalogue, sorted.
    package var reasons: [String]

    package init(site: SiteCode, planned: Int, taken: Int, received: Int, valid: Int, reasons: [String]) {
        self.site = site
        self.planned = planned
        self.taken = taken
        self.received = received
        self.valid = valid
        self.reasons = reasons
    }
}
