internal import Wording
import Monitoring

/// Says what is true of a city: its events, its people, its loads (`truth.json`).
struct CityTruth {
    let settings: SampleCitySettings
    let sewer: CitySewer
    let areas: CityAreas
    let model: SewageModel
    let events: CityEvents
    let laboratory: LaboratoryBatches
    let inbox: Deliveries

    private var points: [SamplingPoints.Point] { model.points.points }
    private var calendar: SamplingCalendar { model.calendar }

    private func isSampled(_ point: Int, _ day: Int) -> Bool {
        !(calendar.days(ofPeriod: CityEvents.rainPeriod).contains(day) && events.unsampled.contains(point))
    }

    /// Bottles of the year.
    var sampleCount: Int { points.indices.reduce(0) { sum, point in sum + (0..<calendar.dayCount).filter { isSampled(point, $0) }.count } }

    /// Share of the concentrations in the bottles below the limit of quantification.
    func shareBelowQuantification() -> Double {
        var below = 0
        var all = 0
        for point in points.indices {
            for day in 0..<calendar.dayCount where isSampled(point, day) {
                for (analyte, substance) in Substances.all.enumerated() {
                    all += 1
                    if model.bottle(point, day, analyte) < substance.quantification { below += 1 }
                }
            }
        }
        return all > 0 ? Double(below) / Double(all) : 0
    }

    private func period(_ index: Int) -> Period { calendar.campaigns[index - 1].period }
    private func dates(_ days: some Sequence<Int>) -> [CalendarDate] { days.map { calendar.date(ofDay: $0) } }
    private func codes(_ list: [Int]) -> [SiteCode] { list.map { points[$0].code } }

