import BatchRun
import Findings
import Foundation
import Monitoring
import Store
import Testing

/// What is set aside is in the store, as it stood.
@Suite struct RejectedRowTests {
    @Test func `Every row that gives no result is kept with the text of its row`() async throws {
        let laboratory = try SmallLaboratory()
        let rows = [
            "25-K01-1,methamphetamine,100,ng/L,,1,5,B1,I1,unknown", "25-K01-2,methamphetamine,1,24,ng/L,,1,5,B1,I2,unknown",
            "25-K01-3,morphine,5,,,1,5,B1,I3,unknown", "25-K01-4,morphine,6,,,1,5,B1,I4,unknown", "25-K01-1,codeine,7,furlong,,1,5,B1,I5,unknown",
            "25-K01-1,ketamine,\u{1B}[31mred\u{7},ng/L,,1,5,B1,I6,unknown",
        ]
        try laboratory.write("inbox/a.csv", CanonicalRows.header + rows.joined(separator: "\r\n") + "\r\n")
        try await laboratory.ingest()
        let (rejects, results) = try laboratory.store { (try $0.rejectedRows(), try $0.results()) }
        let lines = Set(results.compactMap(\.position.line))
        for (index, row) in rows.enumerated() where !lines.contains(index + 2) {
            let reject = try #require(rejects.first { $0.position.line == index + 2 }, "line \(index + 2)")
            #expect(reject.row == row)
            #expect(!reject.fileDigest.isEmpty)
        }
        #expect(lines.contains(2) && !lines.contains(4) && !lines.contains(5) && !lines.contains(6))
        #expect(rejects.filter { $0.code == "A008" }.compactMap(\.position.line) == [4, 5], "also where the finding is said once a file")
    }

    @Test func `Rows in any encoding and with any line end are kept as a person reads them`() async throws {
        for end in ["\n", "\r\n", "\r"] {
            let laboratory = try SmallLaboratory()
            let text = CanonicalRows.header.replacingOccurrences(of: "\n", with: end) + "25-K01-1,甲基苯丙胺,五,ng/L,,1,5,批次,I1,unknown" + end
            let data = try #require(text.data(using: .utf16))
            try laboratory.write("inbox/a.csv", [UInt8](data))
            try await laboratory.ingest()
            let reject = try #require(try laboratory.store { try $0.rejectedRows() }.first { $0.position.line == 2 })
            #expect(reject.row == "25-K01-1,甲基苯丙胺,五,ng/L,,1,5,批次,I1,unknown")
        }
    }

    @Test func `A file that is no export at all is kept as a reject of the whole file`() async throws {
        let laboratory = try SmallLaboratory()
        try laboratory.write("inbox/letter.txt", "Dear colleague,\nplease find the results attached.\n")
        try await laboratory.ingest()
        let rejects = try laboratory.store { try $0.rejectedRows() }
        #expect(rejects.count == 1 && rejects.first?.position.file == "inbox/letter.txt" && rejects.first?.position.line == nil)
    }
}
