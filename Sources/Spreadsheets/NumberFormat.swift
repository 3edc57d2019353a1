/// How a spreadsheet shows the figure of a cell.
///
/// Only what changes the meaning is followed: whether the figure is a date or a percentage,
/// words around it (`"<"0.0`, `0.00" ng/L"`), sections that show a word instead of it
/// (`[<0.5]"ND";0.00`), and leading zeros (`00000`). Rounding, grouping and colour are not.
package struct NumberFormat: Sendable {
    /// What of a date a format shows.
    enum DateParts: Hashable, Sendable {
        case date, time, dateAndTime
        /// Hours beyond a day: `[h]:mm`.
        case elapsed
        /// A format that is a date in one language and a time in another.
        case dateOrTime
    }

    /// The sections of the code, parted by `;`.
    private let sections: [Section]

    /// - Parameters:
    ///   - id: the number of the format.
    ///   - code: the code where the workbook states one, else nil: then the number is one of those that are built in.
    package init(id: Int, code: String?) {
        if let code {
            sections = NumberFormat.split(code).map { Section($0) }
        } else {
            sections = [Section(builtIn: id)]
        }
    }

    /// The format of cells without one.
    static let general = NumberFormat(id: 0, code: nil)

    /// What a figure is under the format.
    package func content(of value: Double, isFrom1904: Bool) -> CellContent {
        let section = section(for: value)
        if let parts = section.dateParts {
            guard let text = SerialDate.text(value, parts: parts, isFrom1904: isFrom1904) else { return .error("#####") }
            return .date(text)
        }
        if !section.showsNumber {
            let word = NumberFormat.bare(section.prefix, ends: [" "])
            // A format that shows nothing hides a figure, it does not take it away.
            if !word.isEmpty { return .text(word) }
            return .number(CellNumber(digits: NumberFormat.digits(value)))
        }
        var number = CellNumber(digits: NumberFormat.digits(value), prefix: NumberFormat.bare(section.prefix, ends: [" ", "-", "+", "(", ")"]), suffix: section.suffix)
        while let last = number.suffix.last, " ()".contains(last) { number.suffix.removeLast() }
        if section.isPercent { number.digits = NumberFormat.hundredfold(number.digits) }
        if section.zeros > 1, number.digits.allSatisfy({ ("0"..."9").contains($0) }), number.digits.count < section.zeros {
            number.digits = String(repeating: "0", count: section.zeros - number.digits.count) + number.digits
        }
        return .number(number)
    }

    private func section(for value: Double) -> Section {
        let first = sections[0]
        if sections.contains(where: { $0.condition != nil }) {
            // The first whose condition holds; a section without one takes what the others leave.
            for section in sections.prefix(2) { if let condition = section.condition, condition.holds(value) { return section } }
            return sections.prefix(3).first { $0.condition == nil } ?? first
        }
        if value < 0, sections.count > 1 { return sections[1] }
        if value == 0, sections.count > 2 { return sections[2] }
        return first
    }

    // MARK: Digits

    /// The shortest decimal digits of a figure, without an exponent from 1e-9 up to 1e16.
    static func digits(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        let text = String(value)
        if text.hasSuffix(".0") { return String(text.dropLast(2)) }
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]), (-9...(-1)).contains(exponent) else { return text }
        let sign = text.hasPrefix("-") ? "-" : ""
        let figures = text[..<mark].filter { ("0"..."9").contains($0) }
        return sign + "0." + String(repeating: "0", count: -exponent - 1) + figures
    }

    /// The digits of a hundred times a figure, by moving its point; as they stand where they have an exponent.
    private static func hundredfold(_ digits: String) -> String {
        guard !digits.contains("e") else { return digits.replacing("e", with: "00e") }
        let sign = digits.hasPrefix("-") ? "-" : ""
        let parts = digits.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        var whole = String(parts.first ?? "0") + fraction.prefix(2) + String(repeating: "0", count: max(0, 2 - fraction.count))
        while whole.count > 1, whole.first == "0" { whole.removeFirst() }
        let rest = fraction.dropFirst(2)
        return sign + whole + (rest.isEmpty ? "" : "." + rest)
    }

    private static func bare(_ text: String, ends: Set<Character>) -> String {
        var view = text[...]
        while let first = view.first, ends.contains(first) { view.removeFirst() }
        while let last = view.last, ends.contains(last) { view.removeLast() }
        return String(view)
    }

    /// The sections of a code: parted by `;` outside quotes, brackets and escapes.
    private static func split(_ code: String) -> [Substring] {
        var sections: [Substring] = []
        var start = code.startIndex
        var isQuoted = false
        var isBracket = false
        var index = code.startIndex
        while index < code.endIndex {
            switch code[index] {
            case "\"": if !isBracket { isQuoted.toggle() }
            case "[" where !isQuoted: isBracket = true
            case "]" where !isQuoted: isBracket = false
            case "\\" where !isQuoted && !isBracket, "_" where !isQuoted && !isBracket, "*" where !isQuoted && !isBracket:
                index = code.index(after: index)
                guard index < code.endIndex else { continue }
            case ";" where !isQuoted && !isBracket:
                sections.append(code[start..<index])
                start = code.index(after: index)
            default: break
            }
            index = code.index(after: index)
        }
        sections.append(code[start...])
        return sections
    }
}

