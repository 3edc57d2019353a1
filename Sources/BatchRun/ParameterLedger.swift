internal import Custody
package import Findings
internal import Monitoring
package import ProgrammeFiles
package import Store

/// Holds a parameter set to its version: what a run used under a name is what every later run uses under it.
package enum ParameterLedger {
    /// The digest of the rows that a programme uses, by `SET@VERSION`; sorted.
    package static func digests(_ programme: Programme) -> [RunDigest] {
        Dictionary(grouping: programme.parameters, by: \.set).map { set, rows in
            RunDigest(kind: .parameters, name: "\(set)@\(ParameterSets.version(of: rows))", digest: Digest.sha256(ParameterSets.canonicalText(rows)))
        }.sorted { $0.name < $1.name }
    }

    /// One fatal finding a set that an earlier run, which was done, used with other rows under the same version.
    package static func findings(_ digests: [RunDigest], runs: [RunRecord]) -> [Finding] {
        digests.compactMap { digest in
            guard let run = runs.last(where: { $0.outcome == .done && $0.digests.contains { $0.kind == .parameters && $0.name == digest.name } }),
                let used = run.digests.first(where: { $0.kind == .parameters && $0.name == digest.name }), used.digest != digest.digest
            else { return nil }
            return Finding(
                "C068", .fatal, at: SourcePosition(file: "parameters.csv"), text: digest.name,
                ["run": run.id, "before": String(used.digest.prefix(12)), "now": String(digest.digest.prefix(12))])
        }
    }
}
