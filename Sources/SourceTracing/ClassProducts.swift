/// The order in which the evidence of classes is multiplied: a class that reaches its own site and else what another class
/// reaches takes that other's product once more times one table, so that long ways downstream are not multiplied anew.
struct ClassProducts {
    /// All ways from heads to sites, each once.
    let arrivals: [SignatureClasses.Arrival]
    private let classes: SignatureClasses
    /// The class whose product is taken over, -1 where none is.
    private let base: [Int]
    /// How many classes take over the product of each.
    private let uses: [Int]

    init(_ classes: SignatureClasses) {
        self.classes = classes
        var seen: Set<SignatureClasses.Arrival> = []
        var arrivals: [SignatureClasses.Arrival] = []
        var places: [[SignatureClasses.Arrival]: Int] = [:]
        var base = [Int](repeating: -1, count: classes.count)
        var uses = [Int](repeating: 0, count: classes.count)
        for index in 0..<classes.count {
            for arrival in classes.arrivals[index] where seen.insert(arrival).inserted { arrivals.append(arrival) }
            let site = Int(classes.site[index])
            if site >= 0, let other = places[classes.arrivals[index].filter { $0.site != site }] {
                base[index] = other
                uses[other] += 1
            }
            places[classes.arrivals[index]] = index
        }
        self.arrivals = arrivals
        self.base = base
        self.uses = uses
    }

    /// Gives the product of the tables of each class, by rising class.
    func each(
        _ tables: [SignatureClasses.Arrival: SiteLikelihood.Table], rows: Int, columns: Int, body: (Int, SiteLikelihood.Table) -> Void
    ) {
        var held: [Int: (product: SiteLikelihood.Table, uses: Int)] = [:]
        for index in 0..<classes.count {
            var product: SiteLikelihood.Table?
            var ways = classes.arrivals[index]
            if base[index] >= 0, var kept = held[base[index]] {
                product = kept.product
                kept.uses -= 1
                held[base[index]] = kept.uses > 0 ? kept : nil
                ways.removeAll { $0.site != Int(classes.site[index]) }
            }
            for way in ways {
                guard let table = tables[way] else { continue }
                guard var now = product else {
                    product = table
                    continue
                }
                product = nil
                ClassProducts.multiply(&now, table, rows: rows, columns: columns)
                product = now
            }
            guard let product else { continue }
            if uses[index] > 0 { held[index] = (product, uses[index]) }
            body(index, product)
        }
    }

    private static func multiply(_ product: inout SiteLikelihood.Table, _ other: SiteLikelihood.Table, rows: Int, columns: Int) {
        for q in 0..<rows { product.lnRow[q] += other.lnRow[q] }
        let source = other.values.span
        var target = product.values.mutableSpan
        for place in 0..<(rows * columns) { target[place] *= source[place] }
    }
}
