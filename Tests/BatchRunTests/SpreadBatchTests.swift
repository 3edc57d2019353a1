import BatchRun
import Findings
import Foundation
import Monitoring
import Store
import Testing

/// One batch spread over many files is judged as one batch.
@Suite struct SpreadBatchTests {
    private static let injections: [(name: String, type: String, sample: String)] =
        [("SOL", "solvent", ""), ("BLK", "blank", "")] + (1...5).map { ("CAL\($0)", "standard", "") }
        + SmallLaboratory.samples.enumerated().map { ("INJ\($0 + 1)", "unknown", $1) }

    /// What a standard holds, ng/L.
    private static func level(_ injection: String) -> String { ["CAL1": "1", "CAL2": "5", "CAL3": "20", "CAL4": "100", "CAL5": "500"][injection] ?? "" }

    private static func sequence(_ batch: String, method: String = "M1") -> String {
        "file_or_batch,injection_name,sample_id,sample_type,method_id,dilution,dilution_applied,replicate,expected\n"
            + injections.map { "\(batch),\($0.name),\($0.sample),\($0.type),\(method),1,no,1,\(level($0.name))\n" }.joined()
    }

    private static func code(_ number: Int) -> String { "compound\(String(repeating: "x", count: number % 3))\(number)" }

    /// One compound's export: standards at their levels, samples at the compound's number, with the area of its internal standard or without.
    private static func export(_ compound: String, figure: Int, blank: String = "0.01", areas: [String: String]? = nil) -> String {
        var text = "Sample Name\tSample Type\tComponent Name\tCalculated Concentration\tArea\n"
        for injection in injections {
            let type = ["unknown": "Unknown", "standard": "Standard", "blank": "Blank", "solvent": "Solvent"][injection.type] ?? ""
            let value = injection.type == "standard" ? level(injection.name) : injection.type == "unknown" ? "\(figure)" : blank
            text += "\(injection.name)\t\(type)\t\(compound)\t\(areas == nil ? value : "N/A")\t\(areas?[injection.name] ?? "1000")\n"
        }
        return text
    }

