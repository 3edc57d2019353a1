// Touches memory directly: dgemm takes pointers; sizes are checked before the call.
private import COpenBLAS

extension Matrix {
    /// The product of two matrices, each transposed first where asked.
    ///
    /// - Throws: `DenseAlgebraError.sizes` where the inner sizes differ.
    /// - Complexity: rows x inner x columns multiplications, by `dgemm` on one thread: the same bits on every AVX2 kernel.
    package func times(_ other: Matrix, transposingSelf: Bool = false, transposingOther: Bool = false) throws(DenseAlgebraError) -> Matrix {
        let (height, inner) = transposingSelf ? (columns, rows) : (rows, columns)
        let (otherInner, width) = transposingOther ? (other.columns, other.rows) : (other.rows, other.columns)
        guard inner == otherInner else {
            throw .sizes(operation: "product", expected: "\(inner) rows", found: "\(otherInner)")
        }
        var product = Matrix(rows: height, columns: width)
        guard height > 0, width > 0, inner > 0 else { return product }
        guard let m = Int32(exactly: height), let n = Int32(exactly: width), let k = Int32(exactly: inner), let lda = Int32(exactly: rows),
            let ldb = Int32(exactly: other.rows)
        else { throw .sizes(operation: "product", expected: "at most 2147483647 rows", found: "\(max(height, width, inner))") }
        LinearAlgebraLibrary.singleThreaded()
        unsafe product.overwrite { result in
            unsafe cblas_dgemm(
                CblasColMajor, transposingSelf ? CblasTrans : CblasNoTrans, transposingOther ? CblasTrans : CblasNoTrans, m, n, k, 1, elements, lda,
                other.elements, ldb, 0, result, m)
        }
        return product
    }

    /// The product with a vector.
    package func times(_ vector: [Double], transposingSelf: Bool = false) throws(DenseAlgebraError) -> [Double] {
        try times(Matrix(column: vector), transposingSelf: transposingSelf).elements
    }
}
