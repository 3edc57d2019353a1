internal import Monitoring

/// The sewer as a map: its pipes with the sites over them, or its reaches by probability of holding the source.
struct SewerFigure {
    /// A pipe between two places of the grid.
    private struct Segment: Hashable {
        let x1: Int32
        let y1: Int32
        let x2: Int32
        let y2: Int32
        /// The step of colour; 0 where all pipes look alike.
        let step: Int8
    }

    let voice: Voice
    let map: SewerMap
    private let scaleFactor: Double
    private let originX: Double
    private let originY: Double
    private let height: Double

    private static let width = 520.0
    private static let margin = 26.0
    /// More pipes than this would not be seen apart; the grid is coarsened until they are fewer.
    private static let mostSegments = 24_000
    /// The widest probability bounds of the five steps.
    static let probabilityBounds = [0.01, 0.05, 0.2, 0.5]

    /// Nil where the map holds no place with usable coordinates.
    init?(_ voice: Voice, _ map: SewerMap) {
        self.voice = voice
        self.map = map
        var low = (x: Double.infinity, y: Double.infinity)
        var high = (x: -Double.infinity, y: -Double.infinity)
        func widen(_ x: Double, _ y: Double) {
            guard x.isFinite, y.isFinite else { return }
            low = (min(low.x, x), min(low.y, y))
            high = (max(high.x, x), max(high.y, y))
        }
        for node in map.nodes { widen(node.x, node.y) }
        for site in map.sites { widen(site.x, site.y) }
        guard low.x <= high.x else { return nil }
        let spanX = max(high.x - low.x, 1e-9)
        let spanY = max(high.y - low.y, 1e-9)
        let inner = SewerFigure.width - 2 * SewerFigure.margin
        scaleFactor = min(inner / spanX, 460 / spanY)
        let drawnHeight = spanY * scaleFactor
        height = max(drawnHeight + 2 * SewerFigure.margin, 150)
        originX = low.x - (inner - spanX * scaleFactor) / 2 / scaleFactor
        originY = high.y + (height - 2 * SewerFigure.margin - drawnHeight) / 2 / scaleFactor
    }

    private static let pipes = "sewer-pipes"

    /// The pipes, once for all maps of the page; nothing of it is seen where it stands.
    func shared() -> Markup {
        var out = Markup()
        out.raw("<svg class=\"shared\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><path id=\"\(SewerFigure.pipes)\" d=\"")
        out.raw(paths(nil).map(\.path).joined())
        out.raw("\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></defs></svg>")
        return out
    }

