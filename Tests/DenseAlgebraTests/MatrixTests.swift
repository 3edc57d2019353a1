import DenseAlgebra
import Testing

@Suite("Dense matrices")
struct MatrixTests {
    /// Numbers between -1 and 1 that look random, from a linear congruence.
    private func scattered(_ rows: Int, _ columns: Int, from start: UInt64) -> Matrix {
        var state = start
        var result = Matrix(rows: rows, columns: columns)
        for column in 0..<columns {
            for row in 0..<rows {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                result[row, column] = Double(state >> 11) * 0x1p-52 - 1
            }
        }
        return result
    }

    private func largestDifference(_ left: Matrix, _ right: Matrix) -> Double {
        zip(left.elements, right.elements).map { abs($0 - $1) }.max() ?? 0
    }

    @Test func `the product equals the triple loop`() throws {
        let left = scattered(7, 5, from: 1)
        let right = scattered(5, 3, from: 2)
        var expected = Matrix(rows: 7, columns: 3)
        for i in 0..<7 { for j in 0..<3 { for k in 0..<5 { expected[i, j] += left[i, k] * right[k, j] } } }
        #expect(largestDifference(try left.times(right), expected) < 1e-15)
        #expect(largestDifference(try left.transposed.times(right, transposingSelf: true), expected) < 1e-15)
        #expect(largestDifference(try left.times(right.transposed, transposingOther: true), expected) < 1e-15)
        #expect(try left.times(Array(right.column(1))) == Array(left.times(right).column(1)))
    }

    @Test func `a symmetric positive definite system is solved`() throws {
        let root = scattered(6, 6, from: 3)
        var matrix = try root.times(root, transposingOther: true)
        for index in 0..<6 { matrix[index, index] += 1 }
        let solution = scattered(6, 2, from: 4)
        let right = try matrix.times(solution)
        #expect(largestDifference(try matrix.choleskySolve(right), solution) < 1e-12)
        let small = try Matrix(rowsOf: [[4, 2], [2, 5]])
        #expect(try CholeskyFactor(of: small).diagonal == [2, 2])
    }

    @Test func `a line through points has the least sum of squares`() throws {
        let design = try Matrix(rowsOf: [[1, 0], [1, 1], [1, 2], [1, 3]])
        let fit = try design.leastSquares(Matrix(column: [1, 3, 4, 8]))
        #expect(abs(fit[0, 0] - 0.7) < 1e-14)
        #expect(abs(fit[1, 0] - 2.2) < 1e-14)
    }

    @Test func `what does not fit is an error and never a trap`() throws {
        let wide = Matrix(rows: 2, columns: 3, repeating: 1)
        #expect(throws: DenseAlgebraError.sizes(operation: "product", expected: "3 rows", found: "2")) { try wide.times(wide) }
        #expect(throws: DenseAlgebraError.self) { try CholeskyFactor(of: wide) }
        #expect(throws: DenseAlgebraError.self) { try wide.leastSquares(wide) }
        #expect(throws: DenseAlgebraError.notPositiveDefinite(order: 2)) { try CholeskyFactor(of: Matrix(rowsOf: [[1, 2], [2, 1]])) }
        #expect(throws: DenseAlgebraError.notFinite(operation: "Cholesky factor")) { try CholeskyFactor(of: Matrix(rowsOf: [[.nan]])) }
        #expect(throws: DenseAlgebraError.rankDeficient(column: 2)) {
            try Matrix(rowsOf: [[1, 2], [1, 2], [1, 2]]).leastSquares(Matrix(column: [1, 2, 3]))
        }
        #expect(throws: DenseAlgebraError.self) { try Matrix(rowsOf: [[1, 2], [1]]) }
        #expect(throws: DenseAlgebraError.self) { try Matrix(rows: 2, columns: 2, columnMajor: [1, 2, 3]) }
        #expect(throws: DenseAlgebraError.self) { try CholeskyFactor(of: .identity(2)).solve([1, 2, 3]) }
    }

    @Test func `empty matrices give empty results`() throws {
        let none = Matrix(rows: 0, columns: 0)
        #expect(try none.times(none).elements.isEmpty)
        #expect(try CholeskyFactor(of: none).solve([]).isEmpty)
        #expect(try Matrix(rows: 3, columns: 0).leastSquares(Matrix(rows: 3, columns: 2)).rows == 0)
        #expect(try Matrix(rows: 2, columns: 0).times(Matrix(rows: 0, columns: 3)) == Matrix(rows: 2, columns: 3))
    }

    @Test func `a product has the same bits every time`() throws {
        let left = scattered(200, 150, from: 5)
        let right = scattered(150, 90, from: 6)
        let first = try left.times(right)
        #expect(try left.times(right) == first)
    }

    @Test func `the library says what it is`() {
        LinearAlgebraLibrary.singleThreaded()
        #expect(LinearAlgebraLibrary.configuration.contains("OpenBLAS"))
        #expect(!LinearAlgebraLibrary.kernel.isEmpty)
        #expect(LinearAlgebraLibrary.resolvedFiles.contains { $0.hasPrefix("/") && $0.contains("lapack") })
    }
}
