internal import GRDB

/// Texts that many rows share, each kept once and named by a number: file names, digests, batches, analytes.
///
/// Written, it makes the rows of the results less than half as large; read, every row shares the
/// storage of its texts with the others.
struct WordBook {
    private var numbers: [String: Int] = [:]
    private(set) var words: [String] = []
    /// The last text of each column and its number: neighbours mostly repeat.
    private var last: [(text: String, number: Int)]

    init(columns: Int) { last = Array(repeating: ("", -1), count: columns) }

    /// The number of a text, given out in the order of first use.
    mutating func number(of text: String, column: Int) -> Int {
        if last[column].number >= 0, last[column].text == text { return last[column].number }
        let number: Int
        if let known = numbers[text] {
            number = known
        } else {
            number = words.count
            numbers[text] = number
            words.append(text)
        }
        last[column] = (text, number)
        return number
    }

    func insert(_ database: Database) throws -> RowSum {
        var row = try BoundStatement(database, "INSERT INTO word (id, text) VALUES (?, ?)")
        for (number, word) in words.enumerated() {
            row.bindOrdinal(number)
            row.bind(word)
            try row.run()
        }
        return row.sum
    }

    /// The words in the order of their numbers, without gaps, and their sum.
    static func all(_ database: Database) throws -> (values: [String], sum: RowSum) {
        try database.summedRows("SELECT text FROM word ORDER BY id") { $0.text(0) }
    }
}
