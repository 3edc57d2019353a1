/// Units of one file that contradict each other: one of them is broken, and a figure is given in neither.
///
/// Two units joined by `≠` are no unit, so that the figure is refused with a finding that names both.
enum UnitConflict {
    /// The unit of a row, which must be that of the header where both are known.
    static func unit(_ stated: String, header: String?) -> String {
        guard let header, stated != header, let own = AssayUnit(stated), let above = AssayUnit(header), own != above else { return stated }
        return joined(stated, header)
    }

    static func joined(_ unit: String, _ other: String) -> String { "\(unit) ≠ \(other)" }

    /// The readings of a file of vials, those of which refused whose unit is not that of most readings of their compound, or
    /// that state none where others of the file do.
    ///
    /// The software that writes such files has one unit for each compound, and prints it beside every figure or none. Of as
    /// many readings of one unit as of another none is taken.
    ///
    /// - Complexity: linear in the readings.
    static func refused(_ readings: [AssayReading]) -> [AssayReading] {
        guard let first = readings.lazy.compactMap(\.unit).first, readings.contains(where: { $0.unit != first }) else { return readings }
        var counts: [String: [AssayUnit: Int]] = [:]
        var anyUnit: AssayUnit?
        for reading in readings {
            guard let unit = reading.unit.flatMap({ AssayUnit($0) }) else { continue }
            counts[reading.compound, default: [:]][unit, default: 0] += 1
            if anyUnit == nil { anyUnit = unit }
        }
        var readings = readings
        for index in readings.indices {
            guard let text = readings[index].unit else {
                if let anyUnit, needsUnit(readings[index].value) { readings[index].unit = joined("?", anyUnit.symbol) }
                continue
            }
            guard let unit = AssayUnit(text), let own = counts[readings[index].compound], own.count > 1 else { continue }
            guard let other = own.filter({ $0.key != unit }).max(by: { ($0.value, $1.key.symbol) < ($1.value, $0.key.symbol) }), other.value >= own[unit] ?? 0 else { continue }
            readings[index].unit = joined(text, other.key.symbol)
        }
        return readings
    }

    private static func needsUnit(_ value: AssayValue) -> Bool {
        switch value {
        case .number, .below, .aboveRange(.some): true
        default: false
        }
    }
}
