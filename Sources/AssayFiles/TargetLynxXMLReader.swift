internal import DelimitedText
internal import Findings
internal import Spreadsheets

/// Waters TargetLynx XML: samples with compounds, each with its peak.
///
/// `analconc="0.0"` beside `conccalc="NaN"` means that nothing was quantified, not zero.
final class TargetLynxXMLReader: XMLListener {
    private var rows: [RawReading] = []
    private var findings: [Finding] = []
    private var isTruncated = false
    private var sample = XMLAttributes()
    private var compound: XMLAttributes?
    private var peak: XMLAttributes?
    /// The first confirming ion of the peak.
    private var confirming: XMLAttributes?
    private var standard: XMLAttributes?
    /// Where the compound at hand stands.
    private var place = SourcePosition(file: "")
    private var method: XMLAttributes?
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

    /// Bytes of the text before those that are scanned.
    private let origin: Int
    private var places: LinePlaces
    let isDone = false

    private init(text: DecodedText, origin: Int) {
        self.origin = origin
        places = LinePlaces(text)
    }

    /// The rows of a file, what was noticed, and whether the file ends before its end.
    static func read(_ text: DecodedText) -> (rows: [RawReading], findings: [Finding], isTruncated: Bool) {
        // The text is UTF-8 by now, whatever its declaration says: the declaration is left out.
        var start = text.start
        if text.bytes[start...].starts(with: Array("<?xml".utf8)), let end = text.bytes[start...].firstIndex(of: UInt8(ascii: ">")) { start = end + 1 }
        let reader = TargetLynxXMLReader(text: text, origin: start)
        var given = start
        var isBroken = false
        do {
            try XMLScan.scan(for: reader) {
                let next = min(text.bytes.count, given + 65_536)
                defer { given = next }
                return Array(text.bytes[given..<next])
            }
        } catch {
            isBroken = true
        }
        if isBroken || !reader.isClosed {
            reader.isTruncated = true
            reader.findings.append(Finding("A027", .error, at: reader.position(reader.last)))
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

    /// The element that was met last.
    private var last = XMLAttributes()

    /// Where an element stands in the file.
    private func position(_ element: XMLAttributes) -> SourcePosition { places.position(ofByte: origin + element.offset) }

    func characters(_ text: String) {}

    func begin(_ element: String, _ attributes: XMLAttributes) {
        last = attributes
        switch element.uppercased() {
        case "GROUP":
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
            confirming = nil
            standard = nil
            method = nil
            place = position(attributes)
        case "PEAK":
            // Further peaks of a compound are secondary ones.
            guard compound != nil, peak == nil else { return }
            peak = attributes
            place = position(attributes)
        case "CONFIRMATIONIONPEAK1": if compound != nil, confirming == nil { confirming = attributes }
        case "ISPEAK": if standard == nil { standard = attributes }
        case "METHOD": if compound != nil { method = attributes }
        case "DETERMINATION", "CALIBRATIONCURVE", "CURVE":
            if !isInSample, !calibrated.isEmpty, let text = attributes["rsquared"] ?? attributes["r2"], nonZero(text) != nil { determinations[calibrated] = text }
        default: break
        }
    }

    func end(_ element: String) {
        switch element.uppercased() {
        case "SAMPLE":
            samples += 1
            isInSample = false
            sample = XMLAttributes()
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

    private func add(_ compound: XMLAttributes) {
        let peak = peak ?? XMLAttributes()
        var raw = RawReading(position: place)
        raw[.injection] = sample["name"] ?? ""
        raw[.sampleText] = sample["sampleid"] ?? ""
        raw[.sampleType] = sample["type"] ?? ""
        raw[.acquiredAt] = [sample["createdate"] ?? "", sample["createtime"] ?? ""].joined(separator: " ")
        raw[.compound] = compound["name"] ?? ""
        raw[.compoundType] = compound["type"] ?? ""
        raw[.concentration] = peak["analconc"] ?? ""
        raw[.expected] = nonZero(compound["stdconc"]) ?? nonZero(sample["stdconc"]) ?? ""
        raw[.area] = peak["area"] ?? ""
        raw[.internalStandardArea] = standard?["area"] ?? ""
        raw[.retentionTime] = peak["foundrt"] ?? ""
        raw[.retentionTimeExpected] = nonZero(peak["predrt"]) ?? ""
        // The ratio stands with the first confirming ion; the peak's own is zero there.
        raw[.ionRatio] = nonZero(peak["ionratio"]) ?? nonZero(confirming?["ionratio"]) ?? ""
        raw[.ionRatioExpected] = nonZero(peak["ionratiopred"]) ?? nonZero(confirming?["ionratiopred"]) ?? ""
        raw[.signalToNoise] = peak["signoise"] ?? ""
        raw[.manual] = peak["pkflags"] ?? ""
        raw[.dilution] = nonZero(sample["userdilutionfac"]) ?? nonZero(sample["dilutionfac"]) ?? ""
        raw[.batch] = sample["job"] ?? ""
        raw[.limitOfDetection] = nonZero(peak["lod"]) ?? nonZero(method?["lod"]) ?? ""
        raw[.limitOfQuantification] = nonZero(peak["loq"]) ?? nonZero(method?["loq"]) ?? ""
        raw.hasConcentrationColumn = true
        raw.hasPeakColumn = true
        // `conccalc` is the deviation from the nominal concentration in percent, the same as `concdevperc`: it is NaN wherever
        // there is no nominal one, in every sample, and says nothing of a figure that is not zero.
        let calculated = SpecialValue.meaning(of: peak["conccalc"] ?? "")
        let isZero = nonZero(peak["analconc"]) == nil
        // A figure below a stated reporting limit is reported as below it.
        if !isZero, let limit = nonZero(method?["replim"]), let value = Double(peak["analconc"] ?? ""), let bound = Double(limit), value < bound,
            ["1", "true", "yes"].contains(peak["belowrl"]?.lowercased() ?? "")
        {
            raw[.concentration] = "<" + limit
        }
        if isZero, calculated == .notAnalysed { raw.isUnquantified = true }
        if isZero, calculated == .notAnalysed, raw[.area].isEmpty || nonZero(peak["area"]) == nil { raw[.area] = "" }
        guard !raw[.injection].isEmpty, !raw[.compound].isEmpty else {
            findings.append(Finding("A023", .error, at: place, text: raw[.compound], ["column": "name"]))
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
