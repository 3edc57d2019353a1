internal import Monitoring
internal import ProgrammeFiles

/// From a figure of an export to ng/L of raw sewage, and from a word to a censored result.
///
/// Basis extract: C[ng/L] = c[ng/L of the vial] x extract_ml / sample_ml x dilution.
/// Basis sample: C[ng/L] = c[ng/L] x dilution. The dilution is left out where the export
/// multiplied by it already. Limits of the method are those of an undiluted sample and
/// rise with the dilution whoever applied it.
struct SampleConcentration {
    /// ng/L of sewage for one ng/L of the export.
    let factor: Double
    let unit: AssayUnit
    /// ng/L of sewage, with the dilution.
    let limitOfDetection: Double?
    let limitOfQuantification: Double?
    let upperLimit: Double?
    let notDetectedMeans: NotDetectedMeaning

    /// ng/L of sewage.
    func converted(_ value: Double) -> Double { unit.nanogramsPerLitre(value) * factor }

    /// The result of a sample; nil where a bound has no limit at all, neither its own nor the method's.
    ///
    /// A figure equal to a limit counts as inside the range. A cell's own bound is kept where
    /// it is the larger of the two.
    func result(_ value: AssayValue) -> CensoredResult? {
        switch value {
        case .number(let figure): return censored(converted(figure))
        case .below(let limit):
            let own = converted(limit)
            if let limitOfDetection, own <= limitOfDetection { return .belowDetection(limit: limitOfDetection) }
            return .belowQuantification(limit: max(own, limitOfQuantification ?? own))
        case .belowDetection: return notDetected
        case .belowQuantification: return limitOfQuantification.map { .belowQuantification(limit: $0) }
        case .aboveRange(let limit): return (limit.map(converted) ?? upperLimit).map { .aboveRange(limit: $0) }
        case .notDetected, .notFound: return notDetectedMeans == .notAnalysed ? .notAnalysed : notDetected
        case .notAnalysed: return .notAnalysed
        }
    }

    /// Below detection. Where only a limit of quantification is known, that is the limit: lower than it is certain.
    private var notDetected: CensoredResult? { (limitOfDetection ?? limitOfQuantification).map { .belowDetection(limit: $0) } }

    private func censored(_ value: Double) -> CensoredResult {
        guard value.isFinite, value > 0 else { return notDetected ?? .notAnalysed }
        if let upperLimit, value > upperLimit { return .aboveRange(limit: upperLimit) }
        if let limitOfDetection, value < limitOfDetection { return .belowDetection(limit: limitOfDetection) }
        if let limitOfQuantification, value < limitOfQuantification { return .belowQuantification(limit: limitOfQuantification) }
        return .quantified(value)
    }

    /// The figure of a control (blank, standard, QC, spike): limits do not censor it, since its figure is what is judged.
    func controlResult(_ value: AssayValue) -> CensoredResult {
        if case .number(let figure) = value, case let converted = converted(figure), converted.isFinite, converted > 0 { return .quantified(converted) }
        return result(value) ?? .notAnalysed
    }
}
