package import Monitoring

/// What a report may say of signals where some places are not shown.
///
/// A step, an alert or a likely source at a prison or at a place of few people says of these people what their figures would. So
/// no report names such a place as one of a drug signal, neither in a row of its own nor in the reasons of another, nor by the
/// number of an alert. The alert itself stands in the store with all that it rests on, so that those who act on it can: it is
/// listed by `headwater alerts`, and a traceback of it needs an approval as any other does.
extension SiteDisclosure {
    /// Put first into the evidence of an alert that stands in no report.
    package static let restricted = Reason("reason.restricted")

    /// Alerts for those who act on them: the ones of withheld sites say that they are not for print.
    package func marked(_ alerts: [Alert]) -> [Alert] {
        guard !withheld.isEmpty else { return alerts }
        return alerts.map { alert in
            guard withheld.contains(alert.site) else { return alert }
            var alert = alert
            alert.evidence.insert(SiteDisclosure.restricted, at: 0)
            return alert
        }
    }

    /// Alerts without those of withheld sites, and without their names in the others.
    package func applied(to alerts: [Alert]) -> [Alert] {
        guard !withheld.isEmpty else { return alerts }
        return alerts.filter { !withheld.contains($0.site) }.map { alert in
            var alert = alert
            alert.alsoSeenAt.removeAll { withheld.contains($0) }
            alert.evidence = reasons(alert.evidence)
            alert.otherExplanations = reasons(alert.otherExplanations)
            alert.nextSteps = reasons(alert.nextSteps)
            return alert
        }
    }

    /// Rows of tests without the drug signals of withheld sites; what is wrong with a meter or a batch stays. A row whose alert is
    /// that of a withheld site loses its number, which names the site.
    ///
    /// - Parameter alerts: of the same campaign, all of them.
    package func applied(to anomalies: [Anomaly], alerts: [Alert]) -> [Anomaly] {
        guard !withheld.isEmpty else { return anomalies }
        let hidden = Set(alerts.filter { withheld.contains($0.site) }.map(\.id))
        return anomalies.filter { !$0.kind.isDrugSignal || !withheld.contains($0.site) }.map { anomaly in
            var anomaly = anomaly
            if let id = anomaly.alertID, hidden.contains(id) { anomaly.alertID = nil }
            if anomaly.kind.isDrugSignal { anomaly.explanation = reasons(anomaly.explanation) }
            return anomaly
        }
    }

    /// A traceback without the names of withheld sites: a reach that ends at one counts as one with nobody in it, and so is
    /// merged with the small ones. Nil for the traceback of a withheld site.
    package func applied(to summary: SourceSummary) -> SourceSummary? {
        guard !withheld.contains(summary.site) else { return nil }
        var summary = summary
        for index in summary.classes.indices {
            guard let site = summary.classes[index].site, withheld.contains(site) else { continue }
            summary.classes[index].site = nil
            summary.classes[index].population = 0
        }
        return summary
    }

    /// The people of each site, without those of withheld ones.
    package func applied(to checks: [PopulationCheck]) -> [PopulationCheck] {
        withheld.isEmpty ? checks : checks.filter { !withheld.contains($0.site) }
    }

    /// Sentences that hold the names of sites and no figure of a single one.
    private static let lists: Set<String> = ["reason.also_seen", "reason.cluster", "reason.cluster_within"]

    /// Sentences in which no withheld site is named. Out of a list it is left out with its count; any other sentence that names
    /// one goes as a whole, since its figures could be taken apart.
    private func reasons(_ reasons: [Reason]) -> [Reason] {
        reasons.compactMap { reason in
            if let site = reason.arguments["site"], withheld.contains(SiteCode(site)) { return nil }
            guard let list = reason.arguments["sites"] else { return reason }
            let names = list.split(separator: ",").map { String($0.drop { $0 == " " }) }
            let open = names.filter { !withheld.contains(SiteCode($0)) }
            guard open.count < names.count else { return reason }
            guard SiteDisclosure.lists.contains(reason.key), !open.isEmpty else { return nil }
            var reason = reason
            reason.arguments["sites"] = open.joined(separator: ", ")
            if reason.arguments["count"] != nil { reason.arguments["count"] = String(open.count) }
            return reason
        }
    }
}
