internal import AssayFiles
internal import Findings

/// What a synthetic export gives for one compound of one vial.
struct TrialFigure: Sendable {
    struct Key: Hashable, Sendable {
        /// The name of the vial in the sequence; that of the file for a control which the sequence does not hold.
        var vial: String
        /// Empty for a control.
        var sample: String
        var analyte: String

        var description: String { [vial, sample.isEmpty ? "-" : sample, analyte].joined(separator: "|") }
    }

    var key: Key
    /// ng/L of sewage; nil where no figure was given.
    var value: Double?
    /// The concentration as it stands in the file.
    var text: String
    /// The compound as the file prints it.
    var compound: String
    /// Where the concentration stands.
    var cell: Range<Int>?

    /// Names compare without case and kinds of white space, as they do with the sequence.
    static func plain(_ name: String) -> String { String(name.lowercased().map { $0.isWhitespace || $0 == "\u{A0}" ? " " : $0 }) }

    static func trimmed(_ text: String) -> String { String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()) }

    /// Whether a cell is a name, or holds it as a path or a label does.
    static func names(_ cell: String, _ name: String) -> Bool { !name.isEmpty && cell.contains(name) }

    /// A plain number, with one mark at most and no groups, and what stands behind it.
    static func quantity(_ text: String) -> (number: Double, unit: String)? {
        let text = trimmed(text)
        let end = text.lastIndex { $0.isASCII && $0.isNumber }.map { text.index(after: $0) } ?? text.startIndex
        let digits = text[..<end].last == nil ? text[...] : text[..<end]
        guard digits.allSatisfy({ $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) }), let number = Double(digits), number.isFinite else {
            // A mark without digits behind it.
            guard text.last == ".", let number = Double(text.dropLast()) else { return nil }
            return (number, "")
        }
        let rest = trimmed(String(text[end...]))
        return (number, rest == "." ? "" : rest)
    }

    static func isNear(_ first: Double, _ second: Double) -> Bool { (first - second).magnitude <= 1e-9 * max(first.magnitude, second.magnitude) }
}

/// The cells of a synthetic export, found by its delimiter alone: no field of it is quoted.
struct TrialCells: Sendable {
    private let bytes: [UInt8]
    private let format: AssayFormat
    private let delimiter: UInt8
    private let lineStarts: [Int]
    /// In the order of the file.
    private let ranges: [Range<Int>]
    /// Those that are headers, or groups above them.
    let headers: [Range<Int>]

    init(_ bytes: [UInt8], format: AssayFormat, delimiter: UInt8) {
        self.bytes = bytes
        self.format = format
        self.delimiter = delimiter
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
        let isXML = format == .targetLynxXML
        var ranges: [Range<Int>] = []
        var start = 0
        var isOpen = false
        for index in bytes.indices {
            let byte = bytes[index]
            if isXML {
                // The values of attributes.
                guard byte == 0x22 else { continue }
                if isOpen { ranges.append(start..<index) }
                isOpen.toggle()
                start = index + 1
            } else if byte == delimiter || byte == 0x0A {
                ranges.append(start..<index)
                start = index + 1
            }
        }
        self.ranges = ranges
        var headers: [Range<Int>] = []
        if !isXML {
            for (line, begin) in lineStarts.dropLast().enumerated() {
                let end = lineStarts[line + 1]
                let fields = ranges.filter { $0.lowerBound >= begin && $0.upperBound < end }
                if TrialCells.isHeader(fields.map { String(decoding: bytes[$0], as: UTF8.self) }) { headers += fields }
            }
        }
        self.headers = headers
    }

    /// A line of words, none of which is a kind of sample or the fate of a peak: a header, or groups above one.
    private static func isHeader(_ texts: [String]) -> Bool {
        guard texts.count > 3 else { return false }
        return !texts.contains { text in text.first?.isNumber == true && !text.contains("Ratio") || text == "Target" || text == "Standard" || text == "Linear" }
    }

    /// Whether a byte parts cells or lines.
    func parts(_ byte: UInt8) -> Bool { format == .targetLynxXML ? byte == 0x22 || byte == 0x3C : byte == delimiter || byte == 0x0A || byte == 0x0D }

    /// Whether a cell is the last of its line.
    func endsLine(_ cell: Range<Int>) -> Bool { format != .targetLynxXML && cell.upperBound < bytes.count && bytes[cell.upperBound] == 0x0A }

    /// The line of a byte, from 0.
    func line(_ offset: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The cell in which a range lies whole.
    func cell(_ range: Range<Int>) -> Range<Int>? { ranges.first { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound } }

    /// The cell at a place of the whole file, which is UTF-8; in XML, where the place is that of a tag, the concentration within it.
    func cell(of position: SourcePosition) -> Range<Int>? {
        guard let line = position.line, let column = position.column, lineStarts.indices.contains(line - 1) else { return nil }
        var offset = lineStarts[line - 1]
        if format == .targetLynxXML {
            offset += column - 1
            let name = Array("analconc=\"".utf8)
            return ranges.first { $0.lowerBound > offset && bytes[..<$0.lowerBound].suffix(name.count).elementsEqual(name) }
        }
        for _ in 1..<max(1, column) {
            offset += 1
            while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        }
        return ranges.first { $0.lowerBound <= offset && offset <= $0.upperBound }
    }

    /// The header above a cell, in the first line of a table whose lines have as many cells each; nil where there is none.
    func header(above cell: Range<Int>) -> String? {
        let begin = lineStarts[line(cell.lowerBound)]
        let place = ranges.count { $0.lowerBound >= begin && $0.lowerBound < cell.lowerBound }
        return headers.contains(cell) || headers.count <= place || headers.contains { line($0.lowerBound) != 0 } ? nil : String(decoding: bytes[headers[place]], as: UTF8.self)
    }

    /// A range with what stands around it.
    func shown(_ range: Range<Int>) -> String {
        let around = max(0, range.lowerBound - 10)..<min(bytes.count, max(range.lowerBound + 10, min(range.upperBound, range.lowerBound + 40)))
        let cut = range.count > 60 ? "cut after \(range.lowerBound)" : "byte \(range.lowerBound) \(TrialCells.shown(Array(bytes[range])))"
        return "\(cut) in \"" + String(decoding: bytes[around], as: UTF8.self).replacing("\n", with: "⏎").replacing("\t", with: "⇥") + "\""
    }

    static func shown(_ piece: [UInt8]) -> String {
        piece.count == 1 && (piece[0] < 0x21 || piece[0] > 0x7E) ? "0x" + String(piece[0], radix: 16) : "\"" + String(decoding: piece, as: UTF8.self).replacing("\n", with: "⏎").replacing("\t", with: "⇥") + "\""
    }
}
