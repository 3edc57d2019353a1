internal import Findings
internal import Monitoring
internal import Wording

/// Speaks the report in one language: sentences of the catalogue, names, numbers.
struct Voice {
    let language: Language
    let catalogue: Catalogue
    let index: ReportIndex

    init(_ language: Language, _ index: ReportIndex) {
        self.language = language
        catalogue = Catalogue.of(language)
        self.index = index
    }

    /// The longest name that a page shows whole, in characters.
    private static let longestName = 48

    func say(_ key: String, _ arguments: [String: String] = [:]) -> String { catalogue.text("report." + key, arguments) }

    func count(_ key: String, _ count: Int, _ arguments: [String: String] = [:]) -> String {
        catalogue.text("report." + key, count: count, arguments.merging(["count": grouped(count)]) { own, _ in own })
    }

    /// The word for a value of the contract, such as a verdict; the value itself where the catalogue has none.
    func word(_ group: String, _ value: String) -> String {
        let key = "report.word.\(group).\(value)"
        return catalogue.has(key) ? catalogue.text(key) : harmless(value, limit: Voice.longestName)
    }

    /// What a column of a table holds; the name of the contract where the catalogue has no words for it.
    func column(_ name: String) -> String {
        let key = "report.column." + name
        return catalogue.has(key) ? catalogue.text(key) : harmless(name, limit: 60)
    }

    /// A flag, a reason or a check: another room's sentence, or the code as it is.
    func code(_ value: String) -> String {
        for key in [value, "report.word.flag." + value, "flag." + value, "report.word.reason." + value] where catalogue.has(key) {
            return catalogue.text(key)
        }
        return harmless(value, limit: 80)
    }

    /// A flag in full, where another room has a sentence for it; else as ``code(_:)`` says it.
    func sentence(_ flag: String) -> String { catalogue.has("flag." + flag) ? catalogue.text("flag." + flag) : code(flag) }

    func analyte(_ code: AnalyteCode) -> String {
        guard let analyte = index.analyteOf[code] else { return harmless(code.rawValue, limit: Voice.longestName) }
        let name = language == .english ? analyte.englishName : analyte.chineseName
        return harmless(name.isEmpty ? code.rawValue : name, limit: Voice.longestName)
    }

    /// The name within a sentence: English writes a substance small there, but not an abbreviation such as MDMA.
    func analyteInText(_ code: AnalyteCode) -> String {
        let name = analyte(code)
        guard language == .english, let first = name.first, first.isUppercase, name.dropFirst().first?.isLowercase ?? false else { return name }
        return first.lowercased() + name.dropFirst()
    }

    /// A parent drug: the name of the substance of the same code, or a word for what is none, such as alcohol.
    func drug(_ code: String) -> String { index.analyteOf[AnalyteCode(code)].map { analyte($0.code) } ?? word("drug", code) }

    /// Two substances over each other.
    func ratio(_ name: String) -> String {
        name.split(separator: "/").map { analyte(AnalyteCode(String($0))) }.joined(separator: " / ")
    }

    func siteName(_ code: SiteCode) -> String { harmless(index.siteOf[code]?.name ?? "", limit: Voice.longestName) }

    func siteCode(_ code: SiteCode) -> String { harmless(code.rawValue, limit: Voice.longestName) }

    /// Code and name.
    func site(_ code: SiteCode) -> String {
        let name = siteName(code)
        return name.isEmpty || name == code.rawValue ? siteCode(code) : siteCode(code) + " " + name
    }

    func area(_ code: AreaCode) -> String {
        guard let name = index.areaOf[code]?.name, !name.isEmpty else { return harmless(code.rawValue, limit: Voice.longestName) }
        return harmless(name, limit: Voice.longestName)
    }

    var programme: String {
        let title = index.content.programme
        return harmless(language == .english && !title.nameEnglish.isEmpty ? title.nameEnglish : title.name, limit: 120)
    }

    /// A sentence of evidence, its substances named in the language of the reader.
    func reason(_ reason: Reason) -> String {
        guard catalogue.has(reason.key) else { return harmless(reason.key, limit: 120) }
        return catalogue.text(reason.key, reason.arguments.mapValues { substances(in: $0) ?? harmless($0, limit: 120) })
    }

    /// A finding with its substances named in the language of the reader.
    func named(_ finding: Finding) -> Finding {
        var finding = finding
        for key in ["analyte", "analytes", "biomarker"] {
            if let value = finding.arguments[key], let names = substances(in: value) { finding.arguments[key] = names }
        }
        return finding
    }

