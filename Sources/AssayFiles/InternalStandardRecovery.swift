internal import Monitoring
internal import ProgrammeFiles

/// The area of an internal standard in an injection, in percent of its mean over the calibration of the same file.
struct InternalStandardRecovery {
    /// A mean that grows.
    private struct Mean {
        private var sum = 0.0
        private var count = 0
        /// Nil of nothing.
        var value: Double? { count > 0 ? sum / Double(count) : nil }

        mutating func add(_ value: Double) {
            sum += value
            count += 1
        }
    }

    /// A compound's own row in an injection.
    private struct Peak: Hashable {
        var compound: Int
        var vial: Int
    }

    /// Numbers of compounds, by the name as printed; those that fold alike have one number.
    private var numbers: [String: Int] = [:]
    private var foldedNumbers: [String: Int] = [:]
    /// Areas over the standards, by the number of the compound whose column holds it.
    private var columnMeans: [Mean] = []
    /// Areas and retention times of the compounds' own rows.
    private var ownPeaks: [Peak: (area: Double, time: Double?)] = [:]
    private var ownMeans: [Mean] = []

    /// - Parameters:
    ///   - sequence: which of the readings are of one vial.
    ///   - isStandard: whether a reading, by its place, is of a calibration standard.
    /// - Complexity: linear in the readings; each name is folded once.
    init(_ readings: AssayReadings, sequence: InjectionMatch, isStandard: (Int) -> Bool) {
        for (index, reading) in readings.enumerated() where reading.internalStandardArea != nil || reading.area != nil {
            let compound = number(of: reading.compound)
            let standard = isStandard(index) && !reading.isExcluded
            if let area = reading.internalStandardArea, area > 0, standard { columnMeans[compound].add(area) }
            if let area = reading.area {
                ownPeaks[Peak(compound: compound, vial: sequence.vial(ofReading: index))] = (area, reading.retentionTime)
                if area > 0, standard { ownMeans[compound].add(area) }
            }
        }
    }

    private mutating func number(of name: String) -> Int {
        if let known = numbers[name] { return known }
        let folded = AnalyteCatalogue.folded(name)
        let number = foldedNumbers[folded] ?? columnMeans.count
        if number == columnMeans.count {
            columnMeans.append(Mean())
            ownMeans.append(Mean())
        }
        foldedNumbers[folded] = number
        numbers[name] = number
        return number
    }

    /// Percent; 0 where the standard has no area in this injection and has one in the calibration; nil where nothing tells.
    ///
    /// - Parameter vial: the number of the reading's vial.
    func percent(_ reading: AssayReading, vial: Int, internalStandard: String?) -> Double? {
        if let stated = reading.internalStandardRecoveryPct { return stated }
        if let compound = numbers[reading.compound], let mean = columnMeans[compound].value { return (reading.internalStandardArea ?? 0) / mean * 100 }
        let name = internalStandard ?? reading.internalStandard
        guard !name.isEmpty, let standard = numbers[name] ?? foldedNumbers[AnalyteCatalogue.folded(name)], let mean = ownMeans[standard].value else { return nil }
        return (ownPeaks[Peak(compound: standard, vial: vial)]?.area ?? 0) / mean * 100
    }

    /// When the internal standard of a compound came in the same vial, minutes; nil where it has no row of its own there, or no peak.
    func retentionTime(_ reading: AssayReading, vial: Int, internalStandard: String?) -> Double? {
        let name = internalStandard ?? reading.internalStandard
        guard !name.isEmpty, let standard = numbers[name] ?? foldedNumbers[AnalyteCatalogue.folded(name)],
            let peak = ownPeaks[Peak(compound: standard, vial: vial)], peak.area > 0
        else { return nil }
        return peak.time
    }
}
