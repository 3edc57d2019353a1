/// A language that faces users.
package enum Language: String, Sendable, Codable, CaseIterable {
    case chinese = "zh-Hans"
    case english = "en"
}
