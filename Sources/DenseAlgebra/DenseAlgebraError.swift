/// Why an operation on matrices gave no result.
package enum DenseAlgebraError: Error, Hashable, Sendable {
    /// The sizes do not fit together, or exceed what the library can count (2^31 - 1).
    case sizes(operation: String, expected: String, found: String)
    /// A number is not finite.
    case notFinite(operation: String)
    /// The leading block of this order (from 1) is not positive definite.
    case notPositiveDefinite(order: Int)
    /// This column (from 1) is a combination of the columns before it, to working precision.
    case rankDeficient(column: Int)
}
