internal import Findings
internal import Monitoring
package import Wording

/// `report.docx`: the report for those who finish it in WPS or Word.
///
/// Office Open XML (ISO/IEC 29500): styles, tables with repeated heads, native charts, page numbers, the number of the report
/// and its marks on each page, and the red head where the theme has one. The same content gives the same bytes.
package enum WordDocument {
    /// Returns the document of a page that was made of the same content.
    ///
    /// - Parameter page: the bytes of `report.html` in this language.
    /// - Complexity: linear in the length of the page.
    package static func make(_ content: ReportContent, page: [UInt8], language: Language) -> [UInt8] {
        let index = ReportIndex(content)
        let voice = Voice(language, index)
        let charts = index.headline.compactMap { WordChart(voice, $0) }
        let body = WordBody(page, charts: charts.enumerated().map { $0.element.paragraph(relation: "chart\($0.offset + 1)", number: $0.offset + 1) })
        var archive = StoredArchive()
        func add(_ name: String, _ text: String) { archive.add(name, Array(text.utf8)) }
        let chartTypes = charts.indices.map { "<Override PartName=\"/word/charts/chart\($0 + 1).xml\" ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>" }
        let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml."
        let overrides = [("document", "document.main"), ("styles", "styles"), ("numbering", "numbering"), ("header1", "header"), ("footer1", "footer"), ("settings", "settings")]
            .map { "<Override PartName=\"/word/\($0.0).xml\" ContentType=\"\(kind)\($0.1)+xml\"/>" }
        add(
            "[Content_Types].xml",
            head + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + overrides.joined() + chartTypes.joined()
                + "<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>")
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        add(
            "_rels/.rels",
            head + "<Relationships xmlns=\"\(relations)\"><Relationship Id=\"d\" Type=\"\(office)officeDocument\" Target=\"word/document.xml\"/><Relationship Id=\"c\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>")
        let own = [("styles", "styles"), ("numbering", "numbering"), ("header1", "header"), ("footer1", "footer"), ("settings", "settings")]
            .map { "<Relationship Id=\"\($0.0)\" Type=\"\(office)\($0.1)\" Target=\"\($0.0).xml\"/>" }
        let drawn = charts.indices.map { "<Relationship Id=\"chart\($0 + 1)\" Type=\"\(office)chart\" Target=\"charts/chart\($0 + 1).xml\"/>" }
        add("word/_rels/document.xml.rels", head + "<Relationships xmlns=\"\(relations)\">" + own.joined() + drawn.joined() + "</Relationships>")
        add("word/document.xml", document(redHead(content, voice) + body.markup))
        add("word/styles.xml", WordStyles.part(language))
        add("word/numbering.xml", WordStyles.numbering)
        add("word/settings.xml", head + "<w:settings \(names)><w:evenAndOddHeaders w:val=\"0\"/><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>")
        add("word/header1.xml", header(content, voice))
        add("word/footer1.xml", footer(voice))
        for (place, chart) in charts.enumerated() { add("word/charts/chart\(place + 1).xml", chart.part) }
        add("docProps/core.xml", properties(content, voice))
        return archive.finished()
    }

    static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    static let names =
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\""

    private static func document(_ body: String) -> String {
        // A4 in twips, margins of 20 mm.
        head + "<w:document \(names)><w:body>\n" + body
            + "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"header1\"/><w:footerReference w:type=\"default\" r:id=\"footer1\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    }

    private static func paragraph(_ style: String, _ text: String) -> String {
        "<w:p><w:pPr><w:pStyle w:val=\"\(style)\"/></w:pPr><w:r><w:t xml:space=\"preserve\">\(WordBody.escaped(text))</w:t></w:r></w:p>\n"
    }

    private static func redHead(_ content: ReportContent, _ voice: Voice) -> String {
        let document = content.document
        guard document.hasRedHead else { return "" }
        var out = ""
        if let copy = document.copy { out += paragraph("RedMark", voice.say("redhead.copy", ["copy": DocumentMarks.copyText(copy)])) }
        if !document.secrecy.isEmpty { out += paragraph("RedMark", harmless(document.secrecy, limit: 40)) }
        let own = voice.language == .english && !document.issuerEnglish.isEmpty ? document.issuerEnglish : document.issuer
        out += paragraph("RedHead", own.isEmpty ? voice.programme : harmless(own, limit: 120))
        return out
            + paragraph(
                "RedNumber",
                voice.say("redhead.document", ["year": String(content.period.year), "issue": String(content.period.index), "number": harmless(content.number, limit: 120)]))
    }

    private static func header(_ content: ReportContent, _ voice: Voice) -> String {
        let marks = [content.document.secrecy, content.isIssued ? "" : voice.say("paper.draft")].filter { !$0.isEmpty }.map { harmless($0, limit: 60) }
        return head
            + "<w:hdr \(names)><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr><w:r><w:t xml:space=\"preserve\">\(WordBody.escaped(harmless(content.number, limit: 120)))</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t xml:space=\"preserve\">\(WordBody.escaped(marks.joined(separator: " · ")))</w:t></w:r></w:p></w:hdr>"
    }

    private static func footer(_ voice: Voice) -> String {
        func field(_ code: String) -> String {
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> \(code) </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        }
        return head
            + "<w:ftr \(names)><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr><w:r><w:t xml:space=\"preserve\">\(WordBody.escaped(voice.say("paper.foot")))</w:t></w:r><w:r><w:tab/></w:r>\(field("PAGE"))<w:r><w:t xml:space=\"preserve\"> / </w:t></w:r>\(field("NUMPAGES"))</w:p></w:ftr>"
    }

    private static func properties(_ content: ReportContent, _ voice: Voice) -> String {
        // The last day of the period, not the clock.
        let day = "\(content.period.lastDay)T00:00:00Z"
        return head
            + "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>\(WordBody.escaped(harmless(content.number, limit: 120)))</dc:title><dc:description>\(WordBody.escaped(voice.programme))</dc:description><dcterms:created xsi:type=\"dcterms:W3CDTF\">\(day)</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">\(day)</dcterms:modified></cp:coreProperties>"
    }
}
