// Touches memory directly: dgels takes pointers; sizes are checked before the call.
private import CLAPACKE

extension Matrix {
    /// The X that makes the sum of squares of A X - B least, for this A with at least as many rows as columns (`dgels`).
    ///
    /// A is taken to have full rank; a column whose diagonal of R is below 1e-12 of the largest is refused.
    ///
    /// - Throws: `DenseAlgebraError.sizes`, `.notFinite` or `.rankDeficient`.
    /// - Complexity: about 2 m n² multiplications for m rows and n columns.
    package func leastSquares(_ right: Matrix) throws(DenseAlgebraError) -> Matrix {
        guard rows >= columns, right.rows == rows, let m = Int32(exactly: rows), let n = Int32(exactly: columns), let count = Int32(exactly: right.columns)
        else { throw .sizes(operation: "least squares", expected: "\(rows) rows, at least \(columns)", found: "\(right.rows)") }
        guard isFinite, right.isFinite else { throw .notFinite(operation: "least squares") }
        guard n > 0, count > 0 else { return Matrix(rows: columns, columns: right.columns) }
        var factor = self
        var solution = right
        LinearAlgebraLibrary.singleThreaded()
        let status = unsafe factor.overwrite { left in
            unsafe solution.overwrite { unsafe LAPACKE_dgels(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "N")), m, n, count, left, m, $0, m) }
        }
        guard status == 0 else { throw .rankDeficient(column: max(1, Int(status))) }
        let diagonal = (0..<columns).map { factor[$0, $0].magnitude }
        let largest = diagonal.max() ?? 0
        if let weak = diagonal.firstIndex(where: { $0 <= 1e-12 * largest }) { throw .rankDeficient(column: weak + 1) }
        var result = Matrix(rows: columns, columns: right.columns)
        for column in 0..<right.columns { for row in 0..<columns { result[row, column] = solution[row, column] } }
        return result
    }
}
