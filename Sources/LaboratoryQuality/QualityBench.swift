internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// The results while they are judged, by batch and analyte.
struct QualityBench {
    var results: [LaboratoryResult]
    /// What the programme says of limits, methods, samples and rounds of proficiency.
    let rules: QualityRules
    /// In force for the open scope.
    private(set) var limits = QualityLimits()
    /// The laboratory of the open scope, where the method sheet says it.
    private(set) var laboratory: String?
    /// The injections of the open batch, by time.
    private(set) var sequence = InjectionSequence()
    /// Sorted by batch, analyte, check and position, as far as scopes are closed.
    private(set) var checks: [QualityCheck] = []
    var findings: [Finding] = []
    /// Sorted.
    let scopes: [BatchAnalyte]
    /// Results by batch and analyte, without copies.
    private let members: [BatchAnalyte: [Int]]
    /// Copies of a measurement, with the result that is kept.
    private let copies: [Int: Int]
    /// Checks of the open scope that do not pass.
    private var failures: [QualityCheck] = []
    /// Checks of the open scope that pass, by rule.
    private var passes: [String: Passes] = [:]
    var holds: [BatchAnalyte: [String: Hold]] = [:]
    private(set) var rejected: Set<Int> = []
    /// What the laboratory reported, where a rule took the figure back to a bound.
    private(set) var reported: [Int: CensoredResult] = [:]
    /// Solvent injections of the open scope right after a high standard.
    var followsHighStandard: Set<Int> = []
    private var knownLimits: [LimitQuestion: QualityLimits] = [:]

    /// Why the analyte of a batch is on hold, and where that was seen.
    struct Hold {
        var position: SourcePosition?
        /// For the finding.
        var arguments: [String: String]
    }

    private struct LimitQuestion: Hashable {
        var laboratory: String?
        var analyte: AnalyteCode
        var date: CalendarDate?
    }

    /// Checks of one rule that pass, as one row.
    private struct Passes {
        /// The one nearest to its limit.
        var worst: QualityCheck
        /// How near it comes: 0 at the aim, 1 at the limit.
        var strain: Double
        var count: Int
    }

    init(_ results: [LaboratoryResult], rules: QualityRules) {
        self.results = results
        self.rules = rules
        copies = CopyRule.copies(results)
        var members: [BatchAnalyte: [Int]] = [:]
        for index in results.indices where copies[index] == nil { members[BatchAnalyte(batch: results[index].batch, analyte: results[index].analyte), default: []].append(index) }
        self.members = members.mapValues { $0.sorted { QualityBench.precedes(results[$0], results[$1]) } }
        scopes = members.keys.sorted()
    }

    // MARK: Scopes

    /// The scopes of each batch, in order.
    var batches: [ArraySlice<BatchAnalyte>] {
        var batches: [ArraySlice<BatchAnalyte>] = []
        var start = scopes.startIndex
        for index in scopes.indices where index + 1 == scopes.endIndex || scopes[index + 1].batch != scopes[start].batch {
            batches.append(scopes[start...index])
            start = index + 1
        }
        return batches
    }

    /// Begins a batch: its injections by time, and the limits that hold whatever the analyte.
    mutating func open(batch scopes: ArraySlice<BatchAnalyte>) {
        var sequence = InjectionSequence()
        for scope in scopes {
            for index in members[scope] ?? [] { sequence.add(results[index]) }
        }
        sequence.close()
        self.sequence = sequence
        guard let first = scopes.first else { return }
        laboratory = laboratory(of: scopes)
        limits = limits(laboratory: laboratory, analyte: "", on: sequence.first.map { rules.date($0) } ?? date(of: first))
    }

    /// Begins the analyte of a batch: the limits of its laboratory on the day of its first injection.
    mutating func open(_ scope: BatchAnalyte) {
        laboratory = laboratory(of: [scope])
        limits = limits(laboratory: laboratory, analyte: scope.analyte, on: date(of: scope))
    }

    /// The laboratory that the methods of a batch name, the first by name where they name several.
    private func laboratory(of scopes: ArraySlice<BatchAnalyte>) -> String? {
        if !rules.namesLaboratories { return nil }
        var names: Set<String> = []
        for scope in scopes {
            var last: String?
            for index in members[scope] ?? [] where results[index].method != last {
                last = results[index].method
                if let name = rules.method(of: results[index])?.laboratory { names.insert(name) }
            }
        }
        return names.min()
    }

    /// The day of the first analysis; where no time is known, the day on which the first sample was taken.
    func date(of scope: BatchAnalyte) -> CalendarDate? {
        let indices = members[scope] ?? []
        if let first = indices.lazy.compactMap({ results[$0].analysedAt }).min() { return rules.date(first) }
        return indices.lazy.compactMap { results[$0].sample.flatMap { rules.samples[$0]?.date } }.min()
    }

    private mutating func limits(laboratory: String?, analyte: AnalyteCode, on date: CalendarDate?) -> QualityLimits {
        if rules.limits.rows.isEmpty { return QualityLimits() }
        let question = LimitQuestion(laboratory: laboratory, analyte: analyte, date: date)
        if let known = knownLimits[question] { return known }
        let limits = rules.limits.limits(laboratory: laboratory, analyte: analyte.rawValue.isEmpty ? nil : analyte, on: date)
        knownLimits[question] = limits
        return limits
    }

    /// All results of an analyte in a batch, in an order that does not depend on that given.
    func members(_ scope: BatchAnalyte) -> [Int] { members[scope] ?? [] }

    /// Those of some types.
    func members(_ scope: BatchAnalyte, _ types: [SampleType]) -> [Int] {
        (members[scope] ?? []).filter { types.contains(results[$0].sampleType) }
    }

