package import Monitoring

/// The analytes and the names under which laboratories write them (`analytes.csv`).
package struct AnalyteCatalogue: Hashable, Sendable {
    /// What a name stands for.
    package enum Meaning: Hashable, Sendable {
        case analyte(AnalyteCode)
        /// A name in use that is wrong, such as `O6-甲乙酰吗啡`: taken, with a finding.
        case knownWrong(AnalyteCode)
        /// A name that stands for more than one analyte: nothing is taken.
        case ambiguous([AnalyteCode])
        case unknown
    }

    /// Sorted by code.
    package private(set) var analytes: [Analyte]
    private var byCode: [AnalyteCode: Int]
    private var aliases: [String: Meaning]

    /// Makes a catalogue of analytes and of what folded names mean (`folded(_:)`).
    package init(analytes: [Analyte], aliases: [String: Meaning]) {
        self.analytes = analytes.sorted { $0.code < $1.code }
        byCode = [:]
        for (index, analyte) in self.analytes.enumerated() { byCode[analyte.code] = index }
        self.aliases = aliases
    }

    package subscript(code: AnalyteCode) -> Analyte? { byCode[code].map { analytes[$0] } }

    /// What a name means; names compare without case, spaces, `_`, `-` and full-width forms.
    package func meaning(of name: String) -> Meaning { aliases[AnalyteCatalogue.folded(name)] ?? .unknown }

    /// A name as it is compared: lower case, half width, without spaces, `_` and `-`.
    package static func folded(_ name: String) -> String {
        var result = ""
        for scalar in name.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            switch value {
            case 0x20, 0x09, 0xA0, 0x3000, 0x5F, 0x2D, 0x2010...0x2015, 0x2212: continue
            case 0x41...0x5A: value += 32
            default: break
            }
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}

extension AnalyteCatalogue {
    /// The analyte that a name stands for; a name that the catalogue does not know, or not for certain, stands for itself.
    package func code(of name: String) -> AnalyteCode {
        switch meaning(of: name) {
        case .analyte(let code), .knownWrong(let code): code
        case .ambiguous, .unknown: AnalyteCode(name)
        }
    }
}
