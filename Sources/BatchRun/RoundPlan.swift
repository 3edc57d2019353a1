internal import Custody
package import Monitoring
package import Reports
internal import ProgrammeFiles
internal import SewerNetwork
package import SourceTracing

extension ReleasedTrace {
    /// What a picture of a posterior shows: standings of reaches, what sampled nodes said, and the next manholes.
    ///
    /// A sampled node counts as found where a source at that very node explains the composites better than none, and as not found
    /// where worse; a ln Bayes factor below 1 either way is not worth more than a bare mention (Kass and Raftery 1995,
    /// doi:10.1080/01621459.1995.10476572) and stays unclear. Nodes of reaches with too few people are not named.
    package func picture(_ posterior: SourcePosterior, next: [NextSample]) -> TracePicture {
        let graph = graph
        let hidden = merged(posterior)
        let verdicts = posterior.reaches.map { reach -> TracePicture.Standing in
            switch posterior.verdict(of: reach).standing {
            case .open: .open
            case .ruledOut: .ruledOut
            case .notExcluded: .notExcluded
            }
        }
        let reachOfNode = posterior.reachOfNode
        let shares = posterior.reaches.map(\.probability)
        return TracePicture(
            analyte: analyte.rawValue,
            reachProbability: reachOfNode.map { shares.indices.contains(Int($0)) ? shares[Int($0)] : 0 }, nodeProbability: posterior.nodeProbability,
            standing: reachOfNode.map { verdicts.indices.contains(Int($0)) ? verdicts[Int($0)] : .notExamined },
            reach: reachOfNode.map { Int($0) + 1 },
            sampled: posterior.sampledNodes.map { node in
                let ln = posterior.lnBayesFactor(of: node)
                return (node, ln > 1 ? .found : ln < -1 ? .notFound : .unclear)
            }, proposed: next.map(\.node), control: posterior.advice.control, name: { hidden.contains($0) ? nil : graph.id($0).rawValue })
    }

    /// The sheet of the next round: the samples, and last the control at the last point that was positive.
    ///
    /// The window at a manhole begins by the travel time before that of the control, so that both take the same water.
    /// - Parameters:
    ///   - question: nil for files outside a workspace.
    ///   - controlStart: when composites of the site begin, seconds of the day; nil where not known.
    package func sheet(
        _ samples: [NextSample], question: TraceQuestion?, round: Int, made: CalendarDate, controlStart: Int?
    ) -> RoundSheet {
        let control = posterior.advice.control.flatMap { merged.contains($0) ? nil : $0 }
        let people = graph.upstreamPopulation()
        func stop(_ node: Int, rank: Int?, bits: Double, power: Double) -> RoundSheet.Stop {
            let note = access.notes[node]
            return RoundSheet.Stop(
                rank: rank, node: node, name: graph.id(node).rawValue, place: graph.coordinates(node),
                minutesBefore: control.flatMap { hours(from: node, to: $0) }.map { Int(min(($0 * 12).rounded(), 1e6)) * 5 }, power: power, informationBits: bits,
                people: people[node], hours: note?.hours ?? "", note: note?.reason ?? "", cost: note?.cost)
        }
        var stops = samples.enumerated().map { stop($1.node, rank: $0 + 1, bits: $1.informationBits, power: $1.power) }
        if let control {
            stops.append(stop(control, rank: nil, bits: 0, power: posterior.power(at: control, massGramsPerDay: posterior.massGramsPerDay.value)))
        }
        var grant: ReleaseGrant?
        if case .granted(let given) = release { grant = given }
        return RoundSheet(
            site: question?.site, period: question?.period, analyte: analyte.rawValue, round: round, made: made, prefix: prefix(question, round: round),
            basis: release.basis, request: grant?.request ?? "", caseNumber: grant?.caseNumber ?? "", controlStart: controlStart, stops: stops)
    }

    /// Codes of bottles name the period, the site where its code is plain enough for a scanner, and the round; letters of a digest tell
    /// the questions of one site apart without naming the substance.
    private func prefix(_ question: TraceQuestion?, round: Int) -> String {
        guard let question else { return "R\(round)" }
        let digest = Digest.sha256("\(question.site.rawValue)\u{1F}\(question.analyte.rawValue)\u{1F}\(question.period)").uppercased()
        let isPlain = question.site.rawValue.utf8.count <= 12 && question.site.rawValue.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return "\(question.period)-" + (isPlain ? "\(question.site.rawValue)-\(digest.prefix(4))" : "\(digest.prefix(10))") + "-R\(round)"
    }

    /// Hours from a node down to another, by the larger share at each split; nil where the water does not come past it.
    private func hours(from start: Int, to end: Int) -> Double? {
        var node = start
        var sum = 0.0
        // Water flows to smaller indices only.
        while node > end {
            var best = -1
            for link in Int(graph.outStart[node])..<Int(graph.outStart[node + 1]) where best < 0 || graph.outShare[link] > graph.outShare[best] { best = link }
            guard best >= 0 else { return nil }
            sum += Double(graph.outHours[best])
            node = Int(graph.outNode[best])
        }
        return node == end ? sum : nil
    }
}

extension WorkspaceTrace {
    /// Local time's offset from UTC, s.
    package var offsetSeconds: Int { desk.programme.configuration.timeZoneOffsetSeconds }

    /// When the composites of the site begin, seconds of the local day: the most frequent start of the period.
    package var windowStart: Int? {
        let offset = Int64(offsetSeconds)
        var counts: [Int: Int] = [:]
        for sample in desk.programme.samples where sample.site == question.site && Period(containing: sample.date) == question.period {
            let local = sample.windowStart.seconds + offset
            counts[Int(((local % 86_400) + 86_400) % 86_400), default: 0] += 1
        }
        return counts.min { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }?.key
    }
}
