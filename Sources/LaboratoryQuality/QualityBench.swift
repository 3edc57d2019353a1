internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// The results while they are judged, by batch and analyte.
struct QualityBench {
    var results: [LaboratoryResult]
    let limits: QualityLimits
    /// Sorted by batch, analyte, check and position, as far as scopes are closed.
    private(set) var checks: [QualityCheck] = []
    var findings: [Finding] = []
    /// Sorted.
    let scopes: [BatchAnalyte]
    /// Results by batch and analyte, without copies.
    private let members: [BatchAnalyte: [Int]]
    /// Copies of a measurement, with the result that is kept.
    private let copies: [Int: Int]
    private let methods: [MethodKey: MethodRow]
    /// Analytes of batches that a named person released.
    private let released: Set<BatchAnalyte>
    /// Checks of the open scope that do not pass.
    private var failures: [QualityCheck] = []
    /// Checks of the open scope that pass, by rule.
    private var passes: [String: Passes] = [:]
    private var holds: [BatchAnalyte: Set<String>] = [:]
    private var holdPositions: [BatchAnalyte: [String: SourcePosition]] = [:]
    private var rejected: Set<Int> = []

    private struct MethodKey: Hashable {
        var method: String
        var analyte: AnalyteCode
    }

    /// Checks of one rule that pass, as one row.
    private struct Passes {
        /// The one nearest to its limit.
        var worst: QualityCheck
        /// How near it comes: 0 at the aim, 1 at the limit.
        var strain: Double
        var count: Int
    }

    init(_ results: [LaboratoryResult], methods: [MethodRow], limits: QualityLimits, released: Set<BatchAnalyte>) {
        self.results = results
        self.limits = limits
        self.released = released
        copies = CopyRule.copies(results)
        var members: [BatchAnalyte: [Int]] = [:]
        for index in results.indices where copies[index] == nil { members[BatchAnalyte(batch: results[index].batch, analyte: results[index].analyte), default: []].append(index) }
        self.members = members.mapValues { $0.sorted { QualityBench.precedes(results[$0], results[$1]) } }
        scopes = members.keys.sorted()
        self.methods = Dictionary(methods.map { (MethodKey(method: $0.method, analyte: $0.analyte), $0) }) { first, _ in first }
    }

    /// Indices of the results of some types, in an order that does not depend on that given.
    func members(_ scope: BatchAnalyte, _ types: [SampleType]) -> [Int] {
        (members[scope] ?? []).filter { types.contains(results[$0].sampleType) }
    }

    /// Whether a result is the copy of another.
    func isCopy(_ index: Int) -> Bool { copies[index] != nil }

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

    func method(of result: LaboratoryResult) -> MethodRow? { methods[MethodKey(method: result.method, analyte: result.analyte)] }

    /// Near the limit of quantification, where wider limits hold.
    func isNearLOQ(_ value: Double, _ result: LaboratoryResult) -> Bool {
        result.limitOfQuantification.map { value <= limits.nearLOQMultiple * $0 } ?? false
    }

    /// Notes a check of the open scope.
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
        let check = QualityCheck(batch: scope.batch, analyte: scope.analyte, check: name, value: value, limit: limit(), verdict: verdict, position: position)
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

    /// Holds the analyte of a batch, for what was seen in one of its results.
    mutating func hold(_ scope: BatchAnalyte, _ reason: String, at position: SourcePosition? = nil) {
        if holds[scope, default: []].insert(reason).inserted, let position { holdPositions[scope, default: [:]][reason] = position }
    }

    /// Whether the analyte of a batch is on hold for a reason, and not released.
    func isHeld(_ scope: BatchAnalyte, for reason: String) -> Bool { holds[scope]?.contains(reason) == true && !released.contains(scope) }

    private static func holdCode(_ reason: String) -> FindingCode {
        switch reason {
        case "control": "Q012"
        case "blank": "Q013"
        case "internal_standard": "Q014"
        default: "Q001"
        }
    }

    /// Sets the status of each result: rejected before held before flagged.
    mutating func settle() -> [HeldBatch] {
        var held: [HeldBatch] = []
        for scope in scopes {
            let reasons = (holds[scope] ?? []).sorted()
            let isHeld = !reasons.isEmpty && !released.contains(scope)
            var count = 0
            for index in members[scope] ?? [] {
                for reason in reasons { flag(index, "batch_" + reason) }
                if !reasons.isEmpty, !isHeld { flag(index, "released") }
                if rejected.contains(index) {
                    results[index].status = .rejected
                } else if isHeld {
                    results[index].status = .held
                    if results[index].sampleType == .unknown { count += 1 }
                } else if !results[index].flags.isEmpty, results[index].status == .accepted {
                    results[index].status = .flagged
                }
            }
            guard isHeld else { continue }
            held.append(HeldBatch(scope: scope, reasons: reasons, results: count))
            let position = (members[scope] ?? []).first.map { results[$0].position }
            for reason in reasons {
                findings.append(
                    Finding(
                        QualityBench.holdCode(reason), .error, at: holdPositions[scope]?[reason] ?? position, text: scope.batch,
                        ["batch": scope.batch, "analyte": scope.analyte.rawValue, "count": String(count)]))
            }
        }
        return held
    }

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

/// A number in a sentence or a limit: at most four digits that count, no exponent.
func figure(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "-" }
    var scale = 1.0
    var size = value.magnitude
    while size >= 10_000, scale < 1e15 {
        size /= 10
        scale *= 10
    }
    var places = 0
    while size < 1000, places < 12 {
        size *= 10
        places += 1
    }
    let digits = size.rounded()
    guard digits < 1e15 else { return value.description }
    var text = String(Int64(digits))
    if places > 0 {
        if text.count <= places { text = String(repeating: "0", count: places + 1 - text.count) + text }
        text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
    } else if scale > 1 {
        text = String(Int64((digits * scale).rounded()))
    }
    return value < 0 ? "-" + text : text
}
