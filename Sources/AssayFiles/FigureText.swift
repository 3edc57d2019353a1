internal import DelimitedText

/// What the text of a cell says as a figure, under the decimal mark of its file; the same for every format.
enum FigureText {
    /// A finite number under a mark; where the mark is undecidable (nil), only a number without marks.
    static func number(_ text: String, mark: DecimalMark?) -> Double? {
        guard let first = text.utf8.first, !isLetter(first) else { return nil }
        if mark == nil, text.unicodeScalars.contains(where: { $0 == "." || $0 == "," || $0 == "．" || $0 == "，" || $0 == "'" }) { return nil }
        guard let value = NumberText.parse(text, mark: mark ?? .point), value.isFinite else { return nil }
        return value
    }

    /// A figure with, perhaps, a unit behind it: `12.3 ng/mL`.
    static func quantity(_ text: String, mark: DecimalMark?) -> (value: Double, unit: String?)? {
        guard let first = text.utf8.first, !isLetter(first) else { return nil }
        if let value = number(text, mark: mark) { return (value, nil) }
        guard let split = text.lastIndex(where: { $0.isNumber }) else { return nil }
        let unit = trimmed(text[text.index(after: split)...])
        guard !unit.isEmpty, AssayUnit(unit) != nil, let value = number(String(text[...split]), mark: mark) else { return nil }
        return (value, unit)
    }

    /// Whether a text would be a number under one of the marks, so that a mark that is undecidable is why it is none.
    static func isNumberUnderSomeMark(_ text: String) -> Bool {
        NumberText.parse(text, mark: .point) != nil || NumberText.parse(text, mark: .comma) != nil
    }

    /// Digits behind the last mark of a number.
    static func places(_ text: String) -> Int {
        guard let mark = text.lastIndex(where: { $0 == "." || $0 == "," }) else { return 0 }
        return text[text.index(after: mark)...].prefix { $0.isNumber }.count
    }

    /// Whether an area or a time says that there was no peak: blank, a word, or zero.
    static func saysNothing(_ text: String, mark: DecimalMark?) -> Bool {
        SpecialValue.isSilent(text) || SpecialValue.meaning(of: text) != nil || number(text, mark: mark) == 0
    }

    /// No number begins with a letter, as the many cells `N/A` do.
    static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) && byte < 0x80 }
}
