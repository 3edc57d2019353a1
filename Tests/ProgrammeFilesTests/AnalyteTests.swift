import Findings
import Monitoring
import ProgrammeFiles
import ShippedTables
import Testing

@Suite struct AnalyteTests {
    /// The canonical codes, which results, parameters and reports share.
    static let codes = """
        methamphetamine amphetamine mdma mda cocaine benzoylecgonine cocaethylene 6-monoacetylmorphine morphine codeine ketamine norketamine methcathinone cathinone \
        mephedrone fentanyl norfentanyl thc-cooh methadone eddp tramadol o-desmethyltramadol oxycodone noroxycodone dextromethorphan dextrorphan ephedrine \
        pseudoephedrine etomidate etomidate_acid metomidate tiletamine zolazepam flualprazolam clonazepam 7-aminoclonazepam cotinine nicotine ethyl_sulfate caffeine \
        paraxanthine cmp p2p noscapine papaverine hydroxylimine mdpv
        """.split(separator: " ").map(String.init)

    @Test func everyAnalyteHasItsNamesInBothLanguages() throws {
        let catalogue = AnalyteCatalogue.shipped()
        for code in AnalyteTests.codes {
            let analyte = try #require(catalogue[AnalyteCode(code)], "\(code)")
            #expect(catalogue.meaning(of: code) == .analyte(analyte.code))
            #expect(catalogue.meaning(of: analyte.englishName) == .analyte(analyte.code))
            #expect(catalogue.meaning(of: analyte.chineseName) == .analyte(analyte.code))
            #expect(analyte.parentDrug?.isEmpty == false && analyte.role != .internalStandard)
        }
        #expect(catalogue["6-monoacetylmorphine"]?.chineseName == "O6-单乙酰吗啡")
        #expect(catalogue["mdma"]?.chineseName == "MDMA")
    }

    @Test(arguments: [
        ("METH", "methamphetamine"), ("甲基安非他命", "methamphetamine"), ("  meth ", "methamphetamine"), ("６－ＭＡＭ", "6-monoacetylmorphine"), ("6 MAM", "6-monoacetylmorphine"),
        ("O6-单乙酰吗啡", "6-monoacetylmorphine"), ("BE", "benzoylecgonine"), ("苯甲酰爱康宁", "benzoylecgonine"), ("Benzoyl-ecgonine", "benzoylecgonine"), ("可替宁", "cotinine"),
        ("依托咪酯酸", "etomidate_acid"), ("THC-COOH", "thc-cooh"), ("甲卡西酮", "methcathinone"), ("METH-d5", "methamphetamine-d5"), ("甲基苯丙胺-D5", "methamphetamine-d5"),
        ("D3-吗啡", "morphine-d3"), ("7-Aminoclonazepam", "7-aminoclonazepam"), ("P-2-P", "p2p"),
    ])
    func aNameOfALaboratoryIsUnderstood(name: String, code: String) {
        #expect(AnalyteCatalogue.shipped().meaning(of: name) == .analyte(AnalyteCode(code)))
    }

    @Test func wrongAndAmbiguousNamesStop() {
        let catalogue = AnalyteCatalogue.shipped()
        #expect(catalogue.meaning(of: "O6-甲乙酰吗啡") == .knownWrong("6-monoacetylmorphine"))
        #expect(catalogue.meaning(of: "四氢大麻酸") == .knownWrong("thc-cooh"))
        #expect(catalogue.meaning(of: "MA") == .ambiguous(["amphetamine", "methamphetamine"]))
        #expect(catalogue.meaning(of: "苯丙胺类") == .ambiguous(["amphetamine", "mda", "mdma", "methamphetamine"]))
        #expect(catalogue.meaning(of: "海洛因") == .ambiguous(["6-monoacetylmorphine", "morphine"]))
        #expect(catalogue.meaning(of: "COD") == .ambiguous(["codeine"]))
        #expect(catalogue.meaning(of: "water") == .unknown)
    }

    @Test func internalStandardsAreNotBiomarkers() {
        #expect(AnalyteCatalogue.shipped()["methamphetamine-d5"]?.role == .internalStandard)
        #expect(AnalyteCatalogue.shipped()["methamphetamine-d5"]?.parentDrug == nil)
    }

