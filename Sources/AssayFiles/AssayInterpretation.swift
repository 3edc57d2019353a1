package import Findings
package import Monitoring
package import ProgrammeFiles

/// The results that a file gives under a programme's method sheet and injection sequence.
package struct AssayInterpretation: Sendable {
    /// In the order of the file; samples and controls alike, all accepted so far. In ng/L of raw sewage.
    package var results: [LaboratoryResult]
    package var findings: [Finding]
    /// Rows of the sequence that speak of this file by its own name or batch and that none of its injections is.
    package var missing: [InjectionRow]
    /// Which row of the sequence each injection of the file is.
    package var matched: [MatchedInjection]
    /// Readings that give no result, each for a reason that a finding of severity `error` says once.
    package var rejected: [RejectedReading]
    /// Areas of internal standards that other files of the batch may need: from rows of their own, from calibration,
    /// and from injections whose recovery this file alone does not tell.
    package var standards: [StandardPeak]

    /// Turns readings into results.
    ///
    /// Nothing is guessed: an injection that the sequence does not hold (and no
    /// `sample_name_pattern` takes) gives no result, nor does a compound that the method has
    /// no row for, a figure without a unit, or one whose dilution is contradictory; each is a
    /// finding. Internal standards give none.
    ///
    /// - Parameter digest: of the original file.
    /// - Complexity: linear in the readings, and in the rows of sequence and method sheet.
    package static func interpret(_ document: AssayDocument, digest: String, programme: Programme) -> AssayInterpretation {
        var work = InterpretationWork(document, digest: digest, programme: programme)
        work.run()
        return AssayInterpretation(
            results: work.results, findings: work.findings, missing: document.readings.isEmpty ? [] : work.sequence.missing, matched: work.sequence.matched,
            rejected: work.rejected, standards: work.standards)
    }

    /// Names the injections of the sequence that a file lacks; nil for none.
    package static func finding(ofMissing missing: [InjectionRow], file: String) -> Finding? {
        guard let first = missing.first else { return nil }
        let names = missing.prefix(20).map { "\"\($0.injectionName)\"" }.joined(separator: ", ") + (missing.count > 20 ? ", …" : "")
        return Finding(
            "A005", .error, at: SourcePosition(file: file), text: first.injectionName, ["count": String(missing.count), "names": names], related: [first.position])
    }
}

/// An injection of a file and the row of the sequence that it is.
package struct MatchedInjection: Hashable, Sendable {
    /// As the results of the file name it.
    package var injection: String
    /// Where the row stands.
    package var row: SourcePosition
}

/// A reading that gives no result.
package struct RejectedReading: Hashable, Sendable {
    package var code: FindingCode
    package var position: SourcePosition
    package var text: String
}

/// The area of an internal standard in one injection.
package struct StandardPeak: Hashable, Sendable {
    package var batch: String
    package var injection: String
    /// The standard's name as the file prints it, from a row of its own; empty where the area stands in an analyte's row.
    package var compound: String
    /// The analyte in whose row the area stands.
    package var analyte: AnalyteCode?
    /// Counts, or whatever the file's areas are in; 0 where the file has none in this injection.
    package var area: Double
    package var retentionTimeMin: Double?
    /// Whether the injection is one of the calibration.
    package var isCalibration: Bool
}

/// The work of one interpretation.
struct InterpretationWork {
    private let document: AssayDocument
    private let digest: String
    private let programme: Programme
    fileprivate let sequence: InjectionMatch
    private let methods: MethodMatch
    private lazy var pattern: Regex<AnyRegexOutput>? =
        programme.configuration.sampleNamePattern.isEmpty ? nil : try? Regex(programme.configuration.sampleNamePattern)
    private lazy var registered = Set(programme.samples.map(\.id))
    private let recovery: InternalStandardRecovery
    /// The batch of the injections that the sequence holds; controls that it leaves out belong to it too.
    private let documentBatch: String?
    /// Injections stand for samples by their own names, since there is no sequence (`convert`).
    private let takesInjectionNames: Bool
    private(set) var results: [LaboratoryResult] = []
    private(set) var findings: [Finding] = []
    private(set) var rejected: [RejectedReading] = []
    private(set) var standards: [StandardPeak] = []
    /// What was said of the reading at hand, also where it was said before.
    private var lastSaid: (code: FindingCode, severity: Severity)?
    private var units: [String: AssayUnit?] = [:]
    private var methodOutcomes: [MethodQuestion: MethodMatch.Outcome] = [:]
    /// Findings that are said once a file.
    private var said: Set<String> = []

