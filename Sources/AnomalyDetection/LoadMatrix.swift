internal import RandomDraws

/// One value for each campaign, site and series (an analyte, or the flow), as an interval on the log scale.
struct LoadMatrix: Sendable {
    let campaigns: Int
    let sites: Int
    let series: Int
    private var values: [CampaignLoad?]

    init(campaigns: Int, sites: Int, series: Int) {
        self.campaigns = campaigns
        self.sites = sites
        self.series = series
        values = Array(repeating: nil, count: campaigns * sites * series)
    }

    subscript(campaign: Int, site: Int, series: Int) -> CampaignLoad? {
        get { values[(campaign * sites + site) * self.series + series] }
        set { values[(campaign * sites + site) * self.series + series] = newValue }
    }

    /// The campaigns before `target` in which a cell has a value.
    func history(before target: Int, _ site: Int, _ series: Int) -> [Int] {
        (0..<target).filter { self[$0, site, series] != nil }
    }

    /// Shifts all series of a site in a campaign: a factor that they share is taken out.
    mutating func shift(_ campaign: Int, _ site: Int, by amount: Double) {
        for series in 0..<series { self[campaign, site, series] = self[campaign, site, series]?.shifted(by: amount) }
    }

    /// Campaign means of the loads per head, ln mg/d/1000 inhabitants.
    static func loads(_ table: CampaignTable) -> LoadMatrix {
        let daySDs = DaySpread.daySDs(table) { $0.load }
        var matrix = LoadMatrix(campaigns: table.campaigns.count, sites: table.sites.count, series: table.analytes.count)
        let (sites, series) = (matrix.sites, matrix.series)
        matrix.values = inParts(matrix.campaigns, isLarge: sites * series >= StepTest.largeProgramme) { campaigns in
            var part: [CampaignLoad?] = []
            part.reserveCapacity(campaigns.count * sites * series)
            for campaign in campaigns {
                for site in 0..<sites {
                    for analyte in 0..<series {
                        part.append(CampaignLoad(table.usableDays(campaign, site, analyte).lazy.map(\.load), daySD: daySDs[analyte]))
                    }
                }
            }
            return part
        }
        return matrix
    }

    /// Campaign means of the concentrations, ln ng/L; the last series is ln mg/L of NH4-N.
    static func concentrations(_ table: CampaignTable) -> LoadMatrix {
        let analytes = table.analytes.count
        let daySDs = DaySpread.daySDs(table) { $0.concentration }
        var matrix = LoadMatrix(campaigns: table.campaigns.count, sites: table.sites.count, series: analytes + 1)
        for campaign in 0..<matrix.campaigns {
            for site in 0..<matrix.sites {
                for analyte in 0..<analytes {
                    matrix[campaign, site, analyte] = CampaignLoad(
                        table.usableDays(campaign, site, analyte).lazy.map(\.concentration), daySD: daySDs[analyte])
                }
                let ammonium = table.days(campaign, site).filter { !$0.isWet && !$0.isSwapped }.compactMap(\.logAmmonium)
                matrix[campaign, site, analytes] = CampaignLoad(ammonium.map { LogResult(value: $0) })
            }
        }
        return matrix
    }

    /// Median flows of the campaigns, ln m3/d; one series.
    static func flows(_ table: CampaignTable) -> LoadMatrix { medians(table) { $0.logFlow } }

    /// Medians of the people behind the loads, ln persons; one series.
    static func people(_ table: CampaignTable) -> LoadMatrix { medians(table) { $0.population.flatMap(positiveLog) } }

    private static func medians(_ table: CampaignTable, _ value: (SiteDay) -> Double?) -> LoadMatrix {
        var matrix = LoadMatrix(campaigns: table.campaigns.count, sites: table.sites.count, series: 1)
        for campaign in 0..<matrix.campaigns {
            for site in 0..<matrix.sites {
                let days = table.days(campaign, site)
                let dry = days.filter { !$0.isWet && !$0.isMeterFault }
                let values = (dry.count >= 3 ? dry : days).compactMap(value)
                guard let middle = median(values) else { continue }
                matrix[campaign, site, 0] = CampaignLoad(low: middle, high: middle, days: values.count, quantifiedDays: values.count)
            }
        }
        return matrix
    }
}

/// What all sites share in a campaign, for one series: season, holidays, a change of supply.
struct NetworkFactor: Sendable {
    /// The factor is taken from at least so many sites; below, none is taken out.
    static let fewestSites = 5

    /// ln of the factor by campaign and site, from the other sites; zero where too few have a measured value.
    private let factors: [Double]
    private let sites: Int
    /// Sites behind each campaign's factor; zero where none was taken out.
    let siteCounts: [Int]
    /// Median over the history of each site, after the factors; nil where nothing was measured.
    let centres: [Double?]

