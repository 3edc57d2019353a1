/// The result of one injection, used or rejected by decision of two people, against what the rules of quality say.
///
/// Made by the commands of the laboratory (`headwater quality override`), kept with the audit
/// chain, and handed to the judgement of each run; no file of the laboratory is edited for it.
/// Without a second person (`approvedBy`) who is not the first, it has no effect but a finding.
package struct QualityOverride: Hashable, Sendable {
    package enum Action: String, Sendable, CaseIterable {
        /// The result counts as the laboratory reported it, before any other of its sample and analyte.
        case use
        /// The result does not count.
        case reject
    }

    /// The digest of the original file, or its name as positions give it. A digest holds for that version of the file alone.
    package var file: String
    /// The injection's name, as the instrument prints it.
    package var injection: String
    /// Nil for every analyte of the injection.
    package var analyte: AnalyteCode?
    package var action: Action
    /// Why, in the words of the person who asked.
    package var reason: String
    /// The account of the person who asked.
    package var by: String
    /// When it was asked for.
    package var at: Instant
    /// The account of the second person; nil while nobody has approved.
    package var approvedBy: String?
    /// When it was approved.
    package var approvedAt: Instant?

    package init(
        file: String, injection: String, analyte: AnalyteCode? = nil, action: Action, reason: String, by: String, at: Instant, approvedBy: String? = nil,
        approvedAt: Instant? = nil
    ) {
        self.file = file
        self.injection = injection
        self.analyte = analyte
        self.action = action
        self.reason = reason
        self.by = by
        self.at = at
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
    }
}

/// A hold of one analyte of a batch, lifted by a named person.
///
/// Made by the command `headwater quality release`, kept with the audit chain, and handed to
/// the judgement of each run. It lifts what its person saw: a reason for a hold that comes up
/// later holds the analyte again.
package struct BatchRelease: Hashable, Sendable {
    package var batch: String
    package var analyte: AnalyteCode
    /// The reasons of the hold that is lifted, such as `blank` or `control`, as the held batch names them; empty for whatever they are.
    package var holds: [String]
    /// Why, in the words of the person.
    package var reason: String
    /// The account of the person.
    package var by: String
    package var at: Instant

    package init(batch: String, analyte: AnalyteCode, holds: [String] = [], reason: String, by: String, at: Instant) {
        self.batch = batch
        self.analyte = analyte
        self.holds = holds
        self.reason = reason
        self.by = by
        self.at = at
    }
}
