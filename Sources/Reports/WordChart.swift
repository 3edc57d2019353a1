internal import Monitoring
internal import Wording

/// A native chart of the document: the sites of one substance by load, with their 95 % intervals.
struct WordChart {
    let title: String
    let axis: String
    /// Largest first.
    let bars: [(name: String, value: Double, low: Double, high: Double)]
    /// Bars of a chart: more cannot be read on a page.
    private static let most = 22

    /// Nil where no site has a load.
    init?(_ voice: Voice, _ analyte: AnalyteCode) {
        let ranked = voice.index.ranked(analyte).compactMap { estimate in
            estimate.load.map { (voice.site(estimate.site), $0.value, $0.interval.low, $0.interval.high) }
        }
        guard !ranked.isEmpty else { return nil }
        title = voice.analyte(analyte)
        axis = voice.say("unit.load")
        bars = Array(ranked.prefix(WordChart.most))
    }

    /// The part `word/charts/chart<n>.xml`.
    var part: String {
        func number(_ value: Double) -> String { value.isFinite ? value.significant(6) : "0" }
        func points(_ values: [String], _ tag: String) -> String {
            "<c:ptCount val=\"\(values.count)\"/>" + values.enumerated().map { "<c:pt idx=\"\($0.offset)\"><c:v>\(tag == "text" ? WordBody.escaped($0.element) : $0.element)</c:v></c:pt>" }.joined()
        }
        func numbers(_ values: [Double]) -> String { "<c:numLit><c:formatCode>General</c:formatCode>\(points(values.map(number), "number"))</c:numLit>" }
        let small = "<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"800\"/></a:pPr><a:endParaRPr lang=\"en-US\"/></a:p></c:txPr>"
        return """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:roundedCorners val="0"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1100" b="1"/></a:pPr><a:r><a:rPr lang="zh-CN" sz="1100" b="1"/><a:t>\(WordBody.escaped(title))</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>\(WordBody.escaped(title))</c:v></c:tx><c:spPr><a:solidFill><a:srgbClr val="4F97C4"/></a:solidFill></c:spPr><c:invertIfNegative val="0"/><c:errBars><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/><c:plus>\(numbers(bars.map { max(0, $0.high - $0.value) }))</c:plus><c:minus>\(numbers(bars.map { max(0, $0.value - $0.low) }))</c:minus><c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="1D2A35"/></a:solidFill></a:ln></c:spPr></c:errBars><c:cat><c:strLit>\(points(bars.map(\.name), "text"))</c:strLit></c:cat><c:val>\(numbers(bars.map(\.value)))</c:val></c:ser><c:gapWidth val="60"/><c:axId val="111"/><c:axId val="222"/></c:barChart><c:catAx><c:axId val="111"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/><c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>\(small)<c:crossAx val="222"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:tickLblSkip val="1"/><c:noMultiLvlLbl val="0"/></c:catAx><c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling><c:delete val="0"/><c:axPos val="b"/><c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D5DDE4"/></a:solidFill></a:ln></c:spPr></c:majorGridlines><c:title><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800" b="0"/></a:pPr><a:r><a:rPr lang="zh-CN" sz="800" b="0"/><a:t>\(WordBody.escaped(axis))</a:t></a:r></a:p></c:rich></c:tx><c:overlay val="0"/></c:title><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>\(small)<c:crossAx val="111"/><c:crosses val="max"/></c:valAx></c:plotArea><c:plotVisOnly val="1"/></c:chart></c:chartSpace>
            """
    }

    /// The paragraph that shows the chart with this relation and number.
    func paragraph(relation: String, number: Int) -> String {
        // 914,400 EMU an inch: 165 mm wide, and as high as the bars need.
        let height = 1_100_000 + bars.count * 190_000
        return """
            <w:p><w:pPr><w:keepLines/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="5940000" cy="\(height)"/><wp:docPr id="\(number)" name="Chart \(number)" descr="\(WordBody.escaped(title))"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="\(relation)"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>

            """
    }
}
