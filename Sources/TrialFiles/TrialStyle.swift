package import AssayFiles

/// How a table is put into text.
package struct TrialStyle: Hashable, Sendable {
    package var delimiter: Character
    package var lineEnd: String
    /// The decimal mark.
    package var mark: String

    package init(delimiter: Character, lineEnd: String = "\n", mark: String = ".") {
        self.delimiter = delimiter
        self.lineEnd = lineEnd
        self.mark = mark
    }

    /// The delimiter that a format's software writes.
    package static func usual(_ format: AssayFormat) -> TrialStyle {
        switch format {
        case .sciexLong, .sciexAnalyst, .targetLynxSummary, .labSolutions: TrialStyle(delimiter: "\t")
        default: TrialStyle(delimiter: ",")
        }
    }

    /// Rows of fields as text; a field is quoted where it must be.
    package func text(_ rows: [[String]]) -> String {
        var text = ""
        for row in rows {
            for (index, field) in row.enumerated() {
                if index > 0 { text.append(delimiter) }
                let isQuoted = field.contains(delimiter) || field.contains { $0 == "\"" || $0.isNewline }
                text += isQuoted ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
            }
            text += lineEnd
        }
        return text
    }
}
