import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Testing

@Suite struct ProgrammeTests {
    @Test func aWholeWorkspaceReads() throws {
        let programme = try SampleWorkspace().read()
        #expect(programme.configuration.name == "某市" && programme.configuration.code == "010")
        #expect(programme.sites.map(\.code.rawValue) == ["007", "F1"])
        #expect(programme.sites.map(\.tier) == [.key, .focus] && programme.sites.map(\.kind) == [.plant, .pumpStation])
        #expect(programme.sites.map(\.domesticShare) == [0.9, 1])
        #expect(programme.populations.map(\.persons) == [250_000, 8000])
        #expect(programme.populations.map(\.relativeSD) == [0.1, nil])
        #expect(programme.populations[0].basis == .design)
        #expect(programme.areas[1].parent == "310000" && programme.areas[1].level == .district)
        #expect(programme.siteAreas.map(\.share) == [0.6, 0.4])
        #expect(programme.plan.map(\.days) == [7, 7])
        #expect(programme.parameters.isEmpty == false)
        let inputs = programme.inputs.map(\.path)
        #expect(inputs == inputs.sorted() && inputs.count == 10)
    }

    @Test func samplesTakeTheirDateAndFlowFromTheRegisterFirst() throws {
        let programme = try SampleWorkspace().read()
        #expect(programme.samples.map(\.id.rawValue) == ["S1", "S2", "S3"])
        #expect(programme.samples.map(\.date.description) == ["2025-09-01", "2025-09-02", "2025-09-01"])
        #expect(programme.samples.map(\.composite) == [.flow, .time, .flow])
        #expect(programme.samples.map(\.flowVolume) == [50_000, 51_000, 2000])
        #expect(programme.samples[0].ammoniumNMgPerL == 38.5)
        #expect(programme.samples[0].custody == ["sampler_code": "P-3"])
        #expect(programme.samples[1].flowPosition?.description == "flows/east.csv:3:16")
        #expect(programme.samples[0].position.description == "samples/2025-09.csv:2:1")
    }

    @Test func everyFaultOfTheSampleWorkspaceIsNamedAndNoOther() throws {
        let faults = try SampleWorkspace().faults()
        #expect(faults == ["C012 samples/2025-09.csv:1:54", "C025 samples/2025-09.csv:2:1", "C033 methods.csv:3:4"])
    }

    @Test func limitsAreKeptInNanogramsPerLitreOfSewage() throws {
        let methods = try SampleWorkspace().read().methods
        #expect(methods.map(\.limitOfDetection) == [0.5, 0.5])
        #expect(methods.map(\.limitOfQuantification) == [2, 2])
        #expect(methods.map(\.analyte.rawValue) == ["methamphetamine", "6-monoacetylmorphine"])
        #expect(methods[0].basis == .extract && methods[0].sampleMl == 100)
    }

    @Test func injectionsKeepTheirDilution() throws {
        let injections = try SampleWorkspace().read().injections
        #expect(injections.map(\.dilution) == [10, 1] && injections.map(\.isDilutionApplied) == [true, false])
        #expect(injections.map(\.sampleType) == [.unknown, .blank] && injections[0].sample == "S1")
    }

