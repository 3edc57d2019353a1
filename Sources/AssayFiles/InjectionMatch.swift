internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Which row of the injection sequence each injection of a file is.
///
/// A row speaks of a file by `file_or_batch`: the file's name with or without its ending,
/// the batch that the file names, the folder that holds the file (a batch of many files),
/// or the data file. Names of injections compare without case, in half width, with or
/// without the ending of a data file; nothing else is forgiven.
///
/// Everything is found once for each injection, when the value is made: a file names each
/// injection as often as it has compounds.
struct InjectionMatch {
    enum Outcome {
        case row(InjectionRow)
        /// Rows that contradict each other.
        case ambiguous([InjectionRow])
        case none
    }

    /// An injection as readings name it.
    private struct Name: Hashable {
        var injection: String
        var dataFile: String
        var batch: String
    }

    /// Rows of the sequence for one file or batch.
    private struct Group {
        var rows: [(row: InjectionRow, names: [String])] = []
        var byName: [String: [InjectionRow]] = [:]
    }

    /// The injection of each reading, as a place in `outcomes` and `vials`.
    private let numbers: [Int]
    private let outcomes: [Outcome]
    private let vials: [Int]
    /// The rows that speak of this file by its own name and that none of its injections is.
    let missing: [InjectionRow]
    /// Which row each injection is that the sequence holds.
    let matched: [MatchedInjection]

    /// - Complexity: linear in the readings and in the rows of the sequence.
    init(_ injections: [InjectionRow], file: String, readings: AssayReadings) {
        let (numbers, distinct) = InjectionMatch.numbered(readings)
        self.numbers = numbers
        let name = lastComponent(file)
        let fileKeys = InjectionMatch.unique([InjectionMatch.key(file), InjectionMatch.key(name), InjectionMatch.key(InjectionMatch.stem(name))])
        let folderKeys = file.split(separator: "/").dropLast().last.map { [InjectionMatch.key(String($0))] } ?? []
        let keys = distinct.map { InjectionMatch.keys($0, fileKeys, folderKeys) }
        let ownKeys = InjectionMatch.unique(fileKeys + distinct.map { InjectionMatch.key($0.batch) })
        let groups = InjectionMatch.groups(injections, for: Set(keys.joined()).union(ownKeys))
        var known: [Name: Int] = [:]
        vials = distinct.enumerated().map { number, name in
            let vial = Name(injection: name.injection, dataFile: name.dataFile, batch: "")
            let first = known[vial] ?? number
            known[vial] = first
            return first
        }
        let names = distinct.map { InjectionMatch.unique(InjectionMatch.names($0.dataFile) + InjectionMatch.names($0.injection)) }
        outcomes = zip(keys, names).map { InjectionMatch.outcome(groups, keys: $0, names: $1) }
        missing = InjectionMatch.missing(groups, keys: ownKeys, found: Set(names.joined()))
        matched = zip(distinct, outcomes).compactMap { name, outcome in
            if case .row(let row) = outcome { MatchedInjection(injection: name.injection, row: row.position) } else { nil }
        }
    }

    /// The row of the injection of a reading, by the reading's place in the file.
    ///
    /// - Complexity: O(1).
    func outcome(ofReading index: Int) -> Outcome { numbers.indices.contains(index) ? outcomes[numbers[index]] : .none }

    /// A number that the readings of one injection and data file share, whatever batch they name.
    func vial(ofReading index: Int) -> Int { numbers.indices.contains(index) ? vials[numbers[index]] : -1 }

    /// The batch of the first injection that the sequence holds.
    var batch: String? { outcomes.lazy.compactMap { if case .row(let row) = $0 { row.fileOrBatch } else { nil } }.first }

