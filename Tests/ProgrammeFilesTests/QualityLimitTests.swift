import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Limits of quality and rounds of proficiency") struct QualityLimitTests {
    private static let methods =
        "method_id,analyte,vendor_name,result_basis,result_unit,lod,loq,limit_unit,laboratory\nM1,甲基苯丙胺,METH 1,sample,ng/L,0.5,2,ng/L,实验室甲\nM2,ketamine,KET,sample,ng/L,0.5,2,ng/L,Lab B\n"

    private func programme(limits: String? = nil, proficiency: String? = nil) throws -> Programme {
        try SampleWorkspace(["methods.csv": QualityLimitTests.methods, "injections/b1.csv": nil, "quality_limits.csv": limits, "proficiency.csv": proficiency]).read()
    }

    private func faults(_ programme: Programme) -> [String] {
        programme.findings.filter { $0.severity >= .warning && ["quality_limits.csv", "proficiency.csv"].contains($0.position?.file) }
            .map { "\($0.code.rawValue) \($0.position?.line ?? 0)" }
    }

    @Test("Every limit has a default inside its range, with a unit, a source and its place in the order of the others")
    func defaults() {
        for limit in QualityLimit.allCases {
            let definition = limit.definition
            #expect(definition.range.contains(definition.value) && !definition.source.isEmpty, "\(limit.rawValue)")
            #expect(!definition.isWhole || definition.value == definition.value.rounded(), "\(limit.rawValue)")
            #expect(QualityLimits()[limit] == definition.value)
        }
        #expect(QualityLimitTable().limits(laboratory: "x", analyte: "mdma", on: nil) == QualityLimits())
    }

    @Test("A programme without the files has the defaults and no finding")
    func absent() throws {
        let programme = try programme()
        #expect(faults(programme).isEmpty)
        #expect(programme.qualityLimits.rows.isEmpty && programme.proficiency.isEmpty)
        #expect(programme.methods.map(\.laboratory) == ["实验室甲", "Lab B"])
    }

    @Test("The most specific row wins: laboratory and analyte, laboratory, analyte, all")
    func specificity() throws {
        let programme = try programme(
            limits: """
                laboratory,analyte,limit,value,unit,source
                ,,control_failure_pct,25,%,programme
                ,methamphetamine,control_failure_pct,24,%,programme
                Lab B,,control_failure_pct,23,%,accreditation
                LAB  b,methamphetamine,control_failure_pct,22%,,accreditation

                """)
        #expect(faults(programme).isEmpty)
        func value(_ laboratory: String?, _ analyte: AnalyteCode?) -> Double { programme.qualityLimits.limits(laboratory: laboratory, analyte: analyte, on: nil)[.controlFailurePct] }
        #expect(value(nil, nil) == 25)
        #expect(value("实验室甲", "ketamine") == 25)
        #expect(value("实验室甲", "methamphetamine") == 24)
        #expect(value("Lab B", "ketamine") == 23)
        #expect(value("lab b", "methamphetamine") == 22)
        #expect(programme.qualityLimits.limits(laboratory: "Lab B", analyte: nil, on: nil)[.controlWarningPct] == 15)
    }

    @Test("A row holds from its first day to its last, and a later one follows an earlier one")
    func validity() throws {
        let programme = try programme(
            limits: "limit,value,source,valid_from,valid_to\nholding_hours,48,a,,\nholding_hours,36,b,2025-01-01,2025-06-30\nholding_hours,12,c,2025-06-30,\n")
        func hours(_ text: String?) -> Double { programme.qualityLimits.limits(laboratory: nil, analyte: nil, on: text.flatMap { CalendarDate(iso: $0) })[.holdingHours] }
        #expect(faults(programme).isEmpty)
        #expect(hours("2024-12-31") == 48 && hours("2025-01-01") == 36 && hours("2025-06-29") == 36 && hours("2025-06-30") == 12 && hours("2030-01-01") == 12)
        #expect(hours(nil) == 12)
    }

    @Test("Chinese headers, names and units")
    func chinese() throws {
        let programme = try programme(limits: "检测机构,目标物,限值名称,限值,单位,依据\n实验室甲,甲基苯丙胺,质控偏差控制限,18,％,认可方法\n实验室甲,,保存时限,30,小时,认可方法\n")
        #expect(faults(programme).isEmpty)
        let limits = programme.qualityLimits.limits(laboratory: "实验室甲", analyte: "methamphetamine", on: nil)
        #expect(limits[.controlFailurePct] == 18 && limits[.holdingHours] == 30)
    }

    @Test("A name that is no limit is refused, with names that come near")
    func unknown() throws {
        let programme = try programme(limits: "limit,value,source\ncontrol_failure,20,x\n")
        let finding = try #require(programme.findings.first { $0.code == "C060" })
        #expect(finding.severity == .error)
        #expect(finding.arguments["candidates"]?.hasPrefix("control_failure_pct") == true)
        #expect(programme.qualityLimits.rows.isEmpty)
    }

    @Test("Values that cannot be are refused", arguments: [
        ("calibration_r2,1.01,,x", "C019"), ("control_failure_pct,-1,,x", "C019"), ("calibration_levels,4.5,,x", "C062"), ("holding_hours,24,min,x", "C063"),
        ("ion_ratio_tolerance_pct,0.3,1,x", "C063"), ("control_failure_pct,20,,", "C015"), ("control_failure_pct,,,x", "C015"), ("control_failure_pct,many,,x", "C016"),
        ("control_warning_pct,25,%,x", "C061"), ("control_failure_pct,14.9,%,x", "C061"), ("spike_failure_high_pct,125,,x", "C061"),
        ("signal_to_noise_detection,11,,x", "C061"), ("calibration_r2,0.996,,x", "C061"),
    ])
    func impossible(row: String, code: String) throws {
        let programme = try programme(limits: "limit,value,unit,source\n\(row)\n")
        #expect(faults(programme) == ["\(code) 2"])
        #expect(programme.qualityLimits.rows.isEmpty)
    }

    @Test("The borders of what is possible are possible", arguments: [
        "calibration_r2,0.995,,x", "control_failure_pct,15,%,x", "control_warning_pct,20,%,x", "calibration_fitting_pct,100,%,x", "holding_cool_c,-5,℃,x", "failed_lcs_that_hold,1,个,x",
    ])
    func borders(row: String) throws {
        let programme = try programme(limits: "limit,value,unit,source\n\(row)\n")
        #expect(faults(programme).isEmpty)
        #expect(programme.qualityLimits.rows.count == 1)
    }

    @Test("Two limits that move together do not contradict each other; one that meets another's row does")
    func contradictions() throws {
        let together = try programme(limits: "limit,value,source\ncontrol_warning_pct,25,x\ncontrol_failure_pct,30,x\n")
        #expect(faults(together).isEmpty)
        let alike = try programme(limits: "limit,value,source\ncontrol_warning_pct,25,x\ncontrol_failure_pct,22,x\n")
        #expect(faults(alike) == ["C061 2", "C061 3"])
        let specific = try programme(limits: "laboratory,limit,value,source\n,control_warning_pct,18,x\nLab B,control_failure_pct,16,x\n")
        #expect(faults(specific) == ["C061 3"])
        #expect(specific.qualityLimits.rows.map(\.value) == [18])
        let crossing = try programme(
            limits: "laboratory,analyte,limit,value,source\n,ketamine,control_warning_pct,28,x\n,ketamine,control_failure_pct,30,x\nLab B,,control_failure_pct,25,x\n")
        #expect(faults(crossing) == ["C061 4"])
        let limits = crossing.qualityLimits.limits(laboratory: "Lab B", analyte: "ketamine", on: nil)
        #expect(limits[.controlWarningPct] == 28 && limits[.controlFailurePct] == 30)
    }

    @Test("The same limit twice is refused, and a laboratory that no method names is a warning")
    func doubledAndUnknown() throws {
        let programme = try programme(limits: "laboratory,limit,value,source\nLab B,holding_hours,12,x\nlab b,holding_hours,14,x\nLab Z,holding_hours,14,x\n")
        #expect(faults(programme) == ["C021 3", "C064 4"])
        #expect(programme.qualityLimits.rows.map(\.value) == [12, 14])
    }

    @Test("What differs from the default is told with its place, its default and its source")
    func departures() throws {
        let programme = try programme(
            limits: "laboratory,analyte,limit,value,source,valid_from\nLab B,ketamine,holding_hours,48,SOP 7,2025-01-01\n,,control_failure_pct,20,same,\n")
        let departures = programme.qualityLimits.departures
        #expect(departures.map(\.key) == ["quality.holding_hours [Lab B, ketamine, 2025-01-01..]"])
        #expect(departures.map(\.value) == ["48 h"])
        #expect(departures.map(\.origin) == ["quality_limits.csv:2:30, default 24 h, SOP 7"])
    }

    @Test("Rounds of proficiency: a stated sigma, one in percent, the default")
    func proficiency() throws {
        let programme = try programme(
            proficiency: "检测机构,目标物,能力验证轮次,报告日期,指定值,报告值,单位,能力评定标准差,目标相对标准差\nLab B,氯胺酮,2025-1,2025-03-01,100,130,ng/L,15,\nLab B,ketamine,2025-2,2025-09-01,100,130,ng/L,,10%\nLab B,ketamine,2026-1,2026-03-01,100,130,ng/L,,\n"
        )
        #expect(faults(programme).isEmpty)
        #expect(programme.proficiency.map { $0.score(defaultSigmaPct: 20) } == [2, 3, 1.5])
        #expect(programme.proficiency.map(\.round) == ["2025-1", "2025-2", "2026-1"])
    }

    @Test("Bad rounds are set aside by name", arguments: [
        ("Lab B,ketamine,r1,2025-03-01,0,1,ng/L", "C019"), ("Lab B,ketamine,r1,2025-03-01,10,-1,ng/L", "C019"), ("Lab B,ketamine,r1,2025-03-01,10,ND,ng/L", "C016"),
        ("Lab B,ketamine,r1,2025-13-01,10,1,ng/L", "C018"), ("Lab B,ketamine,r1,2025-03-01,10,1,stones", "C023"), (",ketamine,r1,2025-03-01,10,1,ng/L", "C015"),
        ("Lab B,no such drug,r1,2025-03-01,10,1,ng/L", "C031"),
    ])
    func badRounds(row: String, code: String) throws {
        let programme = try programme(proficiency: "laboratory,analyte,round,date,assigned,reported,unit\n\(row)\n")
        #expect(faults(programme) == ["\(code) 2"])
        #expect(programme.proficiency.isEmpty)
    }

    @Test("How a sample was kept is read as people write it, and what cannot be read is not stated", arguments: [
        ("-20", -20.0), ("4 °C", 4), ("−18℃", -18), ("４", 4), ("2-8", nil), ("cold", nil), ("4,5", 4.5),
    ] as [(String, Double?)])
    func storage(text: String, temperature: Double?) {
        #expect(SampleStorage(custody: ["storage_temperature_c": text], offsetSeconds: 0).temperatureC == temperature)
    }

    @Test("Cells of storage that cannot be read are named")
    func unreadStorage() throws {
        let workspace = try SampleWorkspace([
            "samples/2025-09.csv":
                "sample_id,site_code,window_start,window_end,composite,received_at,storage_temperature_c,acidified\nS1,007,2025-09-01T08:00,2025-09-02T08:00,flow,2025-09-02,2-8,perhaps\nS2,007,2025-09-02T08:00,2025-09-03T08:00,flow,2025-09-03T10:00,4,否\n",
            "injections/b1.csv": nil,
        ])
        #expect(try workspace.faults().filter { $0.hasPrefix("C065") }.count == 3)
        let sample = try #require(try workspace.read().samples.first { $0.id == "S2" })
        let storage = SampleStorage(custody: sample.custody, offsetSeconds: 8 * 3600)
        #expect(storage.isAcidified == false && storage.temperatureC == 4)
        #expect(storage.receivedAt.map { $0.seconds - sample.windowEnd.seconds } == 7200)
    }
}