    init(_ document: AssayDocument, digest: String, programme: Programme, takesInjectionNames: Bool = false) {
        self.document = document
        self.takesInjectionNames = takesInjectionNames
        self.digest = digest
        self.programme = programme
        let sequence = InjectionMatch(programme.injections, file: document.file, readings: document.readings)
        self.sequence = sequence
        methods = MethodMatch(programme.methods, catalogue: programme.analytes)
        recovery = InternalStandardRecovery(document.readings, sequence: sequence) { index in
            if case .row(let row) = sequence.outcome(ofReading: index) { row.sampleType == .standard } else { document.readings[index].sampleType == .standard }
        }
        documentBatch = sequence.batch
    }

    /// The result of a reading, by its place in the file; nil where it gives none, which a finding then says.
    mutating func interpret(_ index: Int) -> LaboratoryResult? {
        let count = results.count
        let reading = document.readings[index]
        lastSaid = nil
        if document.namesSamples(reading) { named(reading, index) } else { injected(reading, index) }
        if results.count > count { return results.last }
        if let lastSaid, lastSaid.severity >= .error { rejected.append(RejectedReading(code: lastSaid.code, position: reading.position, text: reading.text)) }
        return nil
    }

    mutating func run() {
        results.reserveCapacity(document.readings.count)
        for index in document.readings.indices { _ = interpret(index) }
        reportMissing()
    }

    /// Names the injections that the sequence holds for this file and the file does not.
    mutating func reportMissing() {
        if !document.readings.isEmpty, let finding = AssayInterpretation.finding(ofMissing: sequence.missing, file: document.file) { findings.append(finding) }
    }

    // MARK: Injections

    /// What an injection is, by the sequence or by its name.
    private struct Injection {
        var sample: SampleID?
        var type: SampleType
        var method: String?
        var dilution: Double?
        var isDilutionApplied: Bool
        var replicate = ""
        var expected: Double?
        var batch: String
    }

    private mutating func injected(_ reading: AssayReading, _ index: Int) {
        guard let injection = injection(reading, index) else { return }
        let date = reading.acquiredAt?.date
        guard let method = method(reading, injection.method, date) else { return noteStandard(reading, injection, date) }
        guard let dilution = dilution(reading, injection) else { return }
        guard let unit = unit(reading, method) else { return }
        var factor = dilution.factor
        if method.basis == .extract {
            guard let extract = method.extractMl, let sample = method.sampleMl, extract > 0, sample > 0 else {
                sayOnce("A034 \(method.method) \(method.analyte)", Finding("A034", .error, at: method.position, text: method.vendorName, ["method": method.method, "analyte": method.analyte.rawValue]))
                return
            }
            factor *= extract / sample
        }
        let conversion = SampleConcentration(
            factor: factor, unit: unit, limitOfDetection: method.limitOfDetection.map { $0 * dilution.total },
            limitOfQuantification: method.limitOfQuantification.map { $0 * dilution.total }, upperLimit: method.upperLimit.map { $0 * dilution.total },
            notDetectedMeans: method.notDetectedMeans)
        add(reading, index, injection, method.analyte, method, conversion, dilution: dilution.total)
    }

