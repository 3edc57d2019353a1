/// Reads the geometry of a GeoPackage (OGC 12-128r19, clause 2.1.3) and well-known binary (OGC 06-103r4, clause 8; ISO/IEC 13249-3).
///
/// Z and M are passed over, in the numbering of ISO and in the flags of older writers. Curves are the lines through
/// their points. Nothing is trusted: a count is believed only as far as there are bytes.
struct WellKnownBinary {
    private let bytes: [UInt8]
    private var at: Int
    private var isLittle = true
    /// Collections within collections deeper than this are no geometry of a sewer.
    private static let deepest = 8

    /// The shape in a column of a GeoPackage; nil where the bytes are no geometry.
    static func shape(ofPackage bytes: [UInt8]) -> FeatureShape? {
        guard bytes.count >= 8, bytes[0] == 0x47, bytes[1] == 0x50 else {
            // Some writers store plain well-known binary.
            return shape(of: bytes, from: 0)
        }
        let flags = bytes[3]
        let envelope: Int
        switch (flags >> 1) & 7 {
        case 0: envelope = 0
        case 1: envelope = 32
        case 2, 3: envelope = 48
        case 4: envelope = 64
        default: return nil
        }
        // An extended geometry names its own kind; an empty one has no place.
        if flags & 0x20 != 0 { return .other }
        return shape(of: bytes, from: 8 + envelope)
    }

    static func shape(of bytes: [UInt8], from start: Int) -> FeatureShape? {
        var reader = WellKnownBinary(bytes: bytes, at: start)
        var parts = Parts()
        guard reader.geometry(into: &parts, depth: 0) else { return nil }
        if !parts.lines.isEmpty { return .lines(parts.lines) }
        if !parts.points.isEmpty { return .points(parts.points) }
        return .other
    }

    private struct Parts {
        var points: [MapPoint] = []
        var lines: [[MapPoint]] = []
    }

    private init(bytes: [UInt8], at: Int) {
        self.bytes = bytes
        self.at = at
    }

    private mutating func geometry(into parts: inout Parts, depth: Int) -> Bool {
        guard depth < WellKnownBinary.deepest, at < bytes.count, bytes[at] <= 1 else { return false }
        isLittle = bytes[at] == 1
        at += 1
        guard var type = word() else { return false }
        var dimensions = 2
        if type & 0x8000_0000 != 0 { dimensions += 1 }
        if type & 0x4000_0000 != 0 { dimensions += 1 }
        if type & 0x2000_0000 != 0, word() == nil { return false }
        type &= 0x0FFF_FFFF
        switch type / 1000 {
        case 0: break
        case 1, 2: dimensions = 3
        case 3: dimensions = 4
        default: return false
        }
        switch type % 1000 {
        case 1:
            guard let point = point(dimensions) else { return false }
            // An empty point is two numbers that are none.
            if point.x.isFinite, point.y.isFinite { parts.points.append(point) }
            return true
        case 2, 8:
            guard let line = line(dimensions) else { return false }
            if line.count >= 2 { parts.lines.append(line) }
            return true
        case 3:
            guard let rings = count(of: 4) else { return false }
            for _ in 0..<rings { guard line(dimensions) != nil else { return false } }
            return true
        case 9:
            // A compound curve is one line; its pieces share their ends.
            var pieces = Parts()
            guard collection(into: &pieces, depth: depth) else { return false }
            let joined = pieces.lines.reduce(into: [MapPoint]()) { all, piece in all += all.last == piece.first ? Array(piece.dropFirst()) : piece }
            if joined.count >= 2 { parts.lines.append(joined) }
            return true
        case 4, 5, 7, 11: return collection(into: &parts, depth: depth)
        case 6, 10, 12, 15, 16:
            // Areas and surfaces are read to their end, and not kept.
            if type % 1000 == 10 { return true }
            var passed = Parts()
            return collection(into: &passed, depth: depth)
        default: return false
        }
    }

    private mutating func collection(into parts: inout Parts, depth: Int) -> Bool {
        guard let count = count(of: 5) else { return false }
        for _ in 0..<count { guard geometry(into: &parts, depth: depth + 1) else { return false } }
        return true
    }

    private mutating func line(_ dimensions: Int) -> [MapPoint]? {
        guard let count = count(of: dimensions * 8) else { return nil }
        var points: [MapPoint] = []
        points.reserveCapacity(count)
        for _ in 0..<count {
            guard let next = point(dimensions) else { return nil }
            if next.x.isFinite, next.y.isFinite { points.append(next) }
        }
        return points
    }

    private mutating func point(_ dimensions: Int) -> MapPoint? {
        guard let x = double(), let y = double() else { return nil }
        at += (dimensions - 2) * 8
        guard at <= bytes.count else { return nil }
        return MapPoint(x: x, y: y)
    }

    /// A number of things of which each takes so many bytes at least.
    private mutating func count(of size: Int) -> Int? {
        guard let value = word(), Int(value) <= (bytes.count - at) / size else { return nil }
        return Int(value)
    }

    private mutating func word() -> UInt32? {
        guard at >= 0, at + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(bytes[at + index]) << UInt32(8 * (isLittle ? index : 3 - index)) }
        at += 4
        return value
    }

    private mutating func double() -> Double? {
        guard at >= 0, at + 8 <= bytes.count else { return nil }
        var value: UInt64 = 0
        for index in 0..<8 { value |= UInt64(bytes[at + index]) << UInt64(8 * (isLittle ? index : 7 - index)) }
        at += 8
        return Double(bitPattern: value)
    }
}
