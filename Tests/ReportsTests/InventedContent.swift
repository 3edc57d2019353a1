import Findings
import Monitoring

import Reports

/// A report over an invented city: every figure comes from a formula of its place, so that it is the same on every run.
enum InventedContent {
    static let analytes: [(AnalyteCode, String?, String, String, Double, Double)] = [
        ("methamphetamine", "methamphetamine", "methamphetamine", "甲基苯丙胺", 34, 1.2),
        ("6-monoacetylmorphine", "heroin", "6-monoacetylmorphine", "O6-单乙酰吗啡", 0.6, 0.9),
        ("ketamine", "ketamine", "ketamine", "氯胺酮", 8, 0.9),
        ("mdma", "mdma", "MDMA", "MDMA", 1.1, 1.0),
        ("benzoylecgonine", "cocaine", "benzoylecgonine", "苯甲酰爱康宁", 0.7, 1.2),
        ("etomidate_acid", "etomidate", "etomidate acid", "依托咪酯酸", 3.4, 1.5),
        ("amphetamine", "amphetamine", "amphetamine", "苯丙胺", 2.6, 0.5),
        ("morphine", "morphine", "morphine", "吗啡", 21, 6),
        ("codeine", "codeine", "codeine", "可待因", 14, 2),
        ("norketamine", "ketamine", "norketamine", "去甲氯胺酮", 3, 0.6),
        ("methadone", "methadone", "methadone", "美沙酮", 2.2, 0.4),
        ("tramadol", "tramadol", "tramadol", "曲马多", 41, 2),
        ("cotinine", "nicotine", "cotinine", "可替宁", 1150, 12),
        ("cmp", nil, "CMP", "CMP", 0.02, 0.6),
    ]
    private static let names = [
        "东区污水处理厂", "西区污水处理厂", "滨江泵站", "北站泵站", "老城总管", "科技园泵站", "大学城泵站", "南浦污水处理厂", "青溪泵站", "石桥泵站", "临港污水处理厂",
        "云台泵站", "柳河总管", "会展中心泵站", "机场泵站", "海棠路泵站", "松山泵站", "湖东泵站", "白沙泵站",
    ]

    /// A number in (0, 1) from places: an integer hash (Steele, Lea and Flood 2014, SplitMix64), no random state.
    static func unit(_ places: Int...) -> Double {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for place in places {
            state = state &+ UInt64(truncatingIfNeeded: place) &* 0xBF58_476D_1CE4_E5B9
            state ^= state >> 30
            state = state &* 0x94D0_49BB_1331_11EB
            state ^= state >> 27
            state = state &* 0x9E37_79B9_7F4A_7C15
            state ^= state >> 31
        }
        return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
    }

    /// The content of one period for so many sites; the last three are focus points.
    static func make(sites count: Int = 22, periods: Int = 12, grid: Int = 46) -> ReportContent {
        var period = Period(containing: CalendarDate(year: 2025, month: 9, day: 1) ?? CalendarDate(day: 20_332))
        let current = period
        var content = ReportContent(
            period: current, programme: ProgrammeTitle(name: "临江市污水毒品监测项目", nameEnglish: "Linjiang sewage monitoring programme", code: "LJ"))
        content.sites = (0..<count).map { place in
            let isFocus = place >= count - 3
            let code = isFocus ? "F\(place - count + 4)" : "K" + (place < 9 ? "0" : "") + String(place + 1)
            let name = isFocus ? ["码头小区支管", "娱乐街区支管", "城郊工业区支管"][place - count + 3] : names[place % names.count]
            return Site(code: SiteCode(code), name: name, tier: isFocus ? .focus : .key, kind: place % 4 == 0 ? .plant : .pumpStation)
        }
        content.analytes = analytes.map { Analyte(code: $0.0, role: $0.0 == "cmp" ? .byProduct : $0.0 == "cotinine" ? .marker : .biomarker, parentDrug: $0.1, englishName: $0.2, chineseName: $0.3) }
        content.estimates = estimates(content.sites, age: 0)
        for age in 1..<max(periods, 1) {
            period = period.previous
            if age != 5 { content.history[period] = estimates(content.sites, age: age) }
        }
        addDays(&content)
        addFindings(&content)
        addAreas(&content)
        addEvidence(&content)
        addSewer(&content, grid: grid)
        return content
    }

