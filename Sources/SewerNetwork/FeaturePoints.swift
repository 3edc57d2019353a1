internal import Findings
internal import Monitoring

/// A node as a map shows it, or one made where pipes end.
struct PlacedNode {
    var node: SurveyedNode
    /// In metres of the plane in which ends are joined.
    var place: MapPoint
    var isPump = false
    var line = 0
    /// Level of the ground, m, from which depths are counted.
    var ground: Double?
    /// Whether a feature of the map shows it; else pipes alone do.
    var isShown = true
    /// How many ends of pipes meet there.
    var ends = 0
}

/// Reads the points of map layers: manholes, outfalls, pumping stations.
struct FeaturePoints {
    var nodes: [PlacedNode] = []
    private(set) var indexOfName: [String: Int] = [:]
    private var idleCount = 0

    /// - Parameter wanted: names by which pipes speak of nodes; they tell which column holds the names.
    mutating func read(_ layer: FeatureLayer, wanted: Set<String>, projection: MapProjection, metre: Double, tally: inout FindingTally) {
        let points = layer.features.filter { if case .points = $0.shape { true } else { false } }
        guard !points.isEmpty else { return }
        var columns = FeatureColumns(layer, isOfLines: false)
        if let best = FeaturePoints.naming(columns, points, wanted: wanted) { columns.nameBy(best) }
        for column in [FeatureColumns.Column.invert, .ground, .depth] where !columns.statesUnit(column) { columns.factors[column] = metre }
        for name in columns.unknown { tally.add(Finding("N030", .info, at: SourcePosition(file: layer.file), text: name)) }
        let zeros = FeaturePoints.zerosAreNone(columns, points)
        for feature in points {
            guard case .points(let places) = feature.shape else { continue }
            if NetworkWords.isIdle(columns.text(feature, .status)) {
                idleCount += 1
                continue
            }
            for place in places { take(feature, at: place, columns, zeros: zeros, projection: projection, tally: &tally) }
        }
        if idleCount > 0 {
            tally.add(Finding("N046", .info, at: SourcePosition(file: layer.file), text: layer.name, ["count": String(idleCount), "layer": layer.name]))
            idleCount = 0
        }
    }

    private mutating func take(
        _ feature: MapFeature, at place: MapPoint, _ columns: FeatureColumns, zeros: Bool, projection: MapProjection, tally: inout FindingTally
    ) {
        let layer = columns.layer
        var name = columns.text(feature, .id)
        if name.isEmpty { name = "\(layer.name) \(feature.key)" }
        let metric = projection.point(place.x, place.y)
        if let first = indexOfName[name] {
            let written = name
            var number = 2
            var twin: Int?
            while let other = indexOfName[name] {
                if PlaceIndex.distance(nodes[other].place, metric) < 1 { twin = other }
                name = "\(written) (\(number))"
                number += 1
            }
            let line = nodes[twin ?? first].line
            tally.add(
                Finding(
                    twin == nil ? "N047" : "N006", .warning, at: layer.position(feature), text: written, ["name": name],
                    related: [SourcePosition(file: layer.file, line: line > 0 ? line : nil)]))
            if twin != nil { return }
        }
        let kind = columns.text(feature, .kind)
        let words = kind.isEmpty || (NetworkWords.role(kind) == .manhole && !NetworkWords.isPump(kind) && !columns.has(.kind)) ? layer.name : kind
        var node = SurveyedNode(NodeID(name), role: NetworkWords.role(words), x: place.x, y: place.y)
        func level(_ column: FeatureColumns.Column, _ tally: inout FindingTally) -> Double? {
            guard let value = columns.number(feature, column, tally: &tally), value != 0 || !zeros else { return nil }
            return value
        }
        node.invertM = level(.invert, &tally)
        let ground = level(.ground, &tally)
        if node.invertM == nil, let ground, let depth = columns.number(feature, .depth, tally: &tally), depth > 0, depth < 100 { node.invertM = ground - depth }
        if let people = columns.number(feature, .population, tally: &tally) {
            if people >= 0 {
                node.population = people
            } else {
                tally.add(Finding("N021", .warning, at: layer.position(feature), text: columns.text(feature, .population)))
            }
        }
        node.weight = NetworkTables.weight(ofLandUse: columns.text(feature, .landUse))
        node.isAccessible = !NetworkWords.isNo(columns.text(feature, .accessible))
        indexOfName[name] = nodes.count
        nodes.append(PlacedNode(node: node, place: metric, isPump: NetworkWords.isPump(words), line: feature.line ?? 0, ground: ground))
    }

    /// Adds a node that no feature shows.
    mutating func make(_ name: String, at place: MapPoint, x: Double, y: Double) -> Int {
        var unique = name
        var number = 2
        while indexOfName[unique] != nil {
            unique = "\(name) (\(number))"
            number += 1
        }
        indexOfName[unique] = nodes.count
        nodes.append(PlacedNode(node: SurveyedNode(NodeID(unique), x: x, y: y), place: place, isShown: false))
        return nodes.count - 1
    }

    /// The column that names the points: the one that pipes speak of, else the first whose names are nearly all different.
    private static func naming(_ columns: FeatureColumns, _ points: [MapFeature], wanted: Set<String>) -> Int? {
        var best: (matches: Int, index: Int)?
        for index in columns.candidates {
            var names: Set<String> = []
            var matches = 0
            var filled = 0
            for feature in points {
                let name = columns.text(feature, at: index)
                guard !name.isEmpty else { continue }
                filled += 1
                if names.insert(name).inserted, wanted.contains(name) { matches += 1 }
            }
            guard filled * 2 >= points.count, names.count * 10 >= filled * 9 || matches > 0 else { continue }
            if best == nil || matches > (best?.matches ?? 0) { best = (matches, index) }
        }
        return best?.index ?? (columns.isNamedPlainly ? columns.candidates.first : nil)
    }

    /// Whether a level of 0 stands for one that is not known: where the others lie well away from it.
    private static func zerosAreNone(_ columns: FeatureColumns, _ points: [MapFeature]) -> Bool {
        var unused = FindingTally(file: "")
        let levels = points.compactMap { columns.number($0, .invert, tally: &unused) ?? columns.number($0, .ground, tally: &unused) }
        return (FeatureUnits.middle(levels.map(\.magnitude)) ?? 0) > 2
    }
}
