/// A unit of concentration, and how many ng/L one of it is.
///
/// Parts per billion and the like are read as mass per volume of water (1 ppb = 1 µg/L),
/// which is how water laboratories use them. Molar units need a molar mass and are not
/// units here.
package struct AssayUnit: Hashable, Sendable {
    /// The unit as it is printed: `ng/L`, `ng/mL`, `µg/L` …
    package let symbol: String
    /// A power of ten; exact as a Double from 1 up.
    private let exponent: Int

    private init(_ symbol: String, _ exponent: Int) {
        self.symbol = symbol
        self.exponent = exponent
    }

    package static let nanogramsPerLitre = AssayUnit("ng/L", 0)

    /// Reads a unit: without case, in brackets or not, with `µ`, `μ` or `u`, as `ng/mL`, `ng mL-1`, `ng·mL⁻¹`, `ngmL`, `ppb`, `纳克/升`.
    /// Nil where the text is no concentration.
    ///
    /// Only whole spellings are read: white space, a point or a control character where a letter may have stood
    /// (`ng/ L`, `(\tg/mL)`) is none of them, since the unit without that letter is another one. Grams are no unit of
    /// a concentration here: what an `n` or a `µ` has been lost from is refused.
    package init?(_ text: some StringProtocol) {
        guard let spelling = AssayUnit.spelling(text), let unit = AssayUnit.table[spelling] else { return nil }
        self = unit
    }

    /// Whether a text is a unit of amount of substance: `nM`, `nmol/L`, `pmol/mL`, `µM`, `纳摩尔/升`.
    ///
    /// Such a figure needs a molar mass to become one of mass; it is never converted silently.
    package static func isMolar(_ text: some StringProtocol) -> Bool {
        let plain = plain(text)
        if ["m", "mm", "um", "nm", "pm", "fm"].contains(plain) || plain.contains("摩尔") { return true }
        guard let mole = ["mol", "mmol", "umol", "nmol", "pmol", "fmol"].first(where: { plain.hasPrefix($0) }) else { return false }
        let rest = plain.dropFirst(mole.count)
        return rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("per") || rest.hasSuffix("-1")
    }

    /// Whether a text is a unit, though none of mass in a volume: molar ones, `mg/kg`, `ng`, `%`, `mg/千人·天`.
    ///
    /// A concentration column that states one is refused; without this it would pass for one that states none.
    static func isOther(_ text: some StringProtocol) -> Bool {
        guard AssayUnit(text) == nil else { return false }
        if isMolar(text) { return true }
        let plain = plain(text)
        if plain.contains("%") || plain.contains("‰") || ["cps", "counts", "ppmv", "ppbv", "iu/ml", "u/l", "iu/l"].contains(plain) { return true }
        guard let mass = ["fg", "pg", "ng", "ug", "mg", "kg", "g", "皮克", "纳克", "微克", "毫克", "克"].first(where: { plain.hasPrefix($0) }) else { return false }
        let rest = plain.dropFirst(mass.count)
        return rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("每") || rest.hasSuffix("-1") || rest.hasPrefix("on") || rest.hasPrefix("per")
    }

    /// The unit in a text that may say more, such as `ng/mL, corrected` or `µg/L (ppb)`; the whole text, which is no unit, where two contradict each other.
    static func stated(in text: some StringProtocol) -> String? {
        if AssayUnit(text) != nil { return String(text) }
        let parts = text.split { $0 == "," || $0 == ";" || $0 == " " || $0 == "(" || $0 == ")" || $0 == "，" }.filter { AssayUnit($0) != nil }
        guard let first = parts.first else { return isOther(text) ? String(text) : nil }
        return Set(parts.map { AssayUnit($0)?.exponent }).count == 1 ? String(first) : String(text)
    }

    /// A figure of this unit in ng/L. Multiplies or divides by an exact power of ten, so that decimals stay as near as they can.
    package func nanogramsPerLitre(_ value: Double) -> Double {
        exponent >= 0 ? value * AssayUnit.power(exponent) : value / AssayUnit.power(-exponent)
    }

    private static func power(_ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent { result *= 10 }
        return result
    }

    private static func plain(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            switch value {
            case 0x20, 0x09, 0xA0, 0x3000, 0x2E, 0xB7, 0x22C5, 0x5F, 0x28, 0x29, 0x5B, 0x5D: continue
            case 0x41...0x5A: value += 32
            case 0xB5, 0x3BC: value = 0x75
            case 0x2212, 0x2010...0x2015: value = 0x2D
            case 0x207B: value = 0x2D
            case 0xB9: value = 0x31
            case 0xB3: value = 0x33
            case 0x2215, 0x2044: value = 0x2F
            default: break
            }
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    /// A text as the table of spellings has it: in half width and lower case, without spaces and brackets around it; nil where it is longer than any.
    private static func spelling(_ text: some StringProtocol) -> String? {
        guard text.utf8.count <= 3 * longest + 8 else { return nil }
        var scalars: [UInt32] = []
        for scalar in text.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            switch value {
            case 0x41...0x5A: value += 32
            case 0xA0, 0x3000: value = 0x20
            case 0xB5, 0x3BC: value = 0x75
            case 0xB7, 0x22C5: value = 0x2E
            case 0x2212, 0x2010...0x2015, 0x207B: value = 0x2D
            case 0xB9: value = 0x31
            case 0xB3: value = 0x33
            case 0x2215, 0x2044: value = 0x2F
            default: break
            }
            scalars.append(value)
        }
        var view = scalars[...]
        func trim() {
            while view.first == 0x20 { view.removeFirst() }
            while view.last == 0x20 { view.removeLast() }
        }
        trim()
        while view.count > 2, view.first == 0x28 && view.last == 0x29 || view.first == 0x5B && view.last == 0x5D {
            view = view.dropFirst().dropLast()
            // Within brackets a space may be what is left of a letter.
            if view.first == 0x20 || view.last == 0x20 { return nil }
        }
        guard view.count <= longest else { return nil }
        return String(String.UnicodeScalarView(view.compactMap { Unicode.Scalar($0) }))
    }

    /// Whether a text is a unit but for one letter that was changed, lost or put in, as `ng/xL` and `ng/.L` are.
    static func isMisspelt(_ text: String) -> Bool {
        guard text.utf8.count <= 3 * AssayUnit.longest, AssayUnit(text) == nil else { return false }
        let letters = plain(text)
        guard letters.unicodeScalars.count >= 3 else { return false }
        return table.keys.contains { $0.unicodeScalars.count >= 4 && ($0 == letters || ColumnMap.isOneAway($0, letters, shortest: 3)) }
    }

    /// Characters of the longest spelling.
    private static let longest = table.keys.reduce(0) { max($0, $1.unicodeScalars.count) }

    /// Folded spelling to unit.
    private static let table: [String: AssayUnit] = {
        let masses = [("fg", -6), ("pg", -3), ("ng", 0), ("ug", 3), ("mg", 6)]
        let volumes = [("l", "L", 0), ("ml", "mL", 3), ("ul", "µL", 6), ("dl", "dL", 1), ("m3", "m³", -3)]
        var table: [String: AssayUnit] = [:]
        for (mass, massExponent) in masses {
            for (volume, printed, volumeExponent) in volumes {
                let unit = AssayUnit((mass == "ug" ? "µg" : mass) + "/" + printed, massExponent + volumeExponent)
                for operation in ["/", " / ", "per", " per ", "_per_"] { table[mass + operation + volume] = unit }
                for space in ["", " ", ".", "*", "_"] {
                    for power in ["-1", "^-1", " -1"] { table[mass + space + volume + power] = unit }
                }
                // `mgm3` without a slash is too near to names of columns.
                if volume != "m3" { table[mass + volume] = unit }
            }
        }
        table["ppt"] = AssayUnit("ng/L", 0)
        table["ppb"] = AssayUnit("µg/L", 3)
        table["ppm"] = AssayUnit("mg/L", 6)
        for (name, mass, exponent) in [("皮克", "pg", -3), ("纳克", "ng", 0), ("微克", "µg", 3), ("毫克", "mg", 6)] {
            for operation in ["/", "每"] {
                table[name + operation + "升"] = AssayUnit(mass + "/L", exponent)
                table[name + operation + "毫升"] = AssayUnit(mass + "/mL", exponent + 3)
            }
        }
        return table
    }()
}
