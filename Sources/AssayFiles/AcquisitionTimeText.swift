internal import Monitoring

/// The order of day and month in dates such as `1/20/25`, told from all dates of a file.
enum DateOrder: Hashable {
    case monthFirst, dayFirst
    /// No date needs it.
    case notNeeded
    /// Dates need it and none tells, or two contradict each other.
    case undecidable(example: String)
}

/// The parts of a date and time as text writes them.
package struct AcquisitionTimeText {
    /// What a date says without knowing the order of day and month.
    package enum DayMonth: Hashable, Sendable {
        case known(month: Int, day: Int)
        /// Two numbers around a slash or dash, first and second.
        case either(Int, Int)
    }

    package let year: Int
    package let dayMonth: DayMonth
    package let secondOfDay: Int
    /// Seconds east of UTC, where the text says so.
    package let offsetSeconds: Int?

    /// Reads a date with or without a time; nil where the text is none.
    ///
    /// Read are: ISO 8601; `2025/1/20`, `2025年1月20日`; `20-Jan-25` and the months of
    /// English, French, German and Spanish; `20.01.2025` (a dot means day first); `1/20/25`;
    /// each with `17:00`, `17:00:05.123`, `5:00 PM`, `下午 5:00`; `Fri Jan 20 17:00:05 2025`;
    /// `20250120`; and the serial number of a day that a spreadsheet leaves (`45677.708`, days
    /// since 1899-12-30, ISO/IEC 29500-1:2016 section 18.17.4.1). Years of two digits are of
    /// 2000 to 2099.
    package init?(_ text: String) {
        if let plain = PlainTimeText(text) {
            self.init(year: plain.year, dayMonth: plain.dayMonth, secondOfDay: plain.secondOfDay)
        } else {
            self.init(careful: text)
        }
    }

    /// Reads any form, part by part.
    package init?(careful text: String) {
        let plain = SpecialValue.plainKeepingSpaces(text).replacing("a.m.", with: "am").replacing("p.m.", with: "pm")
        guard plain.utf8.count <= 64 else { return nil }
        if let serial = AcquisitionTimeText.serial(plain) {
            self = serial
            return
        }
        var tokens: [Token] = AcquisitionTimeText.ordered(AcquisitionTimeText.tokens(plain))
        guard !tokens.isEmpty else { return nil }
        guard let (year, dayMonth, used) = AcquisitionTimeText.date(tokens) else { return nil }
        tokens.removeFirst(used)
        guard let (second, offset) = AcquisitionTimeText.time(tokens) else { return nil }
        self.year = year
        self.dayMonth = dayMonth
        secondOfDay = second
        offsetSeconds = offset
    }

    private init(year: Int, dayMonth: DayMonth, secondOfDay: Int) {
        self.year = year
        self.dayMonth = dayMonth
        self.secondOfDay = secondOfDay
        offsetSeconds = nil
    }

    /// The serial number of a day of 2000 to 2099, with its fraction; nil for any other text.
    private static func serial(_ text: String) -> AcquisitionTimeText? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2C }) else { return nil }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
        guard parts.count <= 2, parts[0].utf8.count == 5, let days = Int(parts[0]), (36_526..<73_051).contains(days) else { return nil }
        var seconds = 0
        if parts.count == 2 {
            guard !parts[1].isEmpty, let fraction = Double("0." + parts[1].prefix(15)) else { return nil }
            seconds = Int((fraction * 86_400).rounded())
        }
        // 25 569 is the serial number of 1970-01-01.
        let day = CalendarDate(day: Int32(days - 25_569 + seconds / 86_400)).components
        return AcquisitionTimeText(year: day.year, dayMonth: .known(month: day.month, day: day.day), secondOfDay: seconds % 86_400)
    }

    /// The tokens without the names of weekdays and the points of abbreviations, and with the year before the time.
    private static func ordered(_ tokens: [Token]) -> [Token] {
        var result: [Token] = []
        for (index, token) in tokens.enumerated() {
            if case .word(let word) = token, weekdays.contains(word) || word == "de" { continue }
            if case .mark(".") = token {
                if case .word? = result.last { continue }
                if index + 1 < tokens.count, case .mark(" ") = tokens[index + 1] { continue }
            }
            if case .mark(let mark) = token, mark == " " || mark == ",", result.isEmpty { continue }
            if case .mark(" ") = token, result.last == .mark(" ") { continue }
            result.append(token)
        }
        // Sep 20 14:23:33 2019
        if result.count > 5, case .word(let name) = result[0], month(named: name) != nil, case .mark = result[1], case .number(_, let digits) = result[2], digits <= 2,
            case .number(_, digits: 4)? = result.last, result[4...].contains(.mark(":"))
        {
            let year = result.removeLast()
            if case .mark? = result.last { result.removeLast() }
            result.insert(contentsOf: [.mark(" "), year], at: 3)
        }
        return result
    }

    private static let weekdays: Set<String> = [
        "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
        "lun", "mer", "jeu", "ven", "sam", "dim", "mo", "mi", "do", "fr", "sa", "so", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "星期天",
        "周一", "周二", "周三", "周四", "周五", "周六", "周日",
    ]

    /// The time under an order of day and month; nil where that order is not known, or there is no such day.
    func time(_ order: DateOrder) -> AcquisitionTime? {
        let month: Int
        let day: Int
        switch dayMonth {
        case .known(let knownMonth, let knownDay): (month, day) = (knownMonth, knownDay)
        case .either(let first, let second):
            if first == second { (month, day) = (first, second) } else {
                switch order {
                case .monthFirst: (month, day) = (first, second)
                case .dayFirst: (month, day) = (second, first)
                case .notNeeded, .undecidable: return nil
                }
            }
        }
        return CalendarDate(year: year, month: month, day: day).map {
            AcquisitionTime(date: $0, secondOfDay: secondOfDay, offsetSeconds: offsetSeconds)
        }
    }

    /// The order that the dates of a file decide: a number over 12 in one place and never in the other.
    static func order(of texts: some Sequence<String>) -> DateOrder {
        var example: String?
        var firstIsDay = false
        var secondIsDay = false
        for text in texts {
            guard let parsed = AcquisitionTimeText(text), case .either(let first, let second) = parsed.dayMonth, first != second else { continue }
            example = example ?? text
            if first > 12 { firstIsDay = true }
            if second > 12 { secondIsDay = true }
        }
        guard let example else { return .notNeeded }
        if firstIsDay == secondIsDay { return .undecidable(example: example) }
        return firstIsDay ? .dayFirst : .monthFirst
    }

    private enum Token: Hashable {
        case number(Int, digits: Int)
        case word(String)
        case mark(Character)
    }

    private static func tokens(_ text: String) -> [Token] {
        var tokens: [Token] = []
        var number = ""
        var word = ""
        func close() {
            if !number.isEmpty { tokens.append(.number(Int(number) ?? 0, digits: number.utf8.count)) }
            if !word.isEmpty { tokens.append(.word(word)) }
            number = ""
            word = ""
        }
        for character in text {
            if character.isASCII, character.isNumber {
                if !word.isEmpty { close() }
                guard number.utf8.count < 9 else { return [] }
                number.append(character)
            } else if character.isLetter {
                if !number.isEmpty { close() }
                word.append(character)
            } else {
                close()
                tokens.append(.mark(character))
            }
        }
        close()
        return tokens
    }

    private static func date(_ tokens: [Token]) -> (year: Int, DayMonth, used: Int)? {
        // 20250120
        if case .number(let whole, digits: 8)? = tokens.first, (20_000_101...20_991_231).contains(whole) {
            return (whole / 10_000, .known(month: whole / 100 % 100, day: whole % 100), 1)
        }
        guard tokens.count >= 5, case .number(let first, let firstDigits) = tokens[0] else {
            return dateWithMonthFirst(tokens)
        }
        // 2025年1月20日
        if case .word("年") = tokens[1], case .number(let month, _) = tokens[2], case .word("月") = tokens[3], case .number(let day, _) = tokens[4] {
            var used = 5
            if tokens.count > 5, case .word(let word) = tokens[5], word.hasPrefix("日") || word.hasPrefix("号") { used = word.count == 1 ? 6 : 5 }
            return firstDigits == 4 ? (first, .known(month: month, day: day), used) : nil
        }
        guard case .mark(let mark) = tokens[1], case .mark(mark) = tokens[3], mark == "/" || mark == "-" || mark == "." || mark == " " else {
            return nil
        }
        guard case .number(let third, let thirdDigits) = tokens[4] else { return nil }
        if case .word(let name) = tokens[2] {
            guard let month = month(named: name), thirdDigits == 2 || thirdDigits == 4 else { return nil }
            if firstDigits == 4 { return (first, .known(month: month, day: third), 5) }
            return (year(third, digits: thirdDigits), .known(month: month, day: first), 5)
        }
        guard mark != " ", case .number(let second, _) = tokens[2] else { return nil }
        if firstDigits == 4 { return (first, .known(month: second, day: third), 5) }
        guard thirdDigits == 2 || thirdDigits == 4, firstDigits <= 2 else { return nil }
        let year = year(third, digits: thirdDigits)
        return mark == "." ? (year, .known(month: second, day: first), 5) : (year, .either(first, second), 5)
    }

    /// `Jan 20 2025`, `January 20, 2025`.
    private static func dateWithMonthFirst(_ tokens: [Token]) -> (year: Int, DayMonth, used: Int)? {
        guard tokens.count >= 5, case .word(let name) = tokens[0], let month = month(named: name), case .mark = tokens[1],
            case .number(let day, _) = tokens[2]
        else { return nil }
        var index = 3
        while index < tokens.count, case .mark = tokens[index] { index += 1 }
        guard index < tokens.count, case .number(let number, digits: 4) = tokens[index] else { return nil }
        return (number, .known(month: month, day: day), index + 1)
    }

    private static func year(_ value: Int, digits: Int) -> Int { digits == 2 ? 2000 + value : value }

    /// Seconds of the day and the offset; midnight where there is no time.
    private static func time(_ rest: [Token]) -> (Int, Int?)? {
        var numbers: [Int] = []
        var half: String?
        var offset: Int?
        var index = 0
        func skipMarks(_ marks: Set<Character>) { while index < rest.count, case .mark(let mark) = rest[index], marks.contains(mark) { index += 1 } }
        skipMarks([" ", ",", ";", "-"])
        if index < rest.count, case .word(let word) = rest[index], word == "t" || halfOfDay(word) != nil {
            half = halfOfDay(word)
            index += 1
            skipMarks([" "])
        }
        while index < rest.count {
            guard case .number(let value, let digits) = rest[index], digits <= 2 || numbers.count == 3 else { break }
            if numbers.count < 3 { numbers.append(value) }
            index += 1
            guard index < rest.count, case .mark(let mark) = rest[index], mark == ":" || (mark == "." && numbers.count == 3) || (mark == "," && numbers.count == 3) else { break }
            index += 1
        }
        skipMarks([" "])
        if index < rest.count, case .word(let word) = rest[index] {
            if let known = halfOfDay(word) {
                half = known
            } else if word == "z" || word == "utc" || word == "gmt" {
                offset = 0
            } else {
                return nil
            }
            index += 1
        }
        if index + 1 < rest.count, case .mark(let sign) = rest[index], sign == "+" || sign == "-" || sign == "−", case .number(let value, let digits) = rest[index + 1] {
            var hours = value
            var minutes = 0
            index += 2
            if digits == 4 {
                hours = value / 100
                minutes = value % 100
            } else if index + 1 < rest.count, case .mark(":") = rest[index], case .number(let value, digits: 2) = rest[index + 1] {
                minutes = value
                index += 2
            }
            guard hours <= 18, minutes < 60 else { return nil }
            offset = (sign == "+" ? 1 : -1) * (hours * 3600 + minutes * 60)
        }
        guard index == rest.count else { return nil }
        guard !numbers.isEmpty else { return (0, offset) }
        guard numbers.count >= 2 else { return nil }
        var hour = numbers[0]
        if let half {
            guard (1...12).contains(hour) || (hour == 0 && half == "am") else { return nil }
            hour = hour % 12 + (half == "pm" ? 12 : 0)
        }
        let second = numbers.count > 2 ? numbers[2] : 0
        guard hour < 24, numbers[1] < 60, second < 61 else { return nil }
        return (hour * 3600 + numbers[1] * 60 + min(second, 59), offset)
    }

    /// `am` or `pm` for a word that says so.
    private static func halfOfDay(_ word: String) -> String? {
        switch word {
        case "am", "上午", "午前", "오전", "vorm": "am"
        case "pm", "下午", "午後", "오후", "nachm": "pm"
        default: nil
        }
    }

    /// Months of English, French, German and Spanish, whole or cut to three or four letters.
    private static func month(named name: String) -> Int? {
        switch name {
        case "jan", "january", "janv", "janvier", "januar", "jän", "ene", "enero": 1
        case "feb", "february", "fév", "févr", "février", "fev", "fevr", "febr", "februar", "febrero": 2
        case "mar", "march", "mars", "mär", "märz", "mrz", "marzo": 3
        case "apr", "april", "avr", "avril", "abr", "abril": 4
        case "may", "mai", "mayo", "maio": 5
        case "jun", "june", "juin", "juni", "junio": 6
        case "jul", "july", "juil", "juillet", "juli", "julio": 7
        case "aug", "august", "aoû", "août", "aout", "aou", "ago", "agosto": 8
        case "sep", "sept", "september", "septembre", "septiembre", "set": 9
        case "oct", "october", "octobre", "okt", "oktober", "octubre", "out", "outubro": 10
        case "nov", "november", "novembre", "noviembre": 11
        case "dec", "december", "déc", "décembre", "dez", "dezember", "dic", "diciembre", "dezembro": 12
        default: nil
        }
    }
}

extension SpecialValue {
    /// Lower case, half width, white space as single spaces, none at the ends.
    static func plainKeepingSpaces(_ text: String) -> String {
        var result = ""
        for scalar in trimmed(text).unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            switch value {
            case 0x09...0x0D, 0x20, 0xA0, 0x3000, 0x202F:
                if result.last != " " { result.append(" ") }
                continue
            case 0x41...0x5A: value += 32
            default: break
            }
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}
