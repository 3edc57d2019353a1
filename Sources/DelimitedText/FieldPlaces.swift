package import Findings

/// Where a column's field stands in each selected row of a piece, kept when the piece is used for another part of the text.
///
/// The texts and positions are worked out when they are asked for. Memory: 16 bytes a row; the bytes of the text are shared.
package struct FieldPlaces: Sendable {
    /// A field, by offsets in the piece.
    struct Place: Sendable {
        /// The number of its row in the piece.
        var row: UInt32
        var rowStart: UInt32
        var start: UInt32
        var end: UInt32
    }

    private let text: TextBody
    private let column: Int
    /// Offset of the piece in the text, the lines before it, and its first row in a sheet.
    private let start: Int
    private let linesBefore: Int
    private let firstRow: Int
    /// Rows of the piece with line ends within quotes, ascending, with how many stand up to and with each.
    private let innerRows: [Int]
    private let innerTotals: [Int]
    private let places: [Place]

    init(_ piece: TextPiece, _ column: Int, _ places: [Place]) {
        text = piece.text
        self.column = column
        start = piece.start
        linesBefore = piece.linesBefore
        firstRow = piece.firstRow
        innerRows = piece.scan.innerLines.map(\.row)
        innerTotals = piece.scan.innerLines.map(\.total)
        self.places = places
    }

    /// The field of a selected row without its quotes.
    package func text(_ place: Int) -> String {
        guard places.indices.contains(place), case let field = places[place], field.start < field.end else { return "" }
        return TextPiece.text(text.bytes[start + Int(field.start)..<start + Int(field.end)])
    }

    /// The 1-based line and character column of the field of a selected row; in a sheet, the row and column of its cell.
    package func position(_ place: Int) -> SourcePosition {
        guard places.indices.contains(place) else { return SourcePosition(file: text.file) }
        let field = places[place]
        if let sheet = text.sheet { return sheet.position(firstRow + Int(field.row), column) }
        let inner = innerRows.place(notBefore: Int(field.row))
        let line = linesBefore + Int(field.row) + 1 + (inner > 0 ? innerTotals[inner - 1] : 0)
        return text.position(ofByte: start + Int(min(field.start, field.end)), rowStart: start + Int(field.rowStart), line: line)
    }
}

extension TextPiece {
    /// Where a column's field stands in each selected row; asked for when `linesBefore` is known.
    package func places(_ column: Int, _ fields: FieldRanges) -> FieldPlaces { FieldPlaces(self, column, fields.places) }
}

/// The fields of a column, before it is known how many lines stand before their piece.
package struct FieldRanges: Sendable {
    let places: [FieldPlaces.Place]
}
