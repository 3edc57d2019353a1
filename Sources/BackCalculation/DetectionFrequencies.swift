package import Monitoring
package import ProgrammeFiles

/// How often an analyte was seen, whether or not a load could be worked out.
package enum DetectionFrequencies {
    /// One row a site and analyte with any usable result of a sample of the period, sorted.
    ///
    /// A result above its limit of detection but below the one of quantification counts as detected; grab samples and
    /// samples without a flow count too. Several results of one sample and analyte count once: as the most that one of them saw.
    package static func frequencies(period: Period, results: [LaboratoryResult], programme: Programme) -> [DetectionFrequency] {
        var siteOf: [SampleID: SiteCode] = [:]
        for sample in programme.samples where period.contains(sample.date) {
            if let other = siteOf[sample.id], other < sample.site { continue }
            siteOf[sample.id] = sample.site
        }
        struct Key: Hashable {
            var sample: SampleID
            var analyte: AnalyteCode
        }
        struct Seen {
            var detected = false
            var quantified = false
            var least: Double?
            var greatest: Double?
        }
        var samples: [Key: Seen] = [:]
        for result in results where result.status == .accepted || result.status == .flagged {
            guard result.sampleType == .unknown, let sample = result.sample, siteOf[sample] != nil, DailyLoadTable.isUsable(result.concentration) else {
                continue
            }
            var seen = samples[Key(sample: sample, analyte: result.analyte)] ?? Seen()
            seen.detected = seen.detected || result.concentration.isDetected
            switch result.concentration {
            case .quantified, .aboveRange: seen.quantified = true
            default: break
            }
            let limit: Double? = if case .belowDetection(let limit) = result.concentration { limit } else { result.limitOfDetection }
            if let limit, limit.isFinite {
                seen.least = min(seen.least ?? limit, limit)
                seen.greatest = max(seen.greatest ?? limit, limit)
            }
            samples[Key(sample: sample, analyte: result.analyte)] = seen
        }
        var rows: [SiteSeries.Key: DetectionFrequency] = [:]
        for (key, seen) in samples {
            guard let site = siteOf[key.sample] else { continue }
            let name = SiteSeries.Key(site, key.analyte)
            var row = rows[name] ?? DetectionFrequency(site: site, analyte: key.analyte, count: 0, aboveLOD: 0, aboveLOQ: 0, lodMin: nil, lodMax: nil)
            row.count += 1
            row.aboveLOD += seen.detected ? 1 : 0
            row.aboveLOQ += seen.quantified ? 1 : 0
            if let limit = seen.least { row.lodMin = min(row.lodMin ?? limit, limit) }
            if let limit = seen.greatest { row.lodMax = max(row.lodMax ?? limit, limit) }
            rows[name] = row
        }
        return rows.keys.sorted().compactMap { rows[$0] }
    }
}