    /// The events, in the order of their kinds.
    func list() -> [CityEvent] {
        let autumn = calendar.days(ofPeriod: CityEvents.laboratoryPeriod)
        let all = calendar.campaigns.map(\.period)
        let year = dates(0..<calendar.dayCount)
        func amounts(_ list: [(analyte: AnalyteCode, milligrams: Double)]) -> [CityEvent.Amount] {
            list.map { CityEvent.Amount(analyte: $0.analyte, value: $0.milligrams / 1000, unit: "g/d") }
        }
        func event(
            _ kind: CityEvent.Kind, _ periods: [Period], _ dates: [CalendarDate], _ sites: [SiteCode], _ magnitude: Double, _ unit: String,
            _ note: String, node: Int? = nil, area: AreaCode? = nil, amounts: [CityEvent.Amount] = [], files: [String] = []
        ) -> CityEvent {
            CityEvent(
                kind: kind, periods: periods, dates: dates, sites: sites, node: node.map { sewer.nodes[$0].id }, area: area, amounts: amounts,
                magnitude: magnitude, unit: unit, files: files, note: note)
        }
        let p5 = [period(CityEvents.laboratoryPeriod)]
        let moved = calendar.campaigns.first { $0.plannedFirstDay != $0.firstDay } ?? calendar.campaigns[0]
        let rain = points.indices.filter { isSampled($0, events.rainDay) }
        let rainFactor = rain.reduce(0.0) { $0 + model.flow($1, events.rainDay) / model.flow($1, events.rainDay - 1) } / Double(max(1, rain.count))
        let rerunAnalytes = Set(laboratory.reruns.flatMap(\.analytes)).sorted().map { Substances.all[$0].code }
        let rerunBatches = laboratory.batches.filter { batch in batch.injections.contains { $0.dilution > 1 } }
        let rerunPoints = Set(laboratory.reruns.map(\.point)).sorted()
        let rerunDays = Set(laboratory.reruns.map(\.day)).sorted()
        let spoiled = laboratory.batches[laboratory.contaminated]
        return [
            event(
                .clandestineLaboratory, p5, dates(autumn), codes(events.laboratoryWay), 6, "g/d",
                "methamphetamine with precursors and by-product, no amphetamine beside what people excrete; every day",
                node: events.laboratoryNode, amounts: amounts(CityEvents.laboratoryWaste)),
            event(
                .disposal, [period(CityEvents.disposalPeriod)], dates([events.disposalDay]), codes(model.points.way(from: events.disposalNode)),
                CityEvents.disposedKetamine / 1000, "g", "ketamine poured away at 21:30, no norketamine; gone before the next composite begins",
                node: events.disposalNode, amounts: [CityEvent.Amount(analyte: "ketamine", value: CityEvents.disposedKetamine / 1000, unit: "g")]),
            event(
                .districtRise, all, year, codes(points.indices.filter { points[$0].district == events.riseDistrict }), CityEvents.riseFactor,
                "factor a period", "etomidate acid, and etomidate with it, in the whole district", area: areas.districtCode(events.riseDistrict),
                amounts: [CityEvent.Amount(analyte: "etomidate_acid", value: CityEvents.riseFactor, unit: "factor")]),
            event(
                .licitHospital, all, year, codes(model.points.way(from: events.hospitalNode)), 0.45, "g/d",
                "a hospital's morphine without 6-MAM and ketamine with norketamine as people excrete it; three quarters at weekends",
                node: events.hospitalNode, amounts: amounts(CityEvents.hospitalUse)),
            event(
                .rainDay, [period(CityEvents.rainPeriod)], dates([events.rainDay]), codes(rain), rainFactor, "factor of flow",
                "rain water in all districts: flows up, concentrations down, loads as ever"),
            event(
                .flowMeterFault, p5, dates(autumn), codes([events.flowMeterPoint]), CityEvents.flowMeterFactor, "factor of flow",
                "the meter reads three times the flow; concentrations are right, every load and every population by a marker is three times too high"),
            event(
                .swappedBottles, [period(CityEvents.swapPeriod)], dates([events.swapDay]), codes([events.swapped.first, events.swapped.second]), 2,
                "bottles", "each point's number stands on the other's bottle; flow and ammonium of the register are right"),
            event(
                .festivalShift, [moved.period], moved.days, codes(Array(points.indices)), Double(moved.firstDay - moved.plannedFirstDay), "days",
                "planned from \(moved.plannedFirstDay), in the week of Spring Festival, taken from \(moved.firstDay)", files: ["calendar.csv", "plan.csv"]),
            event(
                .dilutionRerun, Set(laboratory.reruns.map { period(calendar.campaign(ofDay: $0.day) + 1) }).sorted(), dates(rerunDays), codes(rerunPoints),
                LaboratoryBatches.rerunDilution, "factor of dilution", "over the highest standard at first, injected again at a tenth in a later batch",
                amounts: rerunAnalytes.map { CityEvent.Amount(analyte: $0, value: LaboratoryBatches.rerunDilution, unit: "factor") },
                files: rerunBatches.map { VendorExports.path($0) }),
            event(
                .contaminatedBlank, p5, dates(autumn), codes(laboratory.contaminatedPoints), LaboratoryBatches.contamination, "ng/mL",
                "benzoylecgonine in the method blank and in every extract of batch \(spoiled.stem)",
                amounts: [CityEvent.Amount(analyte: LaboratoryBatches.contaminant, value: LaboratoryBatches.contamination, unit: "ng/mL")],
                files: inbox.sequences.contains { $0.stem == spoiled.stem + "_complete" }
                    ? [VendorExports.path(spoiled), VendorExports.path(spoiled, suffix: "_complete")] : [VendorExports.path(spoiled)]),
            event(
                .duplicateFile, p5, [], [], 2, "copies", "the same bytes under two names", files: [inbox.duplicate.first, inbox.duplicate.second]),
            event(
                .truncatedFile, p5, [], [], 0.55, "share of the bytes", "cut off in the middle; the whole file came too, under another name",
                files: [inbox.truncated.cut, inbox.truncated.whole]),
            event(.gb18030File, p5, [], [], 1, "file", "names of substances in Chinese, in GB18030", files: [inbox.chinese]),
            event(
                .notSampled, [period(CityEvents.rainPeriod)], dates(calendar.days(ofPeriod: CityEvents.rainPeriod)), codes(events.unsampled),
                Double(events.unsampled.count), "sites", "in the plan, not in the register", files: ["plan.csv"]),
        ]
    }

