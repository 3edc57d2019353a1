package import Monitoring

/// What a node of the sewer is.
package enum SewerNodeRole: UInt8, Sendable, CaseIterable { case manhole, outfall, storage, divider }

/// What a link of the sewer is.
package enum SewerLinkRole: UInt8, Sendable, CaseIterable { case conduit, pump, orifice, weir, outlet }

/// What the files say of a node, in SI units; absent figures are nil.
package struct SurveyedNode: Sendable {
    package var id: NodeID
    package var role: SewerNodeRole
    /// Map coordinates in the units of the file.
    package var x: Double?
    package var y: Double?
    /// Elevation of the invert, m.
    package var invertM: Double?
    /// People whose sewage enters at the node.
    package var population: Double?
    /// Relative prior weight of a source at the node (land use, inspector's knowledge); 1 by default.
    package var weight: Double
    /// Whether a sampler can be set there.
    package var isAccessible: Bool

    package init(
        _ id: NodeID, role: SewerNodeRole = .manhole, x: Double? = nil, y: Double? = nil, invertM: Double? = nil, population: Double? = nil,
        weight: Double = 1, isAccessible: Bool = true
    ) {
        self.id = id
        self.role = role
        self.x = x
        self.y = y
        self.invertM = invertM
        self.population = population
        self.weight = weight
        self.isAccessible = isAccessible
    }
}

/// What the files say of a link, in SI units; absent figures are nil.
package struct SurveyedLink: Sendable {
    package var id: String
    package var from: NodeID
    package var to: NodeID
    package var role: SewerLinkRole
    package var lengthM: Double?
    /// Diameter, or that of the circle of the same area, m.
    package var diameterM: Double?
    /// Manning's n, s/m^(1/3).
    package var roughness: Double?
    /// Elevation of the invert of the link at its ends, m.
    package var inletM: Double?
    package var outletM: Double?
    /// Stated travel time, h; wins over the hydraulic one.
    package var travelTimeH: Double?
    /// Stated share of the flow of the node it leaves, 0 to 1; wins over the hydraulic one.
    package var flowShare: Double?

    package init(
        _ id: String, from: NodeID, to: NodeID, role: SewerLinkRole = .conduit, lengthM: Double? = nil, diameterM: Double? = nil,
        roughness: Double? = nil, inletM: Double? = nil, outletM: Double? = nil, travelTimeH: Double? = nil, flowShare: Double? = nil
    ) {
        self.id = id
        self.from = from
        self.to = to
        self.role = role
        self.lengthM = lengthM
        self.diameterM = diameterM
        self.roughness = roughness
        self.inletM = inletM
        self.outletM = outletM
        self.travelTimeH = travelTimeH
        self.flowShare = flowShare
    }
}

