package import Findings

/// The load of one analyte at one site on one day (`daily_loads.csv`).
package struct DailyLoad: Hashable, Sendable {
    package var sample: SampleID
    package var site: SiteCode
    package var date: CalendarDate
    package var analyte: AnalyteCode
    /// ng/L of raw sewage.
    package var concentration: CensoredResult
    /// m3/d.
    package var flowVolume: Double
    package var population: Double
    package var populationBasis: PopulationBasis
    /// g/d, censored as the concentration is.
    package var massLoad: CensoredResult
    /// mg/d/1000 inhabitants, censored as the concentration is.
    package var populationNormalisedLoad: CensoredResult
    /// 95 % interval of the load per head, mg/d/1000 inhabitants; for a censored result from 0 to the limit's upper bound.
    package var interval: Interval
    /// Standard deviation of the natural logarithm, of the parts that vary from day to day (analysis, sampling).
    package var randomLogSD: Double
    /// Standard deviation of the natural logarithm, of the parts that a site shares over days (flow, population, calibration).
    package var sharedLogSD: Double
    /// Reason codes, sorted.
    package var flags: [String]
    /// Where the result stands.
    package var position: SourcePosition
    /// The laboratory's batch that the result is of: its calibration is shared by all results of the batch. Empty where not known.
    package var batch: String

    package init(
        sample: SampleID, site: SiteCode, date: CalendarDate, analyte: AnalyteCode, concentration: CensoredResult, flowVolume: Double,
        population: Double, populationBasis: PopulationBasis, massLoad: CensoredResult, populationNormalisedLoad: CensoredResult,
        interval: Interval, randomLogSD: Double, sharedLogSD: Double, flags: [String], position: SourcePosition, batch: String = ""
    ) {
        self.sample = sample
        self.site = site
        self.date = date
        self.analyte = analyte
        self.concentration = concentration
        self.flowVolume = flowVolume
        self.population = population
        self.populationBasis = populationBasis
        self.massLoad = massLoad
        self.populationNormalisedLoad = populationNormalisedLoad
        self.interval = interval
        self.randomLogSD = randomLogSD
        self.sharedLogSD = sharedLogSD
        self.flags = flags
        self.position = position
        self.batch = batch
    }
}

/// What of a mean comes from the days of one batch.
package struct BatchShare: Hashable, Sendable {
    package var batch: String
    /// 0 to 1; those of a mean sum to 1.
    package var share: Double

    package init(batch: String, share: Double) {
        self.batch = batch
        self.share = share
    }
}

/// How censored days entered a mean.
package enum CensoringMethod: String, Sendable, CaseIterable {
    /// No day was censored.
    case none
    /// Flipped Kaplan-Meier (Helsel).
    case kaplanMeier = "kaplan_meier"
    /// Robust regression on order statistics, lognormal (Helsel and Cohn 1988).
    case regressionOnOrderStatistics = "robust_ros"
    /// Lognormal maximum likelihood (Tobit).
    case maximumLikelihood = "mle"
    /// The same without most of its bias (Finney 1941).
    case quasiUnbiased = "qmvue"
    /// Lower and upper bound only.
    case bounds
    /// Below the limit set to zero, as EUDA publishes.
    case zero
    /// Half the limit in its place.
    case half = "half_limit"
    /// The limit over the root of two in its place.
    case rootTwo = "limit_over_root_two"
    /// The limit itself in its place: a greatest value.
    case limit
    /// Too few detections: no mean is given.
    case refused
}

/// What random draws of a mean gave, over the mean that is printed: of the parts that vary from day to day, without those
/// that the days share.
package struct DrawnMoments: Hashable, Sendable {
    package var mean: Double
    package var variance: Double
    /// Variance of the logarithm of what the days of the site share without the other sites: for the load per head (flow and
    /// population), and for the mass (flow).
    package var placeLogVariance: Double
    package var meterLogVariance: Double

    package init(mean: Double, variance: Double, placeLogVariance: Double, meterLogVariance: Double) {
        self.mean = mean
        self.variance = variance
        self.placeLogVariance = placeLogVariance
        self.meterLogVariance = meterLogVariance
    }
}

