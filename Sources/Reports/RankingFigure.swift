internal import Monitoring

/// Sites of one substance, largest load first, with their intervals; ties share their ranks.
struct RankingFigure {
    /// A site in the ranking.
    struct Row {
        let estimate: PeriodEstimate
        /// The best and the worst rank that the intervals allow; nil where there is no load.
        let ranks: (best: Int, worst: Int)?
    }

    let voice: Voice
    let analyte: AnalyteCode
    let rows: [Row]
    /// Rows that the figure leaves to the table.
    let hidden: Int

    private static let longest = 40

    /// A site is ranked above another only where its whole interval lies above the other's, by more than the noise of draws.
    ///
    /// - Complexity: O(n²) in sites of the substance.
    init(_ voice: Voice, _ analyte: AnalyteCode) {
        self.voice = voice
        self.analyte = analyte
        let ranked = voice.index.ranked(analyte)
        let loads = ranked.map { voice.index.meterFaultOf[$0.site] == nil ? $0.load : nil }
        let all = ranked.map { estimate -> Row in
            guard let load = estimate.load, voice.index.meterFaultOf[estimate.site] == nil else { return Row(estimate: estimate, ranks: nil) }
            var above = 0
            var below = 0
            var count = 0
            for other in loads {
                guard let other else { continue }
                count += 1
                if other.liesAbove(load) { above += 1 }
                if load.liesAbove(other) { below += 1 }
            }
            return Row(estimate: estimate, ranks: (above + 1, count - below))
        }
        if all.count <= RankingFigure.longest + 6 {
            rows = all
        } else {
            let kept = all.enumerated().filter {
                $0.offset < RankingFigure.longest - 10
                    || voice.index.alertsOf[SiteAnalyte(site: $0.element.estimate.site, analyte: analyte)] != nil
                    || voice.index.siteOf[$0.element.estimate.site]?.tier == .focus
            }
            rows = kept.prefix(RankingFigure.longest + 20).map(\.element)
        }
        hidden = all.count - rows.count
    }

    /// Whether any site has a mean; a figure of limits alone says no more than their range.
    var hasLoad: Bool { rows.contains { $0.estimate.load != nil } }

    func figure() -> Markup {
        let rowHeight = 18.0
        let width = 480.0
        let left = 180.0
        let right = width - 116
        let top = 24.0
        let bottom = top + Double(rows.count) * rowHeight + 4
        var drawing = Drawing(width: width, height: bottom + 34, isLayered: true)
        var values: [Double] = []
        for row in rows {
            if let load = row.estimate.load { values += [load.value, load.interval.low, load.interval.high] }
            if row.estimate.load == nil, let limit = limit(row.estimate) { values.append(limit) }
        }
        let scale = Scale(covering: values, start: left, end: right)
        drawing.text(42, top - 9, voice.say("rank.rank"), size: 10, .muted, anchor: .end)
        drawing.text(50, top - 9, voice.say("field.site"), size: 10, .muted)
        drawing.text(width - 2, top - 9, voice.say("rank.value"), size: 10, .muted, anchor: .end)
        for tick in scale.ticks(4) {
            drawing.line(tick.place, top, tick.place, bottom, .line, width: 0.7)
            drawing.text(tick.place, bottom + 13, tick.label, size: 10, .muted, anchor: .middle)
        }
        drawing.line(left, bottom, right, bottom, .muted, width: 0.8)
        drawing.text(
            (left + right) / 2, bottom + 27,
            voice.say("unit.load") + " · " + voice.say(scale.isLogarithmic ? "axis.logarithmic" : "axis.linear"), size: 10, .muted,
            anchor: .middle)
        for (place, row) in rows.enumerated() {
            draw(row, top + (Double(place) + 0.5) * rowHeight, width, scale, &drawing)
        }
        return drawing.svg(label: voice.say("rank.label", ["analyte": voice.analyte(analyte), "sites": String(rows.count)]), style: "rank")
    }

    private func limit(_ estimate: PeriodEstimate) -> Double? {
        voice.index.limitLoadOf[SiteAnalyte(site: estimate.site, analyte: analyte)]
    }

    private func draw(_ row: Row, _ y: Double, _ width: Double, _ scale: Scale, _ drawing: inout Drawing) {
        let estimate = row.estimate
        let isAlerted = voice.index.alertsOf[SiteAnalyte(site: estimate.site, analyte: analyte)] != nil
        let days = voice.say("days_quantified", ["quantified": String(estimate.quantifiedDays), "days": String(estimate.days)])
        let name = voice.site(estimate.site)
        let isFaulty = voice.index.meterFaultOf[estimate.site] != nil
        if let ranks = row.ranks {
            let text = ranks.best == ranks.worst ? String(ranks.best) : "\(ranks.best)–\(ranks.worst)"
            drawing.text(42, y + 3.8, text, size: 10, .muted, anchor: .end)
        } else {
            drawing.text(42, y + 3.8, isFaulty ? "†" : "–", size: 10, .muted, anchor: .end)
        }
        drawing.text(50, y + 4, TextWidth.fitted(name, width: 124 / 11.5), size: 11.5, isAlerted ? .warm : .ink, isBold: isAlerted)
        let ink: Drawing.Ink = isAlerted ? .warm : isFaulty ? .muted : .accent
        guard let load = estimate.load else {
            let word = voice.word("censoring", estimate.censoringMethod.rawValue)
            if let limit = limit(estimate) {
                let x = scale(limit)
                drawing.line(scale.start, y, x, y, .muted, width: 1.2, dash: "2 3")
                drawing.polygon([(x, y - 4), (x - 6, y), (x, y + 4)], .muted, isHollow: true, title: "\(word) · \(days)")
                drawing.text(width - 2, y + 3.8, "<" + voice.number(limit), size: 10, .muted, anchor: .end)
            } else {
                drawing.text(width - 2, y + 3.8, "–", size: 10, .muted, anchor: .end)
            }
            return
        }
        drawing.line(scale(load.interval.low), y, scale(load.interval.high), y, isAlerted ? .warmSoft : isFaulty ? .line : .accentSoft, width: 4)
        let isFocus = voice.index.siteOf[estimate.site]?.tier == .focus
        let title = days
        let isHollow = estimate.quantifiedDays < estimate.days
        let x = scale(load.value)
        if isFocus {
            drawing.polygon([(x, y - 5.4), (x + 5.4, y), (x, y + 5.4), (x - 5.4, y)], ink, isHollow: isHollow, title: title)
        } else {
            drawing.disc(x, y, radius: 4, ink, isHollow: isHollow, title: title)
        }
        drawing.text(width - 2, y + 3.8, voice.estimate(load), size: 10, .ink, anchor: .end)
    }
}
