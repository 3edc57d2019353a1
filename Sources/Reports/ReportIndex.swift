internal import Monitoring

/// A site and a substance.
struct SiteAnalyte: Hashable {
    var site: SiteCode
    var analyte: AnalyteCode
}

/// The content of a report, sorted and looked up by what a page asks for.
struct ReportIndex {
    let content: ReportContent
    /// Sites by code.
    let sites: [Site]
    let siteOf: [SiteCode: Site]
    let analyteOf: [AnalyteCode: Analyte]
    let areaOf: [AreaCode: Area]
    let estimateOf: [SiteAnalyte: PeriodEstimate]
    /// Estimates of a substance, by site code.
    let estimatesOf: [AnalyteCode: [PeriodEstimate]]
    /// Earlier periods and this one, oldest first; at most the last 13, so that the same period of two years ago stands in sight.
    let periods: [Period]
    let historyOf: [SiteAnalyte: [Period: PeriodEstimate]]
    /// Substances of figures and summary.
    let headline: [AnalyteCode]
    /// All substances with an estimate: headline first, then by code.
    let analytes: [AnalyteCode]
    /// Load at the highest limit that a site's days had, mg/d/1000 inhabitants: below it nothing can be said of a day.
    let limitLoadOf: [SiteAnalyte: Double]
    let alertsOf: [SiteAnalyte: Alert]
    /// Sites whose flow meter seems to read wrongly in this period: their loads are neither ranked nor compared.
    let meterFaultOf: [SiteCode: Anomaly]

    private static let longestHistory = 13
    private static let headlineCount = 6
    /// Order of the substances of national bulletins; others follow by code.
    private static let customaryOrder: [AnalyteCode] = [
        "methamphetamine", "6-monoacetylmorphine", "ketamine", "norketamine", "mdma", "benzoylecgonine", "cocaine", "etomidate_acid", "etomidate",
        "methcathinone", "fentanyl", "thc-cooh", "amphetamine", "morphine", "codeine", "methadone", "eddp", "tramadol",
    ]

    /// - Complexity: O(n log n) in the rows of the content.
    init(_ content: ReportContent) {
        self.content = content
        sites = content.sites.sorted { $0.code < $1.code }
        siteOf = Dictionary(sites.map { ($0.code, $0) }) { first, _ in first }
        analyteOf = Dictionary(content.analytes.sorted { $0.code < $1.code }.map { ($0.code, $0) }) { first, _ in first }
        areaOf = Dictionary(content.areas.sorted { $0.code < $1.code }.map { ($0.code, $0) }) { first, _ in first }
        let sorted = content.estimates.sorted { ($0.site, $0.analyte) < ($1.site, $1.analyte) }
        estimateOf = Dictionary(sorted.map { (SiteAnalyte(site: $0.site, analyte: $0.analyte), $0) }) { first, _ in first }
        let estimatesOf = Dictionary(grouping: sorted, by: \.analyte)
        self.estimatesOf = estimatesOf
        let earlier = content.history.keys.filter { $0 < content.period }.sorted()
        periods = earlier.suffix(ReportIndex.longestHistory - 1) + [content.period]
        var history: [SiteAnalyte: [Period: PeriodEstimate]] = [:]
        for period in periods {
            for estimate in period == content.period ? sorted : content.history[period] ?? [] {
                history[SiteAnalyte(site: estimate.site, analyte: estimate.analyte), default: [:]][period] = estimate
            }
        }
        historyOf = history
        let chosen = content.headlineAnalytes.filter { estimatesOf.keys.contains($0) }
        let first = chosen.isEmpty ? ReportIndex.headline(estimatesOf, analyteOf) : chosen
        headline = first
        analytes = first + estimatesOf.keys.filter { !first.contains($0) }.sorted()
        limitLoadOf = ReportIndex.limits(content)
        meterFaultOf = Dictionary(
            content.anomalies.filter { $0.kind == .flowMeter && $0.isDiscovery && $0.date == nil }
                .sorted { ($0.qValue, $0.score) < ($1.qValue, $1.score) }.map { ($0.site, $0) }) { first, _ in first }
        alertsOf = Dictionary(
            content.alerts.sorted { $0.level == $1.level ? $0.id < $1.id : $0.level > $1.level }
                .map { (SiteAnalyte(site: $0.site, analyte: $0.analyte), $0) }) { first, _ in first }
    }

    /// Estimates of a substance that hold a load, largest first.
    func ranked(_ analyte: AnalyteCode) -> [PeriodEstimate] {
        (estimatesOf[analyte] ?? []).sorted {
            let left = $0.load?.value ?? -1
            let right = $1.load?.value ?? -1
            return left == right ? $0.site < $1.site : left > right
        }
    }

    /// The median over sites of the loads of a period; nil where no site has one.
    func medianLoad(_ analyte: AnalyteCode, in period: Period) -> Double? {
        let list = period == content.period ? content.estimates : content.history[period] ?? []
        return ReportIndex.median(list.compactMap { $0.analyte == analyte ? $0.load?.value : nil })
    }

    /// The estimate of the whole programme: the city, or the one highest area there is.
    func programmeEstimate(_ analyte: AnalyteCode) -> AreaEstimate? {
        if case .area(let area) = content.edition { return content.areaEstimates.first { $0.area == area && $0.analyte == analyte } }
        for level in [AreaLevel.city, .district] {
            let found = content.areaEstimates.filter { $0.analyte == analyte && $0.level == level }
            if found.count == 1 { return found.first }
            if found.count > 1 { return nil }
        }
        return nil
    }

    static func median(_ values: [Double]) -> Double? {
        let sorted = values.filter(\.isFinite).sorted()
        guard let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[min(middle, sorted.count - 1)]) / 2 : min(sorted[middle], last)
    }

    private static func headline(_ estimates: [AnalyteCode: [PeriodEstimate]], _ analytes: [AnalyteCode: Analyte]) -> [AnalyteCode] {
        let licit: Set<String> = ["nicotine", "alcohol", "caffeine"]
        let candidates = estimates.keys.filter {
            guard let analyte = analytes[$0] else { return true }
            return analyte.role == .biomarker && !(analyte.parentDrug.map { licit.contains($0) } ?? false)
        }
        func rank(_ code: AnalyteCode) -> Int { customaryOrder.firstIndex(of: code) ?? customaryOrder.count }
        // One analyte a drug: the first in customary order.
        var drugs: Set<String> = []
        return Array(
            candidates.sorted { (rank($0), $0) < (rank($1), $1) }
                .filter { drugs.insert(analytes[$0]?.parentDrug ?? $0.rawValue).inserted }
                .prefix(headlineCount))
    }

    /// Censored days give their limits as loads; where no day was censored, the limit of detection times the median of flow over people does.
    private static func limits(_ content: ReportContent) -> [SiteAnalyte: Double] {
        var limits: [SiteAnalyte: Double] = [:]
        var scale: [SiteAnalyte: [Double]] = [:]
        for load in content.dailyLoads {
            let key = SiteAnalyte(site: load.site, analyte: load.analyte)
            if load.populationNormalisedLoad.isLeftCensored, let limit = load.populationNormalisedLoad.limit {
                limits[key] = max(limits[key] ?? 0, limit)
            }
            if load.population > 0 { scale[key, default: []].append(load.flowVolume / load.population) }
        }
        for row in content.detection {
            let key = SiteAnalyte(site: row.site, analyte: row.analyte)
            guard limits[key] == nil, let lod = row.lodMax, let factor = median(scale[key] ?? []) else { continue }
            limits[key] = lod * factor
        }
        return limits
    }
}
