internal import Wording

/// An SVG figure in the making.
///
/// Colours stand twice: as attributes, which a PDF writer without style sheets for SVG
/// understands, and as classes, with which the page overrides them in the dark.
struct Drawing {
    /// A colour with its class.
    enum Ink: String {
        case ink, muted, line, band, accent, accentSoft, warm, warmSoft, paper
        /// Attribute value for paper.
        var colour: String {
            switch self {
            case .ink: "#1d2a35"
            case .muted: "#5d6b78"
            case .line: "#d5dde4"
            case .band: "#eef2f5"
            case .accent: "#1b6390"
            case .accentSoft: "#9cc3dd"
            case .warm: "#c2471d"
            case .warmSoft: "#f0c4ac"
            case .paper: "#ffffff"
            }
        }
    }

    /// Where a text is anchored.
    enum Anchor: String { case start, middle, end }

    let width: Double
    private(set) var height: Double
    private var body = Markup()
    /// Shapes in a row with one paint are written under one group, so that the paint stands once.
    private var runs: [Run] = []
    /// Whether areas, strokes, marks and texts stand over each other in this order, whatever the order of drawing: then all shapes of one paint share a group.
    private let isLayered: Bool

    private enum Layer: Int { case areas, strokes, marks, texts }

    private struct Run {
        let layer: Layer
        let paint: String
        var count = 0
        var firstHead = ""
        var firstTail = ""
        var rest = Markup()
    }

    init(width: Double, height: Double, isLayered: Bool = false) {
        self.width = width
        self.height = height
        self.isLayered = isLayered
    }

    /// One decimal: a tenth of a unit is below what a screen shows.
    static func n(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = (value * 10).rounded()
        guard tenths.magnitude < 1e9 else { return "0" }
        let whole = Int(tenths)
        let rest = abs(whole % 10)
        let size = abs(whole) / 10
        return (whole < 0 ? "-" : "") + (rest == 0 ? String(size) : "\(size).\(rest)")
    }

