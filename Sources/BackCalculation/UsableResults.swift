internal import Findings
internal import Monitoring
internal import RandomDraws

/// The results that count, by the samples and analytes they are of: numbers instead of names.
struct UsableResults: Sendable {
    /// A result that counts.
    struct Row: Sendable {
        /// Where its sample stands among the samples.
        var sample: Int32
        /// Where its analyte stands among the analytes.
        var analyte: Int32
        /// Where it stands among the results.
        var result: Int32
        /// ng/L of raw sewage.
        var concentration: CensoredResult
    }

    /// Sorted.
    let analytes: [AnalyteCode]
    /// By sample, then analyte.
    private(set) var rows: [Row] = []
    /// Where the rows of each sample begin, and the end.
    private(set) var starts: [Int]
    /// Of results whose sample nobody registered: one for each such sample, sorted by its number.
    private(set) var findings: [Finding] = []
    private let results: [LaboratoryResult]

    /// Finds the samples of results.
    ///
    /// Results that were held, rejected or superseded, that belong to no sample or to no `unknown`, or that say `NA` do not count.
    /// - Parameters:
    ///   - samples: where several have one number, the first counts.
    ///   - isWanted: of each sample.
    /// - Complexity: linear in the results and samples.
    init(_ results: [LaboratoryResult], samples: [Sample], isWanted: [Bool]) {
        self.results = results
        var places = SamplePlaces(samples)
        var codes = CodeNumbers<Analyte>()
        var unknown: [SampleID: Int] = [:]
        rows.reserveCapacity(results.count)
        var counts = [Int](repeating: 0, count: samples.count + 1)
        for index in results.indices {
            guard results[index].status == .accepted || results[index].status == .flagged, results[index].sampleType == .unknown,
                DailyLoadTable.isUsable(results[index].concentration), let id = results[index].sample
            else { continue }
            guard let sample = places.place(of: id) else {
                if let other = unknown[id], !UsableResults.isBefore(results[index], results[other]) { continue }
                unknown[id] = index
                continue
            }
            guard isWanted[sample] else { continue }
            let analyte = codes.number(of: results[index].analyte)
            counts[sample + 1] += 1
            rows.append(
                Row(
                    sample: Int32(truncatingIfNeeded: sample), analyte: Int32(truncatingIfNeeded: analyte), result: Int32(truncatingIfNeeded: index),
                    concentration: results[index].concentration))
        }
        for id in unknown.keys.sorted() {
            guard let index = unknown[id] else { continue }
            findings.append(Finding("M104", .error, at: results[index].position, text: id.rawValue, ["sample": id.rawValue]))
        }
        for sample in samples.indices { counts[sample + 1] += counts[sample] }
        starts = counts
        analytes = codes.sorted
        order(codes.ranks)
    }

    /// Puts the rows in the order of their samples, and of the names of their analytes.
    private mutating func order(_ ranks: [Int32]) {
        var isAscending = true
        for index in rows.indices {
            rows[index].analyte = ranks[Int(rows[index].analyte)]
            if index > 0, rows[index].sample < rows[index - 1].sample { isAscending = false }
        }
        if !isAscending {
            var sorted = rows
            var next = starts
            for row in rows {
                sorted[next[Int(row.sample)]] = row
                next[Int(row.sample)] += 1
            }
            rows = sorted
        }
        for (start, end) in zip(starts, starts.dropFirst()) where end - start > 1 {
            if zip(rows[start..<end], rows[(start + 1)..<end]).contains(where: { $1.analyte < $0.analyte }) { rows[start..<end].sort { $0.analyte < $1.analyte } }
        }
    }

    /// The concentration that rows of one sample and analyte give: of one result its own, of several the mean on the log
    /// scale where all are measured, else the one analysed last, which a finding says.
    func concentration(_ range: Range<Int>, sample: Sample, findings: inout [Finding]) -> (value: CensoredResult, count: Int, used: Int) {
        let first = rows[range.lowerBound]
        guard range.count > 1 else { return (first.concentration, 1, Int(first.result)) }
        let sorted = rows[range].map { Int($0.result) }.sorted { UsableResults.isBefore(results[$0], results[$1]) }
        let values = sorted.compactMap { results[$0].concentration.quantifiedValue }
        if values.count == sorted.count, values.allSatisfy({ $0 > 0 }) {
            let sum = values.reduce(0) { $0 + portableLog($1) }
            return (.quantified(portableExp(sum / Double(values.count))), values.count, sorted[0])
        }
        let last = sorted.max { (results[$0].analysedAt?.seconds ?? .min) < (results[$1].analysedAt?.seconds ?? .min) } ?? sorted[0]
        findings.append(
            Finding(
                "M108", .warning, at: results[last].position, text: results[last].text,
                ["sample": sample.id.rawValue, "analyte": analytes[Int(first.analyte)].rawValue, "count": String(range.count)],
                related: sorted.filter { $0 != last }.map { results[$0].position }))
        return (results[last].concentration, 1, last)
    }

    /// An order of results that their place in the list does not enter.
    private static func isBefore(_ a: LaboratoryResult, _ b: LaboratoryResult) -> Bool {
        (a.position.source, a.position.line ?? 0, a.position.column ?? 0, a.injection, a.text) < (
            b.position.source, b.position.line ?? 0, b.position.column ?? 0, b.injection, b.text
        )
    }
}

/// The places of samples by their numbers.
///
/// Results of one sample stand together in most files, and samples in the order of the register: the last one found is asked
/// first, then the one after it.
private struct SamplePlaces {
    private let samples: [Sample]
    private let places: [SampleID: Int]
    private var last = -1

    init(_ samples: [Sample]) {
        self.samples = samples
        var places: [SampleID: Int] = [:]
        places.reserveCapacity(samples.count)
        for (place, sample) in samples.enumerated() where places[sample.id] == nil { places[sample.id] = place }
        self.places = places
    }

    mutating func place(of id: SampleID) -> Int? {
        if last >= 0 {
            if samples[last].id == id { return last }
            // The sample after the last is another; that it is the first of its number is asked for once.
            if last + 1 < samples.count, samples[last + 1].id == id, places[id] == last + 1 {
                last += 1
                return last
            }
        }
        guard let place = places[id] else { return nil }
        last = place
        return place
    }
}
