package import Monitoring
package import ProgrammeFiles
internal import RandomDraws

/// One number of people, and how sure it is.
package struct PopulationSource: Hashable, Sendable {
    package var basis: PopulationBasis
    package var persons: Double
    /// Variance of the logarithm, without what a marker owes to the flow.
    package var logVariance: Double
    /// 1 for a number worked out from a load, which moves with the flow; 0 for a stated one; between for a mean of both.
    package var markerWeight: Double

    package init(basis: PopulationBasis, persons: Double, logVariance: Double, markerWeight: Double) {
        self.basis = basis
        self.persons = persons
        self.logVariance = logVariance
        self.markerWeight = markerWeight
    }
}

/// How many people stand behind a sample: stated numbers, chemical markers, and their mean.
package enum PopulationModel {
    /// Milligrams of cotinine that a cigarette leaves in the sewage: consumption rule of a Chinese provincial laboratory,
    /// in use with a provincial number of cigarettes per person and day.
    package static let cotinineMilligramsPerCigarette = 0.14

    /// Grams per person and day of the other markers, and their relative standard deviations: COD 120, BOD5 60, total
    /// nitrogen 11, total phosphorus 1.8 (ATV-DWA A 131, 2000; BOD5 also Directive 91/271/EEC, article 2). Chinese sewage is
    /// often weaker, so with these they are reported beside the others, used only where chosen, and do not enter the combined
    /// number; with a constant that the programme states for itself they do.
    package static let gramsPerPersonDay: [(basis: PopulationBasis, grams: Double, relativeSD: Double)] = [
        (.cod, 120, 0.25), (.bod, 60, 0.25), (.totalNitrogen, 11, 0.175), (.totalPhosphorus, 1.8, 0.225),
    ]

    /// Relative standard deviations of the markers' constants: ammonium nitrogen 10 to 20 % (F. Been et al., Environ. Sci.
    /// Technol. 48 (2014) 8162, doi:10.1021/es5008388), cotinine 15 to 25 % between places.
    package static let ammoniumRSD = 0.15
    package static let cotinineRSD = 0.20
    /// A design capacity counts connections and not people: 20 to 50 %, where the row states nothing else.
    package static let designRSD = 0.35
    /// No combined number is surer than this.
    package static let leastRSD = 0.05
    /// Estimates further apart than this ratio are told of.
    package static let disagreement = 1.5
    /// Which basis stands in where the chosen one is missing, first to last.
    package static let fallbacks: [PopulationBasis] = [.combined, .mobile, .survey, .census, .ammoniumN, .cotinine, .design]
    /// What the combined number is made of, besides markers for which the programme states its own constants.
    package static let combinable: Set<PopulationBasis> = [.census, .design, .mobile, .survey, .ammoniumN, .cotinine]

    /// What the combined number of a programme is made of.
    package static func combinable(_ settings: ProgrammeConfiguration.PopulationSettings) -> Set<PopulationBasis> {
        combinable.union(settings.gramsPerPersonDay.keys)
    }

    /// Markers by which a load per head can be worked out without the flow, beside the load with it.
    package static let flowFreeMarkers: [PopulationBasis] = [.ammoniumN, .cotinine]
    /// A load without the flow and one with it that are further apart than this tell of a wrong flow, marker or population.
    package static let flowFreeRatio = 2.0

    /// The load per head without the flow: `C / C_marker x K`, with C and the marker in ng/L and K in mg a day and 1000 people.
    ///
    /// The flow cancels, and with it its error and any dilution; what is left is the error of the marker and of its constant.
    package static func flowFreeLoad(concentration: Double, marker: Double, milligramsPerThousandDay: Double, domesticShare: Double = 1) -> Double? {
        let load = concentration * milligramsPerThousandDay / (marker * domesticShare)
        return load.isFinite && load >= 0 ? load : nil
    }

    /// Whether a number of people was worked out from a load alone, so that the flow's error cancels in a load per head.
    package static func isMarker(_ basis: PopulationBasis) -> Bool {
        switch basis {
        case .ammoniumN, .cod, .bod, .totalNitrogen, .totalPhosphorus, .cotinine: true
        case .census, .design, .mobile, .survey, .combined: false
        }
    }

    /// People from ammonium nitrogen (or another bulk marker): mg/L x m3/d = g/d, over grams per person and day.
    package static func persons(milligramsPerLitre: Double, flowVolume: Double, gramsPerPersonDay: Double) -> Double? {
        let persons = milligramsPerLitre * flowVolume / gramsPerPersonDay
        return persons.isFinite && persons > 0 ? persons : nil
    }

    /// People from cotinine: `C[ng/L] x Q[m3/d] x share / (cigarettes x 0.14 x 1000)` thousand people with Q in 10^4 m3/d and
    /// a factor 10, which is the same as ng/L x m3/d / 10^6 mg over milligrams per person.
    package static func persons(cotinine nanogramsPerLitre: Double, flowVolume: Double, cigarettesPerPersonDay: Double, domesticShare: Double) -> Double? {
        let milligrams = nanogramsPerLitre * flowVolume * domesticShare / 1000
        let persons = milligrams / (cigarettesPerPersonDay * cotinineMilligramsPerCigarette)
        return persons.isFinite && persons > 0 ? persons : nil
    }

    /// Whether a row states a number for a day.
    static func holds(_ row: StatedPopulation, on date: CalendarDate) -> Bool {
        row.from <= date && (row.to.map { date <= $0 } ?? true) && row.persons.isFinite && row.persons > 0
    }

    /// The stated numbers of a site that hold on a day, one a basis: of several, the one that began latest, then the greater.
    package static func stated(_ rows: [StatedPopulation], on date: CalendarDate, settings: ProgrammeConfiguration.UncertaintySettings)
        -> [(source: PopulationSource, row: StatedPopulation)]
    {
        var chosen: [PopulationBasis: StatedPopulation] = [:]
        for row in rows where holds(row, on: date) {
            if let other = chosen[row.basis], (other.from, other.persons) >= (row.from, row.persons) { continue }
            chosen[row.basis] = row
        }
        return chosen.values.sorted { $0.basis < $1.basis }.map { row in
            let usual = row.basis == .design ? max(designRSD, settings.populationRSD) : settings.populationRSD
            let relativeSD = row.relativeSD.map { $0.isFinite && $0 >= 0 ? $0 : usual } ?? usual
            let variance = LogDistribution.logVariance(relativeSD: relativeSD)
            return (PopulationSource(basis: row.basis, persons: row.persons, logVariance: variance, markerWeight: 0), row)
        }
    }

    /// The inverse-variance mean on the log scale of the sources that can be combined; nil for fewer than two.
    ///
    /// `ln P = Σ w_i ln P_i` with `w_i` as `1/σ_i²`, where the `σ_i` of a marker holds the flow's error as well; the result is
    /// never surer than 5 %.
    package static func combined(
        _ sources: [PopulationSource], flowLogVariance: Double, of combinable: Set<PopulationBasis> = combinable
    ) -> PopulationSource? {
        let parts = sources.filter { combinable.contains($0.basis) }.sorted { $0.basis < $1.basis }
        guard parts.count > 1 else { return nil }
        let floor = LogDistribution.logVariance(relativeSD: leastRSD)
        let precisions = parts.map { 1 / max($0.logVariance + $0.markerWeight * flowLogVariance, floor) }
        let sum = precisions.reduce(0, +)
        var logarithm = 0.0
        var variance = 0.0
        var marker = 0.0
        for (part, precision) in zip(parts, precisions) {
            let weight = precision / sum
            logarithm += weight * portableLog(part.persons)
            variance += weight * weight * part.logVariance
            marker += weight * part.markerWeight
        }
        return PopulationSource(
            basis: .combined, persons: portableExp(logarithm), logVariance: max(variance, floor), markerWeight: marker)
    }

    /// The middle of some numbers of people; nil for none.
    package static func median(_ values: [Double]) -> Double? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
