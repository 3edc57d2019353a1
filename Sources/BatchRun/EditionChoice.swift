internal import Findings
package import Monitoring
internal import ProgrammeFiles
internal import Reports

/// The editions of a report that are asked for, by the words of headwater.yaml and of the command line.
package struct EditionChoice: Hashable, Sendable {
    /// What a programme may ask for: the full report always comes.
    package enum Name: String, Sendable, CaseIterable { case `internal`, districts, towns, neighbourhoods, summary, short }

    /// Nil takes those of headwater.yaml.
    package var names: [String]?
    /// Single areas by their codes.
    package var areas: [AreaCode]

    package init(names: [String]? = nil, areas: [AreaCode] = []) {
        self.names = names
        self.areas = areas
    }

    /// The editions besides the full report, without doubles, in the order of the words and of the codes of areas.
    ///
    /// - Returns: findings name what is unknown: an edition, or an area that the programme does not have.
    func editions(_ programme: Programme) -> (editions: [ReportEdition], findings: [Finding]) {
        var editions: [ReportEdition] = []
        var findings: [Finding] = []
        let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
        let codes = Set(programme.areas.map(\.code))
        func add(_ edition: ReportEdition) { if !editions.contains(edition) { editions.append(edition) } }
        func add(_ level: AreaLevel) {
            for area in programme.areas.filter({ $0.level == level }).map(\.code).sorted() { add(.area(area)) }
        }
        for word in names ?? programme.configuration.reports.editions {
            switch Name(rawValue: word) {
            case .internal: break
            case .districts: add(.district)
            case .towns: add(.town)
            case .neighbourhoods: add(.neighbourhood)
            case .summary: add(.summary)
            case .short: add(.short)
            case nil: findings.append(Finding("R022", .error, at: SourcePosition(file: "headwater.yaml"), text: harmless(word, limit: 60), ["known": known]))
            }
        }
        for area in areas {
            if codes.contains(area) {
                add(.area(area))
            } else {
                findings.append(Finding("R022", .error, text: harmless(area.rawValue, limit: 60), ["known": known]))
            }
        }
        return (editions, findings)
    }
}
