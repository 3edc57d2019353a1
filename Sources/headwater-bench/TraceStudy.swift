import Findings
import Monitoring
import RandomDraws
import SewerNetwork
import SourceTracing
import TrialSewers

/// Simulates sources in made cities, recovers them from files as a city would hand them over, and prints how well that went.
///
/// The truth comes from `TrialSewers`, which shares nothing with the reader of networks and the tracer but random numbers.
struct TraceStudy {
    var manholes: Int
    var points: Int
    /// Minutes for all lines together; each stops when its share is used up.
    var minutes: Int
    private let clock = ContinuousClock()

    init(manholes: Int, points: Int, minutes: Int) {
        self.manholes = manholes
        self.points = points
        self.minutes = minutes
    }

    /// A line of the table.
    private struct Line {
        var name: String
        var days = 7
        /// Grams a day of each source.
        var masses: [Double] = []
        /// Whether they run on one day only, for so many hours.
        var pulseHours: Double?
        var splits = 0.0
        var splitError = 0.0
        /// Whether the drawing lacks a pipe below 3 to 30 % of the manholes.
        var lacksPipe = false
        /// Whether proposed samples are followed until ten manholes are left.
        var isFollowed = false
        /// What a prototype of the same method gave, as published beside it: part of cases with BF > 10 and class first, median set,
        /// further samples mean / p90, reached, in the set at the end (for dumps: BF > 10 and class first).
        var published = "-"
    }

    private var lines: [Line] {
        var lines = [
            Line(name: "no source", published: "0.00"), Line(name: "no source, one value a site", days: 1, published: "0.00"),
            Line(name: "no source, splits wrong", splits: 0.016, splitError: 0.6), Line(name: "no source, a pipe missing", lacksPipe: true),
        ]
        let weekly = [
            (0.3, "0.05 0.21 3278 24/40 0.65 0.94"), (1, "0.51 0.76 540 10.4/22 0.93 0.98"), (3, "0.82 0.89 471 7.3/9 0.99 0.99"),
            (10, "0.95 0.99 471 6.1/7 1.00 0.99"), (30, "1.00 1.00 430 5.9/7 1.00 0.98"),
        ]
        for (mass, published) in weekly {
            lines.append(Line(name: "one value a site, \(mass) g/d", days: 1, masses: [mass], isFollowed: true, published: published))
        }
        for mass in [1.0, 3, 10] { lines.append(Line(name: "steady \(mass) g/d", masses: [mass], isFollowed: true)) }
        for (mass, published) in [(1.0, "0.35 0.60"), (3, "0.76 0.89"), (10, "0.96 0.99"), (30, "1.00 1.00")] {
            lines.append(Line(name: "one day of seven, 3 h, \(mass) g", masses: [mass], pulseHours: 3, published: published))
        }
        lines.append(Line(name: "steady 10 g/d, splits wrong", masses: [10], splits: 0.016, splitError: 0.6, isFollowed: true))
        lines.append(Line(name: "steady 10 g/d, a pipe missing", masses: [10], lacksPipe: true))
        lines.append(Line(name: "two of 10 g/d", masses: [10, 10], published: "pair 0.70"))
        lines.append(Line(name: "two dumps of 10 g", masses: [10, 10], pulseHours: 3))
        lines.append(Line(name: "10 g/d and a silent 1 g/d", masses: [10, 1]))
        return lines
    }

    private struct Tally {
        var cases = 0, strong = 0, first = 0, covered = 0, pairs = 0, followed = 0, reached = 0, coveredAtEnd = 0, massHeld = 0
        var sizes: [Int] = []
        var samples: [Int] = []
        var excess: [Double] = []
    }

    func run() throws {
        print("line | cases | BF>10 | class first | in 90 % set | median set | mass in 95 % | pair | reached <= 10 | samples mean / p90 | over log2(set/10) | in set at end | published")
        let share = Duration.seconds(minutes * 60) / lines.count
        for line in lines {
            let start = clock.now
            var tally = Tally()
            while clock.now - start < share, tally.cases < 1000 { try one(line, number: tally.cases, &tally) }
            print(told(line, tally))
        }
    }

