import Monitoring
import RandomDraws

/// One injection of a batch: what was in the vial, and what the instrument made of it.
struct CityInjection: Sendable {
    /// One analyte in one injection.
    struct Reading: Sendable {
        /// What the standard or control should hold, ng/mL.
        var expected: Double?
        /// Calculated concentration of the vial, ng/mL; nil where no peak was found.
        var vial: Double?
        /// Written instead of the number.
        var text: String?
        var area: Int
        var standardArea: Int
        var ionRatio: Double
        var retention: Double
    }

    var name: String
    var kind: SampleType
    /// Level of a standard or control, as the vendor's software shows it.
    var level = ""
    /// The register's number, where there is one.
    var sample: SampleID?
    var dilution = 1.0
    /// Local time.
    var date: CalendarDate
    var secondOfDay: Int
    var readings: [Reading] = []
}

/// A batch: calibration, controls, blanks and samples in the order of injection.
struct CityBatch: Sendable {
    enum Export: Sendable { case sciexOS, multiQuant, agilent, sciexChinese }

    var period: Period
    /// 1 within the period.
    var number: Int
    var export: Export
    /// Ends of the lines of the export.
    var lineEnd: String
    var injections: [CityInjection] = []
    /// Stem of the file's name.
    var stem: String { "\(period)-B\(number)" }
    var method: String { export == .agilent ? LaboratoryBatches.agilentMethod : LaboratoryBatches.sciexMethod }
}

/// The laboratory's year: who is measured in which batch, and what comes out.
struct LaboratoryBatches: Sendable {
    static let sciexMethod = "SPE-LCMS-01"
    static let agilentMethod = "SPE-LCMS-02"
    /// 100 mL of sewage to 1 mL of extract.
    static let sampleMl = 100.0
    static let extractMl = 1.0
    /// ng/mL of vial per ng/L of sewage.
    static let vialFactor = sampleMl / extractMl / 1000
    static let standards = [0.05, 0.2, 1, 5, 20, 50, 100]
    static let controls: [(name: String, level: String, value: Double)] = [("QCL", "Low", 0.15), ("QCM", "Mid", 5), ("QCH", "High", 80)]
    static let rerunDilution = 10.0
    static let contaminant: AnalyteCode = "benzoylecgonine"
    /// In the contaminated method blank, ng/mL: twelve times the limit of quantification.
    static let contamination = 0.62
    static let sitesPerBatch = 4

    private(set) var batches: [CityBatch] = []
    /// Index of the batch with the contaminated blank.
    private(set) var contaminated = 0
    /// Points whose samples are in it.
    private(set) var contaminatedPoints: [Int] = []
    /// Samples measured again at a dilution: point, day, analytes over the range.
    private(set) var reruns: [(point: Int, day: Int, analytes: [Int])] = []

    /// The register's number of a sample.
    static func sample(_ point: SamplingPoints.Point, _ day: Int, _ calendar: SamplingCalendar) -> SampleID {
        let period = calendar.campaigns[calendar.campaign(ofDay: day)].period
        return SampleID("\(period.year % 100)P\(period.index)-\(point.code)-\(day % SamplingCalendar.daysInCampaign + 1)")
    }

    /// How the laboratory names the vial of a sample.
    static func vialName(_ point: SamplingPoints.Point, _ day: Int, _ calendar: SamplingCalendar) -> String {
        let (year, month, dayOfMonth) = calendar.date(ofDay: day).components
        return "\(padded(year % 100, 2))\(padded(month, 2))\(padded(dayOfMonth, 2))-\(point.code)-1"
    }

