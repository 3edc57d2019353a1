import DenseAlgebra

/// A matrix of which most elements are 0, by rows: which sites an area has, and with which share.
///
/// A country's areas hold a hundredth of its sites each: a dense product would multiply by 0 a hundred times for each share.
struct ShareRows: Sendable {
    private let starts: [Int]
    private let columns: [Int]
    private let values: [Double]
    /// The number of elements that are not 0.
    var count: Int { values.count }

    init(_ matrix: Matrix) {
        var (starts, columns, values) = ([0], [Int](), [Double]())
        for row in 0..<matrix.rows {
            for column in 0..<matrix.columns where matrix[row, column] != 0 {
                columns.append(column)
                values.append(matrix[row, column])
            }
            starts.append(columns.count)
        }
        self.starts = starts
        self.columns = columns
        self.values = values
    }

    /// The product with a matrix of as many rows as this one has columns; rows that it lacks count as 0.
    ///
    /// - Complexity: the number of elements that are not 0, times the columns. Sums run in the order of the columns.
    func times(_ other: Matrix) -> Matrix {
        var result = Matrix(rows: starts.count - 1, columns: other.columns)
        for column in 0..<other.columns {
            let numbers = other.column(column)
            for row in 0..<result.rows {
                var sum = 0.0
                for index in starts[row]..<starts[row + 1] where columns[index] < numbers.count { sum += values[index] * numbers[numbers.startIndex + columns[index]] }
                result[row, column] = sum
            }
        }
        return result
    }
}
