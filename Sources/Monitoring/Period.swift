/// Two months of a programme's year: `2025-P5` is September and October 2025.
package struct Period: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let year: Int
    /// 1 for January-February to 6 for November-December.
    package let index: Int

    package init?(year: Int, index: Int) {
        guard (1...9998).contains(year), (1...6).contains(index) else { return nil }
        self.year = year
        self.index = index
    }

    /// Reads `2025-P5`; anything else is nil.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2, parts[1].first == "P" || parts[1].first == "p",
            let year = Int(parts[0]), let index = Int(parts[1].dropFirst())
        else { return nil }
        self.init(year: year, index: index)
    }

    /// The period that holds a day.
    package init(containing date: CalendarDate) {
        let (year, month, _) = date.components
        self.year = year
        index = (month + 1) / 2
    }

    package var firstDay: CalendarDate { CalendarDate(year: year, month: index * 2 - 1, day: 1) ?? CalendarDate(day: 0) }
    package var lastDay: CalendarDate { next.firstDay + -1 }
    package var previous: Period { Period(ordinal: ordinal - 1) }
    package var next: Period { Period(ordinal: ordinal + 1) }
    package var samePeriodLastYear: Period { Period(ordinal: ordinal - 6) }
    /// Periods counted from year 0: the difference of two is the number of periods between them.
    package var ordinal: Int { year * 6 + index - 1 }

    /// The last period that had ended before a day.
    package static func lastWhole(before date: CalendarDate) -> Period { Period(containing: date).previous }

    private init(ordinal: Int) {
        year = ordinal / 6
        index = ordinal % 6 + 1
    }

    package func contains(_ date: CalendarDate) -> Bool { Period(containing: date) == self }
    package var description: String { String(repeating: "0", count: max(0, 4 - String(year).count)) + "\(year)-P\(index)" }
    package static func < (left: Period, right: Period) -> Bool { left.ordinal < right.ordinal }
}
