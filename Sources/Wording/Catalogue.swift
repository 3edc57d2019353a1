package import Findings
internal import ShippedTables

/// The sentences that a user reads, in one language.
///
/// The catalogue is read from the shipped tables `wording/<language>/<Room>.txt`:
///
/// ```
/// # a comment
/// [A031]
/// what = result "{text}" for {analyte} has no quantification limit
/// why = …
/// fix = …
/// [report.title]
/// text = Drug residues in wastewater, {period}
/// [report.sites]
/// one = {count} sampling point
/// other = {count} sampling points
/// ```
///
/// A line that begins with two spaces continues the one before it. `{name}` is filled
/// from the arguments; a name with no argument stays as it is written, so that a gap shows.
package struct Catalogue: Sendable {
    package let language: Language
    private let entries: [String: [String: String]]

    /// The catalogues compiled into the program, read once.
    private static let english = Catalogue(language: .english)
    private static let chinese = Catalogue(language: .chinese)

    /// The catalogue of a language.
    package static func of(_ language: Language) -> Catalogue {
        language == .english ? english : chinese
    }

    private init(language: Language) {
        self.language = language
        var entries: [String: [String: String]] = [:]
        let folder = "wording/\(language.rawValue)/"
        for name in ShippedTable.names where name.hasPrefix(folder) {
            guard let table = ShippedTable.named(name) else { continue }
            entries.merge(Catalogue.parse(table.text)) { first, _ in first }
        }
        self.entries = entries
    }

    /// Reads the text of one catalogue file.
    package static func parse(_ text: String) -> [String: [String: String]] {
        var entries: [String: [String: String]] = [:]
        var key = ""
        var member = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
            if line.hasPrefix("#") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                key = String(line.dropFirst().dropLast())
                entries[key, default: [:]] = entries[key] ?? [:]
                member = ""
            } else if line.hasPrefix("  ") {
                let rest = String(line.drop { $0 == " " })
                entries[key]?[member]?.append(" " + rest)
            } else if let equals = line.firstIndex(of: "=") {
                member = line[..<equals].filter { $0 != " " }
                entries[key]?[member] = String(line[line.index(after: equals)...].drop { $0 == " " })
            }
        }
        return entries
    }

    /// The keys of all entries, sorted, each with its members: for tests of completeness.
    package var keys: [String: [String]] { entries.mapValues { $0.keys.sorted() } }

    /// Returns a sentence, filled with the arguments; the key itself where there is no such sentence.
    package func text(_ key: String, _ arguments: [String: String] = [:]) -> String {
        guard let sentence = entries[key]?["text"] else { return key }
        return Catalogue.filled(sentence, arguments)
    }

    /// Returns the sentence for a count: English has `one` and `other`, Chinese only `other`.
    package func text(_ key: String, count: Int, _ arguments: [String: String] = [:]) -> String {
        guard let members = entries[key] else { return key }
        let form = language == .english && count == 1 ? members["one"] ?? members["other"] : members["other"]
        guard let sentence = form else { return key }
        return Catalogue.filled(sentence, arguments.merging(["count": String(count)]) { own, _ in own })
    }

    /// A sentence that a shipped table holds in English, in this language; as it stands where it is none of the English sentences
    /// whose keys begin so, as one of a user's own table.
    ///
    /// - Complexity: linear in the entries of the catalogue; none in English.
    package func translated(_ sentence: String, under prefix: String) -> String {
        guard language != .english else { return sentence }
        let found = Catalogue.english.entries.first { $0.key.hasPrefix(prefix) && $0.value["text"] == sentence }
        return found.flatMap { entries[$0.key]?["text"] } ?? sentence
    }

    /// Why a parameter set gives a load and no consumption, from the text of its row.
    package func loadOnlyReason(_ source: String) -> String { translated(source, under: "parameter.reason.") }

    /// Whether the catalogue holds a sentence under this key.
    package func has(_ key: String) -> Bool { entries[key] != nil }

    /// Returns the sentences of a finding.
    package func text(of finding: Finding) -> FindingText {
        var arguments = finding.arguments
        arguments["text"] = arguments["text"] ?? harmless(finding.text, limit: 40)
        arguments["file"] = arguments["file"] ?? harmless(finding.position?.file ?? "")
        guard let members = entries[finding.code.rawValue] else {
            let words = arguments.keys.sorted().map { "\($0)=\(arguments[$0] ?? "")" }.joined(separator: ", ")
            return FindingText(what: "\(finding.code.rawValue): \(words)", why: "", fix: "")
        }
        return FindingText(
            what: Catalogue.filled(members["what"] ?? "", arguments), why: Catalogue.filled(members["why"] ?? "", arguments),
            fix: Catalogue.filled(members["fix"] ?? "", arguments))
    }

    /// The sentences of an entry by member name, with their places unfilled; empty where there is none.
    package func members(of key: String) -> [String: String] { entries[key] ?? [:] }

    /// The sentences of an entry, by member name in order: for tests of completeness.
    package func sentences(of key: String) -> [String] { (entries[key] ?? [:]).sorted { $0.key < $1.key }.map(\.value) }

    /// Fills the places `{name}` of a sentence; a place with no argument stays.
    package static func filled(_ sentence: String, _ arguments: [String: String]) -> String {
        guard sentence.contains("{") else { return sentence }
        var result = ""
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{") {
            result += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else { return result + rest[open...] }
            let name = String(rest[rest.index(after: open)..<close])
            result += arguments[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
