/// The sentences of a finding in one language: what was seen, why it matters, how to mend it.
package struct FindingText: Hashable, Sendable {
    package var what: String
    package var why: String
    package var fix: String

    package init(what: String, why: String, fix: String) {
        self.what = what
        self.why = why
        self.fix = fix
    }
}

/// Makes text from outside harmless on a terminal and in one line of a log.
///
/// Control characters (C0, DEL, C1), line separators and bidirectional controls are
/// written as `\u{…}`; text over `limit` characters is cut and marked with an ellipsis.
package func harmless(_ text: String, limit: Int = 200) -> String {
    var result = ""
    var count = 0
    for scalar in text.unicodeScalars {
        if count >= limit { return result + "…" }
        count += 1
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x200B...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF:
            result += "\\u{" + String(scalar.value, radix: 16) + "}"
        default:
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
