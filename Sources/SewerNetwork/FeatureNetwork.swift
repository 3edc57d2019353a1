internal import Findings
internal import Monitoring

/// Makes a survey of map layers: points become nodes, lines pipes, and ends are joined to what lies near them.
///
/// 1. The layers must share one reference system, which gives the plane in metres in which nearness is judged.
/// 2. Ends of pipes go to the node that the file names, else to the nearest one within the tolerance; ends that find none
///    meet each other, and a node is made there.
/// 3. A pipe that passes over a node without pipes, or over the end of another pipe, is cut there.
/// 4. Water goes from the named start to the named end; without names it falls, where the levels of both ends are known;
///    else as the line is drawn.
struct FeatureNetwork {
    private(set) var survey = SewerSurvey(foldsCase: false)
    private(set) var tally: FindingTally
    private var points = FeaturePoints()
    private var pipes: [PlacedPipe] = []
    private let snap: Double?
    private var projection = MapProjection(.unknown, latitude: 0)
    private var joining = EndJoining()

    init(_ layers: [FeatureLayer], settings: NetworkSettings) {
        let file = layers.first?.file ?? ""
        tally = FindingTally(file: file)
        snap = settings.snapMetres.flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        survey.nodeFile = file
        survey.linkFile = file
        let used = agreeing(layers)
        guard !used.isEmpty else { return }
        readPoints(used)
        joinEnds()
        cutAtNodes()
        direct()
        fill()
    }

    // MARK: Layers

    /// The layers with points or lines in the reference system of the most features; others are told.
    private mutating func agreeing(_ layers: [FeatureLayer]) -> [FeatureLayer] {
        var usable: [FeatureLayer] = []
        for layer in layers {
            let others = layer.features.filter { $0.shape == .other }.count
            if others > 0 {
                tally.add(
                    Finding("N043", .info, at: SourcePosition(file: layer.file), text: layer.name, ["layer": layer.name, "count": String(others)]))
            }
            if layer.features.count > others { usable.append(layer) }
        }
        var sizes: [String: Int] = [:]
        for layer in usable { sizes[FeatureNetwork.key(layer.reference), default: 0] += layer.features.count }
        guard let main = sizes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { return [] }
        let kept = usable.filter { layer in
            if FeatureNetwork.key(layer.reference) == main { return true }
            tally.add(
                Finding("N042", .error, at: SourcePosition(file: layer.file), text: layer.name, ["layer": layer.name, "system": layer.reference.name, "others": main]))
            return false
        }
        setPlane(kept)
        return kept
    }

    private static func key(_ reference: ReferenceSystem) -> String {
        switch reference.unit {
        case .unknown: "?"
        case .degrees: "°"
        case .plane: reference.name
        }
    }

    private mutating func setPlane(_ layers: [FeatureLayer]) {
        guard let reference = layers.first?.reference else { return }
        var low = Double.infinity
        var high = -Double.infinity
        for layer in layers {
            for feature in layer.features {
                switch feature.shape {
                case .points(let places): for place in places { (low, high) = (min(low, place.y), max(high, place.y)) }
                case .lines(let lines): for line in lines { for place in line { (low, high) = (min(low, place.y), max(high, place.y)) } }
                case .other: break
                }
            }
        }
        let middle = low.isFinite && high.isFinite ? (low + high) / 2 : 0
        switch reference.unit {
        case .degrees: survey.mapUnit = .degrees
        case .plane(let metres):
            survey.mapUnit = .plane(metresPerUnit: reference.isWebMercator ? ReferenceText.webMercatorMetres(atY: middle) : metres)
        case .unknown:
            survey.mapUnit = .plane(metresPerUnit: 1)
            tally.add(Finding("N044", .warning, at: SourcePosition(file: layers[0].file)))
        }
        projection = MapProjection(survey.mapUnit, latitude: middle)
    }