    mutating func raw(_ markup: String) {
        flush()
        body.raw(markup)
    }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ ink: Ink = .line, width: Double = 1, dash: String = "") {
        let end = y1 == y2 ? "H\(Drawing.n(x2))" : x1 == x2 ? "V\(Drawing.n(y2))" : "L\(Drawing.n(x2)) \(Drawing.n(y2))"
        put("<path d=\"M\(Drawing.n(x1)) \(Drawing.n(y1))\(end)\"", "/>", paint: Drawing.stroke(ink, width, dash: dash), .strokes)
    }

    /// A path of our own commands.
    mutating func path(_ commands: String, stroke ink: Ink, width: Double = 1, opacity: Double = 1, dash: String = "") {
        guard !commands.isEmpty else { return }
        put(
            "<path d=\"\(commands)\"", "/>",
            paint: Drawing.stroke(ink, width, dash: dash) + " stroke-linejoin=\"round\" stroke-linecap=\"round\""
                + (opacity < 1 ? " opacity=\"\(opacity.significant(2))\"" : ""), .strokes)
    }

    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ ink: Ink, title: String = "") {
        shape("rect", Drawing.box(x, y, width, height), paint: Drawing.fill(ink), title)
    }

    /// A filled shape in a numbered colour of a palette.
    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, palette: Palette, _ index: Int, title: String = "") {
        shape("rect", Drawing.box(x, y, width, height), paint: "class=\"\(palette.style(index))\" fill=\"\(palette.colour(index))\"", title)
    }

    /// A disc; hollow where `isHollow`.
    mutating func disc(_ x: Double, _ y: Double, radius: Double, _ ink: Ink, isHollow: Bool = false, title: String = "") {
        shape(
            "circle", "cx=\"\(Drawing.n(x))\" cy=\"\(Drawing.n(y))\" r=\"\(Drawing.n(radius))\"", paint: isHollow ? Drawing.hollow(ink) : Drawing.fill(ink),
            title)
    }

    mutating func disc(_ x: Double, _ y: Double, radius: Double, palette: Palette, _ index: Int, title: String = "") {
        shape(
            "circle", "cx=\"\(Drawing.n(x))\" cy=\"\(Drawing.n(y))\" r=\"\(Drawing.n(radius))\"",
            paint: "class=\"\(palette.style(index)) s-accent\" fill=\"\(palette.colour(index))\" stroke=\"\(Ink.accent.colour)\" stroke-width=\"0.8\"", title)
    }

    /// A closed polygon through points.
    mutating func polygon(_ points: [(Double, Double)], _ ink: Ink, isHollow: Bool = false, title: String = "") {
        guard let first = points.first else { return }
        var commands = "M\(Drawing.n(first.0)) \(Drawing.n(first.1))l"
        var last = first
        for point in points.dropFirst() {
            commands += (last == first ? "" : " ") + "\(Drawing.n(point.0 - last.0)) \(Drawing.n(point.1 - last.1))"
            last = point
        }
        shape("path", "d=\"\(commands)z\"", paint: isHollow ? Drawing.hollow(ink) : Drawing.fill(ink), title)
    }

    mutating func text(
        _ x: Double, _ y: Double, _ text: String, size: Double = 11, _ ink: Ink = .ink, anchor: Anchor = .start, isBold: Bool = false, isHaloed: Bool = false
    ) {
        put(
            "<text x=\"\(Drawing.n(x))\" y=\"\(Drawing.n(y))\"", ">" + Markup.escaped(text) + "</text>",
            paint: "font-size=\"\(Drawing.n(size))\" class=\"f-\(ink.rawValue)\(isHaloed ? " halo" : "")\" fill=\"\(ink.colour)\""
                + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"") + (isBold ? " font-weight=\"600\"" : ""), .texts)
    }

    /// The same figure with the height that its content turned out to need.
    func sized(height: Double) -> Drawing {
        var copy = self
        copy.height = height
        return copy
    }

    /// What was drawn so far, under an identifier that other figures of the page can refer to.
    mutating func named(_ identifier: String) {
        flush()
        var group = Markup(capacity: body.string.utf8.count + 40)
        group.raw("<g")
        group.attribute("id", identifier)
        group.raw(">")
        group.raw(body)
        group.raw("</g>")
        body = group
    }

    /// What another figure of the page drew under an identifier.
    mutating func reuse(_ identifier: String) { raw("<use href=\"#\(Markup.escaped(identifier))\"/>") }

    /// The figure as an image with a label; without one it is decoration, hidden from screen readers.
    func svg(label: String, style: String = "") -> Markup {
        var copy = self
        copy.flush()
        var out = Markup(capacity: copy.body.string.utf8.count + 200)
        out.raw("<svg viewBox=\"0 0 \(Drawing.n(width)) \(Drawing.n(height))\" width=\"\(Drawing.n(width))\" height=\"\(Drawing.n(height))\"")
        if !style.isEmpty { out.attribute("class", style) }
        if label.isEmpty {
            out.raw(" aria-hidden=\"true\"")
        } else {
            out.raw(" role=\"img\"")
            out.attribute("aria-label", label)
        }
        out.raw(">")
        out.raw(copy.body)
        out.raw("</svg>")
        return out
    }

    private static func fill(_ ink: Ink) -> String { "class=\"f-\(ink.rawValue)\" fill=\"\(ink.colour)\"" }

    private static func hollow(_ ink: Ink) -> String {
        "class=\"f-paper s-\(ink.rawValue)\" fill=\"\(Ink.paper.colour)\" stroke=\"\(ink.colour)\" stroke-width=\"1.4\""
    }

    private static func stroke(_ ink: Ink, _ width: Double, dash: String) -> String {
        "class=\"s-\(ink.rawValue)\" stroke=\"\(ink.colour)\" stroke-width=\"\(n(width))\" fill=\"none\"" + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"")
    }

    private static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        "x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(width, 0)))\" height=\"\(n(max(height, 0)))\""
    }

    private mutating func shape(_ tag: String, _ geometry: String, paint: String, _ title: String) {
        put(
            "<\(tag) \(geometry)", title.isEmpty ? "/>" : "><title>" + Markup.escaped(title) + "</title></\(tag)>", paint: paint,
            tag == "rect" ? .areas : .marks)
    }

    /// Appends a shape; its paint goes between head and tail, or to the group of all that share it.
    private mutating func put(_ head: String, _ tail: String, paint: String, _ layer: Layer) {
        let known =
            isLayered
            ? runs.firstIndex { $0.layer == layer && $0.paint == paint }
            : runs.indices.last.flatMap { runs[$0].paint == paint ? $0 : nil }
        guard let known else {
            runs.append(Run(layer: layer, paint: paint, count: 1, firstHead: head, firstTail: tail))
            return
        }
        runs[known].rest.raw(head)
        runs[known].rest.raw(tail)
        runs[known].count += 1
    }

    private mutating func flush() {
        let ordered = isLayered ? runs.sorted { $0.layer.rawValue < $1.layer.rawValue } : runs
        for run in ordered {
            if run.count == 1 {
                body.raw(run.firstHead + " " + run.paint + run.firstTail)
            } else {
                body.raw("<g " + run.paint + ">" + run.firstHead + run.firstTail)
                body.raw(run.rest)
                body.raw("</g>")
            }
        }
        runs = []
    }
}

/// A numbered set of colours that a reader without colour vision can tell apart.
enum Palette {
    /// Eight categories (Okabe and Ito, "Color Universal Design", 2008; yellow darkened to hold on white).
    case categories
    /// Five steps from light to dark of one hue: blue for loads.
    case load
    /// Five steps from light to dark of one hue: orange for probabilities.
    case probability

    static let categoryCount = 8
    static let stepCount = 5

    func colour(_ index: Int) -> String {
        let colours = self.colours
        return colours[((index % colours.count) + colours.count) % colours.count]
    }

    /// The class that the page overrides in the dark.
    func style(_ index: Int) -> String {
        let count = colours.count
        let place = ((index % count) + count) % count
        switch self {
        case .categories: return "c\(place)"
        case .load: return "l\(place)"
        case .probability: return "p\(place)"
        }
    }

    private var colours: [String] {
        switch self {
        case .categories: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#b59f00", "#6b7680"]
        case .load: ["#cfe3f0", "#94c2de", "#4f97c4", "#1f6a9c", "#0c3f66"]
        case .probability: ["#f6e3d3", "#efbf95", "#e08f4f", "#c2571a", "#7f2d0a"]
        }
    }
}
