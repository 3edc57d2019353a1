internal import Monitoring
internal import RandomDraws

/// Two bottles that changed places on a day: the profile of one site fits the other, and the other way round.
///
/// The profile of a composite is its concentrations over all analytes. For a pair of sites on
/// one day, the evidence is the likelihood of both profiles with the bottles changed back over
/// the likelihood as labelled. Errors are taken as Student's t with four degrees of freedom,
/// so that one analyte alone (a dump) never decides; both bottles must fit better elsewhere.
enum SwappedBottles {
    /// ln of the least evidence: a city of 22 sites has some 1,600 pairs in a campaign, and no
    /// more than one campaign in a hundred may declare a swap that is none: ln(1600 · 100) = 12.
    static let leastEvidence = 12.0
    /// ln of the least evidence from each of the two bottles.
    static let leastEvidenceEach = 4.0
    /// Fewest analytes measured in both profiles.
    static let fewestAnalytes = 4

    struct Swap: Sendable {
        var first: (site: Int, day: Int)
        var second: (site: Int, day: Int)
        /// ln of the likelihood with the bottles changed back over that as labelled.
        var evidence: Double
        var analytes: Int
    }

    private struct Bottle {
        var site: Int
        var day: Int
        var date: CalendarDate
        /// ln ng/L by analyte; nil where not analysed.
        var profile: [LogResult?]
        /// Misfit to the own site: minus ln of the likelihood, up to a constant.
        var misfit = 0.0
    }

    /// Finds swaps of a campaign, marks both bottles in the table and returns the swaps by site and day.
    static func mark(_ table: inout CampaignTable, campaign: Int) -> [Swap] {
        // A site's own profile takes four days to know.
        guard table.longestCampaign >= 4 else { return [] }
        let sites = table.sites.count
        let analytes = table.analytes.count
        var usual: [[LogResult?]] = []
        var spread = Array(repeating: [Double](), count: analytes)
        var bottles: [Bottle] = []
        for site in 0..<sites {
            let days = table.days(campaign, site)
            var centres = Array(repeating: LogResult?.none, count: analytes)
            var profiles = Array(repeating: Array(repeating: LogResult?.none, count: analytes), count: days.count)
            for analyte in 0..<analytes {
                let cell = table.cell(campaign, site, analyte)
                for day in cell where profiles.indices.contains(day.day) { profiles[day.day][analyte] = day.concentration }
                guard cell.count >= 4, let middle = median(cell.map(\.concentration.value)) else { continue }
                let seen = cell.filter { $0.concentration.isSeen }
                centres[analyte] = LogResult(value: middle, bound: 2 * seen.count > cell.count ? .exact : .below)
                if 2 * seen.count > cell.count { spread[analyte] += seen.map { $0.concentration.value - middle } }
            }
            usual.append(centres)
            for (index, day) in days.enumerated() {
                bottles.append(Bottle(site: site, day: index, date: day.date, profile: profiles[index]))
            }
        }
        // Below 15 % (analysis alone) no spread is believed.
        let sds = spread.map { max(robustSD($0) ?? 0.3, 0.15) }
        func misfit(_ profile: [LogResult?], _ site: Int) -> Double {
            var sum = 0.0
            for analyte in 0..<analytes {
                guard let value = profile[analyte], let centre = usual[site][analyte] else { continue }
                let z = distance(value, centre) / sds[analyte]
                sum += 2.5 * portableLog1p(z * z / 4)
            }
            return sum
        }
        for index in bottles.indices { bottles[index].misfit = misfit(bottles[index].profile, bottles[index].site) }
        // A bottle can only have changed places if it fits its own site so badly that a good fit elsewhere gains enough;
        // a good fit is what a quarter of all bottles show at their own sites.
        let misfits = bottles.map(\.misfit).sorted()
        guard let good = misfits.isEmpty ? nil : misfits[misfits.count / 4] else { return [] }
        let candidates = bottles.filter { $0.misfit >= good + leastEvidenceEach }
        var swaps: [Swap] = []
        for (index, first) in candidates.enumerated() {
            for second in candidates[(index + 1)...] where second.date == first.date && second.site != first.site {
                let shared = (0..<analytes).filter {
                    first.profile[$0] != nil && second.profile[$0] != nil && usual[first.site][$0] != nil && usual[second.site][$0] != nil
                }.count
                guard shared >= fewestAnalytes else { continue }
                let gainFirst = first.misfit - misfit(first.profile, second.site)
                let gainSecond = second.misfit - misfit(second.profile, first.site)
                guard gainFirst >= leastEvidenceEach, gainSecond >= leastEvidenceEach, gainFirst + gainSecond >= leastEvidence else { continue }
                swaps.append(
                    Swap(
                        first: (first.site, first.day), second: (second.site, second.day), evidence: gainFirst + gainSecond, analytes: shared))
            }
        }
        // Strongest first; a bottle takes part in one swap only.
        swaps.sort {
            ($1.evidence, $0.first.site, $0.first.day, $0.second.site) < ($0.evidence, $1.first.site, $1.first.day, $1.second.site)
        }
        var taken: Set<[Int]> = []
        var kept: [Swap] = []
        for swap in swaps {
            let keys = [[swap.first.site, swap.first.day], [swap.second.site, swap.second.day]]
            guard taken.isDisjoint(with: keys) else { continue }
            taken.formUnion(keys)
            kept.append(swap)
            for place in [swap.first, swap.second] { table.change(campaign, place.site, day: place.day) { $0.isSwapped = true } }
        }
        return kept.sorted { ($0.first.site, $0.first.day, $0.second.site) < ($1.first.site, $1.first.day, $1.second.site) }
    }

    /// How far a result lies from a site's usual value, on the log scale; a limit tells only as far as it excludes.
    private static func distance(_ value: LogResult, _ centre: LogResult) -> Double {
        switch (value.bound, centre.bound) {
        case (.exact, .exact), (.above, .exact): value.value - centre.value
        case (.exact, _), (.above, _): max(0, value.value - centre.value)
        case (.below, .exact): min(0, value.value - centre.value)
        case (.below, _): 0
        }
    }
}
