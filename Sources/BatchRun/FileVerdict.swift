internal import AssayFiles
package import Findings
package import Monitoring
internal import Store

/// What would become of one file of the inbox.
package struct FileVerdict: Sendable {
    package enum Standing: String, Sendable, CaseIterable {
        case new
        /// Taken before, and nothing changed.
        case known
        /// The content of another file.
        case copy
        /// Other content under a known name, which waits for `--supersede`.
        case changed
        /// Other content under a known name, which would count from now on.
        case supersedes
        /// Taken back with its run.
        case withdrawn
        /// Still being written.
        case waiting
        case refused
    }

    package var name: String
    package var standing: Standing
    /// The file that has the same content.
    package var other: String?
    /// The name of the format, as a person calls it; empty where the file was not looked into.
    package var format = ""
    /// Why it was taken for that format.
    package var evidence: [Reason] = []
    /// Injections and compounds in the file.
    package var readings = 0
    /// Distinct injections that give a result.
    package var injections = 0
    /// Results by how they were judged.
    package var results: [ResultStatus: Int] = [:]
    /// Rows that give no result, by code; A009 are those that the sequence does not hold.
    package var rejectedRows: [FindingCode: Int] = [:]
    /// Of this file, worst first.
    package var findings: [Finding] = [] {
        didSet { findings = findings.enumerated().sorted { ($0.element.severity, -$0.offset) > ($1.element.severity, -$1.offset) }.map(\.element) }
    }
    /// Figures that differ from those of the version that counts.
    package var changes: [FigureChange] = []
    /// The version of the same name that counts before.
    var previous: FileRecord?

    init(_ offer: FileOffer, before: [FileRecord], after: [FileRecord]) {
        name = offer.name
        switch offer.outcome {
        case .notTaken(let finding): standing = finding.severity >= .error ? .refused : .waiting
        case .offered(let taking):
            let record = after.first { $0.name == taking.record.name && $0.digest == taking.record.digest } ?? taking.record
            other = record.duplicateOf
            let counting = before.first { $0.name == record.name && $0.digest != record.digest && ($0.state == .taken || $0.state == .refused) }
            standing =
                switch taking.record.state {
                case .duplicateOf: .copy
                case .pendingSupersede: .changed
                case .withdrawn: .withdrawn
                case .taken, .refused, .superseded:
                    record.state == .refused ? .refused : counting != nil ? .supersedes : taking.isNew || taking.changedWhatCounts ? .new : .known
                }
            if standing == .changed || standing == .supersedes { previous = counting }
            format = AssayFormat(rawValue: record.format)?.title ?? ""
            evidence = record.evidence
            readings = record.readings
        }
    }

    /// Counts what the file gives.
    mutating func count(_ own: [LaboratoryResult], rejects: [RejectedRow]) {
        injections = Set(own.map(\.injection)).count
        for result in own { results[result.status, default: 0] += 1 }
        for reject in rejects { rejectedRows[reject.code, default: 0] += 1 }
    }

    /// Takes what a version is that does not count yet.
    mutating func describe(_ work: FileWork) {
        format = AssayFormat(rawValue: work.format)?.title ?? ""
        evidence = work.evidence
        readings = work.readings
    }
}

/// A figure that is another in a new version of a file.
package struct FigureChange: Hashable, Sendable {
    package var injection: String
    package var analyte: AnalyteCode
    /// Nil where the older version has no such result.
    package var before: CensoredResult?
    /// Nil where the newer version has none.
    package var after: CensoredResult?
    /// The cells as they stand, empty where there is none.
    package var beforeText: String
    package var afterText: String

    private struct Key: Hashable, Comparable {
        var injection: String
        var analyte: AnalyteCode
        var sample: String
        var replicate: String

        init(_ result: LaboratoryResult) {
            (injection, analyte, sample, replicate) = (result.injection, result.analyte, result.sample?.rawValue ?? "", result.replicate)
        }

        static func < (left: Key, right: Key) -> Bool {
            (left.injection, left.analyte, left.sample, left.replicate) < (right.injection, right.analyte, right.sample, right.replicate)
        }
    }

    /// The figures that two versions of a file do not share, sorted by injection and analyte.
    ///
    /// - Complexity: O(n log n) in the results.
    static func changes(from old: [LaboratoryResult], to new: [LaboratoryResult]) -> [FigureChange] {
        let before = Dictionary(grouping: old) { Key($0) }
        let after = Dictionary(grouping: new) { Key($0) }
        var changes: [FigureChange] = []
        for key in Set(before.keys).union(after.keys).sorted() {
            let (left, right) = (before[key] ?? [], after[key] ?? [])
            for index in 0..<max(left.count, right.count) {
                let (first, second) = (index < left.count ? left[index] : nil, index < right.count ? right[index] : nil)
                guard first?.concentration != second?.concentration else { continue }
                changes.append(
                    FigureChange(
                        injection: key.injection, analyte: key.analyte, before: first?.concentration, after: second?.concentration,
                        beforeText: first?.text ?? "", afterText: second?.text ?? ""))
            }
        }
        return changes
    }
}
