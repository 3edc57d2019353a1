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

    /// A flag, a reason or a check: another room's sentence, or the code as it is.
    func code(_ value: String) -> String {
        for key in [value, "flag." + value, "report.word.flag." + value, "report.word.reason." + value] where catalogue.has(key) {
            return catalogue.text(key)
        }
        return harmless(value, limit: 80)
    }

    func analyte(_ code: AnalyteCode) -> String {
        guard let analyte = index.analyteOf[code] else { return harmless(code.rawValue, limit: Voice.longestName) }
        let name = language == .english ? analyte.englishName : analyte.chineseName
        return harmless(name.isEmpty ? code.rawValue : name, limit: Voice.longestName)
    }

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
        let arguments = reason.arguments.mapValues { value in
            index.analyteOf[AnalyteCode(value)].map { analyte($0.code) } ?? harmless(value, limit: 120)
        }
        return catalogue.text(reason.key, arguments)
    }

    /// Three significant digits, thousands apart.
    func number(_ value: Double) -> String { Voice.grouped(value.significant(3)) }

    func number(_ value: Double?) -> String { value.map { number($0) } ?? "–" }

    /// A probability, p or q value: two significant digits, and a bound below 0.0001.
    func probability(_ value: Double) -> String { value < 0.0001 ? "<0.0001" : value.significant(2) }

    /// The limits to the digits that the draws support: 3 from 10,000 draws on, else 2.
    func interval(_ interval: Interval) -> String {
        let digits = index.content.draws >= 10_000 ? 3 : 2
        return Voice.grouped(interval.low.significant(digits)) + "–" + Voice.grouped(interval.high.significant(digits))
    }

    func estimate(_ estimate: Estimate?) -> String {
        estimate.map { "\(number($0.value)) (\(interval($0.interval)))" } ?? "–"
    }

    func percent(_ share: Double) -> String {
        let value = share * 100
        if value > 0 && value < 1 { return "<1%" }
        if value > 99 && value < 100 { return ">99%" }
        return value.places(0) + "%"
    }

    /// A whole number of people.
    func persons(_ value: Double) -> String { Voice.grouped(value.places(0)) }

    func grouped(_ value: Int) -> String { Voice.grouped(String(value)) }

    /// Commas between thousands of the whole part.
    static func grouped(_ digits: String) -> String {
        let isNegative = digits.hasPrefix("-")
        let body = isNegative ? digits.dropFirst() : digits[...]
        let whole = body.prefix { $0 != "." }
        guard whole.count > 4, whole.allSatisfy({ $0.isNumber }) else { return digits }
        var result = ""
        for (place, digit) in whole.enumerated() {
            if place > 0, (whole.count - place).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return (isNegative ? "-" : "") + result + body.dropFirst(whole.count)
    }

    /// The words that `headwater explain` takes for an estimate.
    func key(_ site: SiteCode, _ analyte: AnalyteCode) -> String {
        "\(index.content.period)/\(siteCode(site))/\(harmless(analyte.rawValue, limit: Voice.longestName))"
    }
}
