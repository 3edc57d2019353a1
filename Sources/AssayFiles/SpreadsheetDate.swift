internal import Findings

/// Names that a spreadsheet makes of sample codes such as `1-2`: a month and a day, without a year.
enum SpreadsheetDate {
    /// Whether a name is one: `1月2日`, `Jan-02`, `2-Jan`.
    static func isLikely(_ name: String) -> Bool {
        guard name.utf8.count <= 16 else { return false }
        if name.hasSuffix("日"), let month = name.firstIndex(of: "月") {
            return isNumber(name[..<month]) && isNumber(name[name.index(after: month)...].dropLast())
        }
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        return isMonth(parts[0]) && isNumber(parts[1]) || isNumber(parts[0]) && isMonth(parts[1])
    }

    private static func isNumber(_ text: Substring) -> Bool { (1...2).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    private static func isMonth(_ text: Substring) -> Bool {
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].contains(String(text))
    }
}

extension AssayDocument {
    /// Names each sample or injection whose name a spreadsheet may have made of a code.
    mutating func nameSpreadsheetDates() {
        guard readings.mayHoldName(where: SpreadsheetDate.isLikely) else { return }
        var seen: Set<String> = []
        var last = ("", "")
        for reading in readings where reading.injection != last.0 || reading.sampleText != last.1 {
            last = (reading.injection, reading.sampleText)
            for name in [reading.injection, reading.sampleText] where SpreadsheetDate.isLikely(name) && seen.insert(name).inserted {
                findings.append(Finding("A052", .warning, at: reading.position, text: name))
            }
        }
    }
}
