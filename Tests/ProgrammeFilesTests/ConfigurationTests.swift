import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite struct ConfigurationTests {
    @Test func everySettingOfTheFileIsTaken() throws {
        let text = """
            schema: 1
            programme: { name: 某市, name_en: Some City, code: 010 }
            time_zone: "+05:30"
            languages: [en]
            convention: euda
            parameter_set: CN-default
            day_rule: window_end
            sample_name_pattern: "^S-(\\\\d+)"
            population: { basis: nh4n, nh4n_g_per_person_d: 7.5, domestic_share_applies_to: both }
            uncertainty: { analytic_rsd: 0.2, sampling_rsd: 0.3, calibration_rsd: 0.01, flow_rsd: 0.05, population_rsd: 0.06, draws: 2000, seed: 18446744073709551615 }
            detection: { fdr: 0.05, dependence: BY, focus: { fdr: 0.3 } }
            privacy: { population_floor: 300, publication_floor: 5000, dominance: 0.7 }
            network: { files: [network/a.inp, network/b.inp], population: network/p.csv }
            assessment: assessment.yaml
            reports: { editions: [internal, distribution], theme: plain }
            custody: { roles: { analyst: zhang, approver: [li, wang] } }
            """
        let programme = try SampleWorkspace(["headwater.yaml": text]).read()
        let settings = programme.configuration
        #expect(settings.code == "010" && settings.nameEnglish == "Some City" && settings.timeZoneOffsetSeconds == 19_800)
        #expect(settings.languages == ["en"] && settings.convention == .euda && settings.dayRule == .windowEnd)
        #expect(settings.sampleNamePattern == "^S-(\\d+)")
        #expect(settings.population.basis == .ammoniumN && settings.population.ammoniumNGramsPerPersonDay == 7.5)
        #expect(settings.population.domesticShareAppliesTo == .both)
        #expect(settings.uncertainty.draws == 2000 && settings.uncertainty.seed == .max && settings.uncertainty.calibrationRSD == 0.01)
        #expect(settings.detection.assumesArbitraryDependence && settings.detection.focusFalseDiscoveryRate == 0.3)
        #expect(settings.privacy.publicationFloor == 5000 && settings.network.files == ["network/a.inp", "network/b.inp"])
        #expect(settings.network.population == "network/p.csv" && settings.assessment == "assessment.yaml")
        #expect(settings.reports.editions == ["internal", "distribution"])
        #expect(settings.custody.roles == ["analyst": ["zhang"], "approver": ["li", "wang"]])
        #expect(settings.origins["uncertainty.draws"] == "file" && settings.origins["time_zone"] == "file")
        #expect(programme.findings.allSatisfy { $0.position?.file != "headwater.yaml" })
        #expect(programme.samples.first { $0.id == "S1" }?.date.description == "2025-09-02")
    }

    @Test func departuresFromTheConventionAreTaken() throws {
        let text = """
            schema: 1
            programme: { name: x, code: x }
            convention: StatCan
            means: { censored: Half_Limit, week: calendar, interval: errors, weekdays: [mon, Tue, Wed, Thu, Fri], weekdays_by_year: { 2021: [Tue], 2022: Wed } }
            """
        let programme = try SampleWorkspace(["headwater.yaml": text]).read()
        let means = programme.configuration.means
        #expect(means.censored == .half && means.week == .calendar && means.interval == .errors)
        #expect(means.weekdays == [1, 2, 3, 4, 5] && means.weekdaysByYear == [2021: [2], 2022: [3]])
        #expect(programme.findings.allSatisfy { $0.position?.file != "headwater.yaml" })
        #expect(try SampleWorkspace().read().configuration.means == ProgrammeConfiguration.MeanSettings())
    }

    @Test(arguments: [
        ("censored: none", "C005 headwater.yaml:3:20"), ("week: months", "C005 headwater.yaml:3:16"), ("weekdays: [Tue, Someday]", "C005 headwater.yaml:3:20"),
        ("weekdays: [Mon, Tue, Wed, Thu, Fri, Sat, Sun]", "C005 headwater.yaml:3:20"), ("weekdays_by_year: { 21: [Tue] }", "C005 headwater.yaml"),
    ])
    func aDepartureThatMeansNothingIsNamed(setting: String, finding: String) throws {
        let file = "schema: 1\nprogramme: { name: x, code: x }\nmeans: { \(setting) }\n"
        let faults = try SampleWorkspace(["headwater.yaml": file]).faults()
        #expect(faults.contains(finding), "\(faults)")
    }

    @Test func whatTheFileLeavesOutIsTheDefault() throws {
        let settings = try SampleWorkspace().read().configuration
        #expect(settings.timeZoneOffsetSeconds == 28_800 && settings.uncertainty == ProgrammeConfiguration.UncertaintySettings())
        #expect(settings.origins["uncertainty.draws"] == "default" && settings.origins["programme.name"] == "file")
    }

    @Test(arguments: [("([", "C055"), ("(?<", "C055"), ("^S-[0-9]+", "C056"), ("^(?:S)-[(]", "C056"), ("^\\\\(S", "C056")])
    func aPatternThatTakesNothingIsNamed(pattern: String, code: String) throws {
        let programme = try SampleWorkspace(["headwater.yaml": "schema: 1\nprogramme: { name: x, code: x }\nsample_name_pattern: \"\(pattern)\"\n"]).read()
        #expect(programme.findings.filter { ["C055", "C056"].contains($0.code.rawValue) }.map(\.code.rawValue) == [code])
        #expect(programme.findings.contains { $0.code.rawValue == code && $0.severity == .error && $0.position?.file == "headwater.yaml" })
    }

    @Test(arguments: ["^[0-9]+_(S[0-9]+)_", "^(?<sample>S[0-9]+)", "((S))"]) func aPatternWithAGroupIsTaken(pattern: String) throws {
        let programme = try SampleWorkspace(["headwater.yaml": "schema: 1\nprogramme: { name: x, code: x }\nsample_name_pattern: \"\(pattern)\"\n"]).read()
        #expect(!programme.findings.contains { ["C055", "C056"].contains($0.code.rawValue) })
    }

    @Test(arguments: [("+08:00", 28_800), ("-03:30", -12_600), ("Z", 0), ("UTC+8", 28_800), ("+0530", 19_800)])
    func anOffsetReads(text: String, seconds: Int) { #expect(TimeZoneText.offsetSeconds(text) == seconds) }

    @Test(arguments: ["", "8", "Asia/Shanghai", "+15:00", "+08:60", "+8:0:0", "+-8", "+"]) func noOffsetIsNone(text: String) {
        #expect(TimeZoneText.offsetSeconds(text) == nil)
    }
}

@Suite struct DateTextTests {
    @Test(arguments: ["2025-09-01", "2025/9/1", "2025.09.01", "2025年9月1日", "20250901", "２０２５-０９-０１", "2025/9/1 0:00", " 2025-09-01 "])
    func aDateReads(text: String) { #expect(DateText.date(text)?.description == "2025-09-01") }

    @Test(arguments: ["", "2025-9", "1/9/2025", "25-09-01", "2025-02-30", "2025-13-01", "2025-09-01x", "2025-09-01 08:00", "20250931", "2025-09/01", "9月1日", "45901"])
    func noDateIsNone(text: String) { #expect(DateText.date(text) == nil) }

    @Test func aTimeIsLocalUnlessItSaysOtherwise() {
        let local = DateText.instant("2025-09-01T08:00", offsetSeconds: 28_800)
        #expect(local == Instant(seconds: 1_756_684_800))
        for text in ["2025-09-01T00:00Z", "2025-09-01 08:00:00+08:00", "2025/9/1 8:00", "2025年9月1日 08:00", "2025-09-01T02:00:00.0+02:00", "2025-08-31T16:00-0800"] {
            #expect(DateText.instant(text, offsetSeconds: 28_800) == local, "\(text)")
        }
        #expect(DateText.instant("2025-09-01T24:00", offsetSeconds: 0) == DateText.instant("2025-09-02T00:00", offsetSeconds: 0))
        for text in ["2025-09-01", "2025-09-01T", "2025-09-01T25:00", "2025-09-01T08:60", "2025-09-01T8", "2025-09-01T08:00+99:00", "2025-09-01T24:01"] {
            #expect(DateText.instant(text, offsetSeconds: 0) == nil, "\(text)")
        }
    }
}
