internal import Findings
internal import Monitoring

/// Reads `sites.csv` and `populations.csv`.
struct SiteFiles {
    private(set) var sites: [Site] = []
    private(set) var populations: [StatedPopulation] = []
    private(set) var findings: [Finding] = []
    private var positions: [SiteCode: SourcePosition] = [:]

    /// Positions of the sites by code, for what refers to them.
    var codes: Set<SiteCode> { Set(positions.keys) }

    mutating func readSites(_ rows: [RowReader]) {
        for var row in rows {
            let code = SiteCode(row.required("site_code"))
            let name = row.required("name")
            let tier: SiteTier? = row.term("tier", default: nil)
            let kind: SiteKind? = row.term("kind", default: nil)
            let catchment: CatchmentType? = row.term("catchment_type", default: .municipal)
            let share = row.number("domestic_share", in: 0...1, percent: 0.01, isStrict: true)
            let from = row.date("valid_from")
            let to = row.date("valid_to")
            if let from, let to, to < from { row.reject("C042", "valid_to") }
            let site = Site(
                code: code, name: name, tier: tier ?? .routine, kind: kind ?? .plant, catchmentType: catchment ?? .municipal,
                node: row.entry("node").map { NodeID($0) }, longitude: row.number("longitude", in: -180...180),
                latitude: row.number("latitude", in: -90...90), domesticShare: share ?? 1,
                cigarettesPerPersonDay: row.number("cigarettes_per_person_day", in: 0...100),
                ammoniumNGramsPerPersonDay: row.number("nh4n_g_per_person_d", in: 0.1...50), validFrom: from, validTo: to, position: row.position)
            if row.isUsable, let first = positions[code] { row.reject("C021", "site_code", related: [first]) }
            findings += row.findings
            guard row.isUsable else { continue }
            positions[code] = row.position
            sites.append(site)
        }
    }

    mutating func readPopulations(_ rows: [RowReader]) {
        var seen: [String: SourcePosition] = [:]
        for var row in rows {
            let code = SiteCode(row.required("site_code"))
            let from = row.requiredDate("from")
            let to = row.date("to")
            let basis: PopulationBasis? = row.term("basis", default: nil)
            if let basis, ![.census, .design, .mobile, .survey].contains(basis) {
                row.reject("C020", "basis", ["values": "census, design, mobile, survey"])
            }
            if row.has("persons"), row.factor("persons") == nil { row.reject("C024", "persons", ["units": "人, 千人, 万人"]) }
            let persons = row.requiredNumber("persons", in: 0...2e9)
            if row.isUsable, persons <= 0 { row.reject("C019", "persons", ["low": "1", "high": "2000000000"]) }
            if let to, to < from { row.reject("C042", "to") }
            row.requireSite("site_code", in: codes)
            let key = "\(code)|\(basis?.rawValue ?? "")|\(from)"
            if row.isUsable, let first = seen[key] { row.reject("C021", "from", related: [first]) }
            let population = StatedPopulation(
                site: code, from: from, to: to, basis: basis ?? .census, persons: persons,
                relativeSD: row.number("rsd_pct", in: 0...500, percent: 1).map { $0 / 100 }, source: row.text("source"), position: row.position)
            findings += row.findings
            guard row.isUsable else { continue }
            seen[key] = row.position
            populations.append(population)
        }
    }
}

extension RowReader {
    /// Sets the row aside where it names a site that `sites.csv` does not hold.
    mutating func requireSite(_ column: String, in codes: Set<SiteCode>) {
        guard isUsable, !codes.contains(SiteCode(text(column))) else { return }
        reject("C022", column, ["file": "sites.csv"])
    }
}
