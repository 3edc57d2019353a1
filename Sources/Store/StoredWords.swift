internal import Findings
internal import Foundation
internal import Monitoring

/// Lists and words in a column: JSON with sorted keys, so that equal values are equal bytes.
enum StoredWords {
    static func text(_ words: [String]) -> String { JSONText.array(words.map { .string($0) }).text }

    static func text(_ words: [String: String]) -> String { object(words).text }

    static func text(_ reasons: [Reason]) -> String {
        JSONText.array(reasons.map { .object([("key", .string($0.key)), ("arguments", object($0.arguments))]) }).text
    }

    static func text(_ positions: [SourcePosition]) -> String {
        func number(_ value: Int?) -> JSONText { value.map { .integer($0) } ?? .null }
        return JSONText.array(
            positions.map {
                .object([
                    ("file", .string($0.file)), ("sheet", $0.sheet.map { .string($0) } ?? .null), ("line", number($0.line)),
                    ("column", number($0.column)), ("byteOffset", number($0.byteOffset)),
                ])
            }
        ).text
    }

    /// Throws `damaged` where the text is not what the store wrote.
    static func words(_ text: String, path: String) throws -> [String] { text == "[]" ? [] : try decode(text, path: path) }

    static func dictionary(_ text: String, path: String) throws -> [String: String] { text == "{}" ? [:] : try decode(text, path: path) }

    static func positions(_ text: String, path: String) throws -> [SourcePosition] { text == "[]" ? [] : try decode(text, path: path) }

    static func reasons(_ text: String, path: String) throws -> [Reason] {
        guard text != "[]" else { return [] }
        let stored: [StoredReason] = try decode(text, path: path)
        return stored.map { Reason($0.key, $0.arguments) }
    }

    private struct StoredReason: Decodable {
        var key: String
        var arguments: [String: String]
    }

    private static func object(_ words: [String: String]) -> JSONText {
        .object(words.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { ($0.key, .string($0.value)) })
    }

    private static func decode<Value: Decodable>(_ text: String, path: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw StoreError.damaged(path: path, reason: "unreadable words \(harmless(text, limit: 60))")
        }
    }
}

extension RawRepresentable where RawValue == String {
    /// The value of a column whose words this program knows; throws `damaged` at any other word.
    static func stored(_ text: String, path: String) throws -> Self {
        guard let value = Self(rawValue: text) else {
            throw StoreError.damaged(path: path, reason: "unknown word \"\(harmless(text, limit: 40))\" where a \(Self.self) must stand")
        }
        return value
    }
}
