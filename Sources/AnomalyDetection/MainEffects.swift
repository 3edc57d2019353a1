/// The load to expect at a site where an analyte was hardly ever measured: a site's level plus an analyte's.
///
/// Least squares of the additive model `location = site + analyte`, found by means in turn
/// until nothing moves (Gauss-Seidel on the normal equations, so that gaps in the table
/// need no special care).
struct MainEffects: Sendable {
    private let site: [Double]
    private let analyte: [Double]
    /// Variance of a cell about the fit.
    let variance: Double

    /// - Parameter cells: locations known from cells' own histories.
    /// - Returns: nil for fewer than three cells.
    init?(_ cells: [(site: Int, analyte: Int, location: Double)], sites: Int, analytes: Int) {
        guard cells.count >= 3 else { return nil }
        var site = Array(repeating: 0.0, count: sites)
        var analyte = Array(repeating: cells.reduce(0) { $0 + $1.location } / Double(cells.count), count: analytes)
        for _ in 0..<50 {
            var sum = Array(repeating: 0.0, count: analytes)
            var count = Array(repeating: 0.0, count: analytes)
            for cell in cells {
                sum[cell.analyte] += cell.location - site[cell.site]
                count[cell.analyte] += 1
            }
            for index in 0..<analytes where count[index] > 0 { analyte[index] = sum[index] / count[index] }
            var siteSum = Array(repeating: 0.0, count: sites)
            var siteCount = Array(repeating: 0.0, count: sites)
            for cell in cells {
                siteSum[cell.site] += cell.location - analyte[cell.analyte]
                siteCount[cell.site] += 1
            }
            var moved = 0.0
            for index in 0..<sites where siteCount[index] > 0 {
                let next = siteSum[index] / siteCount[index]
                moved = max(moved, (next - site[index]).magnitude)
                site[index] = next
            }
            if moved < 1e-9 { break }
        }
        var squares = 0.0
        for cell in cells {
            let residual = cell.location - site[cell.site] - analyte[cell.analyte]
            squares += residual * residual
        }
        let used = Set(cells.map(\.site)).count + Set(cells.map(\.analyte)).count - 1
        // With no cell to spare, a factor of e either way: what sites of one city differ by.
        variance = cells.count > used ? max(squares / Double(cells.count - used), 0.01) : 1
        self.site = site
        self.analyte = analyte
    }

    func location(_ site: Int, _ analyte: Int) -> Double { self.site[site] + self.analyte[analyte] }
}
