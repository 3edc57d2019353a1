import Monitoring
import RandomDraws

/// Runs one batch through the synthetic instrument.
///
/// Errors are logarithmic: analysis 0.12 a result, calibration 0.08 a batch and analyte
/// (the stock solution, which standards and controls share, so no control shows it).
struct LaboratoryBench {
    private let seed: UInt64
    private let batch: CityBatch
    private let model: SewageModel
    private let events: CityEvents
    private let start: CalendarDate
    private let calibration: [Double]
    /// The analyte that got into the method blank and every extract.
    var contaminant: Int?
    /// Samples over the calibrated range.
    private(set) var overRange: [(point: Int, day: Int, analytes: [Int])] = []
    private var minutes = 0.0

    init(_ settings: SampleCitySettings, batch: CityBatch, model: SewageModel, events: CityEvents, start: CalendarDate) {
        seed = settings.seed
        self.batch = batch
        self.model = model
        self.events = events
        self.start = start
        var draws = RandomStream(seed: seed, "calibration", batch.stem)
        calibration = Substances.all.map { _ in portableExp(0.08 * draws.normal()) }
    }

    /// The injections of the batch in order.
    mutating func run(_ vials: [(point: Int, day: Int)], dilution: Double, blankPoint: Int) -> [CityInjection] {
        var list = [standardFree("SOL", .solvent), standardFree("DB", .doubleBlank)]
        for (index, value) in LaboratoryBatches.standards.enumerated() { list.append(known("CAL\(index + 1)", .standard, "\(index + 1)", value, 0.025)) }
        list.append(standardFree("MB", .blank))
        list.append(standardFree("FB-\(model.points.points[blankPoint].code)", .fieldBlank))
        controls(1, &list)
        for (index, vial) in vials.enumerated() {
            list.append(sample(vial.point, vial.day, dilution))
            if index == 13, vials.count > 20 { controls(2, &list) }
        }
        if let first = vials.first, dilution == 1 { list.append(sample(first.point, first.day, dilution, isDuplicate: true)) }
        controls(vials.count > 20 ? 3 : 2, &list)
        return list
    }

    private mutating func controls(_ round: Int, _ list: inout [CityInjection]) {
        for control in LaboratoryBatches.controls { list.append(known("\(control.name)-\(round)", .qc, control.level, control.value, 0.035)) }
    }

    private mutating func blankInjection(_ name: String, _ kind: SampleType) -> CityInjection {
        let second = 9 * 3600 + 1200 + Int(minutes * 60)
        minutes += 12.5
        return CityInjection(name: name, kind: kind, date: start + second / 86_400, secondOfDay: second % 86_400)
    }

    /// A vial without any of the analytes, or hardly any.
    private mutating func standardFree(_ name: String, _ kind: SampleType) -> CityInjection {
        var injection = blankInjection(name, kind)
        var draws = RandomStream(seed: seed, "blank", batch.stem, name)
        for (index, substance) in Substances.all.enumerated() {
            let chance = draws.uniform()
            let trace = draws.uniform()
            var vial: Double?
            if kind != .solvent, kind != .doubleBlank, chance < 0.15 {
                vial = substance.quantification * LaboratoryBatches.vialFactor * 0.25 * trace
            }
            if kind == .blank, index == contaminant { vial = LaboratoryBatches.contamination }
            let hasStandard = kind == .blank || kind == .fieldBlank
            injection.readings.append(reading(substance, vial, nil, hasStandard ? 1 : 0, &draws))
        }
        return injection
    }

    /// A standard or control.
    private mutating func known(_ name: String, _ kind: SampleType, _ level: String, _ value: Double, _ spread: Double) -> CityInjection {
        var injection = blankInjection(name, kind)
        injection.level = level
        var draws = RandomStream(seed: seed, "known", batch.stem, name)
        for substance in Substances.all {
            let expected = value * substance.calibrationScale
            let error = spread * min(2.5, max(-2.5, draws.normal()))
            injection.readings.append(reading(substance, expected * portableExp(error), expected, 1, &draws))
        }
        return injection
    }

    /// A sample, from the bottle that really stood on the bench.
    private mutating func sample(_ point: Int, _ day: Int, _ dilution: Double, isDuplicate: Bool = false) -> CityInjection {
        let points = model.points.points
        let base = LaboratoryBatches.vialName(points[point], day, model.calendar)
        let name = isDuplicate ? String(base.dropLast()) + "2" : base + (dilution > 1 ? "-D10" : "")
        var injection = blankInjection(name, isDuplicate ? .duplicate : .unknown)
        injection.sample = LaboratoryBatches.sample(points[point], day, model.calendar)
        injection.dilution = dilution
        var bottle = point
        if day == events.swapDay {
            if point == events.swapped.first { bottle = events.swapped.second }
            if point == events.swapped.second { bottle = events.swapped.first }
        }
        var draws = RandomStream(seed: seed, "injection", batch.stem, name)
        // A duplicate is a second portion of the same bottle on the same day: it shares most of the error.
        var analysis = RandomStream(seed: seed, "analysis", batch.stem, base)
        // The matrix takes some of the signal, of the internal standard too.
        let matrix = 0.86 * portableExp(0.05 * draws.normal())
        var over: [Int] = []
        for (index, substance) in Substances.all.enumerated() {
            let error = 0.12 * analysis.normal() + (isDuplicate ? 0.05 * draws.normal() : 0)
            let carried = draws.normal()
            var vial = model.bottle(bottle, day, index) * LaboratoryBatches.vialFactor * calibration[index]
                * portableExp(error) / dilution
            if index == contaminant { vial += LaboratoryBatches.contamination * portableExp(0.12 * carried) }
            let detection = substance.quantification / 3 * LaboratoryBatches.vialFactor
            var entry = reading(substance, vial < 0.6 * detection ? nil : vial, nil, matrix, &draws)
            if vial > substance.upperLimit * LaboratoryBatches.vialFactor {
                over.append(index)
                // One laboratory hand leaves the extrapolated number, the other writes what the curve allows.
                if day % 2 == 1 { entry.text = ">" + vialText(substance.upperLimit * LaboratoryBatches.vialFactor) }
            }
            injection.readings.append(entry)
        }
        if !over.isEmpty, !isDuplicate { overRange.append((point, day, over)) }
        return injection
    }

    private func reading(
        _ substance: Substance, _ vial: Double?, _ expected: Double?, _ standard: Double, _ draws: inout RandomStream
    ) -> CityInjection.Reading {
        let standardNoise = draws.normal()
        let ratioNoise = draws.normal()
        let timeNoise = draws.normal()
        let standardArea = standard * 420_000 * portableExp(0.05 * standardNoise)
        let level = vial ?? 0
        let limit = substance.quantification * LaboratoryBatches.vialFactor
        let ratioSpread = 0.03 + 0.03 * min(5, limit / max(level, limit / 5))
        return CityInjection.Reading(
            expected: expected, vial: vial, area: Int((level / substance.calibrationScale * 0.21 * max(standardArea, 20_000)).rounded()),
            standardArea: Int(standardArea.rounded()), ionRatio: substance.ionRatio * portableExp(ratioSpread * min(3, max(-3, ratioNoise))),
            retention: substance.retention + 0.012 * min(3, max(-3, timeNoise)))
    }
}
