import AssayFiles
import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite("From readings to ng/L of sewage") struct InterpretationTests {
    /// 100 ml of sewage to 1 ml of extract: one ng/mL of the vial is 10 ng/L of sewage.
    private let method = MethodRow(
        method: "M1", analyte: "methamphetamine", vendorName: "METH", basis: .extract, resultUnit: "ng/mL", sampleMl: 100, extractMl: 1,
        limitOfDetection: 0.5, limitOfQuantification: 2, upperLimit: 500, internalStandard: "METH-d5", ionRatio: 0.45, retentionTimeMin: 3.11)

    private func row(
        _ name: String, sample: SampleID? = "S1", _ type: SampleType = .unknown, dilution: Double = 1, applied: Bool = false, replicate: String = "",
        file: String = "batch.txt", expected: Double? = nil, line: Int = 2
    ) -> InjectionRow {
        InjectionRow(
            fileOrBatch: file, injectionName: name, sample: sample, sampleType: type, method: "M1", dilution: dilution, isDilutionApplied: applied,
            replicate: replicate, expected: expected, position: SourcePosition(file: "injections/b.csv", line: line))
    }

    private func programme(_ injections: [InjectionRow], methods: [MethodRow]? = nil, samples: [SampleID] = [], pattern: String = "") -> Programme {
        var configuration = ProgrammeConfiguration()
        configuration.sampleNamePattern = pattern
        return Programme(
            configuration: configuration, sites: [], areas: [], siteAreas: [], plan: [], populations: [],
            samples: samples.map {
                Sample(id: $0, site: "K01", windowStart: Instant(seconds: 0), windowEnd: Instant(seconds: 86_400), date: CalendarDate(day: 0), composite: .flow)
            }, methods: methods ?? [method], injections: injections, analytes: catalogue, parameters: [])
    }

    private func interpret(_ text: String, _ programme: Programme, file: String = "inbox/batch.txt") -> AssayInterpretation {
        AssayInterpretation.interpret(document(text, file: file), digest: "d1", programme: programme)
    }

    private func long(_ cell: String, unit: String = " (ng/mL)", dilution: String = "1") -> String {
        "Sample Name\tComponent Name\tArea\tCalculated Concentration\(unit)\tDilution Factor\nI1\tMETH\t10.5\t\(cell)\t\(dilution)\n"
    }

    private func result(_ cell: String, unit: String = " (ng/mL)", dilution: Double = 1, applied: Bool = false) -> CensoredResult? {
        interpret(long(cell, unit: unit), programme([row("I1", dilution: dilution, applied: applied)])).results.first?.concentration
    }

    @Test("The vial becomes sewage by extract over sample volume and dilution")
    func extract() {
        #expect(result("2.5") == .quantified(25))
        #expect(result("2.5", dilution: 10) == .quantified(250))
        #expect(result("2.5", dilution: 10, applied: true) == .quantified(25))
        #expect(result("2500", unit: " (pg/mL)") == .quantified(25))
    }

    @Test("Limits of the method censor, and rise with the dilution")
    func limits() {
        #expect(result("0.1") == .belowQuantification(limit: 2))
        #expect(result("0.2") == .quantified(2))
        #expect(result("0.04") == .belowDetection(limit: 0.5))
        #expect(result("0.05") == .belowQuantification(limit: 2))
        #expect(result("50") == .quantified(500))
        #expect(result("50.1") == .aboveRange(limit: 500))
        #expect(result("49.9", dilution: 10) == .quantified(4990))
        #expect(result("50.1", dilution: 10) == .aboveRange(limit: 5000))
        #expect(result("0.1", dilution: 10) == .belowQuantification(limit: 20))
    }

    @Test("Words become censored results with the method's limits; an own limit is kept where it is larger")
    func words() {
        #expect(result("ND") == .belowDetection(limit: 0.5))
        #expect(result("<LOQ") == .belowQuantification(limit: 2))
        #expect(result("<0.01") == .belowDetection(limit: 0.5))
        #expect(result("<0.1") == .belowQuantification(limit: 2))
        #expect(result("<0.5") == .belowQuantification(limit: 5))
        #expect(result(">60") == .aboveRange(limit: 600))
        #expect(result(">ULOQ") == .aboveRange(limit: 500))
        #expect(result("未检测") == .notAnalysed)
        #expect(result("-0.3") == .belowDetection(limit: 0.5))
    }

    @Test("ND means not analysed where the method says so")
    func notDetected() {
        var other = method
        other.notDetectedMeans = .notAnalysed
        #expect(interpret(long("ND"), programme([row("I1")], methods: [other])).results.first?.concentration == .notAnalysed)
    }

    @Test("No unit in the file: the method's, named once; none at all: set aside")
    func units() {
        let taken = interpret(long("2.5", unit: ""), programme([row("I1")]))
        #expect(taken.results.first?.concentration == .quantified(25))
        #expect(taken.findings.count { $0.code == "A007" } == 1)
        var silent = method
        silent.resultUnit = nil
        let refused = interpret(long("2.5", unit: ""), programme([row("I1")], methods: [silent]))
        #expect(refused.results.isEmpty)
        #expect(refused.findings.contains { $0.code == "A008" && $0.severity == .error })
    }

    @Test("A stated unit that is none of mass in a volume is refused by name, and never replaced by the method's", arguments: [(" (nM)", "A051"), (" (nmol/L)", "A051"), (" (ng/g)", "A028"), (" (%)", "A028")])
    func otherUnits(unit: String, code: String) {
        let interpretation = interpret(long("2.5", unit: unit), programme([row("I1")]))
        #expect(interpretation.results.isEmpty)
        #expect(interpretation.findings.count { $0.code == FindingCode(code) && $0.severity == .error } == 1)
        #expect(!interpretation.findings.contains { $0.code == "A007" })
    }

    @Test("An injection without a row is rejected, once")
    func unmatched() {
        let text = SyntheticExport.sciexLong
        let interpretation = interpret(text, programme([row("INJ1")]))
        #expect(interpretation.results.filter { $0.sampleType == .unknown }.map(\.injection) == ["INJ1"])
        #expect(interpretation.findings.count { $0.code == "A009" && $0.text == "INJ2" } == 1)
    }

    @Test("Names match without case and ending, by file, stem or folder, and never by less")
    func matching() {
        for file in ["batch.txt", "batch", "BATCH.TXT", "inbox"] {
            #expect(interpret(long("2.5"), programme([row("i1", file: file)])).results.count == 1)
        }
        #expect(interpret(long("2.5"), programme([row("I1", file: "other.txt")])).results.isEmpty)
        #expect(interpret(long("2.5").replacing("I1\t", with: "I-1\t"), programme([row("I1")])).results.isEmpty)
    }

    @Test("A pattern takes the number of a registered sample, and of no other")
    func pattern() {
        let text = long("2.5").replacing("I1\t", with: "20250903_S7_a\t")
        let taken = interpret(text, programme([], samples: ["S7"], pattern: "^[0-9]+_(S[0-9]+)_"))
        #expect(taken.results.first?.sample == "S7")
        #expect(interpret(text, programme([], samples: ["S8"], pattern: "^[0-9]+_(S[0-9]+)_")).results.isEmpty)
        #expect(interpret(text, programme([], samples: ["S7"], pattern: "([")).results.isEmpty)
    }

    @Test("Missing injections of the file are counted and named")
    func missing() {
        let interpretation = interpret(long("2.5"), programme([row("I1"), row("I2", line: 3), row("I3", line: 4)]))
        let finding = interpretation.findings.first { $0.code == "A005" }
        #expect(finding?.arguments["count"] == "2")
        #expect(finding?.arguments["names"] == "\"I2\", \"I3\"")
    }

    @Test("An unknown compound and an ambiguous one give no result")
    func compounds() {
        let unknown = interpret(long("2.5").replacing("METH", with: "XYZ"), programme([row("I1")]))
        #expect(unknown.results.isEmpty)
        #expect(unknown.findings.contains { $0.code == "A010" && $0.text == "XYZ" })
        let ambiguous = interpret(long("2.5").replacing("METH", with: "MOR/COD"), programme([row("I1")]))
        #expect(ambiguous.results.isEmpty)
        #expect(ambiguous.findings.first { $0.code == "A011" }?.arguments["candidates"] == "codeine, morphine")
    }

    @Test("A known wrong name is taken with a finding")
    func wrongName() {
        var other = method
        other.analyte = "6-monoacetylmorphine"
        other.vendorName = "6-MAM"
        let interpretation = interpret(long("2.5").replacing("METH", with: "O6-甲乙酰吗啡"), programme([row("I1")], methods: [other]))
        #expect(interpretation.results.first?.analyte == "6-monoacetylmorphine")
        #expect(interpretation.findings.contains { $0.code == "A029" })
    }

    @Test("A method row counts only on its days")
    func validity() {
        var old = method
        old.validTo = CalendarDate(year: 2025, month: 6, day: 30)
        old.limitOfQuantification = 99
        var new = method
        new.validFrom = CalendarDate(year: 2025, month: 7, day: 1)
        let text = "Sample Name\tComponent Name\tCalculated Concentration (ng/mL)\tAcquisition Date\nI1\tMETH\t2.5\t2025-09-03 10:00\n"
        #expect(interpret(text, programme([row("I1")], methods: [old, new])).results.first?.limitOfQuantification == 2)
    }

    @Test("A blank in the file is never a sample of the sequence")
    func blankAsSample() {
        let text = "Sample Name\tSample Type\tComponent Name\tCalculated Concentration (ng/mL)\nI1\tBlank\tMETH\t2.5\n"
        let interpretation = interpret(text, programme([row("I1")]))
        #expect(interpretation.results.isEmpty)
        #expect(interpretation.findings.contains { $0.code == "A036" })
    }

    @Test("Rows of a sequence that contradict each other reject the injection")
    func contradiction() {
        let interpretation = interpret(long("2.5"), programme([row("I1"), row("I1", sample: "S2", line: 3)]))
        #expect(interpretation.results.isEmpty)
        #expect(interpretation.findings.contains { $0.code == "A037" })
    }

    @Test("Final Conc. is not multiplied again; another dilution in the file rejects")
    func finalConcentration() {
        let rows = [row("INJ1", dilution: 10, file: "batch")]
        let result = interpret(SyntheticExport.massHunterWide, programme(rows), file: "batch.csv").results.first { $0.injection == "INJ1" && $0.analyte == "methamphetamine" }
        #expect(result?.concentration == .quantified(250))
        #expect(result?.dilution == 10)
        #expect(result?.limitOfQuantification == 20)
        let refused = interpret(SyntheticExport.massHunterWide, programme([row("INJ1", dilution: 5, file: "batch")]), file: "batch.csv")
        #expect(!refused.results.contains { $0.injection == "INJ1" })
        #expect(refused.findings.contains { $0.code == "A039" })
    }

    @Test("Internal standard recovery is the area over its mean in the calibration")
    func recovery() throws {
        let interpretation = interpret(SyntheticExport.sciexLong, programme([row("CAL1", sample: nil, .standard), row("INJ1"), row("INJ2", sample: "S2"), row("INJ3", sample: "S3"), row("DBL", sample: nil, .doubleBlank)]))
        let result = try #require(interpretation.results.first { $0.injection == "INJ1" })
        #expect(result.internalStandardRecoveryPct == 90)
        #expect(result.ionRatioExpected == 0.45)
        #expect(result.analysedAt == Instant(date: try #require(CalendarDate(year: 2025, month: 9, day: 3)), secondOfDay: 36_000, offsetSeconds: 28_800))
        #expect(result.position.line == 3)
        #expect(result.fileDigest == "d1")
        #expect(interpretation.results.first { $0.injection == "CAL1" }?.expected == 10)
        #expect(interpretation.results.first { $0.injection == "INJ2" }?.concentration == .belowDetection(limit: 0.5))
        #expect(interpretation.results.first { $0.injection == "DBL" }?.concentration == .notAnalysed)
    }

    @Test("A control keeps its figure below the limit of quantification")
    func controls() {
        let result = interpret(long("0.1"), programme([row("I1", sample: nil, .blank)])).results.first
        #expect(result?.concentration == .quantified(1))
        #expect(result?.sample == nil)
    }

    @Test("Both volumes are needed")
    func volumes() {
        var other = method
        other.extractMl = nil
        let interpretation = interpret(long("2.5"), programme([row("I1")], methods: [other]))
        #expect(interpretation.results.isEmpty)
        #expect(interpretation.findings.contains { $0.code == "A034" })
    }

    @Test("A canonical table has its own limits and needs no sequence")
    func canonical() throws {
        let interpretation = interpret(SyntheticExport.canonical, programme([], methods: []), file: "inbox/c.csv")
        #expect(interpretation.results.map(\.concentration) == [.quantified(12.5), .belowQuantification(limit: 2), .belowDetection(limit: 0.5)])
        #expect(interpretation.results.map(\.sample) == ["S1", "S1", nil])
        #expect(interpretation.results[0].batch == "B1")
        let noLimit = interpret("sample_id,analyte,result,unit,qualifier\nS1,ketamine,,ng/L,<LOQ\n", programme([], methods: []))
        #expect(noLimit.results.isEmpty)
        #expect(noLimit.findings.contains { $0.code == "A031" })
    }

    @Test("A canonical table in µg/L becomes ng/L, its limits too")
    func canonicalUnit() {
        let text = "sample_id,analyte,result,unit,qualifier,lod,loq\nS1,ketamine,0.0125,ug/L,,0.0005,0.002\n"
        let result = interpret(text, programme([], methods: [])).results.first
        #expect(result?.concentration == .quantified(12.5))
        #expect(result?.limitOfQuantification == 2)
    }
}
