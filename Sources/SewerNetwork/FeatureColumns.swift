internal import DelimitedText
internal import Findings

/// The columns of a map layer that are understood, by their names in English and Chinese.
///
/// Names are compared as in tables: without case, blanks, `_`, `-`, brackets and full-width forms. A unit at the end of a name
/// (`管径(mm)`, `length_ft`) is taken at its word; the figures of a column without one tell theirs (`FeatureUnits`).
struct FeatureColumns {
    enum Column: String, CaseIterable {
        case id, from, to, kind, system, status, direction
        case length, diameter, width, height, roughness, slope, inlet, outlet, inletOffset, outletOffset, startDepth, endDepth, travelTime, flowShare
        case invert, ground, depth, population, landUse, accessible
    }

    private struct Place {
        var index: Int
        /// Metres (or people, hours) in a unit of the column; nil where its name states none.
        var factor: Double?
    }

    let layer: FeatureLayer
    private var places: [Column: Place] = [:]
    /// Columns that may name the features, the best first.
    private(set) var candidates: [Int] = []
    /// Whether the first of them has a name that means nothing else, such as `井号`.
    private(set) var isNamedPlainly = false
    private(set) var unknown: [String] = []
    /// Factors found from the figures, by column.
    var factors: [Column: Double] = [:]

    init(_ layer: FeatureLayer, isOfLines: Bool) {
        self.layer = layer
        var rankOfCandidate: [(rank: Int, index: Int)] = []
        for (index, name) in layer.columns.enumerated() {
            let plain = TableHeader.plain(name)
            if let rank = FeatureColumns.rank(plain, isOfLines: isOfLines) { rankOfCandidate.append((rank, index)) }
            if let (column, factor) = FeatureColumns.meaning(plain, isOfLines: isOfLines) {
                if places[column] == nil { places[column] = Place(index: index, factor: factor) }
            } else if FeatureColumns.rank(plain, isOfLines: isOfLines) == nil {
                unknown.append(name)
            }
        }
        candidates = rankOfCandidate.sorted { $0 < $1 }.map(\.index)
        isNamedPlainly = rankOfCandidate.contains { $0.rank == 0 }
    }

    func has(_ column: Column) -> Bool { places[column] != nil }

    func name(_ column: Column) -> String { places[column].map { layer.columns[$0.index] } ?? column.rawValue }

    /// Whether the name of the column states its unit.
    func statesUnit(_ column: Column) -> Bool { places[column]?.factor != nil }

    /// Metres in a unit of the column that its name states; 1 where it states none.
    func unit(_ column: Column) -> Double { places[column]?.factor ?? 1 }

    /// Takes a column for the names of the features.
    mutating func nameBy(_ index: Int) { places[.id] = Place(index: index, factor: nil) }

    func value(_ feature: MapFeature, _ column: Column) -> FeatureValue {
        guard let place = places[column], feature.values.indices.contains(place.index) else { return .none }
        return feature.values[place.index]
    }

    func text(_ feature: MapFeature, _ column: Column) -> String { value(feature, column).text }

    func text(_ feature: MapFeature, at index: Int) -> String { feature.values.indices.contains(index) ? feature.values[index].text : "" }

    /// The figure as it stands in the column; nil where there is none, or (with a finding) no number.
    func raw(_ feature: MapFeature, _ column: Column, tally: inout FindingTally) -> Double? {
        switch value(feature, column) {
        case .none: return nil
        case .number(let number): return number
        case .text(let text):
            let text = TableHeader.trimmed(text)
            if text.isEmpty || text == "-" || text == "/" || text == "无" { return nil }
            if let number = NumberText.parse(text, mark: .point) ?? NumberText.parse(text, mark: .comma), number.isFinite { return number }
            tally.add(Finding("N028", .warning, at: layer.position(feature), text: text, ["column": name(column)]))
            return nil
        }
    }

    /// The figure in metres, people, hours or as a share; figures that stand for "unknown" are none.
    func number(_ feature: MapFeature, _ column: Column, tally: inout FindingTally) -> Double? {
        guard let figure = raw(feature, column, tally: &tally), !FeatureUnits.standsForNone(figure) else { return nil }
        return figure * (places[column]?.factor ?? factors[column] ?? 1)
    }