    /// `truth.json`.
    func json(_ list: [CityEvent], _ share: Double) -> [UInt8] {
        var text = TextBytes(reserving: points.count * 1600)
        text.line("{")
        text.line("\"schema\": 1,")
        text.line("\"settings\": {\"sites\": \(settings.sites), \"manholes\": \(settings.manholes), \"seed\": \(settings.seed)},")
        text.line(
            "\"city\": {\"key_sites\": \(settings.keySites), \"focus_sites\": \(settings.focusSites), \"nodes\": \(sewer.nodes.count), \"pipes\": \(sewer.pipes.count), \"districts\": \(areas.districts), \"towns\": \(areas.towns), \"neighbourhoods\": \(areas.neighbourhoods), \"population\": \(areas.places[0].persons), \"samples\": \(sampleCount), \"analytes\": \(Substances.all.count), \"share_below_loq\": \(share.places(4))},"
        )
        text.line("\"events\": [")
        for (index, event) in list.enumerated() { text.line(CityTruth.json(event, index + 1) + (index + 1 < list.count ? "," : "")) }
        text.line("],")
        text.line("\"sites\": [")
        for (index, point) in points.enumerated() {
            let flow = (0..<calendar.dayCount).reduce(0.0) { $0 + model.flow(index, $1) } / Double(max(1, calendar.dayCount))
            let next = point.next >= 0 ? CityTruth.quoted(points[point.next].code.rawValue) : "null"
            text.line(
                "{\"site\": \(CityTruth.quoted(point.code.rawValue)), \"node\": \(CityTruth.quoted(sewer.nodes[point.node].id.rawValue)), \"next_site\": \(next), \"persons\": \(point.persons.places(0)), \"mean_flow_m3_per_d\": \(flow.places(0))}"
                    + (index + 1 < points.count ? "," : ""))
        }
        text.line("],")
        let names = Substances.all.map { CityTruth.quoted($0.code.rawValue) }.joined(separator: ", ")
        text.line("\"mean_load_mg_per_d_per_1000\": {\"analytes\": [\(names)], \"rows\": [")
        for (index, point) in points.enumerated() {
            for (place, campaign) in calendar.campaigns.enumerated() {
                let days = calendar.days(ofPeriod: place + 1)
                let means = Substances.all.indices.map { analyte in
                    (days.reduce(0.0) { $0 + model.load(index, $1, analyte) } / Double(days.count) / max(1, point.persons) * 1000).significant(4)
                }
                let isLast = index + 1 == points.count && place + 1 == calendar.campaigns.count
                text.line(
                    "[\(CityTruth.quoted(point.code.rawValue)), \(CityTruth.quoted(campaign.period.description)), \(means.joined(separator: ", "))]"
                        + (isLast ? "" : ","))
            }
        }
        text.line("]}")
        text.line("}")
        return text.bytes
    }

    private static func json(_ event: CityEvent, _ number: Int) -> String {
        let amounts = event.amounts.map {
            "{\"analyte\": \(quoted($0.analyte.rawValue)), \"value\": \($0.value.significant(4)), \"unit\": \(quoted($0.unit))}"
        }
        var parts = ["\"number\": \(number)", "\"kind\": \(quoted(event.kind.rawValue))"]
        parts.append("\"periods\": [\(event.periods.map { quoted($0.description) }.joined(separator: ", "))]")
        // A day list that is the whole year says nothing: it is left empty.
        let dates = event.dates.count > SamplingCalendar.daysInCampaign * 2 ? [] : event.dates
        parts.append("\"dates\": [\(dates.map { quoted($0.description) }.joined(separator: ", "))]")
        parts.append("\"sites\": [\(event.sites.map { quoted($0.rawValue) }.joined(separator: ", "))]")
        parts.append("\"node\": \(event.node.map { quoted($0.rawValue) } ?? "null")")
        parts.append("\"area\": \(event.area.map { quoted($0.rawValue) } ?? "null")")
        parts.append("\"analytes\": [\(amounts.joined(separator: ", "))]")
        parts.append("\"magnitude\": \(event.magnitude.significant(4))")
        parts.append("\"unit\": \(quoted(event.unit))")
        parts.append("\"files\": [\(event.files.map(quoted).joined(separator: ", "))]")
        parts.append("\"note\": \(quoted(event.note))")
        return "{" + parts.joined(separator: ", ") + "}"
    }

    /// None of our texts holds a quotation mark, a backslash or a control character.
    private static func quoted(_ text: String) -> String { "\"\(text)\"" }
}
