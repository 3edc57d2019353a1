/// A lognormal part of the prior of a source's mass.
package struct MassPrior: Hashable, Sendable {
    /// Mean of ln(g/d).
    package var lnMedian: Double
    package var logSD: Double
    /// Share of the mixture.
    package var share: Double

    package init(lnMedian: Double, logSD: Double, share: Double) {
        self.lnMedian = lnMedian
        self.logSD = logSD
        self.share = share
    }
}

/// What a traceback assumes. Every default is a setting of this programme unless a source is named.
package struct TraceSettings: Hashable, Sendable {
    /// Standard deviations of the logarithm of one day's load: chemistry, sampling and flow. Published parts: chemistry 6 to
    /// 26 %, sampling up to 10 % with good samplers, flow up to 20 % (Castiglioni et al. 2013, 10.1021/es302722f).
    package var analyticLogSD = 0.12
    package var samplingLogSD = 0.15
    package var flowLogSD = 0.20
    /// How what a composite holds of a discharge of a few hours differs from its share by travel time: aliquots hit or miss parts
    /// of it, and it spills over midnight. For pulses longer than the interval of the sampler the coefficient of variation is at most
    /// a half (a rectangular pulse at a random phase: √(f(1−f))/(n+f) for a width of n+f intervals); samplers that keep to time and not
    /// to flow add how the flow of the hour differs from that of the day, 0.3 to 0.6 on dry days.
    package var pulseLogSD = 0.45
    /// How a site differs from its foreseen baseline for a whole campaign: people present, commuters, error of the split.
    package var siteLogSD = 0.25
    /// How a whole campaign differs from history, at sites with a history.
    package var campaignLogSD = 0.30
    /// Where no site has a history, the load per head is not known beforehand: its prior is this wide about the median of the
    /// sites' own loads per head. Wide beside what a campaign tells, narrow beside what a source of weight would need.
    package var rateLogSD = 1.0
    /// Prior probability that there is a source.
    package var priorProbability = 0.02
    /// Prior probability of two sources over that of one; 0 leaves pairs out.
    package var secondSourceRatio = 0.1
    /// Mass of a source, g/d: half a distributor's scale, half a laboratory's; 95 % of the second is 1 g to 2.5 kg, which holds
    /// Utrecht 2011 (75 to 350 g/d) and Eindhoven 2015 (3.6 kg/d) (Emke et al. 2014, Sci. Total Environ. 487:666).
    package var massPriors = [
        MassPrior(lnMedian: 2.302585092994046, logSD: 1.5, share: 0.5), MassPrior(lnMedian: 3.912023005428146, logSD: 2, share: 0.5),
    ]
    /// Prior shares of a source that runs on all days, of one that runs on a single day, and of one that runs on some days.
    package var chronicShare = 0.5
    package var singleDayShare = 0.3
    package var someDaysShare = 0.2
    /// Probabilities that such a source is active on a day, equally weighed.
    package var activities = [2.0 / 7, 4.0 / 7]
    /// Loss of the analyte in the sewer, 1/h.
    package var decayPerHour = 0.0
    /// Whether a pattern of days that all sites share (weekends) is taken out first.
    package var removesDayPattern = true
    /// Standard deviation of the error of a split, in the logit of its share: runs of SWMM on real networks differ from shares by
    /// geometry by 0.25 to 0.33 in ln at the 95 % point, and drawn shares by more; a setting. 0 takes splits as they are drawn.
    package var splitLogitSD = 0.5
    /// Random divisions of the splits that are averaged beside the drawn one.
    package var divisions = 8
    /// Probability that something is wrong of which this model knows nothing: by that share a source may be at any node, as before.
    package var misfitShare = 0.02
    /// Level of the credible set.
    package var credibleLevel = 0.9
    /// Level of the one-sided test that the power of a further sample refers to.
    package var testLevel = 0.05
    /// How many further samples are proposed.
    package var proposals = 5

    package init() {}

    /// Standard deviation of the logarithm of one day's load.
    package var dayLogSD: Double {
        (analyticLogSD * analyticLogSD + samplingLogSD * samplingLogSD + flowLogSD * flowLogSD).squareRoot()
    }
}
