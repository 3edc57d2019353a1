internal import Findings
internal import Monitoring

/// Reads `methods.csv` and `injections/*.csv`.
struct MethodFiles {
    private(set) var methods: [MethodRow] = []
    private(set) var injections: [InjectionRow] = []
    private(set) var findings: [Finding] = []

    /// The laboratories of the method sheet, each once, sorted.
    var laboratories: [String] { Set(methods.compactMap(\.laboratory)).sorted() }

    mutating func readMethods(_ rows: [RowReader], analytes: AnalyteCatalogue) {
        var seen: [String: SourcePosition] = [:]
        for var row in rows {
            let method = row.required("method_id")
            let vendorName = row.required("vendor_name")
            _ = row.required("analyte")
            let analyte = row.analyte("analyte", in: analytes)
            let basis: ResultBasis? = row.term("result_basis", default: nil)
            let meaning: NotDetectedMeaning? = row.term("nd_means", default: .belowLOD)
            let limits = limits(&row, areNeeded: analyte.flatMap { analytes[$0] }?.role != .internalStandard)
            let resultUnit = row.entry("result_unit")
            if let resultUnit, UnitTable.factor(resultUnit, .concentration) == nil { row.reject("C023", "result_unit", ["unit": "ng/L"]) }
            let sampleMl = row.number("sample_ml", in: 1e-6...1e7, isStrict: true)
            let extractMl = row.number("extract_ml", in: 1e-6...1e7, isStrict: true)
            if row.isUsable, basis == .extract, sampleMl == nil || extractMl == nil {
                row.reject("C029", "result_basis", ["missing": [sampleMl == nil ? "sample_ml" : nil, extractMl == nil ? "extract_ml" : nil].compactMap { $0 }.joined(separator: ", ")])
            }
            let from = row.date("valid_from")
            let to = row.date("valid_to")
            if let from, let to, to < from { row.reject("C042", "valid_to") }
            let methodRow = MethodRow(
                method: method, analyte: analyte ?? "", vendorName: vendorName, basis: basis ?? .sample, resultUnit: resultUnit, sampleMl: sampleMl,
                extractMl: extractMl, limitOfDetection: limits.lod, limitOfQuantification: limits.loq, upperLimit: limits.uloq,
                internalStandard: row.entry("internal_standard"), ionRatio: row.number("ion_ratio", in: 0...1e6, percent: 0.01),
                ionRatioTolerancePct: row.number("ion_ratio_tolerance_pct", in: 0...1000, percent: 1), retentionTimeMin: row.number("rt_min", in: 0...1000),
                notDetectedMeans: meaning ?? .belowLOD, standardID: row.entry("standard_id"), laboratory: row.entry("laboratory"), validFrom: from, validTo: to, position: row.position)
            // One name of the export means one analyte of a method at a time.
            let key = "\(method)|\(vendorName)|\(from.map(\.description) ?? "")"
            if row.isUsable, let first = seen[key] { row.reject("C021", "vendor_name", related: [first]) }
            findings += row.findings
            guard row.isUsable else { continue }
            seen[key] = row.position
            methods.append(methodRow)
        }
    }

    /// The limits in ng/L of sewage, by the unit of each header or of `limit_unit`.
    private func limits(_ row: inout RowReader, areNeeded: Bool) -> (lod: Double?, loq: Double?, uloq: Double?) {
        var factor: Double?
        if let unit = row.entry("limit_unit") {
            factor = UnitTable.factor(unit, .concentration)
            if factor == nil { row.reject("C023", "limit_unit", ["unit": "ng/L"]) }
        }
        for column in ["lod", "loq", "uloq"] where row.entry(column) != nil {
            let header = row.factor(column)
            if header == nil, row.entry("limit_unit") == nil {
                row.reject("C024", column, ["units": "ng/L, ug/L"])
            } else if let header, let factor, header != factor {
                row.reject("C044", column, ["header": row.header(column)])
            }
        }
        func limit(_ column: String) -> Double? { row.number(column, in: 1e-9...1e12, factor: factor ?? 1, isStrict: true) }
        let (lod, loq, uloq) = (limit("lod"), limit("loq"), limit("uloq"))
        if let lod, let loq, lod > loq { row.reject("C030", "lod", ["lower": row.header("lod"), "upper": row.header("loq")]) }
        if let loq, let uloq, loq > uloq { row.reject("C030", "uloq", ["lower": row.header("loq"), "upper": row.header("uloq")]) }
        if areNeeded, row.isUsable, lod == nil || loq == nil { row.note("C051", .warning, lod == nil ? "lod" : "loq") }
        return (lod, loq, uloq)
    }

    /// - Parameters:
    ///   - samples: those of the register; nil where there is none to hold the rows against.
    ///   - hasPattern: whether the programme takes sample numbers from injection names, so that a row may leave them out.
    mutating func readInjections(_ rows: [RowReader], samples: Set<SampleID>?, methods names: Set<String>?, hasPattern: Bool) {
        var seen: [String: SourcePosition] = [:]
        for var row in rows {
            let file = row.required("file_or_batch")
            let name = row.required("injection_name")
            let type: SampleType? = row.term("sample_type", default: nil)
            let method = row.required("method_id")
            let sample = row.entry("sample_id").map { SampleID($0) }
            let dilution = row.number("dilution", in: 1e-6...1e6, isStrict: true)
            let isApplied = row.flag("dilution_applied")
            if row.isUsable, let names, !names.contains(method) { row.reject("C022", "method_id", ["file": "methods.csv"]) }
            if row.isUsable, let samples, let sample, !samples.contains(sample) { row.reject("C022", "sample_id", ["file": "samples/"]) }
            if row.isUsable, !hasPattern, type == .unknown || type == .duplicate, sample == nil { row.reject("C045", "sample_id", ["type": type?.rawValue ?? ""]) }
            // Without a word on it, a dilution other than 1 could be applied twice or not at all.
            if row.isUsable, let dilution, dilution != 1, isApplied == nil { row.note("C052", .warning, "dilution") }
            let injection = InjectionRow(
                fileOrBatch: file, injectionName: name, sample: sample, sampleType: type ?? .unknown, method: method, dilution: dilution ?? 1,
                isDilutionApplied: isApplied ?? false, replicate: row.text("replicate"), expected: row.number("expected", in: 0...1e15),
                position: row.position)
            let key = file + "|" + name
            if row.isUsable, let first = seen[key] { row.reject("C021", "injection_name", related: [first]) }
            findings += row.findings
            guard row.isUsable else { continue }
            seen[key] = row.position
            injections.append(injection)
        }
    }
}

extension RowReader {
    /// The analyte that a cell names; nil, with the row set aside, where it is unknown or stands for several.
    mutating func analyte(_ column: String, in analytes: AnalyteCatalogue) -> AnalyteCode? {
        guard let name = entry(column) else { return nil }
        switch analytes.meaning(of: name) {
        case .analyte(let code): return code
        case .knownWrong(let code):
            note("C033", .warning, column, ["analyte": code.rawValue])
            return code
        case .ambiguous(let codes):
            reject("C032", column, ["analytes": codes.map(\.rawValue).sorted().joined(separator: ", ")])
            return nil
        case .unknown:
            reject("C031", column)
            return nil
        }
    }
}
