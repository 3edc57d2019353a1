internal import DelimitedText
internal import Findings
internal import Monitoring

/// The rows of canonical tables as readings, kept in the columns that the scan typed; each reading is made when it is asked for.
///
/// The batches' columns are kept as they are, without a copy. Memory: 120 to 150 bytes a row for all columns of the contract,
/// each distinct name once, and the bytes of the text, which hold the cells as they stand.
final class CanonicalReadings: Sendable {
    /// The rows of a batch.
    fileprivate struct Part: Sendable {
        let first: Int
        let kinds: [ResultKind]
        let figures: [Double]
        /// By the raw value of ``CanonicalColumn``; empty where the table has no such column.
        let codes: [[UInt32]]
        let numbers: [[Double]]
        let seconds: [Int64]
        let offsets: [Int32]
        let units: [(row: Int, unit: String)]
        let headerUnit: String?
        let hasResults: Bool
        let places: FieldPlaces?
    }

    /// What is known of each name of a column, by its number.
    private struct Names: Sendable {
        var texts: [[String]] = CanonicalColumn.allCases.map { _ in [] }
        var standards: [Bool] = []
        var types: [SampleType?] = []
        var saysUnit: [Bool] = []

        func text(_ column: CanonicalColumn, _ code: Int) -> String { texts[column.rawValue][code] }
    }

    private let parts: [Part]
    /// The first row of each part.
    private let firsts: [Int]
    private let names: Names
    private let meaning: CanonicalMeaning
    let count: Int

    /// Gathers batches while a scan goes on.
    struct Gathering {
        private var parts: [Part] = []

        mutating func removeAll() { parts.removeAll() }

        mutating func add(_ batch: CanonicalBatch) {
            parts.append(
                Part(
                    first: batch.firstRow, kinds: batch.kinds, figures: batch.figures,
                    codes: CanonicalColumn.allCases.map { $0 != .qualifier && batch.has($0) ? batch.codes($0) : [] },
                    numbers: CanonicalColumn.allCases.map { batch.has($0) ? batch.numbers($0) : [] }, seconds: batch.has(.analysedAt) ? batch.seconds : [],
                    offsets: batch.has(.analysedAt) ? batch.offsets : [], units: batch.units, headerUnit: batch.headerUnit, hasResults: batch.hasResults,
                    places: batch.places))
        }

        /// The readings of all batches of a scan that has ended.
        func readings(_ scan: CanonicalScan) -> CanonicalReadings { CanonicalReadings(parts, scan) }
    }

    fileprivate init(_ parts: [Part], _ scan: CanonicalScan) {
        self.parts = parts
        firsts = parts.map(\.first)
        count = scan.rowCount
        meaning = scan.meaning
        var names = Names()
        for column in CanonicalColumn.texts where column != .qualifier {
            let dictionary = scan.dictionaries[column]
            names.texts[column.rawValue] = (0..<dictionary.count).map { dictionary.text(UInt32(truncatingIfNeeded: $0)) }
        }
        names.standards = names.texts[CanonicalColumn.analyte.rawValue].map { InternalStandardName.isOne($0) }
        names.types = names.texts[CanonicalColumn.sampleType.rawValue].map { $0.isEmpty ? nil : SampleType(vendorText: $0) }
        names.saysUnit = names.texts[CanonicalColumn.unit.rawValue].map { !SpecialValue.isSilent($0) }
        self.names = names
    }

    /// Whether any name of a sample or an injection is such.
    func holdsName(where isSuch: (String) -> Bool) -> Bool {
        [CanonicalColumn.sample, .injection].contains { names.texts[$0.rawValue].contains(where: isSuch) }
    }

    /// The reading of a row.
    ///
    /// - Parameter missing: the unit where the file states none.
    /// - Complexity: logarithmic in the batches.
    func reading(_ index: Int, missingUnit missing: String?) -> AssayReading {
        let part = parts[firsts.place(notAfter: index)]
        let row = index - part.first
        func code(_ column: CanonicalColumn) -> Int { part.codes[column.rawValue].isEmpty ? 0 : Int(part.codes[column.rawValue][row]) }
        func text(_ column: CanonicalColumn) -> String { names.text(column, code(column)) }
        func number(_ column: CanonicalColumn) -> Double? {
            guard !part.numbers[column.rawValue].isEmpty, case let value = part.numbers[column.rawValue][row], !value.isNaN else { return nil }
            return value
        }
        let (sample, injection, analyte, type, unit) = (text(.sample), text(.injection), code(.analyte), code(.sampleType), code(.unit))
        var reading = AssayReading(
            position: part.places?.position(row) ?? SourcePosition(file: ""), injection: injection.isEmpty ? sample : injection,
            compound: names.text(.analyte, analyte),
            value: meaning.value(part.kinds[row], figure: part.figures[row], analyte: UInt32(truncatingIfNeeded: analyte)),
            text: part.hasResults ? trimmed(part.places?.text(row) ?? "") : "",
            unit: part.unit(row) ?? (names.saysUnit[unit] ? UnitConflict.unit(names.text(.unit, unit), header: part.headerUnit) : part.headerUnit) ?? missing)
        reading.sampleText = sample
        reading.vendorSampleType = names.text(.sampleType, type)
        reading.sampleType = names.types[type]
        reading.isInternalStandard = names.standards[analyte]
        reading.batch = text(.batch)
        reading.acquiredAt = part.time(row)
        reading.dilution = number(.dilution)
        reading.internalStandardRecoveryPct = number(.internalStandardRecovery)
        reading.ionRatio = number(.ionRatio)
        reading.ionRatioExpected = number(.ionRatioExpected)
        reading.retentionTime = number(.retentionTime)
        reading.retentionTimeExpected = number(.retentionTimeExpected)
        reading.expected = number(.expected)
        reading.limitOfDetection = number(.limitOfDetection)
        reading.limitOfQuantification = number(.limitOfQuantification)
        reading.upperLimit = number(.upperLimit)
        reading.calibrationR2 = number(.calibrationR2)
        return reading
    }
}

extension CanonicalReadings.Part {
    /// The unit that the result of a row states itself.
    fileprivate func unit(_ row: Int) -> String? {
        guard !units.isEmpty else { return nil }
        var (low, high) = (0, units.count)
        while low < high {
            let middle = (low + high) / 2
            if units[middle].row < row { low = middle + 1 } else { high = middle }
        }
        return low < units.count && units[low].row == row ? units[low].unit : nil
    }

    fileprivate func time(_ row: Int) -> AcquisitionTime? {
        guard !seconds.isEmpty, case let instant = seconds[row], instant != .min else { return nil }
        let (quotient, rest) = instant.quotientAndRemainder(dividingBy: 86_400)
        let day = rest < 0 ? quotient - 1 : quotient
        return AcquisitionTime(
            date: CalendarDate(day: Int32(truncatingIfNeeded: day)), secondOfDay: Int(instant - day * 86_400),
            offsetSeconds: offsets[row] == .min ? nil : Int(offsets[row]))
    }
}

extension [Int] {
    /// The last place whose element is not after a value, in an ascending array whose first is not.
    fileprivate func place(notAfter value: Int) -> Int {
        var (low, high) = (0, count - 1)
        while low < high {
            let middle = (low + high + 1) / 2
            if self[middle] <= value { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
