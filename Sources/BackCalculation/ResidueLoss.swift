package import Monitoring
internal import ProgrammeFiles
internal import RandomDraws

/// What of a biomarker does not reach the laboratory's vial, at one site in one period.
///
/// ```
/// N0 = N / (S_sewer S_storage (1 - f))      k = ln 2 / t_half(T) + k_biofilm (A/V)
/// S_sewer = (1 + k v / m)^(-m² / v)         S_storage = exp(-k t)
/// ```
/// with the mean `m` and the variance `v` of the hours under way over the people upstream, read as a gamma distribution:
/// where all are equally long under way it is `exp(-k m)`. Half-lives are measured in sewage without biofilm, at one or two
/// temperatures; between and beyond them the logarithm of the rate is linear in the temperature, from 0 to 35 °C; with one
/// temperature alone the rate is taken as it is.
package struct ResidueLoss: Hashable, Sendable {
    /// Shares that survive the sewer, and the way from the sampler to the laboratory, 0 to 1.
    package var sewerSurvival = 1.0
    package var storageSurvival = 1.0
    /// Share bound to suspended matter and filtered off; 0 where the correction is off.
    package var sorbedShare = 0.0
    /// Mean hours under way, and °C and 1/h there; nil where no loss in the sewer was worked out.
    package var sewer: (hours: Double, celsius: Double, ratePerHour: Double)? {
        get { sewerHours.map { ($0, sewerCelsius, sewerRate) } }
        set {
            sewerHours = newValue?.hours
            sewerCelsius = newValue?.celsius ?? 0
            sewerRate = newValue?.ratePerHour ?? 0
        }
    }
    private var sewerHours: Double?
    private var sewerCelsius = 0.0
    private var sewerRate = 0.0
    /// Mean hours from the end of the composite to the laboratory, over the samples that say so; nil where none does.
    package var storageHours: Double?
    /// Standard deviation of the logarithm of what is left.
    package var logSD = 0.0
    /// The rows used.
    package var rows: [Parameter] = []

    package init() {}

    /// What is left of the biomarker, 0 to 1.
    package var remaining: Double { sewerSurvival * storageSurvival * (1 - sorbedShare) }

    /// Relative standard deviation of the mean time under way that a model of the sewer gives; assumed, no study states one.
    package static let residenceRSD = 0.30
    /// Of a rate whose row states none: the middle of 30 to 50 %, usual for rates from reactors.
    package static let rateRSD = 0.40
    /// What must be left for a correction to be made: what divides by less multiplies the errors of the rate by more than four.
    package static let leastRemaining = 0.2

    /// The first-order rate at a temperature from half-lives, 1/h; nil for none.
    package static func rate(_ halfLives: [Parameter], celsius: Double) -> Double? {
        let points = halfLives.compactMap { row in
            row.halfLifeTemperature.map { (celsius: $0, logRate: portableLog(portableLog(2) / row.value)) }
        }.sorted { ($0.celsius, $0.logRate) < ($1.celsius, $1.logRate) }
        guard let first = points.first, let last = points.last else { return nil }
        let spanned = min(35, max(0, celsius))
        guard points.count > 1, last.celsius > first.celsius else { return portableExp(first.logRate) }
        // The pair that holds the temperature; the outermost one beyond.
        let upper = points.indices.dropFirst().first { spanned <= points[$0].celsius && points[$0].celsius > points[$0 - 1].celsius } ?? points.count - 1
        let (low, high) = (points[upper - 1], points[upper])
        guard high.celsius > low.celsius else { return portableExp(high.logRate) }
        return portableExp(low.logRate + (high.logRate - low.logRate) * (spanned - low.celsius) / (high.celsius - low.celsius))
    }

    /// What survives a way whose time differs between people, by a first-order rate.
    package static func survival(ratePerHour: Double, residence: SewerResidence) -> Double {
        guard ratePerHour > 0, residence.meanHours > 0 else { return 1 }
        let variance = residence.sdHours * residence.sdHours
        let scale = variance / residence.meanHours
        guard ratePerHour * scale > 1e-9 else { return portableExp(-ratePerHour * residence.meanHours) }
        return portableExp(-residence.meanHours / scale * portableLog1p(ratePerHour * scale))
    }
}

/// The losses of a period's sites.
struct ResidueLosses {
    private let choice: ParameterChoice
    private let settings: ProgrammeConfiguration.LossSettings
    private let residences: [SiteCode: SewerResidence]
    private var celsius: [SiteCode: Double] = [:]
    private var storages: [SiteCode: [(celsius: Double, hours: Double, isStable: Bool)]] = [:]

