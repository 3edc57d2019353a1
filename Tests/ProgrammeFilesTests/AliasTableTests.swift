import DelimitedText
import Findings
import Monitoring
import ProgrammeFiles
import ShippedTables
import Testing
import Wording

@Suite struct AliasTableTests {
    @Test func theHeadersThatTemplatesWriteAreUnderstood() throws {
        // Headers in Chinese, units in brackets where the column needs one, as templates write them.
        let aliases = ColumnAliases.shipped
        func header(_ file: String, _ columns: [String]) -> String { columns.map { aliases.header(file: file, column: $0, language: "zh-Hans") }.joined(separator: ",") + "\n" }
        let workspace = try SampleWorkspace([
            "sites.csv": header("sites.csv", ["site_code", "name", "tier", "kind", "valid_from"]) + "007,甲,重点采样点,污水厂,2024-01-01\nF1,乙,关注,窨井,\n",
            "plan.csv": header("plan.csv", ["period", "site_code", "days"]) + "2025-P5,007,7\n",
        ])
        #expect(try workspace.faults().allSatisfy { !$0.contains(" sites.csv") && !$0.contains(" plan.csv") })
        #expect(try workspace.read().sites.count == 2)
        #expect(aliases.header(file: "sites.csv", column: "site_code", language: "zh-Hans") == "点位编号")
    }

    @Test func aHeaderWithAUnitIsConvertedByIt() throws {
        for (header, factor) in [
            ("流量(万m3/d)", 1e4), ("流量（万立方米/天）", 1e4), ("流量(万m³/天)", 1e4), ("Flow (ML/d)", 1e3), ("flow [MGD]", 3785.411784), ("FLOW_M3_PER_D", 1), ("进水流量(m3/d)", 1),
            ("日流量(万吨/日)", 1e4),
        ] {
            let text =
                "sample_id,site_code,window_start,window_end,composite,\(header)\nS1,007,2025-10-01T08:00,2025-10-02T08:00,flow,2\n"
            let programme = try SampleWorkspace(["samples/2025-09.csv": text]).read()
            #expect(programme.samples.first?.flowVolume == 2 * factor, "\(header)")
        }
    }

    @Test func everyCodeOfTheseRoomsHasItsSentencesInBothLanguages() throws {
        for room in ["DelimitedText", "ProgrammeFiles"] {
            let english = Catalogue.parse(try #require(ShippedTable.named("wording/en/\(room).txt")).text)
            let chinese = Catalogue.parse(try #require(ShippedTable.named("wording/zh-Hans/\(room).txt")).text)
            #expect(english.keys.sorted() == chinese.keys.sorted())
            for (code, members) in english {
                for member in ["what", "why", "fix"] {
                    let sentence = members[member] ?? ""
                    let other = chinese[code]?[member] ?? ""
                    #expect(!sentence.isEmpty && !other.isEmpty, "\(code) \(member)")
                    #expect(places(sentence) == places(other), "\(code) \(member)")
                    #expect(!sentence.hasSuffix(".") && !other.hasSuffix("。"), "\(code) \(member)")
                }
            }
        }
    }

    @Test func everyFindingOfABrokenWorkspaceFillsItsSentences() throws {
        let workspace = try SampleWorkspace([
            "sites.csv": "site_code,name,tier,kind,domestic_share,what\n007,a,key,plant,2,\nF1,b,chief,plant,,\nF1,b,key,plant,,\nF1,c,key,plant,,\n",
            "samples/2025-09.csv":
                "sample_id,site_code,window_start,window_end,composite,流量\nS1,F1,2025-09-01T08:00,2025-09-01T09:00,flow,5\nS2,F9,x,y,z,\nS3,F1,2025-09-01T08:00,2025-09-01T12:00,flow,\n",
        ])
        let findings = try workspace.read().findings
        #expect(findings.count > 8)
        for language in Language.allCases {
            for finding in findings {
                let text = Catalogue.of(language).text(of: finding)
                for sentence in [text.what, text.why, text.fix] {
                    #expect(!sentence.isEmpty && places(sentence).isEmpty, "\(finding.code.rawValue): \(sentence)")
                }
            }
        }
    }

    /// The names in braces of a sentence, but not the braces of an example of YAML.
    private func places(_ sentence: String) -> Set<String> {
        Set(sentence.matches(of: /\{([A-Za-z]+)\}/).map { String($0.output.1) })
    }
}
