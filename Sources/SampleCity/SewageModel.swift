import Monitoring
import RandomDraws

/// What truly flows past each sampling point on each day with a bottle.
///
/// What people excrete is drawn per neighbourhood, analyte and day; what a point sees is the
/// sum over the manholes above it, less the loss on the way. Nested points therefore see
/// the same people and the same discharges.
struct SewageModel: Sendable {
    let points: SamplingPoints
    let calendar: SamplingCalendar
    private let analytes = Substances.all.count
    /// Cigarettes a person and day, per district.
    let cigarettes: [Double]
    /// mg/d past a point on a day: point, day, analyte.
    private(set) var loads: [Double] = []
    /// m3/d past a point on a day: point, day.
    private(set) var flows: [Double] = []
    /// What the point's meter says, m3/d: point, day.
    private(set) var meteredFlows: [Double] = []
    /// mg/L in the composite: point, day.
    private(set) var ammonium: [Double] = []
    /// Error of taking the composite, as a factor: point, day.
    private(set) var bottleFactors: [Double] = []

    /// Cotinine of a cigarette, mg (0.14 mg a cigarette, the rule of Chinese police laboratories).
    static let cotininePerCigarette = 0.14
    /// Grams of ammonium nitrogen a person and day (6-8 in Chinese design practice).
    static let ammoniumPerPerson = 8.0

    func load(_ point: Int, _ day: Int, _ analyte: Int) -> Double { loads[(point * calendar.dayCount + day) * analytes + analyte] }
    func flow(_ point: Int, _ day: Int) -> Double { flows[point * calendar.dayCount + day] }
    func meteredFlow(_ point: Int, _ day: Int) -> Double { meteredFlows[point * calendar.dayCount + day] }
    func ammonium(_ point: Int, _ day: Int) -> Double { ammonium[point * calendar.dayCount + day] }
    /// Concentration in the bottle, ng/L.
    func bottle(_ point: Int, _ day: Int, _ analyte: Int) -> Double {
        let place = point * calendar.dayCount + day
        return loads[place * analytes + analyte] / flows[place] * 1000 * bottleFactors[place]
    }

    init(
        _ settings: SampleCitySettings, sewer: CitySewer, areas: CityAreas, points: SamplingPoints, calendar: SamplingCalendar, events: CityEvents
    ) {
        self.points = points
        self.calendar = calendar
        cigarettes = (0..<settings.districts).map { district in
            var draws = RandomStream(seed: settings.seed, "cigarettes", String(district))
            return SewerBuilder.rounded(4.2 + 1.2 * draws.uniform(), 10)
        }
        let rates = SewageModel.rates(settings, areas, calendar, events, cigarettes)
        let decays = Array(Set(Substances.all.map(\.decay))).sorted()
        let days = calendar.dayCount
        loads.reserveCapacity(points.points.count * days * analytes)
        for point in points.points {
            let range = sewer.districts[point.district]
            let gains = decays.map { sewer.gains(to: point.node, decay: $0) }
            // Thousands of people above the point by neighbourhood, less the loss of each class.
            let places = Array(Set(range.map { sewer.nodes[$0].neighbourhood })).sorted()
            let firstPlace = places.first ?? 0
            var people = [[Double]](repeating: [Double](repeating: 0, count: (places.last ?? 0) - firstPlace + 1), count: decays.count)
            for node in range {
                let persons = Double(sewer.nodes[node].persons) / 1000
                for decay in decays.indices { people[decay][sewer.nodes[node].neighbourhood - firstPlace] += persons * gains[decay][node - range.lowerBound] }
            }
            let discharges = events.discharges.filter { range.contains($0.node) }
            for day in 0..<days {
                for (analyte, substance) in Substances.all.enumerated() {
                    let decay = decays.firstIndex(of: substance.decay) ?? 0
                    var load = 0.0
                    for place in people[decay].indices where people[decay][place] > 0 {
                        load += people[decay][place] * rates[((firstPlace + place) * days + day) * analytes + analyte]
                    }
                    for discharge in discharges where discharge.analyte == analyte && discharge.days.contains(day) {
                        let weekday = calendar.date(ofDay: day).weekday
                        load += discharge.milligrams * (weekday >= 6 ? discharge.weekend : 1) * gains[decay][discharge.node - range.lowerBound]
                    }
                    loads.append(load)
                }
            }
            addWater(point, sewer, gains.first ?? [], settings, events)
        }
    }

