internal import Monitoring
internal import RandomDraws
internal import Wording

/// One drug test with its verdict.
struct TestVerdict: Sendable {
    enum Test: Sendable {
        case step(StepScore, VariancePrior)
        case daySpike(DaySpike)
        case drift(DriftScore, StepScore, VariancePrior)
        case firstDetection(FirstDetection)
        case trend(SiteTrend)
        case hiddenLoad(NestBalance, isWaterBalanced: Bool)
        case cluster(SubtreeCluster)
    }

    let test: Test
    let site: Int
    let analyte: Int
    let siteFactor: Double
    let correctedSeries: Int
    var direction = AnomalyDirection.up
    var qValue = 1.0
    /// The chance that this one alone is false (`FalseDiscoveryRate.localRates`).
    var localRate = 1.0
    var rate = 0.1
    var isDiscovery = false
    /// Of a step, what would have been an alarm beside the others of the campaign.
    var reach: Reach?
    /// Of a step, the least factor over the expected load that would have been an alarm beside the others of the campaign.
    var smallestFactor: Double? { reach?.smallestFactor }
    /// A first detection on one day at one site.
    var isUnconfirmed = false

    init(_ test: Test, faults: FaultJudgement) {
        self.test = test
        (site, analyte) =
            switch test {
            case .step(let step, _): (step.site, step.series)
            case .daySpike(let spike): (spike.site, spike.analyte)
            case .drift(let drift, _, _): (drift.site, drift.series)
            case .firstDetection(let first): (first.site, first.analyte)
            case .trend(let trend): (trend.site, trend.series)
            case .hiddenLoad(let balance, _): (balance.site, balance.series)
            case .cluster(let cluster): (cluster.site, cluster.analyte)
            }
        siteFactor = faults.corrections[site]?.logFactor ?? 0
        correctedSeries = faults.corrections[site]?.series ?? 0
    }

    var isStep: Bool { if case .step = test { true } else { false } }
    var isTrend: Bool { if case .trend = test { true } else { false } }
    var isFirstDetection: Bool { if case .firstDetection = test { true } else { false } }

    /// How much the test weighs among all rises of a campaign: the step is the test to rely on; a dump
    /// stands out by far more than a spike needs; a drift has the next campaigns still to come.
    ///
    /// Chosen by `Scripts/detection-study`: with these the step keeps nine tenths of the level that it would have alone.
    var weight: Double {
        switch test {
        case .step: 2.65
        case .daySpike: 0.25
        case .drift: 0.1
        case .hiddenLoad, .cluster: 0.5
        case .firstDetection, .trend: 1
        }
    }

    var kind: AnomalyKind {
        switch test {
        case .step: .step
        case .daySpike: .daySpike
        case .drift: .drift
        case .firstDetection: .firstDetection
        case .trend: .trend
        case .hiddenLoad: .hiddenLoad
        case .cluster: .cluster
        }
    }

    var pUp: Double {
        switch test {
        case .step(let step, _): step.pUp
        case .daySpike(let spike): spike.pValue
        case .drift(let drift, _, _): drift.pValue
        case .firstDetection(let first): first.pValue
        case .trend(let trend): trend.pValue
        case .hiddenLoad(let balance, _): balance.pUp
        case .cluster(let cluster): cluster.pValue
        }
    }

    /// Of a trend, which is tested both ways at once, the same as `pUp`.
    var pDown: Double {
        switch test {
        case .step(let step, _): step.pDown
        case .trend(let trend): trend.pValue
        default: 1
        }
    }

    /// The standardised score; a bounded one that is open to below is given as the lowest that is printed.
    var score: Double {
        switch test {
        case .step(let step, _): max(direction == .up ? step.scoreUp : step.scoreDown, -99)
        case .daySpike(let spike): spike.score
        case .drift(let drift, _, _): drift.score
        case .firstDetection(let first): first.pValue >= 1 ? 0 : -normalQuantile(max(first.pValue, 1e-300))
        case .trend(let trend): trend.z
        case .hiddenLoad(let balance, _): balance.score
        case .cluster(let cluster): cluster.score
        }
    }

