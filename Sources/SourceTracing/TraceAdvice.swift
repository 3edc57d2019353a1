internal import Monitoring
internal import RandomDraws

/// Whether a search goes on after a round, and how many more samples it will take.
package struct TraceAdvice: Hashable, Sendable {
    /// Why a search ends, or that it goes on.
    package enum Step: String, Hashable, Sendable {
        /// The set is small enough to be searched by other means.
        case found
        /// No source is likelier than one.
        case noSource = "no_source"
        /// No accessible manhole would tell a tenth of a bit.
        case nothingToLearn = "nothing_to_learn"
        case goOn = "go_on"
    }

    /// A set of so many manholes, or of so many metres of pipe, is searched by other means; settings of this programme.
    package static let smallNodes = 10
    package static let smallPipeM = 500.0
    /// A sample that tells less, bits, is not worth its bottle; a setting.
    package static let leastBits = 0.1

    package var step: Step
    /// Samples still to be expected, one after the other, until ten manholes are left; nil where the search ends or cannot go on.
    package var samplesLeft: Double?
    /// Where to take a control on the same days: the sampled node farthest upstream that most likely has the source above it. If
    /// it is negative, an intermittent source was off, and the round says nothing of where it is.
    package var control: Int?

    init(_ posterior: SourcePosterior) {
        control = posterior.sampledNodes.filter { posterior.probabilityUpstream(of: $0) > 0.5 }
            .min { a, b in
                let (p, q) = (posterior.probabilityUpstream(of: a), posterior.probabilityUpstream(of: b))
                // Downstream nodes have the smaller index.
                return (p - q).magnitude > 1e-6 ? p < q : a > b
            }
        let best = posterior.nextSamples.first?.informationBits ?? 0
        let set = posterior.credibleSet
        if posterior.probabilityOfSource < 0.5 {
            step = .noSource
        } else if set.nodes.count <= TraceAdvice.smallNodes || (set.pipeLengthM > 0 && set.pipeLengthM <= TraceAdvice.smallPipeM) {
            step = .found
        } else if best < TraceAdvice.leastBits {
            step = .nothingToLearn
        } else {
            step = .goOn
            let toGo = posterior.entropyBits - portableLog(Double(TraceAdvice.smallNodes)) / 0.6931471805599453
            samplesLeft = max(1, toGo / best)
        }
    }
}

/// Whether a reach may be written off.
package struct ReachVerdict: Hashable, Sendable {
    /// Ruled out; not excluded, where the probability is small but a source there might not have shown; or open.
    package enum Standing: String, Hashable, Sendable {
        case ruledOut = "ruled_out"
        case notExcluded = "not_excluded"
        case open
    }

    package var standing: Standing
    /// Probability that the samples below the reach would have shown a source of the mass asked about there.
    package var power: Double
}

extension SourcePosterior {
    /// Whether a reach may be written off, asked for the mass that is likeliest. Ruled out is a reach of which less than a
    /// twentieth of its prior probability is left while a source there would have shown in four campaigns of five; settings.
    package func verdict(of reach: SourceReach) -> ReachVerdict {
        let power = powerBelow(reach, massGramsPerDay: massGramsPerDay.value)
        guard reach.probability < 0.05 * reach.priorProbability else { return ReachVerdict(standing: .open, power: power) }
        return ReachVerdict(standing: power >= 0.8 ? .ruledOut : .notExcluded, power: power)
    }
}
