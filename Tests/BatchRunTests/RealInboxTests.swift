import BatchRun
import Custody
import Findings
import Foundation
import Glibc
import Monitoring
import Store
import Testing

/// The inbox as it is on a laboratory's share.
@Suite struct RealInboxTests {
    @Test func `What is no file is named and left alone, and the files beside it are taken`() async throws {
        let laboratory = try SmallLaboratory()
        let inbox = laboratory.path + "/inbox"
        try laboratory.write("inbox/good.csv", CanonicalRows.batch("B1"))
        try laboratory.write("outside.csv", CanonicalRows.batch("B2"))
        try FileManager.default.createDirectory(atPath: inbox + "/folder.csv", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: inbox + "/dangling.csv", withDestinationPath: "/nowhere/at/all.csv")
        try FileManager.default.createSymbolicLink(atPath: inbox + "/link.csv", withDestinationPath: laboratory.path + "/outside.csv")
        try FileManager.default.createSymbolicLink(atPath: inbox + "/linked", withDestinationPath: laboratory.path)
        let made = unsafe mkfifo(inbox + "/pipe.csv", 0o600)
        #expect(made == 0)
        let ran = try await laboratory.ingest()
        #expect(ran.codes("inbox/folder.csv") == ["S026"])
        for name in ["dangling.csv", "link.csv", "linked", "pipe.csv"] { #expect(ran.codes("inbox/" + name) == ["S042"], "\(name)") }
        #expect(ran.summary.results == 4 && ran.summary.filesTaken == 1)
        #expect(ran.summary.exitCode(alertLevel: .urgent) == 2)
        let names = try laboratory.store { try $0.refusedFiles() }.map(\.name)
        #expect(names == ["inbox/dangling.csv", "inbox/link.csv", "inbox/linked", "inbox/pipe.csv"])
        try await laboratory.ingest()
        let entries = try laboratory.store { try $0.refusedFiles() }.count
        #expect(entries == 4, "the same refusal is entered once")
    }

    @Test func `Names that would mislead a reader are refused in one harmless line`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/good.csv", CanonicalRows.batch("B1"))
        let text = CanonicalRows.batch("B2")
        for name in ["two\nlines.csv", "esc\u{1B}[31m.csv", "rtl\u{202E}vsc.csv", "zero\u{200B}width.csv"] { try laboratory.write("inbox/" + name, text) }
        let bytes: [UInt8] = Array((laboratory.path + "/inbox/latin").utf8) + [0xE9, 0xFF] + Array(".csv".utf8) + [0]
        let descriptor = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe buffer.baseAddress.map { start in unsafe start.withMemoryRebound(to: CChar.self, capacity: buffer.count) { unsafe open($0, O_CREAT | O_WRONLY, 0o600) } }
        }
        close(try #require(descriptor))
        let ran = try await laboratory.ingest()
        let named = ran.findings.filter { $0.code == "U003" }
        #expect(named.count == 5)
        for finding in named {
            let words = (finding.arguments["name"] ?? "") + (finding.position?.file ?? "")
            #expect(words == harmless(words, limit: .max), "\(words)")
        }
        #expect(ran.summary.results == 4)
        for refused in try laboratory.store({ try $0.refusedFiles() }) { #expect(refused.name == harmless(refused.name, limit: .max)) }
    }

    @Test func `Nested folders, equal names in two of them and names of 255 bytes are taken`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/2025/week1/results.csv", CanonicalRows.batch("B1"))
        try laboratory.write("inbox/2025/week2/results.csv", CanonicalRows.batch("B2", analyte: "ketamine"))
        let long = String(repeating: "n", count: 251) + ".csv"
        try laboratory.write("inbox/" + long, CanonicalRows.batch("B3", analyte: "mdma"))
        try laboratory.write("inbox/1/2/3/4/5/6/7/8/deep.csv", CanonicalRows.batch("B4", analyte: "cocaine"))
        let ran = try await laboratory.ingest { $0.settledSeconds = 0 }
        #expect(ran.summary.results == 12)
        #expect(ran.findings.contains { $0.code == "S041" })
        #expect(Set(try laboratory.results().map(\.position.file)) == ["inbox/2025/week1/results.csv", "inbox/2025/week2/results.csv", "inbox/" + long])
    }

