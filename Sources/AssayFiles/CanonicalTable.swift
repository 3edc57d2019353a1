package import Findings
internal import Monitoring
package import ProgrammeFiles

/// The canonical assay table of any file that can be read (`headwater convert`).
///
/// Every injection and compound cell of the file gives a row. Without a sequence the
/// injection's name stands in `sample_id`; without a method sheet the compound stays as it
/// is printed and the concentration that of the file, in its stated unit. With both, rows
/// are in ng/L of sewage with the limits of the method.
package struct CanonicalTable: Sendable {
    /// The rows as CSV, without the header, each with its line end (LF).
    package var rows: String
    package var findings: [Finding]
    /// The file has concentrations and no unit, and none was given: nothing was written.
    package var isRefused: Bool

    /// The header, with its line end.
    package static let header = columns.joined(separator: ",") + "\n"

    private static let columns = [
        "sample_id", "analyte", "result", "unit", "qualifier", "lod", "loq", "uloq", "batch", "injection", "sample_type", "analysed_at",
        "istd_recovery_pct", "ion_ratio", "ion_ratio_expected", "rt_min", "rt_expected_min", "dilution", "expected", "calibration_r2",
    ]

    /// Writes a file's readings as canonical rows.
    ///
    /// - Parameters:
    ///   - methods: rows of a method sheet; empty where none was given.
    ///   - injections: rows of a sequence; empty where none was given.
    ///   - unit: the unit to take where the file states none; refused where it is no unit of concentration (A028).
    /// - Complexity: linear in the readings.
    package static func write(
        _ document: AssayDocument, methods: [MethodRow] = [], injections: [InjectionRow] = [], analytes: AnalyteCatalogue, unit: String? = nil
    ) -> CanonicalTable {
        var table = CanonicalTable(rows: "", findings: [], isRefused: false)
        var document = document
        if let unit {
            guard let known = AssayUnit(unit) else {
                table.findings.append(Finding("A028", .error, at: SourcePosition(file: document.file), text: unit, ["compound": ""]))
                table.isRefused = true
                return table
            }
            document.readings.state(missingUnit: known.symbol)
        }
        let hasUnits = document.readings.allSatisfy { $0.unit != nil || $0.value == .notAnalysed || $0.value == .notFound }
        if !hasUnits, !methods.contains(where: { $0.resultUnit != nil }) {
            let first = document.readings.first { $0.unit == nil && $0.value != .notAnalysed && $0.value != .notFound }
            table.findings.append(
                Finding("A041", .error, at: first?.position ?? SourcePosition(file: document.file), text: first?.text ?? "", ["compound": first?.compound ?? ""]))
            table.isRefused = true
            return table
        }
        let programme = Programme(
            configuration: ProgrammeConfiguration(), sites: [], areas: [], siteAreas: [], plan: [], populations: [], samples: [], methods: methods,
            injections: injections, analytes: analytes, parameters: [])
        var work = InterpretationWork(document, digest: "", programme: programme, takesInjectionNames: injections.isEmpty)
        let sequence = InjectionMatch(injections, file: document.file, readings: document.readings)
        for (index, reading) in document.readings.enumerated() {
            if !methods.isEmpty, let result = work.interpret(index) {
                table.rows += line(result, reading, namesSamples: document.namesSamples(reading))
            } else {
                table.rows += line(reading, document, match: injections.isEmpty ? nil : sequence.outcome(ofReading: index))
            }
        }
        if !methods.isEmpty { table.findings += work.findings }
        return table
    }

    // MARK: Rows

    /// A row of a reading in its own unit.
    private static func line(_ reading: AssayReading, _ document: AssayDocument, match: InjectionMatch.Outcome?) -> String {
        var sample = document.namesSamples(reading) && !reading.sampleText.isEmpty ? reading.sampleText : reading.injection
        var type = reading.sampleType?.rawValue ?? reading.vendorSampleType
        var isRejected = false
        if let match, !document.namesSamples(reading) {
            if case .row(let row) = match {
                sample = row.sample?.rawValue ?? ""
                type = row.sampleType.rawValue
            } else {
                isRejected = true
            }
        }
        // A figure whose unit nothing states is no figure.
        let hasNoUnit = reading.unit == nil
        let (result, qualifier) = isRejected || hasNoUnit ? ("", "NA") : cells(reading.value)
        return line([
            text(sample), text(reading.compound), result, text(reading.unit ?? ""), qualifier, number(reading.limitOfDetection),
            number(reading.limitOfQuantification), number(reading.upperLimit), text(reading.batch), text(injectionName(reading)), text(type),
            time(reading.acquiredAt), number(reading.internalStandardRecoveryPct), number(reading.ionRatio), number(reading.ionRatioExpected),
            number(reading.retentionTime), number(reading.retentionTimeExpected), number(reading.dilution), number(reading.expected),
            number(reading.calibrationR2),
        ])
    }

    /// A row of a result in ng/L of sewage.
    private static func line(_ result: LaboratoryResult, _ reading: AssayReading, namesSamples: Bool) -> String {
        let figure = result.concentration.quantifiedValue
        return line([
            text(result.sample?.rawValue ?? (namesSamples ? reading.sampleText : reading.injection)), text(result.analyte.rawValue), number(figure),
            "ng/L", figure == nil ? result.concentration.qualifier : "", number(result.limitOfDetection), number(result.limitOfQuantification),
            number(result.upperLimit), text(result.batch), text(injectionName(reading)), result.sampleType.rawValue, time(reading.acquiredAt),
            number(result.internalStandardRecoveryPct), number(result.ionRatio), number(result.ionRatioExpected), number(result.retentionTimeMin),
            number(result.retentionTimeExpectedMin), number(result.dilution), number(result.expected), number(result.calibrationR2),
        ])
    }

    /// The data file tells two injections of one name apart, where the file names it.
    private static func injectionName(_ reading: AssayReading) -> String { reading.dataFile.isEmpty ? reading.injection : reading.dataFile }

    private static func cells(_ value: AssayValue) -> (result: String, qualifier: String) {
        switch value {
        case .number(let figure): (number(figure), "")
        case .below(let limit): ("", "<" + number(limit))
        case .belowDetection: ("", "<LOD")
        case .belowQuantification: ("", "<LOQ")
        case .aboveRange(let limit): ("", limit.map { ">" + number($0) } ?? ">ULOQ")
        case .notDetected: ("", "ND")
        case .notFound, .notAnalysed: ("", "NA")
        }
    }

    private static func line(_ cells: [String]) -> String { cells.joined(separator: ",") + "\n" }

    private static func time(_ time: AcquisitionTime?) -> String {
        guard let time else { return "" }
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        let second = time.secondOfDay
        let local = "\(time.date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
        guard let offset = time.offsetSeconds else { return local }
        return local + (offset < 0 ? "-" : "+") + two(abs(offset) / 3600) + ":" + two(abs(offset) / 60 % 60)
    }

    /// A text cell: quoted where needed, and marked with `'` where a spreadsheet would take it for a formula.
    static func text(_ value: String) -> String {
        var result = value
        if CanonicalWords.isFormula(value.drop { $0 == "'" }) { result = "'" + result }
        if result.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }) {
            result = "\"" + result.replacing("\"", with: "\"\"") + "\""
        }
        return result
    }

    private static func number(_ value: Double?) -> String { value.map { number(tidied($0)) } ?? "" }

    /// A figure that was worked out, without the last digits that only its computation brought: 15 significant digits.
    ///
    /// A figure that the file holds with 15 digits or fewer is unchanged.
    private static func tidied(_ value: Double) -> Double {
        guard value.isFinite, value != 0, value.magnitude > 1e-9, value.magnitude < 1e12 else { return value }
        var scale = 1.0
        while value.magnitude * scale < 1e14 { scale *= 10 }
        return (value * scale).rounded(.toNearestOrEven) / scale
    }

    /// The shortest decimal that gives the same Double, without an exponent where it has at most 21 places.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "" }
        let text = value.description
        guard let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }), let exponent = Int(text[text.index(after: mark)...]) else {
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        guard exponent.magnitude <= 21 else { return text }
        let isNegative = text.hasPrefix("-")
        let mantissa = text[..<mark].drop { $0 == "-" }
        let parts = mantissa.split(separator: ".")
        let whole = String(parts.first ?? "0")
        let fraction = parts.count > 1 && parts[1] != "0" ? String(parts[1]) : ""
        var result: String
        if exponent < 0 {
            result = "0." + String(repeating: "0", count: Int(exponent.magnitude) - 1) + whole + fraction
        } else {
            result = whole + fraction + String(repeating: "0", count: max(0, exponent - fraction.count))
        }
        if isNegative { result = "-" + result }
        return result
    }
}
