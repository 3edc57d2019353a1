package import AnomalyDetection
package import Monitoring
internal import Wording

/// The alerts of a campaign and its rows with the alert that each belongs to.
package struct RaisedAlerts: Sendable {
    /// Sorted: urgent first, then by site and analyte.
    package var alerts: [Alert]
    /// The rows of the campaign, in the order of the result, with `alertID` filled in where an alert covers them.
    package var anomalies: [Anomaly]
}

/// Turns discoveries into matters to act on: one a site, a substance and a cause.
///
/// Tests of the same site and analyte are one matter. A metabolite that its parent drug
/// explains, and precursors and by-products beside their drug, are evidence of the drug's
/// alert. Along a path of the sewer, what a site upstream explains is listed there as also
/// seen; where a site downstream carries over twice the excess, it keeps its own alert.
/// Drops, and faults of meters, weather and laboratory, raise no alert: they are rows of their own.
package enum AlertRaising {
    /// Reasons of a merged analyte that its host's alert repeats.
    static let carried: Set<String> = ["reason.by_product", "reason.ratio_consumption"]
    /// A site downstream is explained by one upstream up to this many times its excess mass.
    static let explainedExcess = 2.0

    /// Raises the alerts of a campaign.
    ///
    /// Ids depend on period, site and analyte only (`2025-P5-F1-methamphetamine`), so that a
    /// rerun finds its alerts again. All alerts are new: what people have done with an earlier
    /// one is the store's to keep.
    ///
    /// - Complexity: quadratic in the number of discoveries of one analyte.
    package static func raise(_ result: DetectionResult, for input: DetectionInput) -> RaisedAlerts {
        var matters = result.causes.filter { $0.direction == .up }.map { Matter($0, anomalies: result.anomalies) }
        mergeWithinSites(&matters)
        mergeAlongPaths(&matters, downstream: input.downstream)

        var reach: [Place: Double] = [:]
        for step in result.steps where step.kind == .step && step.direction == .up {
            reach[Place(site: step.site, analyte: step.analyte)] = step.smallestFactor
        }
        var owners: [Place: String] = [:]
        var alerts: [Alert] = []
        for matter in matters where matter.host == nil {
            let id = "\(input.period)-\(matter.cause.site)-\(matter.cause.analyte)"
            owners[matter.place] = id
            alerts.append(alert(matter, id: id, reach: reach[matter.place], input: input))
        }
        for matter in matters {
            if let host = root(matter, in: matters), host.place != matter.place {
                owners[matter.place] = "\(input.period)-\(host.cause.site)-\(host.cause.analyte)"
            }
        }
        let anomalies = result.anomalies.map { row in
            guard row.isDiscovery, row.kind.isDrugSignal, let analyte = row.analyte else { return row }
            var row = row
            row.alertID = owners[Place(site: row.site, analyte: analyte)]
            return row
        }
        alerts.sort {
            $0.level != $1.level ? $0.level > $1.level : $0.site != $1.site ? $0.site < $1.site : $0.analyte < $1.analyte
        }
        return RaisedAlerts(alerts: alerts, anomalies: anomalies)
    }

    // MARK: Merging

    /// By-products and precursors join their drug, metabolites the drug that explains them.
    private static func mergeWithinSites(_ matters: inout [Matter]) {
        let index = Dictionary(uniqueKeysWithValues: matters.enumerated().map { ($1.place, $0) })
        for number in matters.indices {
            let cause = matters[number].cause
            guard cause.direction == .up else { continue }
            var hosts = SubstanceChemistry.madeWith(cause.analyte).map(\.product)
            // A metabolite with a source of its own stays apart.
            if !cause.lines.contains("own_source") { hosts += SubstanceChemistry.excreted(cause.analyte).map(\.product) }
            for product in hosts {
                guard product != cause.analyte, let host = index[Place(site: cause.site, analyte: product)],
                    matters[host].cause.direction == .up
                else { continue }
                if let chemistry = SubstanceChemistry.known.first(where: { $0.product == product }), isAmphetamineApart(chemistry, matters[number]) { continue }
                matters[number].host = matters[host].place
                matters[host].joined.append(number)
                matters[host].joinedCauses.append(cause)
                break
            }
        }
    }

    /// Amphetamine is a drug of its own: it joins methamphetamine only where their ratio says that it comes from it.
    private static func isAmphetamineApart(_ chemistry: SubstanceChemistry, _ matter: Matter) -> Bool {
        SubstanceChemistry.known.contains { $0.product == matter.cause.analyte } && chemistry.metabolites.contains(matter.cause.analyte)
            && !matter.cause.lines.contains("metabolised")
    }

    /// What a site upstream explains is also seen here, and is no matter of its own.
    private static func mergeAlongPaths(_ matters: inout [Matter], downstream: [SiteCode: SiteCode]) {
        for number in matters.indices where matters[number].host == nil && matters[number].cause.direction == .up {
            let own = matters[number].cause
            let upstream = matters.indices.filter { other in
                other != number && matters[other].host == nil && matters[other].cause.analyte == own.analyte
                    && matters[other].cause.direction == .up && isBelow(own.site, matters[other].cause.site, downstream)
                    && !isBelow(matters[other].cause.site, own.site, downstream)
                    && explains(matters[other].cause, own)
            }
            // The strongest of the most upstream ones: none of the candidates drains to it.
            let topmost = upstream.filter { place in
                !upstream.contains { isBelow(matters[place].cause.site, matters[$0].cause.site, downstream) }
            }
            guard
                let host = topmost.min(by: {
                    matters[$0].strength != matters[$1].strength
                        ? matters[$0].strength > matters[$1].strength : matters[$0].cause.site < matters[$1].cause.site
                })
            else { continue }
            matters[number].pathHost = matters[host].place
        }
        for number in matters.indices {
            guard let place = matters[number].pathHost, let host = matters.firstIndex(where: { $0.place == place }) else { continue }
            matters[number].host = place
            matters[host].alsoSeenAt.append(matters[number].cause.site)
        }
    }

    private static func isBelow(_ site: SiteCode, _ upstream: SiteCode, _ downstream: [SiteCode: SiteCode]) -> Bool {
        var seen: Set<SiteCode> = [upstream]
        var next = downstream[upstream]
        while let current = next, seen.insert(current).inserted {
            if current == site { return true }
            next = downstream[current]
        }
        return false
    }

    private static func explains(_ upstream: CauseAssessment, _ own: CauseAssessment) -> Bool {
        guard let above = upstream.excessGramsPerDay, let here = own.excessGramsPerDay else { return true }
        return here <= explainedExcess * above
    }

    private static func root(_ matter: Matter, in matters: [Matter]) -> Matter? {
        var current = matter
        for _ in 0..<matters.count {
            guard let place = current.host, let next = matters.first(where: { $0.place == place }) else { return current }
            current = next
        }
        return current
    }

    // MARK: The alert

    private static func alert(_ matter: Matter, id: String, reach: Double?, input: DetectionInput) -> Alert {
        let tier = input.sites.first { $0.code == matter.cause.site }?.tier ?? .key
        var evidence = [AlertRules.verdict(matter.cause, kind: matter.kind)] + matter.reasons
        // A rise by days or by drift has no such figure of its own: what a whole campaign would have had to rise by is told of each.
        if let reach, reach.isFinite, !evidence.contains(where: { $0.key == "reason.smallest_change" }) {
            evidence.append(Reason("reason.smallest_change", ["factor": reach.significant(2)]))
        }
        evidence += matter.cause.evidence
        for cause in matter.joinedCauses {
            let isTold = matter.cause.evidence.contains {
                ($0.key == "reason.precursor" || $0.key == "reason.by_product") && $0.arguments["analyte"] == cause.analyte.rawValue
            }
            if !isTold { evidence.append(Reason("reason.rises_too", ["analyte": cause.analyte.rawValue])) }
            for reason in cause.evidence where carried.contains(reason.key) && !evidence.contains(reason) { evidence.append(reason) }
        }
        if !matter.alsoSeenAt.isEmpty {
            evidence.append(
                Reason("reason.also_seen", ["sites": matter.alsoSeenAt.sorted().map(\.rawValue).joined(separator: ", ")]))
        }
        if let grams = matter.cause.excessGramsPerDay {
            evidence.append(Reason("reason.excess_mass", ["grams": grams.significant(2)]))
        }
        return Alert(
            id: id, period: input.period, site: matter.cause.site, analyte: matter.cause.analyte, kind: matter.kind,
            direction: matter.cause.direction, cause: matter.cause.cause, level: AlertRules.level(matter.cause, kind: matter.kind, tier: tier),
            state: .new, qValue: matter.qValue, alsoSeenAt: matter.alsoSeenAt.sorted(), evidence: evidence,
            otherExplanations: matter.cause.otherExplanations, nextSteps: AlertRules.nextSteps(matter.cause, kind: matter.kind))
    }
}