    @Test func aWorkspaceAddsItsOwnNames() throws {
        let programme = try SampleWorkspace([
            "analytes.csv": "analyte,alias,language,status,role,parent_drug\nmethamphetamine,MA,,name,biomarker,methamphetamine\nxylazine,Xylazine,en,name,biomarker,xylazine\nxylazine,赛拉嗪,zh-Hans,name,biomarker,xylazine\n"
        ]).read()
        #expect(programme.analytes.meaning(of: "ma") == .analyte("methamphetamine"))
        #expect(programme.analytes["xylazine"]?.chineseName == "赛拉嗪")
        #expect(programme.analytes.meaning(of: "可替宁") == .analyte("cotinine"))
        #expect(programme.findings.filter { $0.code == "C041" }.map(\.text) == ["MA"])
    }

    @Test func oneNameOfAWorkspaceMayNotMeanTwoThings() throws {
        let faults = try SampleWorkspace([
            "analytes.csv": "analyte,alias,language,status,role\nketamine,KX,,name,biomarker\nmorphine,KX,,name,biomarker\n"
        ]).faults()
        #expect(faults.contains("C053 analytes.csv:3:10"))
    }
}

@Suite struct ParameterSetTests {
    static let header = "set,version,parent_drug,biomarker,parameter,value,rsd_pct,unit,source,provenance\n"

    @Test func theShippedSetsNameTheirSources() {
        let sets = ParameterSets.shipped()
        #expect(sets.names.contains("CN-default"))
        #expect(sets.parameters.allSatisfy { !$0.source.isEmpty })
        #expect(sets.set(named: "CN-default").contains { $0.biomarker == "methamphetamine" && $0.name == "excretion_fraction" })
        #expect(sets.set(named: "nowhere").isEmpty && sets.set(named: "CN-default@99").isEmpty)
    }

    @Test func aShippedVersionThatWasChangedStopsTheRun() throws {
        let shipped = try #require(ParameterSets.shipped().parameters.first { $0.name == "excretion_fraction" && $0.set == "CN-default" })
        let row = "\(shipped.set),\(shipped.version),\(shipped.parentDrug),\(shipped.biomarker),excretion_fraction,0.99,,1,own,read\n"
        let finding = try #require(try SampleWorkspace(["parameters.csv": ParameterSetTests.header + row]).read().findings.first { $0.code == "C034" })
        #expect(finding.severity == .fatal && finding.position?.line == 2)
        let added = "\(shipped.set),\(shipped.version),\(shipped.parentDrug),\(shipped.biomarker),made_up,0.99,,1,own,read\n"
        #expect(try SampleWorkspace(["parameters.csv": ParameterSetTests.header + added]).faults(.fatal) == ["C046 parameters.csv:2:1"])
    }

    @Test func aNewVersionReplacesOnlyWhatItNames() throws {
        let before = ParameterSets.shipped().set(named: "CN-default")
        let shipped = try #require(before.first { $0.name == "excretion_fraction" })
        let row = "\(shipped.set),9999,\(shipped.parentDrug),\(shipped.biomarker),excretion_fraction,0.25,20,1,own,read\n"
        let programme = try SampleWorkspace(["parameters.csv": ParameterSetTests.header + row]).read()
        #expect(programme.parameters.count == before.count)
        let changed = try #require(programme.parameters.first { $0.version == "9999" })
        #expect(changed.value == 0.25 && changed.relativeSD == 0.2)
        #expect(programme.parameters.count { $0.version == "9999" } == 1)
        #expect(programme.findings.allSatisfy { $0.severity < .fatal })
    }

    @Test func theSameRowAsShippedIsNoChange() throws {
        let shipped = try #require(ParameterSets.shipped().parameters.first { $0.relativeSD == nil && $0.basis.isEmpty })
        let row = "\(shipped.set),\(shipped.version),\(shipped.parentDrug),\(shipped.biomarker),\(shipped.name),\(shipped.value),,1,own,read\n"
        #expect(try SampleWorkspace(["parameters.csv": ParameterSetTests.header + row]).faults(.error).isEmpty)
    }
}