    @Test func `264 files of one compound each are one batch: one dirty blank holds one compound, and the standard's own file serves all`() async throws {
        let count = 263
        var methods = "method_id,analyte,vendor_name,result_basis,result_unit,lod,loq,uloq,limit_unit,internal_standard\n"
        var analytes = "analyte,alias,language,status,role\n"
        for number in 1...count {
            methods += "M1,\(Self.code(number)),Drug \(number),sample,ng/L,0.1,0.5,100000,ng/L,Drug IS\n"
            analytes += "\(Self.code(number)),Drug \(number),en,name,biomarker\n"
        }
        let laboratory = try SmallLaboratory(methods: methods, injections: ["2025-P5.csv": Self.sequence("SPREAD")], analytes: analytes)
        for number in 1...count {
            try laboratory.write("inbox/SPREAD/drug-\(number).txt", Self.export("Drug \(number)", figure: number + 1, blank: number == 7 ? "5" : "0.01"))
        }
        var areas = Dictionary(uniqueKeysWithValues: Self.injections.map { ($0.name, "1000") })
        areas["INJ2"] = "400"
        try laboratory.write("inbox/SPREAD/standard.txt", Self.export("Drug IS", figure: 0, areas: areas))
        let ran = try await laboratory.ingest()
        #expect(ran.summary.filesTaken == 264)
        let results = try laboratory.results().filter { $0.sampleType == .unknown }
        #expect(results.count == count * 4)
        #expect(Set(results.map(\.batch)) == ["SPREAD"])
        #expect(ran.summary.heldBatches == ["SPREAD"])
        #expect(Set(results.filter { $0.status == .held }.map(\.analyte.rawValue)) == [Self.code(7)])
        for result in results { #expect(result.internalStandardRecoveryPct == (result.injection == "INJ2" ? 40 : 100), "\(result.analyte) \(result.injection)") }
        #expect(!ran.findings.contains { $0.code == "A005" })
    }

    @Test func `A file for each injection is one batch: calibration, blank and samples judge each other`() async throws {
        let methods = """
            method_id,analyte,vendor_name,result_basis,result_unit,lod,loq,uloq,limit_unit
            M1,methamphetamine,METH,sample,ng/L,0.1,0.5,100000,ng/L
            M1,ketamine,KET,sample,ng/L,0.1,0.5,100000,ng/L

            """
        let laboratory = try SmallLaboratory(methods: methods, injections: ["2025-P5.csv": Self.sequence("DAY")])
        for injection in Self.injections {
            let type = ["unknown": "Unknown", "standard": "Standard", "blank": "Blank", "solvent": "Solvent"][injection.type] ?? ""
            var text = "Sample Name\tSample Type\tComponent Name\tCalculated Concentration\tArea\tIS Area\n"
            for compound in ["METH", "KET"] {
                let value = injection.type == "blank" ? (compound == "KET" ? "9" : "0.01") : injection.type == "standard" ? Self.level(injection.name) : "50"
                text += "\(injection.name)\t\(type)\t\(compound)\t\(value)\t1000\t\(injection.name == "INJ3" ? "250" : "500")\n"
            }
            try laboratory.write("inbox/DAY/\(injection.name).txt", text)
        }
        let ran = try await laboratory.ingest()
        let results = try laboratory.results().filter { $0.sampleType == .unknown }
        #expect(results.count == 8)
        #expect(Set(results.filter { $0.status == .held }.map(\.analyte)) == ["ketamine"])
        for result in results { #expect(result.internalStandardRecoveryPct == (result.injection == "INJ3" ? 50 : 100), "\(result.analyte) \(result.injection)") }
        #expect(ran.summary.heldBatches == ["DAY"])
    }

    @Test func `Injections that a cut copy lacks are no error once a whole copy is there, and one for a compound that nobody delivered`() async throws {
        let methods = """
            method_id,analyte,vendor_name,result_basis,result_unit,lod,loq,uloq,limit_unit
            M1,methamphetamine,METH,sample,ng/L,0.1,0.5,100000,ng/L
            M1,ketamine,KET,sample,ng/L,0.1,0.5,100000,ng/L

            """
        // Both files are named in the sequence by the batch that their rows carry.
        let level = Self.level
        func canonical(_ compound: String, _ injections: some Sequence<(name: String, type: String, sample: String)>) -> String {
            "sample_id,analyte,result,unit,qualifier,lod,loq,batch,injection,sample_type\n"
                + injections.map { "\($0.sample),\(compound),\($0.type == "blank" ? "0.01" : $0.type == "standard" ? level($0.name) : "50"),ng/L,,0.1,0.5,RUN,\($0.name),\($0.type)\n" }
                .joined()
        }
        let laboratory = try SmallLaboratory(methods: methods, injections: ["2025-P5.csv": Self.sequence("RUN")])
        try laboratory.write("inbox/cut.csv", canonical("methamphetamine", Self.injections.prefix(9)))
        let alone = try await laboratory.ingest()
        #expect(alone.findings.contains { $0.code == "A005" && $0.position?.file == "inbox/cut.csv" && $0.arguments["count"] == "2" })
        try laboratory.write("inbox/other.csv", canonical("ketamine", Self.injections))
        let other = try await laboratory.ingest()
        #expect(other.findings.contains { $0.code == "A005" && $0.position?.file == "inbox/cut.csv" }, "another compound's file does not hold them")
        try laboratory.write("inbox/whole.csv", canonical("methamphetamine", Self.injections))
        let whole = try await laboratory.ingest()
        #expect(!whole.findings.contains { $0.code == "A005" })
        #expect(whole.findings.contains { $0.code == "S028" && $0.severity == .info && $0.position?.file == "inbox/cut.csv" })
        #expect(whole.findings.filter { $0.severity >= .error }.map(\.code) == [])
    }

    @Test func `A cut file is no error either where the whole one has a name of its own in the sequence, unless a figure differs`() async throws {
        let methods = "method_id,analyte,vendor_name,result_basis,result_unit,lod,loq,uloq,limit_unit\nM1,methamphetamine,METH,sample,ng/L,0.1,0.5,100000,ng/L\n"
        let sequence = Self.sequence("cut") + Self.sequence("whole").split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        let text = Self.export("METH", figure: 50)
        let cut = text.split(separator: "\n").prefix(10).joined(separator: "\n") + "\n"
        for isSame in [true, false] {
            let laboratory = try SmallLaboratory(methods: methods, injections: ["2025-P5.csv": sequence])
            try laboratory.write("inbox/cut.txt", isSame ? cut : cut.replacingOccurrences(of: "METH\t50", with: "METH\t51"))
            try laboratory.write("inbox/whole.txt", text)
            let ran = try await laboratory.ingest()
            #expect(ran.findings.contains { $0.code == "A005" && $0.position?.file == "inbox/cut.txt" } == !isSame)
            #expect(ran.findings.contains { $0.code == "S028" && $0.position?.file == "inbox/cut.txt" } == isSame)
        }
    }
}