    func date(_ table: CampaignTable) -> CalendarDate? {
        if case .daySpike(let spike) = test { table.days(table.target, spike.site)[spike.day].date } else { nil }
    }

    /// - Parameter isExplained: whether the reasons are put into words.
    func anomaly(_ table: CampaignTable, isExplained: Bool) -> Anomaly {
        Anomaly(
            site: table.sites[site], analyte: table.analytes[analyte], date: date(table), kind: kind, direction: direction, score: score,
            pValue: direction == .up ? pUp : pDown, qValue: qValue, isDiscovery: isDiscovery, explanation: isExplained ? reasons(table) : [])
    }

    func steps(_ table: CampaignTable) -> ScoreSteps {
        var steps = ScoreSteps(
            site: table.sites[site], analyte: table.analytes[analyte], kind: kind, direction: direction, date: date(table), basis: "", history: 0,
            observed: 0, networkFactor: 0, siteFactor: siteFactor, expected: 0, ownSD: nil, ownDegrees: 0, pooledSD: 0, pooledDegrees: 0,
            moderatedSD: 0, predictionSD: 0, score: score, pValue: direction == .up ? pUp : pDown, qValue: qValue, localRate: localRate)
        switch test {
        case .step(let step, let prior):
            steps.basis = step.basis.rawValue
            steps.history = step.history
            steps.observed = direction == .up ? step.observed.low : step.observed.high
            steps.networkFactor = step.networkFactor
            steps.expected = step.location
            steps.ownSD = step.ownVariance?.squareRoot()
            steps.ownDegrees = step.ownDegrees
            steps.pooledSD = prior.variance.squareRoot()
            steps.pooledDegrees = prior.degrees
            steps.moderatedSD = step.moderatedVariance.squareRoot()
            steps.predictionSD = step.predictionSD
            steps.smallestFactor = smallestFactor
        case .daySpike(let spike):
            steps.basis = "same_week"
            steps.history = spike.days - 1
            steps.observed = spike.observed
            steps.networkFactor = spike.shared
            steps.siteFactor = 0
            steps.expected = spike.expected
            steps.ownSD = spike.ownVariance.squareRoot()
            steps.ownDegrees = spike.ownDegrees
            steps.pooledSD = spike.prior.variance.squareRoot()
            steps.pooledDegrees = spike.prior.degrees
            steps.moderatedSD = spike.moderatedVariance.squareRoot()
            steps.predictionSD = spike.predictionSD
        case .drift(let drift, let step, let prior):
            steps.basis = "scores"
            steps.history = drift.campaigns - 1
            steps.observed = drift.mean
            steps.networkFactor = step.networkFactor
            steps.pooledSD = prior.variance.squareRoot()
            steps.pooledDegrees = prior.degrees
            steps.moderatedSD = 1
            steps.predictionSD = drift.sd
        case .firstDetection(let first):
            steps.basis = "detection_rate"
            steps.history = first.history
            steps.observed = Double(first.detectedDays)
            steps.siteFactor = 0
            steps.expected = first.expectedRate
        case .trend(let trend):
            steps.basis = trend.seasonal == nil ? "ranks" : "ranks_by_season"
            steps.history = trend.test.points - 1
            steps.observed = trend.slope?.slope ?? 0
            steps.siteFactor = 0
            steps.moderatedSD = (trend.seasonal?.variance ?? trend.test.variance).squareRoot()
            steps.predictionSD = steps.moderatedSD
        case .hiddenLoad(let balance, _):
            steps.basis = "mass_balance"
            steps.history = balance.history
            steps.observed = positiveLog(balance.observed) ?? 0
            steps.expected = positiveLog(balance.expected) ?? 0
            steps.siteFactor = 0
            steps.moderatedSD = balance.predictionSD / (1 + 1.5707963267948966 / Double(balance.history)).squareRoot()
            steps.predictionSD = balance.predictionSD
        case .cluster(let cluster):
            steps.basis = "points_above"
            steps.history = cluster.sites.count
            steps.observed = cluster.score
            steps.siteFactor = 0
            steps.moderatedSD = 1
            steps.predictionSD = 1
        }
        return steps
    }