    // MARK: Names

    /// How well a name suits the column that names features: small is better; nil where it does not.
    private static func rank(_ plain: String, isOfLines: Bool) -> Int? {
        if (isOfLines ? lineNames : pointNames).contains(plain) { return 0 }
        return genericNames.firstIndex(of: plain).map { $0 + 1 }
    }

    private static let pointNames: Set<String> = [
        "node", "nodeid", "nodename", "manhole", "manholeid", "manholeno", "mhid", "mhno", "mhnum", "mhname", "junction", "junctionid", "节点", "节点编号", "节点id",
        "节点名称", "井号", "检查井", "检查井编号", "检查井号", "检查井id", "窨井编号", "井编号", "点号", "物探点号", "管点编号", "管点号", "图上点号", "expno", "mapno",
    ]
    private static let lineNames: Set<String> = [
        "pipe", "pipeid", "pipeno", "link", "linkid", "conduit", "conduitid", "arc", "arcid", "edge", "edgeid", "segment", "segmentid", "管段", "管段编号", "管段号", "管段id",
        "管线编号", "管线号", "管道编号", "管道号", "管渠编号", "排水管编号",
    ]
    private static let genericNames = [
        "name", "facilityid", "assetid", "unitid", "uniqueid", "设施编号", "编号", "编码", "标识码", "id", "code", "label", "名称", "gid", "objectid", "fid", "ogcfid",
    ]

    /// What a name means, with the factor of the unit in it.
    private static func meaning(_ plain: String, isOfLines: Bool) -> (Column, Double?)? {
        if let column = names[plain].flatMap({ suited($0, isOfLines: isOfLines) }) { return (column, nil) }
        for (ending, factor) in endings where plain.hasSuffix(ending) && plain.count > ending.count {
            let stem = String(plain.dropLast(ending.count))
            guard let column = names[stem].flatMap({ suited($0, isOfLines: isOfLines) }), suits(ending, column) else { continue }
            return (column, factor)
        }
        return nil
    }

    /// A column of points does not stand on lines, nor the other way round; a level of a pipe's bottom on a point is that of the point.
    private static func suited(_ column: Column, isOfLines: Bool) -> Column? {
        switch column {
        case .from, .to, .length, .diameter, .width, .height, .roughness, .slope, .inlet, .outlet, .inletOffset, .outletOffset, .startDepth, .endDepth, .travelTime,
            .flowShare, .direction:
            isOfLines ? column : nil
        case .invert, .ground, .depth, .population, .landUse, .accessible: isOfLines ? nil : column
        case .id, .kind, .system, .status: column
        }
    }

    private static let endings: [(String, Double)] = [
        ("毫米", 0.001), ("厘米", 0.01), ("公里", 1000), ("米", 1), ("inches", 0.0254), ("inch", 0.0254), ("feet", 0.3048), ("foot", 0.3048), ("km", 1000), ("mm", 0.001),
        ("cm", 0.01), ("in", 0.0254), ("ft", 0.3048), ("m", 1), ("万人", 10_000), ("人", 1), ("‰", 0.001), ("pct", 0.01), ("%", 0.01), ("hours", 1), ("h", 1), ("min", 1.0 / 60),
    ]

    private static func suits(_ ending: String, _ column: Column) -> Bool {
        switch column {
        case .length, .diameter, .width, .height, .inlet, .outlet, .inletOffset, .outletOffset, .startDepth, .endDepth, .invert, .ground, .depth:
            !["万人", "人", "‰", "pct", "%", "hours", "h", "min"].contains(ending)
        case .population: ["万人", "人"].contains(ending)
        case .slope, .flowShare: ["‰", "pct", "%"].contains(ending)
        case .travelTime: ["hours", "h", "min"].contains(ending)
        default: false
        }
    }

    private static let names: [String: Column] = {
        var result: [String: Column] = [:]
        for (column, list) in lists { for name in list.split(separator: " ") { result[String(name)] = column } }
        return result
    }()

