internal import Findings
internal import Monitoring
internal import Wording

/// The reaches of a traceback as they may be shown: no node named, none with fewer people than the floor.
///
/// A reach with fewer people than the floor could point at a household; all such reaches are
/// merged into one row and share one colour. Merging is by population only, never by
/// probability, so that what is merged tells nothing about the answer.
struct SourceReaches {
    /// A reach, or the sum of the small ones.
    struct Reach {
        /// 1 for the most probable; nil for the sum of the small ones.
        let rank: Int?
        let site: SiteCode?
        let probability: Double
        let nodes: Int
        let population: Double
        let pipeLengthM: Double
    }

    let summary: SourceSummary
    /// Sorted by falling probability; the merged ones last.
    let reaches: [Reach]
    /// For each class of the summary the probability with which it is coloured.
    let shownProbability: [Double]

    init(_ trace: SourceTrace, floor: Double) {
        summary = trace.summary
        let order = trace.summary.classes.indices.sorted {
            let left = trace.summary.classes[$0]
            let right = trace.summary.classes[$1]
            return left.probability == right.probability ? left.head < right.head : left.probability > right.probability
        }
        var reaches: [Reach] = []
        var small = Reach(rank: nil, site: nil, probability: 0, nodes: 0, population: 0, pipeLengthM: 0)
        var shown = [Double](repeating: 0, count: order.count)
        var smallIndices: [Int] = []
        for index in order {
            let item = trace.summary.classes[index]
            if item.population < floor {
                smallIndices.append(index)
                small = Reach(
                    rank: nil, site: nil, probability: small.probability + item.probability, nodes: small.nodes + item.nodes,
                    population: small.population + item.population, pipeLengthM: small.pipeLengthM + item.pipeLengthM)
            } else {
                shown[index] = item.probability
                reaches.append(
                    Reach(
                        rank: reaches.count + 1, site: item.site, probability: item.probability, nodes: item.nodes,
                        population: item.population, pipeLengthM: item.pipeLengthM))
            }
        }
        if !smallIndices.isEmpty {
            for index in smallIndices { shown[index] = small.probability }
            reaches.append(small)
        }
        self.reaches = reaches
        shownProbability = shown
    }

    /// The trace as an object of `report.json`.
    var json: JSONText {
        func number(_ value: Double) -> JSONText { value.isFinite ? .digits(value.significant(6)) : .null }
        return .object([
            ("site_code", .string(summary.site.rawValue)), ("analyte", .string(summary.analyte.rawValue)),
            ("ln_bayes_factor", number(summary.lnBayesFactor)), ("probability_of_source", number(summary.probabilityOfSource)),
            ("mass_g_per_d", .object([
                ("median", number(summary.massGramsPerDay.value)), ("ci95_low", number(summary.massGramsPerDay.interval.low)),
                ("ci95_high", number(summary.massGramsPerDay.interval.high)),
            ])),
            ("reaches", .array(reaches.map { reach in
                .object([
                    ("rank", reach.rank.map { .integer($0) } ?? .null), ("site_code", reach.site.map { .string($0.rawValue) } ?? .null),
                    ("probability", number(reach.probability)), ("nodes", .integer(reach.nodes)), ("population", number(reach.population)),
                    ("pipe_m", number(reach.pipeLengthM)),
                ])
            })),
            ("credible_set", .object([
                ("level", .digits("0.9")), ("nodes", .integer(summary.credibleNodes)), ("population", number(summary.crediblePopulation)),
            ])),
            ("not_examined", .object([
                ("nodes", .integer(summary.notExaminedNodes)), ("population", number(summary.notExaminedPopulation)),
            ])),
        ])
    }
}