    private mutating func readPoints(_ layers: [FeatureLayer]) {
        var metre = 1.0
        // A plane in feet has levels in feet: the foot of 0.3048 m and that of surveys, 1200/3937 m.
        if case .plane(let metres) = survey.mapUnit, metres > 0.304, metres < 0.305 { metre = metres }
        var lines = FeatureLines()
        var wanted: Set<String> = []
        for layer in layers {
            metre = lines.read(layer, projection: projection, metre: metre, tally: &tally)
            wanted.formUnion(FeatureLines.names(layer))
        }
        pipes = lines.pipes
        for layer in layers { points.read(layer, wanted: wanted, projection: projection, metre: metre, tally: &tally) }
    }

    // MARK: Ends

    private mutating func joinEnds() {
        joining = EndJoining(nodes: points.nodes.map(\.place), pipes: pipes, asked: snap)
        for index in pipes.indices { nameEnds(index) }
        joining.choose(pipes, shown: points.nodes.count)
        var farthest = 0.0
        var joined = 0
        var open: [(place: MapPoint, pipe: Int, isEnd: Bool)] = []
        for index in pipes.indices {
            for isEnd in [false, true] where (isEnd ? pipes[index].to : pipes[index].from) < 0 {
                guard let place = isEnd ? pipes[index].places.last : pipes[index].places.first else { continue }
                if let (node, distance) = joining.nearest(to: place) {
                    set(index, isEnd: isEnd, node)
                    joined += 1
                    farthest = max(farthest, distance)
                } else {
                    open.append((place, index, isEnd))
                }
            }
        }
        // In the order of their places, so that the order of the file does not matter.
        open.sort { ($0.place.x, $0.place.y, pipes[$0.pipe].name, $0.isEnd ? 1 : 0) < ($1.place.x, $1.place.y, pipes[$1.pipe].name, $1.isEnd ? 1 : 0) }
        let shown = points.nodes.count
        for end in open {
            if let (node, _) = joining.nearest(to: end.place) {
                set(end.pipe, isEnd: end.isEnd, node)
            } else {
                let drawn = end.isEnd ? pipes[end.pipe].drawn.last : pipes[end.pipe].drawn.first
                let node = makeNode(at: end.place, x: drawn?.x ?? .nan, y: drawn?.y ?? .nan)
                set(end.pipe, isEnd: end.isEnd, node)
            }
        }
        let made = points.nodes.count - shown
        guard joined > 0 || made > 0 else { return }
        tally.add(
            Finding(
                "N041", made > 0 && shown > 0 ? .warning : .info, at: SourcePosition(file: survey.linkFile),
                [
                    "joined": String(joined), "tolerance": FeatureNetwork.metres(joining.tolerance), "farthest": FeatureNetwork.metres(farthest),
                    "made": String(made),
                ]))
    }

    private mutating func set(_ pipe: Int, isEnd: Bool, _ node: Int) {
        if isEnd { pipes[pipe].to = node } else { pipes[pipe].from = node }
        points.nodes[node].ends += 1
    }

    private mutating func makeNode(at place: MapPoint, x: Double, y: Double) -> Int {
        let digits = survey.mapUnit == .degrees ? 6 : 1
        let node = points.make("\(FeatureNetwork.digits(x, digits)),\(FeatureNetwork.digits(y, digits))", at: place, x: x, y: y)
        joining.add(place)
        return node
    }

