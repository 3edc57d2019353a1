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
        var matrix = LoadMatrix(campaigns: table.campaigns.count, sites: table.sites.count, series: table.analytes.count)
        for campaign in 0..<matrix.campaigns {
            for site in 0..<matrix.sites {
                for analyte in 0..<matrix.series {
                    matrix[campaign, site, analyte] = CampaignLoad(table.usableDays(campaign, site, analyte).map(\.load))
                }
            }
        }
        return matrix
    }

    /// Campaign means of the concentrations, ln ng/L; the last series is ln mg/L of NH4-N.
    static func concentrations(_ table: CampaignTable) -> LoadMatrix {
        let analytes = table.analytes.count
        var matrix = LoadMatrix(campaigns: table.campaigns.count, sites: table.sites.count, series: analytes + 1)
        for campaign in 0..<matrix.campaigns {
            for site in 0..<matrix.sites {
                for analyte in 0..<analytes {
                    matrix[campaign, site, analyte] = CampaignLoad(table.usableDays(campaign, site, analyte).map(\.concentration))
                }
                let ammonium = table.days(campaign, site).filter { !$0.isWet && !$0.isSwapped }.compactMap(\.logAmmonium)
                matrix[campaign, site, analytes] = CampaignLoad(ammonium.map { LogResult(value: $0) })
            }
        }
        return matrix
    }

    /// Median flows of the campaigns, ln m3/d; one series.
    static func flows(_ table: CampaignTable) -> LoadMatrix {
        var matrix = LoadMatrix(campaigns: table.campaigns.count, sites: table.sites.count, series: 1)
        for campaign in 0..<matrix.campaigns {
            for site in 0..<matrix.sites {
                let days = table.days(campaign, site)
                let dry = days.filter { !$0.isWet && !$0.isMeterFault }
                let flows = (dry.count >= 3 ? dry : days).compactMap(\.logFlow)
                guard let middle = median(flows) else { continue }
                matrix[campaign, site, 0] = CampaignLoad(low: middle, high: middle, days: flows.count, quantifiedDays: flows.count)
            }
        }
        return matrix
    }
}

/// What all sites share in a campaign, for one series: season, holidays, a change of supply.
struct NetworkFactor: Sendable {
    /// The factor is taken from at least so many sites; below, none is taken out.
    static let fewestSites = 5

    /// ln of the factor, by campaign; zero where too few sites have a measured value.
    let logFactors: [Double]
    /// Sites behind each factor; zero where none was taken out.
    let siteCounts: [Int]
    /// Median over the history of each site, after the factors; nil where nothing was measured.
    let centres: [Double?]

    /// Fits factors and centres by medians in turn (median polish), three rounds.
    ///
    /// - Parameter history: the campaigns that make the centres, without `target`.
    /// - Source: Tukey 1977, Exploratory Data Analysis, chapter 11.
    init(_ matrix: LoadMatrix, series: Int, history: [Int], target: Int) {
        var factors = Array(repeating: 0.0, count: matrix.campaigns)
        var counts = Array(repeating: 0, count: matrix.campaigns)
        var centres = Array(repeating: Double?.none, count: matrix.sites)
        func measured(_ campaign: Int, _ site: Int) -> Double? {
            guard let load = matrix[campaign, site, series], load.isExact else { return nil }
            return load.middle
        }
        for _ in 0..<3 {
            for site in 0..<matrix.sites {
                centres[site] = median(history.compactMap { campaign in measured(campaign, site).map { $0 - factors[campaign] } })
            }
            for campaign in history + [target] {
                let residuals = (0..<matrix.sites).compactMap { site -> Double? in
                    guard let centre = centres[site], let value = measured(campaign, site) else { return nil }
                    return value - centre
                }
                guard residuals.count >= NetworkFactor.fewestSites, let factor = median(residuals) else { continue }
                factors[campaign] = factor
                counts[campaign] = residuals.count
            }
        }
        logFactors = factors
        siteCounts = counts
        self.centres = centres
    }
}

/// By how much all series of a site moved together in a campaign.
struct CommonShift: Hashable, Sendable {
    /// ln of the factor: median over the series.
    var logFactor: Double
    var series: Int
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
            shifts.append(value - centre - networks[series].logFactors[campaign])
        }
        guard shifts.count >= 3, let middle = median(shifts) else { return nil }
        logFactor = middle
        series = shifts.count
        let half = against / 2
        agreeing = Double(shifts.filter { against > 0 ? $0 > half : $0 < half }.count) / Double(shifts.count)
    }
}
