package import Monitoring

/// How a report looks as a document, and the marks that it bears.
package struct DocumentMarks: Hashable, Sendable {
    /// Whether it stands under the red head of a Chinese official document (GB/T 9704-2012: copy number and secrecy at the top left, the
    /// issuing body in red, the number of the document, a red line).
    package var hasRedHead = false
    /// Who issues it, in both languages; empty for the programme's name.
    package var issuer = ""
    package var issuerEnglish = ""
    /// The secrecy mark, and to whom the report goes; empty for none.
    package var secrecy = ""
    package var distribution = ""
    /// The number of this copy, six digits on paper; nil where copies are not numbered.
    package var copy: Int?

    package init() {}

    /// The number of a copy as the red head has it.
    package static func copyText(_ copy: Int) -> String {
        let digits = String(copy)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }
}

/// For whom a report is.
package enum ReportEdition: Hashable, Sendable {
    /// Everything, for the house.
    case full
    /// One area with what lies in it: its own rows and nothing else.
    case area(AreaCode)
    /// One page for those who decide.
    case summary
    /// The short form in English.
    case short

    /// What follows the number of the report.
    package var suffix: String {
        switch self {
        case .full: ""
        case .area(let area): "-\(ReportEdition.fileName(area))"
        case .summary: "-S"
        case .short: "-EN"
        }
    }

    /// The sections of the page; nil for all.
    var sections: Set<String>? {
        switch self {
        case .full: nil
        case .area: ["summary", "alerts", "ranking", "trends", "pattern", "ratios", "anomalies", "areas", "assessment", "accountability", "estimates", "detection", "population", "restatements", "explain", "method", "limits", "signatures"]
        case .summary: ["summary", "areas", "signatures"]
        case .short: ["summary", "ranking", "areas", "detection", "method", "limits", "signatures"]
        }
    }

    /// An area's code as the name of a folder: letters, digits, hyphen and underscore; others as `~` and their hexadecimal number.
    package static func fileName(_ area: AreaCode) -> String {
        var name = ""
        for byte in area.rawValue.utf8.prefix(60) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            default: name += "~" + String(byte, radix: 16)
            }
        }
        return name.isEmpty ? "~" : name
    }
}

extension ReportContent {
    /// Sites of which an area, with what lies in it, holds at least this share of the people are its own.
    package static let ownShare = 0.5

    /// The content of an edition.
    ///
    /// The edition of an area holds its own sites and areas, and of what speaks of several sites only the part about its own: no map, no
    /// traceback, no file, no finding of the laboratory, and no sentence that names a site of somebody else. A site that serves
    /// several areas belongs to the one in which at least half of its people live; the others have it in their sums only.
    /// What is suppressed in the full report stays so.
    package func edition(_ edition: ReportEdition) -> ReportContent {
        var content = self
        content.edition = edition
        guard case .area(let area) = edition else { return content }
        let own = ownAreas(area)
        let sites = ownSites(own)
        let foreign = Set(self.sites.map(\.code)).subtracting(sites)
        func speaksOfOwn(_ reason: Reason) -> Bool { !reason.arguments.values.contains { Self.names(foreign, in: $0) } }
        content.sites = self.sites.filter { sites.contains($0.code) }
        content.areas = areas.filter { own.contains($0.code) }
        content.siteAreas = siteAreas.filter { sites.contains($0.site) && own.contains($0.area) }
        content.accountability = accountability.filter { sites.contains($0.site) }
        content.dailyLoads = dailyLoads.filter { sites.contains($0.site) }
        content.estimates = estimates.filter { sites.contains($0.site) }
        content.areaEstimates = areaEstimates.filter { own.contains($0.area) }
        content.detection = detection.filter { sites.contains($0.site) }
        content.changes = changes.filter { sites.contains($0.site) }
        content.assessments = assessments.filter { ($0.site.map { sites.contains($0) } ?? false) || ($0.area.map { own.contains($0) } ?? false) }
        content.anomalies = anomalies.filter { sites.contains($0.site) }.map { anomaly in
            var anomaly = anomaly
            anomaly.explanation.removeAll { !speaksOfOwn($0) }
            return anomaly
        }
        content.alerts = alerts.filter { sites.contains($0.site) }.map { alert in
            var alert = alert
            alert.alsoSeenAt.removeAll { !sites.contains($0) }
            alert.evidence.removeAll { !speaksOfOwn($0) }
            alert.otherExplanations.removeAll { !speaksOfOwn($0) }
            alert.nextSteps.removeAll { !speaksOfOwn($0) }
            return alert
        }
        content.ratios = ratios.filter { sites.contains($0.site) }
        content.populationChecks = populationChecks.filter { sites.contains($0.site) }
        content.history = history.mapValues { $0.filter { sites.contains($0.site) } }
        content.restatements = restatements.filter { item in
            let parts = item.key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard parts.count > 1 else { return false }
            return item.table == "area_estimates" ? own.contains(AreaCode(parts[1])) : sites.contains(SiteCode(parts[1]))
        }
        content.qualityChecks = []
        content.heldBatches = []
        content.rejects = []
        content.findings = []
        content.traces = []
        content.sewer = nil
        content.releasedNodes = nil
        content.inputs = []
        return content
    }

    /// An area with all that lies in it.
    private func ownAreas(_ area: AreaCode) -> Set<AreaCode> {
        var own: Set<AreaCode> = [area]
        var isGrowing = true
        while isGrowing {
            let below = areas.filter { $0.parent.map { own.contains($0) } ?? false && !own.contains($0.code) }
            isGrowing = !below.isEmpty
            own.formUnion(below.map(\.code))
        }
        return own
    }

    private func ownSites(_ own: Set<AreaCode>) -> Set<SiteCode> {
        var shares: [SiteCode: Double] = [:]
        for row in siteAreas where own.contains(row.area) && (row.validFrom.map { $0 <= period.lastDay } ?? true) && (row.validTo.map { $0 >= period.firstDay } ?? true) {
            shares[row.site, default: 0] += row.share
        }
        return Set(shares.filter { $0.value >= ReportContent.ownShare }.keys)
    }

    /// Whether a text names one of some sites, as a word of its own.
    private static func names(_ sites: Set<SiteCode>, in text: String) -> Bool {
        text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") || $0 == "、" }.contains { sites.contains(SiteCode(String($0))) }
    }
}
