internal import DelimitedText
internal import Findings
internal import Monitoring
internal import Yams

/// Reads `headwater.yaml`.
struct ConfigurationFile {
    static let name = "headwater.yaml"
    /// Bytes that a configuration may have.
    static let limit = 1 << 20

    private(set) var configuration = ProgrammeConfiguration()
    private(set) var findings: [Finding] = []

    /// - Throws: `ProgrammeError` where the file is no YAML, or holds anchors, aliases or more than one document.
    init(_ bytes: [UInt8]) throws(ProgrammeError) {
        let place = SourcePosition(file: ConfigurationFile.name)
        let (decoded, faults) = DecodedText.decode(bytes, file: ConfigurationFile.name)
        guard let decoded, decoded.badOffsets.isEmpty else {
            throw ProgrammeError(faults.first { $0.severity >= .error } ?? Finding("C003", .fatal, at: place, ["problem": "-"]))
        }
        findings += faults
        let text = decoded.text
        if let reference = ConfigurationFile.reference(in: text) {
            throw ProgrammeError(Finding("C007", .fatal, at: SourcePosition(file: ConfigurationFile.name, line: reference.line, column: reference.column), text: reference.text))
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw ProgrammeError(ConfigurationFile.finding(error))
        } catch {
            throw ProgrammeError(Finding("C003", .fatal, at: place, ["problem": String(describing: error)]))
        }
        var reader = SettingsReader(file: ConfigurationFile.name)
        var section = reader.section(of: root)
        readProgramme(&reader, &section)
        readMethods(&reader, &section)
        readUses(&reader, &section)
        reader.finish(section)
        configuration.origins = reader.origins
        findings += reader.findings
        judge(place)
    }

    private mutating func readProgramme(_ reader: inout SettingsReader, _ root: inout SettingsReader.Section) {
        reader.read("schema", in: &root, into: &configuration.schema, expected: "1") { Int($0) }
        var programme = reader.section("programme", in: &root)
        reader.text("name", in: &programme, into: &configuration.name)
        reader.text("name_en", in: &programme, into: &configuration.nameEnglish)
        reader.text("code", in: &programme, into: &configuration.code)
        reader.finish(programme)
        reader.read("time_zone", in: &root, into: &configuration.timeZoneOffsetSeconds, expected: "+08:00") { TimeZoneText.offsetSeconds($0) }
        reader.list("languages", in: &root, into: &configuration.languages)
        reader.term("convention", in: &root, into: &configuration.convention)
        readMeans(&reader, &root)
        reader.text("parameter_set", in: &root, into: &configuration.parameterSet)
        reader.term("day_rule", in: &root, into: &configuration.dayRule)
        reader.text("sample_name_pattern", in: &root, into: &configuration.sampleNamePattern)
    }

    private mutating func readMeans(_ reader: inout SettingsReader, _ root: inout SettingsReader.Section) {
        var means = reader.section("means", in: &root)
        reader.choice("censored", in: &means, into: &configuration.means.censored)
        reader.choice("week", in: &means, into: &configuration.means.week)
        reader.choice("interval", in: &means, into: &configuration.means.interval)
        reader.weekdays("weekdays", in: &means, into: &configuration.means.weekdays)
        var years = reader.section("weekdays_by_year", in: &means)
        for key in reader.keys(&years) {
            guard let year = Int(key), (1900...9999).contains(year) else {
                let place = SourcePosition(file: ConfigurationFile.name)
                findings.append(Finding("C005", .fatal, at: place, text: key, ["key": "means.weekdays_by_year", "expected": "2021: [Tue, Wed, Thu, Fri]"]))
                continue
            }
            reader.weekdays(key, in: &years, into: &configuration.means.weekdaysByYear[year, default: []])
        }
        reader.finish(years)
        reader.finish(means)
    }

