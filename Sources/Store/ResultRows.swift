internal import Findings
internal import GRDB
internal import Monitoring

/// Laboratory results as rows.
enum ResultRows {
    private static let columns = """
        sample, analyte, sample_type, qualifier, value_or_limit_ng_per_l, lod_ng_per_l, loq_ng_per_l, uloq_ng_per_l, method, batch, injection, \
        replicate, dilution, analysed_at, istd_recovery_pct, ion_ratio, ion_ratio_expected, rt_min, rt_expected_min, expected_ng_per_l, \
        calibration_r2, accuracy_pct, text, file_digest, file, line, "column", byte_offset, status, flags, superseded_by
        """
    /// Between the flags of a result: no code holds it.
    private static let separator: Character = "\u{1F}"

    static func insert(_ results: [LaboratoryResult], _ database: Database) throws -> RowSum {
        let places = Array(repeating: "?", count: 32).joined(separator: ", ")
        var row = try BoundStatement(database, "INSERT INTO result (ordinal, \(columns)) VALUES (\(places))")
        for (index, result) in results.enumerated() {
            row.bindOrdinal(index)
            row.bind(result.sample?.rawValue)
            row.bind(result.analyte.rawValue)
            row.bind(result.sampleType.rawValue)
            row.bind(result.concentration.qualifier)
            row.bind(try number(result.concentration.quantifiedValue ?? result.concentration.limit, "concentration", result))
            row.bind(result.limitOfDetection)
            row.bind(result.limitOfQuantification)
            row.bind(result.upperLimit)
            row.bind(result.method)
            row.bind(result.batch)
            row.bind(result.injection)
            row.bind(result.replicate)
            row.bind(try number(result.dilution, "dilution", result))
            row.bind(result.analysedAt?.seconds)
            row.bind(result.internalStandardRecoveryPct)
            row.bind(result.ionRatio)
            row.bind(result.ionRatioExpected)
            row.bind(result.retentionTimeMin)
            row.bind(result.retentionTimeExpectedMin)
            row.bind(result.expected)
            row.bind(result.calibrationR2)
            row.bind(result.accuracyPct)
            row.bind(result.text)
            row.bind(result.fileDigest)
            row.bind(result.position.file)
            row.bind(result.position.line)
            row.bind(result.position.column)
            row.bind(result.position.byteOffset)
            row.bind(result.status.rawValue)
            row.bind(result.flags.joined(separator: String(separator)))
            row.bind(result.supersededBy)
            try row.run()
        }
        return row.sum
    }

    static func all(_ database: Database, path: String) throws -> (values: [LaboratoryResult], sum: RowSum) {
        var row = try BoundStatement(database, "SELECT \(columns) FROM result ORDER BY ordinal")
        var results: [LaboratoryResult] = []
        var sample = "", analyte = "", method = "", batch = "", injection = "", digest = "", file = ""
        while try row.step() {
            row.sumRow()
            let flags = row.text(29)
            results.append(
                LaboratoryResult(
                    sample: row.isNull(0) ? nil : SampleID(row.text(0, like: &sample)), analyte: AnalyteCode(row.text(1, like: &analyte)),
                    sampleType: try .stored(row.text(2), path: path), concentration: try concentration(row, path: path),
                    limitOfDetection: row.optionalReal(5), limitOfQuantification: row.optionalReal(6), upperLimit: row.optionalReal(7),
                    method: row.text(8, like: &method), batch: row.text(9, like: &batch), injection: row.text(10, like: &injection),
                    replicate: row.text(11), dilution: row.real(12), analysedAt: row.optionalInteger(13).map { Instant(seconds: $0) },
                    internalStandardRecoveryPct: row.optionalReal(14), ionRatio: row.optionalReal(15), ionRatioExpected: row.optionalReal(16),
                    retentionTimeMin: row.optionalReal(17), retentionTimeExpectedMin: row.optionalReal(18), expected: row.optionalReal(19),
                    calibrationR2: row.optionalReal(20), accuracyPct: row.optionalReal(21), text: row.text(22),
                    fileDigest: row.text(23, like: &digest),
                    position: SourcePosition(
                        file: row.text(24, like: &file), line: row.optionalInt(25), column: row.optionalInt(26), byteOffset: row.optionalInt(27)),
                    status: try .stored(row.text(28), path: path), flags: flags.isEmpty ? [] : flags.split(separator: separator).map(String.init),
                    supersededBy: row.optionalText(30)))
        }
        return (results, row.sum)
    }

    private static func concentration(_ row: borrowing BoundStatement, path: String) throws -> CensoredResult {
        switch row.text(3) {
        case "=": return .quantified(row.real(4))
        case "<LOQ": return .belowQuantification(limit: row.real(4))
        case "<LOD": return .belowDetection(limit: row.real(4))
        case ">ULOQ": return .aboveRange(limit: row.real(4))
        case "NA": return .notAnalysed
        default: throw StoreError.damaged(path: path, reason: "unknown qualifier in table result")
        }
    }

    private static func number(_ value: Double?, _ quantity: String, _ result: LaboratoryResult) throws -> Double? {
        if let value, value.isNaN { throw StoreError.notANumber(quantity: quantity, position: result.position) }
        return value
    }
}
