internal import AnomalyDetection
internal import Monitoring

/// Sites whose flow meter was found at fault: their loads carry the fault, whatever the drug.
///
/// The load stays as it was reported, with the flag `FLOW_METER`; consumption and doses are not
/// worked out from it, and it is compared with no other period, nor is another compared with it.
struct FaultyMeters {
    static let flag = "FLOW_METER"

    private let now: Set<SiteCode>
    private let before: [ComparisonBase: Set<SiteCode>]

    /// - Parameters:
    ///   - earlier: judges an earlier campaign; asked only where loads of it are there.
    ///   - loads: of the period and of those before it.
    init(_ detection: DetectionResult, earlier: (Period) -> DetectionResult, period: Period, loads: [DailyLoad]) {
        now = FaultyMeters.sites(detection)
        var before: [ComparisonBase: Set<SiteCode>] = [:]
        for (base, other) in [(ComparisonBase.previousPeriod, period.previous), (.samePeriodLastYear, period.samePeriodLastYear)]
        where loads.contains(where: { other.contains($0.date) }) {
            before[base] = FaultyMeters.sites(earlier(other))
        }
        self.before = before
    }

    private static func sites(_ detection: DetectionResult) -> Set<SiteCode> {
        Set(detection.faults.filter { $0.kind == .flowMeter }.map(\.site))
    }

    func withheld(_ estimates: [PeriodEstimate]) -> [PeriodEstimate] {
        estimates.map { now.contains($0.site) ? $0.withoutConsumption(flag: FaultyMeters.flag) : $0 }
    }

    func withheld(_ changes: [LoadChange]) -> [LoadChange] {
        changes.map { change in
            guard now.contains(change.site) || before[change.against]?.contains(change.site) == true else { return change }
            var change = change
            change.ratio = nil
            change.verdict = .notComparable
            return change
        }
    }
}

extension DetectionInput {
    /// The same, for the campaign of an earlier period.
    func before(_ earlier: Period) -> DetectionInput {
        var input = self
        input.period = earlier
        return input
    }
}
