internal import Monitoring
internal import ProgrammeFiles

/// Which row of the method sheet a compound of an injection is.
struct MethodMatch {
    enum Outcome: Hashable {
        case row(MethodRow, wrongName: Bool)
        /// The name stands for more than one analyte.
        case ambiguous([AnalyteCode])
        /// More than one method has the name, and nothing tells which was used.
        case severalMethods([String])
        /// The analyte is known, and the method has no row for it.
        case notInMethod(AnalyteCode)
        /// An internal standard: no result.
        case internalStandard
        case unknown
    }

    private let methods: [MethodRow]
    private let byVendorName: [String: [MethodRow]]
    private let byAnalyte: [AnalyteCode: [MethodRow]]
    private let internalStandards: Set<String>
    private let catalogue: AnalyteCatalogue

    init(_ methods: [MethodRow], catalogue: AnalyteCatalogue) {
        self.methods = methods
        self.catalogue = catalogue
        byVendorName = Dictionary(grouping: methods) { AnalyteCatalogue.folded($0.vendorName) }
        byAnalyte = Dictionary(grouping: methods, by: \.analyte)
        internalStandards = Set(methods.compactMap { $0.internalStandard.map(AnalyteCatalogue.folded) })
    }

    /// The row of a compound as printed, in a method (nil: whichever has it), on a day.
    func outcome(_ compound: String, method: String?, on date: CalendarDate?) -> Outcome {
        let name = AnalyteCatalogue.folded(compound)
        let stated = valid(byVendorName[name] ?? [], method, date)
        if let outcome = single(stated) { return outcome }
        if internalStandards.contains(name) { return .internalStandard }
        switch catalogue[AnalyteCode(compound)].map({ .analyte($0.code) }) ?? catalogue.meaning(of: compound) {
        case .analyte(let code), .knownWrong(let code):
            if catalogue[code]?.role == .internalStandard { return .internalStandard }
            guard let outcome = single(valid(byAnalyte[code] ?? [], method, date)) else { return .notInMethod(code) }
            if case .row(let row, _) = outcome, case .knownWrong = catalogue.meaning(of: compound) { return .row(row, wrongName: true) }
            return outcome
        case .ambiguous(let codes): return .ambiguous(codes.sorted())
        case .unknown: return .unknown
        }
    }

    /// The limits of an analyte where every method that has it today has the same; for tables that name their samples.
    func onlyRow(_ analyte: AnalyteCode, on date: CalendarDate?) -> MethodRow? {
        let rows = valid(byAnalyte[analyte] ?? [], nil, date)
        guard let first = rows.first else { return nil }
        let isOne = rows.allSatisfy {
            $0.method == first.method && $0.limitOfDetection == first.limitOfDetection && $0.limitOfQuantification == first.limitOfQuantification
                && $0.upperLimit == first.upperLimit
        }
        return isOne ? first : nil
    }

    private func valid(_ rows: [MethodRow], _ method: String?, _ date: CalendarDate?) -> [MethodRow] {
        rows.filter { row in
            (method.map { SpecialValue.plain($0) == SpecialValue.plain(row.method) } ?? true)
                && (date.map { day in (row.validFrom.map { $0 <= day } ?? true) && (row.validTo.map { day <= $0 } ?? true) } ?? true)
        }
    }

    /// What rows that fit come to; nil where there are none.
    private func single(_ rows: [MethodRow]) -> Outcome? {
        guard let first = rows.first else { return nil }
        let methods = Set(rows.map(\.method))
        if methods.count > 1 { return .severalMethods(methods.sorted()) }
        let analytes = Set(rows.map(\.analyte))
        if analytes.count > 1 { return .ambiguous(analytes.sorted()) }
        // Of rows that follow each other in time and all fit (no date is known), the latest is in force.
        let latest = rows.max { ($0.validFrom ?? CalendarDate(day: .min)) < ($1.validFrom ?? CalendarDate(day: .min)) } ?? first
        return .row(latest, wrongName: false)
    }
}
