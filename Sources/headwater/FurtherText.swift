import BackCalculation
import BatchRun
import Findings
import Monitoring
import Wording

/// The lines of an explanation that stand beside the figure: other sets, loads without the flow, losses, by the year, as sold, by age.
struct FurtherText {
    let further: FurtherFigures
    let flags: [String]
    let terminal: Terminal

    private func say(_ key: String, _ arguments: [String: String] = [:]) -> String { terminal.catalogue.text("explain.\(key)", arguments) }

    private func basis(_ basis: PopulationBasis) -> String { terminal.catalogue.text("report.word.basis.\(basis.rawValue)") }

    private func words(_ estimate: Estimate) -> [String: String] {
        ["value": estimate.value.significant(6), "low": estimate.interval.low.significant(6), "high": estimate.interval.high.significant(6)]
    }

    /// Why there is no consumption, where the set says so and no rule of its own does.
    var reason: [String] {
        guard flags.contains("LOAD_ONLY"), let row = further.loadOnly else { return [] }
        return ["  " + say("load_only", ["reason": harmless(terminal.catalogue.loadOnlyReason(row.source), limit: 400), "set": "\(harmless(row.set))@\(harmless(row.version))"])]
    }

    var lines: [String] {
        var lines: [String] = []
        if let loss = further.loss, loss.remaining < 1 {
            lines += ["", say("losses")]
            if let sewer = loss.sewer {
                lines.append(
                    "  "
                        + say(
                            "loss.sewer",
                            [
                                "hours": sewer.hours.significant(3), "celsius": sewer.celsius.significant(3), "rate": sewer.ratePerHour.significant(3),
                                "lost": ((1 - loss.sewerSurvival) * 100).significant(3),
                            ]))
            }
            if let hours = loss.storageHours, loss.storageSurvival < 1 {
                lines.append("  " + say("loss.storage", ["hours": hours.significant(3), "lost": ((1 - loss.storageSurvival) * 100).significant(3)]))
            }
            if loss.sorbedShare > 0 { lines.append("  " + say("loss.particulate", ["lost": (loss.sorbedShare * 100).significant(3)])) }
        }
        let more = figures
        if !more.isEmpty { lines += ["", say("further")] + more.map { "  " + $0 } }
        if !further.flowFree.isEmpty {
            lines += ["", say("flow_free")]
            for day in further.flowFree {
                let mark = max(day.ratio, 1 / day.ratio) > PopulationModel.flowFreeRatio ? "  " + say("flow_free.apart") : ""
                lines.append(
                    "  \(day.date)  " + say("flow_free.day", ["marker": basis(day.basis), "load": day.load.significant(4), "ratio": day.ratio.significant(3)]) + mark)
            }
        }
        if !further.alternatives.isEmpty {
            lines += ["", say("sets")]
            for other in further.alternatives { lines.append("  " + line(other)) }
        }
        return lines
    }

    private var figures: [String] {
        var lines: [String] = []
        if let naive = further.heroinWithoutSubtraction { lines.append(say("without_subtraction", ["value": naive.significant(6)])) }
        if let kilograms = further.kilogramsPerYear { lines.append(say("per_year", words(kilograms))) }
        if let sold = further.asSold {
            lines.append(
                say(
                    "as_sold",
                    words(sold.consumption).merging([
                        "salt": sold.salt.map { $0.value.significant(5) + ($0.provenance == .memory ? " *" : "") } ?? "1",
                        "purity": sold.purity.map { ($0.value * 100).significant(3) + " %" + ($0.provenance == .memory ? " *" : "") } ?? say("purity_unknown"),
                    ]) { own, _ in own }))
        }
        if let age = further.byAge {
            lines.append(say("by_age", words(age.consumption).merging(["share": (age.share * 100).significant(3)]) { own, _ in own }))
        }
        return lines
    }

    private func line(_ other: FurtherFigures.Alternative) -> String {
        let name = harmless(other.label) + (other.isChosen ? " " + say("chosen") : "")
        if let used = other.consumption {
            return say(
                "set",
                words(used).merging([
                    "set": name, "factor": other.factor?.significant(4) ?? "-", "doses": other.doses?.value.significant(4) ?? "-",
                ]) { own, _ in own })
        }
        return say("set_load", ["set": name, "reason": other.reason.map { harmless(terminal.catalogue.loadOnlyReason($0.source), limit: 200) } ?? say("no_factor")])
    }

    /// The same as members of an object.
    var members: [(String, JSONText)] {
        func number(_ value: Double?) -> JSONText { terminal.number(value) }
        func estimate(_ value: Estimate?) -> JSONText {
            value.map { .object([("value", number($0.value)), ("ci95_low", number($0.interval.low)), ("ci95_high", number($0.interval.high))]) } ?? .null
        }
        return [
            ("load_only_reason", further.loadOnly.map { .string($0.source) } ?? .null),
            (
                "loss",
                further.loss.map {
                    .object([
                        ("in_sewer", number(1 - $0.sewerSurvival)), ("hours_in_sewer", number($0.sewer?.hours)), ("rate_per_h", number($0.sewer?.ratePerHour)),
                        ("water_temperature_c", number($0.sewer?.celsius)), ("in_storage", number(1 - $0.storageSurvival)), ("particulate", number($0.sorbedShare)),
                    ])
                } ?? .null
            ), ("heroin_without_subtraction_mg_per_d_per_1000", number(further.heroinWithoutSubtraction)),
            ("consumption_kg_per_year", estimate(further.kilogramsPerYear)), ("as_sold_mg_per_d_per_1000", estimate(further.asSold?.consumption)),
            ("consumption_mg_per_d_per_1000_aged_15_64", estimate(further.byAge?.consumption)), ("share_aged_15_64", number(further.byAge?.share)),
            (
                "flow_free_loads",
                .array(
                    further.flowFree.map {
                        .object([
                            ("date", .string("\($0.date)")), ("sample_id", .string($0.sample.rawValue)), ("marker", .string($0.basis.rawValue)),
                            ("load_mg_per_d_per_1000", number($0.load)), ("ratio_to_load_with_flow", number($0.ratio)),
                        ])
                    })
            ),
            (
                "parameter_sets",
                .array(
                    further.alternatives.map { other in
                        .object([
                            ("parameter_set", .string(other.label)), ("chosen", .bool(other.isChosen)), ("correction_factor", number(other.factor)),
                            ("consumption_mg_per_d_per_1000", estimate(other.consumption)), ("doses_per_d_per_1000", estimate(other.doses)),
                            ("reason", other.reason.map { .string($0.source) } ?? .null),
                        ])
                    })
            ),
        ]
    }
}