    private static let lists: [(Column, String)] = [
        (.from, "from fromnode fromnodeid frommh frommanhole fromid fnode startnode startnodeid startid startmh node1 inletnode usnode usnodeid usmh usmanhole upsnode upsmh"),
        (.from, "upstreamnode upstreamnodeid upstreammanhole upstreammh upnode upnodeid upmh u spoint 起点 起点号 起点点号 起点编号 起点井号 起点井编号 起点物探点号 起始点 起始点号"),
        (.from, "起始井号 起始井编号 起始节点 起节点 起点节点 起点检查井 起井号 上游节点 上游节点编号 上游井号 上游井编号 上游点号 上游编号 上游检查井"),
        (.to, "to tonode tonodeid tomh tomanhole toid tnode endnode endnodeid endid endmh node2 outletnode dsnode dsnodeid dsmh dsmanhole dnsnode dnsmh"),
        (.to, "downstreamnode downstreamnodeid downstreammanhole downstreammh downnode downnodeid dnnode dnmh v epoint 终点 终点号 终点点号 终点编号 终点井号 终点井编号 终点物探点号"),
        (.to, "终止点 终止点号 终止井号 终止井编号 终止节点 终节点 终点节点 终点检查井 止井号 止点 下游节点 下游节点编号 下游井号 下游井编号 下游点号 下游编号 下游检查井"),
        (.kind, "kind type nodetype linktype assettype featuretype subtype feature subsid 类型 节点类型 管段类型 管点类型 井类型 设施类型 附属物 附属物名称 特征 特征点"),
        (.system, "system systemtype sewertype sewersystem wastetype watertype pipetype usage purpose servicetype 管类 管线种类 管线类型 管线类别 管网类型 管道类型 管道性质 管道类别"),
        (.system, "排水类别 排水类型 排水体制 排水性质 雨污类型 雨污属性 雨污类别 类别 介质"),
        (.status, "status lifecyclestatus lifecycle operationalstatus state 状态 使用状态 运行状态 管线状态 使用情况"),
        (.direction, "flowdir flowdirection flowdirect 流向 水流方向"),
        (.length, "length len pipelength conduitlength linklength 长度 管长 管段长度 管线长度 管道长度"),
        (.diameter, "diameter dia diam dn size pipesize pipediameter pipedia pipediam nominaldiameter conduitsize 管径 口径 直径 内径 公称直径 管径或断面尺寸 断面尺寸 管径断面"),
        (.diameter, "管径断面尺寸 规格 管线规格 管径规格 psize"),
        (.width, "width conduitwidth pipewidth 宽 宽度 管宽 断面宽 断面宽度 沟宽"),
        (.height, "height conduitheight pipeheight 高 高度 管高 断面高 断面高度 沟高"),
        (.roughness, "roughness manning manningn mannings manningsn 粗糙系数 糙率 曼宁系数 曼宁糙率"),
        (.slope, "slope gradient grade pipeslope 坡度 坡降 管道坡度 管段坡度"),
        (.inlet, "inlet inletm inletelev inletelevation inletinvert upinvert upinv upelev upinvertelev upinvelev usinvert usinv usil usinvertlevel upstreaminvert upstreaminv"),
        (.inlet, "upstreamelev upstreamlevel upsinvert startinvert startlevel startelev frominvert invup invertup invertus invertin invin elev1 起点管底标高 起点管底高程 起点标高 起点高程"),
        (.inlet, "起点内底标高 起点管内底标高 起点管内底高程 起点底标高 起点底高程 起端管底标高 上游管底标高 上游管底高程 上游标高 上游高程 上游内底标高 起始管底标高 起始标高"),
        (.outlet, "outlet outletm outletelev outletelevation outletinvert downinvert downinv downelev downinvertelev dninvert dninv dsinvert dsinv dsil dsinvertlevel downstreaminvert"),
        (.outlet, "downstreaminv downstreamelev downstreamlevel dnsinvert endinvert endlevel endelev toinvert invdown invdn invertdown invertdn invertds invertout invout elev2"),
        (.outlet, "终点管底标高 终点管底高程 终点标高 终点高程 终点内底标高 终点管内底标高 终点管内底高程 终点底标高 终点底高程 末端管底标高 下游管底标高 下游管底高程 下游标高 下游高程"),
        (.outlet, "下游内底标高 终止管底标高 终止标高"),
        (.inletOffset, "inoffset inletoffset upoffset usoffset"), (.outletOffset, "outoffset outletoffset downoffset dsoffset"),
        (.startDepth, "startdepth updepth usdepth upstreamdepth sdeep 起点埋深 上游埋深 起始埋深"), (.endDepth, "enddepth downdepth dsdepth downstreamdepth edeep 终点埋深 下游埋深 终止埋深"),
        (.travelTime, "traveltime 流行时间"), (.flowShare, "flowshare 分流比"),
        (.invert, "invert invertelev invertelevation invertlevel inv invelev elevation bottom bottomelev bottomelevation bottomlevel chamberfloor chamberfloorlevel"),
        (.invert, "chamberfloorelevation sump sumplevel 井底高程 井底标高 管底标高 管底高程 底标高 底高程 内底标高 内底高程 井内底标高 井底内标高"),
        (.ground, "ground groundlevel groundelevation groundelev rim rimelev rimelevation rimlevel cover coverlevel surfaceelevation surfaceelev surfacelevel topelev topelevation"),
        (.ground, "地面标高 地面高程 地面高 井面高程 井面标高 井盖高程 井盖标高 井口标高 井口高程 高程"),
        (.depth, "depth welldepth manholedepth mhdepth maxdepth 井深 井底深 井底埋深 埋深"),
        (.population, "population persons people inhabitants 人口 人数 服务人口"), (.landUse, "landuse 用地 用地类型 用地性质"),
        (.accessible, "accessible 可达 可开启 可采样"),
    ]
}

