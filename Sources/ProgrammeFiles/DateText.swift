package import Monitoring

/// Dates and times as files write them: the year first, or not at all.
package enum DateText {
    /// Reads `2025-09-01`, `2025/9/1`, `2025.9.1`, `2025年9月1日` and `20250901`, with or without a time of midnight behind it.
    ///
    /// Nil for a day that the month does not have, for two-digit years and for days before years, which cannot be told from months.
    package static func date(_ text: String) -> CalendarDate? {
        guard let (date, rest) = split(text) else { return nil }
        guard rest.isEmpty || secondOfDay(rest) == 0 else { return nil }
        return date
    }

    /// Reads a date and a time of day, with seconds, `Z` or an offset where they stand; without an offset the time is local.
    ///
    /// `24:00` is midnight at the end of the day. Nil without a time of day.
    package static func instant(_ text: String, offsetSeconds: Int) -> Instant? {
        guard let (date, rest) = split(text), !rest.isEmpty else { return nil }
        var time = rest
        var offset = offsetSeconds
        if time.hasSuffix("Z") || time.hasSuffix("z") {
            time = time.dropLast()
            offset = 0
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard let stated = TimeZoneText.offsetSeconds(String(time[sign...])) else { return nil }
            offset = stated
            time = time[..<sign]
        }
        guard let second = secondOfDay(time) else { return nil }
        return Instant(date: date, secondOfDay: second, offsetSeconds: offset)
    }

    /// The date at the start of a text, and what follows it without the `T` or spaces between.
    private static func split(_ text: String) -> (CalendarDate, Substring)? {
        let characters = Array(halfWidth(text).utf8)
        guard characters.count <= 64 else { return nil }
        var index = 0
        func digits(_ limit: Int) -> Int? {
            var value = 0
            let start = index
            while index < characters.count, index - start < limit, (48...57).contains(characters[index]) {
                value = value * 10 + Int(characters[index] - 48)
                index += 1
            }
            return index > start ? value : nil
        }
        guard let year = digits(4), index == 4 else { return nil }
        let isCompact = index < characters.count && (48...57).contains(characters[index])
        let separator = index < characters.count ? characters[index] : 0
        if !isCompact {
            guard [0x2D, 0x2F, 0x2E].contains(separator) else { return nil }
            index += 1
        }
        let monthStart = index
        guard let month = digits(2), !isCompact || index - monthStart == 2 else { return nil }
        if !isCompact {
            guard index < characters.count, characters[index] == separator else { return nil }
            index += 1
        }
        let dayStart = index
        guard let day = digits(2), !isCompact || index - dayStart == 2, let date = CalendarDate(year: year, month: month, day: day) else { return nil }
        let rest = String(decoding: characters[index...], as: UTF8.self)
        guard let first = rest.first else { return (date, "") }
        guard first == "T" || first == "t" || first == " " else { return nil }
        let time = rest.dropFirst().drop { $0 == " " }
        return time.isEmpty ? nil : (date, time)
    }

    /// Seconds since midnight of `8:00`, `08:00:30` or `08:00:30.5`.
    private static func secondOfDay(_ text: Substring) -> Int? {
        var end = text.endIndex
        while end > text.startIndex, text[text.index(before: end)] == " " { end = text.index(before: end) }
        let parts = text[..<end].split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 else { return nil }
        var values = [0, 0, 0]
        for (index, part) in parts.enumerated() {
            let whole = index == 2 ? part.prefix { $0 != "." } : part
            guard (1...2).contains(whole.utf8.count), whole.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(whole) else { return nil }
            guard part.dropFirst(whole.count + 1).utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
            values[index] = value
        }
        let seconds = values[0] * 3600 + values[1] * 60 + values[2]
        guard values[0] <= 24, values[1] < 60, values[2] < 60, seconds <= 86_400 else { return nil }
        return seconds
    }

    /// Full-width forms to half width, 年 and 月 to `-`, 日 to a space, spaces at the ends dropped.
    private static func halfWidth(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: if let half = Unicode.Scalar(scalar.value - 0xFEE0) { result.unicodeScalars.append(half) }
            case 0x5E74, 0x6708: result += "-"
            case 0x65E5, 0x3000, 0xA0, 0x09: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        while result.last == " " { result.removeLast() }
        return String(result.drop { $0 == " " })
    }
}

/// Offsets from UTC as text.
package enum TimeZoneText {
    /// Reads `+08:00`, `+0800`, `+8`, `Z` and `UTC`; nil beyond 14 hours and for names of zones, whose rules change.
    package static func offsetSeconds(_ text: String) -> Int? {
        let text = text.filter { $0 != " " }.uppercased()
        if text == "Z" || text == "UTC" { return 0 }
        let body = text.hasPrefix("UTC") || text.hasPrefix("GMT") ? String(text.dropFirst(3)) : text
        guard let sign = body.first, sign == "+" || sign == "-" else { return nil }
        let digits = body.dropFirst()
        let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
        var hourText = Substring()
        var minuteText: Substring = "0"
        switch (parts.count, digits.count) {
        case (2, _): (hourText, minuteText) = (parts[0], parts[1])
        case (1, 4): (hourText, minuteText) = (digits.prefix(2), digits.suffix(2))
        case (1, 1...2): hourText = digits
        default: return nil
        }
        guard hourText.utf8.allSatisfy({ (48...57).contains($0) }), minuteText.utf8.allSatisfy({ (48...57).contains($0) }),
            hourText.count <= 2, minuteText.count <= 2, let hours = Int(hourText), let minutes = Int(minuteText), minutes < 60
        else { return nil }
        let seconds = hours * 3600 + minutes * 60
        guard seconds <= 14 * 3600 else { return nil }
        return sign == "-" ? -seconds : seconds
    }
}