    init(_ settings: SampleCitySettings, model: SewageModel, events: CityEvents) {
        let points = model.points.points
        let calendar = model.calendar
        // Each batch holds all days of a few points; those that the laboratory in the sewer touches share batches.
        let way = events.laboratoryWay.sorted()
        let rest = points.indices.filter { !way.contains($0) }.sorted {
            (points[$0].district, points[$0].tier == .focus ? 1 : 0, $0) < (points[$1].district, points[$1].tier == .focus ? 1 : 0, $1)
        }
        let groups = LaboratoryBatches.chunks(way) + LaboratoryBatches.chunks(rest)
        let spoiled = LaboratoryBatches.spoiledGroup(groups, events, points)
        let contaminant = Substances.index(LaboratoryBatches.contaminant)

        for campaign in calendar.campaigns {
            let period = campaign.period.index
            var over: [(point: Int, day: Int, analytes: [Int])] = []
            for (place, group) in groups.enumerated() {
                var batch = CityBatch(period: campaign.period, number: place + 1, export: .sciexOS, lineEnd: "\n")
                LaboratoryBatches.dress(&batch, isLast: place + 1 == groups.count)
                let isSpoiled = period == CityEvents.laboratoryPeriod && place == spoiled
                if isSpoiled {
                    contaminated = batches.count
                    contaminatedPoints = group
                }
                var vials: [(point: Int, day: Int)] = []
                for point in group where !(period == CityEvents.rainPeriod && events.unsampled.contains(point)) {
                    for day in calendar.days(ofPeriod: period) { vials.append((point, day)) }
                }
                guard !vials.isEmpty else { continue }
                var bench = LaboratoryBench(settings, batch: batch, model: model, events: events, start: campaign.firstDay + 10 + place)
                if isSpoiled { bench.contaminant = contaminant }
                batch.injections = bench.run(vials, dilution: 1, blankPoint: group.first ?? 0)
                over += bench.overRange
                batches.append(batch)
            }
            guard !over.isEmpty else { continue }
            var again = CityBatch(period: campaign.period, number: groups.count + 1, export: .sciexOS, lineEnd: "\n")
            LaboratoryBatches.dress(&again, isLast: false)
            if again.export == .agilent { again.export = .sciexOS }
            var bench = LaboratoryBench(settings, batch: again, model: model, events: events, start: campaign.firstDay + 12 + groups.count)
            again.injections = bench.run(over.map { ($0.point, $0.day) }, dilution: LaboratoryBatches.rerunDilution, blankPoint: over[0].point)
            batches.append(again)
            reruns += over
        }
    }

    /// Instrument and line ends by period and place, so that every period has every kind.
    private static func dress(_ batch: inout CityBatch, isLast: Bool) {
        let turn = (batch.number + batch.period.index) % 4
        switch turn {
        case 0: (batch.export, batch.lineEnd) = (.sciexOS, "\n")
        case 2: (batch.export, batch.lineEnd) = (.multiQuant, "\r")
        default: (batch.export, batch.lineEnd) = (.agilent, "\r\n")
        }
        if isLast, batch.period.index == CityEvents.laboratoryPeriod { (batch.export, batch.lineEnd) = (.sciexChinese, "\r\n") }
    }

    private static func chunks(_ list: [Int]) -> [[Int]] {
        stride(from: 0, to: list.count, by: sitesPerBatch).map { Array(list[$0..<min(list.count, $0 + sitesPerBatch)]) }
    }

    /// The group that the contamination hurts least: none of the points that another event of the period needs.
    private static func spoiledGroup(_ groups: [[Int]], _ events: CityEvents, _ points: [SamplingPoints.Point]) -> Int {
        func cost(_ index: Int) -> Int {
            groups[index].reduce(0) { sum, point in
                sum + (events.laboratoryWay.contains(point) ? 100 : 0) + (point == events.flowMeterPoint ? 20 : 0)
                    + (points[point].tier == .focus ? 10 : 0) + (point == events.hospitalPoint ? 5 : 0)
            } + (index == groups.count - 1 ? 1 : 0)
        }
        return groups.indices.min { (cost($0), $0) < (cost($1), $1) } ?? 0
    }
}
