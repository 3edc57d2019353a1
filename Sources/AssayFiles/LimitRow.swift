internal import DelimitedText
internal import Findings

/// Rows of a table of samples that hold limits of the method: `Method detection limits (ug/L) =>`, `LOQ`, `检出限`.
///
/// They stand above or below the samples, with a figure for each analyte, and look like a sample that holds little of everything.
enum LimitRow {
    /// Whether a name is that of a row of limits; a unit and what points at the figures are no part of it. `LOD-1` may be a sample.
    static func isName(_ text: String) -> Bool {
        let end = text.firstIndex { "(（[【<>＝=:：→".contains($0) } ?? text.endIndex
        var name = text[..<end].lowercased().filter { $0.isLetter || $0.isNumber || $0 == "/" }
        if let unit = units.first(where: { name.hasSuffix($0) }) { name.removeLast(unit.count) }
        return names.contains(name) || endings.contains { name.hasSuffix($0) }
    }

    private static let units = ["ng/l", "ug/l", "µg/l", "μg/l", "pg/l", "ng/ml", "ug/ml", "pg/ml"]

    private static let names: Set<String> = ["lod", "lods", "loq", "loqs", "lod/loq", "mdl", "mdls", "mql", "mqls", "mrl", "mrls", "pql", "lloq", "mlod", "mloq"]

    private static let endings = [
        "detectionlimit", "detectionlimits", "limitofdetection", "limitsofdetection", "limitofquantification", "limitofquantitation", "limitsofquantification",
        "quantificationlimit", "quantificationlimits", "quantitationlimit", "quantitationlimits", "reportinglimit", "reportinglimits", "检出限", "定量限", "检测限",
        "检出下限", "定量下限",
    ]
}

extension AssayTable {
    /// Whether a row holds limits and is no injection: then it is named and left out.
    mutating func isOfLimits(_ raw: RawReading, row: Int, name: String) -> Bool {
        guard raw.isEmpty(.sampleType), raw.isEmpty(.dataFile), LimitRow.isName(name) else { return false }
        findings.append(Finding("A116", .info, at: table.position(row, 0), text: name))
        return true
    }
}
