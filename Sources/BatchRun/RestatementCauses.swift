internal import Custody
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import Store

/// Why figures differ from those that were issued: files that came later, were replaced or taken back, settings, decisions of named people.
struct RestatementCauses: Sendable {
    private let steps: [FileStep]
    private let entries: [AuditEntry]
    private let sitesOfArea: [AreaCode: Set<SiteCode>]

    init(_ reckoning: ReportReckoning, store: WorkspaceStore) throws(RunFailure) {
        do {
            steps = try store.fileSteps()
            entries = try store.auditEntries()
        } catch {
            throw RunFailure(error)
        }
        let parents = Dictionary(reckoning.programme.areas.map { ($0.code, $0.parent) }) { first, _ in first }
        var sites: [AreaCode: Set<SiteCode>] = [:]
        for row in reckoning.programme.siteAreas {
            var next: AreaCode? = row.area
            while let area = next, sites[area, default: []].insert(row.site).inserted { next = parents[area] ?? nil }
        }
        sitesOfArea = sites
    }

    /// The reasons of one row, and the run that brought it about.
    typealias Cause = (reasons: [Reason], run: String)

    /// What changed since one report was issued.
    struct Since {
        /// Reasons of the files of the laboratory that stand behind a site and an analyte now.
        fileprivate var ofPlace: [String: Cause] = [:]
        fileprivate var general: Cause = ([], "")
        fileprivate let sitesOfArea: [AreaCode: Set<SiteCode>]
        fileprivate let placesOfAnalyte: [String: [String]]

        /// Why a row differs: its own files where they do, else all else that changed.
        func cause(of key: String, table: String) -> Cause {
            let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            let first = parts.first ?? ""
            var own: [Cause] = []
            switch table {
            case "accountability": own = ofPlace.keys.sorted().filter { $0.hasPrefix(first + "/") }.compactMap { ofPlace[$0] }
            case "area_estimates":
                let sites = sitesOfArea[AreaCode(first)] ?? []
                own = (placesOfAnalyte[parts.last ?? ""] ?? []).filter { place in
                    sites.contains(SiteCode(place.split(separator: "/").first.map(String.init) ?? ""))
                }.compactMap { ofPlace[$0] }
            default: own = parts.count > 1 ? [ofPlace[first + "/" + parts[1]]].compactMap { $0 } : []
            }
            var reasons: [Reason] = []
            for reason in own.flatMap(\.reasons) where !reasons.contains(reason) && reasons.count < 4 { reasons.append(reason) }
            if !reasons.isEmpty { return (reasons, own.map(\.run).filter { !$0.isEmpty }.max() ?? "") }
            return general.reasons.isEmpty ? ([Reason("reason.restated.others")], general.run) : general
        }
    }

    /// The most changes of settings and files that one row names.
    private static let mostNamed = 4

    func since(_ issued: IssuedReport, _ content: ReportContent) -> Since {
        let inputs = Dictionary(content.inputs.map { ($0.name, $0.sha256) }) { first, _ in first }
        /// The run that last did something with the version of a file that counts.
        func run(of file: String) -> String? { steps.last { $0.name == file && $0.digest == inputs[file] }?.run }
        var files: [String: Reason] = [:]
        var general: [Reason] = []
        for (name, digest) in inputs.sorted(by: { $0.key < $1.key }) where issued.inputs[name] != digest {
            let reason = Reason(issued.inputs[name] == nil ? "reason.restated.late" : "reason.restated.changed", ["file": name])
            if name.hasPrefix("inbox/") { files[name] = reason } else { general.append(reason) }
        }
        for name in issued.inputs.keys.sorted() where inputs[name] == nil { general.append(Reason("reason.restated.gone", ["file": name])) }
        let set = "\(content.parameterSet)@\(content.parameterSetVersion)"
        if set != issued.parameterSet { general.append(Reason("reason.restated.parameters", ["before": issued.parameterSet, "after": set])) }
        if content.programVersion != issued.programVersion {
            general.append(Reason("reason.restated.program", ["before": issued.programVersion, "after": content.programVersion]))
        }
        for entry in entries where entry.sequence > (issued.auditHead?.sequence ?? 0) && RestatementCauses.isDecision(entry.action) {
            general.append(Reason("reason.restated.decision", ["entry": String(entry.sequence), "action": entry.action, "account": entry.account]))
        }
        // A file that gave nothing to this period explains nothing by itself, but may have moved what is pooled over all of them.
        var ofPlace: [String: Cause] = [:]
        var placesOfAnalyte: [String: Set<String>] = [:]
        for load in content.dailyLoads {
            guard let reason = files[load.position.file] else { continue }
            let place = "\(load.site)/\(load.analyte)"
            placesOfAnalyte[load.analyte.rawValue, default: []].insert(place)
            var cause = ofPlace[place] ?? ([], "")
            if !cause.reasons.contains(reason) { cause.reasons.append(reason) }
            if let run = run(of: load.position.file), run > cause.run { cause.run = run }
            ofPlace[place] = cause
        }
        let named = Array(general.prefix(RestatementCauses.mostNamed)) + (general.isEmpty ? Array(files.keys.sorted().prefix(RestatementCauses.mostNamed)).compactMap { files[$0] } : [])
        return Since(
            ofPlace: ofPlace, general: (named, files.keys.compactMap { run(of: $0) }.max() ?? ""), sitesOfArea: sitesOfArea,
            placesOfAnalyte: placesOfAnalyte.mapValues { $0.sorted() })
    }

    private static func isDecision(_ action: String) -> Bool {
        ["quality.release", "quality.decision", "run.withdraw", "ingest.withdraw"].contains(action)
    }
}