    /// Flow, meter, ammonium nitrogen and the composite's own error at one point.
    private mutating func addWater(
        _ point: SamplingPoints.Point, _ sewer: CitySewer, _ gain: [Double], _ settings: SampleCitySettings, _ events: CityEvents
    ) {
        let range = sewer.districts[point.district]
        var dry = 0.0
        var persons = 0.0
        for node in range {
            dry += sewer.nodes[node].inflow * gain[node - range.lowerBound]
            persons += Double(sewer.nodes[node].persons) * gain[node - range.lowerBound]
        }
        let code = point.code.rawValue
        var site = RandomStream(seed: settings.seed, "site", code)
        let meterBias = portableExp(0.05 * site.normal())
        let ammoniumBias = portableExp(0.03 * site.normal())
        for day in 0..<calendar.dayCount {
            var weather = RandomStream(seed: settings.seed, "weather", String(point.district), String(day))
            var draws = RandomStream(seed: settings.seed, "composite", code, String(day))
            let campaign = calendar.campaign(ofDay: day)
            var flow = dry * (1 - 0.04 * calendar.campaigns[campaign].winter) * portableExp(0.025 * weather.normal())
            if day == events.rainDay { flow *= (2.05 + 0.35 * weather.uniform()) * portableExp(0.02 * draws.normal()) }
            let bottle = portableExp(0.10 * draws.normal())
            var metered = flow * meterBias * portableExp(0.025 * draws.normal())
            let isFaulty = calendar.days(ofPeriod: CityEvents.laboratoryPeriod).contains(day)
                && point.code == points.points[events.flowMeterPoint].code
            if isFaulty { metered *= CityEvents.flowMeterFactor }
            flows.append(flow)
            meteredFlows.append(metered.rounded())
            bottleFactors.append(bottle)
            ammonium.append(persons * SewageModel.ammoniumPerPerson / flow * bottle * ammoniumBias * portableExp(0.05 * draws.normal()))
        }
    }

    /// What 1000 people of a neighbourhood bring into the sewer, mg/d: neighbourhood, day, analyte.
    private static func rates(
        _ settings: SampleCitySettings, _ areas: CityAreas, _ calendar: SamplingCalendar, _ events: CityEvents, _ cigarettes: [Double]
    ) -> [Double] {
        let seed = settings.seed
        let days = calendar.dayCount
        let panel = Substances.all
        let cotinine = Substances.index("cotinine")
        let acid = Substances.index("etomidate_acid")
        // City-wide: season, weekend, the campaign's own level; per district and day a little more.
        var common = [Double](repeating: 1, count: areas.districts * days * panel.count)
        for district in 0..<areas.districts {
            for day in 0..<days {
                let campaign = calendar.campaign(ofDay: day)
                let weekday = calendar.date(ofDay: day).weekday
                var local = RandomStream(seed: seed, "day", String(district), String(day))
                var city = RandomStream(seed: seed, "campaign", String(campaign))
                for (analyte, substance) in panel.enumerated() {
                    let level = city.normal()
                    let today = local.normal()
                    guard analyte != cotinine else { continue }
                    var factor = 1 + substance.winter * calendar.campaigns[campaign].winter
                    if weekday >= 5 { factor *= substance.weekend }
                    if substance.follows == nil { factor *= portableExp(0.08 * level + 0.04 * today) }
                    if analyte == acid, district == events.riseDistrict { factor *= portablePow(CityEvents.riseFactor, Double(campaign)) }
                    common[(district * days + day) * panel.count + analyte] = factor
                }
            }
        }
        var rates: [Double] = []
        rates.reserveCapacity(areas.neighbourhoods * days * panel.count)
        let townFactors = (0..<areas.towns).map { town in
            var draws = RandomStream(seed: seed, "town", String(town))
            return panel.map { portableExp($0.townSpread * draws.normal()) }
        }
        for place in 0..<areas.neighbourhoods {
            let district = areas.districtOfNeighbourhood[place]
            let persons = Double(areas.places[1 + areas.districts + areas.towns + place].persons)
            for day in 0..<days {
                var draws = RandomStream(seed: seed, "neighbourhood", String(place), String(day))
                var period = RandomStream(seed: seed, "neighbourhood", String(place), "campaign", String(calendar.campaign(ofDay: day)))
                let first = rates.count
                for (analyte, substance) in panel.enumerated() {
                    let today = draws.normal()
                    let now = period.normal()
                    if let follows = substance.follows {
                        rates.append(follows.ratio * rates[first + follows.index] * portableExp(0.05 * today))
                    } else if analyte == cotinine {
                        rates.append(cigarettes[district] * cotininePerCigarette * 1000 * portableExp(0.04 * today))
                    } else {
                        // Few users scatter: the relative variance is that of their number of uses.
                        let uses = max(0.5, persons / 1000 * substance.level / substance.perUse)
                        let spread = min(0.6, (0.0036 + 1 / (6 * uses)).squareRoot())
                        let scatter = portableExp(spread * today - spread * spread / 2 + 0.08 * now)
                        let town = townFactors[areas.townOfNeighbourhood[place]][analyte]
                        rates.append(substance.level * town * common[(district * days + day) * panel.count + analyte] * scatter)
                    }
                }
            }
        }
        return rates
    }
}
