internal import Monitoring

/// One diagnostic ratio: a row a site, a mark a day, the zone of consumption behind them.
struct RatioFigure {
    let voice: Voice
    let ratio: String
    private let rows: [(site: SiteCode, values: [RatioDiagnostic])]
    private let zone: RatioZone?
    /// Sites left to the table.
    let hidden: Int

    private static let longest = 30

    init(_ voice: Voice, ratio: String, _ values: [RatioDiagnostic]) {
        self.voice = voice
        self.ratio = ratio
        let informative = values.filter { $0.value.quantifiedValue ?? $0.value.limit ?? 0 > 0 }
        let groups = Dictionary(grouping: informative, by: \.site)
        let all = groups.keys.sorted().map { site in (site: site, values: (groups[site] ?? []).sorted { $0.date < $1.date }) }
        // Sites with a verdict other than consumption first, then by code: what matters stays in sight.
        let notable = all.filter { row in row.values.contains { $0.verdict == .aboveConsumption || $0.verdict == .belowConsumption } }
        let quiet = all.filter { row in !row.values.contains { $0.verdict == .aboveConsumption || $0.verdict == .belowConsumption } }
        rows = Array((notable + quiet).prefix(RatioFigure.longest))
        hidden = all.count - rows.count
        zone = voice.index.content.ratioZones.filter { $0.ratio == ratio }.sorted { $0.rule < $1.rule }.first
    }

    /// Nil where no day holds a value or a bound.
    func figure() -> Markup? {
        guard !rows.isEmpty else { return nil }
        let width = 480.0
        let left = 150.0
        let right = width - 8
        let top = zone == nil ? 10.0 : 22.0
        let rowHeight = 16.0
        let bottom = top + Double(rows.count) * rowHeight + 2
        var drawing = Drawing(width: width, height: bottom + 34, isLayered: true)
        var values = rows.flatMap { $0.values.compactMap { $0.value.quantifiedValue ?? $0.value.limit } }
        values += [zone?.low, zone?.high].compactMap { $0 }
        let positive = values.filter { $0 > 0 }
        let low = (positive.min() ?? 0.1) / 1.6
        let high = (positive.max() ?? 10) * 1.6
        let scale = Scale(logarithmic: low, max(high, low * 10), start: left, end: right)
        if let zone {
            let from = zone.low.map { scale($0) } ?? left
            let to = zone.high.map { scale($0) } ?? right
            drawing.rectangle(from, top - 4, to - from, bottom - top + 4, .band, title: "\(voice.say("ratio.zone")) · \(zone.rule)")
            let text = voice.say("ratio.zone")
            let half = TextWidth.of(text) * 5
            drawing.text(min(max((from + to) / 2, left + half), right - half), top - 8, text, size: 10, .muted, anchor: .middle)
        }
        for tick in scale.ticks(5) {
            drawing.line(tick.place, top - 4, tick.place, bottom, .line, width: 0.7)
            drawing.text(tick.place, bottom + 13, tick.label, size: 10, .muted, anchor: .middle)
        }
        drawing.line(left, bottom, right, bottom, .muted, width: 0.8)
        drawing.text((left + right) / 2, bottom + 27, voice.say("ratio.axis"), size: 10, .muted, anchor: .middle)
        for (place, row) in rows.enumerated() {
            let y = top + (Double(place) + 0.5) * rowHeight
            let isNotable = row.values.contains { $0.verdict == .aboveConsumption || $0.verdict == .belowConsumption }
            drawing.text(0, y + 4, TextWidth.fitted(voice.site(row.site), width: 144 / 11.5), size: 11, isNotable ? .warm : .ink, isBold: isNotable)
            for value in row.values { mark(value, y, scale, &drawing) }
        }
        return drawing.svg(label: voice.say("ratio.label", ["ratio": voice.ratio(ratio)]), style: "ratio")
    }

    private func mark(_ item: RatioDiagnostic, _ y: Double, _ scale: Scale, _ drawing: inout Drawing) {
        let ink: Drawing.Ink
        switch item.verdict {
        case .aboveConsumption, .belowConsumption: ink = .warm
        case .consumption: ink = .accent
        case .notInformative: ink = .muted
        }
        let value = item.value.quantifiedValue ?? item.value.limit ?? 0
        let title = "\(item.date) · \(bound(item.value))\(voice.number(value))"
        let x = scale(value)
        switch item.value {
        case .quantified: drawing.disc(x, y, radius: 3.2, ink, title: title)
        case .belowQuantification, .belowDetection:
            drawing.polygon([(x, y - 3.6), (x - 5.5, y), (x, y + 3.6)], ink, isHollow: true, title: title)
        case .aboveRange:
            drawing.polygon([(x, y - 3.6), (x + 5.5, y), (x, y + 3.6)], ink, isHollow: true, title: title)
        case .notAnalysed: break
        }
    }

    private func bound(_ value: CensoredResult) -> String {
        switch value {
        case .belowQuantification, .belowDetection: "<"
        case .aboveRange: ">"
        case .quantified, .notAnalysed: ""
        }
    }
}