    private mutating func readMethods(_ reader: inout SettingsReader, _ root: inout SettingsReader.Section) {
        var population = reader.section("population", in: &root)
        reader.term("basis", in: &population, into: &configuration.population.basis)
        reader.number("nh4n_g_per_person_d", in: &population, into: &configuration.population.ammoniumNGramsPerPersonDay, range: 0.1...50)
        reader.term("domestic_share_applies_to", in: &population, into: &configuration.population.domesticShareAppliesTo)
        for (key, basis) in [("cod", PopulationBasis.cod), ("bod", .bod), ("tn", .totalNitrogen), ("tp", .totalPhosphorus)] {
            var grams = 0.0
            reader.number(key + "_g_per_person_d", in: &population, into: &grams, range: 0.01...1000)
            if grams > 0 { configuration.population.gramsPerPersonDay[basis] = grams }
        }
        reader.finish(population)
        var losses = reader.section("losses", in: &root)
        reader.read("in_sewer", in: &losses, into: &configuration.losses.inSewer, expected: "true, false") { Bool($0) }
        reader.read("storage", in: &losses, into: &configuration.losses.storage, expected: "true, false") { Bool($0) }
        reader.read("particulate", in: &losses, into: &configuration.losses.particulate, expected: "true, false") { Bool($0) }
        reader.number("water_temperature_c", in: &losses, into: &configuration.losses.waterTemperatureC, range: 0...40)
        reader.number("biofilm_area_per_volume", in: &losses, into: &configuration.losses.biofilmAreaPerVolume, range: 0...1000)
        reader.finish(losses)
        var uncertainty = reader.section("uncertainty", in: &root)
        reader.number("analytic_rsd", in: &uncertainty, into: &configuration.uncertainty.analyticRSD, range: 0...3)
        reader.number("sampling_rsd", in: &uncertainty, into: &configuration.uncertainty.samplingRSD, range: 0...3)
        reader.number("calibration_rsd", in: &uncertainty, into: &configuration.uncertainty.calibrationRSD, range: 0...3)
        reader.number("flow_rsd", in: &uncertainty, into: &configuration.uncertainty.flowRSD, range: 0...3)
        reader.number("population_rsd", in: &uncertainty, into: &configuration.uncertainty.populationRSD, range: 0...3)
        reader.read("draws", in: &uncertainty, into: &configuration.uncertainty.draws, expected: "100 – 1000000") { text in
            Int(text).flatMap { (100...1_000_000).contains($0) ? $0 : nil }
        }
        reader.read("seed", in: &uncertainty, into: &configuration.uncertainty.seed, expected: "0 – 18446744073709551615") { UInt64($0) }
        reader.finish(uncertainty)
        var detection = reader.section("detection", in: &root)
        reader.number("fdr", in: &detection, into: &configuration.detection.falseDiscoveryRate, range: 1e-6...0.5)
        reader.read("dependence", in: &detection, into: &configuration.detection.assumesArbitraryDependence, expected: "BH, BY") { text in
            switch text.uppercased() {
            case "BH": false
            case "BY": true
            default: nil
            }
        }
        var focus = reader.section("focus", in: &detection)
        reader.number("fdr", in: &focus, into: &configuration.detection.focusFalseDiscoveryRate, range: 1e-6...0.5)
        reader.finish(focus)
        reader.finish(detection)
    }

    private mutating func readUses(_ reader: inout SettingsReader, _ root: inout SettingsReader.Section) {
        var privacy = reader.section("privacy", in: &root)
        reader.number("population_floor", in: &privacy, into: &configuration.privacy.populationFloor, range: 0...1e9)
        reader.number("publication_floor", in: &privacy, into: &configuration.privacy.publicationFloor, range: 0...1e9)
        reader.number("dominance", in: &privacy, into: &configuration.privacy.dominance, range: 0...1)
        reader.text("restricted_approval", in: &privacy, into: &configuration.privacy.restrictedApproval)
        reader.finish(privacy)
        var network = reader.section("network", in: &root)
        reader.list("files", in: &network, into: &configuration.network.files)
        reader.read("population", in: &network, into: &configuration.network.population, expected: "network/population.csv") { $0 }
        reader.finish(network)
        reader.read("assessment", in: &root, into: &configuration.assessment, expected: "assessment.yaml") { $0 }
        readReports(&reader, &root)
        var custody = reader.section("custody", in: &root)
        var roles = reader.section("roles", in: &custody)
        for role in reader.keys(&roles) {
            var accounts: [String] = []
            reader.list(role, in: &roles, into: &accounts)
            configuration.custody.roles[role] = accounts
        }
        reader.finish(custody)
        var alerts = reader.section("alerts", in: &root)
        var deadlines = reader.section("deadline_days", in: &alerts)
        for level in reader.keys(&deadlines) {
            var days: [String] = []
            reader.list(level, in: &deadlines, into: &days)
            configuration.alerts.deadlineDays[level] = days.map { Int($0) ?? -1 }
        }
        reader.finish(alerts)
    }

    private mutating func readReports(_ reader: inout SettingsReader, _ root: inout SettingsReader.Section) {
        var reports = reader.section("reports", in: &root)
        reader.list("editions", in: &reports, into: &configuration.reports.editions)
        reader.term("theme", in: &reports, into: &configuration.reports.theme)
        reader.text("issuer", in: &reports, into: &configuration.reports.issuer)
        reader.text("issuer_en", in: &reports, into: &configuration.reports.issuerEnglish)
        reader.text("secrecy", in: &reports, into: &configuration.reports.secrecy)
        reader.text("distribution", in: &reports, into: &configuration.reports.distribution)
        reader.list("accepted_parameters", in: &reports, into: &configuration.reports.acceptedParameters)
        var signatories = reader.section("signatories", in: &reports)
        for role in ["compiled", "reviewed", "approved"] {
            var code = ""
            reader.text(role, in: &signatories, into: &code)
            if !code.isEmpty { configuration.reports.signatories[role] = code }
        }
        reader.finish(signatories)
        reader.finish(reports)
    }

