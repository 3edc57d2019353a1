import Foundation
import Testing

@Suite struct ExplainCommandTests {
    @Test func aFigureIsExplainedUnderItsOwnSetAndBesideTheOthers() async throws {
        let (folder, _, _) = try await CommandLineTests.city.value
        let own = try Program.run(["explain", "--workspace", folder, "2025-P5/K02/ketamine"])
        #expect(own.code == 0)
        for part in [
            "Factors of CN-default@2", "CN-default@2 (in use): factor 5", "ACIC-NWDMP@2: load only", "Share of the variance", "kg a year", "of 15 to 64 years",
            "by Ammonium N", "limits of the laboratory: detection", "inbox/", "flows/", "populations.csv:",
        ] { #expect(own.output.contains(part), "\(part)") }
        let other = try Program.run(["explain", "--workspace", folder, "2025-P5/K02/codeine", "--set", "ZUCCATO-2008"])
        #expect(other.code == 0 && other.output.contains("ZUCCATO-2008@1 (in use)"))
        let none = try Program.run(["explain", "--workspace", folder, "2025-P5/K02/ketamine", "--set", "nowhere"])
        #expect(none.code == 66 && none.errors.contains("error[C094]"))
        let json = try Program.run(["explain", "--workspace", folder, "2025-P5/K02/ketamine", "--json"])
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let sets = try #require(object["parameter_sets"] as? [[String: Any]])
        #expect(sets.count == 4 && sets.contains { $0["chosen"] as? Bool == true && $0["correction_factor"] as? Double == 5 })
        #expect((object["flow_free_loads"] as? [Any])?.count == 14)
    }

    @Test func aSubstanceWithoutAConsumptionSaysWhyInBothLanguages() async throws {
        let (folder, _, _) = try await CommandLineTests.city.value
        let english = try Program.run(["explain", "--workspace", folder, "2025-P5/K02/tramadol"])
        #expect(english.code == 0 && english.output.contains("no consumption: ") && english.output.contains("(CN-default@2)"))
        let chinese = try Program.run(["explain", "--workspace", folder, "2025-P5/K02/tramadol", "--language", "zh-Hans"])
        #expect(chinese.code == 0 && chinese.output.contains("不给出消费量："))
    }
}
