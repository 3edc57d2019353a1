import Findings
import Foundation
import Monitoring
import Reports
import Testing
import Wording

/// The workbook: the same bytes for the same content, and a named refusal where it cannot be written.
struct WorkbookTests {
    static func path(_ name: String) -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("headwater-\(ProcessInfo.processInfo.processIdentifier)-\(name).xlsx").path
    }

    @Test(arguments: Language.allCases)
    func `the same content gives the same bytes`(_ language: Language) throws {
        let content = InventedContent.make()
        let paths = ["first", "second"].map { Self.path($0 + language.rawValue) }
        defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
        for path in paths { try ReportWorkbook.write(content, language: language, to: path) }
        let bytes = try paths.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }
        #expect(bytes[0] == bytes[1])
        #expect(bytes[0].starts(with: [0x50, 0x4B, 3, 4]) && bytes[0].count > 50_000)
        // Zip entries name their parts in the clear: a sheet for the notes and one a table, and no macro, link or formula chain.
        let text = String(decoding: bytes[0], as: UTF8.self)
        #expect(text.contains("xl/worksheets/sheet14.xml") && !text.contains("xl/worksheets/sheet15.xml"))
        #expect(!text.contains("vbaProject") && !text.contains("externalLink") && !text.contains("calcChain"))
    }

    @Test func `hostile and very long texts are written as text`() throws {
        var content = PageTests.hostile()
        content.restatements.append(
            Restatement(table: "=1+1", key: String(repeating: "x", count: 40_000), column: "\u{1}\u{FFFE}", before: "@a", after: "http://x", reasons: [Reason("+")], run: "-"))
        let path = Self.path("hostile")
        defer { try? FileManager.default.removeItem(atPath: path) }
        try ReportWorkbook.write(content, language: .english, to: path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count > 50_000)
    }

    @Test func `a path that cannot be written is refused by name`() throws {
        #expect {
            try ReportWorkbook.write(InventedContent.make(), language: .english, to: "/nonexistent-folder/report.xlsx")
        } throws: { error in
            (error as? WorkbookError)?.finding.code == "R001" && (error as? WorkbookError)?.path == "/nonexistent-folder/report.xlsx"
        }
    }
}
