internal import Findings

/// Reads a GeoJSON file (RFC 7946), one in the older form with a reference system of its own, or a sequence of features.
///
/// Features are kept as they come: of a file that is cut off or breaks off in the middle those before the break stay.
struct GeoJSONFile {
    private(set) var layers: [FeatureLayer] = []
    private(set) var tally: FindingTally
    private var layer: FeatureLayer
    private var placeOfColumn: [String: Int] = [:]
    private var stated: ReferenceSystem?
    private var strange = 0

    init(_ bytes: [UInt8], file: String) {
        tally = FindingTally(file: file)
        layer = FeatureLayer(file: file, name: GeoJSONFile.name(of: file), reference: ReferenceSystem(name: "CRS84", unit: .degrees, isStated: false))
        var scanner = JSONScanner(bytes)
        while let byte = scanner.peek() {
            guard byte == 0x7B else {
                scanner.fail()
                break
            }
            readObject(&scanner, depth: 0)
        }
        if scanner.isBroken {
            tally.add(
                Finding("N039", .error, at: SourcePosition(file: file, line: scanner.line, byteOffset: scanner.at), text: file, ["count": String(layer.features.count)]))
        } else if layer.features.isEmpty {
            tally.add(Finding("N022", .error, at: SourcePosition(file: file, line: 1)))
        }
        settle()
        if !layer.features.isEmpty { layers = [layer] }
    }

    /// The name of the layer: that of the file without folders and ending.
    private static func name(of file: String) -> String {
        let last = file.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? file
        return last.firstIndex(of: ".").map { String(last[..<$0]) } ?? last
    }

    /// A feature collection, a feature or a bare geometry, whatever the order of its members.
    private mutating func readObject(_ scanner: inout JSONScanner, depth: Int) {
        // Collections hold features, and nothing holds collections.
        guard depth < 3 else { return scanner.skip() }
        let line = scanner.line
        var geometry: RawGeometry?
        var own = RawGeometry()
        var values: [FeatureValue] = []
        var key = ""
        var isFeature = false
        scanner.object { scanner, name in
            switch name {
            case "features":
                scanner.array { scanner in
                    if scanner.peek() == 0x7B { readObject(&scanner, depth: depth + 1) } else { scanner.skip() }
                }
            case "geometry":
                isFeature = true
                if scanner.peek() == 0x7B { geometry = RawGeometry.read(&scanner, depth: 0) } else { scanner.skip() }
            case "properties":
                isFeature = true
                if scanner.peek() == 0x7B { readProperties(&scanner, into: &values) } else { scanner.skip() }
            case "id": key = scanner.value().text
            case "crs": readReference(&scanner)
            case "name": if case .text(let text) = scanner.value() { layer.name = text }
            case "type": own.type = scanner.value().text
            case "coordinates": own.readCoordinates(&scanner)
            case "geometries": own.readMembers(&scanner, depth: 0)
            default: scanner.skip()
            }
        }
        // A feature that the file breaks off in is not whole.
        guard !scanner.isBroken else { return }
        let isGeometry = !isFeature && (!own.parts.isEmpty || !own.members.isEmpty)
        guard isFeature || isGeometry else { return }
        guard let raw = isGeometry ? own : geometry else { return }
        guard let shape = raw.shape else {
            tally.add(Finding("N040", .warning, at: SourcePosition(file: layer.file, line: line), text: key, ["layer": layer.name]))
            return
        }
        layer.features.append(MapFeature(shape: shape, values: values, key: key.isEmpty ? String(layer.features.count + 1) : key, line: line))
    }

    private mutating func readProperties(_ scanner: inout JSONScanner, into values: inout [FeatureValue]) {
        scanner.object { scanner, name in
            let value = scanner.value()
            let place: Int
            if let known = placeOfColumn[name] {
                place = known
            } else {
                // A file whose every feature has names of its own is none of columns.
                guard layer.columns.count < 2000 else { return }
                place = layer.columns.count
                placeOfColumn[name] = place
                layer.columns.append(name)
            }
            while values.count <= place { values.append(.none) }
            values[place] = value
        }
    }

