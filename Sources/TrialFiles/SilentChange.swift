package import AssayFiles
internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Whether a damaged file gives a figure that the whole file does not, without the damage lying in the figure itself.
///
/// A figure of the damaged file must be one that the whole file gives for the same injection
/// and analyte. It may differ where the damage lies inside what says it and nothing else:
/// - the digits of its own cell, which no reader can see;
/// - the unit or the dilution in a cell of its own row;
/// - a unit in a header that the damage turned into another unit, such as `ng/mL` into `fg/mL`.
/// Anything else (another word of a header, a delimiter, a quote, a line end, a mark, a
/// cell of another row or column) must leave every figure as it was, or take it away.
package struct SilentChange: Sendable {
    private let format: AssayFormat
    private let bytes: [UInt8]
    private let batch: TrialBatch
    private let programme: Programme
    private let whole: [String: Set<Double>]
    /// Where the figures of the whole file stand, by injection and analyte.
    private let spans: [String: [Range<Int>]]
    private let lineStarts: [Int]

    /// - Parameter letters: only ASCII and a text of one byte a character, so that columns are bytes.
    package init(_ format: AssayFormat) {
        self.format = format
        let batch = TrialBatch(letters: .ascii).small
        self.batch = batch
        let text = TrialExports(batch, style: TrialStyle.usual(format)).text(format)
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
        let bytes = Array(text.utf8)
        let lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        self.bytes = bytes
        self.lineStarts = lineStarts
        let document = AssayDocument.read(bytes, file: SilentChange.file, catalogue: batch.catalogue)
        whole = SilentChange.figures(document, programme).mapValues { Set($0.map(\.value)) }
        var spans: [String: [Range<Int>]] = [:]
        for (key, figures) in SilentChange.figures(document, programme) {
            for figure in figures {
                guard let line = figure.position.line, let column = figure.position.column, lineStarts.indices.contains(line - 1) else { continue }
                if format == .targetLynxXML {
                    // The place is that of the tag, so that the attribute is looked for in its line.
                    for attribute in ["analconc=\"", "conccalc=\""] {
                        spans[key, default: []] += SilentChange.places(of: Array((attribute + figure.text + "\"").utf8), in: bytes)
                    }
                } else {
                    let start = lineStarts[line - 1] + column - 1
                    spans[key, default: []].append(start..<start + figure.text.utf8.count)
                }
            }
        }
        self.spans = spans
    }

    /// The file that is damaged.
    package var file: [UInt8] { bytes }
    /// How many figures the whole file gives.
    package var figureCount: Int { whole.values.reduce(0) { $0 + $1.count } }

    private static let file = "inbox/\(TrialBatch.name).txt"

    private struct Figure {
        var value: Double
        var text: String
        var position: SourcePosition
    }

    /// The figures in ng/L of sewage, by injection and analyte.
    private static func figures(_ document: AssayDocument, _ programme: Programme) -> [String: [Figure]] {
        var result: [String: [Figure]] = [:]
        for row in AssayInterpretation.interpret(document, digest: "", programme: programme).results {
            guard let value = row.concentration.quantifiedValue else { continue }
            result["\(plain(row.injection))|\(row.sample?.rawValue ?? "-")|\(row.analyte.rawValue)", default: []].append(Figure(value: value, text: row.text, position: row.position))
        }
        return result
    }

    /// Names compare without case and kinds of white space, as they do with the sequence.
    private static func plain(_ name: String) -> String { String(name.lowercased().map { $0.isWhitespace || $0 == "\u{A0}" ? " " : $0 }) }

    private static func places(of pattern: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        guard !pattern.isEmpty, bytes.count >= pattern.count else { return [] }
        return (0...bytes.count - pattern.count).filter { bytes[$0..<$0 + pattern.count].elementsEqual(pattern) }.map { $0..<$0 + pattern.count }
    }

    // MARK: Kinds of damage

    /// What a byte that became another changes without saying so; empty where nothing.
    package func changes(at offset: Int, to byte: UInt8) -> [String] {
        guard bytes.indices.contains(offset), bytes[offset] != byte else { return [] }
        var damaged = bytes
        damaged[offset] = byte
        if isOtherUnit(damaged, at: offset) { return [] }
        return changes(damaged, "byte \(offset) \(shown(bytes[offset])) to \(shown(byte)) in \"\(context(offset))\"") { key in
            spans[key]?.contains { $0.contains(offset) } == true || isOwnUnitOrDilution(offset)
        }
    }

    /// What the first bytes alone change; figures may be missing, and none may differ.
    package func changes(cutAt length: Int) -> [String] {
        changes(Array(bytes.prefix(length)), "cut after \(length) bytes, \"\(context(length))\"") { _ in false }
    }

    /// What a header that became another text changes; for every field of the first lines that is no number.
    package func changes(_ replacement: (String) -> String) -> [String] {
        var found: [String] = []
        let delimiter = UInt8(TrialStyle.usual(format).delimiter.asciiValue ?? 0x2C)
        for line in lineStarts.indices.dropLast() where isHeader(line, delimiter) {
            let (start, end) = (lineStarts[line], lineStarts[line + 1] - 1)
            var fieldStart = start
            for index in start...end where index == end || bytes[index] == delimiter {
                let text = String(decoding: bytes[fieldStart..<index], as: UTF8.self)
                let changed = replacement(text)
                if changed != text {
                    let damaged = Array(bytes[..<fieldStart]) + Array(changed.utf8) + Array(bytes[index...])
                    found += changes(damaged, "header \"\(text)\" to \"\(changed)\"") { _ in false }
                }
                fieldStart = index + 1
            }
        }
        return found
    }

    private func changes(_ damaged: [UInt8], _ about: String, isOwn: (String) -> Bool) -> [String] {
        let document = AssayDocument.read(damaged, file: SilentChange.file, catalogue: batch.catalogue)
        var found: [String] = []
        for (key, figures) in SilentChange.figures(document, programme).sorted(by: { $0.key < $1.key }) {
            // A control under another name is another control: nothing is made of it.
            let isOtherControl = key.contains("|-|") && !whole.keys.contains { $0.hasPrefix(key.prefix { $0 != "|" } + "|") }
            for figure in figures where whole[key]?.contains(figure.value) != true && !isOtherControl && !isOwn(key) {
                let known = (whole[key] ?? []).sorted().map { "\($0)" }.joined(separator: "/")
                found.append("\(format.rawValue): \(about): \(key) \(figure.value) for \(known.isEmpty ? "none" : known)")
            }
        }
        return found
    }

    /// Ways to break a header: emptied, replaced, its words exchanged, a letter doubled, its unit unreadable or gone.
    package static let headers: [@Sendable (String) -> String] = [
        { _ in "" }, { $0.isEmpty ? "" : "X" }, { $0.isEmpty ? "" : $0 + "x" }, { $0.replacing("ng/mL", with: "ng/xL").replacing("ng/L", with: "ng/xL") },
        { text in
            let words = text.split(separator: " ")
            return words.count > 1 ? ([words[1], words[0]] + words.dropFirst(2)).joined(separator: " ") : text
        }, { $0.replacing("Conc", with: "Cnoc").replacing("Amt", with: "Atm").replacing("result", with: "reuslt").replacing("Quant", with: "Qaunt") },
        { text in text.firstIndex(of: "(").map { String(text[..<$0]) } ?? text },
    ]

    // MARK: Where a byte stands

    private func line(_ offset: Int) -> Int { (lineStarts.firstIndex { $0 > offset } ?? lineStarts.count) - 1 }

    private func fields(_ line: Int, of bytes: [UInt8]) -> [Range<Int>] {
        let delimiter = UInt8(TrialStyle.usual(format).delimiter.asciiValue ?? 0x2C)
        let end = line + 1 < lineStarts.count ? lineStarts[line + 1] - 1 : bytes.count
        var fields: [Range<Int>] = []
        var start = lineStarts[line]
        guard start <= end else { return [] }
        for index in start...end where index == end || bytes[index] == delimiter {
            fields.append(start..<index)
            start = index + 1
        }
        return fields
    }

    /// A line of words: a header, or groups above one.
    private func isHeader(_ line: Int, _ delimiter: UInt8) -> Bool {
        let texts = fields(line, of: bytes).map { String(decoding: bytes[$0], as: UTF8.self) }
        return texts.count > 3 && texts.allSatisfy { $0.first?.isNumber != true } && !batch.injections.contains { texts.contains($0.name) }
            && !texts.contains("CAL 1 Results") || format == .massHunterCompound && line == 1
    }

    /// Whether the byte lies in a cell of a column of units or dilutions, below the header.
    private func isOwnUnitOrDilution(_ offset: Int) -> Bool {
        guard format != .targetLynxXML else {
            let before = String(decoding: bytes[max(0, offset - 24)..<offset], as: UTF8.self)
            return before.contains("dilutionfac=\"")
        }
        let line = line(offset)
        let own = fields(line, of: bytes)
        guard let column = own.firstIndex(where: { $0.contains(offset) }) else { return false }
        if own.first.map({ String(decoding: bytes[$0], as: UTF8.self) }) == "Dilution Factor" { return true }
        for above in stride(from: line - 1, through: 0, by: -1) {
            let headers = fields(above, of: bytes)
            guard headers.count == own.count, isHeader(above, 0) else { continue }
            let header = String(decoding: bytes[headers[column]], as: UTF8.self).lowercased()
            return header.contains("unit") || header.contains("dil") || header.contains("稀释")
        }
        return false
    }

    /// Whether the damage turned a unit in a header into another unit.
    private func isOtherUnit(_ damaged: [UInt8], at offset: Int) -> Bool {
        func unit(_ bytes: [UInt8]) -> AssayUnit? {
            var start = offset
            while start > 0, case let byte = bytes[start - 1], byte != 0x28, byte != 0x09, byte != 0x2C, byte != 0x0A, byte != 0x22, byte < 0x80, byte != 0x20 { start -= 1 }
            var end = offset
            while end < bytes.count, case let byte = bytes[end], byte != 0x29, byte != 0x09, byte != 0x2C, byte != 0x0A, byte != 0x22, byte < 0x80 { end += 1 }
            return AssayUnit(String(decoding: bytes[start..<end], as: UTF8.self))
        }
        return unit(bytes) != nil && unit(damaged) != nil
    }

    private func shown(_ byte: UInt8) -> String { byte > 0x20 && byte < 0x7F ? String(UnicodeScalar(byte)) : "0x" + String(byte, radix: 16) }

    private func context(_ offset: Int) -> String {
        String(decoding: bytes[max(0, offset - 12)..<min(bytes.count, offset + 12)], as: UTF8.self).replacing("\n", with: "⏎").replacing("\t", with: "⇥")
    }
}
