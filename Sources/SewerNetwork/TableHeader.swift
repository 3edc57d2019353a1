internal import DelimitedText
internal import Findings

/// The columns of a table of nodes, pipes, people or observations, found by their header in either language.
struct TableHeader {
    /// The columns that are understood.
    enum Column: String {
        case node, kind, x, y, invert, population, landUse, accessible
        case pipe, from, to, length, diameter, roughness, inlet, outlet, travelTime, flowShare
        case date, analyte, result, unit, qualifier, detectionLimit, quantificationLimit, flow, round
    }

    /// Row of the header.
    let row: Int
    private var places: [Column: (index: Int, factor: Double)] = [:]
    /// Columns that are not understood, which are left alone.
    private(set) var unknown: [Int] = []

    /// Headers without case, spaces, `_`, `-`, brackets and full-width forms; each with the factor of its unit.
    private static let aliases: [String: (Column, Double)] = [
        "node": (.node, 1), "nodeid": (.node, 1), "manhole": (.node, 1), "节点": (.node, 1), "节点编号": (.node, 1), "井号": (.node, 1),
        "检查井": (.node, 1), "检查井编号": (.node, 1), "井编号": (.node, 1),
        "kind": (.kind, 1), "type": (.kind, 1), "类型": (.kind, 1), "节点类型": (.kind, 1), "管段类型": (.kind, 1),
        "x": (.x, 1), "xcoord": (.x, 1), "longitude": (.x, 1), "经度": (.x, 1), "x坐标": (.x, 1), "横坐标": (.x, 1),
        "y": (.y, 1), "ycoord": (.y, 1), "latitude": (.y, 1), "纬度": (.y, 1), "y坐标": (.y, 1), "纵坐标": (.y, 1),
        "invertm": (.invert, 1), "invert": (.invert, 1), "井底高程": (.invert, 1), "井底高程m": (.invert, 1), "井底标高": (.invert, 1),
        "井底标高m": (.invert, 1),
        "population": (.population, 1), "persons": (.population, 1), "people": (.population, 1), "人口": (.population, 1),
        "人数": (.population, 1), "服务人口": (.population, 1), "人口人": (.population, 1), "服务人口人": (.population, 1),
        "人口万人": (.population, 10_000), "服务人口万人": (.population, 10_000),
        "landuse": (.landUse, 1), "用地": (.landUse, 1), "用地类型": (.landUse, 1), "用地性质": (.landUse, 1),
        "accessible": (.accessible, 1), "可达": (.accessible, 1), "可开启": (.accessible, 1), "可采样": (.accessible, 1),
        "pipe": (.pipe, 1), "pipeid": (.pipe, 1), "link": (.pipe, 1), "管段": (.pipe, 1), "管段编号": (.pipe, 1), "管线编号": (.pipe, 1),
        "管道编号": (.pipe, 1),
        "from": (.from, 1), "fromnode": (.from, 1), "起点": (.from, 1), "起始节点": (.from, 1), "上游节点": (.from, 1), "起点井号": (.from, 1),
        "起点编号": (.from, 1), "上游井号": (.from, 1),
        "to": (.to, 1), "tonode": (.to, 1), "终点": (.to, 1), "终止节点": (.to, 1), "下游节点": (.to, 1), "终点井号": (.to, 1),
        "终点编号": (.to, 1), "下游井号": (.to, 1),
        "lengthm": (.length, 1), "length": (.length, 1), "长度": (.length, 1), "长度m": (.length, 1), "管长": (.length, 1), "管长m": (.length, 1),
        "diametermm": (.diameter, 0.001), "diameter": (.diameter, 0.001), "diameterm": (.diameter, 1), "管径": (.diameter, 0.001),
        "管径mm": (.diameter, 0.001), "管径m": (.diameter, 1),
        "roughness": (.roughness, 1), "manningn": (.roughness, 1), "粗糙系数": (.roughness, 1), "糙率": (.roughness, 1),
        "inletm": (.inlet, 1), "起点管底标高": (.inlet, 1), "起点管底标高m": (.inlet, 1), "起点管底高程": (.inlet, 1), "起点管底高程m": (.inlet, 1),
        "outletm": (.outlet, 1), "终点管底标高": (.outlet, 1), "终点管底标高m": (.outlet, 1), "终点管底高程": (.outlet, 1),
        "终点管底高程m": (.outlet, 1),
        "traveltimeh": (.travelTime, 1), "流行时间h": (.travelTime, 1), "流行时间": (.travelTime, 1), "traveltimemin": (.travelTime, 1.0 / 60),
        "流行时间min": (.travelTime, 1.0 / 60),
        "flowshare": (.flowShare, 1), "分流比": (.flowShare, 1), "flowsharepct": (.flowShare, 0.01), "分流比%": (.flowShare, 0.01),
        "date": (.date, 1), "日期": (.date, 1), "采样日期": (.date, 1),
        "analyte": (.analyte, 1), "substance": (.analyte, 1), "目标物": (.analyte, 1), "化合物": (.analyte, 1), "检测项目": (.analyte, 1),
        "result": (.result, 1), "concentration": (.result, 1), "结果": (.result, 1), "浓度": (.result, 1), "检测结果": (.result, 1),
        "unit": (.unit, 1), "单位": (.unit, 1), "qualifier": (.qualifier, 1), "限定符": (.qualifier, 1), "标识": (.qualifier, 1),
        "lod": (.detectionLimit, 1), "检出限": (.detectionLimit, 1), "loq": (.quantificationLimit, 1), "定量限": (.quantificationLimit, 1),
        "flowm3perd": (.flow, 1), "flowm3/d": (.flow, 1), "流量m3/d": (.flow, 1), "流量m³/d": (.flow, 1), "流量万m3/d": (.flow, 10_000),
        "流量万m³/d": (.flow, 10_000), "flow": (.flow, 1), "流量": (.flow, 1),
        "round": (.round, 1), "轮次": (.round, 1),
    ]

