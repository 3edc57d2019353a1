import Monitoring
import RandomDraws

/// Where the events of the year are put.
struct CityEvents: Sendable {
    /// A discharge beside what people excrete.
    struct Discharge: Sendable {
        var node: Int
        var analyte: Int
        /// mg/d.
        var milligrams: Double
        var days: Range<Int>
        /// Factor on Saturday and Sunday.
        var weekend = 1.0
    }

    /// Periods of the events, 1 to 6.
    static let laboratoryPeriod = 5
    static let disposalPeriod = 3
    static let rainPeriod = 4
    static let swapPeriod = 2
    /// What the laboratory loses into the sewer, mg/d. Synthesis waste: product, precursors left over, the by-product; no
    /// human metabolite. The highest methamphetamine goes with low pseudoephedrine.
    static let laboratoryWaste: [(analyte: AnalyteCode, milligrams: Double)] = [
        ("methamphetamine", 6000), ("ephedrine", 1800), ("pseudoephedrine", 500), ("cmp", 250),
    ]
    /// What the hospital discharges on a weekday, mg/d.
    static let hospitalUse: [(analyte: AnalyteCode, milligrams: Double)] = [
        ("morphine", 450), ("ketamine", 130), ("norketamine", 130 / 4.9),
    ]
    /// Medical use behind it, mg/d: 70 % of morphine and 20 % of ketamine reach the sewer.
    static let hospitalPrescribed: [(substance: String, milligrams: Double)] = [("morphine", 643), ("ketamine", 650)]
    static let disposedKetamine = 5000.0
    static let flowMeterFactor = 3.0
    /// Rise of etomidate acid from period to period.
    static let riseFactor = 1.35

    var focus: Int
    var laboratoryNode: Int
    var laboratoryWay: [Int]
    var disposalNode: Int
    var disposalDay: Int
    var riseDistrict: Int
    var hospitalNode: Int
    var hospitalPoint: Int
    var rainDay: Int
    var flowMeterPoint: Int
    var swapped: (first: Int, second: Int)
    var swapDay: Int
    var unsampled: [Int]
    var discharges: [Discharge] = []

    init(_ settings: SampleCitySettings, sewer: CitySewer, points: SamplingPoints, calendar: SamplingCalendar) {
        var draws = RandomStream(seed: settings.seed, "events")
        let all = points.points
        let inDistrict = { (district: Int, tier: SiteTier) in all.indices.filter { all[$0].district == district && all[$0].tier == tier } }
        // The laboratory: above the first district's focus point, several pipes up a side street.
        focus = inDistrict(0, .focus).first ?? all.indices.first { all[$0].tier == .focus } ?? 0
        laboratoryNode = CityEvents.quietNode(above: focus, sewer, points, &draws)
        laboratoryWay = points.way(from: laboratoryNode)
        let way = laboratoryWay
        let middle = { (district: Int, without: [Int]) -> Int in
            let some = inDistrict(district, .key).filter { !without.contains($0) && !way.contains($0) }
            let distance = { (point: Int) in (all[point].persons - 35_000).magnitude }
            return some.filter { all[$0].kind != .plant }.min { (distance($0), $0) < (distance($1), $1) } ?? some.first ?? district
        }
        hospitalPoint = middle(1, [])
        hospitalNode = CityEvents.quietNode(above: hospitalPoint, sewer, points, &draws)
        let disposalPoint = middle(2, [])
        disposalNode = CityEvents.quietNode(above: disposalPoint, sewer, points, &draws)
        disposalDay = calendar.days(ofPeriod: CityEvents.disposalPeriod).lowerBound + 3
        riseDistrict = 1
        rainDay = calendar.days(ofPeriod: CityEvents.rainPeriod).lowerBound + 3
        flowMeterPoint = middle(2, [disposalPoint])
        if flowMeterPoint == disposalPoint || all[flowMeterPoint].kind == .plant { flowMeterPoint = middle(1, [hospitalPoint]) }
        let busy = [hospitalPoint, disposalPoint, flowMeterPoint]
        // The hospital's bottle goes to a point of another district if there is one beside the laboratory's way.
        let hospital = hospitalPoint
        let partners = [middle(0, busy), middle(2, busy), disposalPoint, flowMeterPoint] + all.indices
        swapped = (hospital, partners.first { $0 != hospital && !way.contains($0) } ?? focus)
        swapDay = calendar.days(ofPeriod: CityEvents.swapPeriod).lowerBound + 2
        let candidates = all.indices.reversed().filter { all[$0].tier == .key && all[$0].kind != .plant && !busy.contains($0) && !way.contains($0) }
        let fallback = all.indices.reversed().filter { all[$0].tier == .key && !way.contains($0) && !candidates.contains($0) }
        unsampled = Array((candidates + fallback).prefix(2)).sorted()

        let september = calendar.days(ofPeriod: CityEvents.laboratoryPeriod)
        for day in september {
            // Several grams every day, now more, now less.
            let today = portableExp(0.12 * draws.normal())
            for (code, milligrams) in CityEvents.laboratoryWaste {
                guard let analyte = Substances.index(code) else { continue }
                discharges.append(Discharge(node: laboratoryNode, analyte: analyte, milligrams: milligrams * today, days: day..<day + 1))
            }
        }
        for (code, milligrams) in CityEvents.hospitalUse {
            guard let analyte = Substances.index(code) else { continue }
            discharges.append(Discharge(node: hospitalNode, analyte: analyte, milligrams: milligrams, days: 0..<calendar.dayCount, weekend: 0.75))
        }
        if let ketamine = Substances.index("ketamine") {
            discharges.append(
                Discharge(node: disposalNode, analyte: ketamine, milligrams: CityEvents.disposedKetamine, days: disposalDay..<disposalDay + 1))
        }
    }

    /// A manhole that drains first to a point, well above it, with few people above itself.
    private static func quietNode(above point: Int, _ sewer: CitySewer, _ points: SamplingPoints, _ draws: inout RandomStream) -> Int {
        let range = sewer.districts[points.points[point].district]
        let persons = sewer.upstreamTotal { Double(sewer.nodes[$0].persons) }
        var steps = [Int](repeating: 0, count: range.count)
        let foot = points.points[point].node
        var candidates: [Int] = []
        for node in range where points.firstPoint[node] == point && node != foot {
            let next = sewer.mainDownstream(node)
            steps[node - range.lowerBound] = next >= 0 ? steps[next - range.lowerBound] + 1 : 0
            candidates.append(node)
        }
        let deepest = candidates.map { steps[$0 - range.lowerBound] }.max() ?? 0
        let quiet = candidates.filter {
            steps[$0 - range.lowerBound] * 2 >= deepest && persons[$0] >= 250 && persons[$0] <= 2000 && sewer.nodes[$0].persons > 0
        }
        if !quiet.isEmpty { return quiet[draws.integer(below: quiet.count)] }
        return candidates.last ?? foot
    }
}
