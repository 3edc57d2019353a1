package import Custody
package import Findings
internal import LaboratoryQuality
package import Monitoring
package import ProgrammeFiles
package import Store

/// Every original read, interpreted and judged: what the laboratory says, as far as it counts.
package struct LaboratoryWork: Sendable {
    package var results: [LaboratoryResult]
    /// Of reading, interpreting and judging, in the order of the files.
    package var findings: [Finding]
    package var checks: [QualityCheck]

    /// Reads the rows back where nothing has changed since they were worked out, else works them out from the originals.
    ///
    /// The rows depend on the files that count, on the programme's files and on the program;
    /// a digest over all of them tells whether they still hold. One worker and many give the
    /// same rows.
    ///
    /// - Throws: where the store or an original cannot be read.
    package static func done(_ programme: Programme, store: WorkspaceStore, originals: Originals, jobs: Int) async throws(RunFailure) -> LaboratoryWork {
        let files: [FileRecord]
        let decisions: DecisionsInForce
        let digest: String
        do {
            files = try store.files().filter { $0.state == .taken || $0.state == .refused }
            decisions = try Custody(store: store, roles: programme.configuration.custody.roles).decisionsInForce()
            digest = interpretationDigest(files, programme, decisions)
            if try store.interpretationDigest() == digest {
                return LaboratoryWork(results: try store.results(), findings: try store.findings(), checks: try store.checks())
            }
        } catch let error as StoreError {
            throw RunFailure(error)
        } catch let error as CustodyError {
            throw RunFailure(error)
        } catch {
            throw RunFailure(.inputOutput, Finding("S011", .fatal, ["reason": "unknown"]))
        }
        var readings = await boundedParallel(files, width: jobs) { file in FileWork.done(file, programme: programme, originals: originals) }
        if let failure = readings.lazy.compactMap(\.failure).first { throw failure }
        BatchFiles.settleMissing(&readings, programme: programme)
        BatchFiles.shareStandards(&readings, programme: programme)
        var work = LaboratoryWork(results: [], findings: [], checks: [])
        var rejects: [RejectedRow] = []
        work.results.reserveCapacity(readings.reduce(0) { $0 + $1.results.count })
        for reading in readings {
            work.results += reading.results
            work.findings += reading.findings
            rejects += reading.rejects
        }
        do {
            try store.describeFiles(
                zip(files, readings).map { file, reading in
                    FileDescription(
                        name: file.name, digest: file.digest, format: reading.format, encoding: reading.encoding, dialect: reading.dialect,
                        evidence: reading.evidence, readings: reading.readings, isReadable: reading.isReadable)
                })
        } catch {
            throw RunFailure(error)
        }
        let judgement = judged(work.results, programme, decisions)
        work.results = judgement.results
        work.checks = judgement.checks
        work.findings += judgement.findings + decisions.findings
        do {
            try store.replaceInterpretation(digest: digest, results: work.results, findings: work.findings, checks: work.checks, rejects: rejects)
        } catch {
            throw RunFailure(error)
        }
        return work
    }

    /// Batches of which results are held, sorted.
    package var heldBatches: [String] { Set(results.filter { $0.status == .held }.map(\.batch)).sorted() }

    /// The results by the rules of quality and by what people decided.
    private static func judged(_ results: [LaboratoryResult], _ programme: Programme, _ decisions: DecisionsInForce) -> QualityJudgement {
        QualityJudgement.judge(results, programme: programme, releases: decisions.releases, overrides: decisions.overrides)
    }

    /// A digest over everything that the rows depend on.
    private static func interpretationDigest(_ files: [FileRecord], _ programme: Programme, _ decisions: DecisionsInForce) -> String {
        var text = "headwater \(programVersion)\n"
        for file in files { text += "original \(file.name.utf8.count) \(file.name) \(file.digest)\n" }
        for input in programme.inputs { text += "input \(input.path.utf8.count) \(input.path) \(Digest.sha256(input.bytes))\n" }
        text += decisions.canonicalText + decisions.findings.map { "damaged \($0.code.rawValue)\n" }.joined()
        return Digest.sha256(text)
    }
}
