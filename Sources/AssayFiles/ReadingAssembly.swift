internal import DelimitedText
internal import Findings
internal import Monitoring

/// Turns the texts of a file into readings, by the decisions that hold for the whole file.
///
/// Decided once a file: the decimal mark, the order of day and month, whether it holds any
/// concentration, which components are internal standards. What a cell then means follows
/// from these and from the row alone.
struct ReadingAssembly {
    private let format: AssayFormat
    private let file: String
    private let mark: DecimalMark?
    private let order: DateOrder
    private let hasConcentrations: Bool
    /// Folded names of the components that stand as internal standards of others.
    private let internalStandards: Set<String>
    /// Folded names of the compounds with a figure somewhere in the file: they were calibrated.
    private let quantified: Set<String>
    /// Most places after the decimal mark in a concentration, where any may be cut; else 0.
    private let places: Int
    private(set) var findings: [Finding] = []

    /// The readings of a file, with what was decided.
    ///
    /// - Parameter table: the whole table, whose other columns tell the decimal mark where those of the readings do not.
    static func assemble(_ rows: [RawReading], format: AssayFormat, file: String, table: DelimitedTable? = nil) -> AssembledReadings {
        var assembly = ReadingAssembly(rows, format: format, file: file, table: table)
        var readings: [AssayReading] = []
        readings.reserveCapacity(rows.count)
        for row in rows { readings.append(assembly.reading(row)) }
        return AssembledReadings(
            readings: readings, decimalMark: assembly.mark, hasConcentrations: assembly.hasConcentrations, findings: assembly.findings)
    }

    private init(_ rows: [RawReading], format: AssayFormat, file: String, table: DelimitedTable?) {
        self.format = format
        self.file = file
        var tally = DecimalMarkTally()
        var standards: Set<String> = []
        let numeric = AssayColumn.allCases.filter(\.isNumeric)
        var isPoint = false
        var folded: [String: String] = [:]
        for row in rows {
            for column in numeric {
                let text = row[column]
                // Where points have spoken, only a comma or a full-width mark can contradict them.
                if text.isEmpty || isPoint && text.utf8.allSatisfy({ $0 != 0x2C && $0 < 0x80 }) { continue }
                tally.add(text)
                if tally.evidence == .point { isPoint = true }
            }
            let name = row[.internalStandard]
            if !name.isEmpty, !SpecialValue.isSilent(name) { standards.insert(ColumnHeader.folded(name)) }
        }
        var evidence = tally.evidence
        if case .undecidable = evidence, let table { evidence = ReadingAssembly.decimalMark(table) ?? evidence }
        mark = evidence.mark
        internalStandards = standards
        order = AcquisitionTimeText.order(of: Set(rows.lazy.map { $0[.acquiredAt].isEmpty ? $0[.acquiredDate] : $0[.acquiredAt] }).sorted())
        var quantified: Set<String> = []
        var hasConcentrations = false
        for row in rows where !row.isUnquantified {
            let text = row.concentrationText
            if SpecialValue.isSilent(text), row[.qualifier].isEmpty { continue }
            hasConcentrations = true
            if text.utf8.contains(where: { (0x30...0x39).contains($0) }) {
                let compound = row[.compound]
                if folded[compound] == nil {
                    let name = ColumnHeader.folded(compound)
                    folded[compound] = name
                    quantified.insert(name)
                }
            }
        }
        let isCut = rows.contains(where: \.mayBeCut)
        places = isCut ? rows.lazy.filter { !$0.mayBeCut }.map { ReadingAssembly.places($0.concentrationText) }.max() ?? 0 : 0
        self.quantified = quantified
        self.hasConcentrations = hasConcentrations
        if case .undecidable(let example) = evidence {
            let cell = rows.first { row in numeric.contains { row[$0] == example } }
            findings.append(Finding("A012", .error, at: cell?.position ?? SourcePosition(file: file), text: example))
        }
        if case .undecidable(let example) = order {
            findings.append(Finding("A013", .warning, at: SourcePosition(file: file), text: example))
        }
        if !rows.isEmpty, !hasConcentrations { findings.append(Finding("A006", .warning, at: SourcePosition(file: file), ["count": String(rows.count)])) }
    }

    /// Digits behind the last mark of a number.
    private static func places(_ text: String) -> Int {
        guard let mark = text.lastIndex(where: { $0 == "." || $0 == "," }) else { return 0 }
        return text[text.index(after: mark)...].prefix { $0.isNumber }.count
    }

