internal import Findings
internal import Monitoring

/// A pipe as a map shows it, before its ends are joined to nodes.
struct PlacedPipe {
    var name: String
    /// As drawn: in the units of the file, and in metres of the plane in which ends are joined.
    var drawn: [MapPoint]
    var places: [MapPoint]
    var role = SewerLinkRole.conduit
    var fromName = ""
    var toName = ""
    var from = -1
    var to = -1
    /// Whether the file says which way the water goes, by the names of the ends or a column.
    var isDirected = false
    var length: Double?
    var diameter: Double?
    var roughness: Double?
    var slope: Double?
    var inlet: Double?
    var outlet: Double?
    var inletOffset: Double?
    var outletOffset: Double?
    var startDepth: Double?
    var endDepth: Double?
    var travelTime: Double?
    var flowShare: Double?
    var line = 0
    var file = ""

    /// Turns the pipe about with all that belongs to its ends.
    mutating func turn() {
        drawn.reverse()
        places.reverse()
        swap(&fromName, &toName)
        swap(&from, &to)
        swap(&inlet, &outlet)
        swap(&inletOffset, &outletOffset)
        swap(&startDepth, &endDepth)
    }
}

/// Reads the lines of map layers.
struct FeatureLines {
    private(set) var pipes: [PlacedPipe] = []
    private var names: Set<String> = []

    /// Names of nodes that the lines speak of.
    static func names(_ layer: FeatureLayer) -> Set<String> {
        let columns = FeatureColumns(layer, isOfLines: true)
        guard columns.has(.from), columns.has(.to) else { return [] }
        return layer.features.reduce(into: []) { names, feature in
            guard case .lines = feature.shape else { return }
            names.insert(columns.text(feature, .from))
            names.insert(columns.text(feature, .to))
        }
    }

    /// - Returns: metres in a unit of the lengths and levels of the layer.
    mutating func read(_ layer: FeatureLayer, projection: MapProjection, metre: Double, tally: inout FindingTally) -> Double {
        let lines = layer.features.filter { if case .lines = $0.shape { true } else { false } }
        guard !lines.isEmpty else { return metre }
        var columns = FeatureColumns(layer, isOfLines: true)
        for name in columns.unknown { tally.add(Finding("N030", .info, at: SourcePosition(file: layer.file), text: name)) }
        if let best = columns.candidates.first(where: { index in lines.contains { !columns.text($0, at: index).isEmpty } }) { columns.nameBy(best) }
        let metre = findUnits(&columns, lines, projection: projection, metre: metre, tally: &tally)
        let storm = lines.filter { NetworkWords.isStorm(columns.text($0, .system)) }.count
        // Where all is rain water the column speaks of something else, or the file is one that the user wants.
        let leavesStorm = storm > 0 && storm < lines.count
        var idle = 0
        for feature in lines {
            guard case .lines(let parts) = feature.shape else { continue }
            if NetworkWords.isIdle(columns.text(feature, .status)) || (leavesStorm && NetworkWords.isStorm(columns.text(feature, .system))) {
                idle += 1
                continue
            }
            take(feature, FeatureLines.joined(parts), columns, projection: projection, tally: &tally)
        }
        if idle > 0 { tally.add(Finding("N046", .info, at: SourcePosition(file: layer.file), text: layer.name, ["count": String(idle), "layer": layer.name])) }
        return metre
    }

    /// Units of columns whose names state none.
    private func findUnits(
        _ columns: inout FeatureColumns, _ lines: [MapFeature], projection: MapProjection, metre: Double, tally: inout FindingTally
    ) -> Double {
        var unused = FindingTally(file: "")
        let place = SourcePosition(file: columns.layer.file)
        func tell(_ column: FeatureColumns.Column, _ unit: String, _ tally: inout FindingTally) {
            tally.add(Finding("N045", .info, at: place, text: columns.name(column), ["column": columns.name(column), "unit": unit]))
        }
        var metre = metre
        if columns.has(.length), !columns.statesUnit(.length) {
            let pairs = lines.compactMap { feature -> (stated: Double, drawn: Double)? in
                guard case .lines(let parts) = feature.shape, let stated = columns.raw(feature, .length, tally: &unused) else { return nil }
                return (stated, parts.reduce(0) { $0 + projection.length($1) })
            }
            if let (factor, unit) = FeatureUnits.length(pairs) {
                columns.factors[.length] = factor
                // Who measures pipes in feet measures levels in feet.
                if factor == 0.3048 { metre = factor }
                if factor != 1 { tell(.length, unit, &tally) }
            }
        }
        for column in [FeatureColumns.Column.diameter, .width, .height] where columns.has(column) && !columns.statesUnit(column) {
            let values = lines.compactMap { width($0, column, columns, &unused) }
            if let (factor, unit) = FeatureUnits.diameter(values) {
                columns.factors[column] = factor
                if unit != "mm" { tell(column, unit, &tally) }
            }
        }
        if columns.has(.slope), !columns.statesUnit(.slope) {
            let values = lines.compactMap { columns.raw($0, .slope, tally: &unused)?.magnitude }
            if let (factor, unit) = FeatureUnits.slope(values) {
                columns.factors[.slope] = factor
                tell(.slope, unit, &tally)
            }
        }
        for column in [FeatureColumns.Column.inlet, .outlet, .inletOffset, .outletOffset, .startDepth, .endDepth] where !columns.statesUnit(column) {
            columns.factors[column] = metre
        }
        return metre
    }