    /// `{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}`, as before RFC 7946.
    private mutating func readReference(_ scanner: inout JSONScanner) {
        guard scanner.peek() == 0x7B else { return scanner.skip() }
        var name = ""
        scanner.object { scanner, member in
            guard member == "properties", scanner.peek() == 0x7B else { return scanner.skip() }
            scanner.object { scanner, member in
                let value = scanner.value().text
                if member == "name" || (member == "code" && name.isEmpty) { name = member == "code" ? "EPSG:" + value : value }
            }
        }
        stated = ReferenceText.system(urn: name) ?? stated
    }

    /// Longitude and latitude unless the file says otherwise, or its figures cannot be such.
    private mutating func settle() {
        if let stated {
            layer.reference = stated
            return
        }
        let isOnGlobe = layer.features.allSatisfy { feature in
            let points: [MapPoint] =
                switch feature.shape {
                case .points(let points): points
                case .lines(let lines): lines.flatMap { $0 }
                case .other: []
                }
            return points.allSatisfy { $0.x.magnitude <= 180.001 && $0.y.magnitude <= 90.001 }
        }
        if !isOnGlobe { layer.reference = ReferenceSystem(name: "", unit: .unknown, isStated: false) }
    }
}

/// A geometry as it is written: its type, its parts, and those of its members.
struct RawGeometry {
    var type = ""
    var parts: [[MapPoint]] = []
    var members: [RawGeometry] = []
    private static let deepest = 8

    static func read(_ scanner: inout JSONScanner, depth: Int) -> RawGeometry {
        var geometry = RawGeometry()
        scanner.object { scanner, name in
            switch name {
            case "type": geometry.type = scanner.value().text
            case "coordinates": geometry.readCoordinates(&scanner)
            case "geometries": geometry.readMembers(&scanner, depth: depth)
            default: scanner.skip()
            }
        }
        return geometry
    }

    mutating func readMembers(_ scanner: inout JSONScanner, depth: Int) {
        guard depth < RawGeometry.deepest, scanner.peek() == 0x5B else { return scanner.skip() }
        scanner.array { scanner in
            if scanner.peek() == 0x7B { members.append(RawGeometry.read(&scanner, depth: depth + 1)) } else { scanner.skip() }
        }
    }

    /// Reads positions in arrays of any depth; a run of positions in one array is a part.
    mutating func readCoordinates(_ scanner: inout JSONScanner) {
        guard scanner.peek() == 0x5B else { return scanner.skip() }
        if let point = nested(&scanner, depth: 0) { parts.append([point]) }
    }

    /// The position that an array is, or nil for one that holds others, which are then kept.
    private mutating func nested(_ scanner: inout JSONScanner, depth: Int) -> MapPoint? {
        guard depth < RawGeometry.deepest else {
            scanner.skip()
            return nil
        }
        var numbers: [Double] = []
        var run: [MapPoint] = []
        scanner.array { scanner in
            if scanner.peek() == 0x5B {
                if let point = nested(&scanner, depth: depth + 1) { run.append(point) }
            } else if let number = scanner.number() {
                if numbers.count < 2 { numbers.append(number) }
            } else {
                scanner.skip()
            }
        }
        if !run.isEmpty { parts.append(run) }
        guard numbers.count == 2, numbers[0].isFinite, numbers[1].isFinite else { return nil }
        return MapPoint(x: numbers[0], y: numbers[1])
    }

    /// The shape; nil where the coordinates do not suit the type.
    var shape: FeatureShape? {
        switch type {
        case "Point", "MultiPoint":
            let points = parts.flatMap { $0 }
            return points.isEmpty ? nil : .points(points)
        case "LineString", "MultiLineString":
            let lines = parts.filter { $0.count >= 2 }
            return lines.isEmpty ? nil : .lines(lines)
        case "Polygon", "MultiPolygon": return .other
        case "GeometryCollection":
            var points: [MapPoint] = []
            var lines: [[MapPoint]] = []
            for member in members {
                switch member.shape {
                case .points(let more): points += more
                case .lines(let more): lines += more
                case .other, nil: break
                }
            }
            return !lines.isEmpty ? .lines(lines) : points.isEmpty ? .other : .points(points)
        default: return nil
        }
    }
}
