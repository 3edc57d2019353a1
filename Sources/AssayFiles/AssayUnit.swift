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

    /// Reads a unit: without case, spaces, dots, `·`, with `µ`, `μ` or `u`, as `ng/mL`, `ng mL-1`, `ngmL`, `ppb`, `纳克/升`.
    /// Nil where the text is no concentration.
    package init?(_ text: some StringProtocol) {
        let plain = AssayUnit.plain(text)
        guard plain.utf8.count <= AssayUnit.longest, let unit = AssayUnit.table[plain] else { return nil }
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

    /// Whether a text is a unit but for one letter, as `ng/xL` is.
    static func isMisspelt(_ text: String) -> Bool {
        guard text.utf8.count <= AssayUnit.longest + 4 else { return false }
        let letters = Array(plain(text).unicodeScalars)
        guard letters.count >= 4 else { return false }
        return table.keys.contains { spelling in
            guard spelling.unicodeScalars.count == letters.count else { return false }
            return zip(spelling.unicodeScalars, letters).count { $0 != $1 } == 1
        }
    }

    /// Bytes of the longest spelling.
    private static let longest = table.keys.reduce(0) { max($0, $1.utf8.count) }

    /// Folded spelling to unit.
    private static let table: [String: AssayUnit] = {
        let masses = [("fg", -6), ("pg", -3), ("ng", 0), ("ug", 3), ("mg", 6), ("g", 9)]
        let volumes = [("l", "L", 0), ("ml", "mL", 3), ("ul", "µL", 6), ("dl", "dL", 1), ("m3", "m³", -3)]
        var table: [String: AssayUnit] = [:]
        for (mass, massExponent) in masses {
            for (volume, printed, volumeExponent) in volumes {
                let symbol = (mass == "ug" ? "µg" : mass) + "/" + printed
                let unit = AssayUnit(symbol, massExponent + volumeExponent)
                table["\(mass)/\(volume)"] = unit
                table["\(mass)\(volume)-1"] = unit
                table["\(mass)*\(volume)-1"] = unit
                table["\(mass)per\(volume)"] = unit
                // `gl` and `mgl` without a slash are too short to be told from names of columns.
                if mass.utf8.count == 2, volume != "m3" { table["\(mass)\(volume)"] = unit }
            }
        }
        table["ppt"] = AssayUnit("ng/L", 0)
        table["ppb"] = AssayUnit("µg/L", 3)
        table["ppm"] = AssayUnit("mg/L", 6)
        let chineseMasses = [("皮克", "pg", -3), ("纳克", "ng", 0), ("微克", "µg", 3), ("毫克", "mg", 6)]
        for (name, mass, exponent) in chineseMasses {
            table[name + "/升"] = AssayUnit(mass + "/L", exponent)
            table[name + "每升"] = AssayUnit(mass + "/L", exponent)
            table[name + "/毫升"] = AssayUnit(mass + "/mL", exponent + 3)
            table[name + "每毫升"] = AssayUnit(mass + "/mL", exponent + 3)
        }
        return table
    }()
}
