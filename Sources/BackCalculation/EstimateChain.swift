package import Findings
package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// Everything behind one figure, back to file and line: for `headwater explain`.
package struct EstimateChain: Hashable, Sendable {
    /// One day of the figure.
    package struct Day: Hashable, Sendable {
        package var load: DailyLoad
        /// Where the concentration stands, and as what text; the digest of the original.
        package var result: SourcePosition
        package var resultText: String
        package var fileDigest: String
        /// Where the sample stands in the register, and its flow.
        package var sample: SourcePosition?
        package var flow: SourcePosition?
        /// The rows of `populations.csv` that hold on the day, and every estimate of the people.
        package var populationRows: [StatedPopulation]
        package var populationChecks: [PopulationCheck]
        /// Whether the day is in the mean (grab samples are not).
        package var isInMean: Bool
    }

    /// One step of the formula with its numbers.
    package struct Step: Hashable, Sendable {
        /// The catalogue's key of the step's name.
        package var key: String
        /// The formula in symbols.
        package var formula: String
        /// What stands for the symbols, in the order of the formula.
        package var inputs: [Quantity]
        package var result: Quantity
    }

    /// A number with its symbol and unit.
    package struct Quantity: Hashable, Sendable {
        package var symbol: String
        package var value: Double
        package var unit: String

        package init(_ symbol: String, _ value: Double, _ unit: String) {
            self.symbol = symbol
            self.value = value
            self.unit = unit
        }
    }

    /// How much of the variance of the logarithm a component brings.
    package struct VarianceShare: Hashable, Sendable {
        /// `analytic`, `sampling`, `censoring`, `calibration`, `flow`, `population`, `excretion`, `loss`.
        package var component: String
        package var logVariance: Double
        /// 0 to 1.
        package var share: Double
    }

    package var period: Period
    package var estimate: PeriodEstimate
    /// Sorted by date, then sample; grab samples too.
    package var days: [Day]
    /// Rows of the parameter set in the order of the formula.
    package var factors: [Parameter]
    package var steps: [Step]
    /// Largest first.
    package var variance: [VarianceShare]

    /// The chain of one site, analyte and period; nil where there is no load.
    ///
    /// - Parameters:
    ///   - table: as `DailyLoadTable.loads` gave it.
    ///   - results: the same that the loads were made of.
    package static func chain(
        site: SiteCode, analyte: AnalyteCode, period: Period, table: DailyLoadTable, results: [LaboratoryResult], programme: Programme
    ) -> EstimateChain? {
        let own = table.loads.filter { $0.site == site && period.contains($0.date) }
        let (estimates, _) = PeriodEstimates.estimates(period: period, loads: own, programme: programme)
        guard let estimate = estimates.first(where: { $0.analyte == analyte }) else { return nil }
        let loads = own.filter { $0.analyte == analyte }.sorted { ($0.date, $0.sample) < ($1.date, $1.sample) }
        let stated = ParameterChoice(programme.parameters)
        let losses = ResidueLosses(choice: stated, programme: programme, period: period)
        let choice = stated.corrected { losses.loss(of: $0, at: site) }
        let drug = MeanConvention(programme.configuration, year: period.year).correctsForExcretion ? estimate.parentDrug : nil
        let factor = drug.flatMap {
            estimate.flags.contains("BY_DIFFERENCE") ? choice.correction(of: "heroin", from: analyte) : choice.correction(for: analyte, parentDrug: $0)
        }
        let dose = factor.flatMap { choice.dose(of: $0.parentDrug, biomarker: $0.biomarker) }
        let days = ChainDays(table: table, results: results, programme: programme).days(loads)
        let daily = loads.filter { PeriodEstimates.isDaily($0) }
        let weights = MeanConvention(programme.configuration, year: period.year).weights(ofDays: daily.map(\.date.weekday))
        let steps = ChainSteps(loads: daily, weights: weights, estimate: estimate, factor: factor, dose: dose).steps
        return EstimateChain(
            period: period, estimate: estimate, days: days, factors: (factor?.rows ?? []) + (dose.map { [$0] } ?? []), steps: steps,
            variance: shares(loads.filter { PeriodEstimates.isDaily($0) }, estimate: estimate, factor: factor, checks: table.checks.filter { $0.site == site && $0.isChosen }, programme: programme))
    }

    /// Splits the variance of the mean, or of the consumption where there is one, into its components.
    private static func shares(
        _ loads: [DailyLoad], estimate: PeriodEstimate, factor: CorrectionFactor?, checks: [PopulationCheck], programme: Programme
    ) -> [VarianceShare] {
        let settings = programme.configuration.uncertainty
        let mean = LoadMean(loads, settings: programme.configuration)
        guard mean.perHead.value != nil else { return [] }
        let analytic = LogDistribution.logVariance(relativeSD: settings.analyticRSD)
        let random = mean.randomLogSD * mean.randomLogSD
        let weights = MeanConvention(programme.configuration, year: loads.first?.date.components.year ?? 0).weights(ofDays: loads.map(\.date.weekday))
        let measured = zip(loads, weights).filter { !$0.0.populationNormalisedLoad.isLeftCensored }
        var ofRandom = 0.0
        var ofAnalysis = 0.0
        for (load, weight) in measured {
            let value = weight * (load.populationNormalisedLoad.quantifiedValue ?? load.populationNormalisedLoad.limit ?? 0)
            ofRandom += value * value * portableExpm1(load.randomLogSD * load.randomLogSD)
            ofAnalysis += value * value * portableExpm1(min(analytic, load.randomLogSD * load.randomLogSD))
        }
        let total = (mean.perHead.value ?? 0) * weights.reduce(0, +)
        let measuredPart = total > 0 ? min(random, portableLog1p(ofRandom / (total * total))) : 0
        let analysisShare = ofRandom > 0 ? ofAnalysis / ofRandom : 0
        let shared = mean.sharedLogSD * mean.sharedLogSD
        let calibration = min(shared, mean.calibrationLogVariance)
        let flow = flowPart(shared - calibration, loads, checks, flow: LogDistribution.logVariance(relativeSD: settings.flowRSD))
        var parts: [(String, Double)] = [
            ("analytic", measuredPart * analysisShare), ("sampling", measuredPart * (1 - analysisShare)), ("censoring", measured.count < loads.count ? random - measuredPart : 0),
            ("calibration", calibration), ("flow", flow), ("population", max(0, shared - calibration - flow)),
        ]
        if let factor, estimate.consumption != nil {
            let loss = factor.lossLogSD * factor.lossLogSD
            parts += [("excretion", factor.spread.variance - loss), ("loss", loss)]
        }
        let whole = parts.reduce(0) { $0 + $1.1 }
        return parts.filter { $0.1 > 0 }.map { VarianceShare(component: $0.0, logVariance: $0.1, share: whole > 0 ? $0.1 / whole : 0) }
            .sorted { ($1.logVariance, $0.component) < ($0.logVariance, $1.component) }
    }

    /// What of the errors of flow and population in a load per head is the flow's.
    ///
    /// A population that rests by `w` on markers, of own variance `p`, leaves `F (1 - w)² + p` in the load and has `p + w² F`
    /// itself, which the checks state: the difference gives `w`.
    private static func flowPart(_ both: Double, _ loads: [DailyLoad], _ checks: [PopulationCheck], flow: Double) -> Double {
        let days = Set(loads.map(\.date))
        let own = checks.filter { days.contains($0.date) }.map { LogDistribution.logVariance(relativeSD: $0.relativeSD) }
        guard flow > 0, !own.isEmpty else { return 0 }
        let stated = own.reduce(0, +) / Double(own.count)
        let weight = min(1, max(0, (1 - (both - stated) / flow) / 2))
        return min(both, flow * (1 - weight) * (1 - weight))
    }
}

