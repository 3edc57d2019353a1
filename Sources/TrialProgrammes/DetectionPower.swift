package import AnomalyDetection
package import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// How many of the cells that were raised are found, and how many of those found were not raised.
///
/// Programmes are drawn from `SimulatedProgramme` with 22 sites, nine drugs and a marker, a
/// tenth of the days or more below the limit, and one drug cell in twenty raised in the last
/// campaign; the detector sees what a real programme hands it, and every rise that it
/// declares counts, whichever of its tests found it.
package struct DetectionPower: Sendable {
    /// Earlier campaigns.
    package var history: Int
    /// By how much a raised cell exceeds what it would have been.
    package var factor: Double
    package var programmes = 0
    package var raised = 0
    package var found = 0
    /// Share of false discoveries of each programme; 0 where nothing was found.
    package var falseShares: [Double] = []
    /// Share found of each programme.
    package var shares: [Double] = []

    package var power: Double { raised > 0 ? Double(found) / Double(raised) : 0 }
    package var falseDiscoveryRate: Double { DetectionPower.mean(falseShares) }
    /// Monte Carlo standard errors of the two.
    package var powerError: Double { DetectionPower.standardError(shares) }
    package var falseDiscoveryError: Double { DetectionPower.standardError(falseShares) }

    package init(history: Int, factor: Double) {
        self.history = history
        self.factor = factor
    }

    /// Draws, judges and adds the programme of a seed.
    package mutating func add(seed: UInt64) {
        var programme = SimulatedProgramme(seed: seed)
        programme.history = history
        programme.censored = 0.3
        let drugs = programme.analytes.filter { SimulatedProgramme.catalogue[$0]?.role != .marker }
        var truth: Set<Cell> = []
        var draws = RandomStream(seed: seed, "raised")
        let count = programme.siteCount * drugs.count / 20
        while truth.count < count {
            let site = draws.integer(below: programme.siteCount)
            let analyte = drugs[draws.integer(below: drugs.count)]
            guard truth.insert(Cell(site: SimulatedProgramme.site(site), analyte: analyte)).inserted else { continue }
            programme.steps[site, default: [:]][analyte] = portableLog(factor)
        }
        let discoveries = DetectionPower.rises(CampaignDetection.detect(programme.input()))
        let right = discoveries.intersection(truth).count
        programmes += 1
        raised += count
        found += right
        shares.append(Double(right) / Double(count))
        falseShares.append(Double(discoveries.count - right) / Double(max(1, discoveries.count)))
    }

    /// A site and an analyte.
    package struct Cell: Hashable, Sendable {
        package var site: SiteCode
        package var analyte: AnalyteCode

        package init(site: SiteCode, analyte: AnalyteCode) {
            self.site = site
            self.analyte = analyte
        }
    }

    /// The cells that a campaign declares raised.
    package static func rises(_ result: DetectionResult) -> Set<Cell> {
        var cells: Set<Cell> = []
        for row in result.anomalies where row.isDiscovery && row.direction == .up && row.kind.isDrugSignal && row.kind != .trend {
            if let analyte = row.analyte { cells.insert(Cell(site: row.site, analyte: analyte)) }
        }
        return cells
    }

    private static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

    private static func standardError(_ values: [Double]) -> Double {
        guard values.count > 1 else { return .infinity }
        let middle = mean(values)
        let squares = values.reduce(0) { $0 + ($1 - middle) * ($1 - middle) }
        return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    }
}

/// How many campaigns with nothing in them raise an alarm about a drug.
package struct FalseAlarms: Sendable {
    /// What else may be wrong in the campaign.
    package enum Disturbance: Sendable, CaseIterable {
        case nothing
        /// A meter that reads threefold, one that reads a third.
        case meterHigh, meterLow
        /// A day of rain.
        case rain
    }

    package var disturbance: Disturbance
    package var campaigns = 0
    /// Campaigns with an alarm about a drug.
    package var withAlarm = 0
    /// Campaigns in which the faulty meter was named.
    package var named = 0

    package init(_ disturbance: Disturbance) { self.disturbance = disturbance }

    package var share: Double { campaigns > 0 ? Double(withAlarm) / Double(campaigns) : 0 }
    /// Monte Carlo standard error of the share.
    package var error: Double { campaigns > 0 ? (share * (1 - share) / Double(campaigns)).squareRoot() : .infinity }

    /// Draws and judges the programme of a seed: six earlier campaigns, as in `DetectionPower`, no cell raised.
    package mutating func add(seed: UInt64) {
        var programme = SimulatedProgramme(seed: seed)
        programme.history = 6
        programme.censored = 0.3
        let site = Int(seed % UInt64(programme.siteCount))
        switch disturbance {
        case .nothing: break
        case .meterHigh: programme.meters[site] = portableLog(3)
        case .meterLow: programme.meters[site] = -portableLog(3)
        case .rain: programme.rain = (day: 3, factor: 2)
        }
        let result = CampaignDetection.detect(programme.input())
        campaigns += 1
        if !DetectionPower.rises(result).isEmpty { withAlarm += 1 }
        if result.faults.contains(where: { $0.kind == .flowMeter && $0.site == SimulatedProgramme.site(site) }) { named += 1 }
    }
}
