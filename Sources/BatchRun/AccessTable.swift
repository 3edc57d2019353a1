internal import DelimitedText
package import Findings
internal import Monitoring
package import SewerNetwork
package import SourceTracing

/// `access.csv`: `node`, `accessible`, `reason`, `hours`, `cost`; in either language.
///
/// `accessible` is yes or no (no: locked, unsafe, not to be reached; any other word counts as no, with a finding); `cost` is what opening costs beside another manhole, 1
/// where empty; `hours` (such as 22:00-06:00) and `reason` are for people.
package struct AccessTable: Sendable {
    /// What a crew must know of a manhole, in the words of the file.
    package struct Note: Hashable, Sendable {
        package var reason = ""
        package var hours = ""
        /// Relative cost of opening it; nil where not stated.
        package var cost: Double?
    }

    package var rules = SamplingRules()
    package private(set) var notes: [Int: Note] = [:]
    package private(set) var findings: [Finding] = []

    package init() {}

    private static let names: [String: String] = [
        "node": "node", "节点": "node", "节点编号": "node", "井号": "node", "检查井": "node", "accessible": "accessible", "可达": "accessible", "可开启": "accessible",
        "cost": "cost", "costofopening": "cost", "成本": "cost", "开井成本": "cost", "reason": "reason", "原因": "reason", "hours": "hours", "时段": "hours",
        "可采时段": "hours",
    ]
    private static let yes: Set<String> = ["", "yes", "y", "1", "true", "是", "可"]
    private static let no: Set<String> = ["no", "n", "0", "false", "locked", "unsafe", "否", "不可", "锁闭", "危险"]

    /// Reads the table for a graph; rows of unknown nodes are set aside with a finding.
    package static func read(_ file: NetworkFile, graph: SewerGraph) -> AccessTable {
        var result = AccessTable()
        let reading = DelimitedTable.read(file.bytes, file: file.name)
        result.findings = reading.findings
        guard let table = reading.table, table.rowCount > 0 else { return result }
        var columns: [String: Int] = [:]
        for column in 0..<table.fieldCount(0) {
            let plain = table.text(0, column).lowercased().filter { !" _-()（）".contains($0) }
            if let name = names[plain], columns[name] == nil { columns[name] = column }
        }
        guard let nodeColumn = columns["node"] else {
            result.findings.append(Finding("N031", .error, at: SourcePosition(file: file.name, line: 1), ["columns": "node"]))
            return result
        }
        for row in 1..<max(1, table.rowCount) where !table.isBlank(row) {
            guard let node = graph.index(of: NodeID(table.text(row, nodeColumn))) else {
                result.findings.append(Finding("M201", .warning, at: table.position(row, nodeColumn), text: table.text(row, nodeColumn)))
                continue
            }
            var note = Note(
                reason: columns["reason"].map { table.text(row, $0) } ?? "", hours: columns["hours"].map { table.text(row, $0) } ?? "")
            if let column = columns["accessible"], case let word = table.text(row, column).lowercased(), !yes.contains(word) {
                result.rules.closed.insert(node)
                if !no.contains(word) {
                    result.findings.append(Finding("N036", .warning, at: table.position(row, column), text: table.text(row, column), ["column": table.text(0, column)]))
                }
            }
            if let column = columns["cost"], case let text = table.text(row, column), !text.isEmpty {
                if let cost = NumberText.parse(text, mark: .point), cost > 0, cost.isFinite {
                    result.rules.cost[node] = cost
                    note.cost = cost
                } else {
                    result.findings.append(Finding("N028", .warning, at: table.position(row, column), text: text, ["column": table.text(0, column)]))
                }
            }
            result.notes[node] = note
        }
        return result
    }
}