    /// Finds the header among the first rows: the first row with a name that is understood. Nil where there is none.
    init?(_ table: DelimitedTable) {
        for row in 0..<min(20, table.rowCount) where !table.isBlank(row) {
            var found: [Column: (Int, Double)] = [:]
            var strange: [Int] = []
            for column in 0..<table.fieldCount(row) {
                if let (name, factor) = TableHeader.aliases[TableHeader.plain(table.text(row, column))] {
                    if found[name] == nil { found[name] = (column, factor) }
                } else if !table.text(row, column).isEmpty {
                    strange.append(column)
                }
            }
            if found[.node] != nil || (found[.from] != nil && found[.to] != nil) {
                self.row = row
                places = found.mapValues { (index: $0.0, factor: $0.1) }
                unknown = strange
                return
            }
        }
        return nil
    }

    /// A header in its plain form.
    static func plain(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            var value = scalar
            // Full-width forms stand 0xFEE0 above ASCII.
            if (0xFF01...0xFF5E).contains(scalar.value), let narrow = Unicode.Scalar(scalar.value - 0xFEE0) { value = narrow }
            switch value {
            case " ", "_", "-", "(", ")", "[", "]", "\u{3000}", "\u{FEFF}", "\t": continue
            default: result.unicodeScalars.append(value)
            }
        }
        return result.lowercased()
    }

    var isOfPipes: Bool { has(.from) && has(.to) }

    func has(_ column: Column) -> Bool { places[column] != nil }

    func index(_ column: Column) -> Int? { places[column]?.index }

    /// The text of a cell without blanks at its ends; empty where the column is absent.
    func text(_ table: DelimitedTable, _ row: Int, _ column: Column) -> String {
        guard let place = places[column] else { return "" }
        return TableHeader.trimmed(table.text(row, place.index))
    }

    /// A text without blanks at its ends.
    static func trimmed(_ text: String) -> String {
        var scalars = Substring(text).unicodeScalars
        while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(scalars)
    }

    func position(_ table: DelimitedTable, _ row: Int, _ column: Column) -> SourcePosition {
        table.position(row, places[column]?.index ?? 0)
    }

    /// The header as it is written.
    func title(_ table: DelimitedTable, _ column: Column) -> String { places[column].map { table.text(row, $0.index) } ?? column.rawValue }

    /// The number of a cell in the unit of the engine; nil where it is absent, or (with a finding) cannot be read.
    func number(_ table: DelimitedTable, _ row: Int, _ column: Column, mark: DecimalMark, tally: inout FindingTally) -> Double? {
        guard let place = places[column] else { return nil }
        let text = self.text(table, row, column)
        guard !text.isEmpty else { return nil }
        if let value = NumberText.parse(text, mark: mark), value.isFinite { return value * place.factor }
        tally.add(
            Finding("N028", .warning, at: table.position(row, place.index), text: text, ["column": table.text(self.row, place.index)]))
        return nil
    }

    /// The decimal mark of the numbers of these columns; a point where they do not tell.
    func mark(_ table: DelimitedTable, _ columns: [Column]) -> DecimalMark {
        var tally = DecimalMarkTally()
        for column in columns {
            guard let place = places[column] else { continue }
            for row in (self.row + 1)..<max(self.row + 1, table.rowCount) { tally.add(table.text(row, place.index)) }
        }
        return tally.evidence.mark ?? .point
    }
}
