package import Findings
package import Monitoring

/// The limits of laboratory quality in force for one laboratory, analyte and day.
package struct QualityLimits: Hashable, Sendable {
    private var changed: [QualityLimit: Double] = [:]

    /// The defaults.
    package init() {}

    /// The limit, in its own unit.
    package subscript(limit: QualityLimit) -> Double {
        get { changed[limit] ?? limit.definition.value }
        set { changed[limit] = newValue == limit.definition.value ? nil : newValue }
    }

    /// A limit that is a number of things.
    package func count(_ limit: QualityLimit) -> Int { Int(exactly: self[limit].rounded()) ?? Int(limit.definition.value) }

    /// Takes pairs that contradict each other back to their defaults.
    mutating func reconcile() {
        for order in QualityLimit.orders where self[order.lower] > self[order.upper] {
            changed[order.lower] = nil
            changed[order.upper] = nil
        }
    }
}

/// A row of `quality_limits.csv`: one limit, for a laboratory, an analyte, both or all.
package struct QualityLimitRow: Hashable, Sendable {
    /// As the file writes it; nil for every laboratory.
    package var laboratory: String?
    /// Nil for every analyte.
    package var analyte: AnalyteCode?
    package var limit: QualityLimit
    /// In the limit's own unit.
    package var value: Double
    /// Why this value: a standard, an accreditation, a decision.
    package var source: String
    /// First day on which it holds, by the day of analysis.
    package var validFrom: CalendarDate?
    /// Last day.
    package var validTo: CalendarDate?
    package var position: SourcePosition

    package init(
        laboratory: String? = nil, analyte: AnalyteCode? = nil, limit: QualityLimit, value: Double, source: String = "", validFrom: CalendarDate? = nil,
        validTo: CalendarDate? = nil, position: SourcePosition = SourcePosition(file: "quality_limits.csv")
    ) {
        self.laboratory = laboratory
        self.analyte = analyte
        self.limit = limit
        self.value = value
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
        self.position = position
    }

    /// 0 for all, 1 for an analyte, 2 for a laboratory, 3 for both.
    var rank: Int { (analyte == nil ? 0 : 1) + (laboratory == nil ? 0 : 2) }

    /// Whether the row speaks of a laboratory, an analyte and a day; a day that is not known is taken as in every span.
    func holds(laboratory name: String?, analyte code: AnalyteCode?, on date: CalendarDate?) -> Bool {
        if let laboratory, name.map({ AnalyteCatalogue.folded($0) == AnalyteCatalogue.folded(laboratory) }) != true { return false }
        if let analyte, code != analyte { return false }
        guard let date else { return true }
        return (validFrom.map { $0 <= date } ?? true) && (validTo.map { date <= $0 } ?? true)
    }

    /// Whether this row gives way to another that holds as well: the more specific row wins, then the one that began later.
    func yields(to other: QualityLimitRow) -> Bool {
        if rank != other.rank { return rank < other.rank }
        let (from, since) = (validFrom?.day ?? .min, other.validFrom?.day ?? .min)
        return from < since
    }
}

/// A limit of a programme that is not the default, for `headwater doctor`.
package struct QualityLimitDeparture: Hashable, Sendable {
    /// `quality.control_failure_pct [Laboratory A, methamphetamine, 2025-01-01..]`.
    package var key: String
    /// With its unit.
    package var value: String
    /// The place in the file, the default, and the stated source.
    package var origin: String
}

/// The limits that a programme states, over the defaults.
package struct QualityLimitTable: Hashable, Sendable {
    /// In file order; none contradicts another.
    package private(set) var rows: [QualityLimitRow]

    package init(_ rows: [QualityLimitRow] = []) { self.rows = rows }

    /// The limits in force: of the rows that hold the most specific wins (laboratory and analyte, laboratory, analyte, all), then the one that began last.
    ///
    /// - Complexity: O(rows).
    package func limits(laboratory: String?, analyte: AnalyteCode?, on date: CalendarDate?) -> QualityLimits {
        var limits = QualityLimits()
        if rows.isEmpty { return limits }
        for (limit, row) in QualityLimitTable.winners(rows, laboratory: laboratory, analyte: analyte, on: date) { limits[limit] = row.value }
        limits.reconcile()
        return limits
    }

    static func winners(_ rows: [QualityLimitRow], laboratory: String?, analyte: AnalyteCode?, on date: CalendarDate?) -> [QualityLimit: QualityLimitRow] {
        var winners: [QualityLimit: QualityLimitRow] = [:]
        for row in rows where row.holds(laboratory: laboratory, analyte: analyte, on: date) {
            if let held = winners[row.limit], row.yields(to: held) { continue }
            winners[row.limit] = row
        }
        return winners
    }

    /// Every limit that is not the default, in file order.
    package var departures: [QualityLimitDeparture] {
        rows.filter { $0.value != $0.limit.definition.value }.map { row in
            let definition = row.limit.definition
            func text(_ value: Double) -> String { RowReader.plain(value) + (definition.unit.isEmpty ? "" : " " + definition.unit) }
            var span: String?
            if row.validFrom != nil || row.validTo != nil { span = (row.validFrom?.description ?? "") + ".." + (row.validTo?.description ?? "") }
            let scope = [row.laboratory, row.analyte?.rawValue, span].compactMap { $0 }.joined(separator: ", ")
            return QualityLimitDeparture(
                key: "quality." + row.limit.rawValue + (scope.isEmpty ? "" : " [\(scope)]"), value: text(row.value),
                origin: "\(row.position.description), default \(text(definition.value))" + (row.source.isEmpty ? "" : ", " + row.source))
        }
    }
}
