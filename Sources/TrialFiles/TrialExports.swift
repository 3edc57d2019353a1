package import AssayFiles
internal import Monitoring

/// Writes the trial batch as each format's software would, from the published layouts: our own words and figures.
package struct TrialExports: Sendable {
    package let batch: TrialBatch
    package var style: TrialStyle
    /// The unit as the files print it; nil to leave it out wherever the format can.
    package var unit: String?

    package init(_ batch: TrialBatch, style: TrialStyle, unit: String? = "ng/mL") {
        self.batch = batch
        self.style = style
        self.unit = unit
    }

    /// The formats that are written here.
    package static let formats: [AssayFormat] = [
        .canonical, .sciexLong, .sciexAnalyst, .massHunterWide, .massHunterCompound, .targetLynxSummary, .targetLynxXML, .traceFinder, .labSolutions,
        .skyline, .wideTable,
    ]

    /// Whether the concentrations of a format are printed after dilution.
    package static func appliesDilution(_ format: AssayFormat) -> Bool { format == .massHunterWide || format == .massHunterCompound || format.namesSamples }

    /// The batch in a format; empty for one that is not written here.
    package func text(_ format: AssayFormat) -> String {
        switch format {
        case .canonical: style.text(canonical())
        case .wideTable: style.text(wideTable())
        case .sciexLong: style.text(sciexLong())
        case .sciexAnalyst: style.text(sciexAnalyst())
        case .massHunterWide: style.text(massHunterWide())
        case .massHunterCompound: style.text(massHunterCompound())
        case .targetLynxSummary: style.text(targetLynxSummary())
        case .targetLynxXML: targetLynxXML()
        case .traceFinder: style.text(traceFinder())
        case .labSolutions: style.text(labSolutions())
        case .skyline: style.text(skyline())
        default: ""
        }
    }

    // MARK: Cells

    /// A figure in ten-thousandths under the decimal mark.
    func decimal(_ value: Int) -> String { decimalText(value, mark: style.mark) }
    /// A text with a point under the decimal mark.
    func decimal(_ text: String?) -> String { (text ?? "").replacing(".", with: style.mark) }
    func count(_ value: Int?) -> String { value.map { String($0) } ?? "" }
    /// ` (ng/mL)` behind a header, or nothing.
    var bracket: String { unit.map { " (\($0))" } ?? "" }

    /// ng/L of sewage for the figure of a vial, in ten-thousandths.
    func sewage(_ value: Int, _ injection: TrialInjection) -> Int { value * 10 * injection.dilution }

    // MARK: Tables that name their samples

    private func sampleName(_ injection: TrialInjection) -> String { injection.sample ?? injection.name }

    func canonical() -> [[String]] {
        var rows = [["sample_id", "analyte", "result", "unit", "qualifier", "lod", "loq", "uloq", "injection", "sample_type", "analysed_at", "dilution", "expected"]]
        for injection in batch.injections {
            for (place, analyte) in TrialBatch.analytes.enumerated() {
                let (result, qualifier): (String, String) =
                    switch injection.values[place] {
                    case .figure(let figure): (decimal(sewage(figure, injection)), place == 1 ? "=" : "")
                    case .notDetected: ("", "ND")
                    case .notAnalysed: ("", "NA")
                    }
                rows.append([
                    sampleName(injection), analyte.rawValue, result, unit == nil ? "" : "ng/L", qualifier, decimal(5_000 * injection.dilution),
                    decimal(20_000 * injection.dilution), decimal(5_000_000 * injection.dilution), injection.name, injection.type.rawValue,
                    "2025-09-13T\(injection.clock)", String(injection.dilution), injection.expected.map { decimal($0 * 10) } ?? "",
                ])
            }
        }
        return rows
    }

    func wideTable() -> [[String]] {
        let unit = unit == nil ? "" : "（ng/L）"
        var rows = [["样本编号", "进样名称", "样品类型", "稀释倍数", "分析时间"] + batch.compounds.map { $0 + unit } + ["备注"]]
        let types: [SampleType: String] = [
            .unknown: "样品", .blank: "空白", .doubleBlank: "双空白", .standard: "标样", .qc: "质控", .spike: "加标", .duplicate: "平行样",
        ]
        for injection in batch.injections {
            let cells = injection.values.map { value in
                switch value {
                case .figure(let figure): decimal(sewage(figure, injection))
                case .notDetected: "未检出"
                case .notAnalysed: "未检测"
                }
            }
            rows.append(
                [sampleName(injection), injection.name, types[injection.type] ?? "", String(injection.dilution), "2025年9月13日 \(injection.clock)"] + cells + [""])
        }
        return rows
    }

    // MARK: One row an injection and compound

    /// A concentration cell, with the software's words for what is none.
    private func cell(_ value: TrialValue, notDetected: String, notAnalysed: String) -> String {
        switch value {
        case .figure(let figure): decimal(figure)
        case .notDetected: notDetected
        case .notAnalysed: notAnalysed
        }
    }

    func sciexLong() -> [[String]] {
        var rows = [[
            "Sample Name", "Sample Type", "Acquisition Date & Time", "Component Name", "IS Name", "Actual Concentration\(bracket)", "Area", "IS Area",
            "Calculated Concentration\(bracket)", "Used", "Retention Time", "Operator Note",
        ]]
        let types: [SampleType: String] = [.blank: "Blank", .doubleBlank: "Double Blank", .standard: "Standard", .qc: "Quality Control"]
        for injection in batch.injections {
            for (place, compound) in batch.compounds.enumerated() {
                rows.append([
                    injection.name, types[injection.type] ?? "Unknown", "2025/9/13 \(injection.clock)", compound, "D5", injection.expected.map { decimal($0) } ?? "N/A",
                    injection.area(place).map { String($0) } ?? "N/A", injection.standardArea(place).map { String($0) } ?? "0",
                    cell(injection.values[place], notDetected: "No Peak", notAnalysed: "N/A"), injection.type == .standard || injection.type == .qc ? "TRUE" : "FALSE",
                    injection.retention(place).map { decimal($0) } ?? "N/A", "y",
                ])
            }
        }
        return rows
    }

    func sciexAnalyst() -> [[String]] {
        var rows: [[String]] = []
        for compound in batch.compounds {
            rows += [
                ["Peak Name: \(compound)"], ["Internal Standard: D5"], ["Fit", "Linear", "Weighting", "1 / x"], ["Intercept", decimal("-0.00164")],
                ["Slope", decimal("0.0207")], ["Correlation coefficient", decimal("0.9990")], [],
            ]
        }
        rows.append([
            "Sample Name", "Sample ID", "Sample Type", "Acquisition Date", "File Name", "Dilution Factor", "Analyte Peak Name", "Analyte Units",
            "Analyte Peak Area (counts)", "Analyte Concentration\(bracket)", "Analyte Retention Time (min)", "IS Peak Name", "IS Peak Area (counts)",
            "Area Ratio", "Area Ratio", "Calculated Concentration\(bracket)", "Accuracy (%)", "Use Record",
        ])
        let types: [SampleType: String] = [.blank: "Blank", .doubleBlank: "Double Blank", .standard: "Standard", .qc: "Quality Control"]
        for (index, injection) in batch.injections.enumerated() {
            let (hour, minute) = (9 + injection.minute / 60, injection.minute % 60)
            let clock = "\((hour + 11) % 12 + 1):\(minute < 10 ? "0" : "")\(minute):00 \(hour < 12 ? "AM" : "PM")"
            for (place, compound) in batch.compounds.enumerated() {
                let area = injection.area(place) ?? 0
                rows.append([
                    injection.name, String(index + 1), types[injection.type] ?? "Unknown", "9/13/2025 \(clock)", "b.wiff", decimal("\(injection.dilution).00"),
                    compound, unit ?? "", String(area), injection.expected.map { decimal($0) } ?? "N/A", decimal(injection.retention(place) ?? "0.00"), "D5",
                    count(injection.standardArea(place) ?? 0), decimal("0.1"), decimal("0.1"),
                    cell(injection.values[place], notDetected: "No Peak", notAnalysed: "N/A"), injection.expected == nil ? "N/A" : decimal("98.5"),
                    injection.type == .standard || injection.type == .qc ? "1" : "",
                ])
            }
        }
        return rows
    }

    func traceFinder() -> [[String]] {
        var rows = [[
            "Compound", "RT", "Type", "Filename", "Sample Type", "Peak Label", "Level", "Sample Name", "Acquisition Date", "Area", "Actual RT", "Calculated Amt", "Theoretical Amt",
            "ISTD Response", "Active", "Excluded", "Final Units", "Ion Ratio",
        ]]
        let types: [SampleType: String] = [.blank: "Matrix Blank", .doubleBlank: "Double Blank", .standard: "Cal Std", .qc: "QC Std"]
        for (place, compound) in batch.compounds.enumerated() {
            for injection in batch.injections {
                for label in ["T1", "C1"] {
                    rows.append([
                        compound, decimal("3.1"), "Target Compound", injection.name, types[injection.type] ?? "Unknown", label, "", "", "2025-09-13 \(injection.clock)",
                        injection.area(place).map { String($0) } ?? "N/F", injection.retention(place).map { decimal($0) } ?? "N/F",
                        label == "C1" ? "N/A" : cell(injection.values[place], notDetected: "N/F", notAnalysed: "N/A"), injection.expected.map { decimal($0) } ?? "N/A",
                        count(injection.standardArea(place)), "True", "False", unit ?? "", decimal("45.1"),
                    ])
                }
            }
        }
        return rows
    }

    func skyline() -> [[String]] {
        var rows = [[
            "Molecule", "Replicate", "File Name", "Sample Type", "Acquired Time", "Sample Dilution Factor", "Total Area", "Quantification",
            "Explicit Analyte Concentration", "Exclude From Calibration", "Accuracy",
        ]]
        let types: [SampleType: String] = [.blank: "Blank", .doubleBlank: "Double Blank", .standard: "Standard", .qc: "Quality Control", .solvent: "Solvent"]
        for (place, compound) in batch.compounds.enumerated() {
            for (index, injection) in batch.injections.enumerated() {
                let unit = unit.map { " " + $0 } ?? ""
                rows.append([
                    compound, injection.name, "i\(index).raw", types[injection.type] ?? "Unknown", "2025-09-13 \(injection.clock)", String(injection.dilution),
                    String(injection.area(place) ?? 0), cell(injection.values[place], notDetected: "#N/A", notAnalysed: "#N/A").appending(unless: "#N/A", unit),
                    injection.expected.map { decimal($0) } ?? "#N/A", "False", injection.expected == nil ? "#N/A" : decimal("98.5") + "%",
                ])
            }
        }
        return rows
    }
}

extension String {
    /// The text with an ending, but for one word.
    fileprivate func appending(unless word: String, _ ending: String) -> String { self == word ? self : self + ending }
}
