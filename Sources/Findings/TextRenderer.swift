/// Writes a finding as the lines that a person reads on a terminal.
///
/// ```
/// inbox/batch.txt:418:37: error[A012]: concentration "1,240" …
///   why: …
///   fix: …
/// ```
package struct TextRenderer: Sendable {
    /// Whether severities are coloured with ANSI codes; the severity word always stands.
    package var colour: Bool

    package init(colour: Bool = false) { self.colour = colour }

    /// Returns the lines of a finding, without a final newline.
    package func lines(of finding: Finding, text: FindingText) -> String {
        let place = finding.position.map { harmless($0.description) + ": " } ?? ""
        var lines = "\(place)\(painted(finding.severity))[\(finding.code.rawValue)]: \(harmless(text.what, limit: 2000))"
        if !text.why.isEmpty { lines += "\n  why: " + harmless(text.why, limit: 2000) }
        if !text.fix.isEmpty { lines += "\n  fix: " + harmless(text.fix, limit: 2000) }
        for position in finding.related { lines += "\n  note: " + harmless(position.description) }
        return lines
    }

    private func painted(_ severity: Severity) -> String {
        guard colour else { return severity.rawValue }
        let code =
            switch severity {
            case .info: "36"
            case .warning: "33"
            case .error, .fatal: "31"
            }
        return "\u{1B}[1;\(code)m\(severity.rawValue)\u{1B}[0m"
    }
}
