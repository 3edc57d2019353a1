internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// How long and how cold a sample was kept between the end of sampling and the laboratory.
///
/// A sample that is frozen or acidified may wait. One that is only cooled must be received
/// within a day, and one kept warmer than cooled is late at once. The end is the receipt of
/// the register; without it, the analysis. Where the register says neither how the sample
/// was kept nor when it came, nothing is judged, and where it says only part, that part is.
/// It is a flag, since a day more costs the figure less than leaving it out would.
enum HoldingTimeRule {
    /// What is known of one sample.
    private struct Storage {
        var hours: Double
        var verdict: QualityVerdict
    }

    static func apply(to scopes: ArraySlice<BatchAnalyte>, batch: BatchAnalyte, _ bench: inout QualityBench) {
        if bench.rules.samples.isEmpty { return }
        var indices: [SampleID: [Int]] = [:]
        for scope in scopes {
            for index in bench.samples(scope) {
                guard let sample = bench.results[index].sample else { continue }
                indices[sample, default: []].append(index)
            }
        }
        let (limit, cool) = (bench.limits[.holdingHours], bench.limits[.holdingCoolC])
        var late: [(sample: Sample, hours: Double)] = []
        for id in indices.keys.sorted() {
            guard let sample = bench.rules.samples[id], let members = indices[id] else { continue }
            let custody = SampleStorage(custody: sample.custody, offsetSeconds: bench.rules.offsetSeconds)
            let analysed = members.compactMap { bench.results[$0].analysedAt }.min()
            guard let end = custody.receivedAt ?? analysed, let storage = judge(custody, from: sample.windowEnd, to: end, bench.limits) else {
                if let end = custody.receivedAt, end < sample.windowEnd {
                    bench.findings.append(Finding("Q028", .warning, at: sample.position, text: sample.custody["received_at"] ?? "", ["sample": id.rawValue]))
                }
                continue
            }
            bench.check(
                batch, "holding_time", (storage.hours * 10).rounded() / 10, "<= \(figure(limit)) h, <= \(figure(cool)) °C", storage.verdict,
                strain: limit > 0 ? storage.hours / limit : 1, at: sample.position)
            if storage.verdict == .pass { continue }
            late.append((sample, storage.hours))
            for index in members { bench.flag(index, "holding_time") }
        }
        guard let worst = late.max(by: { ($0.hours, $1.sample.id) < ($1.hours, $0.sample.id) }) else { return }
        bench.findings.append(
            Finding(
                "Q027", .warning, at: worst.sample.position, text: worst.sample.id.rawValue,
                [
                    "batch": batch.batch, "count": String(late.count), "sample": worst.sample.id.rawValue, "limit": figure(limit),
                    "hours": figure((worst.hours * 10).rounded() / 10), "temperature": figure(cool),
                ],
                related: late.filter { $0.sample.id != worst.sample.id }.prefix(20).map(\.sample.position)))
    }

    /// Nil where nothing tells, and where the sample came before it was whole.
    private static func judge(_ custody: SampleStorage, from start: Instant, to end: Instant, _ limits: QualityLimits) -> Storage? {
        guard end >= start, custody.temperatureC != nil || custody.isAcidified != nil else { return nil }
        let hours = Double(end.seconds - start.seconds) / 3600
        let isPreserved = custody.isAcidified == true || custody.temperatureC.map { $0 <= limits[.holdingFrozenC] + QualityBench.slack } ?? false
        if isPreserved { return Storage(hours: hours, verdict: .pass) }
        let isWarm = custody.temperatureC.map { $0 > limits[.holdingCoolC] + QualityBench.slack } ?? false
        return Storage(hours: hours, verdict: isWarm || hours > limits[.holdingHours] + QualityBench.slack ? .warn : .pass)
    }
}
