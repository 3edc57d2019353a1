// Memory is touched directly here because the encoder's library hands out pointers.
private import CQREncode

/// A QR code (ISO/IEC 18004) of a short text, as a square of dark and light modules.
package struct QuickCode: Hashable, Sendable {
    /// Modules on a side, without the quiet zone.
    package let side: Int
    private let dark: [Bool]

    /// Encodes a text, as small as its length lets it be, with error correction of level M (15 % of the modules may be lost).
    ///
    /// - Returns: nil where the text is empty, holds other characters than printable ASCII (scanners guess the encoding of those, and guess
    ///   wrong), or is longer than a code can hold (2,331 characters at this level).
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), let code = unsafe QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { unsafe QRcode_free(code) }
        let width = Int(unsafe code.pointee.width)
        guard width > 0, width <= 177, let data = unsafe code.pointee.data else { return nil }
        side = width
        // The lowest bit of each byte says dark; the others say what the module is for.
        dark = (0..<(width * width)).map { unsafe data[$0] & 1 == 1 }
    }

    package func isDark(row: Int, column: Int) -> Bool {
        (0..<side).contains(row) && (0..<side).contains(column) && dark[row * side + column]
    }

    /// The commands of an SVG path over the dark modules, one unit a module, with the quiet zone of four modules around them.
    var path: String {
        var result = ""
        for row in 0..<side {
            var column = 0
            while column < side {
                guard isDark(row: row, column: column) else {
                    column += 1
                    continue
                }
                var end = column
                while end < side, isDark(row: row, column: end) { end += 1 }
                result += "M\(column + 4) \(row + 4)h\(end - column)v1h-\(end - column)z"
                column = end
            }
        }
        return result
    }

    /// The code as an SVG picture of its own; black on white, as scanners need it.
    package func svg(label: String) -> String {
        let size = side + 8
        return "<svg viewBox=\"0 0 \(size) \(size)\" role=\"img\" aria-label=\"\(Markup.escaped(label))\" shape-rendering=\"crispEdges\">"
            + "<rect width=\"\(size)\" height=\"\(size)\" fill=\"#ffffff\"/><path d=\"\(path)\" fill=\"#000000\"/></svg>"
    }
}
