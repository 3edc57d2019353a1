/// Dates with a time in the plain forms that exports hold a thousandfold: `2025-01-20 17:00:05`, `2025/1/20`,
/// `20.01.2025 17:00`, `1/20/25 5:00 PM`.
///
/// The careful way of ``AcquisitionTimeText`` reads all of these too, and to the same parts; it is asked for all else.
package struct PlainTimeText {
    package let year: Int
    package let dayMonth: AcquisitionTimeText.DayMonth
    package let secondOfDay: Int

    /// Nil where the text is none of these forms.
    package init?(_ text: String) {
        guard let parts = PlainTimeText.parts(text.utf8.span) else { return nil }
        self = parts
    }

    private init(year: Int, dayMonth: AcquisitionTimeText.DayMonth, secondOfDay: Int) {
        self.year = year
        self.dayMonth = dayMonth
        self.secondOfDay = secondOfDay
    }

    private static func parts(_ bytes: Span<UInt8>) -> PlainTimeText? {
        let count = bytes.count
        guard count >= 6, count <= 24 else { return nil }
        var index = 0
        /// A number of one to four digits, and how many they are.
        func number() -> (value: Int, digits: Int)? {
            var value = 0
            let start = index
            while index < count, bytes[index] &- 0x30 < 10, index - start < 5 {
                value = value * 10 + Int(bytes[index] &- 0x30)
                index += 1
            }
            return index > start && index - start < 5 ? (value, index - start) : nil
        }
        guard let first = number(), index < count, case let mark = bytes[index], mark == 0x2D || mark == 0x2F || mark == 0x2E else { return nil }
        index += 1
        guard let second = number(), second.digits <= 2, index < count, bytes[index] == mark else { return nil }
        index += 1
        guard let third = number() else { return nil }
        let year: Int
        let dayMonth: AcquisitionTimeText.DayMonth
        if first.digits == 4 {
            guard third.digits <= 2 else { return nil }
            (year, dayMonth) = (first.value, .known(month: second.value, day: third.value))
        } else {
            guard first.digits <= 2, third.digits == 2 || third.digits == 4 else { return nil }
            year = third.digits == 2 ? 2000 + third.value : third.value
            dayMonth = mark == 0x2E ? .known(month: second.value, day: first.value) : .either(first.value, second.value)
        }
        if index == count { return PlainTimeText(year: year, dayMonth: dayMonth, secondOfDay: 0) }
        guard bytes[index] == 0x20 || bytes[index] == 0x54 else { return nil }
        index += 1
        guard let hour = number(), hour.digits <= 2, index < count, bytes[index] == 0x3A else { return nil }
        index += 1
        guard let minute = number(), minute.digits == 2 else { return nil }
        var second60 = 0
        if index < count, bytes[index] == 0x3A {
            index += 1
            guard let second = number(), second.digits == 2 else { return nil }
            second60 = second.value
        }
        var hour24 = hour.value
        if index + 3 == count, bytes[index] == 0x20, bytes[index + 2] | 0x20 == 0x6D, bytes[index + 1] | 0x20 == 0x61 || bytes[index + 1] | 0x20 == 0x70 {
            guard (1...12).contains(hour24) else { return nil }
            hour24 = hour24 % 12 + (bytes[index + 1] | 0x20 == 0x70 ? 12 : 0)
            index += 3
        }
        guard index == count, hour24 < 24, minute.value < 60, second60 < 60 else { return nil }
        return PlainTimeText(year: year, dayMonth: dayMonth, secondOfDay: hour24 * 3600 + minute.value * 60 + second60)
    }
}
