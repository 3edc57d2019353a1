internal import Custody
internal import Findings
package import Monitoring
internal import ProgrammeFiles
package import SewerNetwork
package import SourceTracing
package import Store

/// A round of samples that was kept: its table as it came, and its evidence pack.
package struct KeptRound: Sendable {
    /// Who added it, when, under which request, and the digests of its files.
    package let entry: TraceRoundEntry
    package let observations: [SourceObservation]
    /// The evidence pack, as it was written.
    package let pack: [UInt8]

    /// Bytes that the table or the pack of a round may have.
    private static let fileLimit = 64 << 20

    /// The folder of a question in the workspace, named by a digest so that any code makes a safe name.
    static func folder(_ question: TraceQuestion) -> String {
        "store/trace/" + Digest.sha256("\(question.site.rawValue)\u{1F}\(question.analyte.rawValue)\u{1F}\(question.period)").prefix(16)
    }

    static func path(_ question: TraceQuestion, _ round: Int, _ ending: String) -> String { folder(question) + "/round-\(round).\(ending)" }

    /// All kept rounds of a question.
    ///
    /// The store says which rounds there are, the audit chain proves the store, and the digests in both prove the files.
    /// - Throws: finding M209 where a file is missing or is not the one that was kept; `chainBroken` where store and chain differ.
    static func all(_ question: TraceQuestion, workspace: String, custody: Custody) throws(RunFailure) -> [KeptRound] {
        let entries: [TraceRoundEntry]
        do {
            entries = try custody.rounds(site: question.site, analyte: question.analyte, period: question.period)
        } catch {
            throw RunFailure(error)
        }
        let files = WorkspaceFolder(path: workspace)
        var rounds: [KeptRound] = []
        for entry in entries {
            func kept(_ ending: String, _ digest: String) throws(RunFailure) -> [UInt8] {
                let path = path(question, entry.round, ending)
                guard let bytes = try? files.read(path, limit: fileLimit), Digest.sha256(bytes) == digest else {
                    throw RunFailure(
                        .inputOutput,
                        Finding("M209", .fatal, at: SourcePosition(file: path), ["round": String(entry.round), "digest": digest]))
                }
                return bytes
            }
            let table = try kept("csv", entry.observationsDigest)
            let pack = try kept("json", entry.packDigest)
            let read = ObservationTable.read(NetworkFile(name: path(question, entry.round, "csv"), bytes: table))
            rounds.append(KeptRound(entry: entry, observations: SourceObservation.of(read.measurements, analyte: question.analyte), pack: pack))
        }
        return rounds
    }
}

extension SourceObservation {
    /// The rows of a table that speak of an analyte, by any of its names, and those of others that tell what kind of source it has.
    package static func of(_ rows: [NodeMeasurement], analyte: AnalyteCode) -> [SourceObservation] {
        let catalogue = AnalyteCatalogue.shipped()
        let asked = catalogue.code(of: analyte.rawValue)
        let companions = SourceProfile.companions(of: asked)
        var codes: [String: AnalyteCode] = [:]
        return rows.compactMap { row in
            let code = codes[row.analyte] ?? catalogue.code(of: row.analyte)
            codes[row.analyte] = code
            guard code == asked || companions.contains(code) else { return nil }
            return SourceObservation(
                node: row.node, date: row.date, analyte: code, result: row.result, detectionLimit: row.detectionLimit, flowVolume: row.flowVolume,
                position: row.position)
        }
    }
}
