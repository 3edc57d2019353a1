internal import DelimitedText
internal import Findings
internal import Foundation

#if canImport(FoundationXML)
    internal import FoundationXML
#endif

/// Waters TargetLynx XML: samples with compounds, each with its peak.
///
/// `analconc="0.0"` beside `conccalc="NaN"` means that nothing was quantified, not zero.
/// External entities are never loaded.
final class TargetLynxXMLReader: NSObject, XMLParserDelegate {
    private let file: String
    private var rows: [RawReading] = []
    private var findings: [Finding] = []
    private var isTruncated = false
    private var sample: [String: String] = [:]
    private var compound: [String: String]?
    private var peak: [String: String]?
    private var standard: [String: String] = [:]
    private var group = ""
    private var position = SourcePosition(file: "")
    private var method: [String: String] = [:]
    /// Inside a sample; the elements `COMPOUND` of calibration data are no results.
    private var isInSample = false
    /// The compound of calibration data that is being read.
    private var calibrated = ""
    /// The coefficient of determination of each compound of a group.
    private var determinations: [String: String] = [:]
    /// Where the rows of the present group begin.
    private var groupStart = 0
    private var announced: Int?
    private var samples = 0
    private var isClosed = false

    private init(file: String) {
        self.file = file
        super.init()
    }

    /// The rows of a file, what was noticed, and whether the file ends before its end.
    static func read(_ bytes: [UInt8], text: DecodedText) -> (rows: [RawReading], findings: [Finding], isTruncated: Bool) {
        let reader = TargetLynxXMLReader(file: text.file)
        // The text is UTF-8 by now, whatever its declaration says: the declaration is left out.
        var start = text.start
        if text.bytes[start...].starts(with: Array("<?xml".utf8)), let end = text.bytes[start...].firstIndex(of: UInt8(ascii: ">")) { start = end + 1 }
        // Blanks stand for the declaration, so that lines and columns stay those of the file.
        let body = text.bytes[text.start..<start].map { $0 == 0x0A || $0 == 0x0D ? $0 : 0x20 }
        var data = Data(body)
        data.append(contentsOf: text.bytes[start...])
        let parser = XMLParser(data: data)
        parser.shouldResolveExternalEntities = false
        parser.delegate = reader
        // The parser may take the end of a cut file for its end; the root element must have closed.
        if !parser.parse() || !reader.isClosed {
            reader.isTruncated = true
            reader.findings.append(
                Finding("A027", .error, at: SourcePosition(file: text.file, line: parser.lineNumber, column: parser.columnNumber)))
        }
        if let announced = reader.announced, reader.samples < announced, !reader.isTruncated {
            reader.isTruncated = true
            reader.findings.append(
                Finding(
                    "A026", .error, at: SourcePosition(file: text.file), text: "SAMPLELISTDATA",
                    ["count": String(reader.samples), "expected": String(announced)]))
        }
        return (reader.rows, reader.findings, reader.isTruncated)
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]
    ) {
        switch name.uppercased() {
        case "GROUP":
            group = attributes["name"] ?? ""
            groupStart = rows.count
            determinations = [:]
        case "SAMPLELISTDATA":
            if let count = attributes["count"].flatMap({ Int($0) }) { announced = (announced ?? 0) + count }
        case "SAMPLE":
            sample = attributes
            isInSample = true
        case "COMPOUND":
            guard isInSample else {
                calibrated = attributes["name"] ?? ""
                return
            }
            compound = attributes
            peak = nil
            standard = [:]
            method = [:]
            position = SourcePosition(file: file, line: parser.lineNumber, column: max(1, parser.columnNumber))
        case "PEAK":
            // Further peaks of a compound are secondary ones.
            guard compound != nil, peak == nil else { return }
            peak = attributes
            position = SourcePosition(file: file, line: parser.lineNumber, column: max(1, parser.columnNumber))
        case "ISPEAK": if standard.isEmpty { standard = attributes }
        case "METHOD": if compound != nil { method = attributes }
        case "DETERMINATION", "CALIBRATIONCURVE", "CURVE":
            if !isInSample, !calibrated.isEmpty, let text = attributes["rsquared"] ?? attributes["r2"], nonZero(text) != nil { determinations[calibrated] = text }
        default: break
        }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        switch name.uppercased() {
        case "SAMPLE":
            samples += 1
            isInSample = false
            sample = [:]
        case "GROUP":
            for index in rows.indices.dropFirst(groupStart) {
                if let text = determinations[rows[index][.compound]] { rows[index][.calibrationR2] = text }
            }
        case "QUANDATASET": isClosed = true
        case "COMPOUND":
            if let compound { add(compound) }
            compound = nil
        default: break
        }
    }

    private func add(_ compound: [String: String]) {
        let peak = peak ?? [:]
        var raw = RawReading(position: position)
        raw[.injection] = sample["name"] ?? ""
        raw[.sampleText] = sample["sampleid"] ?? ""
        raw[.sampleType] = sample["type"] ?? ""
        raw[.acquiredAt] = [sample["createdate"] ?? "", sample["createtime"] ?? ""].joined(separator: " ")
        raw[.compound] = compound["name"] ?? ""
        raw[.compoundType] = compound["type"] ?? ""
        raw[.concentration] = peak["analconc"] ?? ""
        raw[.expected] = nonZero(compound["stdconc"]) ?? nonZero(sample["stdconc"]) ?? ""
        raw[.area] = peak["area"] ?? ""
        raw[.internalStandardArea] = standard["area"] ?? ""
        raw[.retentionTime] = peak["foundrt"] ?? ""
        raw[.retentionTimeExpected] = nonZero(peak["predrt"]) ?? ""
        raw[.ionRatio] = nonZero(peak["ionratio"]) ?? ""
        raw[.ionRatioExpected] = nonZero(peak["ionratiopred"]) ?? ""
        raw[.signalToNoise] = peak["signoise"] ?? ""
        raw[.manual] = peak["pkflags"] ?? ""
        raw[.dilution] = nonZero(sample["userdilutionfac"]) ?? nonZero(sample["dilutionfac"]) ?? ""
        raw[.batch] = sample["job"] ?? ""
        raw[.limitOfDetection] = nonZero(peak["lod"]) ?? nonZero(method["lod"]) ?? ""
        raw[.limitOfQuantification] = nonZero(peak["loq"]) ?? nonZero(method["loq"]) ?? ""
        raw.hasConcentrationColumn = true
        raw.hasPeakColumn = true
        let calculated = SpecialValue.meaning(of: peak["conccalc"] ?? "")
        let isZero = nonZero(peak["analconc"]) == nil
        // A figure below a stated reporting limit is reported as below it.
        if !isZero, let limit = nonZero(method["replim"]), let value = Double(peak["analconc"] ?? ""), let bound = Double(limit), value < bound,
            ["1", "true", "yes"].contains(peak["belowrl"]?.lowercased() ?? "")
        {
            raw[.concentration] = "<" + limit
        }
        if isZero, calculated == .notAnalysed { raw.isUnquantified = true }
        if isZero, calculated == .notAnalysed, raw[.area].isEmpty || nonZero(peak["area"]) == nil { raw[.area] = "" }
        guard !raw[.injection].isEmpty, !raw[.compound].isEmpty else {
            findings.append(Finding("A023", .error, at: position, text: raw[.compound], ["column": "name"]))
            return
        }
        rows.append(raw)
    }

    /// The text of a number other than zero.
    private func nonZero(_ text: String?) -> String? {
        guard let text, let value = Double(text), value != 0, value.isFinite else { return nil }
        return text
    }
}
