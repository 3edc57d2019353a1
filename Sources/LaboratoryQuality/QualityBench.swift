internal import Findings
internal import Monitoring
internal import ProgrammeFiles

/// The results while they are judged, by batch and analyte.
struct QualityBench {
    var results: [LaboratoryResult]
    let limits: QualityLimits
    var checks: [QualityCheck] = []
    var findings: [Finding] = []
    /// Sorted.
    let scopes: [BatchAnalyte]
    /// Results by batch and analyte, without copies.
    private let members: [BatchAnalyte: [Int]]
    /// Copies of a measurement, with the result that is kept.
    private let copies: [Int: Int]
    private let methods: [MethodKey: MethodRow]
    private var holds: [BatchAnalyte: Set<String>] = [:]
    private var holdPositions: [BatchAnalyte: [String: SourcePosition]] = [:]
    private var rejected: Set<Int> = []

    private struct MethodKey: Hashable {
        var method: String
        var analyte: AnalyteCode
    }

    init(_ results: [LaboratoryResult], methods: [MethodRow], limits: QualityLimits) {
        self.results = results
        self.limits = limits
        copies = CopyRule.copies(results)
        var members: [BatchAnalyte: [Int]] = [:]
        for index in results.indices where copies[index] == nil { members[BatchAnalyte(batch: results[index].batch, analyte: results[index].analyte), default: []].append(index) }
        self.members = members.mapValues { $0.sorted { QualityBench.precedes(results[$0], results[$1]) } }
        scopes = members.keys.sorted()
        self.methods = Dictionary(methods.map { (MethodKey(method: $0.method, analyte: $0.analyte), $0) }) { first, _ in first }
    }

    /// Indices of the results of some types, in an order that does not depend on that given.
    func members(_ scope: BatchAnalyte, _ types: Set<SampleType>) -> [Int] {
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

    mutating func check(_ scope: BatchAnalyte, _ name: String, _ value: Double?, _ limit: String, _ verdict: QualityVerdict, at position: SourcePosition) {
        checks.append(
            QualityCheck(batch: scope.batch, analyte: scope.analyte, check: name, value: value, limit: limit, verdict: verdict, position: position))
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

    private static func holdCode(_ reason: String) -> FindingCode {
        switch reason {
        case "control": "Q012"
        case "blank": "Q013"
        case "internal_standard": "Q014"
        default: "Q001"
        }
    }

    /// Sets the status of each result: rejected before held before flagged.
    mutating func settle(released: Set<BatchAnalyte>) -> [HeldBatch] {
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

    var sortedChecks: [QualityCheck] {
        func key(_ check: QualityCheck) -> (String, String, String, String, Int, Int) {
            (check.batch, check.analyte?.rawValue ?? "", check.check, check.position.file, check.position.line ?? 0, check.position.column ?? 0)
        }
        return checks.sorted { key($0) < key($1) }
    }

    /// A figure at its limit passes: printed decimals are no exact binary fractions, so limits in percent and minutes are taken this much wider.
    static let slack = 1e-9

    /// An order of results by where they stand, which no order of input changes.
    static func precedes(_ left: LaboratoryResult, _ right: LaboratoryResult) -> Bool {
        func key(_ result: LaboratoryResult) -> (String, Int, Int, String, String, String) {
            (
                result.position.file, result.position.line ?? 0, result.position.column ?? 0, result.fileDigest, result.injection, result.replicate
            )
        }
        return key(left) < key(right)
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