/// A sewer as its files describe it, before repair: columns of nodes and links.
///
/// Inside, an absent figure of a column is not a number; nothing of that leaves this room.
package struct SewerSurvey: Sendable {
    var names: NodeNames
    var linkNames: NodeNames

    // Nodes, one entry per name.
    var isDeclared: [Bool] = []
    var role: [SewerNodeRole] = []
    var nodeLine: [Int32] = []
    var x: [Double] = []
    var y: [Double] = []
    var invert: [Double] = []
    var population: [Double] = []
    var weight: [Float] = []
    var isAccessible: [Bool] = []
    /// Sewage of people (dry-weather flow) and other steady inflow, m3/d.
    var sewage: [Double] = []
    var otherInflow: [Double] = []

    // Links, one entry per link name.
    var from: [Int32] = []
    var to: [Int32] = []
    var linkRole: [SewerLinkRole] = []
    var linkLine: [Int32] = []
    var length: [Double] = []
    var diameter: [Double] = []
    var roughness: [Double] = []
    var inlet: [Double] = []
    var outlet: [Double] = []
    /// Stated fall over length, where levels are not known at both ends.
    var slope: [Double] = []
    var hours: [Double] = []
    var share: [Double] = []
    /// Width of a rectangular opening, m; 0 where round.
    var width: [Double] = []
    /// Startup depth of a pump, discharge coefficient of an orifice, weir or outlet.
    var coefficient: [Double] = []
    var isPressurised: [Bool] = []
    /// Links whose direction is no more than a guess by levels or drawing, as on maps that name no ends; empty where none is.
    var isGuessed: [Bool] = []

    /// Bends of links between their ends: link, x, y, in the order of the file.
    var bendLink: [Int32] = []
    var bendX: [Double] = []
    var bendY: [Double] = []
    /// What the coordinates of nodes and bends are.
    package var mapUnit = MapUnit.unknown

    /// The file that the lines of nodes and links belong to.
    var nodeFile = ""
    var linkFile = ""

    /// An empty survey; `foldsCase` compares names as SWMM does, without regard to ASCII case.
    package init(foldsCase: Bool = false) { self.init(foldsCase: foldsCase, capacity: 1024) }

    init(foldsCase: Bool, capacity: Int) {
        names = NodeNames(foldsCase: foldsCase, capacity: capacity)
        linkNames = NodeNames(foldsCase: foldsCase, capacity: capacity)
        reserve(capacity)
    }

    /// Makes room at once for so many nodes and links, so that columns are not moved as they grow.
    private mutating func reserve(_ count: Int) {
        for column in [\SewerSurvey.x, \.y, \.invert, \.population, \.sewage, \.otherInflow] { self[keyPath: column].reserveCapacity(count) }
        for column in [\SewerSurvey.length, \.diameter, \.roughness, \.inlet, \.outlet, \.slope, \.hours, \.share, \.width, \.coefficient] {
            self[keyPath: column].reserveCapacity(count)
        }
        for column in [\SewerSurvey.nodeLine, \.from, \.to, \.linkLine, \.bendLink] { self[keyPath: column].reserveCapacity(count) }
    }

    /// Makes room for a node that has just been named.
    mutating func appendNode(line: Int, declared: Bool) {
        isDeclared.append(declared)
        role.append(.manhole)
        nodeLine.append(Int32(clamping: line))
        x.append(.nan)
        y.append(.nan)
        invert.append(.nan)
        population.append(.nan)
        weight.append(1)
        isAccessible.append(true)
        sewage.append(0)
        otherInflow.append(0)
    }

    /// Makes room for a link that has just been named.
    mutating func appendLink(from start: Int, to end: Int, role: SewerLinkRole, line: Int) {
        from.append(Int32(truncatingIfNeeded: start))
        to.append(Int32(truncatingIfNeeded: end))
        linkRole.append(role)
        linkLine.append(Int32(clamping: line))
        length.append(.nan)
        diameter.append(.nan)
        roughness.append(.nan)
        inlet.append(.nan)
        outlet.append(.nan)
        slope.append(.nan)
        hours.append(.nan)
        share.append(.nan)
        width.append(0)
        coefficient.append(.nan)
        isPressurised.append(false)
    }

    /// The index of a node, which is made where it is new.
    mutating func node(named id: NodeID, line: Int = 0) -> Int {
        let (index, isNew) = names.insert(id.rawValue)
        if isNew { appendNode(line: line, declared: false) }
        return index
    }

    /// Adds a node; false where one of that name was declared before, which then stays as it was.
    @discardableResult
    package mutating func add(_ node: SurveyedNode, line: Int = 0) -> Bool {
        let index = self.node(named: node.id, line: line)
        guard !isDeclared[index] else { return false }
        isDeclared[index] = true
        nodeLine[index] = Int32(clamping: line)
        role[index] = node.role
        x[index] = node.x ?? .nan
        y[index] = node.y ?? .nan
        invert[index] = node.invertM ?? .nan
        population[index] = node.population ?? .nan
        weight[index] = Float(node.weight)
        isAccessible[index] = node.isAccessible
        return true
    }

    /// Adds a link; false where one of that name was declared before, which then stays as it was.
    @discardableResult
    package mutating func add(_ link: SurveyedLink, line: Int = 0) -> Bool {
        guard linkNames.insert(link.id).isNew else { return false }
        let start = node(named: link.from, line: line)
        let end = node(named: link.to, line: line)
        appendLink(from: start, to: end, role: link.role, line: line)
        let index = from.count - 1
        length[index] = link.lengthM ?? .nan
        diameter[index] = link.diameterM ?? .nan
        roughness[index] = link.roughness ?? .nan
        inlet[index] = link.inletM ?? .nan
        outlet[index] = link.outletM ?? .nan
        hours[index] = link.travelTimeH ?? .nan
        share[index] = link.flowShare ?? .nan
        return true
    }
}