    /// Joins the ends of a pipe to the nodes that its row names, where it names both.
    private mutating func nameEnds(_ index: Int) {
        let pipe = pipes[index]
        guard !pipe.fromName.isEmpty, !pipe.toName.isEmpty, let first = pipe.places.first, let last = pipe.places.last else { return }
        let start = points.indexOfName[pipe.fromName]
        let end = points.indexOfName[pipe.toName]
        // Names that no point bears: where there are points near, their names win; else the names make nodes.
        let isDrawnBack: Bool
        switch (start, end) {
        case (let start?, let end?):
            let (a, b) = (points.nodes[start].place, points.nodes[end].place)
            isDrawnBack =
                PlaceIndex.distance(a, first) + PlaceIndex.distance(b, last) > PlaceIndex.distance(a, last) + PlaceIndex.distance(b, first)
        case (let start?, nil): isDrawnBack = PlaceIndex.distance(points.nodes[start].place, first) > PlaceIndex.distance(points.nodes[start].place, last)
        case (nil, let end?): isDrawnBack = PlaceIndex.distance(points.nodes[end].place, last) > PlaceIndex.distance(points.nodes[end].place, first)
        case (nil, nil): isDrawnBack = false
        }
        if isDrawnBack {
            pipes[index].drawn.reverse()
            pipes[index].places.reverse()
        }
        pipes[index].isDirected = true
        for isEnd in [false, true] {
            let name = isEnd ? pipe.toName : pipe.fromName
            guard let place = isEnd ? pipes[index].places.last : pipes[index].places.first, let drawn = isEnd ? pipes[index].drawn.last : pipes[index].drawn.first
            else { continue }
            if let node = points.indexOfName[name] {
                let distance = PlaceIndex.distance(points.nodes[node].place, place)
                if distance > max(50, 10 * (snap ?? 1)), points.nodes[node].isShown {
                    tally.add(
                        Finding(
                            "N049", .warning, at: SourcePosition(file: pipe.file, line: pipe.line > 0 ? pipe.line : nil), text: pipe.name,
                            ["pipe": pipe.name, "node": name, "distance": FeatureNetwork.metres(distance)]))
                }
                set(index, isEnd: isEnd, node)
            } else if let (node, distance) = joining.nearest(to: place, within: snap ?? 1), points.nodes[node].isShown {
                tally.add(
                    Finding(
                        "N050", .warning, at: SourcePosition(file: pipe.file, line: pipe.line > 0 ? pipe.line : nil), text: name,
                        ["pipe": pipe.name, "name": name, "node": points.nodes[node].node.id.rawValue, "distance": FeatureNetwork.metres(distance)]))
                set(index, isEnd: isEnd, node)
            } else {
                let node = points.make(name, at: place, x: drawn.x, y: drawn.y)
                joining.add(place)
                set(index, isEnd: isEnd, node)
            }
        }
    }

    // MARK: Cuts

    /// Cuts pipes where they pass over a node that no pipe ends at, or over the end of another.
    private mutating func cutAtNodes() {
        var all: [PlacedPipe] = []
        all.reserveCapacity(pipes.count)
        var cut = 0
        var example = ""
        for pipe in pipes {
            let pieces = joining.pieces(of: pipe, ends: points.nodes.map(\.ends), limit: joining.tolerance)
            if pieces.count > 1 {
                cut += 1
                if example.isEmpty { example = pipe.name }
                for piece in pieces.dropFirst() { points.nodes[piece.from].ends += 2 }
            }
            all.append(contentsOf: pieces)
        }
        pipes = all
        guard cut > 0 else { return }
        tally.add(Finding("N051", .info, at: SourcePosition(file: survey.linkFile), text: example, ["count": String(cut), "pipe": example]))
    }

    // MARK: Direction

    /// Turns pipes that are not named at their ends and whose levels fall against the line as drawn.
    private mutating func direct() {
        var byLevels = 0
        var turned = 0
        var asDrawn = 0
        for index in pipes.indices where pipes[index].fromName.isEmpty || pipes[index].toName.isEmpty {
            let pipe = pipes[index]
            guard pipe.from >= 0, pipe.to >= 0 else { continue }
            // A rising main leaves its station uphill, and an opening its basin.
            let isRising = pipe.role != .conduit || points.nodes[pipe.from].isPump || points.nodes[pipe.to].isPump
            if !isRising, let start = level(pipe, isEnd: false), let end = level(pipe, isEnd: true), (start - end).magnitude > 0.005 {
                byLevels += 1
                if start < end {
                    pipes[index].turn()
                    turned += 1
                }
            } else if !pipe.isDirected {
                asDrawn += 1
            }
        }
        guard byLevels + asDrawn > 0 else { return }
        tally.add(
            Finding(
                "N052", asDrawn > 0 ? .warning : .info, at: SourcePosition(file: survey.linkFile),
                ["levels": String(byLevels), "turned": String(turned), "drawn": String(asDrawn)]))
    }

