/// A text file in the making, as UTF-8 bytes.
struct TextBytes: Sendable {
    private(set) var bytes: [UInt8] = []
    /// What ends a line.
    let lineEnd: String

    init(lineEnd: String = "\n", reserving capacity: Int = 0) {
        self.lineEnd = lineEnd
        bytes.reserveCapacity(capacity)
    }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func line(_ text: String) {
        append(text)
        append(lineEnd)
    }

    /// A line of fields; none of ours holds a separator, so none is quoted.
    mutating func row(_ fields: [String], separator: String = ",") {
        for (index, field) in fields.enumerated() {
            if index > 0 { append(separator) }
            append(field)
        }
        append(lineEnd)
    }
}

/// A number with leading zeros.
func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
