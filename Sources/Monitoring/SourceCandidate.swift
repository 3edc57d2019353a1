/// A reach of the sewer that no sample so far can tell apart: one answer.
package struct SourceClass: Hashable, Sendable {
    /// The node to which all of the reach flows first: a sampled node, or a split.
    package var head: NodeID
    /// The sampled site at the head, where there is one.
    package var site: SiteCode?
    package var probability: Double
    package var nodes: Int
    package var population: Double
    package var pipeLengthM: Double

    package init(head: NodeID, site: SiteCode?, probability: Double, nodes: Int, population: Double, pipeLengthM: Double) {
        self.head = head
        self.site = site
        self.probability = probability
        self.nodes = nodes
        self.population = population
        self.pipeLengthM = pipeLengthM
    }
}

/// What a traceback may say without naming nodes: probabilities of reaches between sampling points.
package struct SourceSummary: Hashable, Sendable {
    package var analyte: AnalyteCode
    package var site: SiteCode
    /// ln of evidence for one source over evidence for none.
    package var lnBayesFactor: Double
    package var probabilityOfSource: Double
    /// g/d.
    package var massGramsPerDay: Estimate
    /// Sorted by falling probability.
    package var classes: [SourceClass]
    /// How many nodes the 90 % credible set holds, and how many people live there.
    package var credibleNodes: Int
    package var crediblePopulation: Double
    package var notExaminedNodes: Int
    package var notExaminedPopulation: Double

    package init(
        analyte: AnalyteCode, site: SiteCode, lnBayesFactor: Double, probabilityOfSource: Double, massGramsPerDay: Estimate, classes: [SourceClass],
        credibleNodes: Int, crediblePopulation: Double, notExaminedNodes: Int, notExaminedPopulation: Double
    ) {
        self.analyte = analyte
        self.site = site
        self.lnBayesFactor = lnBayesFactor
        self.probabilityOfSource = probabilityOfSource
        self.massGramsPerDay = massGramsPerDay
        self.classes = classes
        self.credibleNodes = credibleNodes
        self.crediblePopulation = crediblePopulation
        self.notExaminedNodes = notExaminedNodes
        self.notExaminedPopulation = notExaminedPopulation
    }
}
