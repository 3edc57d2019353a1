// Memory is touched directly here because threads put the readings of a large file side by side into one array.
internal import DelimitedText
internal import Findings
internal import Monitoring
private import Synchronization

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
    /// Folded names of the compounds whose figures are their peak areas; nothing but areas stands in the file of them.
    private let uncalibrated: Set<String>
    /// Most places after the decimal mark in a concentration, where any may be cut; else 0.
    private let places: Int
    /// Whether numbers of the file are grouped by thousands beyond doubt; else a mark that may be a broken decimal one is refused.
    private let hasGroups: Bool
    /// Whether the rows are of sheets, whose figures are exact under any mark.
    private let hasFigures: Bool
    /// The mark of the concentration at hand where the file's is not known: that of figures of a sheet.
    private var figureMark: DecimalMark?
    private var texts: CellTexts
    private(set) var findings: [Finding] = []

    /// The readings of a file, with what was decided.
    ///
    /// - Parameters:
    ///   - table: the whole table, whose other columns tell the decimal mark where those of the readings do not.
    ///   - sheets: the tables of a workbook, in place of `table`; their figures are exact and say nothing of the mark.
    static func assemble(
        _ rows: [RawReading], format: AssayFormat, file: String, table: DelimitedTable? = nil, sheets: [DelimitedTable] = []
    ) -> AssembledReadings {
        let assembly = ReadingAssembly(rows, format: format, file: file, table: table, sheets: sheets)
        // What a row means does not depend on the rows before it, so that parts of a large file are read side by side.
        let count = max(1, min(rows.count / rowsOfPart, onlineProcessors()))
        let found = Mutex([[Finding]](repeating: [], count: count))
        let readings = unsafe [AssayReading](unsafeUninitializedCapacity: rows.count) { buffer, filled in
            nonisolated(unsafe) let buffer = unsafe buffer
            onThreads(count) { index in
                let range = rows.count * index / count..<rows.count * (index + 1) / count
                let findings = unsafe assembly.fill(buffer, rows, range)
                found.withLock { $0[index] = findings }
            }
            filled = rows.count
        }
        // A time that cannot be read is named once, and a unit that is none of concentration once for each such unit.
        var named: Set<String> = []
        let findings = found.withLock { $0.flatMap(\.self) }.filter { finding in
            switch finding.code {
            case "A021": named.insert("").inserted
            case "A028", "A051": named.insert(finding.text).inserted
            default: true
            }
        }
        return AssembledReadings(
            readings: format.namesSamples ? readings : UnitConflict.refused(readings), decimalMark: assembly.mark, hasConcentrations: assembly.hasConcentrations, findings: assembly.findings + findings)
    }

    /// Fewer rows than this for a thread are not worth one.
    private static let rowsOfPart = 4096

    /// Puts the readings of a run of rows into their places, none of which holds one yet; returns what was noticed.
    @unsafe private func fill(_ readings: UnsafeMutableBufferPointer<AssayReading>, _ rows: [RawReading], _ range: Range<Int>) -> [Finding] {
        var work = self
        work.texts = CellTexts()
        work.findings = []
        let rows = rows.span
        for index in range { unsafe readings.initializeElement(at: index, to: work.reading(rows[index])) }
        return work.findings
    }

    private init(_ rows: [RawReading], format: AssayFormat, file: String, table: DelimitedTable?, sheets: [DelimitedTable]) {
        self.format = format
        self.file = file
        let texts = CellTexts()
        self.texts = texts
        hasFigures = !sheets.isEmpty
        var evidence = FileDecimalMark.evidence(rows, table, hasFigures: hasFigures)
        let tables = table.map { [$0] } ?? sheets
        if case .undecidable = evidence, !tables.isEmpty { evidence = FileDecimalMark.evidence(tables) ?? evidence }
        evidence = DecimalMarkDoubt.weighed(evidence, hasFigures ? rows.filter { !$0.isFigure($0.concentrationColumn) } : rows)
        mark = evidence.mark
        hasGroups = evidence.mark.map { DecimalMarkDoubt.hasGroups($0, rows) } ?? true
        var standards: Set<Int> = []
        var times: Set<Int> = []
        var quantified: Set<Int> = []
        var hasConcentrations = false
        var isCut = false
        let areas = format.namesSamples ? nil : UncalibratedFigures(rows, texts)
        let span = rows.span
        for index in span.indices {
            let row = span[index]
            let standard = row.text(.internalStandard, in: texts)
            if standard != 0 { standards.insert(standard) }
            var time = row.text(.acquiredAt, in: texts)
            if time == 0 { time = row.text(.acquiredDate, in: texts) }
            if time != 0 { times.insert(time) }
            if row.mayBeCut { isCut = true }
            guard !row.isUnquantified else { continue }
            if let areas, !areas.compounds.isEmpty, areas.compounds.contains(row.text(.compound, in: texts)) { continue }
            let column = row.concentrationColumn
            if let first = row.firstByte(column), (0x30...0x39).contains(first) {
                hasConcentrations = true
                quantified.insert(row.text(.compound, in: texts))
                continue
            }
            let text = row[column]
            if SpecialValue.isSilent(text) { continue }
            hasConcentrations = true
            if text.utf8.contains(where: { (0x30...0x39).contains($0) }) { quantified.insert(row.text(.compound, in: texts)) }
        }
        internalStandards = Set(standards.lazy.map { texts[$0] }.filter { !SpecialValue.isSilent($0) }.map { ColumnHeader.folded($0) })
        order = AcquisitionTimeText.order(of: times.map { texts[$0] }.sorted())
        places = isCut ? rows.lazy.filter { !$0.mayBeCut }.map { FigureText.places($0.concentrationText) }.max() ?? 0 : 0
        self.quantified = Set(quantified.map { ColumnHeader.folded(texts[$0]) })
        uncalibrated = Set((areas?.compounds ?? []).map { ColumnHeader.folded(texts[$0]) })
        self.hasConcentrations = hasConcentrations
        if case .undecidable(let example) = evidence {
            let cell = rows.first { row in FileDecimalMark.numeric.contains { row[$0] == example } }
            findings.append(Finding("A012", .error, at: cell?.position ?? SourcePosition(file: file), text: example))
        }
        if case .undecidable(let example) = order {
            findings.append(Finding("A013", .warning, at: SourcePosition(file: file), text: example))
        }
        for (row, kind) in areas?.firsts ?? [] {
            let row = rows[row]
            if isInternalStandard(row) { continue }
            let code: FindingCode = switch kind {
            case .peak: "A110"
            case .share: "A111"
            case .zero: "A117"
            }
            findings.append(
                Finding(code, .warning, at: row.position, text: row.concentrationText, ["compound": row[.compound], "injection": row[row.isEmpty(.injection) ? .dataFile : .injection]]))
        }
        if !rows.isEmpty, !hasConcentrations { findings.append(Finding("A006", .warning, at: SourcePosition(file: file), ["count": String(rows.count)])) }
    }

    /// What the columns of the reading at hand hold: a bit for each that is not empty, and the numbers; NaN where there is no plain one.
    private var filled: UInt64 = 0
    private var isLooked = false
    private var numbers = [Double](repeating: .nan, count: AssayColumn.allCases.count)

    private mutating func reading(_ row: RawReading) -> AssayReading {
        isLooked = false
        if let mark, let filled = row.look(mark: mark, &numbers) {
            self.filled = filled
            isLooked = true
        }
        var injection = text(.injection, row)
        if injection.isEmpty { injection = isEmpty(.dataFile, row) ? row[.sampleText] : row[.dataFile] }
        let compound = number(of: .compound, row)
        var reading = AssayReading(position: row.position, injection: injection, compound: texts[compound], value: .notAnalysed)
        reading.dataFile = text(.dataFile, row)
        reading.sampleText = text(.sampleText, row)
        let type = number(of: .sampleType, row)
        if type != 0 {
            reading.vendorSampleType = texts[type]
            reading.sampleType = sampleTypes.meaning(of: type) { SampleType(vendorText: texts[type]) }
        }
        reading.internalStandard = spoken(.internalStandard, row)
        reading.isInternalStandard = standards(row, compound)
        reading.area = number(.area, row)
        reading.internalStandardArea = number(.internalStandardArea, row)
        reading.internalStandardRecoveryPct = number(.internalStandardRecovery, row) ?? percentage(.internalStandardRecovery, row)
        reading.ionRatio = number(.ionRatio, row) ?? percentage(.ionRatio, row)
        reading.ionRatioExpected = number(.ionRatioExpected, row) ?? percentage(.ionRatioExpected, row)
        reading.retentionTime = number(.retentionTime, row)
        reading.retentionTimeExpected = number(.retentionTimeExpected, row)
        reading.expected = quantity(.expected, row)?.value
        reading.accuracy = number(.accuracy, row) ?? percentage(.accuracy, row)
        reading.signalToNoise = number(.signalToNoise, row)
        reading.level = spoken(.level, row)
        let manual = number(of: .manual, row)
        if manual != 0 { reading.isManuallyIntegrated = manuals.meaning(of: manual) { ReadingAssembly.isManual(texts[manual], format) } }
        reading.batch = text(.batch, row)
        reading.limitOfDetection = positive(.limitOfDetection, row)
        reading.limitOfQuantification = positive(.limitOfQuantification, row)
        reading.calibrationR2 = number(.calibrationR2, row)
        reading.isExcluded = isExcluded(row, type: reading.sampleType)
        setTime(&reading, row)
        setDilution(&reading, row)
        setValue(&reading, row)
        return reading
    }

    /// The number of a column's text.
    private func number(of column: AssayColumn, _ row: RawReading) -> Int {
        if isLooked, filled & (1 << UInt64(column.rawValue)) == 0, !row.isWritten(column) { return 0 }
        return row.text(column, in: texts)
    }

    private func text(_ column: AssayColumn, _ row: RawReading) -> String { texts[number(of: column, row)] }

    /// The text of a column; empty where it says no more than `N/A`.
    private mutating func spoken(_ column: AssayColumn, _ row: RawReading) -> String {
        let number = number(of: column, row)
        return number == 0 || silences.meaning(of: number, find: { SpecialValue.isSilent(texts[number]) }) ? "" : texts[number]
    }

    // MARK: The concentration

    private mutating func setValue(_ reading: inout AssayReading, _ row: RawReading) {
        let text = row.concentrationText
        reading.text = text
        let stated = spoken(.unit, row)
        reading.unit = stated.isEmpty ? row.headerUnit : UnitConflict.unit(stated, header: row.headerUnit)
        figureMark = mark == nil && row.isFigure(row.concentrationColumn) ? .point : nil
        defer { figureMark = nil }
        reading.value = value(text, &reading, row)
        guard case .number(let figure) = reading.value else { return }
        if reading.isExcluded {
            note("A019", .info, reading)
        } else if reading.sampleType == .doubleBlank {
            note("A014", .warning, reading)
        } else if row.isUnquantified || !uncalibrated.isEmpty && uncalibrated.contains(ColumnHeader.folded(reading.compound)) {
            // Said once for the compound.
        } else if row.mayBeCut, places == 0 || FigureText.places(text) < places {
            // A number that has as many places as any other of the file was not cut.
            note("A042", .warning, reading)
        } else if figure <= 0, row.concentrationColumn == .concentration, let before = number(.undilutedConcentration, row), before > 0 {
            note("A112", .warning, reading)
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
        if !hasGroups, let mark, DecimalMarkDoubt.separator(text, mark) != nil, !row.isFigure(row.concentrationColumn), quantity(text) != nil {
            note("A099", .error, reading)
            return .notAnalysed
        }
        if !row.isUnquantified, let value = number(row.concentrationColumn, row) { return .number(value) }
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
        if let unit = ForeignUnit.stated(in: text) {
            findings.append(Finding(AssayUnit.isMolar(unit) ? "A051" : "A028", .error, at: reading.position, text: unit, ["compound": reading.compound]))
            return .notAnalysed
        }
        // Where the mark of the file is undecidable, one finding for the file says so.
        if !(mark == nil && FigureText.isNumberUnderSomeMark(text)) { note("A016", .error, reading) }
        return .notAnalysed
    }

    /// Whether the software looked for the peak and found none: no area and no retention time, in a file that
    /// quantifies this compound, with its internal standard present where the file shows one.
    private func isSought(_ reading: AssayReading, _ row: RawReading) -> Bool {
        guard !reading.isInternalStandard, quantified.contains(ColumnHeader.folded(reading.compound)) else { return false }
        guard row.hasConcentrationColumn, row.hasPeakColumn, isNothing(row[.area]), reading.sampleType != .doubleBlank else { return false }
        guard isNothing(row[.retentionTime]) || !row[.area].isEmpty else { return false }
        return row[.internalStandardArea].isEmpty || !isNothing(row[.internalStandardArea])
    }

    private func isNothing(_ text: String) -> Bool { FigureText.saysNothing(text, mark: mark ?? figureMark) }

    private func quantity(_ text: String) -> (value: Double, unit: String?)? { FigureText.quantity(text, mark: mark ?? figureMark) }

    // MARK: Other cells

    /// A finite number under the file's mark.
    private func number(_ text: String) -> Double? { FigureText.number(text, mark: mark ?? figureMark) }

    /// The number of a column, as `number` reads its text.
    private func number(_ column: AssayColumn, _ row: RawReading) -> Double? {
        if isLooked, !row.isWritten(column) {
            guard filled & (1 << UInt64(column.rawValue)) != 0 else { return nil }
            let value = numbers[column.rawValue]
            if !value.isNaN { return value }
        }
        guard let first = row.firstByte(column), !FigureText.isLetter(first) else { return nil }
        if mark == nil, row.isFigure(column) { return row.number(column, mark: .point) }
        guard let mark else { return number(row[column]) }
        guard let value = row.number(column, mark: mark), value.isFinite else { return nil }
        return value
    }

    private func quantity(_ column: AssayColumn, _ row: RawReading) -> (value: Double, unit: String?)? {
        if let value = number(column, row) { return (value, nil) }
        return isEmpty(column, row) ? nil : quantity(row[column])
    }

    private func positive(_ column: AssayColumn, _ row: RawReading) -> Double? { quantity(column, row).flatMap { $0.value > 0 ? $0.value : nil } }

    private func isEmpty(_ column: AssayColumn, _ row: RawReading) -> Bool {
        if isLooked, !row.isWritten(column), filled & (1 << UInt64(column.rawValue)) == 0 { return true }
        return row.isEmpty(column)
    }

    /// A share that ends in a percent sign, in percent.
    private func percentage(_ column: AssayColumn, _ row: RawReading) -> Double? {
        guard !isEmpty(column, row), let first = row.firstByte(column), !FigureText.isLetter(first), case let text = row[column], text.last == "%" else { return nil }
        return number(String(text.dropLast()))
    }

    private var sampleTypes = TextMeanings<SampleType?>()
    private var manuals = TextMeanings<Bool>()
    private var silences = TextMeanings<Bool>()
    private var plainTexts = TextMeanings<String>()
    /// Whether components are internal standards, by the text of their kind.
    private var standardNames: [Int: TextMeanings<Bool>] = [:]

    private mutating func standards(_ row: RawReading, _ compound: Int) -> Bool {
        let kind = number(of: .compoundType, row)
        if let known = standardNames[kind]?.known(compound) { return known }
        let answer = isInternalStandard(row)
        return standardNames[kind, default: TextMeanings()].meaning(of: compound) { answer }
    }

    private func isInternalStandard(_ row: RawReading) -> Bool {
        let kind = ColumnHeader.folded(row[.compoundType])
        switch kind {
        case "internalstandard", "internalstandards", "istd", "is", "内标", "true", "interne standard", "surrogatestandard", "normal(is)", "globalstandard":
            return true
        default: break
        }
        if internalStandards.contains(ColumnHeader.folded(row[.compound])) { return true }
        return InternalStandardName.isOne(row[.compound])
    }

    private static func isManual(_ text: String, _ format: AssayFormat) -> Bool {
        switch SpecialValue.plain(text) {
        case "true", "manual", "yes", "1", "是", "user", "m": return true
        default: break
        }
        // TargetLynx flags the ends of a peak by letters; a capital M is a hand.
        return format == .targetLynxSummary || format == .targetLynxXML ? text.contains("M") : false
    }

    /// `Used` speaks of the curve, so it takes standards and controls out and never a sample.
    private mutating func isExcluded(_ row: RawReading, type: SampleType?) -> Bool {
        if says(row, .excluded, ReadingAssembly.yes) || says(row, .active, ReadingAssembly.no) { return true }
        return (type == .standard || type == .qc) && says(row, .used, ReadingAssembly.no)
    }

    private mutating func says(_ row: RawReading, _ column: AssayColumn, _ words: Set<String>) -> Bool {
        let number = number(of: column, row)
        return number != 0 && words.contains(plainTexts.meaning(of: number) { SpecialValue.plain(texts[number]) })
    }

    private static let yes: Set<String> = ["true", "yes", "1", "是", "x"]
    private static let no: Set<String> = ["false", "no", "0", "否"]

    private mutating func setTime(_ reading: inout AssayReading, _ row: RawReading) {
        var number = number(of: .acquiredAt, row)
        if number == 0 {
            guard !isEmpty(.acquiredDate, row) else { return }
            number = texts.number(of: row[.acquiredDate] + " " + row[.acquiredTime])
        }
        let time = times.meaning(of: number) {
            let text = texts[number]
            if SpecialValue.isSilent(text) { return .silent }
            guard let parsed = AcquisitionTimeText(text) else { return .unread }
            return parsed.time(order).map { .time($0) } ?? .silent
        }
        switch time {
        case .time(let time): reading.acquiredAt = time
        case .silent: break
        case .unread:
            if !hasUnreadTime { findings.append(Finding("A021", .warning, at: row.position, text: texts[number])) }
            hasUnreadTime = true
        }
    }

    private enum TimeMeaning { case time(AcquisitionTime), silent, unread }

    /// Times read so far: the compounds of an injection share one.
    private var times = TextMeanings<TimeMeaning>()

    /// Whether a time of acquisition could not be read; the first has a finding.
    private var hasUnreadTime = false

    private func setDilution(_ reading: inout AssayReading, _ row: RawReading) {
        reading.dilution = positive(.dilution, row)
        guard format == .massHunterWide || format == .massHunterCompound else { return }
        if row.isEmpty(.concentration) {
            reading.dilutionState = row.isEmpty(.undilutedConcentration) ? .notStated : .notApplied
            return
        }
        reading.dilutionState = .applied
        if reading.dilution == nil, let after = number(.concentration, row), let before = number(.undilutedConcentration, row), before > 0, after > 0 {
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
    /// The column of the concentration: that after dilution, where the row has it.
    var concentrationColumn: AssayColumn { isEmpty(.concentration) ? .undilutedConcentration : .concentration }

    /// The text of the concentration.
    var concentrationText: String { self[concentrationColumn] }
}
