package import Findings

/// How the sampler made its composite.
package enum CompositeKind: String, Sendable, CaseIterable { case flow, volume, time, grab }

/// A sample of the register (`samples/*.csv`), with what was measured on the spot.
package struct Sample: Hashable, Sendable {
    package var id: SampleID
    package var site: SiteCode
    package var windowStart: Instant
    package var windowEnd: Instant
    /// The local date on which the window starts.
    package var date: CalendarDate
    package var composite: CompositeKind
    package var samplerIntervalMin: Double?
    /// Volume through the sampler in the 24 h of the composite, m3/d.
    package var flowVolume: Double?
    package var ammoniumNMgPerL: Double?
    package var codMgPerL: Double?
    package var bodMgPerL: Double?
    package var totalNitrogenMgPerL: Double?
    package var totalPhosphorusMgPerL: Double?
    package var waterTemperatureC: Double?
    package var ph: Double?
    /// Custody: staff codes, seal, bottle, storage; as written, by column name.
    package var custody: [String: String]
    package var position: SourcePosition
    /// Where the flow stands, when it came from the flow register.
    package var flowPosition: SourcePosition?

    package init(
        id: SampleID, site: SiteCode, windowStart: Instant, windowEnd: Instant, date: CalendarDate, composite: CompositeKind,
        samplerIntervalMin: Double? = nil, flowVolume: Double? = nil, ammoniumNMgPerL: Double? = nil, codMgPerL: Double? = nil,
        bodMgPerL: Double? = nil, totalNitrogenMgPerL: Double? = nil, totalPhosphorusMgPerL: Double? = nil, waterTemperatureC: Double? = nil,
        ph: Double? = nil, custody: [String: String] = [:], position: SourcePosition = SourcePosition(file: "samples"), flowPosition: SourcePosition? = nil
    ) {
        self.id = id
        self.site = site
        self.windowStart = windowStart
        self.windowEnd = windowEnd
        self.date = date
        self.composite = composite
        self.samplerIntervalMin = samplerIntervalMin
        self.flowVolume = flowVolume
        self.ammoniumNMgPerL = ammoniumNMgPerL
        self.codMgPerL = codMgPerL
        self.bodMgPerL = bodMgPerL
        self.totalNitrogenMgPerL = totalNitrogenMgPerL
        self.totalPhosphorusMgPerL = totalPhosphorusMgPerL
        self.waterTemperatureC = waterTemperatureC
        self.ph = ph
        self.custody = custody
        self.position = position
        self.flowPosition = flowPosition
    }
}
