/// The page of a report as tags and texts, in order: what its own writer wrote, nothing else.
struct PageTokens: Sequence, IteratorProtocol {
    enum Token: Equatable {
        /// A tag that opens, with its name and its attributes as written; each is closed, also where the page leaves that out.
        case open(String, attributes: String)
        case close(String)
        /// A text with its entities resolved.
        case text(String)
    }

    private let bytes: [UInt8]
    private var place: Int
    /// The name of an element that ended where it began.
    private var ended: String?

    /// - Parameter page: well-formed: each `<` begins a tag, each `>` of a tag ends it, since texts and attributes are escaped.
    init(_ page: [UInt8]) {
        bytes = page
        place = 0
    }

    mutating func next() -> Token? {
        if let name = ended {
            ended = nil
            return .close(name)
        }
        guard place < bytes.count else { return nil }
        guard bytes[place] == UInt8(ascii: "<") else {
            let end = bytes[place...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
            defer { place = end }
            return .text(PageTokens.resolved(String(decoding: bytes[place..<end], as: UTF8.self)))
        }
        let end = bytes[place...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1
        var tag = bytes[(place + 1)..<end]
        place = end + 1
        if tag.first == UInt8(ascii: "/") { return .close(String(decoding: tag.dropFirst(), as: UTF8.self)) }
        let isWhole = tag.last == UInt8(ascii: "/")
        if isWhole { tag = tag.dropLast() }
        let name = String(decoding: tag.prefix { $0 > 0x20 }, as: UTF8.self)
        if isWhole || PageTokens.void.contains(name) { ended = name }
        let attributes = String(decoding: tag.drop { $0 > 0x20 }, as: UTF8.self)
        // A script and a style are no text.
        if name == "script" || name == "style" { skip(to: "</" + name) }
        return .open(name, attributes: attributes)
    }

    /// Elements of HTML that have no end.
    private static let void: Set<String> = ["br", "hr", "img", "input", "link", "meta"]

    private mutating func skip(to ending: String) {
        let needle = Array(ending.utf8)
        while place < bytes.count, !bytes[place...].starts(with: needle) {
            place = bytes[(place + 1)...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        }
    }

    /// The entities that this room writes, as what they stand for.
    private static func resolved(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            rest = rest[start...]
            guard let known = entities.first(where: { rest.hasPrefix($0.entity) }) else {
                result.append("&")
                rest = rest.dropFirst()
                continue
            }
            result += known.text
            rest = rest.dropFirst(known.entity.count)
        }
        return result + rest
    }

    private static let entities: [(entity: String, text: String)] = [
        ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#96;", "`"),
    ]
}
