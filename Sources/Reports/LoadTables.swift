internal import Monitoring

/// The tables of loads and estimates: columns as the contract names them, rows sorted by their key.
enum LoadTables {
    static func accountability(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "accountability", ["site_code", "planned", "taken", "received", "valid", "reason"],
            content.accountability.sorted { $0.site < $1.site }.map {
                [
                    .text($0.site.rawValue), .integer($0.planned), .integer($0.taken), .integer($0.received), .integer($0.valid),
                    .text($0.reasons.sorted().joined(separator: ";")),
                ]
            })
    }

    static func dailyLoads(_ content: ReportContent) -> ReportTable {
        let sorted = content.dailyLoads.inOrder {
            ($0.site, $0.date, $0.analyte, $0.sample) < ($1.site, $1.date, $1.analyte, $1.sample)
        }
        return ReportTable(
            "daily_loads",
            [
                "sample_id", "site_code", "date", "analyte", "result_ng_per_l", "qualifier", "limit_ng_per_l", "flow_m3_per_d", "population",
                "population_basis", "mass_load_g_per_d", "load_mg_per_d_per_1000", "ci95_low", "ci95_high", "flags",
            ],
            of: sorted
        ) { (load: DailyLoad) -> [Cell] in
            [
                .text(load.sample.rawValue), .text(load.site.rawValue), .date(load.date), .text(load.analyte.rawValue),
                Cell(load.concentration.quantifiedValue), .word(load.concentration.qualifier), Cell(load.concentration.limit),
                Cell(load.flowVolume), Cell(load.population), .word(load.populationBasis.rawValue), Cell(load.massLoad.quantifiedValue),
                Cell(load.populationNormalisedLoad.quantifiedValue), Cell(load.interval.low), Cell(load.interval.high), flags(load.flags),
            ]
        }
    }

    /// Reason codes, sorted.
    private static func flags(_ flags: [String]) -> Cell { .text(flags.isEmpty ? "" : flags.sorted().joined(separator: ";")) }

    static func estimates(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "estimates",
            [
                "site_code", "analyte", "parent_drug", "days", "quantified_days", "censoring_method", "load_mg_per_d_per_1000", "ci95_low",
                "ci95_high", "weekday_load", "weekend_load", "consumption_mg_per_d_per_1000", "consumption_ci95_low", "consumption_ci95_high",
                "doses_per_d_per_1000", "doses_ci95_low", "doses_ci95_high", "parameter_set", "flags", "weekday_ci95_low", "weekday_ci95_high",
                "weekend_ci95_low", "weekend_ci95_high",
            ],
            of: content.estimates.inOrder { ($0.site, $0.analyte) < ($1.site, $1.analyte) }, estimateRow)
    }

    private static func estimateRow(_ estimate: PeriodEstimate) -> [Cell] {
        var row: [Cell] = [
            .text(estimate.site.rawValue), .text(estimate.analyte.rawValue), Cell(estimate.parentDrug), .integer(estimate.days),
            .integer(estimate.quantifiedDays), .word(estimate.censoringMethod.rawValue),
        ]
        row += cells(estimate.load)
        row += [Cell(estimate.weekdayLoad), Cell(estimate.weekendLoad)]
        row += cells(estimate.consumption)
        row += cells(estimate.doses)
        row += [.text(estimate.parameterSet), flags(estimate.flags)]
        row += [Cell(estimate.weekdayInterval?.low), Cell(estimate.weekdayInterval?.high), Cell(estimate.weekendInterval?.low), Cell(estimate.weekendInterval?.high)]
        return row
    }

    static func areaEstimates(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "area_estimates",
            [
                "area_code", "level", "analyte", "population", "coverage", "sites", "load_mg_per_d_per_1000", "ci95_low", "ci95_high",
                "mass_g_per_d", "mass_ci95_low", "mass_ci95_high", "consumption_mg_per_d_per_1000", "consumption_ci95_low",
                "consumption_ci95_high", "flags",
            ],
            content.areaEstimates.sorted { ($0.area, $0.analyte) < ($1.area, $1.analyte) }.map { estimate in
                [
                    .text(estimate.area.rawValue), .word(estimate.level.rawValue), .text(estimate.analyte.rawValue),
                    Cell(estimate.population), Cell(estimate.coverage), .integer(estimate.sites),
                ] + cells(estimate.load) + cells(estimate.mass) + cells(estimate.consumption)
                    + [.text(estimate.flags.sorted().joined(separator: ";"))]
            })
    }

    static func detection(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "detection", ["site_code", "analyte", "n", "above_lod", "above_loq", "lod_min", "lod_max"],
            content.detection.sorted { ($0.site, $0.analyte) < ($1.site, $1.analyte) }.map {
                [
                    .text($0.site.rawValue), .text($0.analyte.rawValue), .integer($0.count), .integer($0.aboveLOD), .integer($0.aboveLOQ),
                    Cell($0.lodMin), Cell($0.lodMax),
                ]
            })
    }

    static func changes(_ content: ReportContent) -> ReportTable {
        ReportTable(
            "changes", ["site_code", "analyte", "against", "ratio", "ci95_low", "ci95_high", "comparable_days", "verdict"],
            content.changes.sorted { ($0.site, $0.analyte, $0.against.rawValue) < ($1.site, $1.analyte, $1.against.rawValue) }.map { change in
                [.text(change.site.rawValue), .text(change.analyte.rawValue), .word(change.against.rawValue)] + cells(change.ratio)
                    + [.integer(change.comparableDays), .word(change.verdict.rawValue)]
            })
    }

    /// Value, low and high; three empty cells where there is no estimate.
    private static func cells(_ estimate: Estimate?) -> [Cell] {
        [Cell(estimate?.value), Cell(estimate?.interval.low), Cell(estimate?.interval.high)]
    }
}
