/// Days as spreadsheets count them.
///
/// The system of 1900 calls 1900-01-01 day 1 and has a day 60, 1900-02-29, that never was
/// (kept for Lotus 1-2-3; ECMA-376 part 1, 18.17.4.1); that of 1904 calls 1904-01-01 day 0.
enum SerialDate {
    /// The last day that a spreadsheet knows: 9999-12-31 in the system of 1900.
    private static let lastDay = 2_958_465

    /// What a serial number shows under a format of dates or times; nil where the spreadsheet shows `#####`.
    ///
    /// Seconds are rounded to whole ones: a serial number holds a time to some microseconds.
    static func text(_ serial: Double, parts: NumberFormat.DateParts, isFrom1904: Bool) -> String? {
        guard serial >= 0, serial < Double(lastDay + 1) else { return nil }
        let seconds = Int((serial * 86_400).rounded())
        let day = seconds / 86_400
        let second = seconds % 86_400
        switch parts {
        case .elapsed: return time(seconds)
        case .time: return time(second)
        case .date: return second == 0 ? date(day, isFrom1904) : date(day, isFrom1904) + " " + time(second)
        case .dateAndTime: return day == 0 && !isFrom1904 ? time(second) : date(day, isFrom1904) + " " + time(second)
        case .dateOrTime: return serial < 1 ? time(second) : second == 0 ? date(day, isFrom1904) : date(day, isFrom1904) + " " + time(second)
        }
    }

    private static func time(_ seconds: Int) -> String { two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60) }

    private static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }

    /// `YYYY-MM-DD`; days 0 and 60 of the system of 1900 give `1900-01-00` and `1900-02-29`, as a spreadsheet shows them.
    private static func date(_ day: Int, _ isFrom1904: Bool) -> String {
        if !isFrom1904 {
            if day == 0 { return "1900-01-00" }
            if day == 60 { return "1900-02-29" }
        }
        // Days since 1970-01-01, then the civil date (E. G. Richards, "Mapping Time", 1998, in the era-based form of 400 years).
        let offset = isFrom1904 ? 24_107 : day > 60 ? 25_569 : 25_568
        let z = day - offset + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let digits = String(year)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "-" + two(month) + "-" + two(dayOfMonth)
    }
}
