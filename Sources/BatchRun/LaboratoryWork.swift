internal import AssayFiles
package import Custody
internal import DelimitedText
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
        let digest: String
        do {
            files = try store.files().filter { $0.state == .taken || $0.state == .refused }
            digest = interpretationDigest(files, programme)
            if try store.interpretationDigest() == digest {
                return LaboratoryWork(results: try store.results(), findings: try store.findings(), checks: try store.checks())
            }
        } catch {
            throw RunFailure(error)
        }
        let readings = await boundedParallel(files, width: jobs) { file in FileWork.done(file, programme: programme, originals: originals) }
        var work = LaboratoryWork(results: [], findings: [], checks: [])
        work.results.reserveCapacity(readings.reduce(0) { $0 + $1.results.count })
        for (file, reading) in zip(files, readings) {
            if let failure = reading.failure { throw failure }
            work.results += reading.results
            work.findings += reading.findings
            do {
                try store.describeFile(digest: file.digest, format: reading.format, encoding: reading.encoding, dialect: reading.dialect)
                try store.setFile(name: file.name, digest: file.digest, isReadable: reading.isReadable)
            } catch {
                throw RunFailure(error)
            }
        }
        let judgement = QualityJudgement.judge(work.results, programme: programme)
        work.results = judgement.results
        work.checks = judgement.checks
        work.findings += judgement.findings
        do {
            try store.replaceInterpretation(digest: digest, results: work.results, findings: work.findings, checks: work.checks)
        } catch {
            throw RunFailure(error)
        }
        return work
    }

    /// Batches of which results are held, sorted.
    package var heldBatches: [String] { Set(results.filter { $0.status == .held }.map(\.batch)).sorted() }

    /// A digest over everything that the rows depend on.
    private static func interpretationDigest(_ files: [FileRecord], _ programme: Programme) -> String {
        var text = "headwater \(programVersion)\n"
        for file in files { text += "original \(file.name.utf8.count) \(file.name) \(file.digest)\n" }
        for input in programme.inputs { text += "input \(input.path.utf8.count) \(input.path) \(Digest.sha256(input.bytes))\n" }
        return Digest.sha256(text)
    }
}

/// One original read and interpreted.
struct FileWork: Sendable {
    var results: [LaboratoryResult]
    var findings: [Finding]
    var format: String
    var encoding: String
    var dialect: String
    var isReadable: Bool
    /// The original itself could not be read: the run cannot go on.
    var failure: RunFailure?

    static func done(_ file: FileRecord, programme: Programme, originals: Originals) -> FileWork {
        let bytes: [UInt8]
        do {
            bytes = try originals.read(file.digest)
        } catch {
            return FileWork(
                results: [], findings: [], format: "", encoding: "", dialect: "", isReadable: false,
                failure: RunFailure(error))
        }
        let document = AssayDocument.read(bytes, file: file.name, catalogue: programme.analytes)
        let interpretation = AssayInterpretation.interpret(document, digest: file.digest, programme: programme)
        let dialect = [
            document.lineEnd?.rawValue, document.delimiter.map { String(decoding: [$0], as: UTF8.self) }, document.decimalMark.map { "decimal \($0.rawValue)" },
        ].compactMap { $0 }.joined(separator: " ")
        return FileWork(
            results: interpretation.results, findings: document.findings + interpretation.findings, format: document.format.rawValue,
            encoding: document.encoding?.rawValue ?? "", dialect: dialect, isReadable: document.format != .unknown)
    }
}