    static func level(_ site: Int, _ analyte: Int, _ age: Int) -> Double {
        let spread = 0.35 + 1.5 * unit(site, analyte, 7)
        let step = site == 19 && analyte == 0 && age == 0 ? 5.2 : site == 6 && analyte == 5 && age < 3 ? 2.4 : 1
        let season = 1 + 0.12 * (unit(age, analyte, 3) - 0.5) + (analyte == 5 ? 0.09 * Double(6 - min(age, 6)) : 0) - (analyte == 0 ? -0.03 * Double(age) : 0)
        return analytes[analyte].4 * spread * step * season * (0.85 + 0.3 * unit(site, analyte, age))
    }

    static func estimates(_ sites: [Site], age: Int) -> [PeriodEstimate] {
        var result: [PeriodEstimate] = []
        for (place, site) in sites.enumerated() {
            for (which, analyte) in analytes.enumerated() {
                let value = level(place, which, age)
                let limit = analyte.5 * (0.5 + 0.4 * unit(place, 99))
                let ratio = value / limit
                let quantified = ratio > 1.5 ? 7 : ratio > 1 ? 5 : ratio > 0.7 ? 3 : 0
                let load = quantified > 0 ? Estimate(value, Interval(low: value * 0.76, high: value * 1.31)) : nil
                let hasParent = analyte.1 != nil && which != 12
                result.append(
                    PeriodEstimate(
                        site: site.code, analyte: analyte.0, parentDrug: analyte.1, days: 7, quantifiedDays: quantified,
                        censoringMethod: quantified == 7 ? .none : quantified == 5 ? .regressionOnOrderStatistics : quantified == 3 ? .maximumLikelihood : .refused,
                        load: load, weekdayLoad: load.map { $0.value * 0.94 },
                        weekendLoad: load.map { $0.value * (which == 3 || which == 4 ? 1.5 : 1.02) * (0.8 + 0.4 * unit(place, which, 55)) },
                        consumption: hasParent ? load?.scaled(by: 2.564) : nil, doses: hasParent ? load?.scaled(by: 2.564 / 30) : nil,
                        parameterSet: "CN-default", flags: (quantified < 7 ? ["CENSORED"] : []) + (which == 5 && quantified > 0 ? ["MEMORY_PARAMETER"] : []), population: 40_000 + 4_000 * Double(place),
                        massLoad: load?.scaled(by: 0.05), randomLogSD: 0.09))
            }
        }
        return result
    }

