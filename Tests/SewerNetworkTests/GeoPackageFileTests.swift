import Findings
import Foundation
import GRDB
import Monitoring
import RandomDraws
import SewerNetwork
import Testing

/// Writes the bytes of geometry for GeoPackages, in all their kinds.
private struct GeometryBytes {
    var isLittle = true
    /// Kind of the envelope, 0 to 4.
    var envelope = 0
    /// Further ordinates of each point.
    var z = false
    var m = false
    /// Whether Z and M stand as flags, as older writers set them.
    var isOldNumbering = false

    func package(_ body: [UInt8], isEmpty: Bool = false) -> [UInt8] {
        let sizes = [0, 4, 6, 6, 8]
        var bytes: [UInt8] = [0x47, 0x50, 0, UInt8(isLittle ? 1 : 0) | UInt8(envelope << 1) | (isEmpty ? 0x10 : 0)]
        bytes += word(4547)
        for _ in 0..<sizes[envelope] { bytes += double(7) }
        return bytes + body
    }

    func point(_ x: Double, _ y: Double) -> [UInt8] { head(1) + ordinates(x, y) }

    func line(_ points: [(Double, Double)]) -> [UInt8] { head(2) + word(UInt32(points.count)) + points.flatMap { ordinates($0.0, $0.1) } }

    func many(_ type: UInt32, _ parts: [[UInt8]]) -> [UInt8] { head(type) + word(UInt32(parts.count)) + parts.flatMap { $0 } }

    private func head(_ type: UInt32) -> [UInt8] {
        let number = isOldNumbering ? type | (z ? 0x8000_0000 : 0) | (m ? 0x4000_0000 : 0) : type + (z ? 1000 : 0) + (m ? 2000 : 0)
        return [isLittle ? 1 : 0] + word(number)
    }

    private func ordinates(_ x: Double, _ y: Double) -> [UInt8] { double(x) + double(y) + (z ? double(-3) : []) + (m ? double(-4) : []) }

    func word(_ value: UInt32) -> [UInt8] {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
        return isLittle ? bytes : bytes.reversed()
    }

    func double(_ value: Double) -> [UInt8] {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * $0)) }
        return isLittle ? bytes : bytes.reversed()
    }
}