    /// Why the verdict is what it is, in reading order.
    func reasons(_ table: CampaignTable) -> [Reason] {
        var reasons: [Reason] = []
        switch test {
        case .step(let step, _): reasons = stepReasons(step)
        case .daySpike(let spike):
            reasons.append(
                Reason(
                    isDiscovery ? "reason.day_spike" : "reason.day_spike_within",
                    [
                        "date": date(table)?.description ?? "", "factor": factor(spike.observed - spike.expected),
                        "days": "\(spike.days - 1)", "p": probability(spike.pValue),
                    ]))
            if spike.shared.magnitude >= 0.1 { reasons.append(Reason("reason.day_shared", ["factor": factor(spike.shared)])) }
        case .drift(let drift, let step, _):
            reasons.append(
                Reason(
                    isDiscovery ? "reason.drift" : "reason.drift_within",
                    ["campaigns": "\(drift.campaigns)", "mean": drift.mean.places(1), "p": probability(drift.pValue)]))
            if isDiscovery {
                reasons.append(
                    Reason(
                        drift.meanPValue <= drift.sumPValue ? "reason.drift_of_late" : "reason.drift_lasting",
                        ["sum": drift.sum.places(1), "mean": probability(drift.meanPValue), "lasting": probability(drift.sumPValue)]))
                if step.observed.low.isFinite {
                    let back = step.networkFactor + siteFactor
                    reasons.append(
                        Reason(
                            "reason.drift_now",
                            [
                                "load": portableExp(step.observed.low + back).significant(3), "factor": factor(step.observed.low - step.location),
                                "expected": portableExp(step.location + back).significant(3),
                            ]))
                }
            }
        case .firstDetection(let first):
            let words = [
                "detected": "\(first.detectedDays)", "days": "\(first.days)", "campaigns": "\(first.history)",
                "history_days": "\(first.historyDays)", "expected": (100 * first.expectedRate).significant(2),
                "network": (100 * first.networkRate).significant(2), "p": probability(first.pValue),
            ]
            reasons.append(Reason(first.detectedDays > 0 ? "reason.first_detection" : "reason.first_detection_none", words))
            if isUnconfirmed { reasons.append(Reason("reason.first_detection_single")) }
        case .trend(let trend): reasons = trendReasons(trend)
        case .hiddenLoad(let balance, let isWaterBalanced): reasons = balanceReasons(balance, isWaterBalanced: isWaterBalanced, table)
        case .cluster(let cluster):
            reasons.append(
                Reason(
                    isDiscovery ? "reason.cluster" : "reason.cluster_within",
                    [
                        "sites": cluster.sites.map { table.sites[$0].rawValue }.joined(separator: ", "), "count": "\(cluster.sites.count)",
                        "score": cluster.score.places(1), "p": probability(cluster.pValue),
                    ]))
        }
        if isDiscovery {
            reasons.append(
                Reason("reason.false_discovery", [
                        "q": probability(qValue), "rate": (100 * rate).significant(2),
                        "local": localRate < 0.0001 ? "< 0.01" : (100 * localRate).significant(2),
                    ]))
        }
        return reasons
    }

    private func balanceReasons(_ balance: NestBalance, isWaterBalanced: Bool, _ table: CampaignTable) -> [Reason] {
        let words = [
            "measured": balance.observed.significant(3), "brought": balance.brought.significant(3), "usual": balance.usual.significant(2),
            "factor": (balance.observed / balance.expected).places(2), "more": max(0, balance.observed - balance.expected).significant(2),
            "sites": balance.upstream.map { table.sites[$0].rawValue }.joined(separator: ", "), "campaigns": "\(balance.history)",
            "p": probability(balance.pUp),
        ]
        guard isDiscovery else { return [Reason("reason.hidden_load_within", words)] }
        return [
            Reason("reason.hidden_load", words),
            Reason(isWaterBalanced ? "reason.hidden_load_water" : "reason.hidden_load_water_unknown"),
        ]
    }

