internal import ProgrammeFiles

/// What a column of an export holds.
enum AssayColumn: Int, CaseIterable {
    case injection, dataFile, sampleText, sampleType, compound, compoundType, internalStandard
    /// The concentration, or the one after dilution where there are two.
    case concentration
    /// The concentration before dilution.
    case undilutedConcentration
    case unit, qualifier
    case area, internalStandardArea, internalStandardRecovery
    /// The area, or its quotient by that of the internal standard, as it enters the curve.
    case response
    case ionRatio, ionRatioExpected, retentionTime, retentionTimeExpected
    case expected, accuracy, signalToNoise, level, dilution
    case acquiredAt, acquiredDate, acquiredTime
    /// True where a standard was used for the curve.
    case used
    case excluded
    case active
    case manual, peakLabel, status, batch
    case limitOfDetection, limitOfQuantification, upperLimit, calibrationR2

    /// Whether its cells are numbers.
    var isNumeric: Bool {
        switch self {
        case .concentration, .undilutedConcentration, .area, .internalStandardArea, .internalStandardRecovery, .ionRatio, .ionRatioExpected,
            .retentionTime, .retentionTimeExpected, .expected, .accuracy, .signalToNoise, .dilution, .limitOfDetection, .limitOfQuantification,
            .upperLimit, .calibrationR2:
            true
        default: false
        }
    }
}

/// The header of a column, split into a name and a unit.
struct ColumnHeader {
    /// The header as it stands.
    let text: String
    /// Folded, whole.
    let whole: String
    /// Folded, without a final group in brackets, or without a final unit.
    let base: String
    /// The unit that the header states, as written; it may be one that is no mass in a volume.
    let unit: String?
    /// The final group in brackets, whatever it says.
    let group: String?

    /// What stands in brackets where it is a unit but for one letter, such as `ng/xL`.
    var misspeltUnit: String? { group.flatMap { AssayUnit.isMisspelt($0) ? $0 : nil } }

    /// The unit of a header that names a concentration: what stands in the place of one is the unit, though none that is known,
    /// so that it is refused by name and no other unit is taken for it. Nil where the header has no such place.
    ///
    /// - Parameter isWhole: whether the whole header is a name of the concentration, brackets included.
    func concentrationUnit(isWhole: Bool) -> String? {
        if let unit { return unit }
        // `ng-L` folds to the name `ngl`, which is a unit; as it stands it is none.
        if group == nil, isOpen { return text }
        if group == nil || isWhole { return AssayUnit(whole) == nil ? nil : text }
        guard let group, !group.isEmpty, !ColumnHeader.remarks.contains(ColumnHeader.folded(group)) else { return nil }
        return group
    }

    /// Whether a bracket opens that never closes, or closes that never opened: what it held may have been a unit.
    var isOpen: Bool {
        let opening = text.unicodeScalars.count { "([（【".unicodeScalars.contains($0) }
        return opening != text.unicodeScalars.count { ")]）】".unicodeScalars.contains($0) }
    }

    /// What stands in brackets behind a concentration and is no unit, folded.
    private static let remarks: Set<String> = [
        "final", "corrected", "adjusted", "calculated", "calc", "measured", "actual", "sample", "insample", "extract", "vial", "invial", "mean", "average", "avg", "result",
        "dilutioncorrected", "dilcorrected", "afterdilution", "beforedilution", "最终", "校正", "校正后", "计算", "计算值", "实测", "测定值", "样品", "稀释后", "稀释前", "平均", "平均值",
    ]

    init(_ text: String) {
        self.text = text
        whole = ColumnHeader.folded(text)
        let (name, group) = ColumnHeader.splitGroup(text)
        self.group = group
        if let group {
            base = ColumnHeader.folded(name)
            unit = AssayUnit.stated(in: group)
        } else if let (name, unit) = ColumnHeader.splitUnit(text) {
            base = ColumnHeader.folded(name)
            self.unit = unit
        } else {
            base = whole
            unit = AssayUnit(text) != nil || AssayUnit.isMolar(text) ? text : nil
        }
    }

    /// Lower case and half width, without spaces, `_`, `-`, `.` and `:`.
    static func folded(_ text: some StringProtocol) -> String {
        var result = AnalyteCatalogue.folded(String(text))
        guard result.utf8.contains(where: { $0 == 0x2E || $0 == 0x3A || $0 >= 0x80 }) else { return result }
        var plain = String.UnicodeScalarView()
        for scalar in result.unicodeScalars {
            switch scalar.value {
            case 0x2E, 0x3A, 0x3002, 0xFEFF: continue
            // Capitals of Latin-1; the multiplication sign lies among them.
            case 0xC0...0xD6, 0xD8...0xDE: if let lower = Unicode.Scalar(scalar.value + 32) { plain.append(lower) }
            case 0x2019: plain.append("'")
            default: plain.append(scalar)
            }
        }
        result = String(plain)
        return result
    }