    private static func addDays(_ content: inout ReportContent) {
        for (place, site) in content.sites.enumerated() {
            let population = 40_000 + 4_000 * Double(place)
            let flow = population * 0.21
            let isShort = place == 4 || place == 11
            for day in 0..<(isShort ? 5 : 7) {
                let date = (CalendarDate(year: 2025, month: 10, day: 13) ?? CalendarDate(day: 0)) + day
                for (which, analyte) in analytes.enumerated() {
                    let load = level(place, which, 0) * (0.8 + 0.4 * unit(place, which, day, 5))
                    let limit = analyte.5 * (0.5 + 0.4 * unit(place, 99))
                    let concentration = load * population / flow
                    let censored: CensoredResult =
                        load >= limit ? .quantified(concentration)
                        : load > limit * 0.3 ? .belowQuantification(limit: limit * population / flow) : .belowDetection(limit: limit * 0.3 * population / flow)
                    content.dailyLoads.append(
                        DailyLoad(
                            sample: SampleID("\(site.code)-\(day + 1)"), site: site.code, date: date, analyte: analyte.0, concentration: censored,
                            flowVolume: flow, population: population, populationBasis: .combined, massLoad: censored.scaled(by: flow / 1_000_000),
                            populationNormalisedLoad: censored.scaled(by: flow / population), interval: Interval(low: load * 0.7, high: load * 1.4),
                            randomLogSD: 0.14, sharedLogSD: 0.16, flags: [], position: SourcePosition(file: "inbox/batch-\(place % 3 + 1).csv", line: 12 + day, column: 9)))
                }
                for (basis, factor) in [(PopulationBasis.census, 1.04), (.design, 1.3), (.ammoniumN, 0.96), (.cotinine, place == 9 ? 2.4 : 0.9), (.combined, 1.0)] {
                    content.populationChecks.append(
                        PopulationCheck(
                            site: site.code, date: date, basis: basis, persons: population * factor * (0.97 + 0.06 * unit(place, day, 8)), relativeSD: 0.12,
                            isChosen: basis == .combined, ratioToChosen: factor))
                }
                content.ratios.append(contentsOf: ratios(site.code, place, date, day))
            }
            content.accountability.append(
                Accountability(
                    site: site.code, planned: 7, taken: isShort ? 6 : 7, received: isShort ? 6 : 7, valid: isShort ? 5 : 7,
                    reasons: isShort ? ["accountability.partly_sampled", "accountability.held"] : []))
            for (which, analyte) in analytes.enumerated() {
                content.detection.append(
                    DetectionFrequency(
                        site: site.code, analyte: analyte.0, count: 7, aboveLOD: which == 13 ? 0 : 6, aboveLOQ: which == 13 ? 0 : 5, lodMin: 0.4, lodMax: 0.6))
            }
        }
    }

    private static func ratios(_ site: SiteCode, _ place: Int, _ date: CalendarDate, _ day: Int) -> [RatioDiagnostic] {
        let amphetamine = place == 19 ? 0.012 : 0.055 + 0.035 * unit(place, day, 31)
        let norketamine = 0.3 + 0.4 * unit(place, day, 32)
        let isBound = unit(place, day, 33) < 0.2
        return [
            RatioDiagnostic(
                site: site, date: date, ratio: "amphetamine/methamphetamine", value: isBound ? .belowQuantification(limit: 0.1) : .quantified(amphetamine),
                interval: isBound ? nil : Interval(low: amphetamine * 0.8, high: amphetamine * 1.25),
                verdict: isBound ? .notInformative : place == 19 ? .belowConsumption : .consumption, rule: "amp_meth v1"),
            RatioDiagnostic(
                site: site, date: date, ratio: "ketamine/norketamine", value: .quantified(1 / norketamine), interval: nil, verdict: .consumption,
                rule: "ket_nk v1"),
        ]
    }

    private static func addFindings(_ content: inout ReportContent) {
        content.rejects = (0..<31).map {
            Finding(
                "A031", .error, at: SourcePosition(file: "inbox/batch-\($0 % 2 + 1).csv", line: 40 + $0, column: 37), text: "<LOQ",
                ["analyte": "methamphetamine", "injection": "K01-\($0)"])
        }
        content.findings = [Finding("C021", .warning, at: SourcePosition(file: "flows/2025.csv", line: 12, column: 9), text: "41.2", ["column": "flow"])]
        content.heldBatches = ["batch-3"]
        for batch in 1...3 {
            for check in ["blank", "calibration_r2", "duplicate_rpd", "ion_ratio", "internal_standard", "control_accuracy"] {
                for analyte in analytes.prefix(8) {
                    let isBad = batch == 3 && check == "control_accuracy" && analyte.0 == "ketamine"
                    content.qualityChecks.append(
                        QualityCheck(
                            batch: "batch-\(batch)", analyte: analyte.0, check: check, value: isBad ? 141 : 99.2, limit: "80-120 %",
                            verdict: isBad ? .fail : check == "ion_ratio" && batch == 1 && analyte.0 == "mdma" ? .warn : .pass,
                            position: SourcePosition(file: "inbox/batch-\(batch).csv", line: 4)))
                }
            }
        }
        content.inputs = ["headwater.yaml", "sites.csv", "plan.csv", "samples/2025-P5.csv", "inbox/batch-1.csv", "inbox/batch-2.csv", "network/city.inp"].enumerated().map {
            InputDigest(name: $0.element, sha256: String(repeating: String($0.offset), count: 64), bytes: 4_000 * ($0.offset + 1))
        }
        content.parameterSet = "CN-default"
        content.parameterSetVersion = "2025.1"
        content.programVersion = "1.0.0"
        content.auditHead = String(repeating: "ab", count: 32)
        for analyte in analytes where analyte.1 != nil {
            content.parameters.append(
                Parameter(
                    set: "CN-default", version: "2025.1", parentDrug: analyte.1 ?? "", biomarker: analyte.0, name: "excretion_fraction", value: 0.39,
                    relativeSD: 0.2, distribution: "beta", basis: "molar", unit: "1", source: "Khan and Nicell 2012, doi:10.1016/j.scitotenv.2012.01.020",
                    provenance: analyte.0 == "etomidate_acid" ? .memory : .read))
            content.parameters.append(
                Parameter(
                    set: "CN-default", version: "2025.1", parentDrug: analyte.1 ?? "", biomarker: analyte.0, name: "dose_mg", value: 30, unit: "mg",
                    source: "ACIC, National Wastewater Drug Monitoring Program", provenance: .read))
        }
    }