    /// A change of one file, and the finding it must give; the good rows stay.
    @Test(arguments: [
        ("sites.csv", "site_code,name,tier,kind\n007,a,key,plant\n007,b,key,plant\n", "C021 sites.csv:3:1"),
        ("sites.csv", "site_code,name,tier\n007,a,key\n", "C011 sites.csv:1"),
        ("sites.csv", "site_code,name,tier,kind,domestic_share\n007,a,key,plant,1.2\n", "C019 sites.csv:2:17"),
        ("sites.csv", "site_code,name,tier,kind\n007,a,chief,plant\n", "C020 sites.csv:2:7"),
        ("sites.csv", "site_code,name,tier,kind\n,a,key,plant\n", "C015 sites.csv:2:1"),
        ("sites.csv", "site_code,name,tier,kind,手机号\n007,a,key,plant,13800000000\n", "C014 sites.csv:1:26"),
        ("sites.csv", "site_code,name,tier,kind\n007,a, b,key,plant\n", "C039 sites.csv:2:14"),
        ("sites.csv", "site_code,点位编号,name,tier,kind\n007,007,a,key,plant\n", "C013 sites.csv:1:11"),
        ("populations.csv", "site_code,from,basis,服务人口\n007,2024-01-01,design,25\n", "C024 populations.csv:2:23"),
        ("populations.csv", "site_code,from,basis,服务人口(箱)\n007,2024-01-01,design,25\n", "C023 populations.csv:1:22"),
        ("populations.csv", "site_code,from,basis,persons\n007,2024-02-30,design,25\n", "C018 populations.csv:2:5"),
        ("populations.csv", "site_code,from,basis,persons\n007,1/2/2024,design,25\n", "C018 populations.csv:2:5"),
        ("populations.csv", "site_code,from,basis,persons\n7,2024-01-01,design,25\n", "C022 populations.csv:2:1"),
        ("populations.csv", "site_code,from,basis,persons\n007,2024-01-01,design,lots\n", "C016 populations.csv:2:23"),
        ("populations.csv", "site_code,from,basis,persons\n007,2024-01-01,design,\"12,500\"\n", "C017 populations.csv:2:23"),
        ("populations.csv", "site_code,from,to,basis,persons\n007,2024-01-02,2024-01-01,design,5\n", "C042 populations.csv:2:16"),
        ("areas.csv", "area_code,name,level,parent_code\n1,a,town,9\n", "C022 areas.csv:2:1"),
        ("areas.csv", "area_code,name,level,parent_code\n1,a,town,2\n2,b,town,\n", "C036 areas.csv:2:1"),
        ("site_areas.csv", "site_code,area_code,share\n007,310115,0.7\n007,310000,0.5\n007,310116,1\n", "C022 site_areas.csv:4:5"),
        ("plan.csv", "period,site_code,days\n2025-7,007,7\n", "C018 plan.csv:2:1"),
        ("plan.csv", "period,site_code,days,first_day\n2025-P5,007,7,2025-07-01\n", "C043 plan.csv:2:15"),
        ("samples/2025-09.csv", "sample_id,site_code,window_start,window_end,composite\nS1,007,2025-09-01T08:00,2025-09-01T07:00,flow\n", "C026 samples/2025-09.csv:2:25"),
        ("samples/2025-09.csv", "sample_id,site_code,window_start,window_end,composite\nS1,007,2025-09-01T08:00,2025-09-01T12:00,flow\n", "C027 samples/2025-09.csv:2:25"),
        ("samples/2025-09.csv", "sample_id,site_code,window_start,window_end,composite\nS1,007,2025-09-01,2025-09-02,flow\n", "C018 samples/2025-09.csv:2:8"),
        ("samples/2025-09.csv", "sample_id,site_code,window_start,window_end,composite,流量\nS1,007,2025-09-01T08:00,2025-09-02T08:00,flow,5\n", "C024 samples/2025-09.csv:2:47"),
        (
            "samples/2025-09.csv",
            "sample_id,site_code,window_start,window_end,composite,flow_m3_per_d\nS1,007,2025-09-01T08:00,2025-09-02T08:00,flow,-5\n",
            "C019 samples/2025-09.csv:2:47"
        ),
        ("flows/east.csv", "site_code,date,flow\n007,2025-09-01,80000\n", "C024 flows/east.csv:2:16"),
        ("flows/east.csv", "site_code,date,flow,unit\n007,2025-09-01,80000,gal\n", "C023 flows/east.csv:2:22"),
        ("flows/east.csv", "site_code,date,flow (ML/d),unit\n007,2025-09-01,50,m3/d\n", "C044 flows/east.csv:2:19"),
        ("methods.csv", "method_id,analyte,vendor_name,result_basis,lod,loq,limit_unit\nM1,ketamine,K,extract,1,2,ng/L\n", "C029 methods.csv:2:15"),
        ("methods.csv", "method_id,analyte,vendor_name,result_basis,lod,loq,limit_unit\nM1,ketamine,K,sample,3,2,ng/L\n", "C030 methods.csv:2:22"),
        ("methods.csv", "method_id,analyte,vendor_name,result_basis,lod,loq,limit_unit\nM1,MA,K,sample,1,2,ng/L\n", "C032 methods.csv:2:4"),
        ("methods.csv", "method_id,analyte,vendor_name,result_basis,lod,loq,limit_unit\nM1,kryptonite,K,sample,1,2,ng/L\n", "C031 methods.csv:2:4"),
        ("methods.csv", "method_id,analyte,vendor_name,result_basis,lod,loq,limit_unit\nM1,ketamine,K,sample,1,2,furlong\n", "C023 methods.csv:2:26"),
        ("methods.csv", "method_id,analyte,vendor_name,result_basis,lod,loq\nM1,ketamine,K,sample,1,2\n", "C024 methods.csv:2:22"),
        ("injections/b1.csv", "file_or_batch,injection_name,sample_id,sample_type,method_id\nB1,i,S9,unknown,M1\n", "C022 injections/b1.csv:2:6"),
        ("injections/b1.csv", "file_or_batch,injection_name,sample_id,sample_type,method_id\nB1,i,,unknown,M1\n", "C045 injections/b1.csv:2:6"),
        ("injections/b1.csv", "file_or_batch,injection_name,sample_id,sample_type,method_id\nB1,i,S1,unknown,M9\n", "C022 injections/b1.csv:2:17"),
        ("licit.csv", "area,period,substance,mg_per_d\n310115,2025-P5,methadone,-1\n", "C019 licit.csv:2:26"),
        ("headwater.yaml", "programme: { name: a }\nprivcy: { dominance: 1 }\n", "C004 headwater.yaml:2:1"),
        ("headwater.yaml", "programme: { name: a }\nuncertainty: { draws: many }\n", "C005 headwater.yaml:2:23"),
        ("headwater.yaml", "schema: 1\n", "C006 headwater.yaml"),
        ("headwater.yaml", "schema: 3\nprogramme: { name: a }\n", "C008 headwater.yaml"),
        ("headwater.yaml", "programme: { name: a }\nparameter_set: nowhere\n", "C035 headwater.yaml"),
        ("parameters.csv", "set,version,parent_drug,biomarker,parameter,value,unit,source,provenance\nX,1,ketamine,ketamine,excretion_fraction,1.4,1,s,read\n", "C019 parameters.csv:2:42"),
    ])
    func aFaultOfAFileIsNamedAtItsPlace(file: String, text: String, finding: String) throws {
        let faults = try SampleWorkspace([file: text]).faults()
        #expect(faults.contains(finding), "\(faults)")
    }