    /// The figure of a section as it stands, of a number or of a text such as `DN300` or `400X600`.
    private func width(_ feature: MapFeature, _ column: FeatureColumns.Column, _ columns: FeatureColumns, _ tally: inout FindingTally) -> Double? {
        switch columns.value(feature, column) {
        case .none: nil
        case .number(let value): value > 0 && !FeatureUnits.standsForNone(value) ? value : nil
        case .text(let text): FeatureUnits.section(text)
        }
    }

    private mutating func take(
        _ feature: MapFeature, _ parts: [[MapPoint]], _ columns: FeatureColumns, projection: MapProjection, tally: inout FindingTally
    ) {
        let layer = columns.layer
        func number(_ column: FeatureColumns.Column, _ tally: inout FindingTally) -> Double? { columns.number(feature, column, tally: &tally) }
        func positive(_ column: FeatureColumns.Column, _ tally: inout FindingTally) -> Double? {
            guard let value = number(column, &tally), value != 0 else { return nil }
            if value > 0 { return value }
            tally.add(Finding("N021", .warning, at: layer.position(feature), text: columns.text(feature, column)))
            return nil
        }
        func section(_ column: FeatureColumns.Column, _ tally: inout FindingTally) -> Double? {
            width(feature, column, columns, &tally).map { $0 * (columns.statesUnit(column) ? columns.unit(column) : columns.factors[column] ?? 0.001) }
        }
        let kind = columns.text(feature, .kind)
        let written = columns.text(feature, .id)
        for (number_, part) in parts.enumerated() {
            var name = written.isEmpty ? "\(layer.name) \(feature.key)" : written
            if parts.count > 1 { name += " (\(number_ + 1))" }
            if !names.insert(name).inserted {
                let given = name
                var number = 2
                while !names.insert(name).inserted {
                    name = "\(given) [\(number)]"
                    number += 1
                }
                tally.add(Finding("N048", .warning, at: layer.position(feature), text: given, ["name": name]))
            }
            var pipe = PlacedPipe(name: name, drawn: part, places: part.map { projection.point($0.x, $0.y) })
            pipe.file = layer.file
            pipe.line = feature.line ?? 0
            pipe.role = NetworkWords.linkRole(kind)
            if pipe.role == .conduit { pipe.role = NetworkWords.linkRole(columns.text(feature, .system)) }
            if pipe.role == .conduit, !columns.has(.kind) { pipe.role = NetworkWords.linkRole(layer.name) }
            if parts.count == 1 {
                pipe.fromName = columns.text(feature, .from)
                pipe.toName = columns.text(feature, .to)
                pipe.length = positive(.length, &tally)
                pipe.inlet = number(.inlet, &tally)
                pipe.outlet = number(.outlet, &tally)
                pipe.inletOffset = number(.inletOffset, &tally)
                pipe.outletOffset = number(.outletOffset, &tally)
                pipe.startDepth = positive(.startDepth, &tally)
                pipe.endDepth = positive(.endDepth, &tally)
                pipe.travelTime = positive(.travelTime, &tally)
            }
            // A level of 0 at one end only is one that is not known.
            if pipe.inlet == 0, (pipe.outlet?.magnitude ?? 0) > 2 { pipe.inlet = nil }
            if pipe.outlet == 0, (pipe.inlet?.magnitude ?? 0) > 2 { pipe.outlet = nil }
            pipe.diameter = section(.diameter, &tally)
            if pipe.diameter == nil, let height = section(.height, &tally) {
                let width = section(.width, &tally) ?? height
                pipe.diameter = width == height ? height : (width * height * 4 / Double.pi).squareRoot()
            } else if pipe.diameter == nil {
                pipe.diameter = section(.width, &tally)
            }
            pipe.roughness = positive(.roughness, &tally)
            pipe.slope = number(.slope, &tally)
            pipe.flowShare = positive(.flowShare, &tally)
            if let share = pipe.flowShare, share > 1 {
                tally.add(Finding("N021", .warning, at: layer.position(feature), text: columns.text(feature, .flowShare)))
                pipe.flowShare = nil
            }
            switch FeatureLines.direction(columns.text(feature, .direction)) {
            case 1: pipe.isDirected = true
            case -1:
                pipe.isDirected = true
                pipe.turn()
            default: break
            }
            pipes.append(pipe)
        }
    }

    /// Which way a word says the water goes along the line: 1 as drawn, -1 against it, 0 where it says nothing.
    private static func direction(_ text: String) -> Int {
        switch TableHeader.plain(text) {
        // 0 and 1 as in Chinese surveys of pipelines (CH/T 1037, from memory); words of other files.
        case "0", "正向", "正", "顺", "起点到终点", "起点至终点", "起点→终点", "with", "withdigitized", "forward", "fromto", "ft": 1
        case "1", "反向", "反", "逆", "终点到起点", "终点至起点", "终点→起点", "against", "againstdigitized", "backward", "reverse", "tofrom", "tf": -1
        default: 0
        }
    }

    /// The parts of a line, those that meet end to start made one.
    private static func joined(_ parts: [[MapPoint]]) -> [[MapPoint]] {
        parts.reduce(into: []) { all, part in
            guard part.count >= 2 else { return }
            if let last = all.last?.last, last == part.first {
                all[all.count - 1].append(contentsOf: part.dropFirst())
            } else {
                all.append(part)
            }
        }
    }
}
