internal import Custody
package import Findings
internal import Foundation
internal import Monitoring
internal import ProgrammeFiles
package import SewerNetwork
internal import SourceTracing
internal import Store

/// What keeping a round changed.
package struct RoundOutcome: Sendable {
    package var number: Int
    package var observations: Int
    package var before: TraceAnswer
    package var after: TraceAnswer
    /// The posterior over nodes after the round; nil without a grant.
    package var released: ReleasedTrace?
    /// The evidence pack as it was written.
    package var pack: String
    /// Of the table and of the posterior after it.
    package var findings: [Finding]
}

/// A kept round calculated anew from its evidence pack.
package struct RoundReplay: Sendable {
    package var round: Int
    /// The program that kept the round.
    package var program: String
    /// Names of the figures that come out otherwise now; empty where all are the same to the last bit.
    package var differing: [String]
    /// Files of the network that are not what they were; the replay then takes the present ones.
    package var changedFiles: [String]
}

extension WorkspaceTrace {
    /// Keeps a table of further composites as the next round, with its evidence pack, and says what it changed.
    ///
    /// Pack and table are written before the store and the audit chain name them: what a broken run left behind is no round.
    /// - Parameter file: observations, as for an ad hoc trace; kept byte for byte.
    /// - Throws: finding M203 where no row can be used, M210 where the folder cannot be written.
    package func keep(_ file: NetworkFile) throws(RunFailure) -> RoundOutcome {
        let table = ObservationTable.read(file)
        let own = SourceObservation.of(table.measurements, analyte: question.analyte)
        guard own.contains(where: { $0.analyte == question.analyte && network.graph.index(of: $0.node) != nil }) else {
            throw RunFailure(
                .noUsableInput, Finding("M203", .fatal, at: SourcePosition(file: file.name), ["analyte": harmless(question.analyte.rawValue)]))
        }
        let number = rounds.count + 1
        let known = campaign + rounds.flatMap(\.observations)
        let after = answer(known + own)
        let digest = Digest.sha256(file.bytes)
        let pack = pack(number: number, digest: digest, own: own, after: after).indented(depth: 2)
        let bytes = Array(pack.utf8)
        let path = KeptRound.path(question, number, "csv")
        do {
            try FileManager.default.createDirectory(
                atPath: workspace + "/" + KeptRound.folder(question), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try AtomicFile.write(workspace + "/" + KeptRound.path(question, number, "json"), bytes, mode: 0o600)
            try AtomicFile.write(workspace + "/" + path, file.bytes, mode: 0o600)
        } catch {
            throw RunFailure(.cannotCreate, Finding("M210", .fatal, at: SourcePosition(file: path)))
        }
        let entry = TraceRoundEntry(
            site: question.site, analyte: question.analyte, period: question.period, round: number, observationsDigest: digest,
            packDigest: Digest.sha256(bytes), request: grant?.request ?? "", account: account.name, accountUser: account.user, at: now)
        try desk.step { (custody) throws(CustodyError) in try custody.keep(entry, by: account) }
        return RoundOutcome(
            number: number, observations: own.count, before: answer, after: after, released: released?.adding(own), pack: pack,
            findings: table.findings + after.findings)
    }

    /// The evidence pack: what was known, what was sampled, what it changed, who added it and under which approval.
    private func pack(number: Int, digest: String, own: [SourceObservation], after: TraceAnswer) -> JSONText {
        .object([
            ("schema", .integer(1)), ("program", .string(programVersion)), ("round", .integer(number)), ("site_code", .string(question.site.rawValue)),
            ("analyte", .string(question.analyte.rawValue)), ("period", .string("\(question.period)")),
            ("added_at", .integer(Int(now.seconds))), ("added_by", .string(account.name)),
            (
                "approval",
                grant.map {
                    .object([
                        ("request", .string($0.request)), ("case", .string($0.caseNumber)), ("approved_by", .string($0.approvedBy)),
                        ("audit", .string($0.audit.description)),
                    ])
                } ?? .null
            ),
            ("observations_sha256", .string(digest)),
            (
                "network",
                .array(networkFiles.map { .object([("file", .string($0.path)), ("sha256", .string(Digest.sha256($0.bytes)))]) })
            ),
            ("earlier_rounds_sha256", .array(rounds.map { .string($0.entry.observationsDigest) })),
            ("decay_per_h", .exact(settings.decayPerHour)), ("known", .array(campaign.map(\.evidence))), ("sampled", .array(own.map(\.evidence))),
            ("planned", planned(own)), ("before", answer.figures), ("after", after.figures),
            (
                "changed",
                .object([
                    ("bits_gained", .exact(answer.entropyBits - after.entropyBits)),
                    ("credible_nodes", .integer(after.summary.credibleNodes - answer.summary.credibleNodes)),
                    ("ln_bayes_factor", .exact(after.summary.lnBayesFactor - answer.summary.lnBayesFactor)),
                ])
            ),
        ])
    }

    /// What the sampled nodes were expected to tell before, under a grant.
    private func planned(_ own: [SourceObservation]) -> JSONText {
        guard let released else { return .null }
        let nodes = Set(own.compactMap { released.graph.index(of: $0.node) }).sorted { released.graph.idPrecedes($0, $1) }
        return .array(
            nodes.map { node in
                let posterior = released.posterior
                return .object([
                    ("node", .string(released.graph.id(node).rawValue)), ("information_bits", .exact(posterior.informationBits(at: node))),
                    ("probability_upstream", .exact(posterior.probabilityUpstream(of: node))),
                    ("power", .exact(posterior.power(at: node, massGramsPerDay: posterior.massGramsPerDay.value))),
                ])
            })
    }

    /// Calculates a kept round anew from the composites in its pack and the tables of the rounds up to it.
    ///
    /// - Returns: nil where there is no such round.
    /// - Throws: finding M209 where the pack cannot be read, though its digest is right.
    package func replay(_ number: Int) throws(RunFailure) -> RoundReplay? {
        guard rounds.indices.contains(number - 1) else { return nil }
        let round = rounds[number - 1]
        let kept: StoredPack
        do {
            kept = try JSONDecoder().decode(StoredPack.self, from: Data(round.pack))
        } catch {
            throw RunFailure(
                .inputOutput,
                Finding(
                    "M209", .fatal, at: SourcePosition(file: KeptRound.path(question, number, "json")),
                    ["round": String(number), "digest": round.entry.packDigest]))
        }
        let known = kept.known.compactMap(\.observation)
        let earlier = rounds[..<(number - 1)].flatMap(\.observations)
        let present = Dictionary(networkFiles.map { ($0.path, Digest.sha256($0.bytes)) }) { first, _ in first }
        var differing: [String] = []
        let again = [("before", kept.before, answer(known + earlier)), ("after", kept.after, answer(known + earlier + round.observations))]
        for (name, was, now) in again {
            guard let figures = try? JSONDecoder().decode(StoredFigures.self, from: Data(now.figures.text.utf8)) else {
                differing.append(name)
                continue
            }
            differing += was.differing(from: figures).map { "\(name).\($0)" }
        }
        return RoundReplay(
            round: number, program: kept.program, differing: differing,
            changedFiles: kept.network.filter { present[$0.file] != $0.sha256 }.map(\.file))
    }
}

extension SourceObservation {
    /// A composite with all that a trace takes from it.
    var evidence: JSONText {
        .object([
            ("node", .string(node.rawValue)), ("date", .string("\(date)")), ("analyte", .string(analyte.rawValue)), ("qualifier", .string(result.qualifier)),
            ("value_ng_per_l", .exact(result.quantifiedValue ?? result.limit)), ("lod_ng_per_l", .exact(detectionLimit)),
            ("flow_m3_per_d", .exact(flowVolume)), ("ln_sd", .exact(logSD)), ("baseline_ln_g_per_d", .exact(baseline?.lnLoad)),
            ("baseline_sd", .exact(baseline?.logSD)),
        ])
    }
}

/// The parts of an evidence pack that a replay needs.
private struct StoredPack: Decodable {
    struct File: Decodable {
        var file: String
        var sha256: String
    }

