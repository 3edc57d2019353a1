internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// Which row of the injection sequence an injection of a file is.
///
/// A row speaks of a file by `file_or_batch`: the file's name with or without its ending,
/// the batch that the file names, the folder that holds the file (a batch of many files),
/// or the data file. Names of injections compare without case, in half width, with or
/// without the ending of a data file; nothing else is forgiven.
struct InjectionMatch {
    enum Outcome {
        case row(InjectionRow)
        /// Rows that contradict each other.
        case ambiguous([InjectionRow])
        case none
    }

    private let rows: [String: [String: [InjectionRow]]]
    private let fileKeys: [String]
    private let folderKeys: [String]

    init(_ injections: [InjectionRow], file: String) {
        var rows: [String: [String: [InjectionRow]]] = [:]
        for row in injections {
            for name in InjectionMatch.names(row.injectionName) { rows[InjectionMatch.key(row.fileOrBatch), default: [:]][name, default: []].append(row) }
        }
        self.rows = rows
        let name = lastComponent(file)
        fileKeys = InjectionMatch.unique([InjectionMatch.key(file), InjectionMatch.key(name), InjectionMatch.key(InjectionMatch.stem(name))])
        let folders = file.split(separator: "/").dropLast()
        folderKeys = folders.last.map { [InjectionMatch.key(String($0))] } ?? []
    }

    /// The row of an injection.
    func outcome(_ reading: AssayReading) -> Outcome {
        let names = InjectionMatch.unique(InjectionMatch.names(reading.dataFile) + InjectionMatch.names(reading.injection))
        for key in keys(reading) {
            guard let known = rows[key] else { continue }
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

    /// The rows that speak of this file by its own name and that none of its injections is.
    func missing(_ readings: [AssayReading]) -> [InjectionRow] {
        var found: Set<String> = []
        var keys: [String] = fileKeys
        for reading in readings {
            found.formUnion(InjectionMatch.names(reading.injection))
            found.formUnion(InjectionMatch.names(reading.dataFile))
            if !reading.batch.isEmpty { keys.append(InjectionMatch.key(reading.batch)) }
        }
        var missing: [String: InjectionRow] = [:]
        for key in InjectionMatch.unique(keys) {
            for (_, candidates) in rows[key] ?? [:] {
                for row in candidates where found.isDisjoint(with: InjectionMatch.names(row.injectionName)) {
                    missing["\(row.position.file)\u{0}\(row.position.line ?? 0)\u{0}\(row.injectionName)"] = row
                }
            }
        }
        return missing.sorted { ($0.value.position.line ?? 0, $0.key) < ($1.value.position.line ?? 0, $1.key) }.map(\.value)
    }

    private func keys(_ reading: AssayReading) -> [String] {
        var keys = fileKeys
        if !reading.batch.isEmpty { keys.append(InjectionMatch.key(reading.batch)) }
        if !reading.dataFile.isEmpty { keys += [reading.dataFile, InjectionMatch.stem(reading.dataFile)].map(InjectionMatch.key) }
        return InjectionMatch.unique(keys + folderKeys)
    }

    /// The forms under which a name may stand in the other file.
    private static func names(_ text: String) -> [String] {
        let name = trimmed(text)
        guard !name.isEmpty else { return [] }
        let last = lastComponent(name)
        var forms = [key(name)]
        for ending in [".d", ".raw", ".wiff", ".wiff2", ".lcd", ".qgd", ".mzml"] where name.lowercased().hasSuffix(ending) && name.count > ending.count {
            forms.append(key(String(name.dropLast(ending.count))))
            forms.append(key(lastComponent(String(name.dropLast(ending.count)))))
        }
        if last != name, name.contains("\\") { forms.append(key(last)) }
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
