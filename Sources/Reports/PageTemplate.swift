package import Findings
internal import Mustache
internal import ShippedTables

/// Why the page has no frame: a defect of the build, never of the data.
package struct TemplateError: Error, Hashable, Sendable {
    /// The name of the shipped table.
    package let name: String

    /// Finding R002.
    package var finding: Finding { Finding("R002", .fatal, text: name, ["template": name]) }
}

/// The shipped frame of the page with its style sheet and script, and the card of an alert.
struct PageTemplate {
    private let frameTemplate: MustacheTemplate
    private let alertTemplate: MustacheTemplate
    let style: String
    let script: String
    /// What the page may load and run: its own script, its own styles, nothing else.
    let policy: String

    static let frameName = "report/frame.html.mustache"
    static let alertName = "report/alert.html.mustache"

    /// SHA-256 of the shipped script, base64, for the content security policy; a test holds it against the file.
    static let scriptDigest = "zvyvAYJhKOviupYHXKdE7IOfI0Fj+eOhWqCxSx+Ness="

    static func shipped() throws(TemplateError) -> PageTemplate {
        PageTemplate(
            frameTemplate: try template(frameName), alertTemplate: try template(alertName), style: try text("report/page.css"),
            script: try text("report/page.js"),
            policy: "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-\(scriptDigest)'; img-src data:; base-uri 'none'; form-action 'none'")
    }

    /// What paper needs besides the style of the page.
    static func paperStyle() throws(TemplateError) -> String { try text("report/paper.css") }

    func frame(_ context: [String: Any]) -> String { frameTemplate.render(context) }

    func alert(_ context: [String: Any]) -> String { alertTemplate.render(context) }

    /// The names that a shipped template asks for and that a context does not hold: Mustache would render them as nothing.
    static func unknownKeys(in name: String, _ context: [String: Any]) throws(TemplateError) -> [String] {
        var unknown: [String] = []
        var scopes: [[String: Any]?] = [context]
        for part in try text(name).split(separator: "{{").dropFirst() {
            guard let tag = part.split(separator: "}}", maxSplits: 1).first else { continue }
            let key = String(tag.drop { "{#^/&".contains($0) })
            if tag.hasPrefix("/") {
                scopes.removeLast(scopes.count > 1 ? 1 : 0)
                continue
            }
            // An empty list leaves nothing to check inside: the scope is unknown, and any name is allowed.
            let isKnown = key == "." || scopes.contains { $0 == nil || $0?[key] != nil }
            if !isKnown { unknown.append("\(name): \(key)") }
            guard tag.hasPrefix("#") else { continue }
            let value = scopes.reversed().compactMap { $0?[key] }.first
            // An empty array is one of any kind.
            let isEmpty = (value as? [Any])?.isEmpty ?? true
            scopes.append((value as? [[String: Any]])?.first ?? (!isEmpty && value is [String] ? [:] : nil))
        }
        return unknown
    }

    private static func text(_ name: String) throws(TemplateError) -> String {
        guard let table = ShippedTable.named(name) else { throw TemplateError(name: name) }
        return table.text
    }

    private static func template(_ name: String) throws(TemplateError) -> MustacheTemplate {
        guard let template = try? MustacheTemplate(string: text(name)) else { throw TemplateError(name: name) }
        return template
    }
}