    /// The map with sites coloured and sized by the load of a substance.
    func loads(_ analyte: AnalyteCode) -> Markup {
        var drawing = Drawing(width: SewerFigure.width, height: height + 44)
        drawing.raw("<g class=\"s-line\" stroke=\"\(Drawing.Ink.line.colour)\" stroke-width=\"1.4\">")
        drawing.reuse(SewerFigure.pipes)
        drawing.raw("</g>")
        let estimates = voice.index.estimatesOf[analyte] ?? []
        let bounds = SewerFigure.bounds(estimates.compactMap { $0.load?.value })
        var placed = LabelPlacer(width: SewerFigure.width, height: height)
        let places = map.sites.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.site < $1.site }
        let isCrowded = places.count > 60
        // Many sites: smaller dots, so that they do not hide each other.
        let size = min(1, max(0.4, 7.5 / Double(max(places.count, 1)).squareRoot()))
        for place in places { placed.occupy(x(place.x), y(place.y), radius: 9 * size) }
        for place in places {
            let key = SiteAnalyte(site: place.site, analyte: analyte)
            let name = voice.site(place.site)
            guard let estimate = voice.index.estimateOf[key], let load = estimate.load else {
                drawing.disc(x(place.x), y(place.y), radius: 4, .muted, isHollow: true, title: "\(name) · \(voice.say("map.no_value"))")
                continue
            }
            let step = bounds.filter { load.value > $0 }.count
            if voice.index.alertsOf[key] != nil {
                drawing.disc(x(place.x), y(place.y), radius: (10 + Double(step)) * size + 2 * (1 - size), .warm, isHollow: true)
            }
            drawing.disc(
                x(place.x), y(place.y), radius: (5.5 + Double(step)) * size, palette: .load, step, title: "\(name) · \(voice.estimate(load))" + (voice.index.meterFaultOf[place.site] == nil ? "" : " †"))
        }
        for place in places {
            let isNotable =
                voice.index.siteOf[place.site]?.tier == .focus
                || voice.index.alertsOf[SiteAnalyte(site: place.site, analyte: analyte)] != nil
            if isCrowded && !isNotable { continue }
            let text = TextWidth.fitted(voice.siteCode(place.site), width: 9) + (voice.index.meterFaultOf[place.site] == nil ? "" : "†")
            if let spot = placed.place(text, size: 13.5, x(place.x), y(place.y), offset: 11) {
                drawing.text(spot.x, spot.y, text, size: 13.5, .ink, isBold: isNotable, isHaloed: true)
            }
        }
        legend(&drawing, .load, bounds.map { voice.number($0) }, voice.say("unit.load"))
        return drawing.svg(label: voice.say("map.load_label", ["analyte": voice.analyte(analyte), "sites": String(places.count)]), style: "map")
    }

    /// The map with each reach coloured by the probability that it holds the source; all manholes of a reach look alike.
    func reaches(_ trace: SourceTrace, _ reaches: SourceReaches) -> Markup {
        var drawing = Drawing(width: SewerFigure.width, height: height + 44)
        let steps = trace.reachOfNode.map { index -> Int8 in
            let place = Int(index)
            guard reaches.shownProbability.indices.contains(place) else { return 0 }
            let probability = reaches.shownProbability[place]
            return Int8(SewerFigure.probabilityBounds.filter { probability > $0 }.count + 1)
        }
        // Where every node was examined the pipes of the lowest step are those of all maps, and only the others are drawn over them.
        let isExamined = !steps.contains(0) && steps.count == map.nodes.count
        if isExamined {
            drawing.raw("<g class=\"r0\" stroke=\"\(Palette.probability.colour(0))\" stroke-width=\"1.3\">")
            drawing.reuse(SewerFigure.pipes)
            drawing.raw("</g>")
        }
        for (step, path) in paths(steps) where !(isExamined && step == 1) {
            if step == 0 {
                drawing.path(path, stroke: .line, width: 1, dash: "2 2")
            } else {
                let index = Int(step) - 1
                drawing.raw(
                    Markup.path(path, style: "r\(index)", colour: Palette.probability.colour(index), width: 1.3 + Double(index) * 0.55))
            }
        }
        var placed = LabelPlacer(width: SewerFigure.width, height: height)
        let places = map.sites.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.site < $1.site }
        for place in places { placed.occupy(x(place.x), y(place.y), radius: 5) }
        let heads = Set(reaches.reaches.prefix(5).compactMap(\.site))
        for place in places {
            drawing.disc(
                x(place.x), y(place.y), radius: place.site == trace.summary.site ? 5.5 : places.count > 60 ? 1.8 : 3, .ink, isHollow: place.site != trace.summary.site,
                title: voice.site(place.site))
        }
        for place in places where heads.contains(place.site) || place.site == trace.summary.site {
            let text = TextWidth.fitted(voice.siteCode(place.site), width: 9)
            if let spot = placed.place(text, size: 13.5, x(place.x), y(place.y), offset: 9) {
                drawing.text(spot.x, spot.y, text, size: 13.5, .ink, isBold: true, isHaloed: true)
            }
        }
        legend(&drawing, .probability, SewerFigure.probabilityBounds.map { voice.percent($0) }, voice.say("map.probability"))
        return drawing.svg(
            label: voice.say("map.trace_label", ["analyte": voice.analyte(trace.summary.analyte), "site": voice.site(trace.summary.site)]),
            style: "map")
    }

    private func x(_ value: Double) -> Double { (value - originX) * scaleFactor + SewerFigure.margin }
    private func y(_ value: Double) -> Double { (originY - value) * scaleFactor + SewerFigure.margin }

    /// Bounds of the five steps: fifths of the sorted loads, so that each step holds about as many sites.
    private static func bounds(_ loads: [Double]) -> [Double] {
        let sorted = loads.sorted()
        guard sorted.count >= 5 else { return sorted.dropLast() }
        return (1..<5).map { sorted[min($0 * sorted.count / 5, sorted.count - 1)] }
    }

    private func legend(_ drawing: inout Drawing, _ palette: Palette, _ bounds: [String], _ title: String) {
        let y = height + 8
        var x = SewerFigure.margin
        let width = TextWidth.of(title) * 13
        drawing.text(x, y + 11, title, size: 13, .muted)
        x += width + 12
        for index in 0...bounds.count {
            drawing.rectangle(x, y, 44, 13, palette: palette, index)
            x += 44
            if index < bounds.count { drawing.text(x, y + 28, bounds[index], size: 12, .muted, anchor: .middle) }
        }
    }

    /// The pipes as one path a step, chained so that a run of pipes is one line.
    ///
    /// - Complexity: O(pipes), times the few coarsenings that a very large sewer needs.
    private func paths(_ steps: [Int8]?) -> [(step: Int8, path: String)] {
        var grain = 2.0
        var segments = collect(steps, grain)
        while segments.count > SewerFigure.mostSegments, grain > 0.2 {
            grain /= 1.6
            segments = collect(steps, grain)
        }
        var result: [Int8: String] = [:]
        var last: [Int8: (Int32, Int32)] = [:]
        for segment in segments {
            let step = segment.step
            if let end = last[step], end == (segment.x1, segment.y1) {
                result[step, default: ""] += "L"
            } else {
                result[step, default: ""] += "M" + place(segment.x1, segment.y1, grain) + "L"
            }
            result[step, default: ""] += place(segment.x2, segment.y2, grain)
            last[step] = (segment.x2, segment.y2)
        }
        return result.keys.sorted().map { ($0, result[$0] ?? "") }
    }

    private func place(_ x: Int32, _ y: Int32, _ grain: Double) -> String {
        Drawing.n(Double(x) / grain) + " " + Drawing.n(Double(y) / grain)
    }

    private func collect(_ steps: [Int8]?, _ grain: Double) -> [Segment] {
        func grid(_ value: Double) -> Int32? { Int32(exactly: (value * grain).rounded()) }
        // Follow each pipe downstream while there is one that was not drawn: long lines, few moves.
        var next = [Int32](repeating: -1, count: map.nodes.count)
        for (index, pipe) in map.pipes.enumerated() {
            let from = Int(pipe.from)
            if next.indices.contains(from), next[from] < 0 { next[from] = Int32(index) }
        }
        var isDrawn = [Bool](repeating: false, count: map.pipes.count)
        var seen: Set<Segment> = []
        var segments: [Segment] = []
        for start in map.pipes.indices where !isDrawn[start] {
            var current = start
            while !isDrawn[current] {
                isDrawn[current] = true
                let pipe = map.pipes[current]
                let from = Int(pipe.from)
                let to = Int(pipe.to)
                guard map.nodes.indices.contains(from), map.nodes.indices.contains(to),
                    let x1 = grid(x(map.nodes[from].x)), let y1 = grid(y(map.nodes[from].y)), let x2 = grid(x(map.nodes[to].x)),
                    let y2 = grid(y(map.nodes[to].y))
                else { break }
                let step = steps.map { $0.indices.contains(from) ? $0[from] : 0 } ?? 1
                let segment = Segment(x1: x1, y1: y1, x2: x2, y2: y2, step: step)
                if (x1, y1) != (x2, y2), seen.insert(segment).inserted { segments.append(segment) }
                guard next.indices.contains(to), next[to] >= 0 else { break }
                current = Int(next[to])
            }
        }
        return segments
    }
}