    /// What all numbers of a table say of its decimal mark; nil where that is no more than the columns of the readings say.
    private static func decimalMark(_ table: DelimitedTable) -> DecimalMarkEvidence? {
        var tally = DecimalMarkTally()
        for row in 0..<table.rowCount {
            for column in 0..<table.fieldCount(row) { tally.add(trimmed(table.text(row, column))) }
        }
        switch tally.evidence {
        case .point, .comma: return tally.evidence
        case .undecidable, .none: return nil
        }
    }

    private mutating func reading(_ row: RawReading) -> AssayReading {
        let injection = [row[.injection], row[.dataFile], row[.sampleText]].first { !$0.isEmpty } ?? ""
        var reading = AssayReading(position: row.position, injection: injection, compound: row[.compound], value: .notAnalysed)
        reading.dataFile = row[.dataFile]
        reading.sampleText = row[.sampleText]
        reading.vendorSampleType = row[.sampleType]
        reading.sampleType = sampleType(row[.sampleType])
        reading.internalStandard = SpecialValue.isSilent(row[.internalStandard]) ? "" : row[.internalStandard]
        reading.isInternalStandard = standards(row)
        reading.area = number(row[.area])
        reading.internalStandardArea = number(row[.internalStandardArea])
        reading.internalStandardRecoveryPct = number(row[.internalStandardRecovery])
        reading.ionRatio = number(row[.ionRatio])
        reading.ionRatioExpected = number(row[.ionRatioExpected])
        reading.retentionTime = number(row[.retentionTime])
        reading.retentionTimeExpected = number(row[.retentionTimeExpected])
        reading.expected = quantity(row[.expected])?.value
        reading.accuracy = number(row[.accuracy].last == "%" ? String(row[.accuracy].dropLast()) : row[.accuracy])
        reading.signalToNoise = number(row[.signalToNoise])
        reading.level = SpecialValue.isSilent(row[.level]) ? "" : row[.level]
        reading.isManuallyIntegrated = isManual(row[.manual])
        reading.batch = row[.batch]
        reading.limitOfDetection = positive(row[.limitOfDetection])
        reading.limitOfQuantification = positive(row[.limitOfQuantification])
        reading.upperLimit = positive(row[.upperLimit])
        reading.calibrationR2 = number(row[.calibrationR2])
        reading.isExcluded = isExcluded(row, type: reading.sampleType)
        setTime(&reading, row)
        setDilution(&reading, row)
        setValue(&reading, row)
        return reading
    }

    // MARK: The concentration

    private mutating func setValue(_ reading: inout AssayReading, _ row: RawReading) {
        let text = row.concentrationText
        reading.text = text
        let stated = row[.unit]
        reading.unit = stated.isEmpty || SpecialValue.isSilent(stated) ? row.headerUnit : stated
        reading.value = value(text, &reading, row)
        guard case .number(let figure) = reading.value else { return }
        if reading.isExcluded {
            note("A019", .info, reading)
        } else if reading.sampleType == .doubleBlank {
            note("A014", .warning, reading)
        } else if row.isUnquantified {
            note("A018", .info, reading)
        } else if row.mayBeCut, places == 0 || ReadingAssembly.places(text) < places {
            // A number that has as many places as any other of the file was not cut.
            note("A042", .warning, reading)
        } else if figure <= 0 {
            note("A015", .info, reading)
            reading.value = .belowDetection
            return
        } else {
            return
        }
        reading.value = .notAnalysed
    }

    private mutating func value(_ text: String, _ reading: inout AssayReading, _ row: RawReading) -> AssayValue {
        if let qualified = qualified(row, text) { return qualified }
        if row.isUnquantified, quantity(text).map({ $0.value == 0 }) ?? true {
            if isSought(reading, row) {
                note("A017", .info, reading)
                return .notFound
            }
            note("A018", .info, reading)
            return .notAnalysed
        }
        if SpecialValue.isSilent(text) {
            guard hasConcentrations else { return .notAnalysed }
            if isSought(reading, row) {
                note("A017", .info, reading)
                return .notFound
            }
            if row[.area].isEmpty || reading.area == nil { note("A020", .info, reading) } else { note("A018", .info, reading) }
            return .notAnalysed
        }
        if let meaning = SpecialValue.meaning(of: text) {
            if meaning == .notFound { note("A017", .info, reading) }
            if meaning == .notAnalysed { note("A020", .info, reading) }
            if meaning == .belowDetection, SpecialValue.plain(text).hasPrefix("<0") { note("A015", .info, reading) }
            return meaning
        }
        if let (value, unit) = quantity(text) {
            if let unit { reading.unit = unit }
            return .number(value)
        }
        if let bound = SpecialValue.bound(text, parse: { number($0) }) {
            if bound == .belowDetection { note("A015", .info, reading) }
            return bound
        }
        let isNumberUnderSomeMark = NumberText.parse(text, mark: .point) != nil || NumberText.parse(text, mark: .comma) != nil
        // Where the mark of the file is undecidable, one finding for the file says so.
        if !(mark == nil && isNumberUnderSomeMark) { note("A016", .error, reading) }
        return .notAnalysed
    }

