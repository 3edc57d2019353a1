internal import DelimitedText

/// What the rows of canonical tables mean by the whole file.
///
/// A result that says nothing beside no peak means that the software looked and found nothing where the file quantifies the
/// analyte somewhere, so that it was calibrated for it, and where that is no internal standard; else there was no analysis.
package struct CanonicalMeaning: Sendable {
    /// By number of the analyte: whether a peak was looked for.
    private var sought: [Bool] = []

    /// Of a file without any concentration: nothing was looked for.
    init() {}

    /// - Parameters:
    ///   - names: the analytes.
    ///   - quantified: by number of the analyte: whether digits stand in one of its results.
    init(_ names: TextDictionary, quantified: [Bool]) {
        let texts = (0..<names.count).map { names.text(UInt32(truncatingIfNeeded: $0)) }
        let calibrated = Set(zip(texts, quantified).lazy.filter(\.1).map { ColumnHeader.folded($0.0) })
        sought = texts.map { calibrated.contains(ColumnHeader.folded($0)) && !InternalStandardName.isOne($0) }
    }

    func isSought(_ analyte: UInt32) -> Bool { Int(analyte) < sought.count && sought[Int(analyte)] }

    /// What a row says, by its kind, its figure and the number of its analyte.
    package func value(_ kind: ResultKind, figure: Double, analyte: UInt32) -> AssayValue {
        kind == .noPeak && isSought(analyte) ? .notFound : kind.value(figure)
    }
}
