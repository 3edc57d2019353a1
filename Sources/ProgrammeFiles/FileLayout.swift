/// The columns of a file of the programme.
struct FileLayout: Sendable {
    /// A column: its name, whether the file is of use without it, and what it measures.
    struct Column: Sendable {
        var name: String
        var isRequired: Bool
        var quantity: Quantity?
        /// Whether the name itself says no unit, so that the header or another column must.
        var needsUnit = false
    }

    /// The name under which `headers.csv` knows the file.
    var name: String
    var columns: [Column]

    subscript(name: String) -> Column? { columns.first { $0.name == name } }

    private static func layout(
        _ name: String, required: [String], optional: [String], quantities: [String: Quantity] = [:], needingUnit: Set<String> = []
    ) -> FileLayout {
        FileLayout(
            name: name,
            columns: (required.map { ($0, true) } + optional.map { ($0, false) }).map { name, isRequired in
                Column(name: name, isRequired: isRequired, quantity: quantities[name], needsUnit: needingUnit.contains(name))
            })
    }

    static let sites = layout(
        "sites.csv", required: ["site_code", "name", "tier", "kind"],
        optional: [
            "catchment_type", "node", "longitude", "latitude", "domestic_share", "cigarettes_per_person_day", "nh4n_g_per_person_d", "valid_from", "valid_to",
        ])
    static let populations = layout(
        "populations.csv", required: ["site_code", "from", "basis", "persons"], optional: ["to", "rsd_pct", "source"], quantities: ["persons": .persons])
    static let areas = layout(
        "areas.csv", required: ["area_code", "name", "level"], optional: ["parent_code", "population", "population_15_64", "population_year"],
        quantities: ["population": .persons, "population_15_64": .persons])
    static let siteAreas = layout("site_areas.csv", required: ["site_code", "area_code", "share"], optional: ["valid_from", "valid_to"])
    static let plan = layout("plan.csv", required: ["period", "site_code", "days"], optional: ["first_day", "panel"])
    static let samples = layout(
        "samples", required: ["sample_id", "site_code", "window_start", "window_end", "composite"],
        optional: [
            "sampler_interval_min", "flow_m3_per_d", "nh4n_mg_per_l", "cod_mg_per_l", "bod_mg_per_l", "tn_mg_per_l", "tp_mg_per_l",
            "water_temperature_c", "ph",
        ] + custody,
        quantities: [
            "flow_m3_per_d": .flow, "nh4n_mg_per_l": .massConcentration, "cod_mg_per_l": .massConcentration, "bod_mg_per_l": .massConcentration,
            "tn_mg_per_l": .massConcentration, "tp_mg_per_l": .massConcentration,
        ])
    /// The columns of the register that speak of custody; kept as they are written.
    static let custody = [
        "sampler_code", "second_sampler_code", "seal_no", "bottle", "acidified", "storage_temperature_c", "received_at", "reserve_ml",
    ]
    static let flows = layout(
        "flows", required: ["site_code", "date", "flow"], optional: ["unit", "meter"], quantities: ["flow": .flow], needingUnit: ["flow"])
    static let methods = layout(
        "methods.csv", required: ["method_id", "analyte", "vendor_name", "result_basis", "lod", "loq"],
        optional: [
            "result_unit", "sample_ml", "extract_ml", "uloq", "limit_unit", "internal_standard", "ion_ratio", "ion_ratio_tolerance_pct", "rt_min",
            "nd_means", "standard_id", "laboratory", "valid_from", "valid_to",
        ],
        quantities: ["lod": .concentration, "loq": .concentration, "uloq": .concentration], needingUnit: ["lod", "loq", "uloq"])
    static let injections = layout(
        "injections", required: ["file_or_batch", "injection_name", "sample_type", "method_id"],
        optional: ["sample_id", "dilution", "dilution_applied", "replicate", "expected"])
    static let qualityLimits = layout(
        "quality_limits.csv", required: ["limit", "value", "source"], optional: ["laboratory", "analyte", "unit", "valid_from", "valid_to"])
    static let proficiency = layout(
        "proficiency.csv", required: ["laboratory", "analyte", "round", "date", "assigned", "reported", "unit"], optional: ["sigma", "sigma_pct"])
    static let analytes = layout("analytes.csv", required: ["analyte", "alias", "language", "status", "role"], optional: ["parent_drug"])
    static let parameters = layout(
        "parameters.csv", required: ["set", "version", "parent_drug", "biomarker", "parameter", "value", "unit", "source", "provenance"],
        optional: ["rsd_pct", "distribution", "basis", "route"])
    static let licit = layout(
        "licit.csv", required: ["area", "period", "substance", "mg_per_d"], optional: [], quantities: ["mg_per_d": .massPerDay])

    /// The columns that hold numbers, and so tell a file's decimal mark; codes and names do not.
    static let numeric: Set<String> = [
        "longitude", "latitude", "domestic_share", "cigarettes_per_person_day", "nh4n_g_per_person_d", "persons", "rsd_pct", "population", "population_15_64", "share", "days",
        "sampler_interval_min", "flow_m3_per_d", "nh4n_mg_per_l", "cod_mg_per_l", "bod_mg_per_l", "tn_mg_per_l", "tp_mg_per_l", "water_temperature_c", "ph",
        "storage_temperature_c", "reserve_ml", "flow", "sample_ml", "extract_ml", "lod", "loq", "uloq", "ion_ratio", "ion_ratio_tolerance_pct", "rt_min",
        "dilution", "expected", "value", "mg_per_d", "assigned", "reported", "sigma", "sigma_pct",
    ]

    /// All layouts, for tests of the alias tables.
    static let all = [sites, populations, areas, siteAreas, plan, samples, flows, methods, injections, qualityLimits, proficiency, analytes, parameters, licit]
}
