internal import AssayFiles
internal import DelimitedText
internal import Findings

/// Where the cells of a file stand, found the slow way: by lines and characters and not by the reader's own tables.
struct CellPlace {
    private let lines: [[Unicode.Scalar]]
    private let delimiter: Unicode.Scalar?

    init(_ bytes: [UInt8], _ document: AssayDocument) {
        var lines: [[Unicode.Scalar]] = [[]]
        if let text = DecodedText.decode(bytes, file: document.file).0 {
            var wasReturn = false
            for scalar in text.text.unicodeScalars {
                switch scalar {
                case "\n":
                    if !wasReturn { lines.append([]) }
                case "\r": lines.append([])
                default: lines[lines.count - 1].append(scalar)
                }
                wasReturn = scalar == "\r"
            }
        }
        self.lines = lines
        delimiter = document.delimiter.map { Unicode.Scalar($0) }
    }

    /// Whether a position lies in the file, or right behind the last character of its line.
    func holds(_ position: SourcePosition) -> Bool {
        guard let line = position.line, let column = position.column else { return false }
        guard line >= 1, line <= lines.count, column >= 1 else { return false }
        // XML counts bytes and names the end of a tag.
        return delimiter == nil || column <= lines[line - 1].count + 1
    }

    /// The text of the cell that begins at a position, without white space at its ends; nil where that cannot be told.
    func cell(_ position: SourcePosition) -> String? {
        guard let delimiter, let line = position.line, let column = position.column, lines.indices.contains(line - 1) else { return nil }
        let scalars = lines[line - 1].dropFirst(column - 1)
        var text = String.UnicodeScalarView()
        guard scalars.first == "\"" else {
            text.append(contentsOf: scalars.prefix { $0 != delimiter })
            return trimmed(String(text))
        }
        var rest = scalars.dropFirst()
        var isOpen = true
        while let scalar = rest.popFirst() {
            if isOpen, scalar == "\"" {
                if rest.first == "\"" { text.append(scalar) ; rest.removeFirst() } else { isOpen = false }
            } else if !isOpen, scalar == delimiter {
                return trimmed(String(text))
            } else {
                text.append(scalar)
            }
        }
        // A quoted field that goes on in the next line is not followed.
        return isOpen ? nil : trimmed(String(text))
    }

    private func trimmed(_ text: String) -> String {
        var view = text.unicodeScalars[...]
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { (0x09...0x0D).contains(scalar.value) || [0x20, 0xA0, 0x3000, 0xFEFF].contains(scalar.value) }
        while let first = view.first, isSpace(first) { view.removeFirst() }
        while let last = view.last, isSpace(last) { view.removeLast() }
        return String(String.UnicodeScalarView(view))
    }
}