/// Where the days of a chain stand in the files.
private struct ChainDays {
    private struct Place: Hashable {
        var site: SiteCode
        var date: CalendarDate
    }
    private let samples: [SampleID: Sample]
    private let results: [SampleID: [LaboratoryResult]]
    private let checks: [Place: [PopulationCheck]]
    private let programme: Programme

    init(table: DailyLoadTable, results: [LaboratoryResult], programme: Programme) {
        self.programme = programme
        var samples: [SampleID: Sample] = [:]
        for sample in programme.samples { if samples[sample.id].map({ sample.site < $0.site }) ?? true { samples[sample.id] = sample } }
        self.samples = samples
        var bySample: [SampleID: [LaboratoryResult]] = [:]
        for result in results { if let sample = result.sample { bySample[sample, default: []].append(result) } }
        self.results = bySample
        var checks: [Place: [PopulationCheck]] = [:]
        for check in table.checks { checks[Place(site: check.site, date: check.date), default: []].append(check) }
        self.checks = checks
    }

    func days(_ loads: [DailyLoad]) -> [EstimateChain.Day] {
        loads.map { load in
            let result = (results[load.sample] ?? []).first { $0.analyte == load.analyte && $0.position == load.position }
            let sample = samples[load.sample]
            let rows = PopulationModel.stated(
                programme.populations.filter { $0.site == load.site }, on: load.date, settings: programme.configuration.uncertainty)
            return EstimateChain.Day(
                load: load, result: load.position, resultText: result?.text ?? "", fileDigest: result?.fileDigest ?? "", sample: sample?.position,
                flow: sample?.flowPosition ?? sample?.position, populationRows: rows.map(\.row),
                populationChecks: checks[Place(site: load.site, date: load.date)] ?? [], isInMean: PeriodEstimates.isDaily(load))
        }
    }
}

