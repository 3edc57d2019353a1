import DelimitedText
import Findings
import Testing

@Suite struct SheetTableTests {
    @Test func `A sheet is a table whose places name sheet, row and column`() throws {
        let table = try #require(
            DelimitedTable.sheet(
                "甲", file: "b.xlsx",
                rows: [
                    (2, [SheetField(column: 1, text: "a\tb"), SheetField(column: 3, text: "\"q\"")]),
                    (3, [SheetField(column: 2, text: "1.5", isFigure: true), SheetField(column: 3, text: "1.5")]),
                    (9, [SheetField(column: 1, text: "x\r\ny")]),
                ]))
        #expect(table.rowCount == 4)
        #expect((0..<4).map(table.fieldCount) == [3, 3, 0, 1])
        #expect(table.text(0, 0) == "a\tb" && table.text(0, 1).isEmpty && table.text(0, 2) == "\"q\"" && table.text(3, 0) == "x\r\ny" && table.text(3, 9).isEmpty)
        #expect(table.isBlank(2) && !table.isBlank(1))
        #expect(table.position(1, 1) == SourcePosition(file: "b.xlsx", sheet: "甲", line: 3, column: 2))
        #expect(table.position(3, 0).description == "b.xlsx[甲]:9:1")
        #expect(table.number(1, 1, mark: .point) == 1.5)
        #expect(table.isFigure(1, 1) && !table.isFigure(1, 2) && !table.isFigure(1, 0) && !table.isFigure(2, 0) && !table.isFigure(1, 7))
        #expect(table.sheetName == "甲")
    }

    @Test func `A far cell is refused beyond the bound on fields, and an empty sheet is a table without rows`() {
        #expect(DelimitedTable.sheet("s", file: "f", rows: [(1, [SheetField(column: 16_384, text: "x")])], fields: 16_383) == nil)
        #expect(DelimitedTable.sheet("s", file: "f", rows: [(1, [SheetField(column: 16_384, text: "x")])])?.fieldCount(0) == 16_384)
        #expect(DelimitedTable.sheet("s", file: "f", rows: [])?.rowCount == 0)
        #expect(DelimitedTable.read(Array("1,2\n".utf8), file: "f").table?.isFigure(0, 0) == false)
    }

    @Test func `The pieces of a sheet hold its rows, fields and places, whatever their size`() throws {
        let table = try #require(
            DelimitedTable.sheet(
                "甲", file: "b.xlsx",
                rows: [
                    (2, [SheetField(column: 1, text: "a\tb"), SheetField(column: 3, text: "\"q\"")]), (3, [SheetField(column: 2, text: "1.5", isFigure: true)]),
                    (9, [SheetField(column: 1, text: "x\r\ny"), SheetField(column: 2, text: "z")]), (12, [SheetField(column: 1, text: "end")]),
                ]))
        let body = TextBody(sheet: table)
        for size in [1, 5, 9, 1000] {
            let piece = TextPiece(body)
            var offset = body.start
            var row = 0
            while offset < body.end {
                piece.load(from: offset, to: offset + size, limits: TextLimits())
                for place in 0..<piece.rowCount {
                    #expect(piece.fieldCount(place) == table.fieldCount(row), "row \(row), pieces of \(size)")
                    for column in 0..<4 {
                        #expect(piece.text(place, column) == table.text(row, column) && piece.position(place, column) == table.position(row, column))
                        #expect(piece.isFigure(place, column) == table.isFigure(row, column))
                    }
                    row += 1
                }
                piece.select(width: 2)
                let places = piece.places(1, piece.ranges(1))
                for (place, number) in piece.rows.enumerated() {
                    #expect(places.text(place) == piece.text(Int(number), 1) && places.position(place) == piece.position(Int(number), 1))
                }
                guard piece.end > offset else { break }
                offset = piece.end
            }
            #expect(row == table.rowCount, "pieces of \(size)")
        }
    }
}
