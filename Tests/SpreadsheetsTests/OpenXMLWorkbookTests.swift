import Findings
import Spreadsheets
import Testing

@Suite struct OpenXMLWorkbookTests {
    @Test func `Shared, inline and computed texts, truth values and errors are read as they stand`() {
        var builder = WorkbookBuilder(
            """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t xml:space="preserve"> in &amp; line </t></is></c></row>
            <row r="2"><c r="A2" t="str"><f>A1</f><v>甲基苯丙胺</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#N/A</v></c><c r="D2"><v>1.2500000000000001E-2</v></c>
            <c r="E2" t="str"><f>""</f><v></v></c><c r="F2" t="d"><v>2025-01-20T17:00:05</v></c></row>
            """)
        builder.strings = "<si><r><t>Fent</t></r><r><rPr><b/></rPr><t>anyl</t></r><rPh sb=\"0\" eb=\"1\"><t>フェ</t></rPh></si><si><t>a_x000D_b_x005F_c</t></si>"
        let reading = builder.read()
        #expect(reading.findings == [])
        #expect(reading.content("A1") == .text("Fentanyl"))
        #expect(reading.content("B1") == .text("a\rb_c"))
        #expect(reading.content("C1") == .text(" in & line "))
        #expect(reading.content("A2") == .text("甲基苯丙胺"))
        #expect(reading.content("B2") == .boolean(true))
        #expect(reading.content("C2") == .error("#N/A"))
        #expect(reading.content("D2") == .number(CellNumber(digits: "0.0125")))
        #expect(reading.content("E2") == nil)
        #expect(reading.content("F2") == .date("2025-01-20T17:00:05"))
        #expect(reading.workbook?.layout == .openXML)
    }

    @Test func `Sheets come in the order of the workbook, hidden ones and hidden rows and columns with their names`() {
        var builder = WorkbookBuilder(
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>",
            "<row r=\"3\" hidden=\"1\"><c r=\"B3\"><v>2</v></c><c r=\"D3\"><v>2</v></c></row><row r=\"4\" hidden=\"1\"/>", before: "<cols><col min=\"2\" max=\"3\" hidden=\"1\"/></cols>")
        builder.tabs[0].state = "veryHidden"
        builder.tabs[1].name = "结果 & QC"
        let reading = builder.read()
        #expect(reading.workbook?.sheets.map(\.name) == ["Sheet1", "结果 & QC"])
        #expect(reading.workbook?.sheets.map(\.isHidden) == [true, false])
        #expect(reading.codes == ["A074", "A075", "A076"])
        #expect(reading.workbook?.sheets[1].hiddenRows == [3])
        #expect(reading.workbook?.sheets[1].hiddenColumns == [2])
        #expect(reading.findings[2].position?.description == "batch.xlsx[结果 & QC]:1:2")
        #expect(reading.shown("D3", sheet: 1) == "2")
    }

    @Test func `Dates follow the format of the cell and the system of the workbook`() {
        var builder = WorkbookBuilder(
            "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>45677.708391203705</v></c><c r=\"B1\" s=\"2\"><v>45677</v></c><c r=\"C1\"><v>45677</v></c><c r=\"D1\" s=\"3\"><v>0.5</v></c></row>")
        builder.formats = ["yyyy\\-mm\\-dd\\ hh:mm"]
        builder.builtIn = [14, 20]
        #expect(builder.read().shown("A1") == "2025-01-20 17:00:05")
        #expect(builder.read().content("B1") == .date("2025-01-20"))
        #expect(builder.read().content("C1") == .number(CellNumber(digits: "45677")))
        #expect(builder.read().shown("D1") == "12:00:00")
        builder.isFrom1904 = true
        #expect(builder.read().shown("B1") == "2029-01-21")
    }

    @Test func `A strict workbook, a prefix on its elements and cells without addresses read alike`() {
        var builder = WorkbookBuilder("<row><c><v>1</v></c><c t=\"inlineStr\"><is><t>x</t></is></c></row><row r=\"5\"><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>")
        let plain = builder.read()
        #expect(plain.shown("A1") == "1" && plain.shown("B1") == "x" && plain.shown("B5") == "3" && plain.shown("A6") == "4")
        builder.isStrict = true
        #expect(builder.read().workbook == plain.workbook)
        builder.tabs[0].prefix = "x"
        builder.tabs[0].data = builder.tabs[0].data.replacing("</", with: "\u{1}").replacing("<", with: "<x:").replacing("\u{1}", with: "</x:")
        #expect(builder.read().workbook == plain.workbook)
    }

    @Test func `A formula without a stored value is empty and named, never a figure`() {
        let reading = WorkbookBuilder("<row r=\"1\"><c r=\"A1\"><f>SUM(B1:B9)</f></c><c r=\"B1\"><f>1+1</f><v/></c><c r=\"C1\"><f>1+1</f><v>2</v></c></row>").read()
        #expect(reading.content("A1") == nil && reading.content("B1") == nil)
        #expect(reading.shown("C1") == "2")
        #expect(reading.codes == ["A077"])
        #expect(reading.findings.first?.arguments == ["count": "2", "cells": "A1, B1"])
    }

