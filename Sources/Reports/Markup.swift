internal import Findings

/// HTML or SVG text in the making: what comes from data is escaped, once, here.
///
/// `raw` takes only markup written in this room; `text` and `attribute` take anything.
struct Markup {
    private(set) var string = ""

    init(capacity: Int = 0) { string.reserveCapacity(capacity) }

    /// Appends markup of our own.
    mutating func raw(_ markup: String) { string += markup }

    mutating func raw(_ markup: Markup) { string += markup.string }

    /// Appends text as character data.
    mutating func text(_ text: String) { Markup.escape(text, into: &string) }

    /// Appends ` name="value"`.
    mutating func attribute(_ name: String, _ value: String) {
        string += " "
        string += name
        string += "=\""
        Markup.escape(value, into: &string)
        string += "\""
    }

    /// Appends `<tag class="…">text</tag>`.
    mutating func element(_ tag: String, class style: String = "", _ text: String) {
        string += "<" + tag
        if !style.isEmpty { attribute("class", style) }
        string += ">"
        self.text(text)
        string += "</" + tag + ">"
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        escape(text, into: &result)
        return result
    }

    /// Escapes `& < > " '` and the grave accent; control characters other than TAB and LF become U+FFFD (HTML and XML forbid them).
    static func escape(_ text: String, into result: inout String) {
        let isPlain = text.utf8.allSatisfy {
            switch $0 {
            case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), 0..<0x20, 0x7F:
                false
            default: true
            }
        }
        if isPlain {
            result += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "`": result += "&#96;"
            default:
                if (scalar.value < 0x20 && scalar != "\t" && scalar != "\n") || scalar.value == 0x7F {
                    result += "\u{FFFD}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
    }
}

/// How wide a text stands in a figure, in units of its font size.
enum TextWidth {
    /// An estimate without a font: 1 for CJK and other wide characters, 0.56 for the rest, 0.72 for capitals.
    static func of(_ text: String) -> Double {
        text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Double {
        switch scalar.value {
        case 0x1100...0x11FF, 0x2E80...0xFFDC, 0x1F000...0x3FFFF: 1
        case 0x41...0x5A: 0.68
        case 0x30...0x39, 0x61...0x7A: 0.56
        case 0x20, 0x21, 0x2C, 0x2E, 0x3A, 0x3B, 0x27, 0x7C: 0.3
        default: 0.6
        }
    }

    /// The text, or as much of it as fits with an ellipsis.
    static func fitted(_ text: String, width: Double) -> String {
        guard of(text) > width else { return text }
        var used = 0.8
        var result = ""
        for character in text {
            let next = of(String(character))
            if used + next > width { break }
            used += next
            result.append(character)
        }
        return result + "…"
    }
}
