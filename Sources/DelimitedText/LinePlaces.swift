package import Findings

/// Lines and columns of ascending offsets of a text: each byte is counted once.
package struct LinePlaces {
    private let text: DecodedText
    private var offset: Int
    private var line = 1
    private var column = 1

    package init(_ text: DecodedText) {
        self.text = text
        offset = text.start
    }

    /// The 1-based line and character column of an offset in the text's bytes, not before the one asked for last.
    ///
    /// - Complexity: linear in the bytes since the last offset.
    package mutating func position(ofByte wanted: Int) -> SourcePosition {
        let bytes = text.bytes
        while offset < min(wanted, bytes.count) {
            let byte = bytes[offset]
            if byte == Mark.lf || byte == Mark.cr && !(offset + 1 < bytes.count && bytes[offset + 1] == Mark.lf) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
            offset += 1
        }
        return SourcePosition(file: text.file, line: line, column: column, byteOffset: text.encoding == .utf8 ? wanted : nil)
    }
}