    private static func addAreas(_ content: inout ReportContent) {
        content.areas = [Area(code: "330000", name: "临江市", level: .city, population: 2_100_000)]
        content.areas += (1...5).map { Area(code: AreaCode("33010\($0)"), name: ["东区", "西区", "滨江区", "南浦区", "临港区"][$0 - 1], level: .district, parent: "330000", population: 400_000) }
        for (which, analyte) in analytes.prefix(8).enumerated() {
            for (place, area) in content.areas.enumerated() {
                let value = level(place, which, 0)
                let isSuppressed = place == 5
                let load = isSuppressed ? nil : Estimate(value, Interval(low: value * 0.8, high: value * 1.24))
                content.areaEstimates.append(
                    AreaEstimate(
                        area: area.code, level: area.level, analyte: analyte.0, population: area.population, coverage: place == 0 ? 0.81 : 0.6 + 0.06 * Double(place),
                        sites: place == 0 ? content.sites.count : 4, load: load, mass: load?.scaled(by: 1.7), consumption: load?.scaled(by: 2.564),
                        flags: isSuppressed ? ["DOMINATED", "SUPPRESSED"] : []))
            }
        }
    }

    private static func addEvidence(_ content: inout ReportContent) {
        for (place, site) in content.sites.enumerated() {
            for (which, analyte) in analytes.enumerated() {
                for base in ComparisonBase.allCases {
                    let age = base == .previousPeriod ? 1 : 6
                    let ratio = level(place, which, 0) / level(place, which, age)
                    let verdict: ChangeVerdict = place == 4 ? .notComparable : ratio > 1.3 ? .higher : ratio < 0.77 ? .lower : .notDistinguishable
                    content.changes.append(
                        LoadChange(
                            site: site.code, analyte: analyte.0, against: base,
                            ratio: verdict == .notComparable ? nil : Estimate(ratio, Interval(low: ratio * 0.79, high: ratio * 1.27)), comparableDays: 6, verdict: verdict))
                }
                let isStep = (place == 19 && which == 0) || (place == 6 && which == 5)
                content.anomalies.append(
                    Anomaly(
                        site: site.code, analyte: analyte.0, date: nil, kind: .step, direction: .up, score: isStep ? 6.4 : 0.8 * unit(place, which, 71),
                        pValue: isStep ? 0.00002 : 0.4, qValue: isStep ? 0.003 : 0.7, isDiscovery: isStep, alertID: isStep ? alertID(site.code, analyte.0) : nil,
                        explanation: isStep ? [Reason("reason.network_factor", ["factor": "1.04"])] : []))
            }
        }
        content.anomalies.append(
            Anomaly(
                site: content.sites[3].code, analyte: nil, date: CalendarDate(year: 2025, month: 10, day: 15), kind: .flowMeter, direction: .down, score: -4.1,
                pValue: 0.0001, qValue: 0.001, isDiscovery: true, explanation: [Reason("reason.day_left_out")]))
        for (place, which, level) in [(19, 0, AlertLevel.urgent), (6, 5, .warning)] where place < content.sites.count {
            let site = content.sites[place].code
            content.alerts.append(
                Alert(
                    id: alertID(site, analytes[which].0), period: content.period, site: site, analyte: analytes[which].0, kind: .step, direction: .up,
                    cause: place == 19 ? .disposalPossible : .consumption, level: level, state: .new, qValue: 0.003,
                    alsoSeenAt: place == 19 ? [content.sites[0].code] : [], evidence: [
                        Reason("reason.step_up", ["load": "144", "factor": "5.2", "expected": "27.7", "campaigns": "10", "low": "19", "high": "40", "p": "0.00002"]),
                        Reason("reason.false_discovery", ["rate": "10", "q": "0.003", "local": "0.5"]),
                    ],
                    otherExplanations: [Reason("reason.other_weather_no"), Reason("reason.other_licit_unknown")], nextSteps: [Reason("report.source.note")]))
        }
        content.ratioZones = [
            RatioZone(ratio: "amphetamine/methamphetamine", low: 0.04, high: 0.1, rule: "amp_meth v1"),
            RatioZone(ratio: "ketamine/norketamine", low: nil, high: 6, rule: "ket_nk v1"),
        ]
        content.restatements = [
            Restatement(table: "estimates", key: "2025-P4/K03/ketamine", column: "load_mg_per_d_per_1000", before: "7.91", after: "8.04", reasons: [Reason("reason.restated.late", ["file": "flows/2025-P4.csv"])], run: "run-12")
        ]
    }

