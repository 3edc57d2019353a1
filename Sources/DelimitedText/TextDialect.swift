/// How the bytes of a file stand for characters.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case gb18030 = "GB18030"
    case big5 = "Big5"
    case windows1252 = "Windows-1252"
}

/// How lines end; `mixed` where a file holds more than one kind.
package enum LineEnd: String, Sendable, CaseIterable { case lf = "LF", crlf = "CRLF", cr = "CR", mixed }

/// How a delimited text was written, as far as its bytes tell.
package struct TextDialect: Hashable, Sendable {
    package var encoding: TextEncoding
    package var hasByteOrderMark: Bool
    package var lineEnd: LineEnd
    /// The byte between fields: `,`, `;`, TAB or `|`.
    package var delimiter: UInt8

    package init(encoding: TextEncoding, hasByteOrderMark: Bool, lineEnd: LineEnd, delimiter: UInt8) {
        self.encoding = encoding
        self.hasByteOrderMark = hasByteOrderMark
        self.lineEnd = lineEnd
        self.delimiter = delimiter
    }
}

/// Bounds that keep a hostile file from taking the machine's memory.
package struct TextLimits: Hashable, Sendable {
    /// Bytes of a file; a larger one is refused.
    package var fileBytes = 2_000_000_000
    /// Bytes of a row; a longer one is set aside.
    package var rowBytes = 4 << 20
    /// Fields of a row; one with more is set aside.
    package var columns = 16_384
    /// Rows of a table; what follows is set aside.
    package var rows = 50_000_000

    package init() {}
}

/// The bytes that a delimited text is built from.
enum Mark {
    static let tab: UInt8 = 0x09
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let comma: UInt8 = 0x2C
    static let semicolon: UInt8 = 0x3B
    static let bar: UInt8 = 0x7C
}
