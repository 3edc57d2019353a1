internal import DelimitedText
internal import Findings
internal import Monitoring

/// What is decided once for a whole canonical table.
struct CanonicalFacts {
    /// Nil where it is undecidable.
    var mark: DecimalMark? = .point
    /// The number that can be read both ways, where the mark is undecidable.
    var example: String?
    /// Where that number stands.
    var place: SourcePosition?
    var order = DateOrder.notNeeded
    /// Whether the facts come from the whole file; else they are assumed, and a cell that contradicts them asks for them.
    var isDecided = false
    /// Most places behind the mark of any result but the last; needed only where the last may be cut.
    var places = 0
    /// Whether numbers of the file are grouped by thousands beyond doubt; else a mark that may be a broken decimal one is refused.
    var hasGroups = false
    /// How many rows of the file have so many fields.
    var widths: [Int: Int] = [:]

    /// Whether rows of so many fields end with blank ones by the program's way, and not by a delimiter too many.
    func endsBeyond(_ count: Int, expected: Int) -> Bool { widths[count, default: 0] >= widths[expected, default: 0] }

    /// Whether rows leave empty fields at their end out, as most rows of the file are shorter than their header.
    func leavesOut(expected: Int) -> Bool {
        var short = 0
        var full = 0
        for (fields, rows) in widths {
            if fields >= expected { full += rows } else if fields > max(1, expected / 2) { short += rows }
        }
        return short > full
    }
}

/// Cells that are more than plain digits, each text read once, with care.
final class CanonicalCells {
    /// What a cell of the result says.
    struct Result {
        /// NaN where it holds none.
        var figure = Double.nan
        /// The unit behind the figure.
        var unit: String?
        var kind = ResultKind.unread
        var limit = Double.nan
        /// What is to be said of it where no qualifier speaks for it.
        var note: FindingCode?
        /// A unit behind the figure that is none of mass in a volume.
        var foreignUnit: String?
        /// A figure with a group of thousands that may as well be a broken decimal mark.
        var isDoubtful = false
    }

    /// What a cell of another column of figures says.
    struct Number {
        /// A figure alone, and one that may have a unit behind it; NaN where there is none.
        var figure = Double.nan
        var quantity = Double.nan
        /// A figure with, perhaps, a percent sign behind it.
        var percentage = Double.nan
        /// Whether it says that there is no figure, by a word or by silence.
        var isWord = false
    }

    /// What a cell of a time says.
    enum Time { case time(day: Int32, second: Int32, offset: Int32?), silent, unread, needsOrder }

    let facts: CanonicalFacts
    /// What the texts of figures say of the decimal mark.
    private(set) var tally = DecimalMarkTally()
    private let resultTexts = TextDictionary()
    private var results: [Result] = []
    private let numberTexts = TextDictionary()
    private var numbers: [Number] = []
    private let timeTexts = TextDictionary()
    private var times: [Time] = []

    private static let most = 1 << 14

    init(_ facts: CanonicalFacts) { self.facts = facts }

    func result(_ raw: ArraySlice<UInt8>) -> Result {
        if resultTexts.count > CanonicalCells.most {
            resultTexts.removeAll()
            results.removeAll()
        }
        let code = Int(resultTexts.code(raw))
        if code > 0, code <= results.count { return results[code - 1] }
        let text = trimmed(TextPiece.text(raw))
        vote(text)
        let result = readResult(text)
        if code == results.count + 1 { results.append(result) }
        return result
    }

    func number(_ raw: ArraySlice<UInt8>) -> Number {
        if numberTexts.count > CanonicalCells.most {
            numberTexts.removeAll()
            numbers.removeAll()
        }
        let code = Int(numberTexts.code(raw))
        if code > 0, code <= numbers.count { return numbers[code - 1] }
        let whole = TextPiece.text(raw)
        let text = trimmed(whole)
        vote(text)
        var number = Number()
        number.figure = figure(whole) ?? .nan
        number.percentage = figure(whole) ?? (text.last == "%" ? figure(String(text.dropLast())) : nil) ?? .nan
        number.quantity = FigureText.quantity(text, mark: facts.mark)?.value ?? .nan
        number.isWord = text.isEmpty || SpecialValue.isSilent(text) || SpecialValue.meaning(of: text) != nil
        if code == numbers.count + 1 { numbers.append(number) }
        return number
    }

    func time(_ raw: ArraySlice<UInt8>) -> Time {
        if let (day, second, offset) = ISOTime.read(raw) { return .time(day: day, second: second, offset: offset) }
        if timeTexts.count > CanonicalCells.most {
            timeTexts.removeAll()
            times.removeAll()
        }
        let code = Int(timeTexts.code(raw))
        if code > 0, code <= times.count { return times[code - 1] }
        let time = readTime(trimmed(TextPiece.text(raw)))
        if code == times.count + 1 { times.append(time) }
        return time
    }

