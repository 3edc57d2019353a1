/// What a unit measures; the programme keeps each in one unit.
package enum Quantity: String, Sendable, CaseIterable {
    /// Of a trace substance; kept in ng/L.
    case concentration
    /// Of a water-quality parameter; kept in mg/L.
    case massConcentration
    /// Volume of a day; kept in m3/d.
    case flow
    /// People; kept in persons.
    case persons
    /// Mass of a day; kept in mg/d.
    case massPerDay

    /// The unit in which the programme keeps it.
    package var unit: String {
        switch self {
        case .concentration: "ng/L"
        case .massConcentration: "mg/L"
        case .flow: "m3/d"
        case .persons: "persons"
        case .massPerDay: "mg/d"
        }
    }
}

/// The units that files state, and how many of the programme's unit each is: the one place where units are converted.
///
/// Factors follow from the SI prefixes; 1 US gallon is 3.785411784 L exactly (NIST Handbook
/// 44, appendix C); a tonne of sewage is taken as 1 m3, as plants that meter in 吨/日 do.
package enum UnitTable {
    /// How many of the programme's unit one of this unit is; nil for a unit that is not known, which is never guessed.
    ///
    /// Spaces, full-width forms, `µ` and `μ`, superscripts and the ways to write "per" do not
    /// matter; upper and lower case do not either, but for flows, where `ML/d` is a million
    /// litres and `mL/d` is none of ours.
    package static func factor(_ unit: String, _ quantity: Quantity) -> Double? {
        let text = folded(unit)
        guard !text.isEmpty, text.utf8.count <= 40 else { return nil }
        switch quantity {
        case .concentration: return concentrations[text.lowercased()]
        case .massConcentration: return concentrations[text.lowercased()].map { $0 / 1e6 }
        case .flow: return exactFlows[text] ?? (text.hasPrefix("ml") || text.hasPrefix("mL") ? nil : flows[text.lowercased()])
        case .persons: return people[text.lowercased()]
        case .massPerDay: return masses[text.lowercased()]
        }
    }

    /// ng/L.
    private static let concentrations: [String: Double] = [
        "pg/l": 1e-3, "ng/l": 1, "ug/l": 1e3, "mcg/l": 1e3, "mg/l": 1e6, "g/l": 1e9, "pg/ml": 1, "ng/ml": 1e3, "ug/ml": 1e6, "mg/ml": 1e9,
        "fg/ul": 1, "pg/ul": 1e3, "ng/ul": 1e6, "ug/ul": 1e9, "ng/dl": 10, "ug/dl": 1e4, "ppt": 1, "ppb": 1e3, "ppm": 1e6, "ng/dm3": 1, "ug/dm3": 1e3,
        "ng/m3": 1e-3, "ug/m3": 1, "mg/m3": 1e3, "g/m3": 1e6, "mg/dm3": 1e6, "ngl1": 1, "ugl1": 1e3, "mgl1": 1e6, "ngml1": 1e3, "pgml1": 1, "ugml1": 1e6,
        "pgul1": 1e3, "皮克/毫升": 1, "纳克/升": 1, "微克/升": 1e3, "毫克/升": 1e6, "纳克/毫升": 1e3, "微克/毫升": 1e6,
    ]
    /// m3/d, where case tells a million from a thousandth.
    private static let exactFlows: [String: Double] = ["ML/d": 1e3, "ML/day": 1e3, "MLD": 1e3, "Ml/d": 1e3, "Ml/day": 1e3, "ML/天": 1e3, "ML/日": 1e3, "ML": 1e3]
    /// m3/d.
    private static let flows: [String: Double] = {
        var table: [String: Double] = [
            "mgd": 3785.411784, "usmgd": 3785.411784, "l/d": 1e-3, "l/day": 1e-3, "l/s": 86.4, "m3/s": 86_400, "m3/h": 24, "m3/min": 1440, "m3d1": 1,
            "万m3d1": 1e4, "立方米/小时": 24, "立方米/秒": 86_400, "升/秒": 86.4, "升/天": 1e-3, "升/日": 1e-3, "m3perd": 1, "m3perday": 1, "cmd": 1,
        ]
        for (volume, size) in [
            ("m3", 1.0), ("立方米", 1), ("立方", 1), ("方", 1), ("t", 1), ("吨", 1), ("万m3", 1e4), ("万立方米", 1e4), ("万立方", 1e4), ("万方", 1e4), ("万吨", 1e4),
            ("万t", 1e4), ("10^4m3", 1e4), ("104m3", 1e4), ("1e4m3", 1e4), ("千m3", 1e3), ("千立方米", 1e3), ("千吨", 1e3), ("10^3m3", 1e3),
        ] {
            for day in ["/d", "/day", "/天", "/日"] { table[volume + day] = size }
        }
        return table
    }()
    /// Persons.
    private static let people: [String: Double] = [
        "persons": 1, "person": 1, "people": 1, "inhabitants": 1, "inh": 1, "inh.": 1, "capita": 1, "人": 1, "名": 1, "thousand": 1e3, "千人": 1e3,
        "1000persons": 1e3, "万人": 1e4, "10^4人": 1e4, "10000persons": 1e4, "million": 1e6, "百万人": 1e6,
    ]
    /// mg/d.
    private static let masses: [String: Double] = [
        "ug/d": 1e-3, "mg/d": 1, "mg/day": 1, "g/d": 1e3, "g/day": 1e3, "kg/d": 1e6, "kg/day": 1e6, "mg/天": 1, "mg/日": 1, "g/天": 1e3, "g/日": 1e3, "毫克/天": 1,
        "毫克/日": 1, "克/天": 1e3, "克/日": 1e3,
    ]

    /// A unit as it is compared: half width, no spaces, dots, carets before a power or minus signs; `µ` and `μ` as u, superscripts as digits, a division slash as `/`.
    static func folded(_ unit: String) -> String {
        var result = ""
        for scalar in unit.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            switch value {
            case 0x20, 0x09, 0xA0, 0x3000, 0xB7, 0x22C5, 0x2D, 0x2212, 0x207B, 0xFEFF, 0x200B, 0x5F: continue
            case 0xB5, 0x3BC: value = 0x75
            case 0xB9: value = 0x31
            case 0xB2: value = 0x32
            case 0xB3: value = 0x33
            case 0x2074: value = 0x34
            case 0x2044, 0x2215: value = 0x2F
            case 0x33A5: result += "m3"; continue
            default: break
            }
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        // A caret only separates a power from its base; "10^4" keeps it.
        return result.hasPrefix("10^") ? "10^" + result.dropFirst(3).filter { $0 != "^" } : result.filter { $0 != "^" }
    }
}
