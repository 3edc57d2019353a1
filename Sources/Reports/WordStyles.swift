internal import Wording

/// The styles of `report.docx`, which a house can change in one place.
enum WordStyles {
    /// A paragraph style in half-points and twips.
    private struct Style {
        let id: String
        let name: String
        var based = "Normal"
        var size: Int
        var isBold = false
        var colour = ""
        var before = 0
        var after = 80
        /// What stands before the spacing in the properties of a paragraph; the schema fixes the order.
        var more = ""
        var isCentered = false
        /// Level of the outline, from 0; nil for text.
        var level: Int?
    }

    private static let styles = [
        Style(id: "BodyText", name: "Body Text", size: 20, after: 80),
        Style(id: "Title", name: "Title", size: 36, isBold: true, before: 120, after: 120),
        Style(id: "Subtitle", name: "Subtitle", size: 20, colour: "5D6B78", after: 40),
        Style(id: "Heading1", name: "heading 1", size: 28, isBold: true, before: 320, after: 120, more: "<w:keepNext/>", level: 0),
        Style(id: "Heading2", name: "heading 2", size: 23, isBold: true, before: 200, after: 80, more: "<w:keepNext/>", level: 1),
        Style(id: "Heading3", name: "heading 3", size: 20, isBold: true, colour: "5D6B78", before: 120, after: 60, more: "<w:keepNext/>", level: 2),
        Style(id: "Note", name: "Note", size: 17, colour: "5D6B78", after: 60),
        Style(
            id: "Caution", name: "Caution", size: 20, before: 60, after: 100,
            more: "<w:pBdr><w:left w:val=\"single\" w:sz=\"24\" w:space=\"6\" w:color=\"B8401A\"/></w:pBdr><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"FDF3EE\"/>"),
        Style(id: "ListBullet", name: "List Bullet", size: 19, after: 40, more: "<w:numPr><w:numId w:val=\"1\"/></w:numPr>"),
        Style(id: "Caption", name: "caption", size: 19, isBold: true, before: 160, after: 60),
        Style(id: "TableText", name: "Table Text", size: 15, after: 0),
        Style(id: "TableHead", name: "Table Head", size: 15, isBold: true, colour: "5D6B78", after: 0),
        Style(id: "Gap", name: "Gap", size: 8, after: 0),
        Style(id: "Header", name: "header", size: 16, colour: "5D6B78", after: 0, more: "<w:tabs><w:tab w:val=\"right\" w:pos=\"9638\"/></w:tabs>"),
        Style(id: "RedMark", name: "Red Head Mark", size: 24, after: 0),
        Style(id: "RedHead", name: "Red Head", size: 60, isBold: true, colour: "C8102E", before: 480, after: 360, isCentered: true),
        Style(
            id: "RedNumber", name: "Red Head Number", size: 24, after: 360,
            more: "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"24\" w:space=\"8\" w:color=\"C8102E\"/></w:pBdr>", isCentered: true),
    ]

    /// The part `word/styles.xml`.
    static func part(_ language: Language) -> String {
        let fonts = "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\" w:eastAsia=\"\(language == .chinese ? "仿宋" : "SimSun")\"/>"
        let code = language == .chinese ? "zh-CN" : "en-GB"
        var out = WordDocument.head + "<w:styles \(WordDocument.names)><w:docDefaults><w:rPrDefault><w:rPr>\(fonts)<w:sz w:val=\"20\"/><w:lang w:val=\"\(code)\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        out += "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>"
        for style in styles {
            out += "<w:style w:type=\"paragraph\" w:customStyle=\"\(["BodyText", "Title", "Subtitle", "Heading1", "Heading2", "Heading3", "ListBullet", "Caption", "Header"].contains(style.id) ? 0 : 1)\" w:styleId=\"\(style.id)\"><w:name w:val=\"\(style.name)\"/><w:basedOn w:val=\"\(style.based)\"/><w:qFormat/><w:pPr>\(style.more)<w:spacing w:before=\"\(style.before)\" w:after=\"\(style.after)\"/>" + (style.isCentered ? "<w:jc w:val=\"center\"/>" : "")
            if let level = style.level { out += "<w:outlineLvl w:val=\"\(level)\"/>" }
            out += "</w:pPr><w:rPr>" + (style.isBold ? "<w:b/>" : "") + (style.colour.isEmpty ? "" : "<w:color w:val=\"\(style.colour)\"/>") + "<w:sz w:val=\"\(style.size)\"/></w:rPr></w:style>"
        }
        let cells = "<w:tblCellMar><w:left w:w=\"60\" w:type=\"dxa\"/><w:right w:w=\"60\" w:type=\"dxa\"/></w:tblCellMar>"
        out += "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"PlainTable\"><w:name w:val=\"Normal Table\"/><w:tblPr>\(cells)</w:tblPr></w:style>"
        out += "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"DataTable\"><w:name w:val=\"Data Table\"/><w:basedOn w:val=\"PlainTable\"/><w:tblPr><w:tblBorders><w:top w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"5D6B78\"/><w:bottom w:val=\"single\" w:sz=\"8\" w:space=\"0\" w:color=\"5D6B78\"/><w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"D5DDE4\"/></w:tblBorders>\(cells)</w:tblPr></w:style>"
        return out + "</w:styles>"
    }

    /// The part `word/numbering.xml`: one list of bullets.
    static let numbering =
        WordDocument.head
        + "<w:numbering \(WordDocument.names)><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"singleLevel\"/><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/><w:pPr><w:ind w:left=\"340\" w:hanging=\"227\"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>"
}
