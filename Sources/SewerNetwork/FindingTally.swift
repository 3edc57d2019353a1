internal import Findings

/// Findings of one kind of work, kept few: after `limit` of one code the rest are counted.
///
/// A file that is not what it says can be wrong on every line; memory and the reader's patience are bounded.
struct FindingTally {
    static let limit = 50
    private(set) var findings: [Finding] = []
    private var counts: [FindingCode: Int] = [:]
    private let file: String

    init(file: String) { self.file = file }

    mutating func add(_ finding: Finding) {
        let count = (counts[finding.code] ?? 0) + 1
        counts[finding.code] = count
        if count <= FindingTally.limit { findings.append(finding) }
    }

    /// The findings, with one more for each code of which some were only counted.
    func finished() -> [Finding] {
        var all = findings
        for (code, count) in counts.sorted(by: { $0.key < $1.key }) where count > FindingTally.limit {
            all.append(
                Finding(
                    "N027", .info, at: SourcePosition(file: file),
                    ["code": code.rawValue, "more": String(count - FindingTally.limit), "shown": String(FindingTally.limit)]))
        }
        return all
    }
}