    @Test func `What programs leave beside exports is passed over quietly`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/good.csv", CanonicalRows.batch("B1"))
        let leftovers = ["~$batch.xlsx", "Thumbs.db", "desktop.ini", "a.tmp", "b.csv.part", "c.csv.crdownload", "d.filepart"]
        for name in leftovers { try laboratory.write("inbox/" + name, "rubbish") }
        try laboratory.write("inbox/.DS_Store", "rubbish")
        try laboratory.write("inbox/Sample-01.d/AcqData/MSScan.bin", "raw")
        try laboratory.write("inbox/Sample-02.raw/_FUNC001.DAT", "raw")
        let ran = try await laboratory.ingest()
        #expect(ran.findings.filter { $0.code == "S024" }.count == leftovers.count)
        #expect(ran.findings.filter { $0.code == "S025" }.count == 2)
        let loud = ran.findings.filter { $0.severity >= .warning }.compactMap { $0.position?.file }.filter { $0.hasPrefix("inbox/") && $0 != "inbox/good.csv" }
        #expect(loud == [])
        #expect(ran.summary.filesTaken == 1 && ran.summary.results == 4)
    }

    @Test(.enabled(if: getuid() != 0, "the superuser reads every file")) func `A file without the right to read it is named`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/good.csv", CanonicalRows.batch("B1"))
        try laboratory.write("inbox/closed.csv", CanonicalRows.batch("B2"))
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: laboratory.path + "/inbox/closed.csv")
        let ran = try await laboratory.ingest()
        #expect(ran.codes("inbox/closed.csv") == ["U007"])
        #expect(ran.summary.results == 4)
    }

    @Test func `A file that is still being written waits, and one with its mark does not`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/young.csv", Array(CanonicalRows.batch("B1").utf8), age: 20)
        try laboratory.write("inbox/marked.csv", Array(CanonicalRows.batch("B2", analyte: "ketamine").utf8), age: 20)
        try laboratory.write("inbox/marked.csv.done", "")
        try laboratory.write("inbox/old.csv", Array(CanonicalRows.batch("B3", analyte: "mdma").utf8), age: 61)
        try laboratory.write("inbox/now.csv", Array(CanonicalRows.batch("B4", analyte: "cocaine").utf8), age: -3)
        let preview = try await laboratory.preview { $0.settledSeconds = 60 }
        #expect(preview.files.map(\.standing) == [.new, .waiting, .new, .waiting])
        #expect(preview.exitCode == 0)
        let ran = try await laboratory.ingest { $0.settledSeconds = 60 }
        #expect(ran.codes("inbox/young.csv") == ["U004"] && ran.codes("inbox/now.csv") == ["U004"])
        #expect(ran.summary.results == 8 && ran.summary.exitCode(alertLevel: .urgent) == 0)
        try laboratory.setAge("inbox/young.csv", 3600)
        #expect(try await laboratory.ingest { $0.settledSeconds = 60 }.summary.results == 12)
    }

    /// A ZIP archive with one stored file, as its format says.
    private func archive() -> [UInt8] {
        let local: [UInt8] = [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0x61]
        let central: [UInt8] = [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + [UInt8](repeating: 0, count: 20) + [1, 0] + [UInt8](repeating: 0, count: 16) + [0x61]
        return local + central + [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(central.count), 0, 0, 0, UInt8(local.count), 0, 0, 0, 0, 0]
    }

    /// A compound file of three sectors: its table, a directory, and one of data.
    private func compound() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 512 * 4)
        bytes.replaceSubrange(0..<8, with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
        bytes[30] = 9
        bytes[44] = 1
        for place in 76..<512 { bytes[place] = 0xFF }
        for place in 76..<80 { bytes[place] = 0 }
        for place in 512..<1024 { bytes[place] = 0xFF }
        bytes.replaceSubrange(512..<524, with: [0xFD, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF])
        return bytes
    }

    @Test func `A young file whose end is not there yet waits and is not called broken; an old one is taken and refused`() async throws {
        let laboratory = try SmallLaboratory()
        let xml = Array("<?xml version=\"1.0\"?>\n<!-- export --><QUANDATASET><GROUPDATA></GROUPDATA></QUANDATASET>\n".utf8)
        let wide: [UInt8] = xml.reduce(into: []) { $0 += [$1, 0] }
        let whole: [String: [UInt8]] = ["a.xlsx": archive(), "b.xls": compound(), "c.xml": xml, "d.xml": [0xFF, 0xFE] + wide]
        for (name, bytes) in whole {
            try laboratory.write("inbox/whole-" + name, bytes, age: 5)
            try laboratory.write("inbox/cut-" + name, Array(bytes.dropLast(name == "b.xls" ? 600 : 24)), age: 5)
        }
        let ran = try await laboratory.ingest()
        for name in whole.keys {
            #expect(ran.codes("inbox/cut-" + name) == ["U042"], "\(name)")
            #expect(!ran.codes("inbox/whole-" + name).contains("U042"), "\(name)")
        }
        let files = try laboratory.store { try $0.files() }
        #expect(files.allSatisfy { !$0.name.contains("cut-") })
        for name in whole.keys { try laboratory.setAge("inbox/cut-" + name, 3600) }
        let later = try await laboratory.ingest()
        for name in whole.keys {
            let own = later.findings.filter { $0.position?.file == "inbox/cut-" + name }
            #expect(!own.contains { $0.code == "U042" } && own.contains { $0.severity >= .error }, "\(name) \(own.map(\.code))")
        }
    }

    @Test func `An empty file, NUL bytes, noise and a table cut in a row are findings of their own file`() async throws {
        let laboratory = try SmallLaboratory()
        let good = CanonicalRows.batch("B1")
        try laboratory.write("inbox/good.csv", good)
        try laboratory.write("inbox/empty.csv", "")
        try laboratory.write("inbox/zeros.csv", [UInt8](repeating: 0, count: 100_000))
        try laboratory.write("inbox/nul.csv", Array((CanonicalRows.batch("B5", analyte: "mdma") + "\u{0}\u{0}\u{0}").utf8))
        try laboratory.write("inbox/noise.csv", (0..<60_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
        try laboratory.write("inbox/cut.csv", Array(CanonicalRows.batch("B2", analyte: "ketamine").utf8.dropLast(34)))
        let ran = try await laboratory.ingest()
        for name in ["empty", "zeros", "noise", "cut"] {
            #expect(ran.findings.contains { $0.position?.file == "inbox/\(name).csv" && $0.severity >= .error }, "\(name)")
        }
        let counted = Dictionary(grouping: try laboratory.results(), by: \.position.file).mapValues(\.count)
        #expect(counted["inbox/good.csv"] == 4 && counted["inbox/cut.csv"] == 3)
        #expect(counted["inbox/empty.csv"] == nil && counted["inbox/zeros.csv"] == nil && counted["inbox/noise.csv"] == nil)
        #expect(ran.summary.exitCode(alertLevel: .urgent) == 2)
    }

    @Test func `Ten megabytes in one line are one finding and little of it is kept`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/good.csv", CanonicalRows.batch("B1"))
        let line = "25-K01-1,methamphetamine,not a number,ng/L,,1,5,B2,X,unknown," + String(repeating: "0123456789", count: 1_000_000)
        try laboratory.write("inbox/long.csv", CanonicalRows.header + line)
        try laboratory.write("inbox/only.csv", String(repeating: "abcdefghij", count: 1_000_000))
        let ran = try await laboratory.ingest()
        #expect(ran.findings.contains { $0.position?.file == "inbox/long.csv" && $0.severity >= .error })
        #expect(ran.findings.contains { $0.position?.file == "inbox/only.csv" && $0.severity >= .error })
        #expect(try laboratory.results().count == 4)
        let rejects = try laboratory.store { try $0.rejectedRows() }
        #expect(rejects.contains { $0.position.file == "inbox/long.csv" })
        for reject in rejects { #expect(reject.text.count <= RejectedRow.textLimit + 1 && reject.row.count <= RejectedRow.textLimit + 1) }
    }
}
