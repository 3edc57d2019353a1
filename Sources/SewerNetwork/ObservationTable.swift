package import Findings
package import Monitoring
internal import DelimitedText

/// A measurement at a node, as a table of observations gives it.
package struct NodeMeasurement: Hashable, Sendable {
    package var node: NodeID
    package var date: CalendarDate
    /// The analyte as it is written.
    package var analyte: String
    /// ng/L of raw sewage.
    package var result: CensoredResult
    /// Limit of detection, ng/L, where stated: a result below quantification then lies above it.
    package var detectionLimit: Double?
    /// Volume through the sampler, m3/d; nil where not stated.
    package var flowVolume: Double?
    package var round: String
    package var position: SourcePosition

    package init(
        node: NodeID, date: CalendarDate, analyte: String, result: CensoredResult, detectionLimit: Double? = nil, flowVolume: Double? = nil,
        round: String = "", position: SourcePosition = SourcePosition(file: "observations")
    ) {
        self.node = node
        self.date = date
        self.analyte = analyte
        self.result = result
        self.detectionLimit = detectionLimit
        self.flowVolume = flowVolume
        self.round = round
        self.position = position
    }
}

/// The observations of an ad hoc trace: `node`, `date`, `analyte`, `result`, `unit`, `qualifier?`, `lod?`, `loq?`,
/// `flow_m3_per_d?`, `round?`.
///
/// A row that cannot be read is set aside with a finding. A zero or negative figure is never quantified: it counts as not
/// detected where a limit stands beside it. `<5` in the result is below a limit of 5.
package struct ObservationTable: Sendable {
    package var measurements: [NodeMeasurement]
    package var findings: [Finding]

    /// ng/L in a unit of concentration; nil where the unit is not known.
    package static func nanogramsPerLitre(_ unit: String) -> Double? {
        switch TableHeader.plain(unit).replacingMicro() {
        case "ng/l", "pg/ml", "ngl", "ngl1", "ppt": 1
        case "ug/l", "ng/ml", "ugl", "ppb": 1000
        case "mg/l", "ug/ml", "ppm": 1e6
        case "pg/l": 0.001
        default: nil
        }
    }

    /// Reads a table of observations.
    package static func read(_ file: NetworkFile) -> ObservationTable {
        let reading = DelimitedTable.read(file.bytes, file: file.name)
        var tally = FindingTally(file: file.name)
        let needed: [TableHeader.Column] = [.node, .date, .analyte, .result, .unit]
        guard let table = reading.table, let header = TableHeader(table), needed.allSatisfy({ header.has($0) }) else {
            let missing = Finding(
                "N031", .error, at: SourcePosition(file: file.name, line: 1), ["columns": needed.map(\.rawValue).joined(separator: ", ")])
            return ObservationTable(measurements: [], findings: reading.findings + [missing])
        }
        let mark = header.mark(table, [.result, .detectionLimit, .quantificationLimit, .flow])
        var measurements: [NodeMeasurement] = []
        for row in (header.row + 1)..<max(header.row + 1, table.rowCount) where !table.isBlank(row) {
            let id = header.text(table, row, .node)
            guard !id.isEmpty else {
                tally.add(Finding("N029", .warning, at: header.position(table, row, .node), ["column": header.title(table, .node)]))
                continue
            }
            let day = header.text(table, row, .date)
            guard let date = date(day) else {
                tally.add(Finding("N033", .error, at: header.position(table, row, .date), text: day))
                continue
            }
            let unit = header.text(table, row, .unit)
            guard let factor = nanogramsPerLitre(unit) else {
                tally.add(Finding("N034", .error, at: header.position(table, row, .unit), text: unit))
                continue
            }
            let lod = header.number(table, row, .detectionLimit, mark: mark, tally: &tally).map { $0 * factor }.flatMap { $0 > 0 ? $0 : nil }
            let loq = header.number(table, row, .quantificationLimit, mark: mark, tally: &tally).map { $0 * factor }.flatMap { $0 > 0 ? $0 : nil }
            guard let result = result(header, table, row, factor: factor, lod: lod, loq: loq, mark: mark, tally: &tally) else { continue }
            var flow = header.number(table, row, .flow, mark: mark, tally: &tally)
            if let volume = flow, volume <= 0 {
                tally.add(Finding("N021", .warning, at: header.position(table, row, .flow), text: header.text(table, row, .flow)))
                flow = nil
            }
            measurements.append(
                NodeMeasurement(
                    node: NodeID(id), date: date, analyte: header.text(table, row, .analyte), result: result, detectionLimit: lod,
                    flowVolume: flow, round: header.text(table, row, .round), position: header.position(table, row, .result)))
        }
        return ObservationTable(measurements: measurements, findings: reading.findings + tally.finished())
    }

    private static func date(_ text: String) -> CalendarDate? {
        let day = text.prefix(10).map { $0 == "/" || $0 == "." ? "-" : $0 }
        let parts = String(day).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return text.count == 8 ? CalendarDate(iso: "\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))") : nil }
        let padded = parts.map { $0.count == 1 ? "0" + $0 : String($0) }
        return CalendarDate(iso: padded.joined(separator: "-"))
    }

    private static func result(
        _ header: TableHeader, _ table: DelimitedTable, _ row: Int, factor: Double, lod: Double?, loq: Double?, mark: DecimalMark,
        tally: inout FindingTally
    ) -> CensoredResult? {
        var written = header.text(table, row, .result)
        let qualifier = TableHeader.plain(header.text(table, row, .qualifier)).uppercased()
        func fault(_ code: FindingCode) -> CensoredResult? {
            tally.add(Finding(code, .error, at: header.position(table, row, .result), text: header.text(table, row, .result)))
            return nil
        }
        switch qualifier {
        case "NA", "N/A", "未检测": return .notAnalysed
        case "<LOQ": if let limit = loq ?? lod { return .belowQuantification(limit: limit) }
        case "<LOD", "ND", "未检出": if let limit = lod ?? loq { return .belowDetection(limit: limit) }
        default: break
        }
        let upper = written.uppercased()
        if written.isEmpty || upper == "NA" || upper == "N/A" { return qualifier.isEmpty || qualifier == "=" ? .notAnalysed : fault("N035") }
        if upper == "ND" || upper == "<LOD" || written == "未检出" {
            guard let limit = lod ?? loq else { return fault("N035") }
            return .belowDetection(limit: limit)
        }
        if upper == "<LOQ" {
            guard let limit = loq ?? lod else { return fault("N035") }
            return .belowQuantification(limit: limit)
        }
        let isBelow = written.hasPrefix("<") || written.hasPrefix("＜")
        let isAbove = written.hasPrefix(">") || written.hasPrefix("＞")
        if isBelow || isAbove { written = String(written.dropFirst()) }
        guard let number = NumberText.parse(written, mark: mark), number.isFinite else { return fault("N028") }
        let value = number * factor
        guard value > 0 else {
            guard let limit = lod ?? loq else { return fault("N035") }
            return .belowDetection(limit: limit)
        }
        if isBelow || qualifier == "<LOQ" { return .belowQuantification(limit: value) }
        if qualifier == "<LOD" || qualifier == "ND" || qualifier == "未检出" { return .belowDetection(limit: value) }
        if isAbove || qualifier == ">ULOQ" { return .aboveRange(limit: value) }
        if qualifier.isEmpty {
            if let lod, value < lod { return .belowDetection(limit: lod) }
            if let loq, value < loq { return .belowQuantification(limit: loq) }
        }
        return .quantified(value)
    }
}

extension String {
    /// The text with both micro signs written `u`.
    fileprivate func replacingMicro() -> String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\u{B5}" || $0 == "\u{3BC}" ? "u" : $0 }))
    }
}
