internal import DelimitedText

/// The distinct texts of a file's cells: each is made once and has a number, by which what it means is remembered.
///
/// Number 0 is the empty text. Not to be used by two threads at a time.
final class CellTexts {
    private let dictionary = TextDictionary()
    private var texts = [""]

    /// The number of a cell's text.
    func number(_ row: Int, _ column: Int, of table: DelimitedTable) -> Int {
        let number = Int(table.code(row, column, in: dictionary))
        if number == texts.count { texts.append(trimmed(table.text(row, column))) }
        return number
    }

    /// The number of a text that stands in no cell.
    func number(of text: String) -> Int {
        let number = Int(dictionary.code(text.utf8.span))
        if number == texts.count { texts.append(text) }
        return number
    }

    /// A text by its number, without white space at its ends.
    subscript(number: Int) -> String { texts[number] }
}

/// What texts mean, by their numbers, each found once.
struct TextMeanings<Meaning> {
    private var meanings: [Meaning?] = []

    /// What a text means, where that was found before.
    func known(_ number: Int) -> Meaning? { number < meanings.count ? meanings[number] : nil }

    /// What a text means.
    mutating func meaning(of number: Int, find: () -> Meaning) -> Meaning {
        if let known = known(number) { return known }
        let meaning = find()
        while meanings.count <= number { meanings.append(nil) }
        meanings[number] = meaning
        return meaning
    }
}
