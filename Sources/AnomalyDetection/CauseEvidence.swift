internal import Monitoring
internal import ProgrammeFiles
internal import RandomDraws
internal import Wording

/// What speaks for and against each cause of the drug discoveries of a campaign.
///
/// A cause is `likely` only with two independent lines of evidence: chemistry (a by-product, a
/// precursor that rises too), metabolism (parent drug without what people make of it), and
/// mass (more than people could explain). Persistence tells manufacture from disposal. That
/// other branches show nothing is told, but counts for no line: nearly every discovery is local.
struct CauseEvidence {
    /// Published city-wide loads of methamphetamine end at 471 mg/d/1000 inhabitants (Guangzhou 2017); twice that is
    /// more than use explains.
    static let largestMethamphetamine = 942.0
    /// A load per head over this many times the highest of all other sites is more than use explains.
    static let timesOtherSites = 3.0
    /// and over this many times what the site's own history leads to expect.
    static let timesExpected = 5.0
    /// Days of a campaign up to which a rise is short.
    static let shortDays = 2

    let table: CampaignTable
    let faults: FaultJudgement
    let tests: DrugTests
    let ratios: [RatioDay]
    let bands: [[RatioBand]]
    let input: DetectionInput

    /// What was found at one site about one analyte.
    struct Signal {
        var site: Int
        var analyte: Int
        var direction: AnomalyDirection
        var verdicts: [TestVerdict]
        /// ln of the load to expect, as measured (network factor and correction put back); nil where never measured.
        var expected: Double?
        /// Days above twice the expected load, of the days measured.
        var raisedDays: [Int]
        var days: Int
        /// mg/d/1000 inhabitants above the expected load, mean of the campaign.
        var excess: Double
        var isShort: Bool { days >= 4 && raisedDays.count <= CauseEvidence.shortDays }
    }

