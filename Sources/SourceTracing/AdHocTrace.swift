package import Findings
package import SewerNetwork
internal import Monitoring

/// The answer of a trace on files named by hand: one JSON object, schema 1.
package enum AdHocTrace {
    /// Six significant digits.
    static func digits(_ value: Double) -> JSONText {
        guard value.isFinite else { return .null }
        guard value != 0 else { return .integer(0) }
        let size = value.magnitude
        var exponent = 0
        var scaled = size
        while scaled >= 10, exponent < 400 {
            scaled /= 10
            exponent += 1
        }
        while scaled < 1, exponent > -400 {
            scaled *= 10
            exponent -= 1
        }
        var mantissa = (scaled * 100_000).rounded(.toNearestOrEven)
        if mantissa >= 1_000_000 {
            mantissa /= 10
            exponent += 1
        }
        var figures = String(Int(mantissa.rounded()))
        while figures.count > 1, figures.hasSuffix("0") { figures.removeLast() }
        let sign = value < 0 ? "-" : ""
        if exponent < -7 || exponent > 14 {
            let rest = figures.dropFirst()
            return .digits(sign + figures.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(exponent)")
        }
        if exponent < 0 { return .digits(sign + "0." + String(repeating: "0", count: -exponent - 1) + figures) }
        if figures.count <= exponent + 1 { return .digits(sign + figures + String(repeating: "0", count: exponent + 1 - figures.count)) }
        return .digits(sign + figures.prefix(exponent + 1) + "." + figures.dropFirst(exponent + 1))
    }

    /// Kinds of source with their probabilities, where other analytes tell.
    private static func profiles(_ profiles: [ProfileProbability]) -> [(String, JSONText)] {
        guard !profiles.isEmpty else { return [] }
        return [
            (
                "profiles",
                .array(profiles.map { .object([("profile", .string($0.kind.rawValue)), ("probability", digits($0.probability))]) })
            )
        ]
    }

    /// The object of the contract.
    ///
    /// `posterior` lists nodes with a probability of at least 1e-6, or of a thousandth of the greatest where that is less, by
    /// falling probability, then by name. Probabilities of nodes and classes are those given that there is a source.
    ///
    /// - Parameter findings: findings with their sentences, as the command renders them.
    /// - Parameter merged: nodes that may not be named: they stay out of the credible set's list, the posterior and the next samples.
    /// - Parameter basis: `ad hoc`, or `approved` where a workspace's request was approved.
    package static func json(
        _ posterior: SourcePosterior, graph: SewerGraph, findings: [JSONText], basis: String = "ad hoc", merged: Set<Int> = []
    ) -> JSONText {
        func name(_ node: Int) -> JSONText { .string(graph.id(node).rawValue) }
        let probability = posterior.nodeProbability
        let greatest = probability.max() ?? 0
        let least = min(1e-6, greatest * 0.001)
        let listed = probability.indices.filter { probability[$0] >= least && probability[$0] > 0 && !merged.contains($0) }
            .sorted { a, b in
                let (p, q) = (probability[a], probability[b])
                return p != q ? p > q : graph.idPrecedes(a, b)
            }
        let mass = posterior.massGramsPerDay
        let set = posterior.credibleSet.nodes.filter { !merged.contains($0) }.sorted { graph.idPrecedes($0, $1) }
        return .object([
            ("schema", .integer(1)), ("basis", .string(basis)), ("analyte", .string(posterior.analyte.rawValue)),
            ("ln_bayes_factor", digits(posterior.lnBayesFactor)), ("probability_of_source", digits(posterior.probabilityOfSource)),
            (
                "mass_g_per_d",
                .object([("median", digits(mass.value)), ("ci95_low", digits(mass.interval.low)), ("ci95_high", digits(mass.interval.high))])
            ),
            (
                "classes",
                .array(
                    posterior.reaches.map { reach in
                        .object([
                            ("head", name(reach.head)), ("probability", digits(reach.probability)), ("nodes", .integer(reach.nodes)),
                            ("population", digits(reach.population)), ("pipe_m", digits(reach.pipeLengthM)),
                            ("boundary", .array(reach.boundary.map(name))),
                        ] + profiles(reach.profiles))
                    })
            ),
            (
                "credible_set",
                .object([
                    ("level", digits(posterior.credibleSet.level)), ("nodes", .array(set.map(name))),
                    ("population", digits(posterior.credibleSet.population)), ("pipe_m", digits(posterior.credibleSet.pipeLengthM)),
                ])
            ),
            (
                "posterior",
                .array(listed.map { .object([("node", name($0)), ("probability", digits(probability[$0]))]) })
            ),
            (
                "next_samples",
                .array(
                    posterior.nextSamples.filter { !merged.contains($0.node) }.map {
                        .object([
                            ("node", name($0.node)), ("information_bits", digits($0.informationBits)),
                            ("probability_upstream", digits($0.probabilityUpstream)), ("power", digits($0.power)),
                        ])
                    })
            ),
            (
                "not_examined",
                .object([("nodes", .integer(posterior.notExaminedNodes)), ("population", digits(posterior.notExaminedPopulation))])
            ),
        ] + profiles(posterior.profiles) + [("findings", .array(findings))])
    }
}