@Suite("GeoPackage") struct GeoPackageFileTests {
    /// A package of two layers, as a file would hold it.
    private func package(_ geometry: GeometryBytes = GeometryBytes(), multi: Bool = false, system: String = "PROJCS[\"CGCS2000 / 3-degree Gauss-Kruger CM 114E\",GEOGCS[\"x\",UNIT[\"degree\",0.0174532925199433]],UNIT[\"metre\",1]]", journal: String = "DELETE") throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gpkg").path
        defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) } }
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = \(journal); PRAGMA synchronous = OFF")
            try database.execute(
                sql: #"""
                    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
                    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
                    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
                    CREATE TABLE "检查井 ""旧""" (fid INTEGER PRIMARY KEY, geom BLOB, "井号" TEXT, "类型" TEXT, "井底标高" REAL, "人口" INTEGER);
                    CREATE TABLE pipes (fid INTEGER PRIMARY KEY, "管径" TEXT, geom BLOB);
                    INSERT INTO gpkg_geometry_columns VALUES ('检查井 "旧"', 'geom', 'POINT', 4547, 0, 0), ('pipes', 'GEOM', 'LINESTRING', 4547, 0, 0);
                    """#)
            try database.execute(sql: "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 4547, 'EPSG', 4547, ?, '')", arguments: [system])
            let rows: [(String, String, Double, Int?, Double)] = [("W1", "排放口", 1, nil, 0), ("W2", "", 2, 100, 100), ("W3", "", 3, 50, 200)]
            for (name, kind, level, people, x) in rows {
                var body = geometry.point(500_000 + x, 3_400_000)
                if multi { body = geometry.many(4, [body]) }
                try database.execute(
                    sql: "INSERT INTO \"检查井 \"\"旧\"\"\" (geom, \"井号\", \"类型\", \"井底标高\", \"人口\") VALUES (?, ?, ?, ?, ?)",
                    arguments: [Data(geometry.package(body)), name, kind, level, people])
            }
            for (from, to) in [(0.0, 100.0), (200, 100)] {
                var body = geometry.line([(500_000 + from, 3_400_000), (500_000 + (from + to) / 2, 3_400_010), (500_000 + to, 3_400_000)])
                if multi { body = geometry.many(5, [body]) }
                try database.execute(sql: "INSERT INTO pipes (\"管径\", geom) VALUES ('DN400', ?)", arguments: [Data(geometry.package(body))])
            }
            // No place: an empty geometry and none.
            try database.execute(sql: "INSERT INTO pipes (geom) VALUES (?), (NULL)", arguments: [Data(geometry.package(geometry.point(.nan, .nan), isEmpty: true))])
        }
        try queue.close()
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    private func read(_ bytes: [UInt8]) -> SewerReading { SewerReading.read(files: [NetworkFile(name: "city.gpkg", bytes: bytes)]) }

    @Test func layersOfPointsAndLinesMakeANetwork() throws {
        let reading = read(try package())
        let graph = try #require(reading.graph)
        #expect(ways(graph) == ["W2>W1", "W3>W2"])
        #expect(graph.role[0] == .outfall)
        #expect(graph.upstreamPopulation()[0] == 150)
        #expect(graph.mapUnit == .plane(metresPerUnit: 1))
        #expect(!reading.findings.contains { $0.severity >= .warning })
        #expect(graph.mappedLinks().allSatisfy { $0.points.count == 3 })
    }

    @Test func everyKindOfEnvelopeOrderAndOrdinateIsRead() throws {
        let plain = try #require(read(try package()).graph)
        for envelope in 0...4 {
            for bits in 0..<16 {
                let geometry = GeometryBytes(isLittle: bits & 1 == 0, envelope: envelope, z: bits & 2 != 0, m: bits & 4 != 0, isOldNumbering: bits & 8 != 0)
                let graph = try #require(read(try package(geometry, multi: bits.isMultiple(of: 3))).graph, "envelope \(envelope), kind \(bits)")
                #expect(ways(graph) == ways(plain), "envelope \(envelope), kind \(bits)")
                #expect(graph.pipeLengthM == plain.pipeLengthM, "envelope \(envelope), kind \(bits)")
            }
        }
    }

    @Test func aPlaneInFeetIsToldByItsReferenceSystem() throws {
        let feet = "PROJCS[\"NAD83 / Texas South Central (ftUS)\",GEOGCS[\"NAD83\",UNIT[\"degree\",0.0174532925199433]],UNIT[\"US survey foot\",0.3048006096012192]]"
        let graph = try #require(read(try package(system: feet)).graph)
        #expect(graph.mapUnit == .plane(metresPerUnit: 0.3048006096012192))
        let newer = "PROJCRS[\"x\",BASEGEOGCRS[\"y\",ANGLEUNIT[\"degree\",0.0174532925199433]],CS[Cartesian,2],AXIS[\"e\",east,LENGTHUNIT[\"foot\",0.3048]]]"
        #expect(try #require(read(try package(system: newer)).graph).mapUnit == .plane(metresPerUnit: 0.3048))
    }

    @Test func aFileLeftInTheMiddleOfWritingIsReadAndNothingIsLeftBeside() throws {
        let bytes = try package(journal: "WAL")
        #expect(bytes[18] == 2)
        #expect(ways(try #require(read(bytes).graph)) == ["W2>W1", "W3>W2"])
    }

    @Test func aDamagedFileIsRefusedWithWords() throws {
        let whole = try package()
        for end in [16, 99, 100, 511, 512, 600, 4096, 8192, whole.count / 2, whole.count - 1] where end < whole.count {
            let reading = read(Array(whole[..<end]))
            #expect(reading.findings.contains { $0.code == "N055" || $0.code == "N037" || $0.code == "N022" }, "cut at \(end)")
        }
        let none = read(Array("SQLite format 3\u{0}".utf8) + [UInt8](repeating: 0xAA, count: 5000))
        let finding = try #require(none.findings.first { $0.code == "N037" })
        #expect(!(finding.arguments["reason"] ?? "").isEmpty)
    }

    @Test func anyDatabaseThatIsNoGeoPackageIsRefused() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).db").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { try $0.execute(sql: "CREATE TABLE a (b)") }
        try queue.close()
        let reading = read([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        #expect(reading.findings.contains { $0.code == "N037" })
        #expect(reading.graph == nil)
    }

    @Test func changedBytesAreFindingsOrValues() throws {
        let whole = try package()
        for seed in UInt64(1)...150 {
            var draws = RandomStream(seed: seed, "package")
            var bytes = whole
            for _ in 0...draws.integer(below: 12) { bytes[draws.integer(below: bytes.count)] = UInt8(draws.integer(below: 256)) }
            let reading = read(bytes)
            #expect(reading.graph != nil || !reading.findings.isEmpty, "seed \(seed)")
        }
    }

    @Test func geometryOfAnyBytesIsReadOrLeftOut() throws {
        let geometry = GeometryBytes()
        let sound = geometry.package(geometry.many(5, [geometry.line([(500_000, 3_400_000), (500_100, 3_400_000)])]))
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).gpkg").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { database in
            try database.execute(
                sql: """
                    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
                    CREATE TABLE p (fid INTEGER PRIMARY KEY, geom BLOB);
                    INSERT INTO gpkg_geometry_columns VALUES ('p', 'geom', 'LINESTRING', 32650, 0, 0);
                    """)
            try database.execute(sql: "INSERT INTO p (geom) VALUES (?)", arguments: [Data(sound)])
            for seed in UInt64(1)...1000 {
                var draws = RandomStream(seed: seed, "geometry")
                var bytes = Array(sound[..<draws.integer(below: sound.count + 1)])
                for _ in 0..<draws.integer(below: 4) where !bytes.isEmpty { bytes[draws.integer(below: bytes.count)] = UInt8(draws.integer(below: 256)) }
                try database.execute(sql: "INSERT INTO p (geom) VALUES (?)", arguments: [Data(bytes)])
            }
        }
        try queue.close()
        let reading = read([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        #expect(reading.graph != nil)
        #expect(reading.findings.contains { $0.code == "N040" })
    }
}
