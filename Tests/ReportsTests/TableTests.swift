import Findings
import Foundation
import Monitoring
import Reports
import Testing
import Wording

/// The tables as files: columns of the contract, escapes, order, and what an empty report holds.
struct TableTests {
    /// The columns of the contract after `period` and `revision`.
    static let contract: [(String, String)] = [
        ("accountability", "site_code,planned,taken,received,valid,reason"),
        (
            "daily_loads",
            "sample_id,site_code,date,analyte,result_ng_per_l,qualifier,limit_ng_per_l,flow_m3_per_d,population,population_basis,mass_load_g_per_d,load_mg_per_d_per_1000,ci95_low,ci95_high,flags"
        ),
        (
            "estimates",
            "site_code,analyte,parent_drug,days,quantified_days,censoring_method,load_mg_per_d_per_1000,ci95_low,ci95_high,weekday_load,weekend_load,consumption_mg_per_d_per_1000,consumption_ci95_low,consumption_ci95_high,doses_per_d_per_1000,doses_ci95_low,doses_ci95_high,parameter_set,flags,weekday_ci95_low,weekday_ci95_high,weekend_ci95_low,weekend_ci95_high"
        ),
        (
            "area_estimates",
            "area_code,level,analyte,population,coverage,sites,load_mg_per_d_per_1000,ci95_low,ci95_high,mass_g_per_d,mass_ci95_low,mass_ci95_high,consumption_mg_per_d_per_1000,consumption_ci95_low,consumption_ci95_high,flags"
        ),
        ("detection", "site_code,analyte,n,above_lod,above_loq,lod_min,lod_max"),
        ("changes", "site_code,analyte,against,ratio,ci95_low,ci95_high,comparable_days,verdict"),
        ("anomalies", "site_code,analyte,date,kind,direction,score,p_value,q_value,alert_id,explanation"),
        ("ratios", "site_code,date,ratio,value,ci95_low,ci95_high,verdict,rule"),
        ("population_checks", "site_code,date,basis,persons,rsd_pct,chosen,ratio_to_chosen"),
        ("parameters_used", "set,version,parent_drug,biomarker,parameter,value,source,provenance"),
        ("qc", "file,batch,analyte,check,value,limit,verdict,line"),
        ("rejects", "file,line,column,code,text,why,fix"),
        ("restatements", "table,key,column,before,after,reason,run"),
    ]

