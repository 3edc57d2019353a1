internal import DenseAlgebra
internal import Monitoring
internal import RandomDraws

/// Sums over sites, one row an area and one column an analyte, as products of matrices.
struct AreaSums {
    /// People of sites with a mean, with a refused mean, and with a consumption.
    let people: Matrix
    let refusedPeople: Matrix
    let consumingPeople: Matrix
    /// Load per head times people, and the variance of that sum from errors of single sites.
    let load: Matrix
    let loadVariance: Matrix
    /// As `load` and `mass`, of the means of drawn distributions where sites have them, and less what a sum of lognormal days
    /// is too high by: where the intervals lie.
    let loadCentre: Matrix
    let massCentre: Matrix
    /// Load times people times the variance of the logarithm that is the site's own.
    let spread: Matrix
    let consumption: Matrix
    /// g/d, and the variance of that sum.
    let mass: Matrix
    let massVariance: Matrix
    /// How many sites, and the people of the largest one.
    let count: Matrix
    private(set) var largest: Matrix
    /// Flags of the sites, a row after the other.
    private var flags: [FigureFlags]
    /// The parent drug of each column.
    private(set) var parents: [String?]

    /// The variance of `consumption` from errors of single sites, and the standard deviation of what is lost on the way, which all share.
    let consumptionVariance: Matrix
    let lossSpread: Matrix
    /// Of load times people and of mass, where the convention takes intervals from the days; else zero.
    let loadScatter: Scatter
    let massScatter: Scatter
    /// People of sites of which the area holds less than half.
    let widerPeople: Matrix

    /// Of one batch, the variance of the logarithm that calibration brings.
    private let ofBatch: Double
    private let width: Int
    /// By cell: the squared shares that batches have in a sum; none where one batch measured all.
    private let shareSquares: [Int: Double]

    /// What calibration brings to a sum: a batch's error is that of all its results, and of no other's.
    func calibration(_ row: Int, _ column: Int) -> Double {
        guard let squares = shareSquares[row * width + column] else { return ofBatch }
        return portableLog1p(portableExpm1(ofBatch) * min(1, squares))
    }

    /// Squared standard errors summed, and their squares over the degrees of freedom.
    struct Scatter {
        var variance: Matrix
        var squaresOverDegrees: Matrix
    }

    /// Of the sites of an area, those that its figure carries.
    func flags(_ row: Int, _ column: Int) -> Set<String> { Set(flags[row * parents.count + column].names) }

