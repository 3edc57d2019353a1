import Foundation
import Testing

@Suite struct ParametersCommandTests {
    private func objects(_ text: String) throws -> [[String: Any]] {
        try text.split(separator: "\n").map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
    }

    @Test func theSetsAreListedWithVersionsAndWhatIsFromMemory() throws {
        let plain = try Program.run(["parameters", "list"])
        #expect(plain.code == 0 && plain.errors == "")
        #expect(try Program.run(["parameters"]).output == plain.output)
        let sets = try objects(try Program.run(["parameters", "list", "--json"]).output)
        #expect(sets.map { $0["set"] as? String } == ["ACIC-NWDMP", "CN-default", "SCORE-2016", "ZUCCATO-2008"])
        #expect(sets.allSatisfy { ($0["memory"] as? Int ?? 0) > 0 && ($0["rows"] as? Int ?? 0) > ($0["memory"] as? Int ?? 0) })
    }

    @Test(arguments: ["en", "zh-Hans"])
    func aSubstanceIsShownByAnyNameWithSourceAndProvenance(language: String) throws {
        let shown = try Program.run(["parameters", "show", "氯胺酮", "--set", "CN-default", "--language", language])
        #expect(shown.code == 0)
        #expect(shown.output.contains("excretion_fraction = 0.2 (rsd 30 %") && shown.output.contains("[read] Du et al. 2020"))
        #expect(shown.output.contains("[memory] *"))
        #expect(try Program.run(["parameters", "show", "CN-default@1"]).output.contains("CN-default@1\n"))
        let none = try Program.run(["parameters", "show", "unobtainium"])
        #expect(none.code == 66 && none.errors.contains("error[C094]"))
    }

    @Test func twoSetsAreComparedFactorByFactor() throws {
        let rows = try objects(try Program.run(["parameters", "diff", "CN-default", "ACIC-NWDMP", "--json"]).output)
        let factor = try #require(rows.first { $0["biomarker"] as? String == "benzoylecgonine" && $0["parameter"] as? String == "correction_factor" })
        let ratio = try #require(factor["ratio"] as? Double)
        #expect(abs(ratio - 0.292 / 0.35) < 1e-5)
        let same = try Program.run(["parameters", "diff", "CN-default", "CN-default"])
        #expect(same.code == 0 && !same.output.contains("->  ") && same.output.split(separator: "\n").count == 2)
        #expect(try Program.run(["parameters", "diff", "CN-default", "nowhere"]).code == 66)
    }

    @Test func anOwnFileIsCheckedWithLineAndColumn() throws {
        let folder = Program.newFolder()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/own.csv"
        let header = "set,version,parent_drug,biomarker,parameter,value,unit,source,provenance\n"
        func checked(_ rows: String) throws -> Program.Ended {
            try (header + rows).write(toFile: file, atomically: true, encoding: .utf8)
            return try Program.run(["parameters", "check", file])
        }
        let good = try checked("CN-default,3,ketamine,ketamine,excretion_fraction,0.25,1,own study,read\n")
        #expect(good.code == 0 && good.errors == "")
        let changed = try checked("CN-default,2,ketamine,ketamine,excretion_fraction,0.25,1,own study,read\n")
        #expect(changed.code == 78 && changed.errors.contains(":2:1: fatal[C034]"))
        let open = try checked("OWN,1,tramadol,tramadol,excretion_fraction,0.29,1,own study,read\n")
        #expect(open.code == 2 && open.errors.contains(":2:1: error[C069]"))
        let misspelt = try checked("CN-default,3,ketamine,ketamine,excretion_faction,0.25,1,own study,read\n")
        #expect(misspelt.code == 0 && misspelt.errors.contains(":2:32: warning[C066]"))
        #expect(try Program.run(["parameters", "check", folder + "/none.csv"]).code == 66)
        #expect(try checked("").code == 65)
    }

    @Test func aSetThatWasChangedUnderItsVersionIsRefusedByTheNextRun() throws {
        let folder = Program.newFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try Program.run(["sample-data", "--out", folder, "-q"]).code == 0)
        let file = folder + "/parameters.csv"
        let header = "set,version,parent_drug,biomarker,parameter,value,unit,source,provenance\n"
        try (header + "CN-default,3,ketamine,ketamine,purity,0.8,1,own study,read\n").write(toFile: file, atomically: true, encoding: .utf8)
        // Taking the inbox reads no figure, but keeps what set the run stood on.
        let taken = try Program.run(["ingest", "--workspace", folder, "-q"])
        #expect(taken.code == 0 || taken.code == 2)
        #expect(try Program.run(["parameters", "check", "--workspace", folder]).code == 0)
        try (header + "CN-default,3,ketamine,ketamine,purity,0.7,1,own study,read\n").write(toFile: file, atomically: true, encoding: .utf8)
        let check = try Program.run(["parameters", "check", "--workspace", folder])
        #expect(check.code == 78 && check.errors.contains("fatal[C068]: parameter set CN-default@3"))
        let run = try Program.run(["run", "--workspace", folder, "--period", "2025-P1", "-q"])
        #expect(run.code == 78 && run.errors.contains("fatal[C068]"))
        try (header + "CN-default,4,ketamine,ketamine,purity,0.7,1,own study,read\n").write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try Program.run(["parameters", "check", "--workspace", folder]).code == 0)
    }
}
