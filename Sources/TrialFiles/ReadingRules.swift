internal import AssayFiles
internal import DelimitedText
internal import Findings
internal import Monitoring
package import ProgrammeFiles
internal import Wording

/// What must hold of the reading of any bytes at all; each breach is a sentence for the engineer.
package struct ReadingRules: Sendable {
    private let catalogue: AnalyteCatalogue
    private let programme: Programme
    private let codes: Set<String>

    package init(catalogue: AnalyteCatalogue) {
        self.catalogue = catalogue
        let batches = [TrialBatch(letters: .ascii), TrialBatch(letters: .latin), TrialBatch(letters: .chinese)]
        programme = Programme(
            configuration: ProgrammeConfiguration(), sites: [], areas: [], siteAreas: [], plan: [], populations: [], samples: [],
            methods: batches.flatMap { $0.methods(unit: "ng/mL") }, injections: batches[0].sequence(isDilutionApplied: false), analytes: catalogue, parameters: [])
        codes = Set(Language.allCases.map { language in
            let catalogue = Catalogue.of(language)
            return Set(catalogue.keys.filter { ["fix", "what", "why"].allSatisfy($0.value.contains) }.keys)
        }.reduce(nil) { (all: Set<String>?, keys) in all?.intersection(keys) ?? keys } ?? [])
    }

    /// The breaches of a file; empty where all is well.
    ///
    /// - Complexity: that of reading the file four times.
    package func breaches(_ bytes: [UInt8]) -> [String] {
        let file = "inbox/\(TrialBatch.name).txt"
        let document = AssayDocument.read(bytes, file: file, catalogue: catalogue)
        var breaches: [String] = []
        for finding in document.findings where !codes.contains(finding.code.rawValue) { breaches.append("finding \(finding.code.rawValue) is not in the catalogue") }
        // The places of a workbook are those of its cells, not of its bytes.
        let place = document.workbook == nil ? CellPlace(bytes, document) : nil
        for reading in document.readings { breaches += self.breaches(reading, document, place) }
        let again = AssayDocument.read(bytes, file: file, catalogue: catalogue)
        if again.readings != document.readings || again.findings != document.findings { breaches.append("the same bytes gave another reading") }
        breaches += roundTrip(document)
        breaches += interpretation(document)
        return breaches
    }

    // MARK: One reading

    private func breaches(_ reading: AssayReading, _ document: AssayDocument, _ place: CellPlace?) -> [String] {
        let about = "\(reading.injection) \(reading.compound) \"\(reading.text)\" at \(reading.position.description)"
        var breaches: [String] = []
        if place?.holds(reading.position) == false { breaches.append("position outside the file: \(about)") }
        for (name, value) in [
            ("figure", reading.value.figure), ("limit of detection", reading.limitOfDetection), ("limit of quantification", reading.limitOfQuantification),
            ("upper limit", reading.upperLimit), ("dilution", reading.dilution), ("bound", bound(reading.value)),
        ] {
            if let value, !(value.isFinite && value > 0) { breaches.append("\(name) \(value): \(about)") }
        }
        for value in [reading.area, reading.internalStandardArea, reading.ionRatio, reading.retentionTime, reading.expected, reading.accuracy, reading.signalToNoise] {
            if let value, !value.isFinite { breaches.append("\(value) is not finite: \(about)") }
        }
        guard let figure = reading.value.figure else { return breaches }
        if reading.isExcluded { breaches.append("a figure of an excluded record: \(about)") }
        if reading.sampleType == .doubleBlank { breaches.append("a figure of a double blank: \(about)") }
        if let cell = place?.cell(reading.position), cell != reading.text { breaches.append("the cell holds \"\(cell)\": \(about)") }
        if let mark = document.decimalMark {
            guard let end = reading.text.lastIndex(where: { $0.isNumber }) else { return breaches + ["a figure without digits: \(about)"] }
            if NumberText.parse(String(reading.text[...end]), mark: mark) != figure { breaches.append("figure \(figure) is not its text: \(about)") }
        } else if document.workbook == nil, reading.text.contains(where: { $0 == "." || $0 == "," }) {
            // Figures of a workbook are exact whatever the mark of its texts.
            breaches.append("a figure under an undecided decimal mark: \(about)")
        }
        return breaches
    }

    private func bound(_ value: AssayValue) -> Double? {
        switch value {
        case .below(let limit): limit
        case .aboveRange(let limit): limit
        default: nil
        }
    }

    // MARK: Written and read again

    private func roundTrip(_ document: AssayDocument) -> [String] {
        let table = CanonicalTable.write(document, analytes: catalogue, unit: "ng/mL")
        guard !table.isRefused else { return ["convert refused a unit that was given"] }
        let again = AssayDocument.read(Array((CanonicalTable.header + table.rows).utf8), file: "again.csv", catalogue: catalogue)
        if document.readings.isEmpty { return again.readings.isEmpty ? [] : ["rows out of nothing"] }
        guard again.format == .canonical else { return ["what convert wrote is read as \(again.format.rawValue)"] }
        // Names that read as statistics or headers, and bytes that are no text, are set aside by name when they come back.
        let isWhole = again.readings.count == document.readings.count
        if !isWhole {
            let isSaid = again.findings.contains { ["A022", "A023", "T010", "T002", "T003"].contains($0.code.rawValue) }
            return isSaid ? [] : ["\(document.readings.count) readings were written and \(again.readings.count) read again"]
        }
        var breaches: [String] = []
        for (first, second) in zip(document.readings, again.readings) {
            let isUnread = first.unit.map { AssayUnit($0) == nil } ?? true
            if first.value.figure == second.value.figure, first.value.figure == nil || (first.unit ?? "ng/mL") == second.unit { continue }
            // A figure without a unit is written as none.
            if first.value.figure != nil, isUnread, second.value.figure == nil { continue }
            if first.value.figure != nil, second.isExcluded || second.sampleType == .doubleBlank { continue }
            breaches.append(
                "\(first.injection) \(first.compound) \(first.value) \(first.unit ?? "-") came back as \(second.value) \(second.unit ?? "-")")
        }
        return Array(breaches.prefix(3))
    }

    // MARK: Interpreted

    private func interpretation(_ document: AssayDocument) -> [String] {
        let work = AssayInterpretation.interpret(document, digest: "", programme: programme)
        var breaches: [String] = []
        for finding in work.findings where !codes.contains(finding.code.rawValue) { breaches.append("finding \(finding.code.rawValue) is not in the catalogue") }
        let positions = Set(document.readings.map(\.position))
        let figures = Set(document.readings.filter { $0.value.figure != nil }.map(\.position))
        for result in work.results {
            if !positions.contains(result.position) { breaches.append("a result from nowhere: \(result.position.description)") }
            switch result.concentration {
            case .quantified(let value):
                if !(value.isFinite && value > 0) { breaches.append("quantified \(value) at \(result.position.description)") }
                if !figures.contains(result.position) { breaches.append("a result without a figure at \(result.position.description)") }
                if result.sampleType == .doubleBlank { breaches.append("a double blank gave \(value)") }
            case .belowDetection(let limit), .belowQuantification(let limit), .aboveRange(let limit):
                if !(limit.isFinite && limit > 0) { breaches.append("a limit of \(limit) at \(result.position.description)") }
            case .notAnalysed: break
            }
        }
        return Array(breaches.prefix(3))
    }
}
