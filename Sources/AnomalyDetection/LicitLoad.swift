internal import Monitoring
internal import ProgrammeFiles

/// The medical use that reaches a site, from the records of the areas it serves.
struct LicitLoad: Sendable {
    /// mg/d/1000 inhabitants of the substance as taken.
    let milligramsPerDayPer1000: Double
    /// mg/d/1000 inhabitants of the analyte to expect in sewage; nil where excretion is not known.
    let expectedLoad: Double?

    /// Nil where no area of the site has a record of the substance for the period and a population.
    ///
    /// A site takes the record of its own area or of the nearest area above it that has one,
    /// per head, weighted by the share of its people who live there.
    init?(site: SiteCode, analyte: AnalyteCode, parentDrug: String, input: DetectionInput) {
        let areas = Dictionary(input.areas.map { ($0.code, $0) }) { first, _ in first }
        let uses = input.licitUses.filter { $0.period == input.period && ($0.substance == parentDrug || $0.substance == analyte.rawValue) }
        guard !uses.isEmpty else { return nil }
        var sum = 0.0
        for part in input.siteAreas.filter({ $0.site == site }).sorted(by: { $0.area < $1.area }) {
            if let from = part.validFrom, from > input.period.lastDay { continue }
            if let to = part.validTo, to < input.period.firstDay { continue }
            var code: AreaCode? = part.area
            var seen: Set<AreaCode> = []
            while let current = code, seen.insert(current).inserted {
                let milligrams = uses.filter { $0.area == current }.reduce(0) { $0 + $1.milligramsPerDay }
                if milligrams > 0, let people = areas[current]?.population, people > 0 {
                    sum += part.share * milligrams / people * 1000
                    break
                }
                code = areas[current]?.parent
            }
        }
        guard sum > 0, sum.isFinite else { return nil }
        milligramsPerDayPer1000 = sum
        func value(_ name: String) -> Parameter? {
            input.parameters.first { $0.biomarker == analyte && $0.parentDrug == parentDrug && $0.name == name }
        }
        guard let excretion = value("excretion_fraction") else {
            expectedLoad = nil
            return
        }
        if excretion.basis == "mass" {
            expectedLoad = sum * excretion.value
        } else if let parent = value("molar_mass_parent")?.value, let biomarker = value("molar_mass_biomarker")?.value, parent > 0 {
            expectedLoad = sum * excretion.value * biomarker / parent
        } else {
            expectedLoad = nil
        }
    }
}
