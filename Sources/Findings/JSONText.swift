/// A JSON value written by our own code: keys in the order given, numbers as given, no locale.
///
/// Output must be the same bytes on every run; `JSONEncoder` gives neither the order of
/// keys nor the digits of numbers that this project promises.
package indirect enum JSONText: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    /// A number already written as JSON digits.
    case digits(String)
    case string(String)
    case array([JSONText])
    case object([(String, JSONText)])

    /// The compact text, on one line.
    package var text: String {
        var result = ""
        write(into: &result)
        return result
    }

    /// The text with one member a line down to `depth` levels, and compact below.
    package func indented(depth: Int = 2) -> String {
        var result = ""
        write(into: &result, level: 0, depth: depth)
        return result + "\n"
    }

    private func write(into result: inout String, level: Int = 0, depth: Int = 0) {
        let broken = level < depth
        let inner = broken ? "\n" + String(repeating: "  ", count: level + 1) : ""
        let outer = broken ? "\n" + String(repeating: "  ", count: level) : ""
        switch self {
        case .null: result += "null"
        case .bool(let value): result += value ? "true" : "false"
        case .integer(let value): result += String(value)
        case .digits(let value): result += value
        case .string(let value): JSONText.quote(value, into: &result)
        case .array(let values):
            guard !values.isEmpty else { result += "[]"; return }
            result += "["
            for (index, value) in values.enumerated() {
                if index > 0 { result += broken ? "," : ", " }
                result += inner
                value.write(into: &result, level: level + 1, depth: depth)
            }
            result += outer + "]"
        case .object(let members):
            guard !members.isEmpty else { result += "{}"; return }
            result += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { result += broken ? "," : ", " }
                result += inner
                JSONText.quote(member.0, into: &result)
                result += ": "
                member.1.write(into: &result, level: level + 1, depth: depth)
            }
            result += outer + "}"
        }
    }

    private static func quote(_ text: String, into result: inout String) {
        result += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F || scalar.value == 0x2028 || scalar.value == 0x2029 {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        result += "\""
    }
}

extension Finding {
    /// The finding as one line of JSON Lines, with its sentences in one language.
    package func json(_ text: FindingText) -> JSONText {
        .object([
            ("code", .string(code.rawValue)), ("severity", .string(severity.rawValue)),
            ("file", position.map { .string($0.file) } ?? .null),
            ("sheet", position?.sheet.map { .string($0) } ?? .null),
            ("line", position?.line.map { .integer($0) } ?? .null),
            ("column", position?.column.map { .integer($0) } ?? .null),
            ("text", .string(self.text)),
            ("what", .string(text.what)), ("why", .string(text.why)), ("fix", .string(text.fix)),
        ])
    }
}