    private func trendReasons(_ trend: SiteTrend) -> [Reason] {
        let test = trend.test
        var words = ["campaigns": "\(test.points)", "tau": test.tau.places(2), "p": probability(trend.pValue)]
        var changes: [Reason] = []
        if let change = trend.change, change.point.pValue <= 0.05 {
            changes.append(Reason("reason.trend_change", ["period": "\(change.last)", "p": probability(change.point.pValue)]))
        }
        guard isDiscovery else { return [Reason("reason.trend_within", words)] + changes }
        var reasons: [Reason] = []
        if let slope = trend.slope {
            words["change"] = TestVerdict.yearly(slope.slope)
            if test.points >= TrendTest.fewestForInterval, slope.low.isFinite, slope.high.isFinite {
                words["low"] = TestVerdict.yearly(slope.low)
                words["high"] = TestVerdict.yearly(slope.high)
                reasons.append(Reason("reason.trend_interval", words))
            } else {
                reasons.append(Reason("reason.trend_slope", words))
            }
        } else {
            reasons.append(Reason(direction == .up ? "reason.trend_up" : "reason.trend_down", words))
        }
        reasons += changes
        if test.bounded > 0 { reasons.append(Reason("reason.trend_bounded", ["count": "\(test.bounded)"])) }
        if let seasonal = trend.seasonal {
            reasons.append(Reason(seasonal.heterogeneityPValue < 0.05 ? "reason.trend_seasons_differ" : "reason.trend_seasons"))
        }
        return reasons
    }

    /// A slope on the logarithm as percent a year, with its sign.
    private static func yearly(_ slope: Double) -> String {
        let percent = 100 * portableExpm1(slope)
        return (percent > 0 ? "+" : "") + percent.significant(2)
    }

    private func stepReasons(_ step: StepScore) -> [Reason] {
        let observed = direction == .up ? step.observed.low : step.observed.high
        let back = step.networkFactor + siteFactor
        var words = [
            "expected": portableExp(step.location + back).significant(3), "campaigns": "\(step.history)",
            "p": probability(direction == .up ? step.pUp : step.pDown),
        ]
        guard observed.isFinite else { return [Reason("reason.step_not_quantified", words)] }
        words["load"] = portableExp(observed + back).significant(3)
        words["factor"] = factor(observed - step.location)
        var reasons: [Reason] = []
        if isDiscovery {
            let half = studentQuantile(0.975, degreesOfFreedom: step.degrees) * step.predictionSD
            words["low"] = portableExp(step.location + back - half).significant(2)
            words["high"] = portableExp(step.location + back + half).significant(2)
            reasons.append(Reason(direction == .up ? "reason.step_up" : "reason.step_down", words))
        } else {
            reasons.append(Reason("reason.step_within", words))
        }
        let load = step.observed
        if !load.isExact {
            reasons.append(Reason(direction == .up ? "reason.step_at_least" : "reason.step_at_most"))
        } else if load.quantifiedDays < load.days {
            reasons.append(Reason("reason.step_days_below", ["count": "\(load.days - load.quantifiedDays)", "days": "\(load.days)"]))
        }
        if let smallestFactor, smallestFactor.isFinite {
            reasons.append(Reason("reason.smallest_change", ["factor": smallestFactor.significant(2)]))
        }
        if step.basis == .mainEffects { reasons.append(Reason("reason.main_effects")) }
        if step.networkFactor.magnitude >= 0.1 {
            reasons.append(Reason("reason.network_factor", ["factor": factor(step.networkFactor)]))
        }
        if correctedSeries > 0 {
            reasons.append(Reason("reason.flow_free", ["factor": factor(siteFactor), "count": "\(correctedSeries)"]))
        }
        return reasons
    }
}

/// How small a step could have been an alarm.
struct Reach: Hashable, Sendable {
    /// The p-value that would have done.
    var pValue: Double
    /// Standard deviation of the prediction, natural logarithms, and its degrees of freedom.
    var sd: Double
    var degrees: Double

    var smallestFactor: Double { portableExp(sd * studentQuantile(1 - pValue, degreesOfFreedom: degrees)) }
}

/// A probability with its sign, as a reader sees it: `= 0.012`, and `< 0.0001` where it is very small.
func probability(_ value: Double) -> String { value < 0.0001 ? "< 0.0001" : "= " + value.significant(2) }