    /// `Conc. (ng/mL)`, `Conc. [ng/mL]`, `浓度（ng/L）`, `Conc., ng/mL` to name and group.
    private static func splitGroup(_ text: String) -> (Substring, String?) {
        let scalars = text.unicodeScalars
        var end = scalars.endIndex
        while end > scalars.startIndex, case let before = scalars.index(before: end), scalars[before] == " " || scalars[before] == "\t" { end = before }
        guard end > scalars.startIndex, case let close = scalars.index(before: end), let open = opening(scalars[close]) else { return (text[...], nil) }
        // The bracket that opens the last group, past those inside it.
        var start = close
        var depth = 1
        while depth > 0 {
            guard start > scalars.startIndex else { return (text[...], nil) }
            start = scalars.index(before: start)
            if scalars[start] == scalars[close] { depth += 1 } else if scalars[start] == open { depth -= 1 }
        }
        guard start != scalars.startIndex else { return (text[...], nil) }
        return (text[..<start], trimmed(Substring(scalars[scalars.index(after: start)..<close])))
    }

    private static func opening(_ bracket: Unicode.Scalar) -> Unicode.Scalar? {
        switch bracket {
        case ")": "("
        case "]": "["
        case "）": "（"
        case "】": "【"
        default: nil
        }
    }

    /// `Conc. ng/mL`, `甲基苯丙胺 ng/L`, `可替宁_ng/L`, `Conc, ng/mL` to name and unit.
    private static func splitUnit(_ text: String) -> (Substring, String)? {
        let scalars = text.unicodeScalars
        var index = scalars.endIndex
        // A unit is short: a text of a whole line is looked at no further than one can reach.
        var steps = 0
        while index > scalars.startIndex, steps < 24 {
            steps += 1
            let before = scalars.index(before: index)
            if isSeparator(scalars[before]), index < scalars.endIndex, isUnit(text[index...]), AssayUnit(text) == nil {
                var name = text[..<index]
                while let last = name.unicodeScalars.last, last == " " || last == "," || last == "_" || last == "-" || last == "/" || last == "，" { name.unicodeScalars.removeLast() }
                return (name, String(text[index...]))
            }
            index = before
        }
        return nil
    }

    /// Whether the end of a header is a unit; a letter alone is none without brackets.
    private static func isUnit(_ text: Substring) -> Bool {
        if AssayUnit(text) != nil { return true }
        return text.unicodeScalars.count > 1 && (AssayUnit.isMolar(text) || text.unicodeScalars.contains { $0 == "/" } && AssayUnit.isOther(text))
    }

    /// Whether a unit may begin behind a scalar.
    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "_", ",", "/", "-": true
        // The micro sign begins a unit; behind it a gram would be left of a microgram.
        case "µ", "μ": false
        default: !scalar.isASCII
        }
    }
}

/// Where the columns of a table stand, found by their headers.
struct ColumnMap {
    /// Column of the table by what it holds; the first where a header stands twice.
    private(set) var places = ColumnPlaces()
    /// The unit in the header of a concentration column; where another header of concentrations states one and this does not, that one.
    private(set) var unit: String?
    /// The header from which the unit was taken where the concentration's own states none.
    private(set) var unitHeader: (column: Int, header: String)?
    /// Columns whose header is not known, in order.
    private(set) var unknown: [(column: Int, header: String)] = []
    /// Columns whose header names what another column holds already.
    private(set) var repeated: [(column: Int, header: String)] = []
    /// The first column without a header, where another with one follows.
    private(set) var blank: Int?
    let fieldCount: Int

    init(headers: [String], aliases: [String: AssayColumn]) {
        fieldCount = headers.count
        var units = HeaderUnits()
        for (index, text) in headers.enumerated() {
            let header = ColumnHeader(text)
            guard !header.whole.isEmpty else {
                if blank == nil { blank = index }
                continue
            }
            guard let column = aliases[header.whole] ?? aliases[header.base] else {
                unknown.append((index, text))
                continue
            }
            guard places[column] == nil else {
                // What is not read further may stand in any number of columns.
                if column != .status { repeated.append((index, text)) }
                continue
            }
            places[column] = index
            units.add(header, column, index, isWhole: aliases[header.whole] != nil)
        }
        (unit, unitHeader) = units.settled
        if let first = blank, !headers[first...].contains(where: { !trimmed($0).isEmpty }) { blank = nil }
    }

