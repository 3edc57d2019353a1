/// Tells what the coordinates of a layer are from the words of its file.
enum ReferenceText {
    /// By the well-known text of a reference system (OGC 01-009 and ISO 19162); nil where it is neither kind.
    static func system(name: String, definition: String) -> ReferenceSystem? {
        let text = definition.uppercased()
        let isPlane = ["PROJCS", "PROJCRS", "PROJECTEDCRS"].contains { text.contains($0) }
        let isGlobe = ["GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS"].contains { text.contains($0) }
        guard isPlane || isGlobe else { return nil }
        guard isPlane else { return ReferenceSystem(name: name, unit: .degrees) }
        // The unit of the plane stands last, after that of the globe it is made from; an axis repeats it.
        var metres = 1.0
        for word in ["LENGTHUNIT[", "UNIT["] {
            if let factor = lastFactor(text, after: word) {
                metres = factor
                break
            }
        }
        let isWeb = text.contains("PSEUDO-MERCATOR") || text.contains("WEB_MERCATOR") || text.contains("WEB MERCATOR") || text.contains("AUXILIARY_SPHERE")
        return ReferenceSystem(name: name, unit: .plane(metresPerUnit: metres), isWebMercator: isWeb)
    }

    /// The number after the name in the last `UNIT["name", number`, where it is that of a length.
    private static func lastFactor(_ text: String, after word: String) -> Double? {
        var found: Double?
        var rest = text[...]
        while let range = rest.firstRange(of: word) {
            rest = rest[range.upperBound...]
            guard let comma = rest.firstIndex(of: ",") else { break }
            let digits = rest[rest.index(after: comma)...].drop { $0 == " " }.prefix { $0.isNumber || $0 == "." || $0 == "-" || $0 == "E" || $0 == "+" }
            // A degree is 0.017 of a radian: no length of a map.
            if let value = Double(String(digits)), value > 0.1, value < 10_000 { found = value }
        }
        return found
    }

    /// By a code of the EPSG register; nil for one that says nothing here.
    ///
    /// Numbers of 4001 to 4999 are systems of longitude and latitude but for a few; all others that a city would
    /// use are planes in metres, or in feet where the caller finds so.
    static func system(epsg code: Int) -> ReferenceSystem? {
        switch code {
        case 0: ReferenceSystem(name: "0", unit: .degrees)
        case ...0: ReferenceSystem(name: String(code), unit: .unknown, isStated: false)
        case 3857, 900_913, 102_100, 102_113, 3785: ReferenceSystem(name: "EPSG:\(code)", unit: .plane(metresPerUnit: 1), isWebMercator: true)
        // The planes among the numbers above 4000, CGCS2000 and Beijing 1954 in zones of 3 and 6 degrees first (EPSG register, from memory).
        case 4087, 4088, 4414, 4415, 4417, 4434, 4437, 4455, 4456, 4457, 4462, 4467, 4471, 4474, 4484...4489, 4491...4554, 4559, 4568...4589, 4647, 4652...4656,
            4766...4800, 4822, 4826, 4839, 4855...4880:
            ReferenceSystem(name: "EPSG:\(code)", unit: .plane(metresPerUnit: 1))
        case 4001...4999, 104_000...104_999: ReferenceSystem(name: "EPSG:\(code)", unit: .degrees)
        default: ReferenceSystem(name: "EPSG:\(code)", unit: .plane(metresPerUnit: 1))
        }
    }

    /// By the name in an older GeoJSON file: `urn:ogc:def:crs:EPSG::32650`, `EPSG:4490`, `urn:ogc:def:crs:OGC:1.3:CRS84`.
    static func system(urn name: String) -> ReferenceSystem? {
        let upper = name.uppercased()
        if upper.contains("CRS84") || upper.contains("CRS83") { return ReferenceSystem(name: "CRS84", unit: .degrees) }
        guard upper.contains("EPSG") else { return nil }
        let digits = upper.reversed().prefix { $0.isNumber }.reversed()
        return Int(String(digits)).flatMap { system(epsg: $0) }
    }

    /// Metres in a unit of the web map at a height of its plane: the cosine of the latitude, 1 / cosh(y / R).
    static func webMercatorMetres(atY y: Double) -> Double {
        let ratio = min(max(y / 6_378_137, -Double.pi), Double.pi)
        var term = 1.0
        var sum = 1.0
        var step = 1.0
        while step < 40 {
            term *= ratio * ratio / (step * (step + 1))
            sum += term
            step += 2
        }
        return 1 / sum
    }
}
