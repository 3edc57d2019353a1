internal import DelimitedText
package import Findings
package import Monitoring
internal import Yams

/// Reads the assessment sheets of a programme (`assessment.yaml`): every sheet that was ever in force, each with its periods.
///
///     sheets:
///       "2025-1":
///         date: 2024-12-20
///         approved_by: district drug control office
///         document: "No. 12 of 2024"
///         valid_from: 2025-P1
///         minimum: { days: 3, periods: 3, weight: 0.7, coverage: 0.5 }
///         items:
///           meth: { indicator: load, analyte: methamphetamine, weight: 40, points: ["0: 0", "20: 50", "100: 100"], focus_points: ["0: 0", "10: 50", "50: 100"] }
///           alerts: { indicator: alerts, weight: 60, points: ["0: 0", "1: 60", "2: 100"] }
///         colours: ["0: blue", "40: yellow", "60: orange", "80: red"]
///         focus_colours: ["0: blue", "30: yellow", "50: orange", "70: red"]
package struct AssessmentFile {
    private let file: String
    package private(set) var sheets: [AssessmentSheet] = []
    package private(set) var findings: [Finding] = []

    /// Sheets that cannot be read whole are left out, with findings C005 and C004.
    ///
    /// - Parameters:
    ///   - file: its path in the workspace.
    ///   - analytes: the codes that an item may name.
    package init(_ bytes: [UInt8], file: String, analytes: Set<AnalyteCode>) {
        self.file = file
        let (decoded, faults) = DecodedText.decode(bytes, file: file)
        findings += faults
        guard let decoded, decoded.badOffsets.isEmpty else { return }
        let root: Node?
        do {
            root = try Yams.compose(yaml: decoded.text)
        } catch {
            findings.append(Finding("C003", .error, at: SourcePosition(file: file), ["problem": harmless(String(describing: error))]))
            return
        }
        var reader = SettingsReader(file: file)
        var section = reader.section(of: root)
        var all = reader.section("sheets", in: &section)
        for version in reader.keys(&all) {
            var one = reader.section(version, in: &all)
            let sheet = sheet(version, &reader, &one, analytes)
            reader.finish(one)
            if let sheet { sheets.append(sheet) }
        }
        reader.finish(section)
        // A sheet that cannot be read stops no run: what it assesses is missing, and said so.
        findings += reader.findings.map { finding in
            var finding = finding
            finding.severity = min(finding.severity, .error)
            return finding
        }
        sheets.sort { ($0.validFrom, $0.version) < ($1.validFrom, $1.version) }
    }

    private mutating func sheet(
        _ version: String, _ reader: inout SettingsReader, _ section: inout SettingsReader.Section, _ analytes: Set<AnalyteCode>
    ) -> AssessmentSheet? {
        let before = reader.findings.count + findings.count
        let path = "sheets.\(version)"
        var sheet = AssessmentSheet(version: version, validFrom: Period(containing: CalendarDate(day: 0)), items: [], colours: [])
        reader.read("date", in: &section, into: &sheet.date, expected: "2025-01-01") { DateText.date($0).map { .some($0) } }
        reader.text("approved_by", in: &section, into: &sheet.approvedBy)
        reader.text("document", in: &section, into: &sheet.document)
        var from: Period?
        reader.read("valid_from", in: &section, into: &from, expected: "2025-P1") { Period($0).map { .some($0) } }
        reader.read("valid_to", in: &section, into: &sheet.validTo, expected: "2025-P6") { Period($0).map { .some($0) } }
        var minimum = reader.section("minimum", in: &section)
        var days = Double(sheet.leastDays)
        var periods = Double(sheet.leastPeriods)
        reader.number("days", in: &minimum, into: &days, range: 1...62)
        reader.number("periods", in: &minimum, into: &periods, range: 1...60)
        reader.number("weight", in: &minimum, into: &sheet.leastWeight, range: 0...1)
        reader.number("coverage", in: &minimum, into: &sheet.leastCoverage, range: 0...1)
        reader.finish(minimum)
        sheet.leastDays = Int(days)
        sheet.leastPeriods = Int(periods)
        var items = reader.section("items", in: &section)
        for name in reader.keys(&items) {
            var one = reader.section(name, in: &items)
            if let item = item(name, path: "\(path).items.\(name)", &reader, &one, analytes) { sheet.items.append(item) }
            reader.finish(one)
        }
        sheet.colours = steps("colours", path: path, &reader, &section) { $0.isEmpty ? nil : $0 }
        sheet.focusColours = steps("focus_colours", path: path, &reader, &section) { $0.isEmpty ? nil : $0 }
        if let from { sheet.validFrom = from } else { complain(path + ".valid_from", "", "2025-P1") }
        if sheet.items.isEmpty { complain(path + ".items", "", "name: { indicator, analyte, weight, points }") }
        if sheet.colours.isEmpty { complain(path + ".colours", "", "[\"0: blue\", \"60: red\"]") }
        if let to = sheet.validTo, to < sheet.validFrom { complain(path + ".valid_to", "\(to)", "\(sheet.validFrom) –") }
        return reader.findings.count + findings.count == before ? sheet : nil
    }

    private mutating func item(
        _ name: String, path: String, _ reader: inout SettingsReader, _ section: inout SettingsReader.Section, _ analytes: Set<AnalyteCode>
    ) -> AssessmentItem? {
        var indicator: AssessmentIndicator?
        reader.choice("indicator", in: &section, into: &indicator)
        var analyte = ""
        reader.text("analyte", in: &section, into: &analyte)
        var weight = 0.0
        reader.number("weight", in: &section, into: &weight, range: 0...1_000_000)
        let points = steps("points", path: path, &reader, &section) { NumberText.parse($0, mark: .point) }
        let focus = steps("focus_points", path: path, &reader, &section) { NumberText.parse($0, mark: .point) }
        guard let indicator else {
            complain(path + ".indicator", "", AssessmentIndicator.allCases.map(\.rawValue).joined(separator: ", "))
            return nil
        }
        let code = analyte.isEmpty ? nil : AnalyteCode(analyte)
        if code == nil ? indicator.needsAnalyte : !(code.map(analytes.contains) ?? false) {
            complain(path + ".analyte", analyte, "methamphetamine")
            return nil
        }
        guard weight > 0 else {
            complain(path + ".weight", weight == 0 ? "" : "\(weight)", "> 0")
            return nil
        }
        guard !points.isEmpty else {
            complain(path + ".points", "", "[\"0: 0\", \"20: 50\", \"100: 100\"]")
            return nil
        }
        return AssessmentItem(name: name, indicator: indicator, analyte: code, weight: weight, steps: points, focusSteps: focus)
    }

    /// A list of texts `threshold: value`, ascending.
    private mutating func steps<Value>(
        _ key: String, path: String, _ reader: inout SettingsReader, _ section: inout SettingsReader.Section, _ rule: (String) -> Value?
    ) -> [AssessmentStep<Value>] {
        var texts: [String] = []
        reader.list(key, in: &section, into: &texts)
        var result: [AssessmentStep<Value>] = []
        for text in texts {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            guard parts.count == 2, let from = NumberText.parse(parts[0], mark: .point), from.isFinite, let value = rule(parts[1]),
                result.last.map({ $0.from < from }) ?? true
            else {
                complain("\(path).\(key)", text, "[\"0: …\", \"20: …\"]")
                return []
            }
            result.append(AssessmentStep(from: from, value: value))
        }
        return result
    }

    private func trimmed(_ text: Substring) -> String {
        var rest = text
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }

    private mutating func complain(_ key: String, _ text: String, _ expected: String) {
        findings.append(Finding("C005", .error, at: SourcePosition(file: file), text: text, ["key": harmless(key), "expected": expected]))
    }
}