    /// Nil where the sizes are beyond the library.
    ///
    /// - Parameters:
    ///   - estimates: sorted by site and analyte; of other analytes too, which are left out.
    ///   - sites: sorted, as are the analytes of the group.
    init?(_ estimates: [PeriodEstimate], sites: [SiteCode], areas: [Area], group: AreaCatchments.Group, figures: AreaFigures) {
        let siteRank = AreaSums.ranks(sites)
        let areaRank = AreaSums.ranks(areas.map(\.code))
        let ofBatch = figures.calibration
        var batchNumbers = BatchNumbers()
        var ofBatches: [Int: [Int32: Double]] = [:]
        var shares = Matrix(rows: areas.count, columns: sites.count)
        var (squares, inside, wider) = (shares, shares, shares)
        var membersOf = [[Int]](repeating: [], count: sites.count)
        for row in group.shares {
            guard let area = areaRank[row.area], let site = siteRank[row.site] else { continue }
            shares[area, site] = row.share
            squares[area, site] = row.share * row.share
            inside[area, site] = 1
            if row.isWider { wider[area, site] = row.share }
            membersOf[site].append(area)
        }
        let empty = Matrix(rows: sites.count, columns: group.analytes.count)
        var (present, people, refused, consuming) = (empty, empty, empty, empty)
        var (load, loadVariance, consumption, mass, massVariance) = (empty, empty, empty, empty, empty)
        var (loadCentre, massCentre, spread, consumptionVariance, lossSpread) = (empty, empty, empty, empty, empty)
        var (errors, errorSquares, massErrors, massErrorSquares) = (empty, empty, empty, empty)
        largest = Matrix(rows: areas.count, columns: group.analytes.count)
        flags = Array(repeating: [], count: areas.count * group.analytes.count)
        parents = Array(repeating: nil, count: group.analytes.count)
        var factors = group.analytes.map { ColumnFactor($0) }
        var (site, next) = (-1, 0)
        for estimate in estimates {
            if site < 0 || sites[site] != estimate.site {
                guard let found = siteRank[estimate.site] else { continue }
                (site, next) = (found, 0)
            }
            while next < group.analytes.count, group.analytes[next] != estimate.analyte, group.analytes[next] < estimate.analyte { next += 1 }
            guard next < group.analytes.count, group.analytes[next] == estimate.analyte, !membersOf[site].isEmpty else { continue }
            let (members, column) = (membersOf[site], next)
            let persons = estimate.population
            let calibration = LoadMean.calibration(ofBatch, shares: estimate.batches.map(\.share))
            let ownFlags = FigureFlags(names: estimate.flags)
            for area in members { flags[area * group.analytes.count + column].formUnion(ownFlags.intersection(AreaSums.inherited)) }
            if parents[column] == nil, estimate.consumption != nil { parents[column] = estimate.parentDrug }
            present[site, column] = 1
            guard let mean = estimate.load else {
                refused[site, column] = persons
                continue
            }
            for area in members { largest[area, column] = max(largest[area, column], persons * shares[area, site]) }
            people[site, column] = persons
            load[site, column] = persons * mean.value
            for share in estimate.batches {
                let batch = batchNumbers.number(of: share.batch)
                for area in members {
                    ofBatches[area * group.analytes.count + column, default: [:]][batch, default: 0] += shares[area, site] * persons * mean.value * share.share
                }
            }
            let drawn = estimate.drawn
            let excess = drawn?.mean ?? AreaSums.excess(estimate)
            loadCentre[site, column] = persons * mean.value * excess
            loadVariance[site, column] = AreaSums.variance(mean, times: persons, without: calibration)
            if let drawn { loadVariance[site, column] = AreaSums.variance(drawn, of: persons * mean.value, place: drawn.placeLogVariance) }
            let own = loadVariance[site, column]
            if own > 0 { spread[site, column] = own / (persons * mean.value) }
            if figures.isScatter { (errors[site, column], errorSquares[site, column]) = AreaSums.scatter(mean, of: estimate, times: persons) }
            if let used = estimate.consumption {
                consuming[site, column] = persons
                consumption[site, column] = persons * used.value
                let (factor, lossLogSD) = factors[column].found(estimate, figures)
                lossSpread[site, column] = persons * used.value * lossLogSD
                if figures.isScatter || !ownFlags.isDisjoint(with: [.amphetamineNet, .byDifference]) {
                    // What was taken away has a spread of its own.
                    consumptionVariance[site, column] = AreaSums.variance(
                        used, times: persons, without: calibration + lossLogSD * lossLogSD + (factor?.spread.variance ?? 0))
                } else if mean.value > 0 {
                    consumptionVariance[site, column] = own * (used.value / mean.value) * (used.value / mean.value)
                }
            }
            if let grams = estimate.massLoad {
                mass[site, column] = grams.value
                massCentre[site, column] = grams.value * excess
                massVariance[site, column] = AreaSums.variance(grams, times: 1, without: calibration)
                if let drawn { massVariance[site, column] = AreaSums.variance(drawn, of: grams.value, place: drawn.meterLogVariance) }
                if figures.isScatter { (massErrors[site, column], massErrorSquares[site, column]) = AreaSums.scatter(grams, of: estimate, times: 1) }
            }
        }
        self.ofBatch = ofBatch
        width = group.analytes.count
        shareSquares = batchNumbers.names.count < 2 ? [:] : ofBatches.mapValues { sums in
            // In the order of batches: sums keep their last bit.
            let parts = sums.sorted { $0.key < $1.key }.map(\.value)
            let whole = parts.reduce(0, +)
            return whole > 0 ? parts.reduce(0) { $0 + ($1 / whole) * ($1 / whole) } : 1
        }
        do {
            count = try inside.times(present)
            self.people = try shares.times(people)
            refusedPeople = try shares.times(refused)
            consumingPeople = try shares.times(consuming)
            widerPeople = try wider.times(people)
            self.load = try shares.times(load)
            self.loadVariance = try squares.times(loadVariance)
            self.loadCentre = try shares.times(loadCentre)
            self.massCentre = try shares.times(massCentre)
            self.spread = try shares.times(spread)
            self.consumption = try shares.times(consumption)
            self.consumptionVariance = try squares.times(consumptionVariance)
            self.lossSpread = try shares.times(lossSpread)
            self.mass = try shares.times(mass)
            self.massVariance = try squares.times(massVariance)
            if figures.isScatter {
                var fourth = squares
                for column in 0..<sites.count { for row in 0..<areas.count { fourth[row, column] *= squares[row, column] } }
                loadScatter = Scatter(variance: try squares.times(errors), squaresOverDegrees: try fourth.times(errorSquares))
                massScatter = Scatter(variance: try squares.times(massErrors), squaresOverDegrees: try fourth.times(massErrorSquares))
            } else {
                let none = Matrix(rows: 0, columns: 0)
                loadScatter = Scatter(variance: none, squaresOverDegrees: none)
                massScatter = loadScatter
            }
        } catch {
            return nil
        }
    }

