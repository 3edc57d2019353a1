import AssayFiles
import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite("What a result keeps of its peak") struct PeakDetailTests {
    private let method = MethodRow(
        method: "M1", analyte: "methamphetamine", vendorName: "METH", basis: .sample, resultUnit: "ng/L", limitOfDetection: 0.5, limitOfQuantification: 2,
        internalStandard: "METH-d5")

    private func results(_ text: String) -> [LaboratoryResult] {
        let rows = ["I1", "I2"].map {
            InjectionRow(fileOrBatch: "batch.txt", injectionName: $0, sample: SampleID("S" + $0), sampleType: .unknown, method: "M1")
        }
        let programme = Programme(
            configuration: ProgrammeConfiguration(), sites: [], areas: [], siteAreas: [], plan: [], populations: [], samples: [], methods: [method], injections: rows,
            analytes: catalogue, parameters: [])
        return AssayInterpretation.interpret(document(text, file: "inbox/batch.txt"), digest: "d", programme: programme).results
    }

    private let header = "Sample Name\tComponent Name\tArea\tCalculated Concentration (ng/L)\tSignal / Noise\tRetention Time\n"

    @Test("Signal to noise and the time of the internal standard in the same injection")
    func details() {
        let results = results(header + "I1\tMETH\t10\t40\t12.5\t3.11\nI1\tMETH-d5\t900\tN/A\t80\t3.08\nI2\tMETH\t10\t41\tN/A\t3.12\nI2\tMETH-d5\t910\tN/A\t80\t3.09\n")
        #expect(results.map(\.signalToNoise) == [12.5, nil])
        #expect(results.map(\.internalStandardRetentionTimeMin) == [3.08, 3.09])
        #expect(results.map(\.retentionTimeMin) == [3.11, 3.12])
    }

    @Test("An internal standard without a row or without a peak tells no time")
    func noStandard() {
        let results = results(header + "I1\tMETH\t10\t40\t12.5\t3.11\nI2\tMETH\t10\t41\t9\t3.12\nI2\tMETH-d5\t0\tN/A\t0\t3.09\n")
        #expect(results.map(\.internalStandardRetentionTimeMin) == [nil, nil])
    }
}
