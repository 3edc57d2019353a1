internal import Monitoring
internal import Wording

/// What a week and a mixture look like: weekend over weekday per site, and shares of doses.
enum PatternFigure {
    /// A site's doses by substance, for the stacked bars.
    struct Mixture {
        let site: SiteCode
        /// Doses/d/1000 inhabitants, in the order of the substances; 0 where there is none.
        let doses: [Double]
        let total: Double
    }

    /// The substances whose doses are drawn, and the sites with all of them stated; largest total first.
    static func mixtures(_ index: ReportIndex) -> (analytes: [AnalyteCode], rows: [Mixture]) {
        let analytes = Array(
            index.analytes.filter { analyte in
                index.headline.contains(analyte) && (index.estimatesOf[analyte] ?? []).contains { ($0.doses?.value ?? 0) > 0 }
            }.prefix(Palette.categoryCount))
        let rows = index.sites.compactMap { site -> Mixture? in
            // Where the doses of one substance are withheld, the shares of the others would look larger than they are.
            let isWithheld = analytes.contains {
                index.estimateOf[SiteAnalyte(site: site.code, analyte: $0)]?.flags.contains(ReportPage.unconsumed) ?? false
            }
            if isWithheld { return nil }
            let doses = analytes.map { index.estimateOf[SiteAnalyte(site: site.code, analyte: $0)]?.doses?.value ?? 0 }
            let total = doses.reduce(0, +)
            return total > 0 ? Mixture(site: site.code, doses: doses, total: total) : nil
        }
        return (analytes, Array(rows.sorted { $0.total == $1.total ? $0.site < $1.site : $0.total > $1.total }.prefix(40)))
    }

    /// Shares of doses as bars of equal length; nil where no dose was worked out.
    static func composition(_ voice: Voice) -> Markup? {
        let (analytes, rows) = mixtures(voice.index)
        guard !rows.isEmpty, analytes.count > 1 else { return nil }
        let width = 480.0
        let left = 150.0
        let right = width - 56
        var drawing = Drawing(width: 480, height: 0, isLayered: true)
        var x = 0.0
        var y = 14.0
        for (index, analyte) in analytes.enumerated() {
            let name = TextWidth.fitted(voice.analyte(analyte), width: 16)
            let length = TextWidth.of(name) * 11 + 28
            if x + length > width {
                x = 0
                y += 18
            }
            drawing.rectangle(x, y - 9, 11, 11, palette: .categories, index)
            drawing.text(x + 15, y, name, size: 11)
            x += length
        }
        let top = y + 26
        drawing.text(width - 2, top - 8, voice.say("mix.total"), size: 10, .muted, anchor: .end)
        for (place, row) in rows.enumerated() {
            let line = top + Double(place) * 17
            let mark = voice.index.meterFaultOf[row.site] == nil ? "" : " †"
            drawing.text(0, line + 9.5, TextWidth.fitted(voice.site(row.site), width: 130 / 11.5) + mark, size: 11)
            var start = left
            for (index, doses) in row.doses.enumerated() where doses > 0 {
                let length = doses / row.total * (right - left)
                drawing.rectangle(
                    start, line, max(length - 0.6, 0.3), 12, palette: .categories, index,
                    title: "\(voice.analyte(analytes[index])) · \(voice.percent(doses / row.total)) · \(voice.number(doses))")
                start += length
            }
            drawing.text(width - 2, line + 9.5, voice.number(row.total), size: 10, .ink, anchor: .end)
        }
        let bottom = top + Double(rows.count) * 17 + 2
        for share in [0.0, 0.25, 0.5, 0.75, 1] {
            let place = left + share * (right - left)
            drawing.line(place, bottom, place, bottom + 4, .muted, width: 0.8)
            drawing.text(place, bottom + 15, voice.percent(share), size: 10, .muted, anchor: .middle)
        }
        return drawing.sized(height: bottom + 22).svg(label: voice.say("mix.label", ["sites": String(rows.count)]), style: "mix")
    }

    /// A median of fewer sites says nothing about a week.
    private static let fewestSites = 3

    /// Weekend over weekday load, a dot a site, a bar for the median; nil where no substance has enough estimates that hold both.
    static func week(_ voice: Voice) -> Markup? {
        var rows: [(analyte: AnalyteCode, points: [(site: SiteCode, ratio: Double)])] = []
        for analyte in voice.index.headline {
            let points = (voice.index.estimatesOf[analyte] ?? []).compactMap { estimate -> (site: SiteCode, ratio: Double)? in
                guard let weekday = estimate.weekdayLoad, let weekend = estimate.weekendLoad, weekday > 0, weekend > 0 else { return nil }
                return (estimate.site, weekend / weekday)
            }
            if points.count >= fewestSites { rows.append((analyte, points)) }
        }
        guard !rows.isEmpty else { return nil }
        let all = rows.flatMap { $0.points.map(\.ratio) }
        let reach = max(all.max() ?? 1, 1 / max(all.min() ?? 1, 1e-6), 2.2)
        let width = 480.0
        let left = 150.0
        let right = width - 62
        let scale = Scale(logarithmic: 1 / reach / 1.1, reach * 1.1, start: left, end: right)
        let top = 24.0
        let rowHeight = 30.0
        let bottom = top + Double(rows.count) * rowHeight
        var drawing = Drawing(width: width, height: bottom + 34)
        drawing.text(width - 2, top - 9, voice.say("week.median"), size: 10, .muted, anchor: .end)
        for value in [0.1, 0.2, 0.5, 1, 2, 5, 10] where value >= scale.low && value <= scale.high {
            drawing.line(scale(value), top, scale(value), bottom, value == 1 ? .muted : .line, width: value == 1 ? 1.2 : 0.7)
            drawing.text(scale(value), bottom + 13, "×" + value.significant(2), size: 10, .muted, anchor: .middle)
        }
        drawing.text((left + right) / 2, bottom + 27, voice.say("week.axis"), size: 10, .muted, anchor: .middle)
        for (place, row) in rows.enumerated() {
            let y = top + (Double(place) + 0.5) * rowHeight
            drawing.text(0, y + 4, TextWidth.fitted(voice.analyte(row.analyte), width: 144 / 11.5), size: 11.5)
            for (index, point) in row.points.enumerated() {
                // A fixed small spread by place in the list, so that dots do not hide each other.
                let offset = Double(index % 5 - 2) * 3.2
                drawing.disc(
                    scale(point.ratio), y + offset, radius: 2.6, .accentSoft, title: "\(voice.site(point.site)) · \(voice.multiple(point.ratio))")
            }
            if let median = ReportIndex.median(row.points.map(\.ratio)) {
                drawing.line(scale(median), y - 11, scale(median), y + 11, .ink, width: 2.2)
                drawing.text(width - 2, y + 4, voice.multiple(median) + " (\(row.points.count))", size: 10, .ink, anchor: .end)
            }
        }
        return drawing.svg(label: voice.say("week.label"), style: "week")
    }
}
