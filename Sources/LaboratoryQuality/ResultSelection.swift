internal import Findings
internal import Monitoring

/// Which of several results of a sample and analyte counts.
///
/// 1. One that two people decided to use beats all others.
/// 2. One that passes quality and lies inside the curve beats one that does not.
/// 3. Then the least dilution.
/// 4. Then the latest time of analysis.
/// 5. True replicates (each with its own word in the column `replicate`) are averaged on
///    the log scale.
///
/// Held and rejected results never count and keep their status; copies of one measurement
/// (`CopyRule`) take no part. The others name what counts instead.
enum ResultSelection {
    private struct SampleAnalyte: Hashable {
        var sample: SampleID
        var analyte: AnalyteCode
    }

    static func select(_ bench: inout QualityBench) {
        // Most samples have one result of an analyte; only the others are gathered.
        var firsts: [SampleAnalyte: Int] = [:]
        firsts.reserveCapacity(bench.results.count)
        var groups: [SampleAnalyte: [Int]] = [:]
        for index in bench.results.indices where bench.results[index].sampleType == .unknown && !bench.isCopy(index) {
            guard let sample = bench.results[index].sample else { continue }
            let key = SampleAnalyte(sample: sample, analyte: bench.results[index].analyte)
            if let first = firsts[key] { groups[key, default: [first]].append(index) } else { firsts[key] = index }
        }
        for (_, group) in groups.sorted(by: { ($0.key.sample, $0.key.analyte) < ($1.key.sample, $1.key.analyte) }) {
            let ordered = group.sorted { QualityBench.precedes(bench.results[$0], bench.results[$1]) }
            choose(among: ordered, &bench)
        }
    }

    private static func choose(among group: [Int], _ bench: inout QualityBench) {
        let usable = group.filter { rank(bench.results[$0]) < 3 }
        guard let best = usable.min(by: { precedes(bench.results[$0], bench.results[$1]) }) else { return }
        let winner = bench.results[best]
        var set = [best]
        if !winner.replicate.isEmpty {
            var words: Set<String> = [winner.replicate]
            for index in usable.sorted(by: { precedes(bench.results[$0], bench.results[$1]) }) where index != best {
                let other = bench.results[index]
                guard rank(other) == rank(winner), other.dilution == winner.dilution, !other.replicate.isEmpty, words.insert(other.replicate).inserted else {
                    continue
                }
                set.append(index)
            }
        }
        let carrier = set.min { bench.results[$0].replicate < bench.results[$1].replicate } ?? best
        if set.count > 1 {
            bench.results[carrier].concentration = mean(set.map { bench.results[$0].concentration })
            bench.flag(carrier, "replicate_mean")
            if bench.results[carrier].status == .accepted { bench.results[carrier].status = .flagged }
        }
        var contested = false
        for index in group where index != carrier && rank(bench.results[index]) < 3 {
            let other = bench.results[index]
            if !set.contains(index), isTie(other, winner) { contested = true }
            bench.supersede(index, by: carrier)
        }
        if contested {
            bench.findings.append(
                Finding(
                    "Q011", .warning, at: winner.position, text: winner.text,
                    ["sample": winner.sample?.rawValue ?? "", "analyte": winner.analyte.rawValue],
                    related: group.filter { $0 != carrier }.map { bench.results[$0].position }))
        }
    }

    /// -1 used by decision, 0 inside the curve, 1 above it, 2 not analysed, 3 held, 4 rejected.
    private static func rank(_ result: LaboratoryResult) -> Int {
        if result.status == .flagged, result.flags.contains("override_use") { return -1 }
        switch result.status {
        case .held: return 3
        case .rejected, .superseded: return 4
        case .accepted, .flagged: break
        }
        switch result.concentration {
        case .quantified, .belowQuantification, .belowDetection: return 0
        case .aboveRange: return 1
        case .notAnalysed: return 2
        }
    }

    private static func precedes(_ left: LaboratoryResult, _ right: LaboratoryResult) -> Bool {
        if rank(left) != rank(right) { return rank(left) < rank(right) }
        if left.dilution != right.dilution { return left.dilution < right.dilution }
        let earlier = Instant(seconds: .min)
        if left.analysedAt != right.analysedAt { return left.analysedAt ?? earlier > right.analysedAt ?? earlier }
        return QualityBench.precedes(left, right)
    }

    /// No rule tells two results apart, and they are not the same figure.
    private static func isTie(_ left: LaboratoryResult, _ right: LaboratoryResult) -> Bool {
        rank(left) == rank(right) && left.dilution == right.dilution && left.analysedAt == right.analysedAt && left.concentration != right.concentration
    }

    /// Replicates as one result.
    ///
    /// All quantified: the geometric mean. Otherwise the mean has no figure: a result below
    /// the largest of limits and figures, below detection only where all are.
    static func mean(_ values: [CensoredResult]) -> CensoredResult {
        let figures = values.compactMap(\.quantifiedValue)
        if figures.count == values.count, let mean = geometricMean(figures) { return .quantified(mean) }
        let limit = values.compactMap { $0.quantifiedValue ?? $0.limit }.max() ?? 0
        if values.contains(where: { if case .aboveRange = $0 { true } else { false } }) { return .aboveRange(limit: values.compactMap(\.limit).min() ?? limit) }
        if values.allSatisfy({ if case .belowDetection = $0 { true } else { false } }) { return .belowDetection(limit: limit) }
        if values.allSatisfy({ $0 == .notAnalysed }) { return .notAnalysed }
        return .belowQuantification(limit: limit)
    }

    /// The geometric mean of positive figures, by Newton's method on the n-th root: only sums, products and
    /// quotients, so that its bits are the same on every machine. Nil for none, or where one is not positive.
    static func geometricMean(_ figures: [Double]) -> Double? {
        guard let largest = figures.max(), figures.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
        if figures.allSatisfy({ $0 == largest }) { return largest }
        let count = Double(figures.count)
        // Products stay in range: each factor is a share of the largest, and taken in one at a time at each step.
        var root = figures.reduce(0) { $0 + $1 / largest } / count
        for _ in 0..<200 {
            let quotient = figures.reduce(1.0) { $0 * (($1 / largest) / root) }
            let next = root * (1 + (quotient - 1) / count)
            if next == root || !(next > 0) { break }
            root = next
        }
        return root * largest
    }
}
