package import Custody
internal import Findings
package import Monitoring
internal import ProgrammeFiles
package import Store

/// An analyte of a batch on hold, and why.
package struct HeldAnalyte: Hashable, Sendable {
    package var batch: String
    package var analyte: AnalyteCode
    /// Names of the checks that failed, sorted.
    package var reasons: [String]
    /// Results of samples on hold.
    package var results: Int
}

/// What the laboratory has to decide on, and what was decided.
package struct QualityList: Sendable {
    /// Sorted by batch and analyte.
    package var held: [HeldAnalyte]
    /// Results of samples that a rule rejected, by where they stand.
    package var rejected: [LaboratoryResult]
    /// Oldest first.
    package var releases: [ReleaseFile]
    package var overrides: [OverrideFile]
}

/// Decisions of people on results: what is held and rejected, and the steps that change it.
extension WorkspaceDesk {
    package func qualityList() async throws(RunFailure) -> QualityList {
        let results = try await results()
        return QualityList(
            held: Self.held(results),
            rejected: results.filter { $0.status == .rejected && ($0.sampleType == .unknown || $0.sampleType == .duplicate) }
                .sorted { ($0.position.file, $0.position.line ?? 0, $0.position.column ?? 0) < ($1.position.file, $1.position.line ?? 0, $1.position.column ?? 0) },
            releases: try step { (custody) throws(CustodyError) in try custody.qualityReleases() },
            overrides: try step { (custody) throws(CustodyError) in try custody.qualityOverrides() })
    }

    /// Lifts a hold, and tells the periods whose drafts are to be written again.
    package func release(batch: String, analyte: AnalyteCode, reason: String, by account: Account, at instant: Instant) async throws(RunFailure)
        -> (entry: ReleaseEntry, periods: [Period])
    {
        let results = try await results()
        let held = Self.held(results)
        let hold = held.first { $0.batch == batch && $0.analyte == analyte }
        let entry = try step { (custody) throws(CustodyError) in
            try custody.release(
                batch: batch, analyte: analyte, holds: hold?.reasons ?? [], held: held.map { "\($0.batch) \($0.analyte)" }, reason: reason, by: account,
                at: instant)
        }
        return (entry, periods(of: results.filter { $0.batch == batch && $0.analyte == analyte }))
    }

    /// Asks that a result is used or rejected; it has no effect until another account approves.
    ///
    /// - Parameter file: the name of a file of the inbox, with or without `inbox/`, or the start of its digest (12 digits or more).
    package func override(
        file: String, injection: String, analyte: AnalyteCode?, action: QualityOverride.Action, reason: String, by account: Account, at instant: Instant
    ) async throws(RunFailure) -> (entry: OverrideEntry, periods: [Period]) {
        let results = try await results()
        let files: [FileRecord]
        do { files = try store.files().filter { $0.state == .taken } } catch { throw RunFailure(error) }
        let record = files.first { $0.name == file || $0.name == "inbox/" + file || file.count >= 12 && $0.digest.hasPrefix(file) }
        let own = results.filter { $0.fileDigest == record?.digest && $0.position.file == record?.name }
        let meant = own.filter { $0.injection == injection && (analyte == nil || $0.analyte == analyte) }
        let known: [String] =
            if record == nil {
                files.map(\.name)
            } else if own.contains(where: { $0.injection == injection }) {
                Set(own.filter { $0.injection == injection }.map(\.analyte.rawValue)).sorted()
            } else {
                Set(own.map(\.injection)).sorted()
            }
        let entry = try step { (custody) throws(CustodyError) in
            try custody.override(
                file: record?.digest ?? "", fileName: record?.name ?? file, injection: injection, analyte: analyte, action: action, reason: reason,
                exists: !meant.isEmpty, known: known, by: account, at: instant)
        }
        return (entry, periods(of: meant))
    }

    /// The analytes of batches on hold, sorted by batch and analyte.
    private static func held(_ results: [LaboratoryResult]) -> [HeldAnalyte] {
        struct Scope: Hashable {
            var batch: String
            var analyte: AnalyteCode
        }
        var found: [Scope: HeldAnalyte] = [:]
        for result in results where result.status == .held {
            let scope = Scope(batch: result.batch, analyte: result.analyte)
            var held = found[scope] ?? HeldAnalyte(batch: result.batch, analyte: result.analyte, reasons: [], results: 0)
            for flag in result.flags where flag.hasPrefix("batch_") && !held.reasons.contains(String(flag.dropFirst(6))) {
                held.reasons.append(String(flag.dropFirst(6)))
            }
            if result.sampleType == .unknown { held.results += 1 }
            found[scope] = held
        }
        return found.values.map { held in
            var held = held
            held.reasons.sort()
            return held
        }.sorted { ($0.batch, $0.analyte) < ($1.batch, $1.analyte) }
    }
}