    /// The correction factor of a column, and what is lost on the way: found once where sites do not differ in it.
    private struct ColumnFactor {
        private let analyte: AnalyteCode
        private var parentDrug: String?
        private var factor: CorrectionFactor?
        private var commonLossLogSD: Double?

        init(_ analyte: AnalyteCode) { self.analyte = analyte }

        mutating func found(_ estimate: PeriodEstimate, _ figures: AreaFigures) -> (factor: CorrectionFactor?, lossLogSD: Double) {
            guard let parent = estimate.parentDrug else { return (nil, 0) }
            if parentDrug != parent {
                parentDrug = parent
                factor = figures.choice.correction(of: parent, from: analyte)
                commonLossLogSD = nil
            }
            guard let factor else { return (nil, 0) }
            if figures.losses.knows(estimate.site) { return (factor, factor.corrected(for: figures.losses.loss(of: factor, at: estimate.site)).lossLogSD) }
            let common = commonLossLogSD ?? factor.corrected(for: figures.losses.loss(of: factor, at: nil)).lossLogSD
            commonLossLogSD = common
            return (factor, common)
        }
    }

    /// The squared standard error behind an interval that the days gave, and its square over the degrees of freedom; of an
    /// interval found otherwise (bounds, or one day), as of a normal number.
    private static func scatter(_ mean: Estimate, of estimate: PeriodEstimate, times factor: Double) -> (Double, Double) {
        guard mean.method == .studentT else {
            let error = factor * (mean.interval.high - mean.interval.low) / (2 * LoadVariance.normalQuantile)
            return error.isFinite ? (error * error, 0) : (0, 0)
        }
        let isEstimated = [.kaplanMeier, .regressionOnOrderStatistics, .maximumLikelihood, .quasiUnbiased].contains(estimate.censoringMethod)
        let count = isEstimated ? estimate.quantifiedDays : estimate.days
        let error = factor * DayToDayInterval.standardError(mean, count: count)
        return (error * error, error * error * error * error / Double(max(1, count - 1)))
    }

    /// Flags of sites that an area's estimate carries.
    private static let inherited: FigureFlags = [
        .memoryParameter, .loadOnly, .censored, .aboveRange, .populationFallback, .populationsDisagree, .amphetamineNet, .amphetamineNotSeparable,
        .classMarker, .morphineSources, .poppyStrawLikely, .byDifference, .inSewerLoss, .storageLoss, .particulate, .mostlyLost, .markerDisagrees,
        .loadsByConvention, .drawnInterval, .missingDays, .weekPartOnly,
    ]

    private static func ranks<Kind>(_ codes: [Code<Kind>]) -> [Code<Kind>: Int] {
        var ranks: [Code<Kind>: Int] = [:]
        for (rank, code) in codes.enumerated() where ranks[code] == nil { ranks[code] = rank }
        return ranks
    }

    /// The variance of a site's figure that is its own: read from its 95 % interval as of a lognormal number, less what the
    /// sites share and the sum gets back as a whole.
    private static func variance(_ estimate: Estimate, times factor: Double, without shared: Double) -> Double {
        guard estimate.value > 0, estimate.interval.high > estimate.value, estimate.interval.high.isFinite else { return 0 }
        let logSD = portableLog(estimate.interval.high / estimate.value) / LoadVariance.normalQuantile
        return factor * factor * estimate.value * estimate.value * portableExpm1(max(0, logSD * logSD - shared))
    }

    /// The logarithm by which a sum of terms with lognormal errors is too high, as such errors on average are: half of what of
    /// their variance is not that of the sum, `(Σ w v / Σ w - V / M²) / 2`.
    func excessOfSum(_ area: Int, _ column: Int) -> Double {
        let centre = loadCentre[area, column]
        guard centre > 0 else { return 0 }
        return max(0, spread[area, column] / centre - loadVariance[area, column] / (centre * centre)) / 2
    }

    /// The same for the mean of a site's days, as a factor: `e^(-r² (n - 1) / 2)` with the random spread r of the mean of n days.
    private static func excess(_ estimate: PeriodEstimate) -> Double {
        let random = estimate.randomLogSD ?? 0
        return portableExp(-random * random * Double(max(0, estimate.days - 1)) / 2)
    }

    /// The variance of a drawn figure: of its own draws times a lognormal factor of its site.
    private static func variance(_ drawn: DrawnMoments, of value: Double, place: Double) -> Double {
        let spread = portableExpm1(place)
        return value * value * (drawn.variance * (1 + spread) + drawn.mean * drawn.mean * spread)
    }
}
