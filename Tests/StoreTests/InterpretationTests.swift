import Findings
import Foundation
import Monitoring
import Store
import Testing

@Suite struct InterpretationTests {
    @Test(arguments: [UInt64(11), 12, 13]) func `What is written is read back bit for bit and in the same order`(seed: UInt64) throws {
        let folder = try TestFolder()
        let state = Interpreted("d1", rows: 700, seed: seed)
        let store = try WorkspaceStore.open(folder.store)
        try state.write(to: store)
        #expect(try Interpreted(of: store) == state, "seed \(seed)")
        try store.close()
        #expect(try Interpreted(of: WorkspaceStore.open(folder.store)) == state, "seed \(seed)")
    }

    @Test func `Every censored state, extreme figures and extreme places survive`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        let figures = [0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, 0.1, 1e300, .greatestFiniteMagnitude, .infinity]
        let results = figures.flatMap { figure in
            [CensoredResult.quantified(figure), .belowQuantification(limit: figure), .belowDetection(limit: figure), .aboveRange(limit: figure), .notAnalysed]
        }.map {
            LaboratoryResult(
                sample: nil, analyte: "mdma", sampleType: .unknown, concentration: $0, batch: "b", injection: "i",
                position: SourcePosition(file: "f", line: .max, column: 0, byteOffset: .max))
        }
        try store.replaceInterpretation(digest: "d", results: results, findings: [], checks: [])
        #expect(try store.results() == results)
    }

    @Test func `Replacing leaves nothing of the rows before`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try Interpreted("d1", rows: 90, seed: 1).write(to: store)
        let second = Interpreted("d2", rows: 30, seed: 2)
        try second.write(to: store)
        #expect(try Interpreted(of: store) == second)
        try store.replaceInterpretation(digest: "d3", results: [], findings: [], checks: [])
        #expect(try store.results().isEmpty && store.findings().isEmpty && store.checks().isEmpty)
        #expect(try store.interpretationDigest() == "d3")
    }

    @Test func `A figure that is not a number stops the change, and the last good state stands`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        let good = Interpreted("d1", rows: 60, seed: 5)
        try good.write(to: store)
        for place in [0, 31, 59] {
            var bad = Interpreted("d2", rows: 60, seed: 6)
            bad.results[place].concentration = .belowDetection(limit: .nan)
            let error = #expect(throws: StoreError.self) { try bad.write(to: store) }
            #expect(error?.finding.code == "S008")
            #expect(error?.finding.position == bad.results[place].position)
            #expect(try Interpreted(of: store) == good)
        }
        var bad = good
        bad.results[3].dilution = .nan
        #expect(throws: StoreError.notANumber(quantity: "dilution", position: bad.results[3].position)) { try bad.write(to: store) }
        #expect(try Interpreted(of: store) == good)
        #expect(try store.integrityFindings().isEmpty)
    }

    @Test func `A power cut at any byte of the write-ahead log leaves one whole state, never a mixture`() throws {
        let folder = try TestFolder()
        let states = [Interpreted("d1", rows: 40, seed: 21), Interpreted("d2", rows: 55, seed: 22), Interpreted("d3", rows: 25, seed: 23)]
        let store = try WorkspaceStore.open(folder.store)
        for state in states { try state.write(to: store) }
        let main = try folder.bytes(folder.store)
        let log = try folder.bytes(folder.store + "-wal")
        #expect(log.count > 100_000)
        var seen: Set<String> = []
        for cut in stride(from: 0, through: log.count, by: 1501) {
            let copy = folder.path + "/cut/\(cut)/headwater.sqlite"
            try folder.write(main, copy)
            try folder.write(Array(log.prefix(cut)), copy + "-wal")
            let opened = try WorkspaceStore.open(copy)
            let found = try Interpreted(of: opened)
            if found.digest.isEmpty {
                #expect(found.results.isEmpty && found.findings.isEmpty && found.checks.isEmpty, "cut at \(cut)")
            } else {
                #expect(states.contains(found), "cut at \(cut): \(found.digest) with \(found.results.count) results")
            }
            seen.insert(found.digest)
            #expect(try opened.integrityFindings().isEmpty)
            try opened.close()
            try FileManager.default.removeItem(atPath: folder.path + "/cut/\(cut)")
        }
        #expect(seen == ["", "d1", "d2"] || seen == ["", "d1", "d2", "d3"])
    }
}
