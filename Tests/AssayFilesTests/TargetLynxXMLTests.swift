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

    @Test("A sample has no nominal concentration, so that its deviation is NaN beside a good figure; the ion ratio stands with the confirming ion")
    func deviation() throws {
        func peak(_ figure: String, _ deviation: String) -> String {
            "<PEAK foundrt=\"5.63\" area=\"56.5\" analconc=\"\(figure)\" conccalc=\"\(deviation)\" ionratio=\"0.0000\" ionratiopred=\"0.0000\"><CONFIRMATIONIONPEAK1 ion=\"1\" area=\"187.3\" analconc=\"\" conccalc=\"NaN\" ionratio=\"0.3016\" ionratiopred=\"1.3\"/><CONFIRMATIONIONPEAK2 ion=\"2\" ionratio=\"0.9\" ionratiopred=\"0.8\"/><ISPEAK area=\"1583.2\"/></PEAK>"
        }
        let samples = [("CAL", "Standard", "3000.0", "2250.0000", "-25.0"), ("W-1", "Analyte", "0.0000", "120.3273", "NaN"), ("W-2", "Analyte", "0.0000", "0.0000", "NaN")].map {
            "<SAMPLE name=\"\($0.0)\" type=\"\($0.1)\"><COMPOUND name=\"METH\" stdconc=\"\($0.2)\">\(peak($0.3, $0.4))</COMPOUND></SAMPLE>"
        }
        let read = document("<QUANDATASET><GROUPDATA><GROUP><SAMPLELISTDATA count=\"3\">" + samples.joined() + "</SAMPLELISTDATA></GROUP></GROUPDATA></QUANDATASET>")
        #expect(read.readings.map(\.value) == [.number(2250), .number(120.3273), .notAnalysed])
        let figure = try #require(read.readings.first)
        #expect(figure.expected == 3000)
        #expect(figure.ionRatio == 0.3016)
        #expect(figure.ionRatioExpected == 1.3)
        #expect(figure.internalStandardArea == 1583.2)
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
