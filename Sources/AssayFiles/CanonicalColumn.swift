/// The columns of the canonical assay table, in the order of its contract.
package enum CanonicalColumn: Int, Sendable, CaseIterable {
    case sample, analyte, result, unit, qualifier, limitOfDetection, limitOfQuantification, upperLimit, batch, injection, sampleType, analysedAt
    case internalStandardRecovery, ionRatio, ionRatioExpected, retentionTime, retentionTimeExpected, dilution, expected, calibrationR2

    /// Whether its cells are kept as numbers of texts in a dictionary.
    package var isText: Bool {
        switch self {
        case .sample, .analyte, .unit, .qualifier, .batch, .injection, .sampleType: true
        default: false
        }
    }

    /// Whether its cells are figures beside the result.
    package var isNumber: Bool { !isText && self != .result && self != .analysedAt }

    /// Whether a cell of it is a figure only where it is above zero.
    var isPositive: Bool {
        switch self {
        case .limitOfDetection, .limitOfQuantification, .upperLimit, .dilution: true
        default: false
        }
    }

    /// Whether a cell of it may have a percent sign behind its figure.
    var mayBePercentage: Bool { self == .internalStandardRecovery || self == .ionRatio || self == .ionRatioExpected }

    /// Whether a cell of it may state a unit behind its figure.
    var mayHoldUnit: Bool { isPositive || self == .expected }

    /// The header of the contract.
    package var name: String {
        switch self {
        case .sample: "sample_id"
        case .analyte: "analyte"
        case .result: "result"
        case .unit: "unit"
        case .qualifier: "qualifier"
        case .limitOfDetection: "lod"
        case .limitOfQuantification: "loq"
        case .upperLimit: "uloq"
        case .batch: "batch"
        case .injection: "injection"
        case .sampleType: "sample_type"
        case .analysedAt: "analysed_at"
        case .internalStandardRecovery: "istd_recovery_pct"
        case .ionRatio: "ion_ratio"
        case .ionRatioExpected: "ion_ratio_expected"
        case .retentionTime: "rt_min"
        case .retentionTimeExpected: "rt_expected_min"
        case .dilution: "dilution"
        case .expected: "expected"
        case .calibrationR2: "calibration_r2"
        }
    }

    static let texts = allCases.filter(\.isText)
    static let numbers = allCases.filter(\.isNumber)

    /// What the column is called among those of all formats.
    var assay: AssayColumn {
        switch self {
        case .sample: .sampleText
        case .analyte: .compound
        case .result: .concentration
        case .unit: .unit
        case .qualifier: .qualifier
        case .limitOfDetection: .limitOfDetection
        case .limitOfQuantification: .limitOfQuantification
        case .upperLimit: .upperLimit
        case .batch: .batch
        case .injection: .injection
        case .sampleType: .sampleType
        case .analysedAt: .acquiredAt
        case .internalStandardRecovery: .internalStandardRecovery
        case .ionRatio: .ionRatio
        case .ionRatioExpected: .ionRatioExpected
        case .retentionTime: .retentionTime
        case .retentionTimeExpected: .retentionTimeExpected
        case .dilution: .dilution
        case .expected: .expected
        case .calibrationR2: .calibrationR2
        }
    }
}

/// What the result and the qualifier of a row say together.
package enum ResultKind: UInt8, Sendable, CaseIterable {
    /// A figure above zero.
    case number
    /// Below a stated bound, which is the figure.
    case below
    case belowDetection
    case belowQuantification
    /// Above the calibrated range; the figure is the bound, or NaN where none is stated.
    case aboveRange
    case notDetected
    case notFound
    case notAnalysed
    /// Neither says anything.
    case blank
    /// Neither says anything, and the retention time says that there was no peak. What that means follows from the whole file: see ``CanonicalMeaning``.
    case noPeak
    /// The result is no figure and no known word; the row has a finding A016.
    case unread
}
