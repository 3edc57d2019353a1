import AnomalyDetection
import Monitoring
import ProgrammeFiles
import RandomDraws
import Testing
import TrialProgrammes

/// What is likeliest behind a rise.
@Suite struct CauseTests {
    /// A panel with drugs, metabolites, precursors and a by-product.
    static func panel(seed: UInt64) -> SimulatedProgramme {
        var programme = SimulatedProgramme(seed: seed)
        programme.analytes = [
            "methamphetamine", "amphetamine", "ephedrine", "pseudoephedrine", "cmp", "ketamine", "norketamine", "morphine",
            "6-monoacetylmorphine", "codeine", "tramadol", "methadone", "cotinine",
        ]
        programme.absent = ["cmp", "6-monoacetylmorphine"]
        programme.follows = ["amphetamine": ("methamphetamine", 0.09), "norketamine": ("ketamine", 1 / 5.0)]
        programme.levels = ["methamphetamine": 15, "ephedrine": 15, "pseudoephedrine": 8, "ketamine": 2, "morphine": 6, "cotinine": 650]
        programme.siteSpread = 0.3
        programme.campaignSD = 0.2
        programme.networkSD = 0.1
        programme.focus = [19, 20, 21]
        return programme
    }

    private func cause(_ result: DetectionResult, _ site: Int, _ analyte: AnalyteCode) throws -> CauseAssessment {
        try #require(result.causes.first { $0.site == SimulatedProgramme.site(site) && $0.analyte == analyte })
    }

    @Test func aLaboratoryIsManufactureLikely() throws {
        var programme = Self.panel(seed: 71)
        programme.releases = [
            (site: 20, analyte: "methamphetamine", days: 0..<7, load: 400), (site: 20, analyte: "ephedrine", days: 0..<7, load: 120),
            (site: 20, analyte: "cmp", days: 0..<7, load: 16),
        ]
        let result = CampaignDetection.detect(programme.input())
        let found = try cause(result, 20, "methamphetamine")
        #expect(found.cause == .manufactureLikely)
        #expect(Set(found.lines).isSuperset(of: ["by_product", "precursor", "unconsumed"]))
        #expect(found.evidence.contains { $0.key == "reason.ratio_below" })
        #expect(found.otherExplanations.contains { $0.key == "reason.other_meter_no" })
        #expect((found.excessGramsPerDay ?? 0) > 1)
        #expect(try cause(result, 20, "cmp").cause == .manufactureLikely)
        #expect(!result.causes.contains { $0.site != SimulatedProgramme.site(20) && $0.cause == .manufactureLikely })
        let low = result.ratios.filter { $0.site == SimulatedProgramme.site(20) && $0.ratio == "amphetamine/methamphetamine" }
        #expect(low.count == 7 && low.allSatisfy { $0.verdict == .belowConsumption })
    }

    @Test func aDumpOfKetamineWithoutMetaboliteIsDisposalLikely() throws {
        var programme = Self.panel(seed: 72)
        programme.releases = [(site: 8, analyte: "ketamine", days: 3..<4, load: 200)]
        let found = try cause(CampaignDetection.detect(programme.input()), 8, "ketamine")
        #expect(found.cause == .disposalLikely)
        #expect(found.lines.contains("unconsumed") && found.lines.contains("short"))
        #expect(found.evidence.contains { $0.key == "reason.ratio_above" })
    }

    @Test func moreUseIsConsumption() throws {
        var programme = Self.panel(seed: 73)
        programme.steps[6] = ["ketamine": portableLog(12)]
        let result = CampaignDetection.detect(programme.input())
        let found = try cause(result, 6, "ketamine")
        #expect(found.cause == .consumption && found.lines.contains("metabolised"))
        let ratios = result.ratios.filter { $0.site == SimulatedProgramme.site(6) && $0.ratio == "ketamine/norketamine" }
        #expect(ratios.count == 7 && ratios.allSatisfy { $0.verdict == .consumption })
    }

    @Test func morphineWithoutItsMarkerIsNeverHeroin() throws {
        var programme = Self.panel(seed: 74)
        programme.steps[6] = ["morphine": portableLog(15)]
        var input = programme.input()
        let plain = try cause(CampaignDetection.detect(input), 6, "morphine")
        #expect(plain.cause == .undetermined)
        #expect(plain.evidence.contains { $0.key == "reason.no_heroin_marker" })

        // With the medical use of the area on record it is medicine.
        input.areas = [Area(code: "A1", name: "", level: .town, parent: "A0"), Area(code: "A0", name: "", level: .district, population: 100_000)]
        input.siteAreas = [SiteArea(site: SimulatedProgramme.site(6), area: "A1", share: 1)]
        input.licitUses = [LicitUse(area: "A0", period: input.period, substance: "morphine", milligramsPerDay: 15_000)]
        input.parameters = [
            Parameter(
                set: "CN", version: "1", parentDrug: "morphine", biomarker: "morphine", name: "excretion_fraction", value: 0.7, basis: "mass",
                unit: "1", source: "test", provenance: .derived)
        ]
        let recorded = try cause(CampaignDetection.detect(input), 6, "morphine")
        #expect(recorded.cause == .licitLikely)
        #expect(Set(recorded.lines).isSuperset(of: ["licit_recorded", "no_heroin_marker"]))
    }

    @Test func morphineWithItsMarkerIsUse() throws {
        var programme = Self.panel(seed: 75)
        programme.steps[6] = ["morphine": portableLog(15)]
        programme.releases = [(site: 6, analyte: "6-monoacetylmorphine", days: 0..<7, load: 1)]
        let found = try cause(CampaignDetection.detect(programme.input()), 6, "morphine")
        #expect(found.cause == .consumption && found.lines.contains("heroin_marker"))
    }

    @Test func aRiseOfAPrecursorAloneIsLeftOpen() throws {
        var programme = Self.panel(seed: 76)
        programme.steps[3] = ["ephedrine": portableLog(12)]
        let found = try cause(CampaignDetection.detect(programme.input()), 3, "ephedrine")
        #expect(found.cause == .undetermined)
    }

    @Test func aRatioWithALimitIsABound() throws {
        var programme = Self.panel(seed: 77)
        programme.analytes.append("mdma")
        var input = programme.input()
        // Amphetamine hidden behind its limit on one day of a site.
        let place = try #require(
            input.loads.firstIndex { $0.site == "K04" && $0.analyte == "amphetamine" && input.period.contains($0.date) })
        let limit = try #require(input.loads[place].concentration.quantifiedValue)
        input.loads[place].concentration = .belowDetection(limit: limit * 1.2)
        input.loads[place].populationNormalisedLoad = .belowDetection(limit: 1)
        let day = input.loads[place].date
        let ratio = try #require(
            CampaignDetection.detect(input).ratios.first { $0.site == "K04" && $0.date == day && $0.ratio == "amphetamine/methamphetamine" })
        #expect(ratio.value.isLeftCensored && ratio.interval == nil)
        #expect(ratio.verdict == .notInformative)
        #expect(ratio.rule == "amp-meth/1")
    }

    @Test func everyRuleHasASourceAndEveryLimitAMeaning() {
        for rule in RatioRule.library {
            #expect(!rule.source.isEmpty && rule.name.contains("/"))
            #expect(rule.low == nil || rule.below != nil)
            #expect(rule.high == nil || rule.above != nil)
            if let low = rule.low, let high = rule.high, let centre = rule.centre { #expect(low < centre && centre < high) }
        }
        #expect(Set(RatioRule.library.map(\.name)).count == RatioRule.library.count)
    }
}
