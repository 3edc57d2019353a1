/// How much a finding matters.
package enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
    /// Shown only with `--verbose`.
    case info
    /// The row is kept and flagged.
    case warning
    /// A row, sample or file was set aside.
    case error
    /// The run stopped.
    case fatal

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warning: 1
        case .error: 2
        case .fatal: 3
        }
    }
}

/// A place in a file: 1-based line and column (in characters), and the byte offset where known.
///
/// In a workbook the line is a row of a sheet and the column one of its columns, both as the
/// spreadsheet counts them.
package struct SourcePosition: Hashable, Sendable, Codable {
    /// The path as the user typed it, or relative to the workspace.
    package var file: String
    /// The sheet of a workbook; nil in a file without sheets.
    package var sheet: String?
    package var line: Int?
    package var column: Int?
    package var byteOffset: Int?

    package init(file: String, sheet: String? = nil, line: Int? = nil, column: Int? = nil, byteOffset: Int? = nil) {
        self.file = file
        self.sheet = sheet
        self.line = line
        self.column = column
        self.byteOffset = byteOffset
    }

    /// The file, with the sheet in brackets where it has one: `batch.xlsx[Sheet1]`.
    package var source: String { sheet.map { "\(file)[\($0)]" } ?? file }

    /// `path:line:column` or `path[sheet]:row:column`, as far as known.
    package var description: String {
        var text = source
        if let line { text += ":\(line)" }
        if line != nil, let column { text += ":\(column)" }
        return text
    }
}

/// A stable code of a finding: a letter for the group and three digits.
///
/// Groups: A assay files, Q laboratory quality, C configuration and programme files,
/// N networks, M modelling, S store, U custody, R reports, T text and encodings.
/// Each code has `what`, `why` and `fix` in the catalogue of `Wording`, in both languages.
package struct FindingCode: Hashable, Sendable, Codable, Comparable, ExpressibleByStringLiteral {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
    package static func < (left: FindingCode, right: FindingCode) -> Bool { left.rawValue < right.rawValue }
}

/// Something the program noticed: a value, never an exception.
///
/// A finding carries its code and the words that fill the sentences of that code
/// (`what`, `why`, `fix`), which stand in the catalogue of `Wording` in both languages.
/// A row that a finding of severity `error` speaks of was set aside; nothing else was.
package struct Finding: Hashable, Sendable, Codable {
    package var code: FindingCode
    package var severity: Severity
    package var position: SourcePosition?
    /// The text at fault, as it stands in the file; empty where none.
    package var text: String
    /// The words for the places `{name}` of the sentences of the code.
    package var arguments: [String: String]
    /// Other places that belong to the finding, such as the second of two rows that contradict each other.
    package var related: [SourcePosition]

    package init(
        _ code: FindingCode, _ severity: Severity, at position: SourcePosition? = nil, text: String = "",
        _ arguments: [String: String] = [:], related: [SourcePosition] = []
    ) {
        self.code = code
        self.severity = severity
        self.position = position
        self.text = text
        self.arguments = arguments
        self.related = related
    }
}
