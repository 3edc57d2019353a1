internal import Monitoring
internal import ProgrammeFiles

/// The area of an internal standard in an injection, in percent of its mean over the calibration of the same file.
struct InternalStandardRecovery {
    /// Mean area over the standards, by the folded name of the compound whose column holds it.
    private var columnMeans: [String: Double] = [:]
    /// Areas of the standards' own rows, by folded name and injection.
    private var ownAreas: [String: [String: Double]] = [:]
    private var ownMeans: [String: Double] = [:]

    /// - Parameter isStandard: whether a reading is of a calibration standard.
    init(_ readings: [AssayReading], isStandard: (AssayReading) -> Bool) {
        var sums: [String: (sum: Double, count: Int)] = [:]
        var ownSums: [String: (sum: Double, count: Int)] = [:]
        for reading in readings {
            let name = AnalyteCatalogue.folded(reading.compound)
            let standard = isStandard(reading) && !reading.isExcluded
            if let area = reading.internalStandardArea, area > 0, standard {
                sums[name, default: (0, 0)].sum += area
                sums[name, default: (0, 0)].count += 1
            }
            if let area = reading.area {
                ownAreas[name, default: [:]][InternalStandardRecovery.injection(reading)] = area
                if area > 0, standard {
                    ownSums[name, default: (0, 0)].sum += area
                    ownSums[name, default: (0, 0)].count += 1
                }
            }
        }
        columnMeans = sums.mapValues { $0.sum / Double($0.count) }
        ownMeans = ownSums.mapValues { $0.sum / Double($0.count) }
    }

    /// Percent; 0 where the standard has no area in this injection and has one in the calibration; nil where nothing tells.
    func percent(_ reading: AssayReading, internalStandard: String?) -> Double? {
        if let stated = reading.internalStandardRecoveryPct { return stated }
        if let mean = columnMeans[AnalyteCatalogue.folded(reading.compound)] { return (reading.internalStandardArea ?? 0) / mean * 100 }
        let name = AnalyteCatalogue.folded(internalStandard ?? reading.internalStandard)
        guard !name.isEmpty, let mean = ownMeans[name] else { return nil }
        return (ownAreas[name]?[InternalStandardRecovery.injection(reading)] ?? 0) / mean * 100
    }

    private static func injection(_ reading: AssayReading) -> String { reading.injection + "\u{0}" + reading.dataFile }
}