    /// Level of a pipe's end, m: its own, that of the ground less its depth, else that of its node.
    private func level(_ pipe: PlacedPipe, isEnd: Bool) -> Double? {
        let node = isEnd ? pipe.to : pipe.from
        guard points.nodes.indices.contains(node) else { return isEnd ? pipe.outlet : pipe.inlet }
        if let own = isEnd ? pipe.outlet : pipe.inlet { return own }
        if let offset = isEnd ? pipe.outletOffset : pipe.inletOffset, let invert = points.nodes[node].node.invertM { return invert + offset }
        if let depth = isEnd ? pipe.endDepth : pipe.startDepth, let ground = points.nodes[node].ground { return ground - depth }
        return points.nodes[node].node.invertM
    }

    // MARK: Survey

    private mutating func fill() {
        var unused = 0
        for node in points.nodes {
            if node.ends == 0, (node.node.population ?? 0) <= 0 {
                unused += 1
                continue
            }
            survey.add(node.node, line: node.line)
        }
        if unused > 0 { tally.add(Finding("N053", .info, at: SourcePosition(file: survey.nodeFile), ["count": String(unused)])) }
        var measured = 0
        for pipe in pipes where pipe.from >= 0 && pipe.to >= 0 {
            var link = SurveyedLink(pipe.name, from: points.nodes[pipe.from].node.id, to: points.nodes[pipe.to].node.id, role: pipe.role)
            if link.role == .conduit, points.nodes[pipe.from].isPump { link.role = .pump }
            if pipe.length == nil { measured += 1 }
            link.lengthM = pipe.length ?? projection.length(pipe.drawn)
            link.diameterM = pipe.diameter.flatMap { $0 < 20 ? $0 : nil }
            link.roughness = pipe.roughness.flatMap { $0 < 1 ? $0 : nil }
            link.inletM = level(pipe, isEnd: false)
            link.outletM = level(pipe, isEnd: true)
            link.travelTimeH = pipe.travelTime
            link.flowShare = pipe.flowShare
            if link.inletM == nil || link.outletM == nil, let slope = pipe.slope?.magnitude, slope < 1, let length = link.lengthM {
                if let outlet = link.outletM { link.inletM = outlet + slope * length } else if let inlet = link.inletM { link.outletM = inlet - slope * length }
            }
            guard survey.add(link, line: pipe.line) else { continue }
            survey.isGuessed.append(!pipe.isDirected && link.role == .conduit)
            if link.inletM == nil, link.outletM == nil, let slope = pipe.slope?.magnitude, slope < 1 { survey.slope[survey.slope.count - 1] = slope }
            for bend in pipe.drawn.dropFirst().dropLast() {
                survey.bendLink.append(Int32(truncatingIfNeeded: survey.from.count - 1))
                survey.bendX.append(bend.x)
                survey.bendY.append(bend.y)
            }
        }
        if measured > 0 { tally.add(Finding("N054", .info, at: SourcePosition(file: survey.linkFile), ["count": String(measured)])) }
    }

    // MARK: Figures in words

    private static func metres(_ value: Double) -> String { digits(value, value < 10 ? 2 : 0) }

    static func digits(_ value: Double, _ places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (value * scale).rounded()
        guard scaled.magnitude < 1e15 else { return "?" }
        let whole = Int64(scaled.magnitude)
        var fraction = ""
        if places > 0 {
            fraction = String(whole % Int64(scale))
            while fraction.count < places { fraction = "0" + fraction }
            while fraction.hasSuffix("0") { fraction.removeLast() }
        }
        return (scaled < 0 ? "-" : "") + String(whole / Int64(scale)) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