    struct Composite: Decodable {
        var node: String
        var date: String
        var analyte: String
        var qualifier: String
        var value_ng_per_l: Double?
        var lod_ng_per_l: Double?
        var flow_m3_per_d: Double?
        var ln_sd: Double?
        var baseline_ln_g_per_d: Double?
        var baseline_sd: Double?

        var observation: SourceObservation? {
            guard let date = CalendarDate(iso: date) else { return nil }
            let result: CensoredResult
            switch (qualifier, value_ng_per_l) {
            case ("=", let value?): result = .quantified(value)
            case ("<LOQ", let value?): result = .belowQuantification(limit: value)
            case ("<LOD", let value?): result = .belowDetection(limit: value)
            case (">ULOQ", let value?): result = .aboveRange(limit: value)
            default: result = .notAnalysed
            }
            var baseline: SiteBaseline?
            if let load = baseline_ln_g_per_d, let sd = baseline_sd { baseline = SiteBaseline(lnLoad: load, logSD: sd) }
            return SourceObservation(
                node: NodeID(node), date: date, analyte: AnalyteCode(analyte), result: result, detectionLimit: lod_ng_per_l, flowVolume: flow_m3_per_d, logSD: ln_sd,
                baseline: baseline)
        }
    }

    var program: String
    var network: [File]
    var known: [Composite]
    var before: StoredFigures
    var after: StoredFigures
}

/// The figures of an answer, as a pack holds them.
private struct StoredFigures: Decodable {
    struct Mass: Decodable, Equatable {
        var median: Double?
        var ci95_low: Double?
        var ci95_high: Double?
    }

    struct Reach: Decodable, Equatable {
        var site_code: String?
        var probability: Double?
        var nodes: Int
        var population: Double?
    }

    var ln_bayes_factor: Double?
    var probability_of_source: Double?
    var probability_upstream_of_site: Double?
    var entropy_bits: Double?
    var mass_g_per_d: Mass
    var credible_nodes: Int
    var credible_population: Double?
    var not_examined_nodes: Int
    var step: String
    var reaches: [Reach]

    func differing(from other: StoredFigures) -> [String] {
        [
            ("ln_bayes_factor", ln_bayes_factor == other.ln_bayes_factor), ("probability_of_source", probability_of_source == other.probability_of_source),
            ("probability_upstream_of_site", probability_upstream_of_site == other.probability_upstream_of_site),
            ("entropy_bits", entropy_bits == other.entropy_bits), ("mass_g_per_d", mass_g_per_d == other.mass_g_per_d),
            ("credible_nodes", credible_nodes == other.credible_nodes), ("credible_population", credible_population == other.credible_population),
            ("not_examined_nodes", not_examined_nodes == other.not_examined_nodes), ("step", step == other.step), ("reaches", reaches == other.reaches),
        ].filter { !$0.1 }.map(\.0)
    }
}
