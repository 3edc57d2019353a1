internal import Monitoring

/// The formats that are no plain tables of one row an injection and compound.
extension TrialExports {
    private func wideCell(_ injection: TrialInjection, _ place: Int, _ dilution: Int) -> String {
        if case .figure(let figure) = injection.values[place] { decimal(figure * dilution) } else { "" }
    }

    func massHunterWide() -> [[String]] {
        var groups = ["Sample", "", "", "", "", ""]
        var headers = ["Name", "Data File", "Type", "Level", "Acq. Date-Time", "Dil."]
        for compound in batch.compounds {
            groups += ["\(compound) Results", "", "", "", "", ""]
            groups.append("Qualifier (150.1 -> 119.1) Results")
            headers += ["Exp. Conc.", "RT", "Resp.", "Calc. Conc.\(bracket)", "Final Conc.\(bracket)", "ISTD Resp.", "Ratio"]
        }
        var rows = [groups, headers]
        let types: [SampleType: String] = [.blank: "Blank", .doubleBlank: "DoubleBlank", .standard: "Cal", .qc: "QC"]
        for (index, injection) in batch.injections.enumerated() {
            var row = [
                injection.name, "f\(index).d", types[injection.type] ?? "Sample", "", "2025/9/13 \(injection.clock)", String(injection.dilution),
            ]
            for place in batch.compounds.indices {
                row += [
                    injection.expected.map { decimal($0) } ?? "", decimal(injection.retention(place)), count(injection.area(place)), wideCell(injection, place, 1),
                    wideCell(injection, place, injection.dilution), count(injection.standardArea(place)), decimal(injection.retention(place) == nil ? "" : "45.1"),
                ]
            }
            rows.append(row)
        }
        return rows
    }

    func massHunterCompound() -> [[String]] {
        var groups = ["Compound Method", ""]
        var headers = ["Name", "Transition"]
        for injection in batch.injections {
            groups += [injection.name + " Results", "", ""]
            headers += ["RT", "Area", "Final Conc.\(bracket)"]
        }
        var rows = [groups, headers]
        for (place, compound) in batch.compounds.enumerated() {
            var row = [compound, "150.1 -> 91.1"]
            for injection in batch.injections {
                row += [decimal(injection.retention(place)), count(injection.area(place)), wideCell(injection, place, injection.dilution)]
            }
            rows.append(row)
        }
        return rows
    }

    func targetLynxSummary() -> [[String]] {
        var rows = [["Quantify Compound Summary Report"], [], ["Printed Sat Sep 13 18:00:00 2025"], []]
        let types: [SampleType: String] = [.blank: "Blank", .doubleBlank: "Double Blank", .standard: "Standard", .qc: "QC"]
        for (place, compound) in batch.compounds.enumerated() {
            rows += [
                ["Compound \(place + 1):  \(compound)"], [],
                ["", "Name", "Type", "Std. Conc", "RT", "Area", "IS Area", unit.map { $0.replacing("/", with: "") } ?? "Conc.", "Acq.Date", "Acq.Time", "Detection Flags"],
            ]
            for (index, injection) in batch.injections.enumerated() {
                rows.append([
                    String(index + 1), injection.name, types[injection.type] ?? "Analyte", injection.expected.map { decimal($0) } ?? "",
                    decimal(injection.retention(place)), count(injection.area(place)), count(injection.standardArea(place)), wideCell(injection, place, 1),
                    "13-Sep-25", injection.clock, injection.retention(place) == nil ? "" : "bb",
                ])
            }
            rows.append([])
        }
        return rows
    }

    func labSolutions() -> [[String]] {
        var rows: [[String]] = []
        let types: [SampleType: String] = [
            .blank: "3:Blank", .doubleBlank: "9:Double Blank", .standard: "1:Standard", .qc: "4:Control",
        ]
        for injection in batch.injections {
            rows += [
                ["[Header]"], ["Data File Name", "C:\\LabSolutions\\Data\\\(injection.name).lcd"], ["Output Date", "2025/09/14"], [],
                ["[Sample Information]"], ["Acquired", "2025/9/13 \(injection.clock)"], ["Sample Type", types[injection.type] ?? "0:Unknown"],
                ["Sample Name", injection.name], ["Dilution Factor", String(injection.dilution)], [],
                ["[MS Quantitative Results]"], ["# of IDs", String(batch.compounds.count)],
                ["ID#", "Name", "Type", "ISTD Group#", "Mass", "Ret.Time", "Area", "Conc.", "Mode", "Std.Ret.Time", "Unit"],
            ]
            for (place, compound) in batch.compounds.enumerated() {
                let isFound = injection.retention(place) != nil
                let (concentration, unit) = if case .figure(let figure) = injection.values[place] { (decimal(figure), unit ?? "") } else { ("", "") }
                rows.append([
                    String(place + 1), compound, "Target", "1", decimal("150.1"), isFound ? decimal(injection.retention(place)) : "Not Identified",
                    count(injection.area(place)), isFound && concentration.isEmpty ? "-----" : concentration, isFound ? "Auto" : "", decimal("3.1"), unit,
                ])
            }
            rows.append([])
        }
        return rows
    }

    func targetLynxXML() -> String {
        func escaped(_ text: String) -> String { text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;") }
        let types: [SampleType: String] = [.blank: "Blank", .doubleBlank: "Double Blank", .standard: "Standard", .qc: "QC"]
        var text = "<?xml version=\"1.0\"?>\(style.lineEnd)<QUANDATASET version=\"1\"><GROUPDATA count=\"1\"><GROUP id=\"1\" name=\"\(TrialBatch.name)\">"
        text += "<SAMPLELISTDATA count=\"\(batch.injections.count)\">"
        for (index, injection) in batch.injections.enumerated() {
            text += "\(style.lineEnd)<SAMPLE id=\"\(index + 1)\" name=\"\(escaped(injection.name))\" createdate=\"13-Sep-25\" createtime=\"\(injection.clock)\" "
            text += "type=\"\(types[injection.type] ?? "Analyte")\" sampleid=\"\">"
            for (place, compound) in batch.compounds.enumerated() {
                text += "<COMPOUND id=\"\(place + 1)\" name=\"\(escaped(compound))\" stdconc=\"\(decimal(injection.expected ?? 0))\">"
                let figure = if case .figure(let figure) = injection.values[place] { decimal(figure) } else { "" }
                text += "<PEAK foundrt=\"\(decimal(injection.retention(place)))\" area=\"\(count(injection.area(place)))\" pkflags=\"bb\" "
                text += figure.isEmpty ? "analconc=\"\(decimal("0.0"))\" conccalc=\"NaN\" signoise=\"\">" : "analconc=\"\(figure)\" conccalc=\"\(figure)\" signoise=\"50\">"
                text += "<ISPEAK area=\"\(count(injection.standardArea(place)))\"/></PEAK></COMPOUND>"
            }
            text += "</SAMPLE>"
        }
        return text + "</SAMPLELISTDATA></GROUP></GROUPDATA></QUANDATASET>\(style.lineEnd)"
    }
}
