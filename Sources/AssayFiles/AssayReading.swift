package import Findings
package import Monitoring

/// What a concentration cell says, before any limit of a method is applied.
package enum AssayValue: Hashable, Sendable {
    /// A figure greater than zero, in the unit of the reading.
    case number(Double)
    /// A stated bound, such as `<0.5`, in the unit of the reading.
    case below(limit: Double)
    /// Below the limit of detection, with no limit in the cell: `<LOD`, `< 0`, a zero or a negative figure.
    case belowDetection
    /// Between the limits of detection and quantification: `<LOQ`, `BQL`, `Below RL`.
    case belowQuantification
    /// Above the calibrated range, with the bound where the cell states it: `>ULOQ`, `>200`.
    case aboveRange(limit: Double?)
    /// Reported as not detected: `ND`, `未检出`, `阴性`. The method says what that means.
    case notDetected
    /// The software looked and found no peak: `N/F`, `No Peak`, `Not Identified`.
    case notFound
    /// No concentration was determined, or none that can be used.
    case notAnalysed

    /// The figure where the cell holds one, else nil.
    package var figure: Double? { if case .number(let value) = self { value } else { nil } }
}

/// When an injection was made, as the file writes it: local time unless it states an offset.
package struct AcquisitionTime: Hashable, Sendable {
    package var date: CalendarDate
    package var secondOfDay: Int
    /// Seconds east of UTC, where the file says so.
    package var offsetSeconds: Int?

    package init(date: CalendarDate, secondOfDay: Int, offsetSeconds: Int? = nil) {
        self.date = date
        self.secondOfDay = secondOfDay
        self.offsetSeconds = offsetSeconds
    }

    /// The instant, with the programme's offset where the file states none.
    package func instant(programmeOffset: Int) -> Instant {
        Instant(date: date, secondOfDay: secondOfDay, offsetSeconds: offsetSeconds ?? programmeOffset)
    }
}

/// Whether the concentration of a reading holds the dilution already.
package enum DilutionState: Hashable, Sendable {
    /// The file does not say.
    case notStated
    /// The column is one that the software corrects for dilution, such as MassHunter's Final Conc.
    case applied
    /// The column is one from before the correction, such as MassHunter's Calc. Conc.
    case notApplied
}

/// One compound of one injection, as a file tells it: nothing converted, nothing guessed.
package struct AssayReading: Hashable, Sendable {
    /// The concentration cell; where the file has no such column, the cell that names the compound or injection.
    package var position: SourcePosition
    /// The name of the injection, as the instrument prints it.
    package var injection: String
    /// The data file of the injection where it is a column of its own, else empty.
    package var dataFile = ""
    /// The text of a sample number column, else empty.
    package var sampleText = ""
    /// The compound as printed.
    package var compound: String
    package var value: AssayValue
    /// The concentration cell as it stands in the file.
    package var text: String
    /// Unit of `value`, of the limits and of `expected`, as the file writes it; nil where it states none.
    package var unit: String?
    /// The sample type as the file writes it, else empty.
    package var vendorSampleType = ""
    /// What that type means, where it is known.
    package var sampleType: SampleType?
    package var isInternalStandard = false
    /// The internal standard of the compound, as printed, else empty.
    package var internalStandard = ""
    /// The dilution factor that the file states.
    package var dilution: Double?
    package var dilutionState = DilutionState.notStated
    package var acquiredAt: AcquisitionTime?
    /// Peak area, counts.
    package var area: Double?
    /// Peak area of the internal standard, counts.
    package var internalStandardArea: Double?
    /// Percent, where the file has such a column.
    package var internalStandardRecoveryPct: Double?
    /// In the file's own measure: a fraction or a percentage.
    package var ionRatio: Double?
    package var ionRatioExpected: Double?
    /// Minutes.
    package var retentionTime: Double?
    package var retentionTimeExpected: Double?
    /// What a standard or control should hold, in the unit of the reading.
    package var expected: Double?
    /// Percent.
    package var accuracy: Double?
    package var signalToNoise: Double?
    package var level = ""
    package var isManuallyIntegrated = false
    /// The software or the analyst took the record out.
    package var isExcluded = false
    package var batch = ""
    /// Limits of the row itself, in the unit of the reading (canonical table).
    package var limitOfDetection: Double?
    package var limitOfQuantification: Double?
    package var upperLimit: Double?
    /// Coefficient of determination of the calibration, where the file states it.
    package var calibrationR2: Double?

    package init(
        position: SourcePosition, injection: String, compound: String, value: AssayValue, text: String = "", unit: String? = nil
    ) {
        self.position = position
        self.injection = injection
        self.compound = compound
        self.value = value
        self.text = text
        self.unit = unit
    }
}