    /// Those of samples.
    func samples(_ scope: BatchAnalyte) -> [Int] {
        (members[scope] ?? []).filter { results[$0].sampleType == .unknown || results[$0].sampleType == .duplicate }
    }

    // MARK: Copies

    /// Whether a result is the copy of another.
    func isCopy(_ index: Int) -> Bool { copies[index] != nil }

    /// The measurement of which a result is a copy, or the result itself.
    func measurement(_ index: Int) -> Int { copies[index] ?? index }

    /// Marks the copies, with one finding for each pair of files.
    mutating func markCopies() {
        var pairs: [String: (count: Int, first: Int, kept: Int)] = [:]
        for (copy, kept) in copies.sorted(by: { QualityBench.precedes(results[$0.key], results[$1.key]) }) {
            supersede(copy, by: kept)
            results[copy].status = .superseded
            let pair = results[copy].position.file + "\u{0}" + results[kept].position.file
            pairs[pair, default: (0, copy, kept)].count += 1
        }
        for (_, pair) in pairs.sorted(by: { $0.key < $1.key }) {
            findings.append(
                Finding(
                    "Q010", .warning, at: results[pair.first].position, text: results[pair.first].injection,
                    ["count": String(pair.count), "file": results[pair.kept].position.file, "analyte": results[pair.first].analyte.rawValue],
                    related: [results[pair.kept].position]))
        }
    }

    /// Names the result that counts instead; what is held or rejected stays so.
    mutating func supersede(_ index: Int, by winner: Int) {
        let position = results[winner].position
        results[index].supersededBy = position.file + ":" + (position.line.map(String.init) ?? "")
        if results[index].status == .accepted || results[index].status == .flagged { results[index].status = .superseded }
    }

    // MARK: Judging

    /// Near the limit of quantification, where wider limits hold.
    func isNearLOQ(_ value: Double, _ result: LaboratoryResult) -> Bool {
        result.limitOfQuantification.map { value <= limits[.nearLOQMultiple] * $0 } ?? false
    }

    /// Notes a check of the open scope; a scope without an analyte is the batch as a whole.
    ///
    /// One that warns or fails has a row of its own. Those of one rule that pass share a row,
    /// which holds the one nearest to its limit.
    ///
    /// - Parameter strain: how near a check that passes comes to its limit: 0 at the aim, 1 at the limit.
    mutating func check(
        _ scope: BatchAnalyte, _ name: String, _ value: Double?, _ limit: @autoclosure () -> String, _ verdict: QualityVerdict, strain: Double = 0,
        at position: SourcePosition
    ) {
        let known = verdict == .pass ? passes[name] : nil
        if let known, !(strain > known.strain) {
            passes[name]?.count += 1
            return
        }
        let check = QualityCheck(
            batch: scope.batch, analyte: scope.analyte.rawValue.isEmpty ? nil : scope.analyte, check: name, value: value, limit: limit(), verdict: verdict,
            position: position)
        if verdict == .pass {
            passes[name] = Passes(worst: check, strain: strain, count: (known?.count ?? 0) + 1)
        } else {
            failures.append(check)
        }
    }

    /// Ends the checks of a scope: a row for the passes of each rule, with how many they are (`n = 28`).
    mutating func closeScope() {
        func key(_ check: QualityCheck) -> (String, String, Int, Int) {
            (check.check, check.position.source, check.position.line ?? 0, check.position.column ?? 0)
        }
        for passes in passes.values {
            var check = passes.worst
            if passes.count > 1 { check.limit += ", n = \(passes.count)" }
            failures.append(check)
        }
        checks += failures.sorted { key($0) < key($1) }
        failures.removeAll(keepingCapacity: true)
        passes.removeAll(keepingCapacity: true)
    }

    mutating func flag(_ index: Int, _ reason: String) {
        if !results[index].flags.contains(reason) { results[index].flags = (results[index].flags + [reason]).sorted() }
    }

    /// Rejects one result.
    mutating func reject(_ index: Int, _ reason: String) {
        flag(index, reason)
        rejected.insert(index)
    }

    /// Takes a figure back to a bound, and keeps what was reported.
    mutating func censor(_ index: Int, _ bound: CensoredResult) {
        if reported[index] == nil { reported[index] = results[index].concentration }
        results[index].concentration = bound
    }

    /// Holds the analyte of a batch, for what was seen in one of its results.
    mutating func hold(_ scope: BatchAnalyte, _ reason: String, at position: SourcePosition? = nil, _ arguments: [String: String] = [:]) {
        if holds[scope]?[reason] == nil { holds[scope, default: [:]][reason] = Hold(position: position, arguments: arguments) }
    }

    /// Whether the analyte of a batch is on hold for a reason, and not released.
    func isHeld(_ scope: BatchAnalyte, for reason: String) -> Bool { holds[scope]?[reason] != nil && rules.release(of: scope, for: reason) == nil }

    /// A figure at its limit passes: printed decimals are no exact binary fractions, so limits in percent and minutes are taken this much wider.
    static let slack = 1e-9

    /// An order of results by where they stand, which no order of input changes.
    static func precedes(_ left: LaboratoryResult, _ right: LaboratoryResult) -> Bool {
        if left.position.file != right.position.file { return left.position.file < right.position.file }
        if left.position.sheet != right.position.sheet { return (left.position.sheet ?? "") < (right.position.sheet ?? "") }
        let (line, other) = (left.position.line ?? 0, right.position.line ?? 0)
        if line != other { return line < other }
        let (column, second) = (left.position.column ?? 0, right.position.column ?? 0)
        if column != second { return column < second }
        return (left.fileDigest, left.injection, left.replicate) < (right.fileDigest, right.injection, right.replicate)
    }
}