    /// The names of a substance, of two in a ratio, of a list, or a list of sites; nil where the text is none of these.
    private func substances(in text: String) -> String? {
        guard text.utf8.count < 400 else { return nil }
        let known = { (part: Substring) in index.analyteOf[AnalyteCode(String(part))].map { analyteInText($0.code) } }
        if let name = known(text[...]) { return name }
        let places = text.split(separator: ", ").map { SiteCode(String($0)) }
        if places.count > 1, places.allSatisfy({ index.siteOf[$0] != nil }) { return places.map { siteCode($0) }.joined(separator: say("comma")) }
        for (mark, separator) in [("/", "/"), (", ", say("comma"))] where text.contains(mark) {
            let parts = text.split(separator: mark)
            let names = parts.compactMap(known)
            if names.count == parts.count, !names.isEmpty { return names.joined(separator: separator) }
        }
        return nil
    }

    /// Three significant digits with their zeros, thousands apart.
    func number(_ value: Double) -> String { Voice.rounded(value, places: Voice.places(of: value)) }

    func number(_ value: Double?) -> String { value.map { number($0) } ?? "–" }

    /// A probability, p or q value: two significant digits, and a bound below 0.0001.
    func probability(_ value: Double) -> String { value < 0.0001 ? "<0.0001" : value.significant(2) }

    /// The value and its limits with the same places after the point, so that no limit looks finer than the value.
    ///
    /// Three significant digits of the value; fewer where the limits come of draws that do not support them.
    func estimate(_ estimate: Estimate?) -> String {
        guard let estimate else { return "–" }
        let places = min(Voice.places(of: estimate.value), estimate.supportedPlaces)
        return Voice.rounded(estimate.value, places: places) + " (" + Voice.rounded(estimate.interval.low, places: places) + "–"
            + Voice.rounded(estimate.interval.high, places: places) + ")"
    }

    /// A ratio to another figure: two places after the point below 10, one below 100.
    func multiple(_ value: Double) -> String { "×" + Voice.rounded(value, places: Voice.placesOfMultiple(value)) }

    /// A ratio with its limits, to the same places.
    func multiple(_ estimate: Estimate) -> String {
        let places = Voice.placesOfMultiple(estimate.value)
        return "\(multiple(estimate.value)) (\(Voice.rounded(estimate.interval.low, places: places))–\(Voice.rounded(estimate.interval.high, places: places)))"
    }

    private static func placesOfMultiple(_ value: Double) -> Int { value < 10 ? 2 : value < 100 ? 1 : 0 }

    /// How many places after the point show three significant digits.
    private static func places(of value: Double) -> Int {
        let size = value.magnitude
        guard size > 0, size.isFinite else { return 0 }
        var places = 2
        var bound = 10.0
        while size >= bound, places > 0 { places -= 1; bound *= 10 }
        bound = 1
        while size < bound, places < 12 { places += 1; bound /= 10 }
        return places
    }

    /// So many places; a number too large for three digits is rounded to three before the point.
    private static func rounded(_ value: Double, places: Int) -> String {
        guard value.isFinite else { return "–" }
        return grouped(places > 0 || value.magnitude < 1000 ? value.places(places) : value.significant(3))
    }

    func percent(_ share: Double) -> String {
        let value = share * 100
        if value > 0 && value < 1 { return "<1%" }
        if value > 99 && value < 100 { return ">99%" }
        return value.places(0) + "%"
    }

    /// A posterior probability: no model is certain, so nothing is printed as 0 or 100 %.
    func chance(_ probability: Double) -> String { probability > 0.99 ? ">99%" : probability < 0.01 ? "<1%" : percent(probability) }

    /// A whole number of people.
    func persons(_ value: Double) -> String { Voice.grouped(value.places(0)) }

    func grouped(_ value: Int) -> String { Voice.grouped(String(value)) }

    /// Commas between thousands of the whole part.
    static func grouped(_ digits: String) -> String {
        let isNegative = digits.hasPrefix("-")
        let body = isNegative ? digits.dropFirst() : digits[...]
        let whole = body.prefix { $0 != "." }
        guard whole.count > 3, whole.allSatisfy({ $0.isNumber }) else { return digits }
        var result = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return (isNegative ? "-" : "") + result + body.dropFirst(whole.count)
    }

    /// The command that walks an estimate back to its files, with a place for the workspace.
    func command(_ key: String) -> String { "headwater explain --workspace \(say("explain.workspace")) \(key)" }

    /// The words that `headwater explain` takes for an estimate.
    func key(_ site: SiteCode, _ analyte: AnalyteCode) -> String {
        "\(index.content.period)/\(siteCode(site))/\(harmless(analyte.rawValue, limit: Voice.longestName))"
    }
}
