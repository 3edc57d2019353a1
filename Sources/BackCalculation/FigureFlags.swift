/// Reason codes of a load or an estimate, as bits: names are written out only where a figure is handed over.
struct FigureFlags: OptionSet, Hashable, Sendable {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Sorted, a bit each.
    private static let sortedNames = [
        "ABOVE_RANGE", "AMP_NET", "AMP_NOT_SEPARABLE", "BOUNDS_WIDE", "BY_DIFFERENCE", "CENSORED", "CLASS_MARKER", "DRAWN_INTERVAL", "FEW_DAYS", "FEW_USERS",
        "GRAB", "IN_SEWER_LOSS", "LOADS_BY_CONVENTION", "LOAD_ONLY", "MARKER_DISAGREES", "MEMORY_PARAMETER", "MISSING_DAYS", "MORPHINE_SOURCES", "MOSTLY_LOST",
        "NOT_DISTINGUISHABLE_FROM_MEDICAL", "PARTICULATE", "POPPY_STRAW_LIKELY", "POP_BASIS_CHANGED", "POP_DISAGREE", "POP_FALLBACK", "STORAGE_LOSS",
        "TIME_PROP", "WATER_USE", "WEEK_PART_ONLY",
    ]

    private static let bits: [String: FigureFlags] = Dictionary(
        uniqueKeysWithValues: sortedNames.enumerated().map { ($1, FigureFlags(rawValue: 1 << UInt32($0))) })

    static let aboveRange = FigureFlags(rawValue: 1 << 0)
    static let amphetamineNet = FigureFlags(rawValue: 1 << 1)
    static let amphetamineNotSeparable = FigureFlags(rawValue: 1 << 2)
    static let boundsWide = FigureFlags(rawValue: 1 << 3)
    static let byDifference = FigureFlags(rawValue: 1 << 4)
    static let censored = FigureFlags(rawValue: 1 << 5)
    static let classMarker = FigureFlags(rawValue: 1 << 6)
    static let drawnInterval = FigureFlags(rawValue: 1 << 7)
    static let fewDays = FigureFlags(rawValue: 1 << 8)
    static let fewUsers = FigureFlags(rawValue: 1 << 9)
    static let grab = FigureFlags(rawValue: 1 << 10)
    static let inSewerLoss = FigureFlags(rawValue: 1 << 11)
    static let loadsByConvention = FigureFlags(rawValue: 1 << 12)
    static let loadOnly = FigureFlags(rawValue: 1 << 13)
    static let markerDisagrees = FigureFlags(rawValue: 1 << 14)
    static let memoryParameter = FigureFlags(rawValue: 1 << 15)
    static let missingDays = FigureFlags(rawValue: 1 << 16)
    static let morphineSources = FigureFlags(rawValue: 1 << 17)
    static let mostlyLost = FigureFlags(rawValue: 1 << 18)
    static let notDistinguishableFromMedical = FigureFlags(rawValue: 1 << 19)
    static let particulate = FigureFlags(rawValue: 1 << 20)
    static let poppyStrawLikely = FigureFlags(rawValue: 1 << 21)
    static let populationBasisChanged = FigureFlags(rawValue: 1 << 22)
    static let populationsDisagree = FigureFlags(rawValue: 1 << 23)
    static let populationFallback = FigureFlags(rawValue: 1 << 24)
    static let storageLoss = FigureFlags(rawValue: 1 << 25)
    static let timeProportional = FigureFlags(rawValue: 1 << 26)
    static let waterUse = FigureFlags(rawValue: 1 << 27)
    static let weekPartOnly = FigureFlags(rawValue: 1 << 28)

    /// Flags of days that their mean carries.
    static let inherited: FigureFlags = [
        timeProportional, populationFallback, populationsDisagree, populationBasisChanged, waterUse, aboveRange, markerDisagrees,
    ]

    /// Those of some names that are known here.
    init(names: [String]) {
        var flags: FigureFlags = []
        for name in names { if let flag = FigureFlags.bits[name] { flags.formUnion(flag) } }
        self = flags
    }

    /// The names, sorted.
    var names: [String] {
        var names: [String] = []
        var rest = rawValue
        while rest != 0 {
            let bit = rest.trailingZeroBitCount
            rest &= rest - 1
            if bit < FigureFlags.sortedNames.count { names.append(FigureFlags.sortedNames[bit]) }
        }
        return names
    }
}

/// The names of sets of flags, each list made once and shared by all figures that carry it.
struct FlagNames {
    private var lists: [FigureFlags: [String]] = [:]
    private var last: (flags: FigureFlags, names: [String]) = ([], [])

    mutating func of(_ flags: FigureFlags) -> [String] {
        if flags == last.flags { return last.names }
        let names = lists[flags] ?? flags.names
        lists[flags] = names
        last = (flags, names)
        return names
    }
}
