internal import AssayFiles
internal import Custody
internal import DelimitedText
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Store

/// One original read and interpreted.
struct FileWork: Sendable {
    var results: [LaboratoryResult] = []
    var findings: [Finding] = []
    var format = ""
    var encoding = ""
    var dialect = ""
    var evidence: [Reason] = []
    var readings = 0
    var isReadable = false
    /// What gives no result, with the text of its row.
    var rejects: [RejectedRow] = []
    /// Injections that the sequence has for this file and that are not in it.
    var missing: [InjectionRow] = []
    var matched: [MatchedInjection] = []
    var standards: [StandardPeak] = []
    /// The original itself could not be read: the run cannot go on.
    var failure: RunFailure?

    /// More rejected rows of one file than this stand in its original only.
    static let rejectLimit = 100_000

    static func done(_ file: FileRecord, programme: Programme, originals: Originals) -> FileWork {
        var work = FileWork()
        let bytes: [UInt8]
        do {
            bytes = try originals.read(file.digest)
        } catch {
            work.failure = RunFailure(error)
            return work
        }
        let document = AssayDocument.read(bytes, file: file.name, catalogue: programme.analytes)
        let interpretation = AssayInterpretation.interpret(document, digest: file.digest, programme: programme)
        work.results = interpretation.results
        work.findings = document.findings + interpretation.findings
        work.format = document.format.rawValue
        work.encoding = document.encoding?.rawValue ?? document.workbook ?? ""
        work.dialect = [
            document.lineEnd?.rawValue, document.delimiter.map { String(decoding: [$0], as: UTF8.self) }, document.decimalMark.map { "decimal \($0.rawValue)" },
        ].compactMap { $0 }.joined(separator: " ")
        work.evidence = document.evidence
        work.readings = document.readings.count
        work.isReadable = document.format != .unknown
        work.missing = interpretation.missing
        work.matched = interpretation.matched
        work.standards = interpretation.standards
        work.keepRejects(interpretation.rejected, of: file, bytes: bytes)
        return work
    }

    /// Keeps what gives no result, each once a row and code, in the order of the rows.
    private mutating func keepRejects(_ readings: [RejectedReading], of file: FileRecord, bytes: [UInt8]) {
        struct Place: Hashable {
            var code: FindingCode
            var sheet: String?
            var line: Int?
        }
        var places: Set<Place> = []
        var set: [(code: FindingCode, position: SourcePosition, text: String)] = []
        func add(_ code: FindingCode, _ position: SourcePosition, _ text: String) {
            if places.insert(Place(code: code, sheet: position.sheet, line: position.line)).inserted { set.append((code, position, text)) }
        }
        for finding in findings where finding.severity >= .error {
            if let position = finding.position, position.file == file.name { add(finding.code, position, finding.text) }
        }
        for reading in readings { add(reading.code, reading.position, reading.text) }
        guard !set.isEmpty else { return }
        set.sort { ($0.position.sheet ?? "", $0.position.line ?? 0, $0.position.column ?? 0, $0.code) < ($1.position.sheet ?? "", $1.position.line ?? 0, $1.position.column ?? 0, $1.code) }
        if set.count > FileWork.rejectLimit {
            findings.append(Finding("S029", .warning, at: SourcePosition(file: file.name), ["count": String(set.count - FileWork.rejectLimit)]))
            set.removeLast(set.count - FileWork.rejectLimit)
        }
        let rows = RowText(bytes, file: file.name, lines: set.compactMap { $0.position.sheet == nil ? $0.position.line : nil })
        rejects = set.map { reject in
            RejectedRow(
                code: reject.code, position: reject.position, fileDigest: file.digest, text: reject.text,
                row: reject.position.sheet == nil ? rows.text(reject.position.line, column: reject.position.column) : "")
        }
    }
}

/// Lines of a file as they stand, each at most so long as the store keeps them.
struct RowText {
    private var rows: [Int: Substring.UTF8View] = [:]
    private let text: String

    /// Decodes a file and finds some of its lines; none where the bytes are no text.
    ///
    /// - Complexity: linear in the bytes; nothing where no line is asked for.
    init(_ bytes: [UInt8], file: String, lines: [Int]) {
        let wanted = Set(lines)
        guard let last = wanted.max(), let decoded = DecodedText.decode(bytes, file: file).0 else {
            text = ""
            return
        }
        text = decoded.text
        let view = text.utf8
        var line = 1
        var start = view.startIndex
        var index = start
        while line <= last, index <= view.endIndex {
            let isEnd = index == view.endIndex
            if isEnd || view[index] == 0x0A || view[index] == 0x0D {
                if wanted.contains(line) { rows[line] = view[start..<index] }
                if isEnd { break }
                let next = view.index(after: index)
                index = view[index] == 0x0D && next < view.endIndex && view[next] == 0x0A ? view.index(after: next) : next
                start = index
                line += 1
            } else {
                index = view.index(after: index)
            }
        }
    }

    /// The line, or of a long one the part around a column; empty where there is none.
    func text(_ line: Int?, column: Int?) -> String {
        guard let line, let row = rows[line] else { return "" }
        let limit = RejectedRow.textLimit
        guard row.count > limit else { return String(decoding: row, as: UTF8.self) }
        let lead = max(0, (column ?? 1) - 1 - limit / 4)
        let scalars = Substring(row).unicodeScalars.dropFirst(lead).prefix(limit)
        return String(String.UnicodeScalarView(scalars))
    }
}