    /// Keeps the area of an internal standard that has a row of its own.
    private mutating func noteStandard(_ reading: AssayReading, _ injection: Injection, _ date: CalendarDate?) {
        if !reading.isInternalStandard { guard case .internalStandard = methodOutcome(reading.compound, injection.method, date) else { return } }
        standards.append(
            StandardPeak(
                batch: injection.batch, injection: reading.injection, compound: reading.compound, analyte: nil, area: reading.area ?? 0, retentionTimeMin: reading.retentionTime,
                isCalibration: injection.type == .standard && !reading.isExcluded))
    }

    /// Keeps the area of the internal standard that stands in an analyte's row, where other files may need it or it needs theirs.
    private mutating func noteStandard(_ reading: AssayReading, _ injection: Injection, of analyte: AnalyteCode) {
        guard let area = reading.internalStandardArea, injection.type == .standard || results.last?.internalStandardRecoveryPct == nil else { return }
        standards.append(
            StandardPeak(
                batch: injection.batch, injection: reading.injection, compound: "", analyte: analyte, area: area, retentionTimeMin: nil,
                isCalibration: injection.type == .standard && !reading.isExcluded))
    }

    private mutating func injection(_ reading: AssayReading, _ index: Int) -> Injection? {
        switch sequence.outcome(ofReading: index) {
        case .row(let row):
            if let type = reading.sampleType, row.sampleType == .unknown, type.isBlank || type == .standard {
                sayOnce(
                    "A036 " + reading.injection,
                    Finding("A036", .error, at: reading.position, text: reading.vendorSampleType, ["injection": reading.injection], related: [row.position]))
                return nil
            }
            if row.sampleType == .unknown, row.sample == nil {
                sayOnce("A035 " + reading.injection, Finding("A035", .error, at: row.position, text: reading.injection))
                return nil
            }
            return Injection(
                sample: row.sample, type: row.sampleType, method: row.method.isEmpty ? nil : row.method, dilution: row.dilution,
                isDilutionApplied: row.isDilutionApplied, replicate: row.replicate, expected: row.expected, batch: row.fileOrBatch)
        case .ambiguous(let rows):
            sayOnce(
                "A009b " + reading.injection,
                Finding("A037", .error, at: reading.position, text: reading.injection, ["count": String(rows.count)], related: rows.map(\.position)))
            return nil
        case .none:
            if takesInjectionNames {
                return Injection(
                    sample: SampleID(reading.injection), type: reading.sampleType ?? .unknown, method: nil, dilution: nil, isDilutionApplied: false,
                    batch: reading.batch)
            }
            if let type = reading.sampleType, type.isBlank || type == .standard || type == .qc { return control(reading, type) }
            if let sample = sample(byPattern: reading) {
                return Injection(sample: sample, type: reading.sampleType ?? .unknown, method: nil, dilution: nil, isDilutionApplied: false, batch: batch(reading))
            }
            sayOnce("A009 " + reading.injection, Finding("A009", .error, at: reading.position, text: reading.injection))
            return nil
        }
    }

    /// A control that the export itself calls one is taken by its type; it carries no sample.
    private func control(_ reading: AssayReading, _ type: SampleType) -> Injection {
        Injection(sample: nil, type: type, method: nil, dilution: nil, isDilutionApplied: false, batch: batch(reading))
    }

    private func batch(_ reading: AssayReading) -> String {
        if let documentBatch { return documentBatch }
        return reading.batch.isEmpty ? InjectionMatch.stem(lastComponent(document.file)) : reading.batch
    }

    /// The registered sample whose number the pattern takes from the injection's name.
    private mutating func sample(byPattern reading: AssayReading) -> SampleID? {
        guard let pattern, let match = try? pattern.firstMatch(in: reading.injection), match.output.count > 1, let number = match.output[1].substring else { return nil }
        let id = SampleID(String(number))
        return registered.contains(id) ? id : nil
    }

    // MARK: Method, unit, dilution

    /// What the choice of a method's row depends on.
    private struct MethodQuestion: Hashable {
        var compound: String
        var method: String?
        var date: CalendarDate?
    }

