package import AssayFiles
internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// What a figure became because a file was damaged, and whether anything in the file could have shown it.
///
/// A figure is what a file gives for a vial, a sample and an analyte. Those of a damaged file
/// must be figures of the whole file, but for four kinds of change that no reader can see,
/// because what was damaged says itself, alone and well formed, what was read: its kind is
/// `figure`, `name`, `unit` or `limit`. Whatever else differs is ``silent`` and a fault of the house.
package struct FigureChange: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, CaseIterable, Sendable {
        /// The reader took a broken header, mark, delimiter, title or unit for a whole one.
        case silent
        /// The cell of the figure itself became another plain number, and that is the number that was read.
        case figure
        /// The cell that names the vial, the sample or the compound of the figure became another name; the figure is as it was.
        case name
        /// A unit became another unit that is known, where nothing else in the file states it.
        case unit
        /// A limit in the row of the figure became another number, or none, which a finding then names (T016), or the header of its
        /// column is no longer known, which a finding names too (A024): the figure is censored by another limit.
        case limit
    }

    package var kind: Kind
    package var description: String
}

/// Damages a synthetic export and tells what figures it then gives.
package struct SilentChange: Sendable {
    private let format: AssayFormat
    private let bytes: [UInt8]
    private let batch: TrialBatch
    private let programme: Programme
    private let cells: TrialCells
    private let whole: [TrialFigure]
    private let values: [TrialFigure.Key: Set<Double>]
    /// Cells of the readings of each vial, sample and analyte, figures or not.
    private let ownCells: [TrialFigure.Key: [Range<Int>]]

    package init(_ format: AssayFormat) {
        self.format = format
        let batch = TrialBatch(letters: .ascii).small
        self.batch = batch
        let style = TrialStyle.usual(format)
        bytes = Array(TrialExports(batch, style: style).text(format).utf8)
        // The method sheet states another unit than the file, so that a unit which is lost shows.
        programme = Programme(
            configuration: ProgrammeConfiguration(), sites: [], areas: [], siteAreas: [], plan: [], populations: [], samples: [],
            methods: batch.methods(unit: "µg/mL").map { method in
                var wide = method
                wide.limitOfDetection = 0.000_000_1
                wide.limitOfQuantification = 0.000_000_2
                wide.upperLimit = 1e12
                return wide
            }, injections: batch.sequence(isDilutionApplied: TrialExports.appliesDilution(format), isSewage: format.namesSamples), analytes: batch.catalogue,
            parameters: [])
        cells = TrialCells(bytes, format: format, delimiter: style.delimiter.asciiValue ?? 0x2C)
        let read = SilentChange.read(bytes, batch, programme, cells).figures
        whole = read.filter { $0.value != nil }
        values = Dictionary(grouping: whole, by: \.key).mapValues { Set($0.compactMap(\.value)) }
        ownCells = Dictionary(grouping: read, by: \.key).mapValues { $0.compactMap(\.cell) }
    }

    /// The file that is damaged.
    package var file: [UInt8] { bytes }
    /// How many figures the whole file gives.
    package var figureCount: Int { whole.count }

    private static let file = "inbox/\(TrialBatch.name).txt"

    /// What a file gives for each vial and analyte.
    private static func read(_ bytes: [UInt8], _ batch: TrialBatch, _ programme: Programme, _ cells: TrialCells?) -> (figures: [TrialFigure], findings: [Finding]) {
        let document = AssayDocument.read(bytes, file: file, catalogue: batch.catalogue)
        let work = AssayInterpretation.interpret(document, digest: "", programme: programme)
        // A vial is known by its row of the sequence, whatever of its names the file still holds.
        var vials: [String: Set<String>] = [:]
        for match in work.matched {
            if let line = match.row.line, batch.injections.indices.contains(line) { vials[match.injection, default: []].insert(batch.injections[line].name) }
        }
        let figures = work.results.map { row in
            let known = vials[row.injection].flatMap { $0.count == 1 ? $0.first : nil }
            return TrialFigure(
                // A table that names its samples is of samples, whatever vials they were in.
                key: TrialFigure.Key(vial: document.format.namesSamples && row.sample != nil ? "" : TrialFigure.plain(known ?? row.injection), sample: row.sample?.rawValue ?? "", analyte: row.analyte.rawValue),
                value: row.concentration.quantifiedValue, text: row.text, compound: batch.compounds[TrialBatch.analytes.firstIndex(of: row.analyte) ?? 0],
                cell: cells?.cell(of: row.position))
        }
        return (figures, document.findings + work.findings)
    }

    // MARK: Damages

    /// What a byte that became another changes; empty where nothing.
    package func changes(at offset: Int, to byte: UInt8) -> [FigureChange] {
        guard bytes.indices.contains(offset), bytes[offset] != byte else { return [] }
        return changes(offset..<offset + 1, by: [byte])
    }

    /// What the first bytes alone change; figures may be missing, and none may differ.
    package func changes(cutAt length: Int) -> [FigureChange] { changes(min(length, bytes.count)..<bytes.count, by: []) }

    /// What a header that became another text changes; for every field of the lines of headers.
    package func changes(_ replacement: (String) -> String) -> [FigureChange] {
        cells.headers.flatMap { cell -> [FigureChange] in
            let text = String(decoding: bytes[cell], as: UTF8.self)
            let changed = replacement(text)
            return changed == text ? [] : changes(cell, by: Array(changed.utf8))
        }
    }

    /// What a piece of the file that became another piece changes.
    package func changes(_ range: Range<Int>, by piece: [UInt8]) -> [FigureChange] {
        let damaged = Array(bytes[..<range.lowerBound]) + piece + Array(bytes[range.upperBound...])
        let read = SilentChange.read(damaged, batch, programme, nil)
        return read.figures.compactMap { figure in
            guard let value = figure.value, values[figure.key]?.contains(value) != true else { return nil }
            let known = (values[figure.key] ?? []).sorted().map { "\($0)" }.joined(separator: "/")
            return FigureChange(
                kind: kind(figure, value, range, piece, read.findings),
                description: "\(format.rawValue): \(cells.shown(range)) to \(TrialCells.shown(piece)): \(figure.key.description) \(value) for \(known.isEmpty ? "none" : known)")
        }
    }

    /// What every damage changes: a cut after each byte, each bit of each byte, each byte as one of those that part or end something, each header broken.
    ///
    /// - Parameter step: one damage of a byte in so many is tried, spread over the file and over the kinds of damage.
    package func every(_ step: Int = 1) -> [FigureChange] {
        let kinds = 1 + 8 + SilentChange.parting.count
        let bytewise = stride(from: 0, to: bytes.count * kinds, by: max(1, step)).flatMap { number -> [FigureChange] in
            let (place, kind) = (number / kinds, number % kinds)
            if kind == 0 { return changes(cutAt: place) }
            return changes(at: place, to: kind <= 8 ? bytes[place] ^ 1 << UInt8(kind - 1) : SilentChange.parting[kind - 9])
        }
        // Headers are few: more of them are tried.
        let broken = cells.headers.flatMap { cell in SilentChange.headers.map { (cell, $0) } }
        return bytewise + stride(from: 0, to: broken.count, by: max(1, step / 16)).flatMap { number -> [FigureChange] in
            let text = String(decoding: bytes[broken[number].0], as: UTF8.self)
            let changed = broken[number].1(text)
            return changed == text ? [] : changes(broken[number].0, by: Array(changed.utf8))
        }
    }

    /// Bytes that part fields, rows or numbers.
    private static let parting: [UInt8] = [0x09, 0x0A, 0x20, 0x22, 0x2C, 0x2E, 0x3B]

    /// Ways to break a header: emptied, replaced, its words exchanged, a letter doubled, its unit unreadable, cut or gone, split by what parts fields.
    package static let headers: [@Sendable (String) -> String] = [
        { _ in "" }, { $0.isEmpty ? "" : "X" }, { $0.isEmpty ? "" : $0 + "x" }, { $0.replacing("ng/mL", with: "ng/xL").replacing("ng/L", with: "ng/xL") },
        { text in
            let words = text.split(separator: " ")
            return words.count > 1 ? ([words[1], words[0]] + words.dropFirst(2)).joined(separator: " ") : text
        }, { $0.replacing("Conc", with: "Cnoc").replacing("Amt", with: "Atm").replacing("result", with: "reuslt").replacing("Quant", with: "Qaunt") },
        { text in text.firstIndex(of: "(").map { String(text[..<$0]) } ?? text }, { $0.replacing("ng/mL", with: "ng/").replacing("ng/L", with: "ng/") },
        { $0.replacing("ng/mL", with: "/mL").replacing("ng/L", with: "/L") }, { $0.replacing("ng/mL", with: "g/mL").replacing("ng/L", with: "g/L") },
        { $0.replacing("ng/mL", with: "ng/L") == $0 ? $0 : $0.replacing("ng/mL", with: "ng-L") }, { $0.replacing("ng/mL", with: "ng mL") }, { String($0.dropLast()) },
        { String($0.dropFirst()) }, { $0.replacing(" ", with: "\t") }, { $0.replacing(" ", with: "\n") }, { $0.replacing(" ", with: ",") }, { $0.replacing(" ", with: ";") },
    ]

    // MARK: Kinds of change

    private func kind(_ figure: TrialFigure, _ value: Double, _ range: Range<Int>, _ piece: [UInt8], _ findings: [Finding]) -> FigureChange.Kind {
        // A damage that is not inside one cell is never excused.
        guard !range.isEmpty, let cell = cells.cell(range) else { return .silent }
        let before = String(decoding: bytes[cell], as: UTF8.self)
        if isRenamed(figure, value, cell, before) { return .name }
        // A line end in place of the last characters of a line leaves a shorter cell; all else that parts cells is no change within one.
        let isEnd = piece == [0x0A] && range.upperBound == cell.upperBound && cells.endsLine(cell)
        let piece = isEnd ? [] : piece
        guard !piece.contains(where: { cells.parts($0) }), !(piece.contains(0x22) && range.lowerBound == cell.lowerBound) else { return .silent }
        let after = String(decoding: Array(bytes[cell.lowerBound..<range.lowerBound]) + piece + Array(bytes[range.upperBound..<cell.upperBound]), as: UTF8.self)
        if ownCells[figure.key]?.contains(where: { $0.contains(cell.lowerBound) || $0 == cell }) == true, let kind = ownKind(figure, value, before, after) { return kind }
        if isLimit(figure, cell, after, findings) || isLimitHeader(before, cell, findings) { return .limit }
        if isUnit(figure, value, cell, range, before, piece) { return .unit }
        return .silent
    }

    /// A figure whose own cell was damaged: its number became another plain number, or the unit behind it another unit.
    private func ownKind(_ figure: TrialFigure, _ value: Double, _ before: String, _ after: String) -> FigureChange.Kind? {
        guard let (number, unit) = TrialFigure.quantity(after), figure.text == TrialFigure.trimmed(after) else { return nil }
        guard let old = whole.first(where: { $0.key == figure.key && $0.text == TrialFigure.trimmed(before) }), let oldValue = old.value, let (oldNumber, oldUnit) = TrialFigure.quantity(old.text) else {
            // A cell that held no figure before: what is read now must be its number in the unit of the file.
            return unit.isEmpty ? .figure : nil
        }
        let isScaled = TrialFigure.isNear(value / number, oldValue / oldNumber * (AssayUnit(unit).map { $0.nanogramsPerLitre(1) } ?? 1) / (AssayUnit(oldUnit).map { $0.nanogramsPerLitre(1) } ?? 1))
        guard isScaled else { return nil }
        return unit == oldUnit ? .figure : AssayUnit(unit) != nil ? .unit : nil
    }

    /// Whether a figure of the whole file stands now under another name, and the damaged cell held the name; or is that of a control
    /// under a name that no vial has, by which nothing is made of it.
    private func isRenamed(_ figure: TrialFigure, _ value: Double, _ cell: Range<Int>, _ before: String) -> Bool {
        let text = TrialFigure.plain(before)
        return whole.contains { old in
            guard old.value == value, old.key != figure.key else { return false }
            let isNamed = whole.contains { $0.key.vial == figure.key.vial }
            if old.key.sample.isEmpty, figure.key.sample.isEmpty, old.key.analyte == figure.key.analyte, !isNamed { return true }
            guard let place = old.cell, cell.lowerBound < place.lowerBound || cells.line(cell.lowerBound) == cells.line(place.lowerBound) else {
                return false
            }
            let namesVial = TrialFigure.names(text, old.key.vial)
            let namesSample = !old.key.sample.isEmpty && TrialFigure.names(text, old.key.sample)
            let namesCompound = TrialFigure.names(text, TrialFigure.plain(old.compound)) || TrialFigure.names(text, old.key.analyte)
            return (old.key.vial == figure.key.vial || namesVial) && (old.key.sample == figure.key.sample || namesSample || namesVial)
                && (old.key.analyte == figure.key.analyte || namesCompound)
        }
    }

    /// Whether the header of a column of limits was damaged, and a finding says that it is not known.
    private func isLimitHeader(_ before: String, _ cell: Range<Int>, _ findings: [Finding]) -> Bool {
        cells.headers.contains(cell) && ["lod", "loq", "uloq"].contains(before)
            && findings.contains { $0.code == "A024" && $0.position?.line == cells.line(cell.lowerBound) + 1 }
    }

    /// Whether the cell of a limit in a figure's own row was damaged, and the figure is the one that stands in the row.
    private func isLimit(_ figure: TrialFigure, _ cell: Range<Int>, _ after: String, _ findings: [Finding]) -> Bool {
        guard let header = cells.header(above: cell), ["lod", "loq", "uloq"].contains(header) else { return false }
        guard ownCells[figure.key]?.contains(where: { cells.line($0.lowerBound) == cells.line(cell.lowerBound) && figure.text == String(decoding: bytes[$0], as: UTF8.self) }) == true else {
            return false
        }
        let text = TrialFigure.trimmed(after)
        return text.isEmpty || TrialFigure.quantity(text)?.unit.isEmpty == true || findings.contains { $0.code == "T016" && $0.position?.line == cells.line(cell.lowerBound) + 1 }
    }

    /// Whether a unit in a header or in the figure's row became another unit, and the figure is the same in it.
    private func isUnit(_ figure: TrialFigure, _ value: Double, _ cell: Range<Int>, _ range: Range<Int>, _ before: String, _ piece: [UInt8]) -> Bool {
        func isEnd(_ byte: UInt8) -> Bool { byte == 0x28 || byte == 0x29 || byte == 0x20 || byte >= 0x80 }
        var start = range.lowerBound
        while start > cell.lowerBound, !isEnd(bytes[start - 1]) { start -= 1 }
        var end = range.upperBound
        while end < cell.upperBound, !isEnd(bytes[end]) { end += 1 }
        let unit = String(decoding: Array(bytes[start..<range.lowerBound]) + piece + Array(bytes[range.upperBound..<end]), as: UTF8.self)
        guard let new = AssayUnit(unit), let old = AssayUnit(String(decoding: bytes[start..<end], as: UTF8.self)) else { return false }
        let scale = new.nanogramsPerLitre(1) / old.nanogramsPerLitre(1)
        return whole.contains { known in
            guard known.key == figure.key, let knownValue = known.value, let place = known.cell else { return false }
            return (cells.headers.contains(cell) || cells.line(cell.lowerBound) == cells.line(place.lowerBound)) && TrialFigure.isNear(value / knownValue, scale)
        }
    }
}
