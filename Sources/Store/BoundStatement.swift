internal import GRDB
internal import GRDBSQLite

/// A value of a column, for statements that run once.
enum ColumnValue {
    case text(String?)
    case integer(Int64?)
    case real(Double?)

    static func integer(_ value: Int?) -> ColumnValue { .integer(value.map(Int64.init)) }
}

/// A cached statement whose parameters are bound one after another by SQLite itself.
///
/// GRDB's own arguments box every value; bound directly, bulk rows are about three times as
/// fast. This file holds all unsafe code of the store. Texts are bound and read with their
/// length, so a NUL character inside one is kept.
@safe struct BoundStatement: ~Copyable {
    private let statement: Statement
    private let handle: OpaquePointer
    private var parameter: Int32 = 0
    /// The first code that SQLite answered to a binding, if not OK.
    private var bindingCode: Int32 = SQLITE_OK
    /// The sum over all values that were bound, or read by `sumRow`.
    private(set) var sum = RowSum()

    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        unsafe handle = unsafe statement.sqliteStatement
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    deinit {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    /// Binds the number of a row, which is no part of the sum.
    mutating func bindOrdinal(_ value: Int) {
        parameter += 1
        note(unsafe sqlite3_bind_int64(handle, parameter, Int64(value)))
    }

    mutating func bind(_ value: Int64?) {
        parameter += 1
        if let value { sum.add(value) } else { sum.addNull() }
        let code = if let value { unsafe sqlite3_bind_int64(handle, parameter, value) } else { unsafe sqlite3_bind_null(handle, parameter) }
        note(code)
    }

    mutating func bind(_ value: Int?) { bind(value.map(Int64.init)) }

    /// Binds a figure; SQLite keeps "not a number" as NULL.
    mutating func bind(_ value: Double?) {
        parameter += 1
        if let value, !value.isNaN { sum.add(value) } else { sum.addNull() }
        let code = if let value { unsafe sqlite3_bind_double(handle, parameter, value) } else { unsafe sqlite3_bind_null(handle, parameter) }
        note(code)
    }

    mutating func bind(_ value: String?) {
        parameter += 1
        guard var value else {
            sum.addNull()
            return note(unsafe sqlite3_bind_null(handle, parameter))
        }
        let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code = value.withUTF8 { bytes in
            sum.add(unsafe bytes.span)
            guard let start = bytes.baseAddress, !bytes.isEmpty else { return unsafe sqlite3_bind_text(handle, parameter, "", 0, transient) }
            return unsafe start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                unsafe sqlite3_bind_text64(handle, parameter, $0, UInt64(bytes.count), transient, UInt8(SQLITE_UTF8))
            }
        }
        note(code)
    }

    mutating func bind(_ value: ColumnValue) {
        switch value {
        case .text(let text): bind(text)
        case .integer(let integer): bind(integer)
        case .real(let real): bind(real)
        }
    }

    private mutating func note(_ code: Int32) { if bindingCode == SQLITE_OK { bindingCode = code } }

    /// Runs the statement to its end and makes it ready for the next row.
    mutating func run() throws {
        while try step() {}
        unsafe sqlite3_reset(handle)
        parameter = 0
    }

    /// Goes to the next row: false when there is none.
    mutating func step() throws -> Bool {
        guard bindingCode == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: bindingCode)) }
        let code = unsafe sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default:
            let message = unsafe sqlite3_errmsg(sqlite3_db_handle(handle)).map { unsafe String(cString: $0) }
            unsafe sqlite3_reset(handle)
            throw DatabaseError(resultCode: ResultCode(rawValue: code).primaryResultCode, message: message)
        }
    }

    /// Adds the values of the row to the sum, as they lie in the file.
    mutating func sumRow() {
        let count = unsafe sqlite3_column_count(handle)
        for column in 0..<count {
            switch unsafe sqlite3_column_type(handle, column) {
            case SQLITE_INTEGER: sum.add(integer(column))
            case SQLITE_FLOAT: sum.add(real(column))
            case SQLITE_NULL: sum.addNull()
            default:
                guard let start = unsafe sqlite3_column_text(handle, column) else { sum.addNull(); continue }
                let count = Int(unsafe sqlite3_column_bytes(handle, column))
                sum.add(unsafe UnsafeBufferPointer(start: start, count: count).span)
            }
        }
    }

    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }
    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : Int(integer(column)) }
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    func real(_ column: Int32) -> Double { unsafe sqlite3_column_double(handle, column) }
    func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }

    /// The text of a column; empty where NULL.
    func text(_ column: Int32) -> String {
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}

extension Database {
    /// Runs a statement once.
    func run(_ sql: String, _ values: ColumnValue...) throws {
        var statement = try BoundStatement(self, sql)
        for value in values { statement.bind(value) }
        try statement.run()
    }

    /// Reads every row of a query, in its order, with the sum over all of its values.
    func summedRows<Value>(_ sql: String, read: (borrowing BoundStatement) throws -> Value) throws -> (values: [Value], sum: RowSum) {
        var statement = try BoundStatement(self, sql)
        var result: [Value] = []
        while try statement.step() {
            statement.sumRow()
            result.append(try read(statement))
        }
        return (result, statement.sum)
    }

    /// Reads every row of a query, in its order.
    func rows<Value>(_ sql: String, _ values: ColumnValue..., read: (borrowing BoundStatement) throws -> Value) throws -> [Value] {
        var statement = try BoundStatement(self, sql)
        for value in values { statement.bind(value) }
        var result: [Value] = []
        while try statement.step() { result.append(try read(statement)) }
        return result
    }
}