    init(choice: ParameterChoice, programme: Programme, period: Period) {
        self.choice = choice
        settings = programme.configuration.losses
        residences = programme.residences
        guard choice.holdsLosses else { return }
        var temperatures: [SiteCode: [Double]] = [:]
        for sample in programme.samples where period.contains(sample.date) && sample.composite != .grab {
            if let value = sample.waterTemperatureC, (0...40).contains(value) { temperatures[sample.site, default: []].append(value) }
            guard settings.storage, !sample.custody.isEmpty else { continue }
            let storage = SampleStorage(custody: sample.custody, offsetSeconds: programme.configuration.timeZoneOffsetSeconds)
            guard let received = storage.receivedAt, let degrees = storage.temperatureC else { continue }
            let hours = Double(max(0, received.seconds - sample.windowEnd.seconds)) / 3600
            // Acid of pH 2 keeps cocaine and 6-acetylmorphine, and frozen samples keep all: usual practice of sample handling.
            storages[sample.site, default: []].append((degrees, min(hours, 24 * 365), storage.isAcidified == true || degrees <= -10))
        }
        celsius = temperatures.compactMapValues { PopulationModel.median($0) }
    }

    /// Whether the way of a site's sewage, or of its samples, is known.
    func knows(_ site: SiteCode) -> Bool {
        !residences.isEmpty && residences[site] != nil || !storages.isEmpty && storages[site] != nil
    }

    /// What is lost of the biomarker of a factor at a site; nothing where neither time nor rate is known. Nil for a site of which nothing is known.
    func loss(of factor: CorrectionFactor, at site: SiteCode?) -> ResidueLoss {
        var loss = ResidueLoss()
        let halfLives = choice.halfLives(of: factor.biomarker, parentDrug: factor.parentDrug)
        let biofilm = choice.parameter("biofilm_rate_per_h", parentDrug: factor.parentDrug, biomarker: factor.biomarker)
        var variance = 0.0
        if settings.inSewer, let site, let residence = residences[site] {
            let degrees = celsius[site] ?? settings.waterTemperatureC
            let water = ResidueLoss.rate(halfLives, celsius: degrees) ?? 0
            var rate = water
            var rows = water > 0 ? halfLives : []
            var rateVariance = square(water * (halfLives.first?.relativeSD ?? ResidueLoss.rateRSD))
            if let biofilm, settings.biofilmAreaPerVolume > 0, let area = biofilm.biofilmAreaPerVolume {
                let added = biofilm.value * settings.biofilmAreaPerVolume / area
                rate += added
                rateVariance += square(added * (biofilm.relativeSD ?? ResidueLoss.rateRSD))
                rows.append(biofilm)
            }
            if rate > 0 {
                loss.sewerSurvival = ResidueLoss.survival(ratePerHour: rate, residence: residence)
                loss.sewer = (residence.meanHours, degrees, rate)
                loss.rows += rows
                let exponent = -portableLog(max(loss.sewerSurvival, 1e-300))
                variance += square(exponent) * (rateVariance / square(rate) + square(ResidueLoss.residenceRSD))
            }
        }
        if let site, let kept = storages[site], !halfLives.isEmpty {
            let shares = kept.map { storage -> (hours: Double, share: Double) in
                guard !storage.isStable, let rate = ResidueLoss.rate(halfLives, celsius: storage.celsius) else { return (storage.hours, 1) }
                return (storage.hours, portableExp(-rate * storage.hours))
            }
            let count = Double(shares.count)
            loss.storageHours = shares.reduce(0) { $0 + $1.hours } / count
            loss.storageSurvival = shares.reduce(0) { $0 + $1.share } / count
            if loss.storageSurvival < 1 {
                for row in halfLives where !loss.rows.contains(row) { loss.rows.append(row) }
                variance += square(portableLog(max(loss.storageSurvival, 1e-300)) * (halfLives.first?.relativeSD ?? ResidueLoss.rateRSD))
            }
        }
        if settings.particulate, let bound = choice.parameter("sorbed_fraction", parentDrug: factor.parentDrug, biomarker: factor.biomarker), bound.value < 1 {
            loss.sorbedShare = bound.value
            loss.rows.append(bound)
            variance += square(bound.value * (bound.relativeSD ?? ResidueLoss.rateRSD) / (1 - bound.value))
        }
        loss.logSD = variance.squareRoot()
        return loss
    }

    private func square(_ value: Double) -> Double { value * value }
}

extension CorrectionFactor {
    /// The factor for what was lost of the biomarker, in place of the loss that the set states where the time in the sewer is known.
    func corrected(for loss: ResidueLoss) -> CorrectionFactor {
        guard loss.remaining < 1 else { return self }
        var factor = self
        if loss.sewer != nil, factor.inSewerLoss != 0 {
            factor.value *= 1 - factor.inSewerLoss
            factor.inSewerLoss = 0
            factor.rows.removeAll { $0.name == ParameterName.inSewerLoss.rawValue }
        }
        factor.value /= loss.remaining
        factor.inSewerLoss = 1 - (1 - factor.inSewerLoss) * loss.remaining
        factor.spread = factor.spread.times(LogDistribution(logSD: loss.logSD))
        factor.lossLogSD = loss.logSD
        factor.rows += loss.rows
        return factor
    }
}