    /// The answer of the method sheet, found once for a compound, a method and a day.
    private mutating func methodOutcome(_ compound: String, _ method: String?, _ date: CalendarDate?) -> MethodMatch.Outcome {
        let question = MethodQuestion(compound: compound, method: method, date: date)
        if let known = methodOutcomes[question] { return known }
        let outcome = methods.outcome(compound, method: method, on: date)
        methodOutcomes[question] = outcome
        return outcome
    }

    private mutating func method(_ reading: AssayReading, _ method: String?, _ date: CalendarDate?) -> MethodRow? {
        let compound = reading.compound
        var arguments: [String: String] { ["compound": compound, "method": method ?? ""] }
        switch methodOutcome(compound, method, date) {
        case .row(let row, let isWrong):
            if isWrong { sayOnce("A029 " + compound, Finding("A029", .warning, at: reading.position, text: compound, ["analyte": row.analyte.rawValue])) }
            return row
        case .ambiguous(let codes):
            let names = codes.map(\.rawValue).joined(separator: ", ")
            sayOnce("A011 " + compound, Finding("A011", .error, at: reading.position, text: compound, ["candidates": names]))
        case .severalMethods(let names):
            sayOnce("A033 " + compound, Finding("A033", .error, at: reading.position, text: compound, ["methods": names.joined(separator: ", ")]))
        case .notInMethod(let code):
            sayOnce("A032 \(compound) \(method ?? "")", Finding("A032", .warning, at: reading.position, text: compound, arguments.merging(["analyte": code.rawValue]) { $1 }))
        case .internalStandard: break
        case .unknown:
            if !reading.isInternalStandard { sayOnce("A010 \(compound) \(method ?? "")", Finding("A010", .warning, at: reading.position, text: compound, arguments)) }
        }
        return nil
    }

    /// What a unit's text means, read once for each text.
    private mutating func unit(_ text: String) -> AssayUnit? {
        if let known = units[text] { return known }
        let unit = AssayUnit(text)
        units[text] = .some(unit)
        return unit
    }

    private mutating func unit(_ reading: AssayReading, _ method: MethodRow?) -> AssayUnit? {
        if let text = reading.unit {
            if let unit = unit(text) { return unit }
            if AssayUnit.isMolar(text) {
                sayOnce("A051 " + text, Finding("A051", .error, at: reading.position, text: text, ["compound": reading.compound]))
                return nil
            }
            sayOnce("A031u " + text, Finding("A028", .error, at: reading.position, text: text, ["compound": reading.compound]))
            return nil
        }
        // What is no figure needs no unit; what the vial should hold is in that of the file.
        if !needsUnit(reading.value) { return commonUnit ?? method?.resultUnit.flatMap { unit($0) } ?? .nanogramsPerLitre }
        if let stated = method?.resultUnit, let unit = unit(stated) {
            sayOnce("A007", Finding("A007", .info, at: SourcePosition(file: document.file), text: stated, ["unit": unit.symbol, "method": method?.method ?? ""]))
            return unit
        }
        sayOnce("A008 " + reading.compound, Finding("A008", .error, at: reading.position, text: reading.text, ["compound": reading.compound]))
        return nil
    }

    /// The unit of every reading that states one; nil where there are several.
    private lazy var commonUnit: AssayUnit? = {
        let stated = Set(document.readings.compactMap(\.unit))
        return stated.count == 1 ? stated.first.flatMap { AssayUnit($0) } : nil
    }()

    private func needsUnit(_ value: AssayValue) -> Bool {
        switch value {
        case .number, .below, .aboveRange(.some): true
        case .belowDetection, .belowQuantification, .aboveRange(nil), .notDetected, .notFound, .notAnalysed: false
        }
    }