    /// A map whose places a reader found itself, such as those of one group of columns.
    init(places: ColumnPlaces, unit: String?, fieldCount: Int) {
        self.places = places
        self.unit = unit
        self.fieldCount = fieldCount
    }

    subscript(column: AssayColumn) -> Int? { places[column] }
    func has(_ column: AssayColumn) -> Bool { places[column] != nil }

    /// A column that is not understood, whose header is one letter away from that of a column which the table lacks and whose
    /// absence would change what a figure means; with the header that it may have been.
    func doubt(_ aliases: [String: AssayColumn]) -> (column: Int, header: String, meant: String)? {
        // A header that stands twice may be one that has lost a letter, as `uloq` becomes `loq`.
        for (column, text) in unknown + repeated {
            let header = ColumnHeader(text)
            for (alias, meaning) in aliases.sorted(by: { $0.key < $1.key }) where ColumnMap.decisive.contains(meaning) && places[meaning] == nil {
                if ColumnMap.isOneAway(header.whole, alias) || ColumnMap.isOneAway(header.base, alias) || ColumnMap.isBehind(header, alias, meaning) { return (column, text, alias) }
            }
        }
        return nil
    }

    /// Columns without which a figure would be another one: its sample, kind, unit, dilution or limits.
    private static let decisive: Set<AssayColumn> = [
        .injection, .sampleText, .sampleType, .compound, .concentration, .unit, .qualifier, .dilution, .limitOfDetection, .limitOfQuantification,
        .upperLimit,
    ]

    /// Whether a header begins with the name of a concentration and goes on as a unit does, though as none that is known.
    private static func isBehind(_ header: ColumnHeader, _ alias: String, _ meaning: AssayColumn) -> Bool {
        guard meaning == .concentration || meaning == .undilutedConcentration, alias.unicodeScalars.count > 1, header.whole.hasPrefix(alias) else { return false }
        let rest = header.whole.dropFirst(alias.count)
        return rest.contains("/") || rest.contains("(") || ["fg", "pg", "ng", "ug", "µg", "mg"].contains { rest.hasPrefix($0) }
    }

    /// Whether one letter put in, left out or changed makes one text of the other; short ones are too near to many.
    static func isOneAway(_ text: String, _ other: String, shortest: Int = 4) -> Bool {
        let (left, right) = (Array(text.unicodeScalars), Array(other.unicodeScalars))
        // Of four letters one may be lost; one of three that was changed is too near to many.
        guard min(left.count, right.count) >= (left.count == right.count ? shortest : min(shortest, 3)), abs(left.count - right.count) <= 1, left != right else { return false }
        var start = 0
        while start < min(left.count, right.count), left[start] == right[start] { start += 1 }
        var end = 0
        while end < min(left.count, right.count) - start, left[left.count - 1 - end] == right[right.count - 1 - end] { end += 1 }
        return max(left.count, right.count) - start - end == 1
    }
}

/// The units that the headers of one table, or of one group of columns, state for its concentrations: all of one figure's are the same.
struct HeaderUnits {
    private var stated: [(place: AssayColumn, column: Int, header: String, unit: String?)] = []

    /// Takes the unit of a header, where it is one of a concentration.
    mutating func add(_ header: ColumnHeader, _ place: AssayColumn, _ column: Int, isWhole: Bool) {
        switch place {
        case .concentration, .undilutedConcentration, .expected: stated.append((place, column, header.text, header.concentrationUnit(isWhole: isWhole)))
        default: break
        }
    }

    /// The unit of the concentration, and the header from which it was taken where its own states none.
    ///
    /// Two headers that contradict each other give both units, which are no unit and are refused by name.
    var settled: (unit: String?, from: (column: Int, header: String)?) {
        guard let own = stated.first(where: { $0.place == .concentration }) ?? stated.first(where: { $0.place == .undilutedConcentration }) else { return (nil, nil) }
        let others = stated.filter { $0.column != own.column && $0.unit.map { AssayUnit($0) != nil } == true }
        guard let text = own.unit else {
            guard let first = others.first, Set(others.compactMap { $0.unit.flatMap { AssayUnit($0) } }).count == 1 else { return (others.isEmpty ? nil : own.header, nil) }
            return (first.unit, (first.column, first.header))
        }
        guard let unit = AssayUnit(text), let other = others.first(where: { $0.unit.flatMap { AssayUnit($0) } != unit }), let otherUnit = other.unit else { return (text, nil) }
        return (UnitConflict.joined(text, otherUnit), nil)
    }
}
