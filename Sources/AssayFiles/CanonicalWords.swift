internal import DelimitedText
internal import Monitoring

/// The texts of one column as one worker has met them, each judged once.
///
/// A text is the cell without quotes, white space at its ends and the mark that `CanonicalTable`
/// puts before a text which a spreadsheet would take for a formula.
final class CanonicalWords {
    /// What is to be known of a text before its row is taken.
    struct Trait: OptionSet {
        let rawValue: UInt8
        /// Nothing is left of the text.
        static let empty = Trait(rawValue: 1)
        /// It may be the header of a column.
        static let header = Trait(rawValue: 2)
        /// It is the name of a statistic.
        static let statistic = Trait(rawValue: 4)
        /// It is a sample type whose injections hold nothing.
        static let doubleBlank = Trait(rawValue: 8)
        /// It is a qualifier that decides what the result says.
        static let decides = Trait(rawValue: 16)
    }

    /// Texts that came since they were last handed over.
    struct News {
        /// Whether all numbers before are void.
        var isAnew = false
        var bytes: [UInt8] = []
        var ends: [Int] = []
    }

    let column: CanonicalColumn
    let dictionary = TextDictionary()
    /// By number; that of the empty text first.
    private(set) var traits: [Trait] = [.empty]
    private(set) var rules: [QualifierRule] = [.none]
    private(set) var hasDoubleBlank = false
    private var news = News()
    private let mark: DecimalMark?

    /// Texts after which the memory of a worker begins anew: columns of names that never come again would fill it.
    private static let most = 1 << 14
    private static let mostBytes = 4 << 20

    /// - Parameter mark: the decimal mark; nil where it is undecidable.
    init(_ column: CanonicalColumn, mark: DecimalMark?) {
        self.column = column
        self.mark = mark
    }

    /// Begins a piece.
    func begin() {
        guard dictionary.count > CanonicalWords.most || dictionary.byteCount > CanonicalWords.mostBytes else { return }
        dictionary.removeAll()
        traits.removeLast(traits.count - 1)
        if column == .qualifier { rules.removeLast(rules.count - 1) }
        hasDoubleBlank = false
        news = News(isAnew: true)
    }

    /// The texts of a column by number, each new one judged.
    func codes(_ piece: TextPiece, _ place: Int?) -> [UInt32] {
        guard let place else { return Array(repeating: 0, count: piece.rows.count) }
        let codes = piece.codes(place, in: dictionary)
        while traits.count < dictionary.count { learn(dictionary.utf8(UInt32(truncatingIfNeeded: traits.count))) }
        return codes
    }

    /// What came since this was last asked.
    func takeNews() -> News {
        defer { news = News() }
        return news
    }

    private func learn(_ raw: ArraySlice<UInt8>) {
        if CanonicalWords.isPlain(raw) {
            news.bytes.append(contentsOf: raw)
            news.ends.append(news.bytes.count)
            // No word that matters here holds a digit, and most names do.
            if column == .batch || column == .unit || (column == .sample || column == .injection) && raw.contains(where: { $0 &- 0x30 < 10 }) {
                traits.append([])
                return
            }
            judge(String(decoding: raw, as: UTF8.self))
            return
        }
        let text = CanonicalWords.text(raw)
        news.bytes.append(contentsOf: text.utf8)
        news.ends.append(news.bytes.count)
        judge(text)
    }

    private func judge(_ text: String) {
        var trait: Trait = text.isEmpty ? .empty : []
        switch column {
        case .sample, .injection: if Statistic.isName(text) { trait.insert(.statistic) }
        case .analyte:
            if Statistic.isName(text) { trait.insert(.statistic) }
            if CanonicalHeader.isWord(text) { trait.insert(.header) }
        case .sampleType:
            if !text.isEmpty, SampleType(vendorText: text) == .doubleBlank {
                trait.insert(.doubleBlank)
                hasDoubleBlank = true
            }
        case .qualifier:
            let rule = QualifierRule(text, mark: mark)
            if rule != .none { trait.insert(.decides) }
            rules.append(rule)
        default: break
        }
        traits.append(trait)
    }

