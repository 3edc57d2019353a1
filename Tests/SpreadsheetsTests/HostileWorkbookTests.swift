import Findings
import Spreadsheets
import Testing

@Suite struct HostileWorkbookTests {
    private let small = WorkbookBuilder("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>sample</t></is></c><c r=\"B1\"><v>12.5</v></c></row>")

    /// A workbook whose sheet is one byte over and over, and whose headers claim that it is small.
    private func bomb(times: Int) -> [UInt8] {
        var zip = small.zip
        for index in zip.parts.indices where zip.parts[index].name == "xl/worksheets/sheet1.xml" {
            zip.parts[index].packed = ZipWriter.run(Array("<worksheet><sheetData>".utf8), of: 0x20, times: times)
            zip.parts[index].isDeflated = true
            zip.parts[index].size = 100
        }
        return zip.bytes
    }

    @Test func `A ZIP that swells is stopped at the bounds, whatever its headers claim`() {
        var limits = WorkbookLimits()
        limits.freeBytes = 100_000
        limits.ratio = 20
        #expect(Workbook.read(bomb(times: 5000), file: "f", limits: limits).codes == ["A073"])
        limits = WorkbookLimits()
        limits.partBytes = 200_000
        #expect(Workbook.read(bomb(times: 5000), file: "f", limits: limits).codes == ["A073"])
        limits = WorkbookLimits()
        limits.unpackedBytes = 200_000
        #expect(Workbook.read(bomb(times: 5000), file: "f", limits: limits).codes == ["A073"])
    }

    @Test func `Elements within elements, parts, cells and long texts have bounds`() {
        var limits = WorkbookLimits()
        limits.entries = 3
        #expect(small.read(limits).codes == ["A073"])
        limits = WorkbookLimits()
        limits.cells = 1
        #expect(small.read(limits).codes == ["A073"])
        limits = WorkbookLimits()
        limits.cellCharacters = 1
        #expect(small.read(limits).codes == ["A073"])
        let deep = WorkbookBuilder(String(repeating: "<x>", count: 100) + String(repeating: "</x>", count: 100))
        #expect(deep.read().codes == ["A073"])
        let merged = WorkbookBuilder(
            (1...50).map { "<row r=\"\($0)\"><c r=\"A\($0)\" t=\"inlineStr\"><is><t>x</t></is></c><c r=\"GR\($0)\"><v>1</v></c></row>" }.joined(),
            after: "<mergeCells><mergeCell ref=\"A1:GR50\"/></mergeCells>")
        limits = WorkbookLimits()
        limits.cells = 5000
        #expect(merged.read(limits).codes == ["A073"])
        limits.cells = 10_100
        #expect(merged.read(limits).codes == ["A078"])
    }

    @Test func `Entities and document types are refused`() {
        var builder = small
        builder.changed["xl/worksheets/sheet1.xml"] = """
            <!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>
            """
        #expect(builder.read().codes == ["A072"])
        builder.changed["xl/worksheets/sheet1.xml"] = String(repeating: " ", count: 200_000) + (builder.changed["xl/worksheets/sheet1.xml"] ?? "")
        #expect(builder.read().codes == ["A072"])
    }

    @Test func `A part whose sum is wrong is damaged, and nothing of it is taken`() {
        var zip = small.zip
        for index in zip.parts.indices where zip.parts[index].name == "xl/worksheets/sheet1.xml" {
            let at = zip.parts[index].packed.count - 60
            #expect(zip.parts[index].packed.contains(0x32))
            zip.parts[index].packed[at...].firstIndex(of: 0x32).map { zip.parts[index].packed[$0] = 0x39 }
        }
        let reading = Workbook.read(zip.bytes, file: "f")
        #expect(reading.codes == ["A072"] && reading.workbook?.sheets == [] && reading.isTruncated)
    }

    @Test func `A workbook cut at any byte is named as damaged`() {
        let bytes = small.bytes
        for count in 4..<bytes.count {
            let reading = Workbook.read(Array(bytes.prefix(count)), file: "f")
            #expect(reading.workbook == nil && reading.codes == ["A070"] && reading.isTruncated, "cut at \(count)")
        }
    }

    @Test func `A flipped byte never gives another figure`() {
        let bytes = small.bytes
        let whole = small.read().workbook
        var kept = 0
        for index in bytes.indices {
            for mask: UInt8 in [[0x01, 0x20, 0x80][index % 3]] {
                var copy = bytes
                copy[index] ^= mask
                let reading = Workbook.read(copy, file: "f")
                let sheets = reading.workbook?.sheets ?? []
                if sheets == whole?.sheets { kept += 1 }
                for sheet in sheets {
                    #expect(sheet.rows == whole?.sheets[0].rows || reading.findings.contains { $0.severity >= .error }, "byte \(index) ^ \(mask)")
                }
            }
        }
        #expect(kept > 0)
    }
}
