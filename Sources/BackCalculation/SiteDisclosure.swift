package import Findings
package import Monitoring
package import ProgrammeFiles

/// Sites whose figures are not shown: places with few people, and catchments of which only one kind of people is part.
///
/// Ethical research guidelines for wastewater-based epidemiology (SCORE, version 1.0, 2015; J. Prichard et al., Sci. Total
/// Environ. 472 (2014) 550, doi:10.1016/j.scitotenv.2013.11.039) see the harm in stigma, and in prisons, schools and
/// workplaces; they state no number. The number is the programme's `privacy.publication_floor`.
///
/// Such a site enters no sum of areas either: no published figure depends on its results, so that none can reveal them.
package struct SiteDisclosure: Sendable {
    /// The sites that are not shown.
    package let withheld: Set<SiteCode>
    package let findings: [Finding]
    /// Set on what was withheld.
    package static let flag = "SUPPRESSED"

    /// - Parameter estimates: of one period; a site's people are the most that any of them states.
    package init(_ estimates: [PeriodEstimate], programme: Programme) {
        let privacy = programme.configuration.privacy
        var people: [SiteCode: Double] = [:]
        // Estimates of one site mostly stand together.
        var (last, most) = (estimates.first?.site ?? "", 0.0)
        for estimate in estimates {
            if estimate.site != last {
                people[last] = max(people[last] ?? 0, most)
                (last, most) = (estimate.site, 0)
            }
            most = max(most, estimate.population)
        }
        if !estimates.isEmpty { people[last] = max(people[last] ?? 0, most) }
        var sites: [SiteCode: Site] = [:]
        for site in programme.sites where sites[site.code] == nil { sites[site.code] = site }
        var withheld: Set<SiteCode> = []
        var findings: [Finding] = []
        for site in people.keys.sorted() {
            let type = sites[site]?.catchmentType ?? .municipal
            if type != .municipal, privacy.restrictedApproval.isEmpty {
                withheld.insert(site)
                findings.append(Finding("M115", .warning, at: sites[site]?.position, text: site.rawValue, ["site": site.rawValue, "kind": type.rawValue]))
            } else if let persons = people[site], persons < privacy.publicationFloor {
                withheld.insert(site)
                findings.append(
                    Finding(
                        "M116", .warning, at: sites[site]?.position, text: site.rawValue,
                        ["site": site.rawValue, "floor": DailyLoadTable.whole(privacy.publicationFloor)]))
            }
        }
        self.withheld = withheld
        self.findings = findings
    }

    /// Estimates without the figures of withheld sites; their rows stay, with the flag.
    package func applied(to estimates: [PeriodEstimate]) -> [PeriodEstimate] {
        guard !withheld.isEmpty else { return estimates }
        return estimates.map { estimate in
            guard withheld.contains(estimate.site) else { return estimate }
            var estimate = estimate
            estimate.load = nil
            estimate.massLoad = nil
            estimate.consumption = nil
            estimate.doses = nil
            estimate.weekdayLoad = nil
            estimate.weekendLoad = nil
            estimate.weekdayInterval = nil
            estimate.weekendInterval = nil
            estimate.randomLogSD = nil
            estimate.quantifiedDays = 0
            estimate.flags = [SiteDisclosure.flag]
            return estimate
        }
    }

    /// Loads of days without those of withheld sites.
    package func applied(to loads: [DailyLoad]) -> [DailyLoad] { withheld.isEmpty ? loads : loads.filter { !withheld.contains($0.site) } }

    /// Frequencies without those of withheld sites.
    package func applied(to frequencies: [DetectionFrequency]) -> [DetectionFrequency] {
        withheld.isEmpty ? frequencies : frequencies.filter { !withheld.contains($0.site) }
    }

    /// Comparisons without those of withheld sites.
    package func applied(to changes: [LoadChange]) -> [LoadChange] {
        guard !withheld.isEmpty else { return changes }
        return changes.map { change in
            guard withheld.contains(change.site) else { return change }
            var change = change
            change.ratio = nil
            change.verdict = .notComparable
            return change
        }
    }
}
