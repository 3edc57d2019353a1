/// The rules of delimited text as a person would write them down: one byte at a time, no memory of speed.
struct SlowSplitter {
    var rows: [[String]] = []
    /// Line and character column, both from 1, of each field.
    var places: [[[Int]]] = []
    var hasOpenQuote = false

    init(_ text: [UInt8], delimiter: UInt8) {
        var index = 0
        var line = 1
        var column = 1
        func advance() {
            let byte = text[index]
            index += 1
            if byte == 0x0A || byte == 0x0D && !(index < text.count && text[index] == 0x0A) {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        while index < text.count {
            var row: [String] = []
            var rowPlaces: [[Int]] = []
            fields: while true {
                rowPlaces.append([line, column])
                var field: [UInt8] = []
                if index < text.count, text[index] == 0x22 {
                    advance()
                    while true {
                        guard index < text.count else { hasOpenQuote = true; return }
                        if text[index] == 0x22 {
                            if index + 1 < text.count, text[index + 1] == 0x22 {
                                field.append(0x22)
                                advance()
                                advance()
                                continue
                            }
                            advance()
                            break
                        }
                        field.append(text[index])
                        advance()
                    }
                }
                while index < text.count, text[index] != delimiter, text[index] != 0x0A, text[index] != 0x0D {
                    field.append(text[index])
                    advance()
                }
                row.append(String(decoding: field, as: UTF8.self))
                guard index < text.count else { break }
                if text[index] == delimiter {
                    advance()
                    continue fields
                }
                if text[index] == 0x0D, index + 1 < text.count, text[index + 1] == 0x0A { advance() }
                advance()
                break
            }
            rows.append(row)
            places.append(rowPlaces)
        }
    }
}