    private static func numbered(_ readings: AssayReadings) -> (numbers: [Int], distinct: [Name]) {
        var numbers: [Int] = []
        numbers.reserveCapacity(readings.count)
        var distinct: [Name] = []
        var known: [Name: Int] = [:]
        var last = -1
        for reading in readings {
            // The compounds of an injection stand side by side in most formats.
            let isLast = last >= 0 && distinct[last].injection == reading.injection && distinct[last].dataFile == reading.dataFile && distinct[last].batch == reading.batch
            if !isLast {
                let name = Name(injection: reading.injection, dataFile: reading.dataFile, batch: reading.batch)
                last = known[name] ?? distinct.count
                if last == distinct.count {
                    known[name] = last
                    distinct.append(name)
                }
            }
            numbers.append(last)
        }
        return (numbers, distinct)
    }

    /// The rows of the sequence for some files or batches.
    private static func groups(_ injections: [InjectionRow], for keys: Set<String>) -> [String: Group] {
        var groups: [String: Group] = [:]
        // Rows of one file stand together in most sequences.
        var last: (text: String, key: String, isWanted: Bool)?
        for row in injections {
            if last?.text != row.fileOrBatch {
                let key = key(row.fileOrBatch)
                last = (row.fileOrBatch, key, keys.contains(key))
            }
            guard let key = last?.key, last?.isWanted == true else { continue }
            let names = names(row.injectionName)
            groups[key, default: Group()].rows.append((row, names))
            for name in names { groups[key, default: Group()].byName[name, default: []].append(row) }
        }
        return groups
    }

    private static func outcome(_ groups: [String: Group], keys: [String], names: [String]) -> Outcome {
        for key in keys {
            guard let known = groups[key]?.byName else { continue }
            for name in names {
                guard let found = known[name], let first = found.first else { continue }
                let isOne = found.allSatisfy {
                    $0.sample == first.sample && $0.sampleType == first.sampleType && $0.method == first.method && $0.dilution == first.dilution
                        && $0.isDilutionApplied == first.isDilutionApplied && $0.replicate == first.replicate && $0.expected == first.expected
                }
                return isOne ? .row(first) : .ambiguous(found)
            }
        }
        return .none
    }

    private static func missing(_ groups: [String: Group], keys: [String], found: Set<String>) -> [InjectionRow] {
        var missing: [String: InjectionRow] = [:]
        for key in keys {
            for (row, names) in groups[key]?.rows ?? [] where !names.isEmpty && found.isDisjoint(with: names) {
                missing["\(row.position.file)\u{0}\(row.position.line ?? 0)\u{0}\(row.injectionName)"] = row
            }
        }
        return missing.sorted { ($0.value.position.line ?? 0, $0.key) < ($1.value.position.line ?? 0, $1.key) }.map(\.value)
    }

    private static func keys(_ name: Name, _ fileKeys: [String], _ folderKeys: [String]) -> [String] {
        var keys = fileKeys
        if !name.batch.isEmpty { keys.append(key(name.batch)) }
        if !name.dataFile.isEmpty { keys += [name.dataFile, stem(name.dataFile)].map(key) }
        return unique(keys + folderKeys)
    }

    /// The forms under which a name may stand in the other file.
    private static func names(_ text: String) -> [String] {
        let name = trimmed(text)
        guard !name.isEmpty else { return [] }
        var forms = [key(name)]
        if name.utf8.contains(0x2E) {
            let lower = name.lowercased()
            for ending in [".d", ".raw", ".wiff", ".wiff2", ".lcd", ".qgd", ".mzml"] where lower.hasSuffix(ending) && name.count > ending.count {
                let stem = String(name.dropLast(ending.count))
                forms.append(key(stem))
                forms.append(key(lastComponent(stem)))
            }
        }
        if name.utf8.contains(0x5C) { forms.append(key(lastComponent(name))) }
        return unique(forms)
    }

    /// A file's name without its ending.
    static func stem(_ name: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    private static func key(_ text: String) -> String { SpecialValue.plainKeepingSpaces(text) }

    private static func unique(_ keys: [String]) -> [String] {
        var seen: Set<String> = []
        return keys.filter { !$0.isEmpty && seen.insert($0).inserted }
    }
}