    @Test func codesThatLookLikeNumbersStayText() throws {
        let programme = try SampleWorkspace([
            "sites.csv": "site_code,name,tier,kind,longitude\n007,1e3,key,plant,121.5\n\"1,234\",010,key,plant,\nF1,b,focus,outfall,\n"
        ]).read()
        #expect(programme.sites.map(\.code.rawValue) == ["007", "1,234", "F1"])
        #expect(programme.sites.map(\.name) == ["1e3", "010", "b"])
        #expect(programme.sites[0].longitude == 121.5)
    }

    @Test func aSequenceMayLeaveSampleNumbersToThePatternOfTheProgramme() throws {
        let text = "file_or_batch,injection_name,sample_type,method_id\nB1,S1,unknown,M1\n"
        let yaml = "programme: { name: a }\nsample_name_pattern: '^(S[0-9]+)$'\n"
        #expect(try SampleWorkspace(["injections/b1.csv": text, "headwater.yaml": yaml]).read().injections.count == 1)
        #expect(try SampleWorkspace(["injections/b1.csv": text]).read().injections.isEmpty)
    }

    @Test func goodRowsStandBesideBadOnes() throws {
        let programme = try SampleWorkspace([
            "sites.csv": "site_code,name,tier,kind\n007,a,key,plant\nX,,key,plant\nF1,b,focus,outfall\n"
        ]).read()
        #expect(programme.sites.map(\.code.rawValue) == ["007", "F1"])
    }

    @Test func aSampleNumberInTwoFilesIsKeptOnce() throws {
        let header = "sample_id,site_code,window_start,window_end,composite\n"
        let workspace = try SampleWorkspace(["samples/2025-10.csv": header + "S1,F1,2025-10-01T08:00,2025-10-02T08:00,flow\n"])
        let programme = try workspace.read()
        #expect(programme.samples.count == 3)
        let finding = try #require(programme.findings.first { $0.code == "C021" })
        #expect(finding.position?.file == "samples/2025-10.csv" && finding.related.first?.description == "samples/2025-09.csv:2:1")
    }

    @Test func sharesOfASiteOverOneAreNamed() throws {
        let workspace = try SampleWorkspace([
            "areas.csv": "area_code,name,level\n1,a,town\n2,b,town\n", "site_areas.csv": "site_code,area_code,share\n007,1,0.7\n007,2,0.5\n",
        ])
        #expect(try workspace.faults().contains("C028 site_areas.csv:2:1"))
    }

    @Test func sharesThatFollowEachOtherInTimeDoNotAddUp() throws {
        let workspace = try SampleWorkspace([
            "areas.csv": "area_code,name,level\n1,a,town\n2,b,town\n",
            "site_areas.csv": "site_code,area_code,share,valid_from,valid_to\n007,1,0.7,,2025-01-31\n007,2,0.5,2025-02-01,\n",
        ])
        #expect(try workspace.faults().contains { $0.hasPrefix("C028") } == false)
    }

