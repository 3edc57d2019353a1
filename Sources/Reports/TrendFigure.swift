internal import Monitoring

/// Estimates of one substance over periods: a panel a site, all on one scale.
struct TrendFigure {
    let voice: Voice
    let analyte: AnalyteCode
    /// The identifier under which the first panel draws the grid that all panels share; empty where there is one panel only.
    let grid: String
    private let scale: Scale
    private let periods: [Period]

    private static let width = 212.0
    private static let height = 124.0
    private static let left = 34.0
    private static let right = 204.0
    private static let top = 26.0
    private static let bottom = 102.0

    init(_ voice: Voice, _ analyte: AnalyteCode, sites: [SiteCode], grid: String = "") {
        self.voice = voice
        self.analyte = analyte
        self.grid = grid
        periods = voice.index.periods
        var values: [Double] = []
        for site in sites {
            let key = SiteAnalyte(site: site, analyte: analyte)
            for (_, estimate) in voice.index.historyOf[key] ?? [:] {
                if let load = estimate.load { values += [load.value, load.interval.low, load.interval.high] }
            }
        }
        // A limit near the loads belongs in sight; one far below them would only press them against the top.
        let least = values.filter { $0 > 0 }.min() ?? 0
        values += sites.compactMap { voice.index.limitLoadOf[SiteAnalyte(site: $0, analyte: analyte)] }.filter { $0 > least / 3 }
        scale = Scale(covering: values.sorted(), start: TrendFigure.bottom, end: TrendFigure.top)
    }

    var isLogarithmic: Bool { scale.isLogarithmic }

    /// Whether any site has a mean in any period drawn.
    func hasLoad(_ sites: [SiteCode]) -> Bool {
        sites.contains { site in voice.index.historyOf[SiteAnalyte(site: site, analyte: analyte)]?.values.contains { $0.load != nil } ?? false }
    }

    /// The panel of one site.
    func panel(_ site: SiteCode) -> Markup {
        let key = SiteAnalyte(site: site, analyte: analyte)
        var drawing = Drawing(width: TrendFigure.width, height: TrendFigure.height, isLayered: true)
        let fault = voice.index.meterFaultOf[site] == nil ? "" : " †"
        frame(&drawing, title: voice.site(site) + fault, isAlerted: voice.index.alertsOf[key] != nil)
        if let limit = voice.index.limitLoadOf[key], limit > scale.low {
            drawing.rectangle(
                TrendFigure.left, scale(limit), TrendFigure.right - TrendFigure.left, TrendFigure.bottom - scale(limit), .band,
                title: voice.say("trend.limit", ["value": voice.number(limit)]))
        }
        if grid.isEmpty { axes(&drawing) } else { drawing.reuse(grid) }
        let history = voice.index.historyOf[key] ?? [:]
        var bars = ""
        var line = ""
        var isBroken = true
        for (place, period) in periods.enumerated() {
            guard let load = history[period]?.load else {
                isBroken = true
                continue
            }
            let x = self.x(place)
            bars += "M\(Drawing.n(x)) \(Drawing.n(scale(load.interval.low)))V\(Drawing.n(scale(load.interval.high)))"
            line += (isBroken ? "M" : "L") + "\(Drawing.n(x)) \(Drawing.n(scale(load.value)))"
            isBroken = false
        }
        drawing.path(bars, stroke: .accentSoft, width: 2.4)
        drawing.path(line, stroke: .accent, width: 1)
        for (place, period) in periods.enumerated() {
            guard let estimate = history[period] else { continue }
            mark(estimate, period, x(place), &drawing)
        }
        return drawing.svg(
            label: voice.say("trend.label", ["site": voice.site(site), "analyte": voice.analyte(analyte)]), style: "panel")
    }

    /// The median of all sites with its quartiles, on the same scale.
    func programmePanel() -> Markup {
        var drawing = Drawing(width: TrendFigure.width, height: TrendFigure.height, isLayered: true)
        axes(&drawing)
        if !grid.isEmpty { drawing.named(grid) }
        frame(&drawing, title: voice.say("trend.median"), isAlerted: false)
        var bars = ""
        var line = ""
        var isBroken = true
        var points: [(Double, Double, String)] = []
        for (place, period) in periods.enumerated() {
            let list = period == voice.index.content.period ? voice.index.content.estimates : voice.index.content.history[period] ?? []
            let loads = list.compactMap { $0.analyte == analyte ? $0.load?.value : nil }.sorted()
            guard let median = ReportIndex.median(loads), let lower = loads.dropFirst((loads.count - 1) / 4).first,
                let upper = loads.dropLast((loads.count - 1) / 4).last
            else {
                isBroken = true
                continue
            }
            let x = self.x(place)
            bars += "M\(Drawing.n(x)) \(Drawing.n(scale(lower)))V\(Drawing.n(scale(upper)))"
            line += (isBroken ? "M" : "L") + "\(Drawing.n(x)) \(Drawing.n(scale(median)))"
            isBroken = false
            points.append(
                (
                    x, scale(median),
                    voice.say(
                        "trend.median_point",
                        [
                            "period": period.description, "value": voice.number(median), "low": voice.number(lower), "high": voice.number(upper),
                            "sites": String(loads.count),
                        ])
                ))
        }
        drawing.path(bars, stroke: .line, width: 5)
        drawing.path(line, stroke: .ink, width: 1.2)
        for point in points { drawing.disc(point.0, point.1, radius: 2.4, .ink, title: point.2) }
        return drawing.svg(label: voice.say("trend.median_label", ["analyte": voice.analyte(analyte)]), style: "panel")
    }

