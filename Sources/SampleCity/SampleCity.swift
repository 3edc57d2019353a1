import Monitoring

/// A synthetic city with a year of monitoring: its sewer, its programme, its laboratory's files, and the truth beside them.
///
/// A whole workspace as `headwater` reads it, plus `truth.json`. The year is 2025: six
/// periods of seven daily composites at each sampling point. People, places and events are
/// invented; the laboratory's files are what instruments export, concentrations of the vial,
/// not a ready-made table. The same settings give the same bytes on any machine.
/// Time and memory grow with sites x days x analytes and with manholes x sites per district.
package struct SampleCity: Sendable {
    /// What was asked for, as far as it made sense.
    package let settings: SampleCitySettings
    /// Path in the workspace, with `/`, and content; sorted by path.
    package let files: [(path: String, bytes: [UInt8])]
    /// What is hidden in the city, in the order of `CityEvent.Kind`.
    package let events: [CityEvent]
    /// Share of the true concentrations in the bottles below the limit of quantification, 0 to 1.
    package let shareBelowQuantification: Double
    /// Bottles of the year.
    package let sampleCount: Int
    /// Injections of the year, standards and blanks included, each once.
    package let injectionCount: Int

    /// The content of a file, or nil.
    package func bytes(_ path: String) -> [UInt8]? { files.first { $0.path == path }?.bytes }

    /// Makes the city of these settings.
    package static func make(_ settings: SampleCitySettings = SampleCitySettings()) -> SampleCity {
        var sewer = SewerBuilder.build(settings)
        let areas = CityAreas(settings, sewer: &sewer)
        let points = SamplingPoints(settings, sewer: &sewer)
        let calendar = SamplingCalendar()
        let events = CityEvents(settings, sewer: sewer, points: points, calendar: calendar)
        let model = SewageModel(settings, sewer: sewer, areas: areas, points: points, calendar: calendar, events: events)
        let laboratory = LaboratoryBatches(settings, model: model, events: events)
        let inbox = Deliveries(laboratory)
        let sheets = ProgrammeSheets(settings: settings, sewer: sewer, areas: areas, model: model, events: events)
        let register = SampleRegister(settings: settings, model: model, events: events)

        var files: [(path: String, bytes: [UInt8])] = [
            ("headwater.yaml", sheets.configuration()), ("sites.csv", sheets.sites()), ("populations.csv", sheets.populations()),
            ("areas.csv", sheets.areaTable()), ("site_areas.csv", sheets.siteAreas()), ("plan.csv", sheets.plan()),
            ("calendar.csv", sheets.calendar()), ("licit.csv", sheets.licitUse()), ("methods.csv", sheets.methods()),
            ("network/city.inp", SewerFile.bytes(sewer, seed: settings.seed)), ("network/population.csv", SewerFile.population(sewer)),
        ]
        for campaign in calendar.campaigns {
            files.append(("samples/\(campaign.period).csv", register.samples(campaign)))
            files.append(("flows/\(campaign.period).csv", register.flows(campaign)))
            files.append(("injections/\(campaign.period).csv", register.injections(campaign.period, inbox.sequences)))
        }
        files += inbox.files
        let truth = CityTruth(
            settings: settings, sewer: sewer, areas: areas, model: model, events: events, laboratory: laboratory, inbox: inbox)
        let list = truth.list()
        let share = truth.shareBelowQuantification()
        files.append(("truth.json", truth.json(list, share)))
        files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        return SampleCity(
            settings: settings, files: files, events: list, shareBelowQuantification: share,
            sampleCount: truth.sampleCount, injectionCount: laboratory.batches.reduce(0) { $0 + $1.injections.count })
    }
}

/// The laboratory's files as they arrive: one of them twice, one cut off and again whole.
struct Deliveries: Sendable {
    private(set) var files: [(path: String, bytes: [UInt8])] = []
    /// File stem and batch of every delivery, for the sequences.
    private(set) var sequences: [(stem: String, batch: CityBatch)] = []
    private(set) var duplicate = (first: "", second: "")
    private(set) var truncated = (cut: "", whole: "")
    private(set) var chinese = ""

    init(_ laboratory: LaboratoryBatches) {
        let period = CityEvents.laboratoryPeriod
        let batches = laboratory.batches
        let mine = batches.indices.filter { batches[$0].period.index == period }
        func pick(_ wanted: (Int) -> Bool, not: Int) -> Int {
            mine.first { $0 != not && $0 != laboratory.contaminated && $0 != mine.first && wanted($0) }
                ?? mine.first { $0 != not && wanted($0) } ?? mine.first { $0 != not } ?? 0
        }
        let cut = pick({ batches[$0].export == .sciexOS || batches[$0].export == .multiQuant }, not: -1)
        let twice = pick({ batches[$0].export == .agilent }, not: cut)
        for (index, batch) in batches.enumerated() {
            let bytes = VendorExports.bytes(batch)
            let path = VendorExports.path(batch)
            if batch.export == .sciexChinese { chinese = path }
            sequences.append((batch.stem, batch))
            if index == cut {
                truncated = (path, VendorExports.path(batch, suffix: "_complete"))
                files.append((truncated.cut, Array(bytes.prefix(bytes.count * 11 / 20))))
                files.append((truncated.whole, bytes))
                sequences.append((batch.stem + "_complete", batch))
                continue
            }
            files.append((path, bytes))
            if index == twice {
                duplicate = (path, VendorExports.path(batch, suffix: "_2"))
                files.append((duplicate.second, bytes))
                sequences.append((batch.stem + "_2", batch))
            }
        }
    }
}
