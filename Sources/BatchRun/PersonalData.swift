internal import DelimitedText
internal import ProgrammeFiles

/// What identifies a person in a table of the inbox: such a file is refused before a copy of it is taken.
///
/// Tables in text are looked into; what lies in a workbook is seen only when it is read.
package enum PersonalData {
    /// Bytes from the beginning that are looked at: the header and the first rows of any export.
    private static let beginning = 256 << 10
    private static let rowLimit = 500
    private static let aliases = ColumnAliases.shipped

    /// The header, or the cell, by which a file names persons; nil where it does not.
    package static func column(_ size: Int64, _ read: (Int64, Int) -> [UInt8]) -> String? {
        var bytes = read(0, beginning)
        if Int64(bytes.count) < size, let end = bytes.lastIndex(of: 0x0A) { bytes.removeLast(bytes.count - end - 1) }
        let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        guard isWide || !bytes.contains(0), let table = DelimitedTable.read(bytes, file: "").table else { return nil }
        for row in 0..<min(table.rowCount, rowLimit) {
            // A header has several columns; a line of text that holds such a word has not.
            let count = table.fieldCount(row)
            for column in 0..<count {
                let text = table.text(row, column)
                if isIdentityNumber(text) || count > 1 && aliases.namesPerson(text) { return text }
            }
        }
        return nil
    }

    /// Whether a text is the number of a resident identity card: 17 digits with a real date, and the check digit of GB 11643-1999
    /// (ISO 7064, MOD 11-2).
    package static func isIdentityNumber(_ text: String) -> Bool {
        let digits = Array(text.utf8)
        guard digits.count == 18, digits.dropLast().allSatisfy({ (48...57).contains($0) }) else { return false }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + Int($1) - 48 } }
        guard (1850...2200).contains(number(6..<10)), (1...12).contains(number(10..<12)), (1...31).contains(number(12..<14)) else { return false }
        var remainder = 0
        for digit in digits.dropLast() { remainder = (remainder + Int(digit) - 48) * 2 % 11 }
        let check = (12 - remainder) % 11
        let last = digits[17]
        return check == 10 ? last == UInt8(ascii: "X") || last == UInt8(ascii: "x") : last == UInt8(48 + check)
    }
}