    static func lines(_ content: ReportContent, _ name: String) throws -> [String] {
        let file = try #require(ReportTables.csv(content).first { $0.name == name + ".csv" })
        return String(decoding: file.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func `every table has the columns of the contract after period and revision`() throws {
        let tables = ReportTables.csv(InventedContent.make())
        #expect(tables.map(\.name) == Self.contract.map { $0.0 + ".csv" })
        for (table, columns) in zip(tables, Self.contract) {
            let text = String(decoding: table.bytes, as: UTF8.self)
            #expect(text.hasPrefix("period,revision," + columns.1 + "\n"))
            #expect(text.hasSuffix("\n") && !text.contains("\r"))
            #expect(text.split(separator: "\n").dropFirst().allSatisfy { $0.hasPrefix("2025-P5,draft,") })
            #expect(text.split(separator: "\n").count > 1)
        }
    }

    @Test func `an empty report still has every table with its header`() throws {
        let content = ReportContent(period: try #require(Period("2025-P5")), programme: ProgrammeTitle(name: "x"))
        let tables = ReportTables.csv(content)
        #expect(tables.count == Self.contract.count)
        for table in tables { #expect(String(decoding: table.bytes, as: UTF8.self).split(separator: "\n").count == 1) }
    }

    @Test func `a result stands in its column only where it is quantified, its limit only where it is not`() throws {
        let rows = try Self.lines(InventedContent.make(), "daily_loads").dropFirst().dropLast().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        #expect(rows.count > 1000)
        var seen: Set<Substring> = []
        for row in rows {
            try #require(row.count == 17)
            seen.insert(row[7])
            #expect((row[6] != "") == (row[7] == "="))
            #expect((row[8] != "") == (row[7] == "<LOQ" || row[7] == "<LOD"))
            #expect((row[13] != "") == (row[7] == "="))
        }
        #expect(seen == ["=", "<LOQ", "<LOD"])
    }

    @Test func `numbers are printed to six significant digits`() throws {
        var content = InventedContent.make()
        content.detection = [DetectionFrequency(site: "K01", analyte: "mdma", count: 7, aboveLOD: 1, aboveLOQ: 0, lodMin: 1.0 / 3, lodMax: 1_234_567.8)]
        #expect(try Self.lines(content, "detection")[1] == "2025-P5,draft,K01,mdma,7,1,0,0.333333,1234570")
    }

    @Test(arguments: [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"), ("+1", "'+1"), ("-1+1", "'-1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'\tx"),
        ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("=1,2", "\"'=1,2\""), ("plain", "plain"), ("\u{0}nul", "nul"), (" lead", "\" lead\""),
    ])
    func `a text that a spreadsheet would run is escaped, and quoted where RFC 4180 asks for it`(_ pair: (String, String)) throws {
        var content = ReportContent(period: try #require(Period("2025-P5")), programme: ProgrammeTitle(name: "x"))
        content.restatements = [Restatement(table: "estimates", key: pair.0, column: "c", before: "1", after: "2", reasons: [Reason("r")], run: "n")]
        #expect(try Self.lines(content, "restatements")[1] == "2025-P5,draft,estimates,\(pair.1),c,1,2,r,n")
    }

    @Test func `the order of the rows given changes no byte of any form`() throws {
        let content = InventedContent.make()
        var turned = content
        turned.sites.reverse()
        turned.dailyLoads.reverse()
        turned.estimates.reverse()
        turned.areaEstimates.reverse()
        turned.detection.reverse()
        turned.changes.reverse()
        turned.anomalies.reverse()
        turned.alerts.reverse()
        turned.ratios.reverse()
        turned.populationChecks.reverse()
        turned.parameters.reverse()
        turned.qualityChecks.reverse()
        turned.rejects.reverse()
        turned.inputs.reverse()
        turned.accountability.reverse()
        turned.history = turned.history.mapValues { $0.reversed() }
        #expect(ReportTables.csv(content).map(\.bytes) == ReportTables.csv(turned).map(\.bytes))
        #expect(ReportJSON.report(content) == ReportJSON.report(turned))
        #expect(ReportJSON.manifest(content) == ReportJSON.manifest(turned))
        for language in Language.allCases {
            #expect(try ReportHTML.page(content, language: language) == ReportHTML.page(turned, language: language))
        }
    }

    @Test func `report.json holds the rows of the tables under the same names`() throws {
        let content = InventedContent.make()
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(ReportJSON.report(content))) as? [String: Any])
        #expect(parsed["schema"] as? Int == ReportJSON.schema)
        #expect(parsed["period"] as? String == "2025-P5")
        for (name, columns) in Self.contract {
            let table = try #require(parsed[name] as? [String: Any])
            let rows = try #require(table["rows"] as? [[Any]])
            #expect(rows.count == (try Self.lines(content, name).count) - 2)
            #expect(table["columns"] as? [String] == columns.split(separator: ",").map(String.init))
            #expect(rows.allSatisfy { $0.count == columns.split(separator: ",").count })
        }
        let loads = try #require(parsed["daily_loads"] as? [String: Any])
        let columns = try #require(loads["columns"] as? [String])
        let result = try #require(columns.firstIndex(of: "result_ng_per_l"))
        let qualifier = try #require(columns.firstIndex(of: "qualifier"))
        let rows = try #require(loads["rows"] as? [[Any]])
        #expect(rows.allSatisfy { ($0[result] is NSNull) == ($0[qualifier] as? String != "=") })
        #expect((parsed["alerts"] as? [[String: Any]])?.count == 2)
    }

    @Test func `the manifest names every input with its digest, and what else the figures depend on`() throws {
        let content = InventedContent.make()
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(ReportJSON.manifest(content))) as? [String: Any])
        let inputs = try #require(parsed["inputs"] as? [[String: Any]])
        #expect(inputs.compactMap { $0["name"] as? String } == content.inputs.map(\.name).sorted())
        #expect(inputs.allSatisfy { ($0["sha256"] as? String)?.count == 64 })
        #expect(parsed["seed"] as? Int == 1)
        #expect(parsed["audit_head"] as? String == content.auditHead)
    }
}
