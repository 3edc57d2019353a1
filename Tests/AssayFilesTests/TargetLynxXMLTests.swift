import AssayFiles
import Findings
import Testing

/// Waters TargetLynx XML as damaged and foreign writers leave it.
@Suite struct TargetLynxXMLTests {
    private func document(_ xml: String) -> AssayDocument { AssayDocument.read(Array(xml.utf8), file: "quan.xml") }

    private let sample = """
        <QUANDATASET><GROUPDATA count="1"><GROUP id="1" name="g"><SAMPLELISTDATA count="1">
        <SAMPLE id="1" name="W-1" type="Analyte"><COMPOUND id="1" name="甲基苯丙胺"><PEAK id="1" analconc="12.5" area="100"/></COMPOUND></SAMPLE>
        </SAMPLELISTDATA></GROUP></GROUPDATA></QUANDATASET>
        """

    @Test("A processing instruction without data is passed over")
    func instruction() {
        let read = document("<?xml version=\"1.0\"?>\n<?p?>" + sample)
        #expect(read.readings.map(\.value) == [.number(12.5)])
        #expect(!read.isTruncated)
    }

    @Test("A compound stands at its peak, by line and column in characters")
    func position() throws {
        let read = document(sample)
        let place = try #require(read.readings.first?.position)
        #expect(place.line == 2)
        #expect(place.column == "<SAMPLE id=\"1\" name=\"W-1\" type=\"Analyte\"><COMPOUND id=\"1\" name=\"甲基苯丙胺\">".count + 1)
    }

    @Test("A document type is refused, and with it every entity that it could swell to")
    func documentType() {
        let read = document("<!DOCTYPE a [<!ENTITY b \"bbbb\">]>" + sample)
        #expect(read.readings.isEmpty)
        #expect(read.findings.contains { $0.code == "A027" })
    }

    @Test("Elements within elements beyond all measure end the reading, not the program")
    func nesting() {
        let read = document("<QUANDATASET>" + String(repeating: "<a>", count: 100_000))
        #expect(read.isTruncated && read.readings.isEmpty)
    }

    @Test("What stands before a broken tag is kept")
    func broken() {
        let read = document(sample.replacing("</SAMPLELISTDATA>", with: "<SAMPLE name=></SAMPLELISTDATA>"))
        #expect(read.readings.map(\.value) == [.number(12.5)])
        #expect(read.isTruncated)
    }
}
