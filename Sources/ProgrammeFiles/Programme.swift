package import Findings
package import Monitoring

/// What should be sampled (`plan.csv`).
package struct PlannedSampling: Hashable, Sendable {
    package var period: Period
    package var site: SiteCode
    package var days: Int
    package var firstDay: CalendarDate?
    package var panel: String?
    package var position: SourcePosition

    package init(period: Period, site: SiteCode, days: Int, firstDay: CalendarDate? = nil, panel: String? = nil, position: SourcePosition) {
        self.period = period
        self.site = site
        self.days = days
        self.firstDay = firstDay
        self.panel = panel
        self.position = position
    }
}

/// Medical use in an area (`licit.csv`), mg/d.
package struct LicitUse: Hashable, Sendable {
    package var area: AreaCode
    package var period: Period
    package var substance: String
    package var milligramsPerDay: Double

    package init(area: AreaCode, period: Period, substance: String, milligramsPerDay: Double) {
        self.area = area
        self.period = period
        self.substance = substance
        self.milligramsPerDay = milligramsPerDay
    }
}

/// A file of the workspace that was read, for the manifest.
package struct InputFile: Hashable, Sendable {
    /// Path relative to the workspace, with `/`.
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// A monitoring programme, as its workspace describes it: everything but the laboratory's files.
package struct Programme: Sendable {
    package var configuration: ProgrammeConfiguration
    package var sites: [Site]
    package var areas: [Area]
    package var siteAreas: [SiteArea]
    package var plan: [PlannedSampling]
    package var populations: [StatedPopulation]
    package var samples: [Sample]
    package var methods: [MethodRow]
    package var injections: [InjectionRow]
    package var analytes: AnalyteCatalogue
    /// The rows of the chosen parameter set, in file order.
    package var parameters: [Parameter]
    package var licitUses: [LicitUse]
    /// The limits of laboratory quality that the programme states over the defaults.
    package var qualityLimits: QualityLimitTable
    /// Rounds of proficiency testing, in file order.
    package var proficiency: [ProficiencyRound]
    /// Every file read, sorted by path.
    package var inputs: [InputFile]
    package var findings: [Finding]
    /// How long the sewage of each site was under way, where a sewer graph says so; empty as read.
    package var residences: [SiteCode: SewerResidence] = [:]
    /// The score sheets of the programme, each with the periods in which it is in force; empty where it has none.
    package var assessmentSheets: [AssessmentSheet] = []

    package init(
        configuration: ProgrammeConfiguration, sites: [Site], areas: [Area], siteAreas: [SiteArea], plan: [PlannedSampling],
        populations: [StatedPopulation], samples: [Sample], methods: [MethodRow], injections: [InjectionRow], analytes: AnalyteCatalogue,
        parameters: [Parameter], licitUses: [LicitUse] = [], qualityLimits: QualityLimitTable = QualityLimitTable(),
        proficiency: [ProficiencyRound] = [], inputs: [InputFile] = [], findings: [Finding] = []
    ) {
        self.configuration = configuration
        self.sites = sites
        self.areas = areas
        self.siteAreas = siteAreas
        self.plan = plan
        self.populations = populations
        self.samples = samples
        self.methods = methods
        self.injections = injections
        self.analytes = analytes
        self.parameters = parameters
        self.licitUses = licitUses
        self.qualityLimits = qualityLimits
        self.proficiency = proficiency
        self.inputs = inputs
        self.findings = findings
    }
}
