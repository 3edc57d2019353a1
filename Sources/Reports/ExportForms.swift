internal import Findings
internal import Monitoring
internal import Wording

/// A file of an export: its name, and its bytes.
package struct ExportFile: Hashable, Sendable {
    package var name: String
    package var bytes: [UInt8]
}

/// The figures of a report in the layouts of other houses.
///
/// Only what the report shows is in them: sites that it withholds are not.
package enum ExportForms {
    /// The substances of the European study, by the residue that is measured, in its order and under its names (EUDA, "Wastewater analysis
    /// and drugs: a European multi-city study", source data 2024).
    private static let european: [(name: String, analyte: AnalyteCode)] = [
        ("amphetamine", "amphetamine"), ("cannabis", "thc-cooh"), ("cocaine", "benzoylecgonine"), ("ketamine", "ketamine"), ("MDMA", "mdma"),
        ("methamphetamine", "methamphetamine"),
    ]
    /// ISO days of the week in the order of the study's table, which begins on Wednesday.
    private static let europeanWeek = [3, 4, 5, 6, 7, 1, 2]

    /// The layout of the European multi-city study (SCORE, EUDA): a row a site and a substance, loads in mg/d/1000 inhabitants of each day of the week.
    ///
    /// Its conventions hold whatever those of the programme are: no correction for excretion, a result below its limit
    /// is 0, the weekday mean is that of Tuesday to Thursday, the weekend mean that of Friday to Monday, a missing day is
    /// left out, and several samples of one day of the week are averaged first. A result above the range of its curve is no value.
    /// - Parameters:
    ///   - country: two letters, as the study writes it; empty where it is not known.
    ///   - city: the name of the city.
    package static func european(_ content: ReportContent, country: String, city: String) -> [ExportFile] {
        let days = ["Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday"]
        var table = Rows(["year", "metabolite", "SiteID", "country", "city"] + days + ["Weekday mean", "Weekend mean", "Daily mean"])
        let bySite = Dictionary(grouping: content.dailyLoads, by: \.site)
        for (name, analyte) in european {
            for site in bySite.keys.sorted() {
                var values: [Int: [Double]] = [:]
                for load in (bySite[site] ?? []).sorted(by: { ($0.date, $0.sample) < ($1.date, $1.sample) }) where load.analyte == analyte {
                    let result = load.populationNormalisedLoad
                    guard let value = result.quantifiedValue ?? (result.isLeftCensored ? 0 : nil) else { continue }
                    values[load.date.weekday, default: []].append(value)
                }
                guard !values.isEmpty else { continue }
                let means = values.mapValues { $0.reduce(0, +) / Double($0.count) }
                func mean(_ days: [Int]) -> Double? {
                    let own = days.compactMap { means[$0] }
                    return own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
                }
                table.add(
                    [.integer(content.period.year), .word(name), .text(site.rawValue), .text(country), .text(city)] + europeanWeek.map { Cell(means[$0]) }
                        + [Cell(mean([2, 3, 4])), Cell(mean([5, 6, 7, 1])), Cell(mean(europeanWeek))])
            }
        }
        var sites = Rows(["SiteID", "Country", "City", "Location", "Latitude", "Longitude", "Population"])
        let people = people(content)
        for site in content.sites.sorted(by: { $0.code < $1.code }) where bySite[site.code] != nil {
            sites.add([
                .text(site.code.rawValue), .text(country), .text(city), .text(site.name), Cell(site.latitude), Cell(site.longitude), Cell(people[site.code]),
            ])
        }
        return [ExportFile(name: "euda-all-data.csv", bytes: table.bytes), ExportFile(name: "euda-site-info.csv", bytes: sites.bytes)]
    }

    /// The long tables of the Public Health Environmental Surveillance Open Data Model (PHES-ODM, version 2: sites, samples, measures).
    ///
    /// The model has no parts for drugs, so that `measure` holds this program's code of the analyte and the unit is written
    /// out; a result below its limit stands as `<limit`, with its qualifier in `notes`.
    package static func openDataModel(_ content: ReportContent) -> [ExportFile] {
        var sites = Rows(["siteID", "name", "siteType", "geoLat", "geoLong", "notes"])
        var samples = Rows(["sampleID", "siteID", "saMaterial", "collType", "collDT", "reportable", "notes"])
        var measures = Rows(["measureRepID", "sampleID", "siteID", "reportDate", "specimen", "measure", "value", "unit", "aggregation", "reportable", "notes"])
        let measured = Set(content.dailyLoads.map(\.site))
        for site in content.sites.sorted(by: { $0.code < $1.code }) where measured.contains(site.code) {
            sites.add([.text(site.code.rawValue), .text(site.name), .word(site.kind.rawValue), Cell(site.latitude), Cell(site.longitude), .word(site.tier.rawValue)])
        }
        var seen: Set<SampleID> = []
        let loads = content.dailyLoads.sorted { ($0.site, $0.date, $0.sample, $0.analyte) < ($1.site, $1.date, $1.sample, $1.analyte) }
        for load in loads {
            let sample = load.sample.rawValue
            let site = load.site.rawValue
            let day = Cell.date(content.period.lastDay)
            func add(_ suffix: String, _ measure: String, _ value: Cell, _ unit: String, _ notes: String) {
                measures.add([
                    .text(sample + "-" + suffix), .text(sample), .text(site), day, .word("sa"), .text(measure), value, .word(unit), .word("sin"), .word("TRUE"),
                    .text(notes),
                ])
            }
            if seen.insert(load.sample).inserted {
                samples.add([.text(sample), .text(site), .word("rawWW"), .word("NA"), .date(load.date), .word("TRUE"), .text(content.number)])
                add("flow", "flow", Cell(load.flowVolume), "m3/d", "")
                add("population", "population", Cell(load.population), "persons", load.populationBasis.rawValue)
            }
            let analyte = load.analyte.rawValue
            for (suffix, result, unit) in [("", load.concentration, "ng/L"), ("-load", load.populationNormalisedLoad, "mg/d/1000 persons")] {
                let qualifier = result.qualifier
                let value: Cell
                if let quantified = result.quantifiedValue {
                    value = Cell(quantified)
                } else if let limit = result.limit {
                    value = .word((result.isLeftCensored ? "<" : ">") + limit.significant(6))
                } else {
                    value = .word("NA")
                }
                add(analyte + suffix, analyte, value, unit, qualifier == "=" ? load.flags.sorted().joined(separator: ";") : ([qualifier] + load.flags.sorted()).joined(separator: ";"))
            }
        }
        return [
            ExportFile(name: "odm-sites.csv", bytes: sites.bytes), ExportFile(name: "odm-samples.csv", bytes: samples.bytes),
            ExportFile(name: "odm-measures.csv", bytes: measures.bytes),
        ]
    }

    /// The sites as GeoJSON points (RFC 7946), each with its period's loads; a site without coordinates has no geometry, one without any load is left out.
    package static func geoJSON(_ content: ReportContent) -> ExportFile {
        let estimates = Dictionary(grouping: content.estimates.filter { $0.load != nil }, by: \.site)
        let features = content.sites.filter { estimates[$0.code] != nil }.sorted { $0.code < $1.code }.map { site -> JSONText in
            var members: [(String, JSONText)] = [
                ("site_code", .string(site.code.rawValue)), ("name", .string(site.name)), ("tier", .string(site.tier.rawValue)), ("kind", .string(site.kind.rawValue)),
                ("period", .string("\(content.period)")), ("revision", .string(content.revision)),
            ]
            for estimate in (estimates[site.code] ?? []).sorted(by: { $0.analyte < $1.analyte }) {
                guard let load = estimate.load else { continue }
                let name = estimate.analyte.rawValue
                members.append(("\(name)_mg_per_d_per_1000", .digits(load.value.significant(6))))
                members.append(("\(name)_ci95_low", .digits(load.interval.low.significant(6))))
                members.append(("\(name)_ci95_high", .digits(load.interval.high.significant(6))))
            }
            var geometry = JSONText.null
            if let longitude = site.longitude, let latitude = site.latitude, longitude.isFinite, latitude.isFinite {
                geometry = .object([("type", .string("Point")), ("coordinates", .array([.digits(longitude.significant(10)), .digits(latitude.significant(10))]))])
            }
            return .object([
                ("type", .string("Feature")), ("id", .string(site.code.rawValue)), ("geometry", geometry), ("properties", .object(members)),
            ])
        }
        let collection = JSONText.object([("type", .string("FeatureCollection")), ("features", .array(features))])
        return ExportFile(name: "sites.geojson", bytes: Array(collection.indented(depth: 2).utf8))
    }

    /// The people of each site: the median over its composites.
    private static func people(_ content: ReportContent) -> [SiteCode: Double] {
        Dictionary(grouping: content.dailyLoads, by: \.site).compactMapValues { ReportIndex.median($0.map(\.population)) }
    }

    /// The rows of a table of another house, as CSV.
    private struct Rows {
        private(set) var bytes: [UInt8] = []

        init(_ columns: [String]) {
            bytes += columns.joined(separator: ",").utf8
            bytes.append(UInt8(ascii: "\n"))
        }

        mutating func add(_ cells: [Cell]) {
            for (place, cell) in cells.enumerated() {
                if place > 0 { bytes.append(UInt8(ascii: ",")) }
                if case .text(let text) = cell { DelimitedField.write(text, into: &bytes) } else { bytes += cell.plainText.utf8 }
            }
            bytes.append(UInt8(ascii: "\n"))
        }
    }
}