    private static func alertID(_ site: SiteCode, _ analyte: AnalyteCode) -> String { "2025-P5-\(site)-\(analyte)" }

    /// A comb of streets that drains to one corner, with sites along the trunk.
    private static func addSewer(_ content: inout ReportContent, grid: Int) {
        var nodes: [SewerMap.Node] = []
        var pipes: [SewerMap.Pipe] = []
        for row in 0..<grid {
            for column in 0..<grid {
                nodes.append(
                    SewerMap.Node(x: Double(column) * 95 + 70 * unit(row, column, 1), y: Double(row) * 62 + 50 * unit(row, column, 2)))
                let here = Int32(row * grid + column)
                if column > 0 {
                    pipes.append(SewerMap.Pipe(from: here, to: here - 1))
                } else if row > 0 {
                    pipes.append(SewerMap.Pipe(from: here, to: here - Int32(grid)))
                }
            }
        }
        let places = content.sites.enumerated().map { index, site -> SewerMap.SitePlace in
            let node = nodes[min((index * 97 + 3) % nodes.count, nodes.count - 1)]
            return SewerMap.SitePlace(site: site.code, x: node.x, y: node.y)
        }
        content.sewer = SewerMap(nodes: nodes, pipes: pipes, sites: places)
        guard content.sites.count > 19 else { return }
        let probabilities = [0.61, 0.17, 0.09, 0.06, 0.03, 0.02, 0.015, 0.005]
        let sites = content.sites
        let classes = probabilities.enumerated().map { index, probability -> SourceClass in
            let people = index == 7 ? 90 : 8_000 + 900 * Double(index)
            return SourceClass(
                head: NodeID("MH-\(index)SECRET"), site: index < 5 ? sites[index].code : nil, probability: probability, nodes: 120 + 31 * index,
                population: people, pipeLengthM: 9_000 + 700 * Double(index))
        }
        let summary = SourceSummary(
            analyte: "methamphetamine", site: content.sites[19].code, lnBayesFactor: 7.42, probabilityOfSource: 0.968,
            massGramsPerDay: Estimate(11.2, Interval(low: 5.1, high: 23.7)), classes: classes, credibleNodes: 341, crediblePopulation: 23_900,
            notExaminedNodes: 160, notExaminedPopulation: 11_200)
        let reach = nodes.indices.map { index -> Int32 in
            let band = (index / grid) * 9 / grid
            return band == 8 ? -1 : Int32(band)
        }
        content.traces = [SourceTrace(summary: summary, reachOfNode: reach)]
    }
}
