/// The readings of a file, in its order.
///
/// Those of a canonical table are kept in typed columns and made when they are asked for; those of an export are kept as they are.
package struct AssayReadings: RandomAccessCollection, Equatable, Sendable, ExpressibleByArrayLiteral {
    private enum Storage: Sendable {
        case rows([AssayReading])
        case columns(CanonicalReadings, missingUnit: String?)
    }

    private var storage: Storage

    package init(_ rows: [AssayReading]) { storage = .rows(rows) }
    package init(arrayLiteral rows: AssayReading...) { storage = .rows(rows) }
    init(_ columns: CanonicalReadings) { storage = .columns(columns, missingUnit: nil) }

    package var startIndex: Int { 0 }
    package var endIndex: Int {
        switch storage {
        case .rows(let rows): rows.count
        case .columns(let columns, _): columns.count
        }
    }

    /// - Complexity: logarithmic in the size of the file, at most.
    package subscript(index: Int) -> AssayReading {
        switch storage {
        case .rows(let rows): rows[index]
        case .columns(let columns, let unit): columns.reading(index, missingUnit: unit)
        }
    }

    /// States the unit of those readings for which the file states none.
    package mutating func state(missingUnit unit: String) {
        switch storage {
        case .rows(var rows):
            storage = .rows([])
            for index in rows.indices where rows[index].unit == nil { rows[index].unit = unit }
            storage = .rows(rows)
        case .columns(let columns, _): storage = .columns(columns, missingUnit: unit)
        }
    }

    /// Whether a sample or an injection may have a name that is such; false is certain.
    func mayHoldName(where isSuch: (String) -> Bool) -> Bool {
        switch storage {
        case .rows: true
        case .columns(let columns, _): columns.holdsName(where: isSuch)
        }
    }

    package static func == (left: AssayReadings, right: AssayReadings) -> Bool { left.count == right.count && left.elementsEqual(right) }
}
