internal import Wording

/// An SVG figure in the making.
///
/// Colours stand twice: as attributes, which a PDF writer without style sheets for SVG
/// understands, and as classes, with which the page overrides them in the dark.
struct Drawing {
    /// The typefaces of figures and page: an SVG without them falls back to another script's letterforms.
    static let typeface =
        "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei','Helvetica Neue',Arial,sans-serif"

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

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
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

    mutating func raw(_ markup: String) { body.raw(markup) }

    mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ ink: Ink = .line, width: Double = 1, dash: String = "") {
        body.raw(
            "<path d=\"M\(Drawing.n(x1)) \(Drawing.n(y1))L\(Drawing.n(x2)) \(Drawing.n(y2))\" class=\"s-\(ink.rawValue)\" stroke=\"\(ink.colour)\" stroke-width=\"\(Drawing.n(width))\" fill=\"none\""
                + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"") + "/>")
    }

    /// A path of our own commands.
    mutating func path(_ commands: String, stroke ink: Ink, width: Double = 1, opacity: Double = 1, dash: String = "") {
        guard !commands.isEmpty else { return }
        body.raw(
            "<path d=\"\(commands)\" class=\"s-\(ink.rawValue)\" stroke=\"\(ink.colour)\" stroke-width=\"\(Drawing.n(width))\" fill=\"none\" stroke-linejoin=\"round\" stroke-linecap=\"round\""
                + (opacity < 1 ? " opacity=\"\(opacity.significant(2))\"" : "") + (dash.isEmpty ? "" : " stroke-dasharray=\"\(dash)\"") + "/>")
    }

    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ ink: Ink, title: String = "") {
        open("rect x=\"\(Drawing.n(x))\" y=\"\(Drawing.n(y))\" width=\"\(Drawing.n(max(width, 0)))\" height=\"\(Drawing.n(max(height, 0)))\" class=\"f-\(ink.rawValue)\" fill=\"\(ink.colour)\"", title, close: "rect")
    }

    /// A filled shape in a numbered colour of a palette.
    mutating func rectangle(_ x: Double, _ y: Double, _ width: Double, _ height: Double, palette: Palette, _ index: Int, title: String = "") {
        open("rect x=\"\(Drawing.n(x))\" y=\"\(Drawing.n(y))\" width=\"\(Drawing.n(max(width, 0)))\" height=\"\(Drawing.n(max(height, 0)))\" class=\"\(palette.style(index))\" fill=\"\(palette.colour(index))\"", title, close: "rect")
    }

    /// A disc; hollow where `isHollow`.
    mutating func disc(_ x: Double, _ y: Double, radius: Double, _ ink: Ink, isHollow: Bool = false, title: String = "") {
        let paint =
            isHollow
            ? "class=\"f-paper s-\(ink.rawValue)\" fill=\"\(Ink.paper.colour)\" stroke=\"\(ink.colour)\" stroke-width=\"1.4\""
            : "class=\"f-\(ink.rawValue)\" fill=\"\(ink.colour)\""
        open("circle cx=\"\(Drawing.n(x))\" cy=\"\(Drawing.n(y))\" r=\"\(Drawing.n(radius))\" " + paint, title, close: "circle")
    }

    mutating func disc(_ x: Double, _ y: Double, radius: Double, palette: Palette, _ index: Int, title: String = "") {
        open("circle cx=\"\(Drawing.n(x))\" cy=\"\(Drawing.n(y))\" r=\"\(Drawing.n(radius))\" class=\"\(palette.style(index)) s-accent\" fill=\"\(palette.colour(index))\" stroke=\"\(Ink.accent.colour)\" stroke-width=\"0.8\"", title, close: "circle")
    }

    /// A closed polygon through points.
    mutating func polygon(_ points: [(Double, Double)], _ ink: Ink, isHollow: Bool = false, title: String = "") {
        let list = points.map { "\(Drawing.n($0.0)),\(Drawing.n($0.1))" }.joined(separator: " ")
        let paint =
            isHollow
            ? "class=\"f-paper s-\(ink.rawValue)\" fill=\"\(Ink.paper.colour)\" stroke=\"\(ink.colour)\" stroke-width=\"1.4\""
            : "class=\"f-\(ink.rawValue)\" fill=\"\(ink.colour)\""
        open("polygon points=\"\(list)\" " + paint, title, close: "polygon")
    }

    mutating func text(
        _ x: Double, _ y: Double, _ text: String, size: Double = 11, _ ink: Ink = .ink, anchor: Anchor = .start, isBold: Bool = false, isHaloed: Bool = false
    ) {
        body.raw(
            "<text x=\"\(Drawing.n(x))\" y=\"\(Drawing.n(y))\" font-size=\"\(Drawing.n(size))\" class=\"f-\(ink.rawValue)\(isHaloed ? " halo" : "")\" fill=\"\(ink.colour)\""
                + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"") + (isBold ? " font-weight=\"600\"" : "") + ">")
        body.text(text)
        body.raw("</text>")
    }

    /// The same figure with the height that its content turned out to need.
    func sized(height: Double) -> Drawing {
        var copy = self
        copy.height = height
        return copy
    }

    /// The figure as an image with a label; without one it is decoration, hidden from screen readers.
    func svg(label: String, style: String = "") -> Markup {
        var out = Markup(capacity: body.string.utf8.count + 400)
        out.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(Drawing.n(width)) \(Drawing.n(height))\" width=\"\(Drawing.n(width))\" height=\"\(Drawing.n(height))\" font-family=\"\(Drawing.typeface)\"")
        if !style.isEmpty { out.attribute("class", style) }
        if label.isEmpty {
            out.raw(" aria-hidden=\"true\"")
        } else {
            out.raw(" role=\"img\"")
            out.attribute("aria-label", label)
        }
        out.raw(">")
        out.raw(body)
        out.raw("</svg>")
        return out
    }

    private mutating func open(_ tag: String, _ title: String, close: String) {
        if title.isEmpty {
            body.raw("<" + tag + "/>")
        } else {
            body.raw("<" + tag + "><title>")
            body.text(title)
            body.raw("</title></" + close + ">")
        }
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