    @Test func `Merged cells stand for all they cover, figures down their rows only`() {
        let data = """
            <row r="1"><c r="A1" t="inlineStr"><is><t>site</t></is></c><c r="B1" t="inlineStr"><is><t>ng/L</t></is></c><c r="D1" t="inlineStr"><is><t>z</t></is></c></row>
            <row r="2"><c r="A2" t="inlineStr"><is><t>F01</t></is></c><c r="B2"><v>5</v></c></row>
            <row r="3"><c r="D3"><v>1</v></c></row>
            """
        let merges = "<mergeCells count=\"3\"><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"A2:A3\"/><mergeCell ref=\"B2:C3\"/><mergeCell ref=\"F1:XFD1048576\"/></mergeCells>"
        let reading = WorkbookBuilder(data, after: merges).read()
        #expect(reading.shown("C1") == "ng/L" && reading.shown("D1") == "z")
        #expect(reading.shown("A3") == "F01")
        #expect(reading.shown("B3") == "5")
        #expect(reading.content("C2") == nil && reading.content("C3") == nil)
        #expect(reading.codes == ["A078"])
        #expect(WorkbookBuilder("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>t</t></is></c></row>", after: "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>").read().workbook?.sheets[0].rows.count == 1)
    }

    @Test func `A cell at the far corner costs one cell`() {
        let reading = WorkbookBuilder("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>").read()
        #expect(reading.shown("XFD1048576") == "2")
        #expect(reading.workbook?.sheets[0].rows.map(\.cells.count) == [1, 1])
        for place in ["XFE1", "A1048577", "A0", "ZZZZZZZZZZZZZZZZ1", "A99999999999999999999", "1A", ""] {
            #expect(WorkbookBuilder("<row><c r=\"\(place)\"><v>1</v></c></row>").read().codes == ["A072"], "\(place)")
        }
    }

    @Test func `What contradicts itself is set aside with its sheet, and the other sheets stay`() {
        let good = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
        for bad in [
            "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c></row>", "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1\"><c r=\"B1\"><v>2</v></c></row>",
            "<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>", "<row r=\"1\"><c r=\"A1\"><v>1</v></c>", "<row r=\"x\"/>",
        ] {
            let reading = WorkbookBuilder(bad, good).read()
            #expect(reading.workbook?.sheets.map(\.name) == ["Sheet2"], "\(bad)")
            #expect(reading.codes == ["A072"] && reading.findings[0].position?.sheet == "Sheet1", "\(bad)")
        }
        let unordered = WorkbookBuilder("<row r=\"2\"><c r=\"B2\"><v>4</v></c><c r=\"A2\"><v>3</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>").read()
        #expect(unordered.findings.isEmpty && unordered.shown("A2") == "3" && unordered.shown("B2") == "4" && unordered.shown("A1") == "1")
    }

    @Test(arguments: ["<c r=\"A1\" t=\"s\"><v>0</v></c>", "<c r=\"A1\" t=\"s\"><v>-1</v></c>", "<c r=\"A1\"><v>0x1F</v></c>", "<c r=\"A1\"><v>INF</v></c>", "<c r=\"A1\"><v>1e999</v></c>", "<c r=\"A1\"><v>1,5</v></c>", "<c r=\"A1\" t=\"b\"><v>2</v></c>", "<c r=\"A1\" t=\"q\"><v>2</v></c>"])
    func `A cell whose value is none of its kind is an error and named`(cell: String) {
        let reading = WorkbookBuilder("<row r=\"1\">\(cell)</row>").read()
        #expect(reading.content("A1") == .error("#VALUE!"))
        #expect(reading.codes == ["A079"])
    }

    @Test func `Other files in a ZIP are refused by name`() {
        func format(_ zip: ZipWriter) -> String? {
            let reading = Workbook.read(zip.bytes, file: "f")
            #expect(reading.workbook == nil && reading.codes == ["A003"])
            return reading.findings.first?.arguments["format"]
        }
        var word = WorkbookBuilder()
        word.mainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        var zip = word.zip
        zip.parts.removeAll { $0.name.hasPrefix("xl/") }
        #expect(format(zip) == "Word (.docx)")
        var binary = WorkbookBuilder("")
        binary.mainType = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
        #expect(format(binary.zip) == "Excel binary (.xlsb)")
        var open = ZipWriter()
        open.add("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        open.add("content.xml", "<x/>")
        #expect(format(open) == "OpenDocument (.ods)")
        var plain = ZipWriter()
        plain.add("batch.csv", "a,b\n1,2\n")
        #expect(format(plain) == "ZIP")
        #expect(format(ZipWriter()) == "ZIP")
    }

    @Test func `Macros are named and not run, a password is named`() {
        var macros = WorkbookBuilder("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>")
        macros.mainType = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        #expect(macros.read().codes == ["A071"] && macros.read().shown("A1") == "1")
        var zip = WorkbookBuilder("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>").zip
        for index in zip.parts.indices where zip.parts[index].name == "xl/workbook.xml" { zip.parts[index].flags = 1 }
        #expect(Workbook.read(zip.bytes, file: "f").codes == ["A089"])
    }

    @Test func `Missing shared texts leave cells that point to none as errors; missing sheets are named`() {
        let reading = WorkbookBuilder("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>3</v></c><c r=\"B1\"><v>7</v></c></row>").read()
        #expect(reading.content("A1") == .error("#VALUE!") && reading.shown("B1") == "7")
        var zip = WorkbookBuilder("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>", "").zip
        zip.parts.removeAll { $0.name == "xl/worksheets/sheet2.xml" }
        let less = Workbook.read(zip.bytes, file: "f")
        #expect(less.codes == ["A072"] && less.workbook?.sheets.map(\.name) == ["Sheet1"])
    }
}
