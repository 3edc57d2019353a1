/// What a measurement says about a quantity.
///
/// A result stays one of these until the report; no NaN, -1, nil or 0 stands for any of
/// them. Units are those of the value that holds the result: ng/L of raw sewage for a
/// concentration, mg/d/1000 inhabitants for a load.
package enum CensoredResult: Hashable, Sendable {
    /// Measured, inside the calibrated range.
    case quantified(Double)
    /// Detected, but between the limit of detection and this limit of quantification.
    case belowQuantification(limit: Double)
    /// Not detected: below this limit of detection.
    case belowDetection(limit: Double)
    /// Above the highest calibrated concentration, which is this limit.
    case aboveRange(limit: Double)
    /// No measurement was made, or none could be used.
    case notAnalysed

    /// Exactly one of `=`, `<LOQ`, `<LOD`, `>ULOQ`, `NA`.
    package var qualifier: String {
        switch self {
        case .quantified: "="
        case .belowQuantification: "<LOQ"
        case .belowDetection: "<LOD"
        case .aboveRange: ">ULOQ"
        case .notAnalysed: "NA"
        }
    }

    /// The value where quantified, else nil.
    package var quantifiedValue: Double? {
        if case .quantified(let value) = self { value } else { nil }
    }

    /// The limit where censored, else nil.
    package var limit: Double? {
        switch self {
        case .belowQuantification(let limit), .belowDetection(let limit), .aboveRange(let limit): limit
        case .quantified, .notAnalysed: nil
        }
    }

    /// Below a limit, from the left: below quantification or below detection.
    package var isLeftCensored: Bool {
        switch self {
        case .belowQuantification, .belowDetection: true
        case .quantified, .aboveRange, .notAnalysed: false
        }
    }

    /// Whether the analyte was seen at all: quantified, below quantification, or above range.
    package var isDetected: Bool {
        switch self {
        case .quantified, .belowQuantification, .aboveRange: true
        case .belowDetection, .notAnalysed: false
        }
    }

    /// The same result in another unit: value and limit times a positive factor.
    package func scaled(by factor: Double) -> CensoredResult {
        switch self {
        case .quantified(let value): .quantified(value * factor)
        case .belowQuantification(let limit): .belowQuantification(limit: limit * factor)
        case .belowDetection(let limit): .belowDetection(limit: limit * factor)
        case .aboveRange(let limit): .aboveRange(limit: limit * factor)
        case .notAnalysed: .notAnalysed
        }
    }
}
