/// What stands in the margins of each printed page.
package struct PageMarks: Hashable, Sendable {
    /// The number of the report, at the top left of all pages but the first.
    package var number: String
    /// Secrecy, distribution and copy, at the top right.
    package var marks: String
    /// At the bottom left.
    package var foot: String

    package init(number: String, marks: String, foot: String) {
        self.number = number
        self.marks = marks
        self.foot = foot
    }
}

/// The page of a report made ready for paper: the same HTML, with what a printer of HTML to PDF does not understand said otherwise.
///
/// WeasyPrint 57 knows no custom properties in shorthands, no drawing that is shared between figures, no font of the
/// page inside a figure and no grid. So the colours stand as values, shared drawings in each figure, fonts on each
/// figure; what a reader unfolds on the screen, and the script, is left out.
package enum PaperPage {
    /// Returns the page for paper.
    ///
    /// - Throws: `TemplateError` where the shipped style for paper is missing. Complexity: linear in the length of the page, but for shared drawings.
    package static func make(_ html: [UInt8], marks: PageMarks) throws(TemplateError) -> [UInt8] {
        let page = Array(String(decoding: html, as: UTF8.self).utf8)
        var style = try PageTemplate.paperStyle()
        for (name, text) in [("var-number", marks.number), ("var-marks", marks.marks), ("var-foot", marks.foot)] {
            style = style.joined(around: name, by: cssText(text))
        }
        var text = withoutElements(page, from: "<script>", to: "</script>")
        text = withoutElements(text, from: "<details class=\"full\">", to: "</details>")
        text = withoutElements(text, from: "<div class=\"choosable\" hidden", to: "</div>")
        text = inlined(text)
        let values = properties(text)
        text = substituted(text, values)
        text = replaced(text, "<svg ", "<svg font-family=\"WenQuanYi Micro Hei, Noto Sans CJK SC\" ")
        return replaced(text, "</style>", style + "</style>", isFirstOnly: true)
    }

    /// A text as a string of CSS: nothing in it can end the string.
    static func cssText(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == " ")
            if isPlain {
                result.unicodeScalars.append(scalar)
            } else if scalar.value >= 0x20, scalar.value != 0x7F {
                let digits = String(scalar.value, radix: 16)
                result += "\\" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            }
        }
        return result + "\""
    }

    /// Where a sequence of bytes begins, from a place on.
    private static func find(_ needle: [UInt8], in text: [UInt8], from start: Int) -> Int? {
        guard let first = needle.first, text.count >= needle.count, start <= text.count - needle.count else { return nil }
        var place = start
        let last = text.count - needle.count
        while place <= last {
            guard let candidate = text[place...last].firstIndex(of: first) else { return nil }
            if text[candidate..<(candidate + needle.count)].elementsEqual(needle) { return candidate }
            place = candidate + 1
        }
        return nil
    }

    private static func replaced(_ text: [UInt8], _ old: String, _ new: String, isFirstOnly: Bool = false) -> [UInt8] {
        let needle = Array(old.utf8)
        var out: [UInt8] = []
        out.reserveCapacity(text.count + 4096)
        var place = 0
        while let found = find(needle, in: text, from: place) {
            out += text[place..<found]
            out += new.utf8
            place = found + needle.count
            if isFirstOnly { break }
        }
        return out + text[place...]
    }

    /// The text without each element that begins and ends so; none of them holds another of its kind.
    private static func withoutElements(_ text: [UInt8], from opening: String, to closing: String) -> [UInt8] {
        let (head, tail) = (Array(opening.utf8), Array(closing.utf8))
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var place = 0
        while let found = find(head, in: text, from: place), let end = find(tail, in: text, from: found) {
            out += text[place..<found]
            place = end + tail.count
        }
        return out + text[place...]
    }

    /// Each `<use>` of a shared drawing as the drawing itself: a group as it is, a path with the paint of who uses it.
    private static func inlined(_ text: [UInt8]) -> [UInt8] {
        let (head, quote, tail) = (Array("<use href=\"#".utf8), UInt8(ascii: "\""), Array("/>".utf8))
        var drawings: [[UInt8]: [UInt8]] = [:]
        var out: [UInt8] = []
        out.reserveCapacity(text.count + 65_536)
        var place = 0
        while let found = find(head, in: text, from: place), let nameEnd = text[(found + head.count)...].firstIndex(of: quote),
            let end = find(tail, in: text, from: nameEnd)
        {
            let name = Array(text[(found + head.count)..<nameEnd])
            out += text[place..<found]
            if drawings[name] == nil { drawings[name] = group(name, in: text) ?? path(name, in: text) ?? [] }
            let drawing = drawings[name] ?? []
            let paint = text[(nameEnd + 1)..<end]
            if drawing.starts(with: "<g>".utf8), !paint.isEmpty {
                out += "<g".utf8
                out += paint
                out += drawing.dropFirst(2)
            } else if drawing.starts(with: "<path".utf8) {
                out += "<path".utf8
                out += paint
                out += drawing.dropFirst(5)
            } else {
                out += drawing
            }
            place = end + tail.count
        }
        return out + text[place...]
    }

    /// The group with an identifier, without the identifier.
    private static func group(_ name: [UInt8], in text: [UInt8]) -> [UInt8]? {
        let head = Array("<g id=\"".utf8) + name + Array("\">".utf8)
        guard let start = find(head, in: text, from: 0) else { return nil }
        var depth = 1
        var place = start + head.count
        while depth > 0, let next = text[place...].firstIndex(of: UInt8(ascii: "<")) {
            if text[next...].starts(with: "</g>".utf8) {
                depth -= 1
            } else if text[next...].starts(with: "<g>".utf8) || text[next...].starts(with: "<g ".utf8) {
                depth += 1
            }
            place = next + 1
        }
        guard depth == 0 else { return nil }
        return Array("<g>".utf8) + text[(start + head.count)..<(place - 1)] + Array("</g>".utf8)
    }

    /// The path with an identifier, without the identifier.
    private static func path(_ name: [UInt8], in text: [UInt8]) -> [UInt8]? {
        let head = Array("<path id=\"".utf8) + name + Array("\"".utf8)
        guard let start = find(head, in: text, from: 0), let end = text[start...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
        return Array("<path".utf8) + text[(start + head.count)...end]
    }

    /// The custom properties of the page in the light: name to value.
    private static func properties(_ text: [UInt8]) -> [[UInt8]: [UInt8]] {
        guard let start = find(Array(":root{".utf8), in: text, from: 0), let end = text[start...].firstIndex(of: UInt8(ascii: "}")) else { return [:] }
        var values: [[UInt8]: [UInt8]] = [:]
        for part in text[(start + 6)..<end].split(separator: UInt8(ascii: ";")) {
            guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = part[..<colon].filter { $0 > 0x20 }
            if name.starts(with: "--".utf8) { values[Array(name)] = Array(part[(colon + 1)...]) }
        }
        return values
    }

    private static func substituted(_ text: [UInt8], _ values: [[UInt8]: [UInt8]]) -> [UInt8] {
        let head = Array("var(".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var place = 0
        while let found = find(head, in: text, from: place), let end = text[found...].firstIndex(of: UInt8(ascii: ")")) {
            let name = Array(text[(found + head.count)..<end])
            out += text[place..<found]
            if let value = values[name] {
                out += value
                place = end + 1
            } else {
                out += head
                place = found + head.count
            }
        }
        return out + text[place...]
    }
}

extension String {
    /// The text with each occurrence of a word replaced.
    fileprivate func joined(around word: String, by text: String) -> String {
        split(separator: word, omittingEmptySubsequences: false).joined(separator: text)
    }
}
