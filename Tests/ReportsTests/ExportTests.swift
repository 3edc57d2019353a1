import Findings
import Foundation
import Monitoring
import Reports
import Testing

/// The figures of a report in the layouts of other houses.
@Suite struct ExportTests {
    private func load(_ site: SiteCode, day: Int, _ result: CensoredResult, analyte: AnalyteCode = "methamphetamine") -> DailyLoad {
        // 2025-09-01 is a Monday.
        let date = (CalendarDate(year: 2025, month: 9, day: 1) ?? CalendarDate(day: 0)) + day
        return DailyLoad(
            sample: SampleID("\(site)-\(day)"), site: site, date: date, analyte: analyte, concentration: result, flowVolume: 1000, population: 10_000,
            populationBasis: .census, massLoad: result, populationNormalisedLoad: result, interval: Interval(low: 0, high: 1), randomLogSD: 0.1, sharedLogSD: 0.1,
            flags: [], position: SourcePosition(file: "inbox/a.csv", line: 2))
    }

    private func content(_ loads: [DailyLoad]) throws -> ReportContent {
        var content = ReportContent(period: try #require(Period("2025-P5")), programme: ProgrammeTitle(name: "市", nameEnglish: "City", code: "X"))
        content.sites = [
            Site(code: "K1", name: "=cmd|'/c calc'!A0", tier: .key, kind: .plant, longitude: 121.5, latitude: 31.25), Site(code: "K2", name: "b,\"c\"", tier: .key, kind: .plant),
            Site(code: "P9", name: "prison", tier: .key, kind: .plant, longitude: 1, latitude: 2),
        ]
        content.dailyLoads = loads
        return content
    }

    private func rows(_ files: [ExportFile], _ name: String) throws -> [String] {
        String(decoding: try #require(files.first { $0.name == name }).bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test func `The European layout has zero below the limit, its own weekdays, and no correction`() throws {
        let loads = [
            load("K1", day: 0, .quantified(10)), load("K1", day: 1, .quantified(20)), load("K1", day: 2, .belowQuantification(limit: 4)), load("K1", day: 4, .quantified(40)),
            load("K1", day: 5, .aboveRange(limit: 500)), load("K1", day: 8, .quantified(40)), load("K2", day: 3, .notAnalysed),
        ]
        let files = ExportForms.european(try content(loads.reversed()), country: "CN", city: "City")
        let rows = try rows(files, "euda-all-data.csv")
        #expect(rows[0] == "year,metabolite,SiteID,country,city,Wednesday,Thursday,Friday,Saturday,Sunday,Monday,Tuesday,Weekday mean,Weekend mean,Daily mean")
        // Tuesdays 20 and 40 are one day, 30; Wednesday is 0; Friday 40; Monday 10; the result above range and the one not analysed are no values.
        #expect(Array(rows.dropFirst()) == ["2025,methamphetamine,K1,CN,City,0,,40,,,10,30,15,25,20"])
        #expect(try self.rows(files, "euda-site-info.csv").dropFirst().first == "K1,CN,City,'=cmd|'/c calc'!A0,31.25,121.5,10000")
    }

    @Test func `The open data model gives each sample once, and a result below its limit as it is`() throws {
        let files = ExportForms.openDataModel(try content([load("K1", day: 0, .quantified(10)), load("K1", day: 0, .belowDetection(limit: 2), analyte: "ketamine")]))
        #expect(try rows(files, "odm-samples.csv").count == 2)
        let measures = try rows(files, "odm-measures.csv")
        #expect(measures.contains { $0.contains(",methamphetamine,10,ng/L,sin,TRUE,") })
        #expect(measures.contains { $0.contains(",ketamine,<2,ng/L,sin,TRUE,<LOD") })
        #expect(measures.count == 1 + 2 + 4)
        #expect(try rows(files, "odm-sites.csv").count == 2, "sites without a load are not named")
    }

    @Test func `The map of sites names only sites with a load, and is JSON whatever their names are`() throws {
        var content = try content([])
        content.estimates = InventedContent.make().estimates
        content.sites = InventedContent.make().sites
        content.sites.append(Site(code: "P9", name: "\"}],\u{202E}", tier: .key, kind: .plant))
        let file = ExportForms.geoJSON(content)
        let root = try #require(try JSONSerialization.jsonObject(with: Data(file.bytes)) as? [String: Any])
        let features = try #require(root["features"] as? [[String: Any]])
        let withLoad = Set(content.estimates.filter { $0.load != nil }.map(\.site.rawValue))
        #expect(Set(features.compactMap { $0["id"] as? String }) == withLoad.intersection(content.sites.map(\.code.rawValue)))
        #expect(root["type"] as? String == "FeatureCollection")
    }
}