/// Units that a column's name does not state, from its figures.
enum FeatureUnits {
    /// Figures with which maps fill what is not known.
    static func standsForNone(_ value: Double) -> Bool { !value.isFinite || value <= -900 || value == 9999 || value == 99_999 || value == 999_999 }

    static func middle(_ values: [Double]) -> Double? {
        let sorted = values.filter { $0 > 0 && $0.isFinite }.sorted()
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }

    /// Metres in a unit of a column of diameters: street sewers are 150 mm to 3 m wide (6 to 120 inches), so that the
    /// middle one is below 3 in metres, from 3 to 60 in inches and above it in millimetres. Settings of this programme.
    static func diameter(_ values: [Double]) -> (factor: Double, unit: String)? {
        guard let middle = middle(values) else { return nil }
        return middle < 3 ? (1, "m") : middle <= 60 ? (0.0254, "in") : (0.001, "mm")
    }

    /// What a column of slopes is a part of: sewers fall 1 to 50 in a thousand, so that the middle one is below 0.08 as a
    /// plain ratio, below 1 in percent and above it in thousandths. Settings of this programme.
    static func slope(_ values: [Double]) -> (factor: Double, unit: String)? {
        guard let middle = middle(values) else { return nil }
        return middle < 0.08 ? (1, "m/m") : middle < 1 ? (0.01, "%") : (0.001, "‰")
    }

    /// Metres in a unit of a column of lengths, by the lengths as drawn: feet or kilometres where half of the pipes say so.
    static func length(_ pairs: [(stated: Double, drawn: Double)]) -> (factor: Double, unit: String)? {
        let ratios = pairs.filter { $0.stated > 0 && $0.drawn > 0 }.map { $0.stated / $0.drawn }
        guard ratios.count >= 3, let middle = middle(ratios) else { return nil }
        if middle > 2.6, middle < 4.1 { return (0.3048, "ft") }
        if middle > 0.0008, middle < 0.00125 { return (1000, "km") }
        return (1, "m")
    }

    /// The width of a section in a text, in the unit of its figures: `300`, `DN300`, `d600`, `Φ400`, `400X600`, `1.2×0.8`.
    ///
    /// A rectangle counts by the circle of the same area.
    static func section(_ text: String) -> Double? {
        var figures: [Double] = []
        var word = ""
        func close() {
            if let value = Double(word), value > 0, value.isFinite { figures.append(value) }
            word = ""
        }
        for character in TableHeader.plain(text) {
            if character.isASCII, character.isNumber || character == "." { word.append(character) } else { close() }
            if figures.count == 2 { break }
        }
        close()
        guard let first = figures.first else { return nil }
        guard figures.count > 1 else { return first }
        return (first * figures[1] * 4 / Double.pi).squareRoot()
    }
}
