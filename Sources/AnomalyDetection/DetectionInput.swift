package import Monitoring
package import ProgrammeFiles

/// What a campaign is judged on: its own results and those of the campaigns before it.
package struct DetectionInput: Sendable {
    /// The campaign to judge.
    package var period: Period
    /// Daily loads of this campaign and of all earlier ones, in any order; later ones are left alone.
    package var loads: [DailyLoad]
    /// The register, for flows and NH4-N of the composites.
    package var samples: [Sample]
    package var sites: [Site]
    package var populationChecks: [PopulationCheck]
    package var configuration: ProgrammeConfiguration
    /// The nearest sampled site downstream of a site.
    package var downstream: [SiteCode: SiteCode]
    package var analytes: AnalyteCatalogue
    package var licitUses: [LicitUse]
    package var areas: [Area]
    package var siteAreas: [SiteArea]
    /// The programme's parameter set: excretion turns medical use into the load to expect.
    package var parameters: [Parameter]
    /// Which tests are put into words and steps.
    package var explained = Explained.all

    /// Whether every test of the campaign is explained, or only what was found: of a whole country, words take longer than tests.
    package enum Explained: Sendable { case all, discoveries }

    package init(
        period: Period, loads: [DailyLoad], samples: [Sample] = [], sites: [Site], populationChecks: [PopulationCheck] = [],
        configuration: ProgrammeConfiguration = ProgrammeConfiguration(), downstream: [SiteCode: SiteCode] = [:], analytes: AnalyteCatalogue,
        licitUses: [LicitUse] = [], areas: [Area] = [], siteAreas: [SiteArea] = [], parameters: [Parameter] = []
    ) {
        self.period = period
        self.loads = loads
        self.samples = samples
        self.sites = sites
        self.populationChecks = populationChecks
        self.configuration = configuration
        self.downstream = downstream
        self.analytes = analytes
        self.licitUses = licitUses
        self.areas = areas
        self.siteAreas = siteAreas
        self.parameters = parameters
    }
}
