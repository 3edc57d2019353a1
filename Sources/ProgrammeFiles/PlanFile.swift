internal import Findings
internal import Monitoring

/// Reads `plan.csv`.
struct PlanFile {
    private(set) var plan: [PlannedSampling] = []
    private(set) var findings: [Finding] = []

    mutating func read(_ rows: [RowReader], sites: Set<SiteCode>) {
        var seen: [String: SourcePosition] = [:]
        for var row in rows {
            let period = row.requiredPeriod("period")
            let site = SiteCode(row.required("site_code"))
            let days = row.requiredNumber("days", in: 0...62)
            if row.isUsable, days != days.rounded() { row.reject("C016", "days") }
            let first = row.date("first_day")
            if let first, let period, !period.contains(first) { row.reject("C043", "first_day", ["period": period.description]) }
            row.requireSite("site_code", in: sites)
            let key = "\(period?.description ?? "")|\(site)|\(row.text("panel"))"
            if row.isUsable, let other = seen[key] { row.reject("C021", "site_code", related: [other]) }
            findings += row.findings
            guard row.isUsable, let period else { continue }
            seen[key] = row.position
            plan.append(PlannedSampling(period: period, site: site, days: Int(days), firstDay: first, panel: row.entry("panel"), position: row.position))
        }
    }
}