    @Test func theSameWorkspaceInEveryEncodingAndLineEndIsTheSameProgramme() throws {
        let plain = try SampleWorkspace().read()
        let text = try #require(SampleWorkspace.files["samples/2025-09.csv"])
        let utf16: [UInt8] = text.utf16.reduce(into: [0xFF, 0xFE]) { $0 += [UInt8($1 & 0xFF), UInt8($1 >> 8)] }
        let semicolons = Array(text.replacingOccurrences(of: ",", with: ";").replacingOccurrences(of: "38.5", with: "38,5").utf8)
        for bytes in [utf16, Array(text.replacingOccurrences(of: "\n", with: "\r").utf8), semicolons] {
            let other = try SampleWorkspace(bytes: ["samples/2025-09.csv": bytes]).read()
            #expect(other.samples.map(\.flowVolume) == plain.samples.map(\.flowVolume))
            #expect(other.samples.map(\.ammoniumNMgPerL) == plain.samples.map(\.ammoniumNMgPerL))
            #expect(other.samples.map(\.windowStart) == plain.samples.map(\.windowStart))
        }
    }

    @Test func whereNothingCanBeDoneTheReaderSaysWhy() throws {
        func code(_ changes: [String: String?]) throws -> FindingCode? {
            do { _ = try SampleWorkspace(changes).read() } catch let error as ProgrammeError { return error.finding.code }
            return nil
        }
        #expect(throws: ProgrammeError(Finding("C001", .fatal, at: SourcePosition(file: "/nowhere/at/all")))) {
            try Programme.read(workspace: "/nowhere/at/all")
        }
        #expect(try code(["headwater.yaml": nil]) == "C002")
        #expect(try code(["headwater.yaml": "programme: { name: [ }\n"]) == "C003")
        #expect(try code(["headwater.yaml": "a: 1\na: 2\n"]) == "C003")
        #expect(try code(["headwater.yaml": "programme: &a { name: x }\nb: *a\n"]) == "C007")
        #expect(try code(["headwater.yaml": String(repeating: "[", count: 5000)]) == "C003")
        #expect(try code(["headwater.yaml": "programme: { name: '&a *b' } # &c\ncode: R&D *\n"]) == nil)
    }

    @Test func aLinkIsNotFollowed() throws {
        let workspace = try SampleWorkspace()
        try FileManager.default.removeItem(atPath: workspace.path + "/plan.csv")
        try FileManager.default.createSymbolicLink(atPath: workspace.path + "/plan.csv", withDestinationPath: "/etc/passwd")
        try FileManager.default.removeItem(atPath: workspace.path + "/flows")
        try FileManager.default.createSymbolicLink(atPath: workspace.path + "/flows", withDestinationPath: "/etc")
        let programme = try workspace.read()
        #expect(programme.findings.filter { $0.code == "C047" }.compactMap { $0.position?.file } == ["plan.csv", "flows"])
        #expect(programme.inputs.allSatisfy { $0.path != "plan.csv" })
    }

    @Test func aFolderInTheWayIsNamed() throws {
        let workspace = try SampleWorkspace(["plan.csv": nil])
        try FileManager.default.createDirectory(atPath: workspace.path + "/plan.csv", withIntermediateDirectories: true)
        #expect(try workspace.faults().contains("C048 plan.csv"))
        let folder = WorkspaceFolder(path: workspace.path)
        #expect(throws: WorkspaceFileError.outside) { try folder.read("../x") }
        #expect(throws: WorkspaceFileError.outside) { try folder.read("/etc/passwd") }
        #expect(throws: WorkspaceFileError.missing) { try folder.read("no.csv") }
        #expect(throws: WorkspaceFileError.tooLarge(limit: 3)) { try folder.read("sites.csv", limit: 3) }
        #expect(try folder.names(in: "samples") == ["2025-09.csv"])
        #expect(try folder.names(in: "nothing") == [])
    }

    @Test func aMissingFileIsNamedByHowMuchItMatters() throws {
        let programme = try SampleWorkspace(["sites.csv": nil, "areas.csv": nil, "samples/2025-09.csv": nil]).read()
        let missing = programme.findings.filter { $0.code == "C010" }
        #expect(missing.map(\.text) == ["sites.csv", "areas.csv", "samples/*.csv"])
        #expect(missing.map(\.severity) == [.error, .info, .warning])
    }

    @Test func anyBytesInAnyFileAreReadWithoutATrap() throws {
        for seed in UInt64(1)...60 {
            var state = seed
            func next() -> UInt64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return state >> 33
            }
            let names = SampleWorkspace.files.keys.sorted()
            let name = names[Int(next()) % names.count]
            var bytes = Array((SampleWorkspace.files[name] ?? "").utf8)
            for _ in 0..<(1 + Int(next()) % 12) where !bytes.isEmpty {
                let place = Int(next()) % bytes.count
                switch next() % 3 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(truncatingIfNeeded: next()), at: place)
                }
            }
            let workspace = try SampleWorkspace(bytes: [name: bytes])
            do {
                #expect(try workspace.read().inputs.count <= SampleWorkspace.files.count, "seed \(seed)")
            } catch let error as ProgrammeError {
                #expect(error.finding.severity == .fatal, "seed \(seed)")
            }
        }
    }
}