    /// What the qualifier column of a canonical table says; nil where it leaves the word to the result.
    private func qualified(_ row: RawReading, _ text: String) -> AssayValue? {
        let qualifier = row[.qualifier]
        guard !qualifier.isEmpty, SpecialValue.plain(qualifier) != "=" else { return nil }
        let figure = quantity(text)?.value
        switch SpecialValue.plain(qualifier) {
        case "<": return figure.flatMap { $0 > 0 ? .below(limit: $0) : .belowDetection }
        case ">": return figure.flatMap { $0 > 0 ? .aboveRange(limit: $0) : nil }
        default: break
        }
        if let meaning = SpecialValue.meaning(of: qualifier) {
            if case .aboveRange = meaning { return .aboveRange(limit: figure.flatMap { $0 > 0 ? $0 : nil }) }
            return meaning
        }
        return SpecialValue.bound(qualifier, parse: { number($0) })
    }

    /// Whether the software looked for the peak and found none: no area and no retention time, in a file that
    /// quantifies this compound, with its internal standard present where the file shows one.
    private func isSought(_ reading: AssayReading, _ row: RawReading) -> Bool {
        guard !reading.isInternalStandard, quantified.contains(ColumnHeader.folded(reading.compound)) else { return false }
        guard row.hasConcentrationColumn, row.hasPeakColumn, isNothing(row[.area]), reading.sampleType != .doubleBlank else { return false }
        guard isNothing(row[.retentionTime]) || !row[.area].isEmpty else { return false }
        return row[.internalStandardArea].isEmpty || !isNothing(row[.internalStandardArea])
    }

    /// Whether an area or a time says that there was no peak: blank, a word, or zero.
    private func isNothing(_ text: String) -> Bool {
        if SpecialValue.isSilent(text) || SpecialValue.meaning(of: text) != nil { return true }
        return number(text) == 0
    }

    /// A figure with, perhaps, a unit behind it: `12.3 ng/mL`.
    private func quantity(_ text: String) -> (value: Double, unit: String?)? {
        if let value = number(text) { return (value, nil) }
        guard let split = text.lastIndex(where: { $0.isNumber }) else { return nil }
        let unit = trimmed(text[text.index(after: split)...])
        guard !unit.isEmpty, AssayUnit(unit) != nil, let value = number(String(text[...split])) else { return nil }
        return (value, unit)
    }

    // MARK: Other cells

    /// A finite number under the file's mark; where that is undecidable, only a number without marks.
    private func number(_ text: String) -> Double? {
        // No number begins with a letter, as the many cells `N/A` do.
        guard let first = text.utf8.first, !(0x41...0x5A).contains(first & 0xDF) else { return nil }
        if mark == nil, text.unicodeScalars.contains(where: { $0 == "." || $0 == "," || $0 == "．" || $0 == "，" || $0 == "'" }) { return nil }
        guard let value = NumberText.parse(text, mark: mark ?? .point), value.isFinite else { return nil }
        return value
    }

    private func positive(_ text: String) -> Double? { quantity(text).flatMap { $0.value > 0 ? $0.value : nil } }

    /// What types of samples mean, found once for each word.
    private var types: [String: SampleType?] = [:]
    /// Whether components are internal standards, found once for each name and kind.
    private var standardNames: [String: [String: Bool]] = [:]

    private mutating func sampleType(_ text: String) -> SampleType? {
        if text.isEmpty { return nil }
        if let known = types[text] { return known }
        let type = SampleType(vendorText: text)
        types[text] = .some(type)
        return type
    }

    private mutating func standards(_ row: RawReading) -> Bool {
        if let known = standardNames[row[.compound]]?[row[.compoundType]] { return known }
        let answer = isInternalStandard(row)
        standardNames[row[.compound], default: [:]][row[.compoundType]] = answer
        return answer
    }

