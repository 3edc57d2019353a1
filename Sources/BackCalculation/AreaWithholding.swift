internal import Monitoring
internal import ProgrammeFiles

/// Takes away the figures of areas that are not shown.
enum AreaWithholding {
    struct Key: Hashable {
        var area: AreaCode
        var analyte: AnalyteCode
    }

    /// Withholds small areas (`SUPPRESSED`) and what would give them away (`SUPPRESSED_COMPLEMENT`), analyte by analyte.
    ///
    /// - Parameters:
    ///   - people: behind each estimate.
    ///   - floor: people below which an area is small.
    static func apply(to estimates: inout [AreaEstimate], people: [Double], areas: [Area], floor: Double) {
        var parents: [AreaCode: AreaCode] = [:]
        for area in areas where parents[area.code] == nil { parents[area.code] = area.parent }
        let isSmall = estimates.indices.map { people[$0] < floor || (estimates[$0].population ?? people[$0]) < floor }
        guard isSmall.contains(true) else { return }
        var known: [[PlaceKey]: Set<Int>] = [:]
        for (_, indices) in Dictionary(grouping: estimates.indices, by: { estimates[$0].analyte }).sorted(by: { $0.key < $1.key }) {
            let keys = indices.map { PlaceKey(area: estimates[$0].area, people: people[$0], isSmall: isSmall[$0]) }
            // Substances of one panel have the same people behind them: worked out once.
            let complements: Set<Int>
            if let found = known[keys] {
                complements = found
            } else {
                complements = AreaDisclosure(places(indices, estimates, keys, parents)).complements()
                known[keys] = complements
            }
            for (place, index) in indices.enumerated() {
                if isSmall[index] {
                    estimates[index].withhold("SUPPRESSED")
                } else if complements.contains(place) {
                    estimates[index].withhold("SUPPRESSED_COMPLEMENT")
                }
            }
        }
    }

    private struct PlaceKey: Hashable {
        var area: AreaCode
        var people: Double
        var isSmall: Bool
    }

    private static func places(_ indices: [Int], _ estimates: [AreaEstimate], _ keys: [PlaceKey], _ parents: [AreaCode: AreaCode]) -> [AreaDisclosure.Place] {
        var placeOf: [AreaCode: Int] = [:]
        for (place, index) in indices.enumerated() { placeOf[estimates[index].area] = place }
        return indices.enumerated().map { place, index in
            // The nearest area above that has a figure of its own.
            var above = parents[estimates[index].area]
            var seen: Set<AreaCode> = [estimates[index].area]
            while let next = above, placeOf[next] == nil, seen.insert(next).inserted { above = parents[next] }
            let level = AreaEstimates.order(estimates[index].level)
            // A parent of the same or a lower level would make a circle.
            let parent = above.flatMap { placeOf[$0] }.flatMap { AreaEstimates.order(estimates[indices[$0]].level) < level ? $0 : nil }
            return AreaDisclosure.Place(level: level, code: estimates[index].area, parent: parent, people: keys[place].people, isSmall: keys[place].isSmall)
        }
    }

    /// Rows without a figure for areas in which withheld sites alone were sampled.
    static func onlyWithheld(_ estimates: [PeriodEstimate], _ disclosure: SiteDisclosure, _ programme: Programme, period: Period) -> [AreaEstimate] {
        guard !disclosure.withheld.isEmpty else { return [] }
        var areas: [AreaCode: Area] = [:]
        for area in programme.areas where areas[area.code] == nil { areas[area.code] = area }
        var analytes: [SiteCode: [AnalyteCode]] = [:]
        for estimate in estimates where disclosure.withheld.contains(estimate.site) { analytes[estimate.site, default: []].append(estimate.analyte) }
        var keys: Set<Key> = []
        for row in AreaMembership.rows(programme, period: period) where areas[row.area] != nil {
            for analyte in analytes[row.site] ?? [] { keys.insert(Key(area: row.area, analyte: analyte)) }
        }
        return keys.sorted { ($0.area, $0.analyte) < ($1.area, $1.analyte) }.compactMap { key in
            areas[key.area].map {
                AreaEstimate(
                    area: $0.code, level: $0.level, analyte: key.analyte, population: $0.population, coverage: nil, sites: 0, load: nil, mass: nil,
                    consumption: nil, flags: [SiteDisclosure.flag])
            }
        }.sorted { (AreaEstimates.order($0.level), $0.area, $0.analyte) < (AreaEstimates.order($1.level), $1.area, $1.analyte) }
    }
}

extension AreaEstimate {
    /// Takes the figures away, and sets the flag that says why.
    fileprivate mutating func withhold(_ flag: String) {
        load = nil
        mass = nil
        consumption = nil
        flags = (flags + [flag]).sorted()
    }
}
