/// Where a sampler may stand, and what it costs to open a manhole.
package struct SamplingRules: Hashable, Sendable {
    /// Nodes at which no sample can be taken: locked, unsafe, not to be reached in time.
    package var closed: Set<Int> = []
    /// Relative cost of a sample at a node, 1 where not stated: information is weighed against it.
    package var cost: [Int: Double] = [:]
    /// Least dry-weather flow, m3/d: below it a sampler runs dry.
    package var leastFlow = 0.0
    /// Least number of people upstream: below it a result would speak of single households.
    package var leastPeople = 0.0

    package init() {}
}