    /// By what a figure is still to be multiplied, and the whole dilution of the injection.
    ///
    /// The sequence says what the dilution was and whether the export applied it. Where the
    /// column is one that the software corrects (MassHunter's Final Conc.), the export did.
    private mutating func dilution(_ reading: AssayReading, _ injection: Injection) -> (factor: Double, total: Double)? {
        let stated = reading.dilution
        guard let planned = injection.dilution, planned > 0, planned.isFinite else {
            switch reading.dilutionState {
            case .applied: return (1, stated ?? 1)
            case .notApplied: return (stated ?? 1, stated ?? 1)
            case .notStated:
                guard let stated, stated != 1 else { return (1, 1) }
                if injection.type != .unknown && injection.type != .duplicate { return (1, stated) }
                sayOnce("A038 " + reading.injection, Finding("A038", .error, at: reading.position, text: reading.injection, ["dilution": number(stated)]))
                return nil
            }
        }
        let isSame = stated.map { ($0 - planned).magnitude <= 0.03 * planned } ?? true
        if let stated, !isSame, stated != 1 || reading.dilutionState == .applied && planned != 1 {
            // A file that says 1 where the sequence says 10 was not corrected by the software.
            if stated == 1, !injection.isDilutionApplied { return (planned, planned) }
            sayOnce(
                "A039 " + reading.injection,
                Finding("A039", .error, at: reading.position, text: reading.injection, ["file": number(stated), "sequence": number(planned)]))
            return nil
        }
        if injection.isDilutionApplied, reading.dilutionState == .notApplied, planned != 1 {
            // The column after dilution is missing or broken, and this is the one before it.
            sayOnce("A098 " + reading.injection, Finding("A098", .error, at: reading.position, text: reading.injection, ["dilution": number(planned)]))
            return nil
        }
        if injection.isDilutionApplied { return (1, planned) }
        if reading.dilutionState == .applied, planned != 1 {
            sayOnce("A030", Finding("A030", .warning, at: reading.position, text: reading.injection, ["dilution": number(planned)]))
            return (1, planned)
        }
        return (planned, planned)
    }

    private func number(_ value: Double) -> String {
        value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
    }

    // MARK: Tables that name their samples

    /// A row of a canonical or wide table: the figure is one of the sample, with the row's own limits.
    private mutating func named(_ reading: AssayReading, _ index: Int) {
        let row: InjectionRow? = if case .row(let row) = sequence.outcome(ofReading: index) { row } else { nil }
        let analyte: AnalyteCode
        switch programme.analytes[AnalyteCode(reading.compound)].map({ .analyte($0.code) }) ?? programme.analytes.meaning(of: reading.compound) {
        case .analyte(let code): analyte = code
        case .knownWrong(let code):
            analyte = code
            sayOnce("A029 " + reading.compound, Finding("A029", .warning, at: reading.position, text: reading.compound, ["analyte": code.rawValue]))
        case .ambiguous(let codes):
            let names = codes.sorted().map(\.rawValue).joined(separator: ", ")
            sayOnce("A011 " + reading.compound, Finding("A011", .error, at: reading.position, text: reading.compound, ["candidates": names]))
            return
        case .unknown:
            guard case .row(let method, _) = methodOutcome(reading.compound, nil, reading.acquiredAt?.date) else {
                sayOnce("A010 " + reading.compound, Finding("A010", .warning, at: reading.position, text: reading.compound, ["compound": reading.compound, "method": ""]))
                return
            }
            analyte = method.analyte
        }
        let method = methods.onlyRow(analyte, on: reading.acquiredAt?.date)
        // A canonical table states its own unit; that of the method sheet is one of vials.
        guard let unit = unit(reading, document.format == .canonical ? nil : method) else { return }
        // The row's own limits are those of the row; the method's are those of an undiluted sample.
        let dilution = reading.dilution ?? 1
        let conversion = SampleConcentration(
            factor: 1, unit: unit, limitOfDetection: reading.limitOfDetection.map(unit.nanogramsPerLitre) ?? method?.limitOfDetection.map { $0 * dilution },
            limitOfQuantification: reading.limitOfQuantification.map(unit.nanogramsPerLitre) ?? method?.limitOfQuantification.map { $0 * dilution },
            upperLimit: reading.upperLimit.map(unit.nanogramsPerLitre) ?? method?.upperLimit.map { $0 * dilution },
            notDetectedMeans: method?.notDetectedMeans ?? .belowLOD)
        // A row that lost its sample is still one of a sample: its figure is never taken for one of a vial.
        let sample = reading.sampleText.isEmpty ? row?.sample : SampleID(reading.sampleText)
        if sample == nil, (reading.vendorSampleType.isEmpty ? row?.sampleType : reading.sampleType).map({ $0 == .unknown || $0 == .duplicate || $0 == .spike }) ?? true {
            sayOnce("A023 " + reading.injection, Finding("A023", .error, at: reading.position, text: reading.injection, ["column": "sample_id"]))
            return
        }
        let injection = Injection(
            sample: sample, type: reading.vendorSampleType.isEmpty ? row?.sampleType ?? .unknown : reading.sampleType ?? .unknown, method: method?.method,
            dilution: reading.dilution, isDilutionApplied: true, replicate: row?.replicate ?? "", expected: row?.expected, batch: batch(reading))
        if !reading.vendorSampleType.isEmpty, reading.sampleType == nil {
            sayOnce("A040 " + reading.vendorSampleType, Finding("A040", .error, at: reading.position, text: reading.vendorSampleType))
            return
        }
        add(reading, index, injection, analyte, method, conversion, dilution: dilution)
    }

