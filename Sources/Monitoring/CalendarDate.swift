/// A calendar day, as days since 1970-01-01.
package struct CalendarDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var day: Int32

    package init(day: Int32) { self.day = day }

    /// Days from civil: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013), exact for the proleptic Gregorian calendar.
    /// Returns nil for a day that the month does not have.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= CalendarDate.days(in: month, of: year) else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.day = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// Reads `YYYY-MM-DD`; anything else is nil.
    package init?(iso text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[2].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month and day of the month.
    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(day) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// 1 for Monday to 7 for Sunday (ISO 8601).
    package var weekday: Int { (Int(day) + 3) % 7 < 0 ? (Int(day) + 3) % 7 + 8 : (Int(day) + 3) % 7 + 1 }

    package var description: String {
        let (year, month, day) = components
        let digits = String(year)
        return String(repeating: "0", count: 4 - digits.count) + digits + (month < 10 ? "-0" : "-") + String(month) + (day < 10 ? "-0" : "-")
            + String(day)
    }

    package static func < (left: CalendarDate, right: CalendarDate) -> Bool { left.day < right.day }
    package static func + (left: CalendarDate, days: Int) -> CalendarDate { CalendarDate(day: left.day + Int32(days)) }
    package static func - (left: CalendarDate, right: CalendarDate) -> Int { Int(left.day - right.day) }
}

/// An instant, in seconds since 1970-01-01T00:00:00Z.
package struct Instant: Hashable, Sendable, Comparable {
    package var seconds: Int64

    package init(seconds: Int64) { self.seconds = seconds }

    /// The instant of a local date and time at an offset from UTC.
    package init(date: CalendarDate, secondOfDay: Int, offsetSeconds: Int) {
        seconds = Int64(date.day) * 86_400 + Int64(secondOfDay) - Int64(offsetSeconds)
    }

    /// The local date at an offset from UTC.
    package func date(offsetSeconds: Int) -> CalendarDate {
        let local = seconds + Int64(offsetSeconds)
        return CalendarDate(day: Int32(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400))
    }

    /// `YYYY-MM-DDThh:mm:ss+hh:mm` at an offset from UTC.
    package func iso(offsetSeconds: Int) -> String {
        let date = date(offsetSeconds: offsetSeconds)
        let second = Int(seconds + Int64(offsetSeconds) - Int64(date.day) * 86_400)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        let size = abs(offsetSeconds)
        return "\(date)T\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
            + (offsetSeconds < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60)
    }

    package static func < (left: Instant, right: Instant) -> Bool { left.seconds < right.seconds }
}