    private func one(_ line: Line, number: Int, _ tally: inout Tally) throws {
        let seed = UInt64(number) + 1
        // A new city every ten cases.
        let sewer = TrialSewer(seed: seed / 10 + 77, manholes: manholes, splits: line.splits)
        var pipes = sewer.pipesTable(seed: seed, splitError: line.splitError)
        if line.lacksPipe {
            var draws = RandomStream(seed: seed, "missing pipe")
            let above = sewer.summed(sewer.pipes.map { _ in 1 })
            let all = Double(sewer.count)
            let open = sewer.pipes.indices.filter { sewer.pipes[$0].count == 1 && above[$0] > 0.03 * all && above[$0] < 0.3 * all }
            if !open.isEmpty {
                let prefix = "p\(open[draws.integer(below: open.count)])-"
                pipes = pipes.split(separator: "\n").filter { !$0.hasPrefix(prefix) }.joined(separator: "\n")
            }
        }
        let reading = SewerReading.read(files: [
            NetworkFile(name: "nodes.csv", bytes: Array(sewer.nodesTable().utf8)), NetworkFile(name: "pipes.csv", bytes: Array(pipes.utf8)),
        ])
        guard let graph = reading.graph else { throw UsageError(description: "the made city could not be read") }
        let network = TraceNetwork(graph)
        var draws = RandomStream(seed: seed, "study", line.name)
        var places = sewer.points(points)
        var sources: [TrialSource] = []
        for mass in line.masses {
            var days = [Double](repeating: mass, count: line.days)
            if line.pulseHours != nil {
                days = [Double](repeating: 0, count: line.days)
                days[draws.integer(below: line.days)] = mass
            }
            sources.append(TrialSource(node: 1 + draws.integer(below: sewer.count - 1), gramsPerDay: days, hours: line.pulseHours ?? 24))
        }
        let campaign = TrialCampaign(seed: seed, days: line.days)
        func traced() -> SourcePosterior {
            let table = ObservationTable.read(
                NetworkFile(name: "observations.csv", bytes: Array(campaign.table(sewer, points: places, sources: sources).utf8)))
            return SourcePosterior.trace(
                network: network,
                observations: table.measurements.map {
                    SourceObservation(
                        node: $0.node, date: $0.date, analyte: "x", result: $0.result, detectionLimit: $0.detectionLimit, flowVolume: $0.flowVolume)
                }, analyte: "x")
        }
        func node(_ number: Int) -> Int { graph.index(of: NodeID("n\(number)")) ?? -1 }
        var posterior = traced()
        tally.cases += 1
        if posterior.lnBayesFactor > 2.302585 { tally.strong += 1 }
        guard let source = sources.first else { return }
        let heads = sources.map { node(sewer.firstPoint($0.node, Set(places))) }
        if posterior.reaches.first.map({ heads.contains($0.head) }) ?? false { tally.first += 1 }
        if Set(posterior.reaches.prefix(Set(heads).count).map(\.head)) == Set(heads) { tally.pairs += 1 }
        if sources.contains(where: { posterior.credibleSet.nodes.contains(node($0.node)) }) { tally.covered += 1 }
        let mass = posterior.massGramsPerDay.interval
        if let truth = line.masses.first, mass.low <= truth, truth <= mass.high { tally.massHeld += 1 }
        tally.sizes.append(posterior.credibleSet.nodes.count)
        guard line.isFollowed, posterior.lnBayesFactor > 2.302585 else { return }
        let before = posterior.reaches.first?.nodes ?? 1
        var samples = 0
        while posterior.credibleSet.nodes.count > 10, samples < 40, let next = posterior.nextSamples.first {
            guard let added = Int(graph.id(next.node).rawValue.dropFirst()) else { break }
            places.append(added)
            samples += 1
            posterior = traced()
        }
        tally.followed += 1
        if posterior.credibleSet.nodes.count <= 10 {
            tally.reached += 1
            tally.samples.append(samples)
            tally.excess.append(Double(samples) - max(0, portableLog(Double(before) / 10) / 0.6931471805599453))
        }
        if posterior.credibleSet.nodes.contains(node(source.node)) { tally.coveredAtEnd += 1 }
    }

    private func told(_ line: Line, _ tally: Tally) -> String {
        func part(_ count: Int, _ all: Int) -> String { all > 0 ? figure(Double(count) / Double(all)) : "-" }
        func figure(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
        let hasSource = !line.masses.isEmpty
        let samples = tally.samples.sorted()
        let mean = samples.isEmpty ? "-" : figure(Double(samples.reduce(0, +)) / Double(samples.count))
        let high = samples.isEmpty ? "-" : String(samples[min(samples.count - 1, samples.count * 9 / 10)])
        let excess = tally.excess.isEmpty ? "-" : figure(tally.excess.reduce(0, +) / Double(tally.excess.count))
        return [
            line.name, String(tally.cases), part(tally.strong, tally.cases), hasSource ? part(tally.first, tally.cases) : "-",
            hasSource ? part(tally.covered, tally.cases) : "-", tally.sizes.isEmpty ? "-" : String(tally.sizes.sorted()[tally.sizes.count / 2]),
            line.masses.count == 1 ? part(tally.massHeld, tally.cases) : "-", line.masses.count == 2 ? part(tally.pairs, tally.cases) : "-",
            part(tally.reached, tally.followed), "\(mean) / \(high)", excess, part(tally.coveredAtEnd, tally.followed), line.published,
        ].joined(separator: " | ")
    }
}
