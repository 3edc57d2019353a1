// Touches memory directly: lends its elements to Fortran routines that overwrite them; the lender checks sizes first.

/// A dense matrix of doubles, column after column, as BLAS and LAPACK lay it out.
package struct Matrix: Hashable, Sendable {
    package let rows: Int
    package let columns: Int
    /// `rows` x `columns` numbers; the element of row i and column j is number `j * rows + i`.
    package private(set) var elements: [Double]

    /// A matrix of one number throughout; a negative size counts as 0.
    package init(rows: Int, columns: Int, repeating value: Double = 0) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
        let (count, overflow) = self.rows.multipliedReportingOverflow(by: self.columns)
        elements = Array(repeating: value, count: overflow ? 0 : count)
    }

    /// A matrix of the numbers given column after column.
    ///
    /// - Throws: `DenseAlgebraError.sizes` where there are not `rows` x `columns` numbers.
    package init(rows: Int, columns: Int, columnMajor elements: [Double]) throws(DenseAlgebraError) {
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        guard rows >= 0, columns >= 0, !overflow, count == elements.count else {
            throw .sizes(operation: "matrix", expected: "\(rows) x \(columns) numbers", found: "\(elements.count)")
        }
        self.rows = rows
        self.columns = columns
        self.elements = elements
    }

    /// A matrix of the numbers given row after row.
    ///
    /// - Throws: `DenseAlgebraError.sizes` where the rows are not of one length.
    package init(rowsOf lines: [[Double]]) throws(DenseAlgebraError) {
        let width = lines.first?.count ?? 0
        self.init(rows: lines.count, columns: width)
        for (row, line) in lines.enumerated() {
            guard line.count == width else { throw .sizes(operation: "matrix", expected: "\(width) numbers in row \(row + 1)", found: "\(line.count)") }
            for (column, value) in line.enumerated() { elements[column * rows + row] = value }
        }
    }

    /// A matrix of one column.
    package init(column elements: [Double]) {
        rows = elements.count
        columns = 1
        self.elements = elements
    }

    package static func identity(_ size: Int) -> Matrix {
        var result = Matrix(rows: size, columns: size)
        for index in 0..<result.rows { result[index, index] = 1 }
        return result
    }

    package subscript(row: Int, column: Int) -> Double {
        get {
            precondition(row >= 0 && row < rows, "row outside the matrix")
            return elements[column * rows + row]
        }
        set {
            precondition(row >= 0 && row < rows, "row outside the matrix")
            elements[column * rows + row] = newValue
        }
    }

    /// The numbers of one column, from the first row.
    package func column(_ index: Int) -> ArraySlice<Double> { elements[index * rows..<(index + 1) * rows] }

    package var transposed: Matrix {
        var result = Matrix(rows: columns, columns: rows)
        for column in 0..<columns { for row in 0..<rows { result[column, row] = self[row, column] } }
        return result
    }

    var isFinite: Bool { elements.allSatisfy { $0.isFinite } }

    /// Lends the elements to a routine that overwrites them.
    mutating func overwrite<Result>(_ body: (UnsafeMutablePointer<Double>?) -> Result) -> Result {
        unsafe elements.withUnsafeMutableBufferPointer { buffer in unsafe body(buffer.baseAddress) }
    }
}
