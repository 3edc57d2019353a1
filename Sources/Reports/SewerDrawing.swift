package import SewerNetwork
internal import Wording

/// A sewer drawn as an SVG: strokes of pipes by classes of paint, marks at nodes, and what a map needs around it.
///
/// The geometry is that of a `SewerLayout`; a drawing gives it a size and paint. It is built in layers from below:
///
///     var drawing = SewerDrawing(layout, width: 960)
///     drawing.lay(SewerDrawing.trunks, classes: drawing.trunkClasses(graph.upstreamPopulation()))   // grey, wide by size
///     drawing.lay(SewerDrawing.steps, classes: drawing.classes(ofNodes: posterior, bounds: [0.01, 0.05, 0.2, 0.5]))
///     drawing.mark(.sample, at: node, label: "W1", title: "W1: 12 g/d")
///     drawing.scaleBar()
///     drawing.northArrow()
///     drawing.legend("Probability", of: SewerDrawing.steps, labels: ["<1%", …])
///     let file = drawing.file(label: "…")        // an SVG file; `figure(label:)` is markup for a page
///
/// Values go to pipes by their upper node. A picture holds no names but the labels and titles that its caller gives, and a
/// caller that may not name manholes gives none. The same input gives the same bytes.
package struct SewerDrawing {
    /// How the strokes of a class look.
    package struct Paint: Hashable, Sendable {
        /// `#rrggbb`, and the style class by which a page may change it in the dark.
        package var colour: String
        package var style: String
        /// Width in units of the picture.
        package var width: Double
        /// Dashes as in SVG; empty for none.
        package var dash: String

        package init(colour: String, style: String = "", width: Double, dash: String = "") {
            self.colour = colour
            self.style = style
            self.width = width
            self.dash = dash
        }
    }

    /// What stands at a node; an open end is one where water gathers that the files do not call an outfall.
    package enum Mark: Hashable, Sendable, CaseIterable {
        case outfall, openEnd, pump, storage
        /// A sampling point, one where the substance was found, one where it was not, and one proposed next.
        case sample, found, notFound, proposed
    }

    package let layout: SewerLayout
    package let width: Double
    package private(set) var height: Double
    /// Units of the picture in a unit of the layout, across and up; equal on a map.
    private let scaleX: Double
    private let scaleY: Double
    private let left: Double
    private let top: Double
    private let mapBottom: Double
    private var drawing: Drawing
    private var labels: LabelPlacer
    /// Texts wait until all marks stand, so that none is covered.
    private var waiting: [(text: String, x: Double, y: Double, isBold: Bool, isBefore: Bool)] = []
    private var below = 0.0

    static let margin = 28.0

    /// A drawing of a layout in a given width; as high as the map needs, at most `greatestHeight`.
    package init(_ layout: SewerLayout, width: Double = 960, greatestHeight: Double = 1100) {
        self.layout = layout
        self.width = width
        // The outfalls of a plan stand at its left edge, with their names before them.
        let edge = layout.kind == .schematic ? 120.0 : SewerDrawing.margin
        let inner = max(width - SewerDrawing.margin - edge, 1)
        let tallest = max(greatestHeight - 2 * SewerDrawing.margin, 1)
        let spanX = max(layout.high.x - layout.low.x, .leastNormalMagnitude)
        let spanY = max(layout.high.y - layout.low.y, .leastNormalMagnitude)
        var x = inner / spanX
        var y = tallest / spanY
        switch layout.kind {
        case .map:
            x = min(x, y)
            y = x
        case .schematic:
            // Rows no farther apart than links are long to the eye, nor closer than they can be told apart.
            x = min(x, 60)
            y = min(y, 34)
        }
        scaleX = x
        scaleY = y
        let drawn = min(max(spanY * y, 60), tallest)
        left = edge + (layout.kind == .map ? (inner - spanX * x) / 2 : 0)
        top = SewerDrawing.margin + (drawn - spanY * y) / 2
        // A map has its scale and its north below it.
        mapBottom = drawn + 2 * SewerDrawing.margin + (layout.kind == .map ? 16 : -12)
        height = mapBottom
        drawing = Drawing(width: width, height: height)
        labels = LabelPlacer(width: width, height: height)
    }

    /// Where a place of the layout stands in the picture, y downward.
    package func position(_ point: MapPoint) -> (x: Double, y: Double) {
        (left + (point.x - layout.low.x) * scaleX, top + (layout.high.y - point.y) * scaleY)
    }

    /// Where a node stands in the picture; nil where it has no place.
    package func position(ofNode node: Int) -> (x: Double, y: Double)? { layout.place(node).map { position($0) } }

    // MARK: Pipes

    /// Lays pipes over what was drawn so far.
    ///
    /// - Parameters:
    ///   - paints: the paint of each class; wide classes should come last, as they are drawn last.
    ///   - classes: for each line of the layout its index in `paints`; below 0 for none.
    package mutating func lay(_ paints: [Paint], classes: [Int16]) {
        let known = classes.map { Int($0) < paints.count ? $0 : -1 }
        // Half a unit of the picture is what the eye does not miss; a plan has other scales across and up.
        let tolerance = 0.5 / max(scaleX, scaleY)
        let strokes = layout.strokes(known, tolerance: tolerance)
        for style in Set(strokes.map(\.style)).sorted() where style >= 0 {
            var path = ""
            for stroke in strokes where stroke.style == style { path += commands(stroke.points) }
            guard paints.indices.contains(Int(style)), !path.isEmpty else { continue }
            let paint = paints[Int(style)]
            drawing.raw(
                "<path d=\"\(path)\"\(paint.style.isEmpty ? "" : " class=\"\(paint.style)\"") stroke=\"\(paint.colour)\" stroke-width=\"\(Drawing.n(paint.width))\""
                    + (paint.dash.isEmpty ? "" : " stroke-dasharray=\"\(paint.dash)\"") + " fill=\"none\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>")
        }
    }

    private func commands(_ points: [MapPoint]) -> String {
        var result = ""
        for (index, point) in points.enumerated() {
            let at = position(point)
            result += (index == 0 ? "M" : index == 1 ? "L" : " ") + Drawing.n(at.x) + " " + Drawing.n(at.y)
        }
        return result
    }

    /// Grey pipes from thin to wide, for what lies under a posterior or stands alone; class 0 is for overflows, dashed.
    package static let trunks: [Paint] = [
        Paint(colour: "#aab4bd", style: "t0", width: 0.8, dash: "3 2.4"), Paint(colour: "#93a3b0", style: "t1", width: 0.9),
        Paint(colour: "#8295a4", style: "t2", width: 1.2), Paint(colour: "#6f8394", style: "t3", width: 1.9),
        Paint(colour: "#4d6478", style: "t4", width: 2.9), Paint(colour: "#2d455a", style: "t5", width: 4.2),
    ]

    /// A side way of a split on a plan, where it crosses other stems.
    package static let side = Paint(colour: "#b9a27a", style: "t7", width: 0.8, dash: "1.5 2.5")

    /// A rising main: pumped, not falling.
    package static let rising = Paint(colour: "#8a4fa3", style: "t6", width: 1.8, dash: "6 3")

    /// Five steps of probability, light to dark and thin to wide.
    package static let steps: [Paint] = (0..<Palette.stepCount).map {
        Paint(colour: Palette.probability.colour($0), style: "r\($0)", width: 1.4 + Double($0) * 0.9)
    }

    /// The bounds between the widths of `trunks`, as parts of the largest value: each step is about a quarter of the next.
    package static let trunkBounds = [0.004, 0.016, 0.0625, 0.25]

    /// Classes of `trunks` by a value of the nodes, such as the people upstream; a pipe with none of it is an overflow.
    package func trunkClasses(_ values: [Double]) -> [Int16] {
        let ofLines = layout.values(ofNodes: values)
        let most = ofLines.filter(\.isFinite).max() ?? 0
        return zip(layout.lines, ofLines).map { line, value in
            if line.share <= 0 { return 0 }
            guard most > 0, value.isFinite else { return 1 }
            return Int16(1 + SewerDrawing.trunkBounds.filter { value > $0 * most }.count)
        }
    }

    /// Classes by a value of the nodes: how many of the rising bounds it exceeds; -1 where the value is not finite.
    package func classes(ofNodes values: [Double], bounds: [Double]) -> [Int16] {
        layout.lines.map { line in
            guard values.indices.contains(line.from), values[line.from].isFinite else { return -1 }
            let value = values[line.from]
            return Int16(clamping: bounds.filter { value > $0 }.count)
        }
    }

    // MARK: Marks and words

    /// Puts a mark at a node; without a place in the picture it is left out, and the answer is false.
    ///
    /// - Parameters:
    ///   - label: a short text beside it, left out where there is no room.
    ///   - title: what a pointer over it shows.
    @discardableResult
    package mutating func mark(_ mark: Mark, at node: Int, label: String = "", title: String = "", size: Double = 1) -> Bool {
        guard let at = position(ofNode: node) else { return false }
        draw(mark, at.x, at.y, size: size, title: title)
        labels.occupy(at.x, at.y, radius: 5.5 * size)
        if !label.isEmpty { waiting.append((TextWidth.fitted(label, width: 16), at.x, at.y, mark != .outfall && mark != .openEnd && mark != .pump, (mark == .outfall || mark == .openEnd) && layout.kind == .schematic)) }
        return true
    }

    /// A small dot for a manhole, where there are few enough to be told apart.
    package mutating func dot(_ node: Int, title: String = "") {
        guard let at = position(ofNode: node) else { return }
        drawing.disc(at.x, at.y, radius: 1.7, .ink, title: title)
    }

    /// A label at a node without a mark, left out where there is no room.
    package mutating func label(_ text: String, at node: Int) {
        guard !text.isEmpty, let at = position(ofNode: node) else { return }
        waiting.append((TextWidth.fitted(text, width: 16), at.x, at.y, false, false))
    }

    private mutating func draw(_ mark: Mark, _ x: Double, _ y: Double, size: Double, title: String) {
        let r = 5 * size
        switch mark {
        case .outfall: drawing.polygon([(x - r * 1.1, y - r * 0.8), (x + r * 1.1, y - r * 0.8), (x, y + r * 1.1)], .accent, title: title)
        case .openEnd: drawing.polygon([(x - r * 1.1, y - r * 0.8), (x + r * 1.1, y - r * 0.8), (x, y + r * 1.1)], .warm, isHollow: true, title: title)
        case .pump:
            drawing.disc(x, y, radius: r * 0.9, .ink, isHollow: true, title: title)
            drawing.polygon([(x - r * 0.4, y - r * 0.5), (x + r * 0.55, y), (x - r * 0.4, y + r * 0.5)], .ink)
        case .storage:
            drawing.polygon([(x - r * 0.8, y - r * 0.8), (x + r * 0.8, y - r * 0.8), (x + r * 0.8, y + r * 0.8), (x - r * 0.8, y + r * 0.8)], .ink, isHollow: true, title: title)
        case .sample: drawing.disc(x, y, radius: r * 0.8, .ink, isHollow: true, title: title)
        case .found: drawing.disc(x, y, radius: r * 0.9, .warm, title: title)
        case .notFound: drawing.disc(x, y, radius: r * 0.8, .accent, isHollow: true, title: title)
        case .proposed: drawing.polygon([(x, y - r * 1.3), (x + r * 1.3, y), (x, y + r * 1.3), (x - r * 1.3, y)], .warm, title: title)
        }
    }

    /// Writes the labels that wait; those given first go first.
    package mutating func writeLabels(size: Double = 12) {
        // Names before a plan stand in one column: from the top down, those that would touch the one above left out.
        var lastBefore = -Double.infinity
        waiting = waiting.filter { !$0.isBefore } + waiting.filter(\.isBefore).sorted { $0.y < $1.y }
        for label in waiting {
            if label.isBefore {
                let text = TextWidth.fitted(label.text, width: (left - 14) / size)
                if label.y - lastBefore >= size { drawing.text(label.x - 9, label.y + size * 0.35, text, size: size, .ink, anchor: .end) }
                if label.y - lastBefore >= size { lastBefore = label.y }
            } else if let spot = labels.place(label.text, size: size, label.x, label.y, offset: 9) {
                drawing.text(spot.x, spot.y, label.text, size: size, .ink, isBold: label.isBold, isHaloed: true)
            }
        }
        waiting = []
    }

    /// A bar of a round length, at the lower left; nothing where the scale is unknown.
    package mutating func scaleBar() {
        guard let metres = layout.metresPerUnit, metres > 0 else { return }
        let pixelsPerMetre = scaleX / metres
        // The longest of 1, 2, 5, 10, … that takes at most 190 units.
        var length = 0.0
        var decade = 0.001
        while decade < 1e8 {
            for part in [1.0, 2, 5] where decade * part * pixelsPerMetre <= 190 { length = max(length, decade * part) }
            decade *= 10
        }
        guard length > 0 else { return }
        let y = mapBottom - 8
        let x = SewerDrawing.margin
        let end = x + length * pixelsPerMetre
        drawing.path("M\(Drawing.n(x)) \(Drawing.n(y - 5))V\(Drawing.n(y))H\(Drawing.n(end))V\(Drawing.n(y - 5))", stroke: .ink, width: 1.2)
        drawing.text(end + 6, y, length >= 1000 ? "\((length / 1000).significant(3)) km" : "\(length.significant(3)) m", size: 12, .muted)
    }

    /// An arrow to the north, at the lower right; nothing on a plan.
    package mutating func northArrow() {
        guard layout.kind == .map else { return }
        let x = width - SewerDrawing.margin - 8
        let y = mapBottom - 24
        drawing.polygon([(x, y), (x + 5.5, y + 17), (x, y + 13.5), (x - 5.5, y + 17)], .ink)
        drawing.text(x - 11, y + 14, "N", size: 12, .muted, anchor: .end)
    }

    /// A row below the picture that shows the paints of pipes.
    package mutating func legend(_ title: String, of paints: [Paint], labels: [String]) {
        var x = begin(title)
        for (paint, label) in zip(paints, labels) {
            let needed = 30 + TextWidth.of(label) * 12 + 18
            if x + needed > width - SewerDrawing.margin { x = begin("") }
            let y = mapBottom + below - 9
            drawing.raw(
                "<path d=\"M\(Drawing.n(x)) \(Drawing.n(y))h24\" stroke=\"\(paint.colour)\" stroke-width=\"\(Drawing.n(paint.width))\""
                    + (paint.style.isEmpty ? "" : " class=\"\(paint.style)\"") + (paint.dash.isEmpty ? "" : " stroke-dasharray=\"\(paint.dash)\"") + "/>")
            drawing.text(x + 30, y + 4, label, size: 12, .muted)
            x += needed
        }
    }

    /// A row below the picture that shows marks.
    package mutating func legend(_ title: String, of marks: [(mark: Mark, label: String)]) {
        var x = begin(title)
        for (mark, label) in marks {
            let needed = 16 + TextWidth.of(label) * 12 + 18
            if x + needed > width - SewerDrawing.margin { x = begin("") }
            let y = mapBottom + below - 9
            draw(mark, x + 5, y, size: 1, title: "")
            drawing.text(x + 16, y + 4, label, size: 12, .muted)
            x += needed
        }
    }

    /// A line of words below the picture.
    package mutating func caption(_ text: String) {
        _ = begin("")
        drawing.text(SewerDrawing.margin, mapBottom + below - 5, TextWidth.fitted(text, width: (width - 2 * SewerDrawing.margin) / 12), size: 12, .muted)
    }

    /// Opens a row below the picture and returns where its content begins.
    private mutating func begin(_ title: String) -> Double {
        below += 22
        height = mapBottom + below + 6
        guard !title.isEmpty else { return SewerDrawing.margin }
        drawing.text(SewerDrawing.margin, mapBottom + below - 5, title, size: 12, .ink)
        return SewerDrawing.margin + TextWidth.of(title) * 12 + 16
    }

    // MARK: Output

    /// The picture as part of a page.
    package func figure(label: String, style: String = "map") -> String {
        var copy = self
        copy.writeLabels()
        return copy.drawing.sized(height: copy.height).svg(label: label, style: style).string
    }

    /// The picture as a file of its own, on white.
    package func file(label: String) -> String {
        let markup = figure(label: label, style: "")
        guard let end = markup.firstIndex(of: ">") else { return markup }
        let fonts = "font-family=\"'Noto Sans','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',Helvetica,Arial,sans-serif\""
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \(fonts)" + markup[..<end].dropFirst(4)
            + "><style>.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}</style><rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>"
            + markup[markup.index(after: end)...] + "\n"
    }
}
