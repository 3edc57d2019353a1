internal import Findings
internal import Foundation
internal import GRDB
internal import GRDBSQLite

/// Reads the layers of a GeoPackage (OGC 12-128r19), an SQLite database.
///
/// The database is opened from the bytes that were read, in memory and read-only: what is traced is what was digested, no
/// file is left beside it, and one with unfinished writing (a WAL) is taken as it stands. Structure that the file brings
/// (triggers, views with functions) is not trusted. This file holds the unsafe code of the room: the call by which SQLite
/// takes the bytes over.
struct GeoPackageFile {
    let file: String
    private(set) var layers: [FeatureLayer] = []
    private(set) var tally: FindingTally

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        tally = FindingTally(file: file)
        do {
            try read(bytes)
        } catch {
            // The words of SQLite say what is damaged: "file is not a database", "database disk image is malformed".
            let words = (error as? DatabaseError)?.message ?? "it is not a GeoPackage"
            tally.add(Finding("N037", .error, at: SourcePosition(file: file), text: file, ["reason": words]))
        }
    }

    /// What keeps a file from being a GeoPackage.
    private struct Refusal: Error {}

    private mutating func read(_ bytes: [UInt8]) throws {
        guard bytes.count >= 512 else { throw Refusal() }
        // Size of a page and count of pages, most significant byte first (SQLite file format, 1.3.2 and 1.3.8); 1 stands for 65,536.
        let page = Int(bytes[16]) << 8 | Int(bytes[17])
        let pages = bytes[28..<32].reduce(0) { $0 << 8 | Int($1) }
        let whole = (page == 1 ? 65_536 : page) * pages
        if bytes.count < whole {
            tally.add(Finding("N055", .error, at: SourcePosition(file: file), text: file, ["bytes": String(bytes.count), "whole": String(whole)]))
        }
        let queue = try DatabaseQueue()
        defer { try? queue.close() }
        var found: [FeatureLayer] = []
        var tally = self.tally
        let file = self.file
        try queue.inDatabase { database in
            try GeoPackageFile.hand(bytes, to: database)
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON")
            database.clearSchemaCache()
            found = try GeoPackageFile.layers(of: database, file: file, tally: &tally)
        }
        self.tally = tally
        layers = found
    }

    /// Gives SQLite its own copy of the bytes as the main database.
    private static func hand(_ bytes: [UInt8], to database: Database) throws {
        let size = bytes.count
        guard let copy = unsafe sqlite3_malloc64(UInt64(size))?.assumingMemoryBound(to: UInt8.self) else { throw DatabaseError(resultCode: .SQLITE_NOMEM) }
        _ = unsafe UnsafeMutableBufferPointer(start: copy, count: size).initialize(from: bytes)
        // Bytes 18 and 19 name the way of writing; 2 asks for a WAL beside the file, which memory has not (SQLite file format, 1.3.3).
        unsafe copy[18] = 1
        unsafe copy[19] = 1
        let code = unsafe sqlite3_deserialize(
            database.sqliteConnection, "main", copy, Int64(size), Int64(size),
            UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY))
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    private static func layers(of database: Database, file: String, tally: inout FindingTally) throws -> [FeatureLayer] {
        var layers: [FeatureLayer] = []
        guard try database.tableExists("gpkg_geometry_columns") else { throw Refusal() }
        let systems = try database.tableExists("gpkg_spatial_ref_sys")
        let rows = try Row.fetchAll(database, sql: "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns ORDER BY table_name, column_name")
        for row in rows {
            guard let table = String.fromDatabaseValue(row["table_name"]), let column = String.fromDatabaseValue(row["column_name"]) else { continue }
            let code = Int.fromDatabaseValue(row["srs_id"]) ?? 0
            var layer = FeatureLayer(file: file, name: table, reference: try reference(code, database, isListed: systems))
            do {
                try fill(&layer, geometry: column, database, &tally)
            } catch let error as DatabaseError {
                tally.add(Finding("N038", .error, at: SourcePosition(file: file), text: table, ["reason": error.message ?? "", "count": String(layer.features.count)]))
            }
            layers.append(layer)
        }
        return layers
    }

    private static func reference(_ code: Int, _ database: Database, isListed: Bool) throws -> ReferenceSystem {
        if isListed,
            let row = try? Row.fetchOne(
                database, sql: "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?", arguments: [code])
        {
            let owner = String.fromDatabaseValue(row["organization"]) ?? ""
            let number = Int.fromDatabaseValue(row["organization_coordsys_id"]) ?? code
            let definition = String.fromDatabaseValue(row["definition"]) ?? ""
            let isEPSG = owner.uppercased() == "EPSG"
            if let known = ReferenceText.system(name: isEPSG ? "EPSG:\(number)" : "\(owner):\(number)", definition: definition) { return known }
            if isEPSG, let known = ReferenceText.system(epsg: number) { return known }
        }
        return ReferenceText.system(epsg: code) ?? ReferenceSystem(name: String(code), unit: .unknown, isStated: false)
    }

    /// Reads the rows of a layer one by one; what was read before a damaged page stays.
    private static func fill(_ layer: inout FeatureLayer, geometry: String, _ database: Database, _ tally: inout FindingTally) throws {
        let cursor = try Row.fetchCursor(database, sql: "SELECT * FROM " + quoted(layer.name))
        var places: [Int] = []
        var geometryPlace: Int?
        var keyPlace: Int?
        var number = 0
        while let row = try cursor.next() {
            if number == 0 {
                for (place, name) in row.columnNames.enumerated() {
                    if name.lowercased() == geometry.lowercased() {
                        geometryPlace = place
                    } else {
                        if ["fid", "ogc_fid", "id"].contains(name.lowercased()), keyPlace == nil { keyPlace = place }
                        places.append(place)
                        layer.columns.append(name)
                    }
                }
            }
            number += 1
            guard let geometryPlace else { return }
            let key = keyPlace.map { value(row, $0).text } ?? String(number)
            let blob = bytes(row, geometryPlace)
            guard !blob.isEmpty else { continue }
            guard let shape = WellKnownBinary.shape(ofPackage: blob) else {
                tally.add(Finding("N040", .warning, at: SourcePosition(file: layer.file), text: key, ["layer": layer.name]))
                continue
            }
            layer.features.append(MapFeature(shape: shape, values: places.map { value(row, $0) }, key: key, line: nil))
        }
    }

    private static func bytes(_ row: Row, _ place: Int) -> [UInt8] {
        guard case .blob(let data) = DatabaseValue.fromRow(row, place) else { return [] }
        return [UInt8](data)
    }

    private static func value(_ row: Row, _ place: Int) -> FeatureValue {
        switch DatabaseValue.fromRow(row, place) {
        case .int64(let number): .number(Double(number))
        case .double(let number): number.isFinite ? .number(number) : .none
        case .string(let text): text.isEmpty ? .none : .text(text)
        case .null, .blob: .none
        }
    }

    private static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }
}

extension DatabaseValue {
    /// What a row holds at a place.
    fileprivate static func fromRow(_ row: Row, _ place: Int) -> DatabaseValue.Storage {
        let value: DatabaseValue = row[place]
        return value.storage
    }
}