    /// Whether a cell is its own text: visible ASCII at both ends, no quote and no mark before a formula.
    private static func isPlain(_ raw: ArraySlice<UInt8>) -> Bool {
        guard let first = raw.first, let last = raw.last else { return false }
        return first > 0x20 && first < 0x7F && last > 0x20 && last < 0x7F && first != 0x22 && first != 0x27
    }

    /// The text of a cell of names.
    static func text(_ raw: ArraySlice<UInt8>) -> String { unmarked(trimmed(TextPiece.text(raw))) }

    /// A text without the mark that keeps a spreadsheet from taking it for a formula.
    static func unmarked(_ text: String) -> String {
        text.first == "'" && isFormula(text.drop { $0 == "'" }) ? trimmed(text.dropFirst()) : text
    }

    /// Whether a spreadsheet would take a text for a formula, or for none only by the mark before it.
    static func isFormula(_ text: Substring) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return ["=", "+", "-", "@", "\t", "\r"].contains(first)
    }
}

/// What a qualifier makes of the result beside it.
enum QualifierRule: Hashable {
    /// It leaves the word to the result.
    case none
    /// The figure is a bound that the result is below, or above.
    case less, more
    case fixed(ResultKind, limit: Double)
    /// Above the range, with the result's own figure as the bound.
    case aboveFigure
    /// A bound that cannot be read for want of a decimal mark: the figure beside it is no plain figure.
    case unreadable

    init(_ text: String, mark: DecimalMark?) {
        let plain = SpecialValue.plain(text)
        switch plain {
        case "", "=": self = .none
        case "<": self = .less
        case ">": self = .more
        default:
            if let meaning = SpecialValue.meaning(of: text) {
                if case .aboveRange = meaning { self = .aboveFigure } else { self = QualifierRule(meaning) }
            } else if let bound = SpecialValue.bound(text, parse: { FigureText.number($0, mark: mark) }) {
                self = QualifierRule(bound)
            } else if mark == nil, DecimalMark.allCases.contains(where: { mark in SpecialValue.bound(text) { FigureText.number($0, mark: mark) } != nil }) {
                self = .unreadable
            } else {
                self = .none
            }
        }
    }

    private init(_ value: AssayValue) {
        let (kind, figure) = ResultKind.of(value)
        self = .fixed(kind, limit: figure)
    }

    /// What the row says by this qualifier, with the figure of its result, which is NaN where it has none; nil where the result says it.
    func meaning(figure: Double) -> (kind: ResultKind, figure: Double)? {
        switch self {
        case .none: nil
        case .less: figure.isNaN ? nil : figure > 0 ? (.below, figure) : (.belowDetection, .nan)
        case .more: figure > 0 ? (.aboveRange, figure) : nil
        case .fixed(let kind, let limit): (kind, limit)
        case .aboveFigure: (.aboveRange, figure > 0 ? figure : .nan)
        case .unreadable: figure > 0 ? (.notAnalysed, figure) : nil
        }
    }
}

extension ResultKind {
    /// The kind of a value, with its figure or bound; NaN where it has none.
    static func of(_ value: AssayValue) -> (ResultKind, Double) {
        switch value {
        case .number(let figure): (.number, figure)
        case .below(let limit): (.below, limit)
        case .belowDetection: (.belowDetection, .nan)
        case .belowQuantification: (.belowQuantification, .nan)
        case .aboveRange(let limit): (.aboveRange, limit ?? .nan)
        case .notDetected: (.notDetected, .nan)
        case .notFound: (.notFound, .nan)
        case .notAnalysed: (.notAnalysed, .nan)
        }
    }

    /// Whether neither the result nor the qualifier says anything.
    var isBlank: Bool { self == .blank || self == .noPeak }

    /// The value of a kind with its figure; a blank and an unread cell are not analysed.
    func value(_ figure: Double) -> AssayValue {
        switch self {
        case .number: .number(figure)
        case .below: .below(limit: figure)
        case .belowDetection: .belowDetection
        case .belowQuantification: .belowQuantification
        case .aboveRange: .aboveRange(limit: figure.isNaN ? nil : figure)
        case .notDetected: .notDetected
        case .notFound: .notFound
        case .notAnalysed, .blank, .noPeak, .unread: .notAnalysed
        }
    }
}
