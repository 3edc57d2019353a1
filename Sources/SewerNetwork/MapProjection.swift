/// The unit of the coordinates of a network's file.
package enum MapUnit: Hashable, Sendable {
    /// The file does not say.
    case unknown
    /// Longitude and latitude.
    case degrees
    /// A plane system; how many metres one of its units has.
    case plane(metresPerUnit: Double)
}

/// Longitude and latitude of a city laid into a plane, in metres.
///
/// Equirectangular about one latitude (Snyder 1987, USGS Professional Paper 1395, p. 90) on a sphere of the mean radius
/// 6,371,008.8 m (Moritz 2000, Geodetic Reference System 1980). Within 50 km of that latitude lengths differ from
/// those on the ellipsoid by less than one percent, which is below what a digitised pipe is good for.
struct MapProjection: Sendable {
    /// Metres in a degree of a great circle.
    static let metresPerDegree = 6_371_008.8 * Double.pi / 180
    let metresPerX: Double
    let metresPerY: Double

    /// - Parameter unit: what the coordinates are; those of an unknown unit stay as they are.
    init(_ unit: MapUnit, latitude: Double) {
        switch unit {
        case .unknown: (metresPerX, metresPerY) = (1, 1)
        case .plane(let metres): (metresPerX, metresPerY) = (metres, metres)
        case .degrees:
            metresPerX = MapProjection.metresPerDegree * max(MapProjection.cosine(degrees: latitude), 0.01)
            metresPerY = MapProjection.metresPerDegree
        }
    }

    /// The cosine of an angle within a quarter turn, by its series: the same bits on every machine.
    static func cosine(degrees: Double) -> Double {
        let angle = min(max(degrees, -90), 90) * Double.pi / 180
        var term = 1.0
        var sum = 1.0
        var step = 1.0
        while step < 26 {
            term *= -angle * angle / (step * (step + 1))
            sum += term
            step += 2
        }
        return sum
    }

    func point(_ x: Double, _ y: Double) -> MapPoint { MapPoint(x: x * metresPerX, y: y * metresPerY) }

    /// Length of a line through points, in metres (or in its own units, where those are unknown).
    func length(_ points: some Collection<MapPoint>) -> Double {
        var sum = 0.0
        var last: MapPoint?
        for point in points {
            if let last {
                let east = (point.x - last.x) * metresPerX
                let north = (point.y - last.y) * metresPerY
                sum += (east * east + north * north).squareRoot()
            }
            last = point
        }
        return sum
    }
}