    private func x(_ place: Int) -> Double {
        let step = (TrendFigure.right - TrendFigure.left - 14) / Double(max(periods.count - 1, 1))
        return periods.count == 1 ? (TrendFigure.left + TrendFigure.right) / 2 : TrendFigure.left + 7 + Double(place) * step
    }

    private func frame(_ drawing: inout Drawing, title: String, isAlerted: Bool) {
        let width = TrendFigure.right - 6 - (isAlerted ? 14 : 0)
        drawing.text(6, 14, TextWidth.fitted(title, width: width / 11.5), size: 11.5, isBold: true)
        if isAlerted {
            let x = TrendFigure.right - 4
            drawing.polygon([(x - 5, 15), (x + 5, 15), (x, 5)], .warm, title: voice.say("mark.alert"))
        }
    }

    /// What all panels share: lines, marks and the first and last period.
    private func axes(_ drawing: inout Drawing) {
        for tick in scale.ticks(3) {
            drawing.line(TrendFigure.left, tick.place, TrendFigure.right, tick.place, .line, width: 0.6)
            drawing.text(TrendFigure.left - 4, tick.place + 3.3, tick.label, size: 9.5, .muted, anchor: .end)
        }
        drawing.line(TrendFigure.left, TrendFigure.bottom, TrendFigure.right, TrendFigure.bottom, .muted, width: 0.8)
        guard let first = periods.first, let last = periods.last else { return }
        if periods.count > 1 { drawing.text(TrendFigure.left, TrendFigure.height - 7, first.description, size: 9.5, .muted) }
        drawing.text(TrendFigure.right, TrendFigure.height - 7, last.description, size: 9.5, .muted, anchor: .end)
    }

    /// Full where every day was quantified, hollow where days were censored, an open triangle where no mean is given.
    private func mark(_ estimate: PeriodEstimate, _ period: Period, _ x: Double, _ drawing: inout Drawing) {
        let days = voice.say(
            "days_quantified", ["quantified": String(estimate.quantifiedDays), "days": String(estimate.days)])
        guard let load = estimate.load else {
            let y = TrendFigure.bottom - 3
            drawing.polygon(
                [(x - 3.4, y - 5), (x + 3.4, y - 5), (x, y + 1)], .muted, isHollow: true,
                title: "\(period) · \(voice.word("censoring", estimate.censoringMethod.rawValue)) · \(days)")
            return
        }
        let isCurrent = period == voice.index.content.period
        drawing.disc(
            x, scale(load.value), radius: isCurrent ? 3.2 : 2.3, .accent, isHollow: estimate.quantifiedDays < estimate.days,
            title: "\(period) · \(voice.estimate(load))" + (estimate.quantifiedDays < estimate.days ? " · \(days)" : ""))
    }

    /// A small line of medians for the summary table; the last point stands out.
    static func sparkline(_ voice: Voice, _ analyte: AnalyteCode) -> Markup {
        let periods = voice.index.periods
        let values = periods.map { voice.index.medianLoad(analyte, in: $0) }
        let scale = Scale(linear: 0, values.compactMap { $0 }.max() ?? 1, start: 24, end: 4)
        var drawing = Drawing(width: 96, height: 28)
        drawing.line(2, 25.5, 94, 25.5, .line, width: 0.8)
        let step = 86 / Double(max(periods.count - 1, 1))
        var line = ""
        var isBroken = true
        for (place, value) in values.enumerated() {
            guard let value else {
                isBroken = true
                continue
            }
            line += (isBroken ? "M" : "L") + "\(Drawing.n(5 + Double(place) * step)) \(Drawing.n(scale(value)))"
            isBroken = false
        }
        drawing.path(line, stroke: .accent, width: 1.6)
        if let last = values.last ?? nil {
            drawing.disc(5 + Double(periods.count - 1) * step, scale(last), radius: 2.8, .accent)
        }
        return drawing.svg(
            label: voice.say(
                "spark.label",
                [
                    "analyte": voice.analyte(analyte),
                    "values": zip(periods, values).map { "\($0) \(voice.number($1))" }.joined(separator: ", "),
                ]), style: "spark")
    }
}
