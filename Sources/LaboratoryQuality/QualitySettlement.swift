internal import Findings
internal import Monitoring
internal import ProgrammeFiles

extension QualityBench {
    private static func holdCode(_ reason: String) -> FindingCode {
        switch reason {
        case "control": "Q012"
        case "blank": "Q013"
        case "internal_standard": "Q014"
        case "lcs": "Q015"
        case "proficiency": "Q016"
        default: "Q001"
        }
    }

    /// Sets the status of each result: rejected before held before flagged; what two people decided comes last.
    ///
    /// - Returns: what is on hold, sorted.
    mutating func settle() -> [HeldBatch] {
        var held: [HeldBatch] = []
        let decisions = decisions()
        for scope in scopes {
            let reasons = (holds[scope] ?? [:]).keys.sorted()
            let releases = reasons.compactMap { rules.release(of: scope, for: $0) }
            let isHeld = releases.count < reasons.count
            var count = 0
            for index in members(scope) {
                for reason in reasons { flag(index, "batch_" + reason) }
                if !releases.isEmpty { flag(index, "released") }
                if let action = decisions[index] {
                    apply(action, to: index)
                } else if rejected.contains(index) {
                    results[index].status = .rejected
                } else if isHeld {
                    results[index].status = .held
                    if results[index].sampleType == .unknown { count += 1 }
                } else if !results[index].flags.isEmpty, results[index].status == .accepted {
                    results[index].status = .flagged
                }
            }
            let words = ["batch": scope.batch, "analyte": scope.analyte.rawValue, "count": String(count)]
            let first = members(scope).first.map { results[$0].position }
            var told: Set<BatchRelease> = []
            for reason in reasons {
                guard let hold = holds[scope]?[reason] else { continue }
                let position = hold.position ?? first
                guard let release = rules.release(of: scope, for: reason) else {
                    findings.append(Finding(QualityBench.holdCode(reason), .error, at: position, text: scope.batch, words.merging(hold.arguments) { own, _ in own }))
                    continue
                }
                guard told.insert(release).inserted else { continue }
                findings.append(
                    Finding(
                        "Q024", .info, at: position, text: scope.batch,
                        words.merging(["by": release.by, "reason": release.reason, "at": rules.date(release.at).description]) { $1 }))
            }
            if isHeld { held.append(HeldBatch(scope: scope, reasons: reasons.filter { rules.release(of: scope, for: $0) == nil }, results: count)) }
        }
        return held
    }

    private mutating func apply(_ action: QualityOverride.Action, to index: Int) {
        switch action {
        case .use:
            if let own = reported[index] { results[index].concentration = own }
            flag(index, "override_use")
            results[index].status = .flagged
        case .reject:
            flag(index, "override_reject")
            results[index].status = .rejected
        }
    }

    // MARK: Decisions of people

    /// What two people decided on results of samples, by result; each override is a finding, with effect or without.
    private mutating func decisions() -> [Int: QualityOverride.Action] {
        if rules.overrides.isEmpty { return [:] }
        let ordered = rules.overrides.sorted { QualityBench.order($0).lexicographicallyPrecedes(QualityBench.order($1)) }
        var wanted: [String: [Int]] = [:]
        let names = Set(ordered.map(\.injection))
        for index in results.indices where names.contains(results[index].injection) && isOfSample(index) { wanted[results[index].injection, default: []].append(index) }
        // Of decisions on one result that differ the latest counts; two of the same instant cancel each other.
        var decided: [Int: (action: QualityOverride.Action, at: Instant)] = [:]
        var undone: [Int: Instant] = [:]
        for override in ordered {
            let hits = (wanted[override.injection] ?? []).filter { index in
                let result = results[index]
                return (result.fileDigest == override.file || result.position.file == override.file) && (override.analyte.map { $0 == result.analyte } ?? true)
            }
            let position = hits.min { QualityBench.precedes(results[$0], results[$1]) }.map { results[$0].position }
            if let fault = QualityBench.fault(override) {
                findings.append(Finding(fault, .warning, at: position, text: override.injection, QualityBench.words(override)))
                continue
            }
            let measured = override.action == .use ? hits.filter { results[$0].concentration != .notAnalysed || reported[$0] != nil } : hits
            guard let position, !measured.isEmpty else {
                findings.append(Finding("Q022", .warning, at: position ?? SourcePosition(file: override.file), text: override.injection, QualityBench.words(override)))
                continue
            }
            findings.append(Finding(override.action == .use ? "Q018" : "Q019", .info, at: position, text: override.injection, QualityBench.words(override)))
            let at = override.approvedAt ?? override.at
            for index in Set(measured.map { measurement($0) }) {
                if let known = decided[index], known.at == at, known.action != override.action {
                    decided[index] = nil
                    undone[index] = at
                    findings.append(Finding("Q023", .warning, at: results[index].position, text: override.injection, QualityBench.words(override)))
                } else if undone[index] != at {
                    decided[index] = (override.action, at)
                }
            }
        }
        return decided.mapValues(\.action)
    }

    private func isOfSample(_ index: Int) -> Bool { results[index].sampleType == .unknown || results[index].sampleType == .duplicate }

    /// Why an override has no effect: nobody stands for it, or only one person.
    private static func fault(_ override: QualityOverride) -> FindingCode? {
        if QualityRules.isBlank(override.reason) || QualityRules.isBlank(override.by) { return "Q021" }
        guard let second = override.approvedBy, !QualityRules.isBlank(second), account(second) != account(override.by) else { return "Q020" }
        return nil
    }

    /// An account as it is compared, so that a capital letter makes no second person.
    private static func account(_ name: String) -> String { AnalyteCatalogue.folded(name) }

    private static func words(_ override: QualityOverride) -> [String: String] {
        [
            "injection": override.injection, "analyte": override.analyte?.rawValue ?? "*", "by": override.by, "second": override.approvedBy ?? "-",
            "reason": override.reason, "file": override.file,
        ]
    }

    /// By time of approval, then by all that tells one from another.
    private static func order(_ override: QualityOverride) -> [String] {
        func text(_ instant: Instant) -> String {
            // Digits of equal width sort as the numbers do.
            let shifted = UInt64(bitPattern: instant.seconds) ^ (1 << 63)
            let digits = String(shifted)
            return String(repeating: "0", count: 20 - digits.count) + digits
        }
        return [
            text(override.approvedAt ?? override.at), override.injection, override.analyte?.rawValue ?? "", override.file, override.action.rawValue, override.by,
            override.approvedBy ?? "", override.reason, text(override.at),
        ]
    }
}
