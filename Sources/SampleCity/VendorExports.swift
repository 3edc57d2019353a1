internal import Wording
import Monitoring

/// A vial concentration as the instrument's software prints it, ng/mL.
func vialText(_ value: Double) -> String { value.significant(4) }

/// Writes batches as the files that the instruments' software exports.
enum VendorExports {
    static func path(_ batch: CityBatch, suffix: String = "") -> String {
        "inbox/\(batch.stem)\(suffix)" + (batch.export == .agilent ? ".csv" : ".txt")
    }

    static func bytes(_ batch: CityBatch) -> [UInt8] {
        switch batch.export {
        case .sciexOS: sciexOS(batch).bytes
        case .multiQuant: multiQuant(batch).bytes
        case .agilent: [0xEF, 0xBB, 0xBF] + agilent(batch).bytes
        case .sciexChinese: ChineseText.gb18030(sciexOS(batch).bytes)
        }
    }

    /// `2025/9/27 9:20:00`, as Windows set to Chinese writes a time.
    private static func time(_ injection: CityInjection, seconds: Bool) -> String {
        let (year, month, day) = injection.date.components
        let second = injection.secondOfDay
        return "\(year)/\(month)/\(day) \(second / 3600):\(padded(second / 60 % 60, 2))" + (seconds ? ":" + padded(second % 60, 2) : "")
    }

    /// A results table of SCIEX OS: one row an injection and analyte, tab-separated, no unit anywhere.
    private static func sciexOS(_ batch: CityBatch) -> TextBytes {
        var text = TextBytes(lineEnd: batch.lineEnd, reserving: batch.injections.count * 2400)
        text.row(
            [
                "Sample Name", "Sample Type", "Component Name", "Actual Concentration", "Area", "IS Area", "Calculated Concentration", "Accuracy",
                "Ion Ratio", "Retention Time", "Acquisition Date & Time",
            ], separator: "\t")
        for injection in batch.injections {
            let time = time(injection, seconds: true)
            for (reading, substance) in zip(injection.readings, Substances.all) {
                let name = batch.export == .sciexChinese ? substance.names.chinese : substance.names.sciex
                let cells = cells(reading)
                text.row(
                    [
                        injection.name, sciexType(injection.kind), name, cells.expected, cells.area, cells.standardArea, cells.vial, cells.accuracy,
                        cells.ionRatio, cells.retention, time,
                    ], separator: "\t")
            }
        }
        return text
    }

    /// A results table of MultiQuant: the file's name in front, the masses, whether somebody integrated by hand.
    private static func multiQuant(_ batch: CityBatch) -> TextBytes {
        var text = TextBytes(lineEnd: batch.lineEnd, reserving: batch.injections.count * 2700)
        text.row(
            [
                "Original Filename", "Sample Name", "Sample Type", "Component Name", "Mass Info", "Actual Concentration", "Area", "IS Area",
                "Calculated Concentration", "Accuracy", "Ion Ratio", "Retention Time", "Modified", "Acquisition Date",
            ], separator: "\t")
        for injection in batch.injections {
            let time = time(injection, seconds: true)
            for (index, (reading, substance)) in zip(injection.readings, Substances.all).enumerated() {
                let cells = cells(reading)
                let isModified = reading.vial != nil && (injection.secondOfDay / 60 + index) % 37 == 0
                text.row(
                    [
                        "\(batch.stem).wiff2", injection.name, sciexType(injection.kind), substance.names.sciex,
                        "\(substance.transition.precursor) / \(substance.transition.product)", cells.expected, cells.area, cells.standardArea, cells.vial,
                        cells.accuracy, cells.ionRatio, cells.retention, isModified ? "TRUE" : "FALSE", time,
                    ], separator: "\t")
            }
        }
        return text
    }

    private struct Cells {
        var expected, area, standardArea, vial, accuracy, ionRatio, retention: String
    }

    private static func cells(_ reading: CityInjection.Reading) -> Cells {
        guard let vial = reading.vial else {
            return Cells(
                expected: reading.expected.map(vialText) ?? "N/A", area: "N/A", standardArea: reading.standardArea > 0 ? String(reading.standardArea) : "N/A",
                vial: "N/A", accuracy: "N/A", ionRatio: "N/A", retention: "N/A")
        }
        return Cells(
            expected: reading.expected.map(vialText) ?? "N/A", area: String(reading.area), standardArea: String(reading.standardArea),
            vial: reading.text ?? vialText(vial), accuracy: reading.expected.map { (vial / $0 * 100).places(1) } ?? "N/A",
            ionRatio: reading.ionRatio.places(3), retention: reading.retention.places(2))
    }

    private static func sciexType(_ kind: SampleType) -> String {
        switch kind {
        case .standard: "Standard"
        case .qc: "Quality Control"
        case .blank, .fieldBlank: "Blank"
        case .doubleBlank: "Double Blank"
        case .solvent: "Solvent"
        case .unknown, .spike, .duplicate: "Unknown"
        }
    }

    /// A batch table of MassHunter Quantitative Analysis: one row an injection, a group of columns an analyte, final concentrations after dilution.
    private static func agilent(_ batch: CityBatch) -> TextBytes {
        var text = TextBytes(lineEnd: batch.lineEnd, reserving: batch.injections.count * 900)
        var groups = ["Sample", "", "", "", "", ""]
        var headers = ["Name", "Data File", "Type", "Level", "Acq. Date-Time", "Dil."]
        for substance in Substances.all {
            groups += ["\(substance.names.agilent) Results", "", "", "", ""]
            groups.append("Qualifier (\(substance.transition.precursor) -> \(substance.transition.qualifier)) Results")
            headers += ["Exp. Conc.", "RT", "Final Conc.", "Accuracy", "ISTD Resp.", "Ratio"]
        }
        text.row(groups)
        text.row(headers)
        for (place, injection) in batch.injections.enumerated() {
            var fields = [
                injection.name, padded(place + 1, 3) + ".d", agilentType(injection.kind), injection.level, time(injection, seconds: false),
                injection.dilution.significant(3),
            ]
            for reading in injection.readings {
                fields.append(reading.expected.map(vialText) ?? "")
                guard let vial = reading.vial else {
                    fields += ["", "", "", reading.standardArea > 0 ? String(reading.standardArea) : "", ""]
                    continue
                }
                fields += [
                    reading.retention.places(2), reading.text ?? vialText(vial * injection.dilution),
                    reading.expected.map { (vial / $0 * 100).places(1) } ?? "", String(reading.standardArea), (reading.ionRatio * 100).places(1),
                ]
            }
            text.row(fields)
        }
        return text
    }

    private static func agilentType(_ kind: SampleType) -> String {
        switch kind {
        case .standard: "Cal"
        case .qc: "QC"
        case .blank, .fieldBlank: "Blank"
        case .doubleBlank, .solvent: "DoubleBlank"
        case .unknown, .spike, .duplicate: "Sample"
        }
    }
}