    private func isInternalStandard(_ row: RawReading) -> Bool {
        let kind = ColumnHeader.folded(row[.compoundType])
        switch kind {
        case "internalstandard", "internalstandards", "istd", "is", "内标", "true", "interne standard", "surrogatestandard", "normal(is)", "globalstandard":
            return true
        default: break
        }
        if internalStandards.contains(ColumnHeader.folded(row[.compound])) { return true }
        let name = row[.compound].uppercased()
        let isMarked = name.unicodeScalars.contains { $0 == "(" || $0 == "[" || $0 == "（" }
            && ["(IS)", "(ISTD)", "[IS]", "[ISTD]", "（IS）", "（内标）", "(内标)"].contains { name.contains($0) }
        return isMarked || name.hasSuffix(" ISTD") || name.hasSuffix("_ISTD")
            || name.hasSuffix(" IS") || name.hasSuffix("_IS") || name.hasSuffix("-IS") || name.hasPrefix("IS-") || name.hasPrefix("IS_")
            || name.hasPrefix("ISTD")
    }

    private func isManual(_ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        switch SpecialValue.plain(text) {
        case "true", "manual", "yes", "1", "是", "user", "m": return true
        default: break
        }
        // TargetLynx flags the ends of a peak by letters; a capital M is a hand.
        return format == .targetLynxSummary || format == .targetLynxXML ? text.contains("M") : false
    }

    /// `Used` speaks of the curve, so it takes standards and controls out and never a sample.
    private func isExcluded(_ row: RawReading, type: SampleType?) -> Bool {
        func says(_ column: AssayColumn, _ words: Set<String>) -> Bool { !row[column].isEmpty && words.contains(SpecialValue.plain(row[column])) }
        if says(.excluded, ReadingAssembly.yes) || says(.active, ReadingAssembly.no) { return true }
        return says(.used, ReadingAssembly.no) && (type == .standard || type == .qc)
    }

    private static let yes: Set<String> = ["true", "yes", "1", "是", "x"]
    private static let no: Set<String> = ["false", "no", "0", "否"]

    private mutating func setTime(_ reading: inout AssayReading, _ row: RawReading) {
        var text = row[.acquiredAt]
        if text.isEmpty, !row[.acquiredDate].isEmpty { text = row[.acquiredDate] + " " + row[.acquiredTime] }
        if let known = times[text] {
            reading.acquiredAt = known
            return
        }
        guard !SpecialValue.isSilent(text) else { return }
        guard let parsed = AcquisitionTimeText(text) else {
            unreadTimes += 1
            if unreadTimes == 1 { findings.append(Finding("A021", .warning, at: row.position, text: text)) }
            return
        }
        reading.acquiredAt = parsed.time(order)
        if let time = reading.acquiredAt { times[text] = time }
    }

    /// Times read so far: the compounds of an injection share one.
    private var times: [String: AcquisitionTime] = [:]

    /// How many times of acquisition could not be read; the first has a finding.
    private var unreadTimes = 0

    private func setDilution(_ reading: inout AssayReading, _ row: RawReading) {
        reading.dilution = positive(row[.dilution])
        guard format == .massHunterWide || format == .massHunterCompound else { return }
        if row[.concentration].isEmpty {
            reading.dilutionState = row[.undilutedConcentration].isEmpty ? .notStated : .notApplied
            return
        }
        reading.dilutionState = .applied
        if reading.dilution == nil, let after = number(row[.concentration]), let before = number(row[.undilutedConcentration]), before > 0, after > 0 {
            // The two columns print rounded figures: a quotient within 1 % of a whole number is that number.
            let quotient = after / before
            let whole = quotient.rounded()
            reading.dilution = whole >= 1 && (quotient - whole).magnitude <= 0.01 * whole ? whole : quotient
        }
    }

    private mutating func note(_ code: FindingCode, _ severity: Severity, _ reading: AssayReading) {
        findings.append(
            Finding(
                code, severity, at: reading.position, text: reading.text,
                ["compound": reading.compound, "injection": reading.injection, "type": reading.vendorSampleType]))
    }
}

/// The readings of a file and what was decided for all of it.
struct AssembledReadings {
    var readings: [AssayReading]
    /// Nil where undecidable.
    var decimalMark: DecimalMark?
    var hasConcentrations: Bool
    var findings: [Finding]
}

extension RawReading {
    /// The concentration, after dilution where the file has both.
    var concentrationText: String { self[.concentration].isEmpty ? self[.undilutedConcentration] : self[.concentration] }
}