/// One section of a number format.
private struct Section: Sendable {
    struct Condition: Sendable {
        var sign: String
        var bound: Double

        func holds(_ value: Double) -> Bool {
            switch sign {
            case "<": value < bound
            case "<=": value <= bound
            case ">": value > bound
            case ">=": value >= bound
            case "<>": value != bound
            default: value == bound
            }
        }
    }

    var condition: Condition?
    var dateParts: NumberFormat.DateParts?
    var isPercent = false
    /// Whether it shows the figure at all.
    var showsNumber = false
    /// Zeros of a code that is nothing but zeros, else 0.
    var zeros = 0
    var prefix = ""
    var suffix = ""

    /// The formats that every workbook has without stating them (ECMA-376 part 1, 18.8.30, with those of Chinese, Japanese and Korean).
    init(builtIn id: Int) {
        switch id {
        case 14...17, 27...31, 36, 50...54, 57, 58: dateParts = .date
        case 22: dateParts = .dateAndTime
        case 18...21, 32, 33, 45, 47: dateParts = .time
        case 46: dateParts = .elapsed
        case 34, 35, 55, 56: dateParts = .dateOrTime
        case 9, 10:
            isPercent = true
            showsNumber = true
            suffix = "%"
        default: showsNumber = true
        }
    }

    /// The letters that stand for parts of a date and time.
    private static let dateLetters: Set<Character> = Set("yYmMdDhHsSgGbBaA")

    init(_ written: Substring) {
        // The word General holds letters of dates; around it may stand words in quotes.
        let code = ["General", "GENERAL", "general"].reduce(String(written)) { $0.replacing($1, with: "#") }
        var letters = ""
        var isElapsed = false
        var index = code.startIndex
        func literal(_ text: some StringProtocol) { if showsNumber { suffix += text } else { prefix += text } }
        while index < code.endIndex {
            let character = code[index]
            switch character {
            case "\"":
                let start = code.index(after: index)
                let end = code[start...].firstIndex(of: "\"") ?? code.endIndex
                literal(code[start..<end])
                index = end
            case "\\":
                index = code.index(after: index)
                if index < code.endIndex { literal(String(code[index])) }
            case "_", "*": index = code.index(after: index)
            case "[":
                let end = code[index...].firstIndex(of: "]") ?? code.endIndex
                let inner = code[code.index(after: index)..<end].lowercased()
                if let sign = inner.first, "<>=".contains(sign) {
                    let marks = inner.prefix { "<>=".contains($0) }
                    if let bound = Double(inner.dropFirst(marks.count)) { condition = Condition(sign: String(marks), bound: bound) }
                } else if !inner.isEmpty, inner.allSatisfy({ $0 == "h" }) || inner.allSatisfy({ $0 == "m" }) || inner.allSatisfy({ $0 == "s" }) {
                    isElapsed = true
                } else if inner.hasPrefix("$") {
                    literal(inner.dropFirst().prefix { $0 != "-" })
                }
                index = end
            case "0", "#", "?":
                // Words between the digits, as in `000-0000`, stand neither before nor behind the figure.
                if letters.isEmpty { suffix = "" }
                showsNumber = true
            case "@": showsNumber = true
            case ".", ",": break
            case "/" where showsNumber && letters.isEmpty:
                // Between digits it is the bar of a fraction.
                let after = code.index(after: index)
                if after == code.endIndex || !"?#0123456789".contains(code[after]) { literal("/") }
            case "%":
                isPercent = true
                suffix += "%"
            case "E", "e":
                // `E+` is an exponent, a bare `e` a year of CJK formats.
                let after = code.index(after: index)
                if after < code.endIndex, code[after] == "+" || code[after] == "-" {
                    index = after
                } else if showsNumber, letters.isEmpty {
                    literal(String(character))
                } else {
                    letters.append("y")
                }
            case "上", "下", "午": letters.append("h")
            case let letter where Section.dateLetters.contains(letter):
                if showsNumber, letters.isEmpty {
                    // No date begins with a digit, so this is a letter of a unit that someone did not quote.
                    literal(String(letter))
                } else if letter == "a" || letter == "A" {
                    // AM/PM or A/P tell of a time.
                    letters.append("h")
                    while case let after = code.index(after: index), after < code.endIndex, "aApPmM/".contains(code[after]) { index = after }
                } else {
                    letters.append(contentsOf: letter.lowercased())
                }
            default: if letters.isEmpty { literal(String(character)) }
            }
            if index < code.endIndex { index = code.index(after: index) }
        }
        let isOfDate = letters.contains { "ydgb".contains($0) } || letters.contains("m") && !letters.contains { "hs".contains($0) } && !isElapsed
        let isOfTime = letters.contains { "hs".contains($0) } || isElapsed
        switch (isOfDate, isOfTime) {
        case (true, true): dateParts = .dateAndTime
        case (true, false): dateParts = .date
        case (false, true): dateParts = isElapsed ? .elapsed : .time
        case (false, false): break
        }
        if code.allSatisfy({ $0 == "0" }) { zeros = code.count }
        if dateParts != nil { (prefix, suffix, isPercent) = ("", "", false) }
    }
}
