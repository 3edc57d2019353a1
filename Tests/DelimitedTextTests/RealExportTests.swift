import DelimitedText
import Findings
import Foundation
import Testing

/// Real exports of laboratory software, where they lie beside the package.
@Suite struct RealExportTests {
    static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared/data/assay").path

    static func bytes(_ name: String) -> [UInt8] { FileManager.default.contents(atPath: folder + "/" + name).map { [UInt8]($0) } ?? [] }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: folder)),
        arguments: [
            ("agilent_mh_wide_quant.csv", UInt8(0x2C)), ("thermo_tracefinder_bom.csv", 0x2C), ("sciex_multiquant_tab_a.txt", 0x09),
            ("shimadzu_ms_quant_results.txt", 0x09), ("waters_compound_summary.txt", 0x09), ("agilent_mh_multilang.csv", 0x2C),
        ])
    func theDialectOfARealExportIsTold(name: String, delimiter: UInt8) throws {
        let reading = DelimitedTable.read(RealExportTests.bytes(name), file: name)
        let table = try #require(reading.table)
        #expect(table.dialect.delimiter == delimiter)
        #expect(reading.findings.allSatisfy { $0.severity < .error })
    }
}