    /// ln of the factor that the other sites show in a campaign.
    func logFactor(_ campaign: Int, _ site: Int) -> Double { factors[campaign * sites + site] }

    /// Fits factors and centres by medians in turn (median polish), until they settle or for twelve rounds.
    ///
    /// A site's factor is then taken from the others: with its own value in the median, some
    /// sites would lie on it exactly, and their spread would look like none.
    ///
    /// - Parameter history: the campaigns that make the centres, without `target`.
    /// - Source: Tukey 1977, Exploratory Data Analysis, chapter 11.
    init(_ matrix: LoadMatrix, series: Int, history: [Int], target: Int) {
        sites = matrix.sites
        let campaigns = history + [target]
        var values = Array(repeating: Double.nan, count: matrix.campaigns * matrix.sites)
        for campaign in campaigns {
            for site in 0..<matrix.sites {
                guard let load = matrix[campaign, site, series], load.isExact, let value = load.middle else { continue }
                values[campaign * matrix.sites + site] = value
            }
        }
        var shared = Array(repeating: 0.0, count: matrix.campaigns)
        var counts = Array(repeating: 0, count: matrix.campaigns)
        var centres = Array(repeating: Double?.none, count: matrix.sites)
        var scratch: [Double] = []
        // A tenth of what the median of so many sites is uncertain by, where a site strays by a third.
        let settled = max(1e-4, 0.04 / Double(max(matrix.sites, 1)).squareRoot() * (matrix.sites >= 200 ? 1 : 0))
        for _ in 0..<12 {
            for site in 0..<matrix.sites {
                scratch.removeAll(keepingCapacity: true)
                for campaign in history {
                    let value = values[campaign * matrix.sites + site]
                    if !value.isNaN { scratch.append(value - shared[campaign]) }
                }
                centres[site] = medianInPlace(&scratch)
            }
            var moved = 0.0
            for campaign in campaigns {
                scratch.removeAll(keepingCapacity: true)
                for site in 0..<matrix.sites {
                    let value = values[campaign * matrix.sites + site]
                    if !value.isNaN, let centre = centres[site] { scratch.append(value - centre) }
                }
                guard scratch.count >= NetworkFactor.fewestSites, let factor = medianInPlace(&scratch) else { continue }
                moved = max(moved, (factor - shared[campaign]).magnitude)
                shared[campaign] = factor
                counts[campaign] = scratch.count
            }
            if moved < settled { break }
        }
        var factors = Array(repeating: 0.0, count: matrix.campaigns * matrix.sites)
        for campaign in campaigns where counts[campaign] > 0 {
            var residuals: [Double] = []
            for site in 0..<matrix.sites {
                let value = values[campaign * matrix.sites + site]
                if !value.isNaN, let centre = centres[site] { residuals.append(value - centre) }
            }
            let others = MedianOfOthers(&residuals)
            for site in 0..<matrix.sites {
                let place = campaign * matrix.sites + site
                guard !values[place].isNaN, let centre = centres[site] else {
                    factors[place] = shared[campaign]
                    continue
                }
                factors[place] = others.without(values[place] - centre)
            }
        }
        self.factors = factors
        siteCounts = counts
        self.centres = centres
    }

}

/// By how much all series of a site moved together in a campaign.
struct CommonShift: Hashable, Sendable {
    /// ln of the factor: median over the series.
    var logFactor: Double
    var series: Int
    /// Variance of `logFactor`: that of a median, from the robust spread of the series; at least 5 % squared.
    var variance: Double
    /// Share of the series that moved the same way by at least half of a given shift.
    var agreeing: Double

    /// Nil for fewer than three measured series.
    ///
    /// - Parameter against: the shift with which the share of agreeing series is taken.
    init?(_ matrix: LoadMatrix, _ networks: [NetworkFactor], campaign: Int, site: Int, against: Double) {
        var shifts: [Double] = []
        for series in 0..<matrix.series {
            guard let load = matrix[campaign, site, series], load.isExact, let value = load.middle,
                let centre = networks[series].centres[site]
            else { continue }
            shifts.append(value - centre - networks[series].logFactor(campaign, site))
        }
        guard shifts.count >= 3, let middle = median(shifts) else { return nil }
        logFactor = middle
        series = shifts.count
        let spread = robustSD(shifts) ?? 0
        variance = max(spread * spread * 1.5707963267948966 / Double(shifts.count), 0.0025)
        let half = against / 2
        agreeing = Double(shifts.filter { against > 0 ? $0 > half : $0 < half }.count) / Double(shifts.count)
    }
}
