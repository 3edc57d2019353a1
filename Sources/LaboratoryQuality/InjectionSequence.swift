internal import Monitoring

/// The injections of a batch in the order in which they were made.
///
/// One instrument makes one injection at a time, so the time of acquisition stands for the
/// injection; results without a time are no part of the sequence.
struct InjectionSequence {
    /// What an injection was, as far as the sequence cares.
    enum Role: Comparable { case standard, control, blank, sample }

    struct Entry {
        var time: Instant
        var role: Role
    }

    /// By time, one for each.
    private(set) var entries: [Entry] = []
    private var roles: [Instant: Role] = [:]

    /// Adds the injection of a result.
    mutating func add(_ result: LaboratoryResult) {
        guard let time = result.analysedAt else { return }
        let role = InjectionSequence.role(result.sampleType)
        if let known = roles[time], known <= role { return }
        roles[time] = role
    }

    /// Puts the injections in order.
    ///
    /// - Complexity: O(n log n) in the injections.
    mutating func close() {
        entries = roles.map { Entry(time: $0.key, role: $0.value) }.sorted { $0.time < $1.time }
    }

    private static func role(_ type: SampleType) -> Role {
        switch type {
        case .standard: .standard
        case .qc: .control
        case .blank, .doubleBlank, .fieldBlank, .solvent: .blank
        case .unknown, .duplicate, .spike: .sample
        }
    }

    /// When the first injection was made.
    var first: Instant? { entries.first?.time }

    /// When the injection before was made; nil for the first, and for one that is not in the sequence.
    func before(_ time: Instant) -> Instant? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].time < time { low = middle + 1 } else { high = middle }
        }
        guard low < entries.count, entries[low].time == time, low > 0 else { return nil }
        return entries[low - 1].time
    }
}
