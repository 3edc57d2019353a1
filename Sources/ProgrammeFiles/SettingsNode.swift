internal import DelimitedText
internal import Findings
internal import Yams

/// Reads the keys of `headwater.yaml` as text, and gathers where each value came from.
///
/// Scalars are never typed by YAML, which turns a site code `010` into 8: the text of the
/// file is read by the rules of each key.
struct SettingsReader {
    private let file: String
    private(set) var findings: [Finding] = []
    private(set) var origins: [String: String] = [:]

    init(file: String) { self.file = file }

    /// A mapping of keys, with those that were asked for.
    struct Section {
        fileprivate var path: String
        fileprivate var pairs: [(key: String, keyPlace: SourcePosition, node: Node)]
        fileprivate var asked: Set<String> = []
    }

    private func place(_ node: Node) -> SourcePosition { SourcePosition(file: file, line: node.mark?.line, column: node.mark?.column) }

    /// The root, or a node that should be a mapping; an empty section where it is none.
    mutating func section(of node: Node?, path: String = "") -> Section {
        guard let node else { return Section(path: path, pairs: []) }
        if let scalar = node.scalar, scalar.string.isEmpty || scalar.string == "~" || scalar.string == "null" { return Section(path: path, pairs: []) }
        guard let mapping = node.mapping else {
            findings.append(Finding("C005", .fatal, at: place(node), text: node.scalar?.string ?? "", ["key": path.isEmpty ? "headwater.yaml" : path, "expected": "key: value"]))
            return Section(path: path, pairs: [])
        }
        return Section(path: path, pairs: mapping.map { ($0.key.scalar?.string ?? "", place($0.key), $0.value) })
    }

    /// A section inside a section.
    mutating func section(_ key: String, in parent: inout Section) -> Section {
        section(of: node(key, in: &parent), path: full(key, parent))
    }

    private func full(_ key: String, _ section: Section) -> String { section.path.isEmpty ? key : section.path + "." + key }

    private func node(_ key: String, in section: inout Section) -> Node? {
        section.asked.insert(key)
        return section.pairs.first { $0.key == key }?.node
    }

    /// Names the keys of a section that nobody asked for.
    mutating func finish(_ section: Section) {
        for pair in section.pairs where !section.asked.contains(pair.key) {
            findings.append(Finding("C004", .warning, at: pair.keyPlace, text: full(pair.key, section), ["known": section.asked.sorted().joined(separator: ", ")]))
        }
    }

    /// The keys of a section whose keys are names, in file order.
    mutating func keys(_ section: inout Section) -> [String] {
        for pair in section.pairs { section.asked.insert(pair.key) }
        return section.pairs.map(\.key)
    }

    /// Reads one scalar by a rule; keeps the value that stands where the key is missing or empty.
    mutating func read<Value>(_ key: String, in section: inout Section, into value: inout Value, expected: String, by rule: (String) -> Value?) {
        let path = full(key, section)
        guard let node = node(key, in: &section) else {
            origins[path] = "default"
            return
        }
        guard let scalar = node.scalar, let read = rule(scalar.string) else {
            findings.append(Finding("C005", .fatal, at: place(node), text: node.scalar?.string ?? "", ["key": path, "expected": expected]))
            return
        }
        value = read
        origins[path] = "file"
    }

    mutating func text(_ key: String, in section: inout Section, into value: inout String) {
        read(key, in: &section, into: &value, expected: "text") { $0 }
    }

    mutating func number(_ key: String, in section: inout Section, into value: inout Double, range: ClosedRange<Double>) {
        read(key, in: &section, into: &value, expected: "\(RowReader.plain(range.lowerBound)) – \(RowReader.plain(range.upperBound))") { text in
            NumberText.parse(text, mark: .point).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    mutating func term<Term: RawRepresentable & CaseIterable>(_ key: String, in section: inout Section, into value: inout Term)
    where Term.RawValue == String {
        read(key, in: &section, into: &value, expected: Term.allCases.map(\.rawValue).joined(separator: ", ")) { text in
            Term.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
        }
    }

    /// A list of texts; a single text is a list of one.
    mutating func list(_ key: String, in section: inout Section, into value: inout [String]) {
        let path = full(key, section)
        guard let node = node(key, in: &section) else {
            origins[path] = "default"
            return
        }
        let items = node.sequence.map(Array.init) ?? [node]
        let texts = items.compactMap { $0.scalar?.string }
        guard texts.count == items.count else {
            findings.append(Finding("C005", .fatal, at: place(node), ["key": path, "expected": "[text, text]"]))
            return
        }
        value = texts
        origins[path] = "file"
    }

    /// One of the terms of a choice that may stay open.
    mutating func choice<Term: RawRepresentable & CaseIterable>(_ key: String, in section: inout Section, into value: inout Term?)
    where Term.RawValue == String {
        read(key, in: &section, into: &value, expected: Term.allCases.map(\.rawValue).joined(separator: ", ")) { text in
            Term.allCases.first { $0.rawValue.lowercased() == text.lowercased() }.map { .some($0) }
        }
    }

    /// The English names of the days of the week, Monday first.
    static let dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    /// Some days of the week, as `[Tue, Wed, Thu]`: at least one, and not all seven.
    mutating func weekdays(_ key: String, in section: inout Section, into value: inout Set<Int>) {
        var names: [String] = []
        list(key, in: &section, into: &names)
        guard !names.isEmpty else { return }
        let days = names.compactMap { name in SettingsReader.dayNames.firstIndex { $0.lowercased() == name.lowercased() } }
        guard days.count == names.count, Set(days).count < 7 else {
            let expected = SettingsReader.dayNames.joined(separator: ", ")
            let position = node(key, in: &section).map { place($0) }
            findings.append(Finding("C005", .fatal, at: position ?? SourcePosition(file: file), text: names.joined(separator: ", "), ["key": full(key, section), "expected": expected]))
            return
        }
        value = Set(days.map { $0 + 1 })
    }
}