/// The formula of a chain, step by step, with its numbers.
private struct ChainSteps {
    let steps: [EstimateChain.Step]

    init(loads: [DailyLoad], weights: [Double], estimate: PeriodEstimate, factor: CorrectionFactor?, dose: Parameter?) {
        typealias Quantity = EstimateChain.Quantity
        let perHead = "mg/d/1000"
        var steps: [EstimateChain.Step] = []
        if let load = loads.first(where: { $0.concentration.quantifiedValue != nil }), let c = load.concentration.quantifiedValue,
            let n = load.populationNormalisedLoad.quantifiedValue
        {
            steps.append(
                EstimateChain.Step(
                    key: "step.daily_load", formula: "N = C * Q / P",
                    inputs: [Quantity("C", c, "ng/L"), Quantity("Q", load.flowVolume, "m3/d"), Quantity("P", load.population, "persons")],
                    result: Quantity("N", n, perHead)))
        }
        guard let mean = estimate.load else {
            self.steps = steps
            return
        }
        steps.append(
            EstimateChain.Step(
                key: "step.mean_load." + estimate.censoringMethod.rawValue,
                formula: weights.contains { $0 != weights[0] } ? "L = sum(w N) / sum(w)" : "L = mean(N)",
                inputs: [Quantity("n", Double(loads.count), ""), Quantity("quantified", Double(loads.count { $0.populationNormalisedLoad.quantifiedValue != nil }), "")],
                result: Quantity("L", mean.value, perHead)))
        if let factor {
            steps.append(
                EstimateChain.Step(
                    key: "step.correction_factor", formula: "CF = (Mp / Mb) / E / (1 - d)",
                    inputs: [
                        Quantity("Mp / Mb", factor.molarMassRatio, ""), Quantity("E", factor.excretedFraction, ""), Quantity("d", factor.inSewerLoss, ""),
                    ], result: Quantity("CF", factor.value, "")))
            if let consumption = estimate.consumption {
                let net = consumption.value / factor.value
                if (net - mean.value).magnitude > 1e-9 * mean.value {
                    let key = estimate.flags.contains("AMP_NET") ? "step.amphetamine_net" : "step.heroin_by_difference"
                    steps.append(
                        EstimateChain.Step(
                            key: key, formula: "L' = L - S", inputs: [Quantity("L", mean.value, perHead), Quantity("S", mean.value - net, perHead)],
                            result: Quantity("L'", net, perHead)))
                }
                steps.append(
                    EstimateChain.Step(
                        key: "step.consumption", formula: "U = L * CF", inputs: [Quantity("L", net, perHead), Quantity("CF", factor.value, "")],
                        result: Quantity("U", consumption.value, perHead)))
                if let dose, let doses = estimate.doses {
                    steps.append(
                        EstimateChain.Step(
                            key: "step.doses", formula: "D = U / dose",
                            inputs: [Quantity("U", consumption.value, perHead), Quantity("dose", dose.value, "mg")],
                            result: Quantity("D", doses.value, "1/d/1000")))
                }
            }
        }
        self.steps = steps
    }
}