    // MARK: Results

    private mutating func add(
        _ reading: AssayReading, _ index: Int, _ injection: Injection, _ analyte: AnalyteCode, _ method: MethodRow?, _ conversion: SampleConcentration,
        dilution: Double
    ) {
        let isSample = injection.type == .unknown || injection.type == .duplicate
        var concentration = isSample ? conversion.result(reading.value) : conversion.controlResult(reading.value)
        if injection.type == .doubleBlank { concentration = .notAnalysed }
        guard let concentration else {
            lastSaid = ("A031", .error)
            findings.append(Finding("A031", .error, at: reading.position, text: reading.text, ["analyte": analyte.rawValue, "injection": reading.injection]))
            return
        }
        let isControl = injection.type.isBlank || injection.type == .standard || injection.type == .qc
        results.append(
            LaboratoryResult(
                sample: isControl && injection.type != .fieldBlank ? nil : injection.sample, analyte: analyte, sampleType: injection.type,
                concentration: concentration, limitOfDetection: conversion.limitOfDetection, limitOfQuantification: conversion.limitOfQuantification,
                upperLimit: conversion.upperLimit, method: method?.method ?? injection.method ?? "", batch: injection.batch, injection: reading.injection,
                replicate: injection.replicate, dilution: dilution,
                analysedAt: reading.acquiredAt.map { $0.instant(programmeOffset: programme.configuration.timeZoneOffsetSeconds) },
                internalStandardRecoveryPct: recovery.percent(reading, vial: sequence.vial(ofReading: index), internalStandard: method?.internalStandard), ionRatio: reading.ionRatio,
                ionRatioExpected: method?.ionRatio ?? reading.ionRatioExpected, retentionTimeMin: reading.retentionTime,
                retentionTimeExpectedMin: method?.retentionTimeMin ?? reading.retentionTimeExpected,
                expected: (injection.expected ?? reading.expected).flatMap { $0 > 0 ? conversion.converted($0) : nil }, calibrationR2: reading.calibrationR2,
                accuracyPct: reading.accuracy, signalToNoise: reading.signalToNoise,
                internalStandardRetentionTimeMin: recovery.retentionTime(reading, vial: sequence.vial(ofReading: index), internalStandard: method?.internalStandard),
                text: reading.text, fileDigest: digest, position: reading.position,
                flags: reading.isManuallyIntegrated ? ["manual_integration"] : []))
        noteStandard(reading, injection, of: analyte)
    }

    private mutating func sayOnce(_ key: String, _ finding: Finding) {
        lastSaid = (finding.code, finding.severity)
        if said.insert(key).inserted { findings.append(finding) }
    }
}
