private import CShippedTables

/// A data table compiled into the program from a file under `Sources/CShippedTables/tables`.
///
/// The tables travel inside the binary, so that it runs wherever it is copied, with no
/// resource folder beside it.
package struct ShippedTable: Sendable {
    /// The name under which the table was compiled in, such as `parameters.csv`.
    package let name: String
    /// The bytes of the file, as they were when the program was built.
    package let bytes: [UInt8]

    /// The text of the table; shipped tables are UTF-8.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Returns the table of that name, or nil where none was compiled in.
    ///
    /// - Complexity: linear in the number of tables, plus a copy of the bytes.
    package static func named(_ name: String) -> ShippedTable? {
        let list = unsafe entries
        for index in 0..<list.count where unsafe String(cString: list[index].name) == name {
            let entry = unsafe list[index]
            return unsafe ShippedTable(name: name, bytes: Array(UnsafeBufferPointer(start: entry.bytes, count: entry.count)))
        }
        return nil
    }

    /// The names of all tables, in the order in which they were compiled in.
    package static var names: [String] {
        let list = unsafe entries
        return (0..<list.count).map { unsafe String(cString: list[$0].name) }
    }

    private static var entries: UnsafeBufferPointer<headwater_table> {
        var count = 0
        let list = unsafe headwater_table_list(&count)
        return unsafe UnsafeBufferPointer(start: list, count: count)
    }
}
