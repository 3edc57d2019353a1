internal import Findings
internal import Monitoring

/// Reads `areas.csv`, `site_areas.csv` and `licit.csv`.
struct AreaFiles {
    private(set) var areas: [Area] = []
    private(set) var siteAreas: [SiteArea] = []
    private(set) var licitUses: [LicitUse] = []
    private(set) var findings: [Finding] = []
    private var positions: [AreaCode: SourcePosition] = [:]

    mutating func readAreas(_ rows: [RowReader]) {
        for var row in rows {
            let code = AreaCode(row.required("area_code"))
            let name = row.required("name")
            let level: AreaLevel? = row.term("level", default: nil)
            for column in ["population", "population_15_64"] where row.entry(column) != nil && row.factor(column) == nil {
                row.reject("C024", column, ["units": "人, 千人, 万人"])
            }
            let area = Area(
                code: code, name: name, level: level ?? .city, parent: row.entry("parent_code").map { AreaCode($0) },
                population: row.number("population", in: 0...2e9), population15To64: row.number("population_15_64", in: 0...2e9),
                populationYear: row.number("population_year", in: 1900...2200).map { Int($0) }, position: row.position)
            if row.isUsable, let first = positions[code] { row.reject("C021", "area_code", related: [first]) }
            findings += row.findings
            guard row.isUsable else { continue }
            positions[code] = row.position
            areas.append(area)
        }
        judgeParents()
    }

    /// A parent must be an area of a higher level; one that is not is left out, with an error.
    private mutating func judgeParents() {
        var levels: [AreaCode: AreaLevel] = [:]
        for area in areas { levels[area.code] = area.level }
        let order = AreaLevel.allCases
        for index in areas.indices {
            guard let parent = areas[index].parent else { continue }
            let own = order.firstIndex(of: areas[index].level) ?? 0
            if let level = levels[parent], let above = order.firstIndex(of: level), above < own { continue }
            let code: FindingCode = levels[parent] == nil ? "C022" : "C036"
            findings.append(
                Finding(
                    code, .error, at: areas[index].position, text: parent.rawValue,
                    ["column": "parent_code", "file": "areas.csv", "area": areas[index].code.rawValue], related: positions[parent].map { [$0] } ?? []))
            areas[index].parent = nil
        }
    }

    mutating func readSiteAreas(_ rows: [RowReader], sites: Set<SiteCode>) {
        var seen: [String: SourcePosition] = [:]
        var rowsOfSite: [SiteCode: [(share: SiteArea, position: SourcePosition)]] = [:]
        for var row in rows {
            let site = SiteCode(row.required("site_code"))
            let area = AreaCode(row.required("area_code"))
            let share = row.requiredNumber("share", in: 0...1, percent: 0.01)
            let from = row.date("valid_from")
            let to = row.date("valid_to")
            if let from, let to, to < from { row.reject("C042", "valid_to") }
            row.requireSite("site_code", in: sites)
            if row.isUsable, positions[area] == nil { row.reject("C022", "area_code", ["file": "areas.csv"]) }
            let key = "\(site)|\(area)|\(from.map(\.description) ?? "")"
            if row.isUsable, let first = seen[key] { row.reject("C021", "area_code", related: [first]) }
            findings += row.findings
            guard row.isUsable else { continue }
            seen[key] = row.position
            let siteArea = SiteArea(site: site, area: area, share: share, validFrom: from, validTo: to)
            siteAreas.append(siteArea)
            rowsOfSite[site, default: []].append((siteArea, row.position))
        }
        judgeShares(rowsOfSite)
    }

    /// Shares of one site in areas of one level may not add up to more than the whole site on any day.
    private mutating func judgeShares(_ rowsOfSite: [SiteCode: [(share: SiteArea, position: SourcePosition)]]) {
        var levels: [AreaCode: AreaLevel] = [:]
        for area in areas { levels[area.code] = area.level }
        for (site, rows) in rowsOfSite.sorted(by: { $0.key < $1.key }) {
            for level in AreaLevel.allCases {
                let group = rows.filter { levels[$0.share.area] == level }
                // The sum can only grow on a day on which a span begins.
                for start in Set(group.map { $0.share.validFrom ?? CalendarDate(day: .min) }).sorted() {
                    let sum = group.filter { ($0.share.validFrom ?? start) <= start && start <= ($0.share.validTo ?? start) }.reduce(0) { $0 + $1.share.share }
                    guard sum > 1.000_001 else { continue }
                    findings.append(
                        Finding(
                            "C028", .warning, at: group.first?.position, text: site.rawValue,
                            ["site": site.rawValue, "level": level.rawValue, "sum": String((sum * 1000).rounded() / 1000)],
                            related: group.dropFirst().map(\.position)))
                    break
                }
            }
        }
    }

    mutating func readLicitUses(_ rows: [RowReader]) {
        for var row in rows {
            let area = AreaCode(row.required("area"))
            let period = row.requiredPeriod("period")
            let substance = row.required("substance")
            let mass = row.requiredNumber("mg_per_d", in: 0...1e15)
            if row.isUsable, positions[area] == nil { row.reject("C022", "area", ["file": "areas.csv"]) }
            findings += row.findings
            guard row.isUsable, let period else { continue }
            licitUses.append(LicitUse(area: area, period: period, substance: substance, milligramsPerDay: mass))
        }
    }
}
