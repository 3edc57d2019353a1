import TrialProgrammes

/// Simulates programmes with known steps, judges them as the engine does, and prints power and false discoveries beside published figures.
///
/// The published figures are those of a prototype in R on campaign means with steps only (22 sites, 10 substances, 30 % of the
/// values below the limit, 5 % of the cells raised, 60 replicates, q = 0.10); here every test of a campaign counts, from days to verdict.
struct DetectionStudy {
    var programmes: Int

    /// A line of the published table: earlier campaigns, factor, power and realised false discovery rate.
    static let published: [(history: Int, factor: Double, power: Double, falseDiscoveries: Double)] = [
        (6, 3, 0.27, 0.16), (6, 5, 0.78, 0.11), (6, 10, 0.97, 0.12), (12, 3, 0.31, 0.14), (12, 5, 0.78, 0.10), (24, 3, 0.35, 0.06),
        (24, 5, 0.84, 0.06),
    ]

    func run() {
        print("programmes \(programmes), seeds 1 to \(programmes); power and share of false discoveries, +- Monte Carlo standard error")
        print("earlier | factor | power published | power | +- | false published | false | +-")
        for line in DetectionStudy.published {
            var measured = DetectionPower(history: line.history, factor: line.factor)
            for seed in 1...programmes { measured.add(seed: UInt64(seed)) }
            let figures = [
                line.power, measured.power, measured.powerError, line.falseDiscoveries, measured.falseDiscoveryRate, measured.falseDiscoveryError,
            ]
            print(([String(line.history), String(Int(line.factor))] + figures.map(figure)).joined(separator: " | "))
        }
        print("campaigns with nothing in them | with an alarm about a drug | +- | meter named")
        for disturbance in FalseAlarms.Disturbance.allCases {
            var alarms = FalseAlarms(disturbance)
            for seed in 1...programmes { alarms.add(seed: UInt64(seed)) }
            let isMeter = disturbance == .meterHigh || disturbance == .meterLow
            print(
                "\(words(disturbance)) | \(figure(alarms.share)) | \(figure(alarms.error)) | "
                    + (isMeter ? figure(Double(alarms.named) / Double(programmes)) : "-"))
        }
    }

    private func words(_ disturbance: FalseAlarms.Disturbance) -> String {
        switch disturbance {
        case .nothing: "nothing"
        case .meterHigh: "a meter reads threefold"
        case .meterLow: "a meter reads a third"
        case .rain: "a day of rain"
        }
    }

    private func figure(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
}