    private mutating func judge(_ place: SourcePosition) {
        if configuration.schema != 1 { findings.append(Finding("C008", .fatal, at: place, text: String(configuration.schema), ["key": "schema"])) }
        if configuration.name.isEmpty { findings.append(Finding("C006", .fatal, at: place, ["key": "programme.name"])) }
        for language in configuration.languages where !["zh-Hans", "en"].contains(language) {
            findings.append(Finding("C005", .fatal, at: place, text: language, ["key": "languages", "expected": "zh-Hans, en"]))
        }
        judgePattern(place)
        for role in configuration.custody.roles.keys.sorted() where !["laboratory", "analyst", "approver", "auditor", "administrator"].contains(role) {
            findings.append(
                Finding("C004", .warning, at: place, text: "custody.roles." + role, ["known": "laboratory, analyst, approver, auditor, administrator"]))
        }
    }

    /// A pattern of sample names that is no regular expression, or has no group to take a number from, would reject every injection in silence.
    private mutating func judgePattern(_ place: SourcePosition) {
        let pattern = configuration.sampleNamePattern
        guard !pattern.isEmpty else { return }
        do {
            _ = try Regex(pattern)
        } catch {
            findings.append(Finding("C055", .error, at: place, text: pattern, ["key": "sample_name_pattern"]))
            return
        }
        var isEscaped = false
        var inClass = false
        var groups = 0
        let characters = Array(pattern)
        for (index, character) in characters.enumerated() {
            defer { isEscaped = character == "\\" && !isEscaped }
            if isEscaped { continue }
            if character == "[" { inClass = true } else if character == "]" { inClass = false }
            guard character == "(", !inClass else { continue }
            // `(?:`, `(?=` and the like take nothing; `(?<name>` takes.
            let next = index + 1 < characters.count ? characters[index + 1] : " "
            let third = index + 2 < characters.count ? characters[index + 2] : " "
            let fourth = index + 3 < characters.count ? characters[index + 3] : " "
            if next != "?" || third == "P" || third == "<" && fourth != "=" && fourth != "!" { groups += 1 }
        }
        if groups == 0 { findings.append(Finding("C056", .error, at: place, text: pattern, ["key": "sample_name_pattern"])) }
    }

    /// The first anchor (`&name`) or alias (`*name`) where a value could begin: a few lines of them unfold to gigabytes, and settings need none.
    private static func reference(in text: String) -> (line: Int, column: Int, text: String)? {
        var line = 1
        var column = 0
        var before: Unicode.Scalar = "\n"
        var quote: Unicode.Scalar?
        var inComment = false
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            column += 1
            if scalar == "\n" || scalar == "\r" {
                if scalar == "\n" { line += 1 }
                column = 0
                inComment = false
                if quote == nil { before = "\n" }
                continue
            }
            if inComment { continue }
            if let open = quote {
                if scalar == open, open == "'" || index == 0 || scalars[index - 1] != "\\" {
                    quote = nil
                    before = scalar
                }
                continue
            }
            if scalar == " " || scalar == "\t" { continue }
            let opensValue = ["\n", ":", "-", "[", "{", ",", "?"].contains(before)
            let followsSpace = index == 0 || [" ", "\t", "\n", "\r", "[", "{", ","].contains(scalars[index - 1])
            if scalar == "#", followsSpace { inComment = true; continue }
            if opensValue, scalar == "\"" || scalar == "'" { quote = scalar; continue }
            if opensValue || before == "!", followsSpace, scalar == "&" || scalar == "*", index + 1 < scalars.count, scalars[index + 1].value > 0x20 {
                let word = scalars[index...].prefix { $0.value > 0x20 }
                return (line, column, String(String.UnicodeScalarView(word)))
            }
            // A tag stands between an opening and its value.
            if opensValue, scalar == "!" { before = "!" } else if before != "!" || followsSpace { before = scalar }
        }
        return nil
    }

    private static func finding(_ error: YamlError) -> Finding {
        func made(_ problem: String, _ mark: Mark?) -> Finding {
            Finding("C003", .fatal, at: SourcePosition(file: name, line: mark?.line, column: mark?.column), ["problem": problem])
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _): return made(problem, mark)
        case .duplicatedKeysInMapping(let keys, let context): return made("duplicate key: " + keys.sorted().joined(separator: ", "), context.mark)
        case .reader(let problem, _, _, _): return made(problem, nil)
        default: return made("unreadable", nil)
        }
    }
}
