package import Findings
package import Monitoring

/// What a concentration in a vendor's export is a concentration of.
package enum ResultBasis: String, Sendable, CaseIterable { case sample, extract }

/// What "not detected" means in a method.
package enum NotDetectedMeaning: String, Sendable, CaseIterable { case belowLOD = "below_lod", notAnalysed = "not_analysed" }

/// A row of the method sheet (`methods.csv`): one analyte of one method under one vendor's name.
package struct MethodRow: Hashable, Sendable {
    package var method: String
    package var analyte: AnalyteCode
    package var vendorName: String
    package var basis: ResultBasis
    /// Unit of the export, where the export states none.
    package var resultUnit: String?
    package var sampleMl: Double?
    package var extractMl: Double?
    /// Limits in ng/L of sewage, converted from `limit_unit` when read.
    package var limitOfDetection: Double?
    package var limitOfQuantification: Double?
    package var upperLimit: Double?
    package var internalStandard: String?
    package var ionRatio: Double?
    package var ionRatioTolerancePct: Double?
    package var retentionTimeMin: Double?
    package var notDetectedMeans: NotDetectedMeaning
    package var standardID: String?
    /// Who analyses by this row; nil where the sheet does not say.
    package var laboratory: String?
    package var validFrom: CalendarDate?
    package var validTo: CalendarDate?
    package var position: SourcePosition

    package init(
        method: String, analyte: AnalyteCode, vendorName: String, basis: ResultBasis, resultUnit: String? = nil, sampleMl: Double? = nil,
        extractMl: Double? = nil, limitOfDetection: Double? = nil, limitOfQuantification: Double? = nil, upperLimit: Double? = nil,
        internalStandard: String? = nil, ionRatio: Double? = nil, ionRatioTolerancePct: Double? = nil, retentionTimeMin: Double? = nil,
        notDetectedMeans: NotDetectedMeaning = .belowLOD, standardID: String? = nil, laboratory: String? = nil, validFrom: CalendarDate? = nil, validTo: CalendarDate? = nil,
        position: SourcePosition = SourcePosition(file: "methods.csv")
    ) {
        self.method = method
        self.analyte = analyte
        self.vendorName = vendorName
        self.basis = basis
        self.resultUnit = resultUnit
        self.sampleMl = sampleMl
        self.extractMl = extractMl
        self.limitOfDetection = limitOfDetection
        self.limitOfQuantification = limitOfQuantification
        self.upperLimit = upperLimit
        self.internalStandard = internalStandard
        self.ionRatio = ionRatio
        self.ionRatioTolerancePct = ionRatioTolerancePct
        self.retentionTimeMin = retentionTimeMin
        self.notDetectedMeans = notDetectedMeans
        self.standardID = standardID
        self.laboratory = laboratory
        self.validFrom = validFrom
        self.validTo = validTo
        self.position = position
    }
}

/// A row of the injection sequence (`injections/*.csv`): what an injection was.
package struct InjectionRow: Hashable, Sendable {
    package var fileOrBatch: String
    package var injectionName: String
    package var sample: SampleID?
    package var sampleType: SampleType
    package var method: String
    package var dilution: Double
    /// Whether the export already multiplied by the dilution.
    package var isDilutionApplied: Bool
    package var replicate: String
    /// What a standard, QC or spike should hold, in the unit of the export.
    package var expected: Double?
    package var position: SourcePosition

    package init(
        fileOrBatch: String, injectionName: String, sample: SampleID?, sampleType: SampleType, method: String, dilution: Double = 1,
        isDilutionApplied: Bool = false, replicate: String = "", expected: Double? = nil,
        position: SourcePosition = SourcePosition(file: "injections")
    ) {
        self.fileOrBatch = fileOrBatch
        self.injectionName = injectionName
        self.sample = sample
        self.sampleType = sampleType
        self.method = method
        self.dilution = dilution
        self.isDilutionApplied = isDilutionApplied
        self.replicate = replicate
        self.expected = expected
        self.position = position
    }
}
