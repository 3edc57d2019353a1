internal import Findings
package import Monitoring
package import ProgrammeFiles

/// What the cell of one compound in one injection holds.
package enum TrialValue: Hashable, Sendable {
    /// A concentration of the vial in ten-thousandths of ng/mL, above 0.
    case figure(Int)
    /// The software looked and found no peak.
    case notDetected
    /// A peak without a concentration: its internal standard was lost.
    case notAnalysed
}

/// One vial of the trial batch.
package struct TrialInjection: Hashable, Sendable {
    package var name: String
    package var type: SampleType
    /// The sample's number; nil for controls.
    package var sample: String?
    package var dilution = 1
    package var replicate = ""
    /// What every compound of a standard, control or spike should hold, in ten-thousandths of ng/mL.
    package var expected: Int?
    /// One for each compound of the batch.
    package var values: [TrialValue]
    /// Minutes after 09:00 of 2025-09-13, local time.
    package var minute = 0
}

/// A small batch of made-up injections that holds each kind of vial and each kind of result once: what every format must carry.
///
/// Concentrations are of an extract of 1 ml from 100 ml of sewage, in ng/mL, with up to four decimals.
package struct TrialBatch: Sendable {
    /// The letters that names are written with: not every encoding holds every letter.
    package enum Letters: String, Sendable, CaseIterable { case ascii, latin, chinese, traditional }

    package let compounds: [String]
    package let injections: [TrialInjection]

    package static let analytes: [AnalyteCode] = ["methamphetamine", "ketamine", "cotinine"]
    /// The name of the file without its ending: the batch of the sequence.
    package static let name = "B250913"

    init(compounds: [String], injections: [TrialInjection]) {
        self.compounds = compounds
        self.injections = injections
    }

    package init(letters: Letters) {
        let site: String
        switch letters {
        case .ascii: (compounds, site) = (["METH", "KET", "COT"], "Works 1")
        case .latin: (compounds, site) = (["METH", "KÉT", "COT"], "Zulauf 5 µL, Süd")
        case .chinese: (compounds, site) = (["甲基苯丙胺", "氯胺酮", "可替宁"], "中山南 5 μL")
        case .traditional: (compounds, site) = (["甲基安非他命", "愷他命", "可替寧"], "淡水廠進流 5 μL")
        }
        injections = [
            TrialInjection(name: "DBL", type: .doubleBlank, values: [.notAnalysed, .notDetected, .figure(43_970)]),
            TrialInjection(name: "BLK", type: .blank, values: [.notDetected, .notDetected, .figure(120)]),
            TrialInjection(name: "CAL 1", type: .standard, expected: 10_000, values: [.figure(10_200), .figure(9_800), .figure(9_950)]),
            TrialInjection(name: "CAL 2", type: .standard, expected: 1_000_000, values: [.figure(1_012_345), .figure(987_654), .figure(1_000_001)]),
            TrialInjection(name: "QC", type: .qc, expected: 200_000, values: [.figure(203_100), .figure(191_000), .figure(188_500)]),
            TrialInjection(name: "S1 \(site)", type: .unknown, sample: "2025-001", values: [.figure(25_000), .figure(1_500), .figure(123_456)]),
            TrialInjection(name: "S1 DUP", type: .duplicate, sample: "2025-001", values: [.figure(26_000), .figure(1_500), .figure(121_000)]),
            TrialInjection(name: "S1 MS", type: .spike, sample: "2025-001", expected: 300_000, values: [.figure(318_000), .figure(290_000), .figure(401_000)]),
            TrialInjection(name: "S2-a", type: .unknown, sample: "2025-002", replicate: "1", values: [.notDetected, .figure(33_300), .figure(450_000)]),
            TrialInjection(name: "S2-b", type: .unknown, sample: "2025-002", replicate: "2", values: [.notDetected, .figure(33_900), .figure(440_005)]),
            TrialInjection(name: "S3", type: .unknown, sample: "0003", values: [.figure(725_000), .notAnalysed, .figure(610_000)]),
            TrialInjection(name: "S3 10x", type: .unknown, sample: "0003", dilution: 10, values: [.figure(74_000), .notAnalysed, .figure(61_500)]),
        ].enumerated().map { index, injection in
            var timed = injection
            timed.minute = 15 * index
            return timed
        }
    }

    /// The method sheet of the batch.
    ///
    /// - Parameter unit: the unit to take where a file states none.
    package func methods(unit: String? = nil) -> [MethodRow] {
        zip(compounds, TrialBatch.analytes).map { compound, analyte in
            MethodRow(
                method: "M1", analyte: analyte, vendorName: compound, basis: .extract, resultUnit: unit, sampleMl: 100, extractMl: 1,
                limitOfDetection: 0.5, limitOfQuantification: 2, upperLimit: 500)
        }
    }

    /// The injection sequence of the batch.
    ///
    /// - Parameters:
    ///   - isDilutionApplied: whether the export multiplied by the dilution.
    ///   - isSewage: whether the export's figures are ng/L of sewage, in which the sequence then states what is expected.
    package func sequence(isDilutionApplied: Bool, isSewage: Bool = false) -> [InjectionRow] {
        injections.enumerated().map { line, injection in
            InjectionRow(
                fileOrBatch: TrialBatch.name, injectionName: injection.name, sample: injection.sample.map { SampleID($0) }, sampleType: injection.type,
                method: "M1", dilution: Double(injection.dilution), isDilutionApplied: isDilutionApplied, replicate: injection.replicate,
                expected: injection.expected.map { Double($0) / (isSewage ? 1_000 : 10_000) }, position: SourcePosition(file: "injections/trial.csv", line: line))
        }
    }

    /// The names of the batch, under which a wide table and the method sheet know them.
    package var catalogue: AnalyteCatalogue {
        var aliases: [String: AnalyteCatalogue.Meaning] = [:]
        for (compound, code) in zip(compounds, TrialBatch.analytes) {
            aliases[AnalyteCatalogue.folded(compound)] = .analyte(code)
            aliases[AnalyteCatalogue.folded(code.rawValue)] = .analyte(code)
        }
        return AnalyteCatalogue(
            analytes: TrialBatch.analytes.map {
                Analyte(code: $0, role: .biomarker, parentDrug: nil, englishName: $0.rawValue, chineseName: $0.rawValue)
            }, aliases: aliases)
    }
}

extension TrialInjection {
    /// `HH:MM:SS` of the local day.
    package var clock: String {
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        return "\(two(9 + minute / 60)):\(two(minute % 60)):00"
    }

    /// Counts, made up, different for each cell and none where nothing was found.
    package func area(_ compound: Int) -> Int? {
        switch values[compound] {
        case .figure(let figure): max(1, figure / 10)
        case .notDetected: nil
        case .notAnalysed: 321 + compound
        }
    }

    /// Counts; none in a double blank and where the standard was lost.
    package func standardArea(_ compound: Int) -> Int? {
        type == .doubleBlank || values[compound] == .notAnalysed ? nil : 100_000 + 10 * minute + compound
    }

    /// Minutes; none where nothing was found.
    package func retention(_ compound: Int) -> String? { values[compound] == .notDetected ? nil : ["3.11", "4.2", "5.07"][compound % 3] }
}

/// A whole number of ten-thousandths as a decimal text without needless zeros.
package func decimalText(_ tenThousandths: Int, mark: String = ".") -> String {
    let whole = String(tenThousandths / 10_000)
    var fraction = String(tenThousandths % 10_000 + 10_000).dropFirst()
    while fraction.last == "0" { fraction = fraction.dropLast() }
    return fraction.isEmpty ? whole : whole + mark + fraction
}