/// The estimate of one analyte at one site over a period (`estimates.csv`).
package struct PeriodEstimate: Hashable, Sendable {
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var parentDrug: String?
    package var days: Int
    package var quantifiedDays: Int
    package var censoringMethod: CensoringMethod
    /// Mean load, mg/d/1000 inhabitants; nil where refused.
    package var load: Estimate?
    package var weekdayLoad: Double?
    package var weekendLoad: Double?
    /// 95 % intervals of these two means; nil where there is no mean.
    package var weekdayInterval: Interval?
    package var weekendInterval: Interval?
    /// Pure free base, mg/d/1000 inhabitants; nil where there is no usable excretion fraction.
    package var consumption: Estimate?
    package var doses: Estimate?
    package var parameterSet: String
    package var flags: [String]
    /// People behind the estimate: mean of the days.
    package var population: Double
    /// Mean mass load, g/d; nil where refused.
    package var massLoad: Estimate?
    /// Standard deviation of the natural logarithm of the load, random parts of the mean only.
    package var randomLogSD: Double?
    /// The convention of the mean, with what the programme changed in it: `CN`, `EUDA; weekdays: Tue-Fri`. Empty where not said.
    package var convention: String
    /// Nil where the load was not drawn.
    package var drawn: DrawnMoments?
    /// The batches that measured the days, in the order of their days; empty where nothing was measured.
    package var batches: [BatchShare]

    package init(
        site: SiteCode, analyte: AnalyteCode, parentDrug: String?, days: Int, quantifiedDays: Int, censoringMethod: CensoringMethod,
        load: Estimate?, weekdayLoad: Double?, weekendLoad: Double?, consumption: Estimate?, doses: Estimate?, parameterSet: String,
        flags: [String], population: Double, massLoad: Estimate?, randomLogSD: Double?, convention: String = "", drawn: DrawnMoments? = nil,
        weekdayInterval: Interval? = nil, weekendInterval: Interval? = nil, batches: [BatchShare] = []
    ) {
        self.site = site
        self.analyte = analyte
        self.parentDrug = parentDrug
        self.days = days
        self.quantifiedDays = quantifiedDays
        self.censoringMethod = censoringMethod
        self.load = load
        self.weekdayLoad = weekdayLoad
        self.weekendLoad = weekendLoad
        self.weekdayInterval = weekdayInterval
        self.weekendInterval = weekendInterval
        self.consumption = consumption
        self.doses = doses
        self.parameterSet = parameterSet
        self.flags = flags
        self.population = population
        self.massLoad = massLoad
        self.randomLogSD = randomLogSD
        self.convention = convention
        self.drawn = drawn
        self.batches = batches
    }
}

/// The estimate of one analyte in one area over a period (`area_estimates.csv`).
package struct AreaEstimate: Hashable, Sendable {
    package var area: AreaCode
    package var level: AreaLevel
    package var analyte: AnalyteCode
    package var population: Double?
    /// Share of the area's population behind the estimate, 0 to 1.
    package var coverage: Double?
    package var sites: Int
    /// mg/d/1000 inhabitants; nil where suppressed or not estimable.
    package var load: Estimate?
    /// g/d of the population sampled.
    package var mass: Estimate?
    package var consumption: Estimate?
    package var flags: [String]

    package init(
        area: AreaCode, level: AreaLevel, analyte: AnalyteCode, population: Double?, coverage: Double?, sites: Int, load: Estimate?,
        mass: Estimate?, consumption: Estimate?, flags: [String]
    ) {
        self.area = area
        self.level = level
        self.analyte = analyte
        self.population = population
        self.coverage = coverage
        self.sites = sites
        self.load = load
        self.mass = mass
        self.consumption = consumption
        self.flags = flags
    }
}

/// How often an analyte was seen at a site in a period (`detection.csv`).
package struct DetectionFrequency: Hashable, Sendable {
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var count: Int
    package var aboveLOD: Int
    package var aboveLOQ: Int
    /// ng/L; nil where no limit was given.
    package var lodMin: Double?
    package var lodMax: Double?

    package init(site: SiteCode, analyte: AnalyteCode, count: Int, aboveLOD: Int, aboveLOQ: Int, lodMin: Double?, lodMax: Double?) {
        self.site = site
        self.analyte = analyte
        self.count = count
        self.aboveLOD = aboveLOD
        self.aboveLOQ = aboveLOQ
        self.lodMin = lodMin
        self.lodMax = lodMax
    }
}

/// With which earlier period a figure is compared.
package enum ComparisonBase: String, Sendable, CaseIterable { case previousPeriod = "previous_period", samePeriodLastYear = "same_period_last_year" }

/// What a comparison says.
package enum ChangeVerdict: String, Sendable, CaseIterable { case higher, lower, notDistinguishable = "not_distinguishable", notComparable = "not_comparable" }

/// A comparable change (`changes.csv`).
package struct LoadChange: Hashable, Sendable {
    package var site: SiteCode
    package var analyte: AnalyteCode
    package var against: ComparisonBase
    /// This period over the other; systematic parts cancel. Nil where not comparable.
    package var ratio: Estimate?
    package var comparableDays: Int
    package var verdict: ChangeVerdict

    package init(site: SiteCode, analyte: AnalyteCode, against: ComparisonBase, ratio: Estimate?, comparableDays: Int, verdict: ChangeVerdict) {
        self.site = site
        self.analyte = analyte
        self.against = against
        self.ratio = ratio
        self.comparableDays = comparableDays
        self.verdict = verdict
    }
}