extension Markup {
    /// A path in a colour of a palette, its class on the stroke.
    fileprivate static func path(_ commands: String, style: String, colour: String, width: Double) -> String {
        "<path d=\"\(commands)\" class=\"\(style)\" stroke=\"\(colour)\" stroke-width=\"\(Drawing.n(width))\" fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    }
}

/// Finds room for labels beside points, so that none covers another; a label with no room is left to the tooltip.
struct LabelPlacer {
    private struct Box {
        let left: Double
        let top: Double
        let right: Double
        let bottom: Double

        func meets(_ other: Box) -> Bool { left < other.right && other.left < right && top < other.bottom && other.top < bottom }
    }

    private let width: Double
    private let height: Double
    private var boxes: [Box] = []

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    mutating func occupy(_ x: Double, _ y: Double, radius: Double) {
        boxes.append(Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius))
    }

    /// The baseline start of a label beside a point, or nil where there is no room.
    mutating func place(_ text: String, size: Double, _ x: Double, _ y: Double, offset: Double) -> (x: Double, y: Double)? {
        let length = TextWidth.of(text) * size
        let places = [
            (x + offset, y + size * 0.35), (x - offset - length, y + size * 0.35), (x - length / 2, y - offset), (x - length / 2, y + offset + size * 0.8),
            (x + offset * 0.7, y - offset * 0.6), (x - offset * 0.7 - length, y - offset * 0.6), (x + offset * 0.7, y + offset + size * 0.4),
            (x - offset * 0.7 - length, y + offset + size * 0.4),
        ]
        for spot in places {
            let box = Box(left: spot.0 - 1, top: spot.1 - size * 0.85, right: spot.0 + length + 1, bottom: spot.1 + size * 0.2)
            guard box.left >= 0, box.right <= width, box.top >= 0, box.bottom <= height, !boxes.contains(where: { $0.meets(box) }) else { continue }
            boxes.append(box)
            return (spot.0, spot.1)
        }
        return nil
    }
}
