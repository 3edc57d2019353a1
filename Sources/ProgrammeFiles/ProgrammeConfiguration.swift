package import Monitoring

/// The settings of a programme (`headwater.yaml`), each with its default.
///
/// Relative errors are standard deviations as fractions of the value, of one factor each:
/// analytic of a result, sampling of a composite, calibration of a batch and analyte, flow
/// and population of a site.
package struct ProgrammeConfiguration: Hashable, Sendable {
    package var schema = 1
    package var name = ""
    package var nameEnglish = ""
    package var code = ""
    /// Seconds east of UTC; the default is +08:00.
    package var timeZoneOffsetSeconds = 8 * 3600
    package var languages = ["zh-Hans", "en"]
    package var convention = Convention.cn
    /// Where the programme departs from its convention.
    package var means = MeanSettings()
    package var parameterSet = "CN-default"
    package var population = PopulationSettings()
    package var uncertainty = UncertaintySettings()
    package var losses = LossSettings()
    package var detection = DetectionSettings()
    package var privacy = PrivacySettings()
    package var network = NetworkSettings()
    package var reports = ReportSettings()
    package var custody = CustodySettings()
    package var alerts = AlertSettings()
    /// The assessment sheet, relative to the workspace; nil where the programme has none.
    package var assessment: String?
    /// Which end of a composite's window gives its date.
    package var dayRule = DayRule.windowStart
    /// A pattern with one group that takes the sample's number from an injection's name; empty where none.
    package var sampleNamePattern = ""
    /// Where each value came from: key path to `default`, `file` or `option`.
    package var origins: [String: String] = [:]

    package init() {}

    /// Which figures are headline, how weeks and censored values are treated.
    package enum Convention: String, Sendable, CaseIterable { case cn = "CN", euda = "EUDA", acic = "ACIC", statCan = "StatCan" }

    /// How a result below its limit enters a mean: by a method that its share and number choose, by one of them, or as a
    /// number in its place (zero, half the limit, the limit over the root of two, the limit).
    package enum CensoredUse: String, Sendable, CaseIterable {
        case chosen, kaplanMeier = "kaplan_meier", regressionOnOrderStatistics = "robust_ros", maximumLikelihood = "mle", quasiUnbiased = "qmvue", zero
        case half = "half_limit", rootTwo = "limit_over_root_two", limit
    }

    /// How the days of a period weigh in its mean: each composite alike; each day of the week alike; weekday and weekend by
    /// their number of days; or five to two.
    package enum DayWeights: String, Sendable, CaseIterable { case samples, days, weekdayWeekend = "weekday_weekend", calendar }

    /// What the interval of a mean covers: the errors of what was measured, or the scatter from day to day.
    package enum MeanInterval: String, Sendable, CaseIterable { case errors, studentT = "student_t" }

    /// Departures from the convention; nil or empty where there are none.
    package struct MeanSettings: Hashable, Sendable {
        package var censored: CensoredUse?
        package var week: DayWeights?
        package var interval: MeanInterval?
        /// Days of the week (ISO, Monday 1) that count as weekdays; the others are the weekend.
        package var weekdays: Set<Int> = []
        /// The same for single years.
        package var weekdaysByYear: [Int: Set<Int>] = [:]
        package init() {}
    }

    /// Which end of a composite's window gives its local date.
    package enum DayRule: String, Sendable, CaseIterable { case windowStart = "window_start", windowEnd = "window_end" }

    /// Where the domestic share of a site's flow enters.
    package enum DomesticShareUse: String, Sendable, CaseIterable { case population, both, none }

    package struct PopulationSettings: Hashable, Sendable {
        package var basis = PopulationBasis.combined
        /// Grams of ammonium nitrogen per person and day.
        package var ammoniumNGramsPerPersonDay = 8.0
        package var domesticShareAppliesTo = DomesticShareUse.population
        /// Grams per person and day of COD, BOD5, total nitrogen and total phosphorus, where the programme states its own.
        package var gramsPerPersonDay: [PopulationBasis: Double] = [:]
        package init() {}
    }

    /// Which losses between toilet and laboratory a consumption is corrected for. Loads per head are never corrected.
    package struct LossSettings: Hashable, Sendable {
        /// By the half-lives of the parameter set and the time in the sewer, where the sewer's files give it.
        package var inSewer = true
        /// By the half-lives and the time from the end of the composite to the laboratory, where the register gives temperature and time.
        package var storage = true
        /// By the bound share of the set; off, since published shares of one substance differ tenfold.
        package var particulate = false
        /// °C of the sewage where the samples of a site state none.
        package var waterTemperatureC = 20.0
        /// 1/m, area of biofilm over volume of sewage: 4/D for a full pipe; 0 leaves the biofilm out.
        package var biofilmAreaPerVolume = 0.0
        package init() {}
    }

    package struct UncertaintySettings: Hashable, Sendable {
        package var analyticRSD = 0.12
        package var samplingRSD = 0.10
        package var calibrationRSD = 0.08
        package var flowRSD = 0.10
        package var populationRSD = 0.10
        package var draws = 10_000
        package var seed: UInt64 = 1
        package init() {}
    }

    package struct DetectionSettings: Hashable, Sendable {
        /// False discovery rate of a campaign.
        package var falseDiscoveryRate = 0.10
        /// Benjamini-Yekutieli instead of Benjamini-Hochberg.
        package var assumesArbitraryDependence = false
        /// False discovery rate at focus points.
        package var focusFalseDiscoveryRate = 0.20
        package init() {}
    }

    package struct PrivacySettings: Hashable, Sendable {
        /// Nodes of classes with fewer people are merged.
        package var populationFloor = 200.0
        /// Sites and areas with fewer people are not published, and such sites enter no sum.
        package var publicationFloor = 1000.0
        /// Above this share of its people an area's figure is marked as that of one site. It is published: every site in a
        /// sum may be shown by itself, so that its figure gives nothing away.
        package var dominance = 0.8
        /// The number of the approval under which prisons, schools, workplaces and the like are published; empty for none.
        package var restrictedApproval = ""
        package init() {}
    }

    package struct NetworkSettings: Hashable, Sendable {
        /// Paths relative to the workspace.
        package var files: [String] = []
        /// `node,population`, where the network carries no people; relative to the workspace.
        package var population: String?
        package init() {}
    }

    /// How a report looks on paper: as an engineer's report, or under the red head of a Chinese official document (GB/T 9704-2012).
    package enum ReportTheme: String, Sendable, CaseIterable { case plain, redHead = "red_head" }

    package struct ReportSettings: Hashable, Sendable {
        package var editions = ["internal"]
        package var theme = ReportTheme.plain
        /// Who issues the report, in both languages; empty takes the programme's name.
        package var issuer = ""
        package var issuerEnglish = ""
        /// The secrecy mark that stands on every page, and to whom the report goes; empty for none.
        package var secrecy = ""
        package var distribution = ""
        /// Staff codes of those who answer for an issued report, by `compiled`, `reviewed` and `approved`.
        package var signatories: [String: String] = [:]
        /// Parameters from memory that may stand behind issued figures, as `PARENT/BIOMARKER/PARAMETER`.
        package var acceptedParameters: [String] = []
        package init() {}
    }

    package struct AlertSettings: Hashable, Sendable {
        /// Level (urgent, warning, notice) to days after the raising by which an alert must be acknowledged, assigned, under rectification,
        /// re-sampled and closed; a level that is not named takes the standard terms.
        package var deadlineDays: [String: [Int]] = [:]
        package init() {}
    }

    package struct CustodySettings: Hashable, Sendable {
        /// Role (laboratory, analyst, approver, auditor, administrator) to operating-system accounts.
        package var roles: [String: [String]] = [:]
        package init() {}
    }
}
