// Touches memory directly: dpotrf and dpotrs take pointers; sizes are checked before the call.
private import CLAPACKE

/// The lower triangular factor L of a symmetric positive definite matrix, A = L Lᵀ.
package struct CholeskyFactor: Hashable, Sendable {
    /// L in the lower triangle; what stands above the diagonal has no meaning.
    private let factor: Matrix

    /// Factors a matrix, of which only the lower triangle is read (`dpotrf`).
    ///
    /// - Throws: `DenseAlgebraError.sizes`, `.notFinite` or `.notPositiveDefinite`.
    /// - Complexity: n³/3 multiplications.
    package init(of matrix: Matrix) throws(DenseAlgebraError) {
        guard matrix.rows == matrix.columns, let n = Int32(exactly: matrix.rows) else {
            throw .sizes(operation: "Cholesky factor", expected: "a square matrix", found: "\(matrix.rows) x \(matrix.columns)")
        }
        guard matrix.isFinite else { throw .notFinite(operation: "Cholesky factor") }
        var factor = matrix
        if n > 0 {
            LinearAlgebraLibrary.singleThreaded()
            let status = unsafe factor.overwrite { unsafe LAPACKE_dpotrf(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), n, $0, n) }
            guard status == 0 else { throw .notPositiveDefinite(order: Int(status)) }
        }
        self.factor = factor
    }

    /// Solves A X = B (`dpotrs`).
    ///
    /// - Throws: `DenseAlgebraError.sizes` where B has another number of rows.
    /// - Complexity: 2 n² multiplications a column.
    package func solve(_ right: Matrix) throws(DenseAlgebraError) -> Matrix {
        guard right.rows == factor.rows, let n = Int32(exactly: factor.rows), let count = Int32(exactly: right.columns) else {
            throw .sizes(operation: "Cholesky solution", expected: "\(factor.rows) rows", found: "\(right.rows)")
        }
        guard right.isFinite else { throw .notFinite(operation: "Cholesky solution") }
        var solution = right
        guard n > 0, count > 0 else { return solution }
        let status = unsafe solution.overwrite {
            unsafe LAPACKE_dpotrs(LAPACK_COL_MAJOR, CChar(UInt8(ascii: "L")), n, count, factor.elements, n, $0, n)
        }
        guard status == 0 else { throw .sizes(operation: "Cholesky solution", expected: "valid arguments", found: "\(status)") }
        return solution
    }

    package func solve(_ right: [Double]) throws(DenseAlgebraError) -> [Double] { try solve(Matrix(column: right)).elements }

    /// The diagonal of L: twice the sum of its logarithms is that of the determinant of A.
    package var diagonal: [Double] { (0..<factor.rows).map { factor[$0, $0] } }
}

extension Matrix {
    /// The solution X of A X = B for this symmetric positive definite A, of which only the lower triangle is read.
    package func choleskySolve(_ right: Matrix) throws(DenseAlgebraError) -> Matrix { try CholeskyFactor(of: self).solve(right) }
}