    /// One assessment for each site and analyte with a discovery, sorted.
    func assessments() -> [CauseAssessment] {
        var groups: [[Int]: [TestVerdict]] = [:]
        for verdict in tests.discoveries { groups[[verdict.site, verdict.analyte], default: []].append(verdict) }
        var result: [CauseAssessment] = []
        for key in groups.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let verdicts = groups[key], key.count == 2 else { continue }
            let signal = signal(site: key[0], analyte: key[1], verdicts: verdicts)
            var draft = CauseDraft()
            if signal.direction == .up { weigh(signal, into: &draft) }
            result.append(
                CauseAssessment(
                    site: table.sites[signal.site], analyte: table.analytes[signal.analyte], direction: signal.direction, cause: draft.cause,
                    lines: draft.lines.sorted(), evidence: draft.evidence, otherExplanations: otherExplanations(signal, draft),
                    excessGramsPerDay: grams(signal)))
        }
        return result
    }

    // MARK: The signal

    private func signal(site: Int, analyte: Int, verdicts: [TestVerdict]) -> Signal {
        let direction: AnomalyDirection = verdicts.contains { $0.direction == .up } ? .up : .down
        var expected: Double?
        if let verdict = tests.step(site, analyte), case .step(let step, _) = verdict.test {
            expected = step.location + step.networkFactor + verdict.siteFactor
        }
        let cell = table.usableDays(table.target, site, analyte)
        // Where the site's past is silent, its quiet days are the yardstick.
        let yardstick = expected ?? median(cell.map(\.load.value))
        let spikes = verdicts.compactMap { verdict -> Int? in
            if case .daySpike(let spike) = verdict.test { spike.day } else { nil }
        }
        var raised = cell.filter { $0.load.isSeen && $0.load.value > (yardstick ?? .infinity) + 0.6931471805599453 }.map(\.day)
        if verdicts.allSatisfy(\.isFirstDetection) { raised = cell.filter { $0.load.isSeen }.map(\.day) }
        raised = Set(raised + spikes).sorted()
        let loads = cell.map { $0.load.isSeen ? portableExp($0.load.value) : 0 }
        let mean = loads.isEmpty ? 0 : loads.reduce(0, +) / Double(loads.count)
        let usual = expected.map(portableExp) ?? (verdicts.allSatisfy(\.isFirstDetection) ? 0 : yardstick.map(portableExp) ?? 0)
        return Signal(
            site: site, analyte: analyte, direction: direction, verdicts: verdicts, expected: expected, raisedDays: raised, days: cell.count,
            excess: max(0, mean - usual))
    }

    private func grams(_ signal: Signal) -> Double? {
        let people = table.days(table.target, signal.site).compactMap(\.population)
        guard !people.isEmpty, signal.excess > 0 else { return nil }
        // With the meter out by a factor, so is the mass.
        let correction = faults.corrections[signal.site].map { portableExp(-$0.logFactor) } ?? 1
        return signal.excess * correction * (people.reduce(0, +) / Double(people.count)) / 1_000_000
    }

    // MARK: For a cause

    private func weigh(_ signal: Signal, into draft: inout CauseDraft) {
        let analyte = table.analytes[signal.analyte]
        let made = SubstanceChemistry.madeWith(analyte)
        if made.contains(where: { $0.byProducts.contains(analyte) }) || (!made.isEmpty && SubstanceChemistry.of(analyte) == nil) {
            weighIngredient(signal, analyte, made, into: &draft)
        } else {
            weighDrug(signal, analyte, into: &draft)
        }
        if signal.days >= 4, !signal.raisedDays.isEmpty {
            draft.evidence.append(
                Reason(
                    signal.isShort ? "reason.raised_short" : "reason.raised_persistent",
                    ["raised": "\(signal.raisedDays.count)", "days": "\(signal.days)"]))
        }
        singleBranch(signal, into: &draft)
    }

    private func weighDrug(_ signal: Signal, _ analyte: AnalyteCode, into draft: inout CauseDraft) {
        let chemistry = SubstanceChemistry.known.first { $0.product == analyte }
        if let chemistry {
            metabolism(signal, chemistry, isParent: true, into: &draft)
            ingredients(signal, chemistry, into: &draft)
        }
        for parent in SubstanceChemistry.excreted(analyte) { metabolism(signal, parent, isParent: false, into: &draft) }
        mass(signal, analyte, into: &draft)
        licit(signal, analyte, into: &draft)
        opiates(signal, analyte, into: &draft)

        let hasIngredients = draft.has("by_product") || draft.has("precursor")
        let releases = ["by_product", "precursor", "unconsumed", "mass"].filter { draft.has($0) }.count
        if hasIngredients {
            draft.cause = releases >= 2 ? .manufactureLikely : .manufacturePossible
        } else if draft.has("unconsumed") && signal.isShort {
            draft.lines.insert("short")
            draft.cause = .disposalLikely
        } else if draft.has("unconsumed") {
            draft.cause = draft.has("mass") ? .manufactureLikely : .manufacturePossible
            // Medicines are poured away; nobody makes them in a kitchen.
            if chemistry?.precursors.isEmpty == true && chemistry?.byProducts.isEmpty == true && analyte != "mdma" {
                draft.cause = draft.has("mass") ? .disposalLikely : .disposalPossible
            }
        } else if draft.licitLines >= 2 && (!draft.has("mass") || draft.has("licit_amount")) {
            draft.cause = .licitLikely
        } else if draft.has("heroin_marker") || draft.has("metabolised") {
            draft.cause = .consumption
        } else if signal.isShort && draft.has("mass") {
            draft.cause = .disposalPossible
        }
    }

    /// A precursor or by-product: what it says about the drug that it belongs to.
    private func weighIngredient(
        _ signal: Signal, _ analyte: AnalyteCode, _ made: [SubstanceChemistry], into draft: inout CauseDraft
    ) {
        let isByProduct = made.contains { $0.byProducts.contains(analyte) }
        if isByProduct { byProduct(analyte, at: signal.site, into: &draft) }
        for chemistry in made {
            guard let product = table.analytes.firstIndex(of: chemistry.product) else { continue }
            let rise = discovery(signal.site, product)
            if let rise {
                draft.lines.insert("product")
                draft.evidence.append(
                    Reason("reason.product_rises", ["analyte": chemistry.product.rawValue, "q": probability(rise.qValue)]))
            }
            var other = signal
            other.analyte = product
            metabolism(other, chemistry, isParent: true, into: &draft)
        }
        draft.lines.remove("metabolised")
        let lines = draft.lines.filter { ["by_product", "product", "unconsumed"].contains($0) }.count
        if isByProduct || draft.has("product") {
            draft.lines.insert(isByProduct ? "by_product" : "precursor")
            draft.cause = lines + (isByProduct ? 0 : 1) >= 2 ? .manufactureLikely : .manufacturePossible
        } else if analyte == "p2p" {
            // No medical use is known of it.
            draft.lines.insert("precursor")
            draft.cause = .manufacturePossible
        } else {
            licit(signal, analyte, into: &draft)
            draft.cause = draft.licitLines >= 2 ? .licitLikely : .undetermined
        }
    }

    /// Parent drug over metabolite on the days of the signal.
    private func metabolism(_ signal: Signal, _ chemistry: SubstanceChemistry, isParent: Bool, into draft: inout CauseDraft) {
        for (number, rule) in RatioRule.library.enumerated() {
            let pair = [rule.numerator, rule.denominator]
            guard pair.contains(chemistry.product), let metabolite = pair.first(where: { $0 != chemistry.product }),
                chemistry.metabolites.contains(metabolite)
            else { continue }
            let ofSite = ratios.filter { $0.rule == number && $0.site == signal.site }
            let onDays = ofSite.filter { signal.raisedDays.contains($0.day) }
            let days = onDays.isEmpty ? ofSite : onDays
            let informative = days.filter { $0.diagnostic.verdict != .notInformative }
            guard !informative.isEmpty, bands.indices.contains(number), bands[number].indices.contains(signal.site) else { continue }
            let band = bands[number][signal.site]
            let unconsumed = informative.filter { $0.meaning == .unconsumed }
            let used = informative.filter { $0.diagnostic.verdict == .consumption }
            let own = informative.filter { $0.meaning == .ownSource }
            var words = ["ratio": rule.ratio, "analyte": chemistry.product.rawValue, "days": "\(informative.count)", "rule": rule.name]
            words["value"] = typical(informative)
            words["limit"] = (unconsumed.first?.diagnostic.verdict == .belowConsumption ? band.low : band.high).map { portableExp($0).significant(2) }
            if isParent, 2 * unconsumed.count >= informative.count {
                words["count"] = "\(unconsumed.count)"
                draft.lines.insert("unconsumed")
                let isBelow = unconsumed.first?.diagnostic.verdict == .belowConsumption
                draft.evidence.append(Reason(isBelow ? "reason.ratio_below" : "reason.ratio_above", words))
            } else if 2 * own.count > informative.count {
                words["count"] = "\(own.count)"
                draft.lines.insert("own_source")
                draft.evidence.append(Reason("reason.ratio_own_source", words))
            } else if 2 * used.count >= informative.count {
                words["count"] = "\(used.count)"
                draft.lines.insert("metabolised")
                draft.evidence.append(Reason("reason.ratio_consumption", words))
            }
        }
    }

    /// The median of the ratios as a text; a bound where only bounds are known.
    private func typical(_ days: [RatioDay]) -> String {
        let values = days.compactMap(\.diagnostic.value.quantifiedValue)
        if let middle = median(values) { return middle.significant(2) }
        switch days.first?.diagnostic.value {
        case .aboveRange(let limit): return "> " + limit.significant(2)
        case .belowQuantification(let limit), .belowDetection(let limit): return "< " + limit.significant(2)
        default: return ""
        }
    }

    private func ingredients(_ signal: Signal, _ chemistry: SubstanceChemistry, into draft: inout CauseDraft) {
        for code in chemistry.byProducts { byProduct(code, at: signal.site, into: &draft) }
        for code in chemistry.precursors {
            guard let index = table.analytes.firstIndex(of: code), let rise = discovery(signal.site, index) else { continue }
            draft.lines.insert("precursor")
            draft.evidence.append(Reason("reason.precursor", ["analyte": code.rawValue, "q": probability(rise.qValue)]))
        }
    }

    private func byProduct(_ code: AnalyteCode, at site: Int, into draft: inout CauseDraft) {
        guard let index = table.analytes.firstIndex(of: code) else { return }
        let seen = table.usableDays(table.target, site, index).filter { $0.concentration.isSeen }
        guard let most = seen.map(\.concentration.value).max() else { return }
        draft.lines.insert("by_product")
        draft.evidence.append(
            Reason(
                "reason.by_product",
                ["analyte": code.rawValue, "days": "\(seen.count)", "most": portableExp(most).significant(2)]))
    }

    private func discovery(_ site: Int, _ analyte: Int) -> TestVerdict? { tests.rise(site, analyte) }

    /// More than people could explain, on the days of the signal.
    private func mass(_ signal: Signal, _ analyte: AnalyteCode, into draft: inout CauseDraft) {
        let correction = faults.corrections[signal.site]?.logFactor ?? 0
        let cell = table.usableDays(table.target, signal.site, signal.analyte)
        let raised = cell.filter { signal.raisedDays.contains($0.day) && $0.load.isSeen }.map { portableExp($0.load.value - correction) }
        guard !raised.isEmpty else { return }
        let load = raised.reduce(0, +) / Double(raised.count)
        let others = table.sites.indices.filter { $0 != signal.site && discovery($0, signal.analyte) == nil }.compactMap {
            faults.loads[table.target, $0, signal.analyte]?.high
        }
        let expected = signal.expected.map { portableExp($0 - correction) } ?? 0
        guard load >= CauseEvidence.timesExpected * expected else { return }
        let words = ["load": load.significant(3), "grams": grams(signal)?.significant(2) ?? ""]
        if others.count >= NetworkFactor.fewestSites, let most = others.max(), most.isFinite,
            load >= CauseEvidence.timesOtherSites * portableExp(most)
        {
            draft.lines.insert("mass")
            draft.evidence.append(
                Reason(
                    "reason.mass_over_sites",
                    words.merging(["times": (load / portableExp(most)).significant(2), "count": "\(others.count)"]) { own, _ in own }))
        } else if analyte == "methamphetamine", load >= CauseEvidence.largestMethamphetamine {
            draft.lines.insert("mass")
            draft.evidence.append(
                Reason(
                    "reason.mass_over_cities",
                    words.merging(["times": (load / CauseEvidence.largestMethamphetamine * 2).significant(2)]) { own, _ in own }))
        }
    }

    /// Other branches show nothing: told, but no line of its own.
    private func singleBranch(_ signal: Signal, into draft: inout CauseDraft) {
        var path: Set<SiteCode> = [table.sites[signal.site]]
        for site in table.sites {
            let below = downstreamPath(site)
            if below.contains(table.sites[signal.site]) { path.insert(site) }
        }
        path.formUnion(downstreamPath(table.sites[signal.site]))
        let elsewhere = table.sites.indices.filter { !path.contains(table.sites[$0]) }
        guard elsewhere.count >= NetworkFactor.fewestSites, !elsewhere.contains(where: { discovery($0, signal.analyte) != nil }) else { return }
        draft.evidence.append(Reason("reason.single_branch", ["count": "\(elsewhere.count)"]))
    }

    private func downstreamPath(_ site: SiteCode) -> Set<SiteCode> {
        var path: Set<SiteCode> = []
        var next = input.downstream[site]
        while let current = next, path.insert(current).inserted { next = input.downstream[current] }
        return path
    }

    // MARK: Medicine

    private func licit(_ signal: Signal, _ analyte: AnalyteCode, into draft: inout CauseDraft) {
        let site = table.sites[signal.site]
        let parent = input.analytes[analyte]?.parentDrug ?? analyte.rawValue
        if input.sites.first(where: { $0.code == site })?.catchmentType == .hospital {
            draft.lines.insert("hospital")
            draft.evidence.append(Reason("reason.hospital"))
        }
        guard let use = LicitLoad(site: site, analyte: analyte, parentDrug: parent, input: input) else { return }
        draft.lines.insert("licit_recorded")
        draft.evidence.append(
            Reason("reason.licit_recorded", ["analyte": analyte.rawValue, "dose": use.milligramsPerDayPer1000.significant(2)]))
        let correction = faults.corrections[signal.site]?.logFactor ?? 0
        guard let load = use.expectedLoad, let mean = faults.loads[table.target, signal.site, signal.analyte]?.middle else { return }
        let observed = portableExp(mean)
        let words = ["expected": load.significant(2), "load": portableExp(mean + correction).significant(2)]
        if load >= 0.5 * observed {
            draft.lines.insert("licit_amount")
            draft.evidence.append(Reason("reason.licit_explains", words))
        } else {
            draft.evidence.append(Reason("reason.licit_too_small", words))
        }
    }

    /// Morphine and codeine have medicines behind them; only 6-monoacetylmorphine speaks of heroin.
    private func opiates(_ signal: Signal, _ analyte: AnalyteCode, into draft: inout CauseDraft) {
        guard analyte == "morphine" || analyte == "codeine" else { return }
        guard let marker = table.analytes.firstIndex(of: "6-monoacetylmorphine") else {
            draft.evidence.append(Reason("reason.heroin_not_analysed"))
            return
        }
        let cell = table.usableDays(table.target, signal.site, marker)
        guard !cell.isEmpty else {
            draft.evidence.append(Reason("reason.heroin_not_analysed"))
            return
        }
        let seen = cell.filter { $0.load.isSeen }.count
        let words = ["seen": "\(seen)", "days": "\(cell.count)"]
        if seen > 0 {
            draft.lines.insert("heroin_marker")
            draft.evidence.append(Reason("reason.heroin_marker", words))
        } else {
            draft.lines.insert("no_heroin_marker")
            draft.evidence.append(Reason("reason.no_heroin_marker", words))
        }
    }
}