    private func vote(_ text: String) {
        guard !facts.isDecided, !text.isEmpty else { return }
        tally.add(text)
    }

    private func readResult(_ text: String) -> Result {
        let isDoubtful = facts.mark.map { DecimalMarkDoubt.separator(text, $0) != nil } ?? false
        if let value = figure(text) { return Result(figure: value, kind: .number, isDoubtful: isDoubtful) }
        if SpecialValue.isSilent(text) { return Result(kind: .blank) }
        if let meaning = SpecialValue.meaning(of: text) {
            let (kind, limit) = ResultKind.of(meaning)
            return Result(kind: kind, limit: limit, note: CanonicalCells.note(of: kind, text))
        }
        if let (value, unit) = FigureText.quantity(text, mark: facts.mark) { return Result(figure: value, unit: unit, kind: .number, isDoubtful: isDoubtful) }
        if let bound = SpecialValue.bound(text, parse: { figure($0) }) {
            let (kind, limit) = ResultKind.of(bound)
            return Result(kind: kind, limit: limit, note: kind == .belowDetection ? "A015" : nil)
        }
        if let unit = ForeignUnit.stated(in: text) { return Result(note: AssayUnit.isMolar(unit) ? "A051" : "A028", foreignUnit: unit) }
        // Where the mark of the file is undecidable, one finding for the file says so.
        return Result(note: facts.mark == nil && FigureText.isNumberUnderSomeMark(text) ? nil : "A016")
    }

    private static func note(of kind: ResultKind, _ text: String) -> FindingCode? {
        switch kind {
        case .notFound: "A017"
        case .notAnalysed: "A020"
        case .belowDetection: SpecialValue.plain(text).hasPrefix("<0") ? "A015" : nil
        default: nil
        }
    }

    private func readTime(_ text: String) -> Time {
        if SpecialValue.isSilent(text) { return .silent }
        guard let parsed = AcquisitionTimeText(text) else { return .unread }
        if case .either(let first, let second) = parsed.dayMonth, first != second, !facts.isDecided { return .needsOrder }
        guard let time = parsed.time(facts.order) else { return .silent }
        return .time(day: time.date.day, second: Int32(clamping: time.secondOfDay), offset: time.offsetSeconds.map { Int32(clamping: $0) })
    }

    private func figure(_ text: String) -> Double? { FigureText.number(text, mark: facts.mark) }
}

/// Dates and times as ISO 8601 writes them, read from their bytes.
enum ISOTime {
    /// `2025-09-03`, `2025-09-03T10:00`, `2025-09-03 10:00:05`, with `Z`, `+08:00` or nothing behind; nil for all else.
    static func read(_ bytes: ArraySlice<UInt8>) -> (day: Int32, second: Int32, offset: Int32?)? {
        let count = bytes.count
        guard count == 10 || count == 16 || count == 19 || count == 20 || count == 22 || count == 25 else { return nil }
        let start = bytes.startIndex
        func digits(_ place: Int, _ length: Int) -> Int {
            var value = 0
            for index in place..<place + length {
                let digit = Int(bytes[start + index]) - 0x30
                if digit < 0 || digit > 9 { return -1 }
                value = value * 10 + digit
            }
            return value
        }
        func holds(_ byte: UInt8, _ place: Int) -> Bool { bytes[start + place] == byte }
        let (year, month, day) = (digits(0, 4), digits(5, 2), digits(8, 2))
        guard year > 0, month > 0, day > 0, holds(0x2D, 4), holds(0x2D, 7), let date = CalendarDate(year: year, month: month, day: day) else { return nil }
        if count == 10 { return (date.day, 0, nil) }
        let (hour, minute) = (digits(11, 2), digits(14, 2))
        guard holds(0x54, 10) || holds(0x20, 10), holds(0x3A, 13), (0..<24).contains(hour), (0..<60).contains(minute) else { return nil }
        var second = 0
        var rest = 16
        if count != 16, count != 22 {
            second = digits(17, 2)
            guard holds(0x3A, 16), (0..<60).contains(second) else { return nil }
            rest = 19
        }
        let time = Int32(truncatingIfNeeded: hour * 3600 + minute * 60 + second)
        if rest == count { return (date.day, time, nil) }
        if rest + 1 == count { return holds(0x5A, rest) ? (date.day, time, 0) : nil }
        guard rest + 6 == count, holds(0x3A, rest + 3) else { return nil }
        let (hours, minutes) = (digits(rest + 1, 2), digits(rest + 4, 2))
        guard (0...18).contains(hours), (0..<60).contains(minutes) else { return nil }
        let size = Int32(truncatingIfNeeded: hours * 3600 + minutes * 60)
        if holds(0x2B, rest) { return (date.day, time, size) }
        return holds(0x2D, rest) ? (date.day, time, -size) : nil
    }
}
