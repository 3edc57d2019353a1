internal import Monitoring

/// A cause in the making.
struct CauseDraft {
    var cause = ProbableCause.undetermined
    var lines: Set<String> = []
    var evidence: [Reason] = []

    func has(_ line: String) -> Bool { lines.contains(line) }

    /// Lines that speak for medicine: one of record or place must be among them.
    var licitLines: Int {
        guard has("licit_recorded") || has("hospital") else { return 0 }
        return ["licit_recorded", "hospital", "licit_amount", "metabolised", "no_heroin_marker"].filter { has($0) }.count
    }
}
