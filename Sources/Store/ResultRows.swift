internal import Findings
internal import GRDB
internal import Monitoring

/// Laboratory results as rows; texts that repeat stand in a ``WordBook``.
enum ResultRows {
    private static let columns = """
        sample_word, analyte_word, sample_type_word, qualifier, value_or_limit_ng_per_l, lod_ng_per_l, loq_ng_per_l, uloq_ng_per_l, method_word, \
        batch_word, injection_word, replicate_word, dilution, analysed_at, istd_recovery_pct, ion_ratio, ion_ratio_expected, rt_min, \
        rt_expected_min, expected_ng_per_l, calibration_r2, accuracy_pct, text, file_digest_word, file_word, line, "column", byte_offset, \
        status_word, flags_word, superseded_by, sheet_word, signal_to_noise, istd_rt_min
        """
    /// Between the flags of a result: no code holds it.
    private static let separator: Character = "\u{1F}"

    /// Writes the rows, then their words, and returns the sum over both.
    static func insert(_ results: [LaboratoryResult], _ database: Database) throws -> RowSum {
        let places = Array(repeating: "?", count: 35).joined(separator: ", ")
        var row = try BoundStatement(database, "INSERT INTO result (ordinal, \(columns)) VALUES (\(places))")
        var book = WordBook(columns: 12)
        for (index, result) in results.enumerated() {
            row.bindOrdinal(index)
            row.bind(result.sample.map { book.number(of: $0.rawValue, column: 0) })
            row.bind(book.number(of: result.analyte.rawValue, column: 1))
            row.bind(book.number(of: result.sampleType.rawValue, column: 2))
            row.bind(result.concentration.qualifier)
            row.bind(try number(result.concentration.quantifiedValue ?? result.concentration.limit, "concentration", result))
            row.bind(result.limitOfDetection)
            row.bind(result.limitOfQuantification)
            row.bind(result.upperLimit)
            row.bind(book.number(of: result.method, column: 3))
            row.bind(book.number(of: result.batch, column: 4))
            row.bind(book.number(of: result.injection, column: 5))
            row.bind(book.number(of: result.replicate, column: 6))
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
            row.bind(book.number(of: result.fileDigest, column: 7))
            row.bind(book.number(of: result.position.file, column: 8))
            row.bind(result.position.line)
            row.bind(result.position.column)
            row.bind(result.position.byteOffset)
            row.bind(book.number(of: result.status.rawValue, column: 9))
            row.bind(book.number(of: result.flags.isEmpty ? "" : result.flags.joined(separator: String(separator)), column: 10))
            row.bind(result.supersededBy)
            row.bind(result.position.sheet.map { book.number(of: $0, column: 11) })
            row.bind(result.signalToNoise)
            row.bind(result.internalStandardRetentionTimeMin)
            try row.run()
        }
        var sum = row.sum
        sum.add(try book.insert(database).stored)
        return sum
    }

    /// Reads the rows with their words, and the sum over both.
    static func all(_ database: Database, path: String) throws -> (values: [LaboratoryResult], sum: RowSum) {
        let (words, wordSum) = try WordBook.all(database)
        func word(_ number: Int64) throws -> String {
            guard let place = Int(exactly: number), words.indices.contains(place) else {
                throw StoreError.damaged(path: path, reason: "a result speaks of a word that table word does not hold")
            }
            return words[place]
        }
        let sampleTypes = words.map { SampleType(rawValue: $0) }
        let statuses = words.map { ResultStatus(rawValue: $0) }
        let flags = words.map { $0.isEmpty ? [] : $0.split(separator: separator).map(String.init) }
        var row = try BoundStatement(database, "SELECT \(columns) FROM result ORDER BY ordinal")
        var results: [LaboratoryResult] = []
        while try row.step() {
            row.sumRow()
            let sampleType = row.integer(2), status = row.integer(28), flagList = row.integer(29)
            _ = (try word(sampleType), try word(status), try word(flagList))
            guard let type = sampleTypes[Int(sampleType)], let judged = statuses[Int(status)] else {
                throw StoreError.damaged(path: path, reason: "unknown sample type or status in table result")
            }
            results.append(
                LaboratoryResult(
                    sample: try row.optionalInteger(0).map { SampleID(try word($0)) }, analyte: AnalyteCode(try word(row.integer(1))),
                    sampleType: type, concentration: try concentration(row, path: path), limitOfDetection: row.optionalReal(5),
                    limitOfQuantification: row.optionalReal(6), upperLimit: row.optionalReal(7), method: try word(row.integer(8)),
                    batch: try word(row.integer(9)), injection: try word(row.integer(10)), replicate: try word(row.integer(11)),
                    dilution: row.real(12), analysedAt: row.optionalInteger(13).map { Instant(seconds: $0) },
                    internalStandardRecoveryPct: row.optionalReal(14), ionRatio: row.optionalReal(15), ionRatioExpected: row.optionalReal(16),
                    retentionTimeMin: row.optionalReal(17), retentionTimeExpectedMin: row.optionalReal(18), expected: row.optionalReal(19),
                    calibrationR2: row.optionalReal(20), accuracyPct: row.optionalReal(21), signalToNoise: row.optionalReal(32),
                    internalStandardRetentionTimeMin: row.optionalReal(33), text: row.text(22), fileDigest: try word(row.integer(23)),
                    position: SourcePosition(
                        file: try word(row.integer(24)), sheet: try row.optionalInteger(31).map(word), line: row.optionalInt(25),
                        column: row.optionalInt(26), byteOffset: row.optionalInt(27)),
                    status: judged, flags: flags[Int(flagList)], supersededBy: row.optionalText(30)))
        }
        var sum = row.sum
        sum.add(wordSum.stored)
        return (results, sum)
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
