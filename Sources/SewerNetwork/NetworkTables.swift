internal import DelimitedText
internal import Findings
internal import Monitoring

/// Reads `nodes.csv` and `pipes.csv` into a survey.
struct NetworkTables {
    var survey = SewerSurvey(foldsCase: false)
    var tally: FindingTally

    init(file: String) {
        tally = FindingTally(file: file)
        survey.linkFile = file
        survey.nodeFile = file
    }

    /// Weight of a source at a node by its land use: industry three times a dwelling, woods and roads a fifth (setting of this
    /// programme, after the grey priors of Sambito et al. 2020, 10.2166/hydro.2019.036).
    static func weight(ofLandUse text: String) -> Double {
        switch TableHeader.plain(text) {
        case "industrial", "industry", "warehouse", "工业", "工业用地", "仓储", "仓储用地": 3
        case "forest", "arterial", "road", "green", "林地", "绿地", "道路", "交通用地": 0.2
        default: 1
        }
    }

    mutating func readNodes(_ table: DelimitedTable, _ header: TableHeader) {
        survey.nodeFile = table.file
        tell(header, table)
        let mark = header.mark(table, [.x, .y, .invert, .population])
        for row in (header.row + 1)..<max(header.row + 1, table.rowCount) where !table.isBlank(row) {
            let id = header.text(table, row, .node)
            guard !id.isEmpty else {
                tally.add(Finding("N029", .warning, at: header.position(table, row, .node), ["column": header.title(table, .node)]))
                continue
            }
            var node = SurveyedNode(NodeID(id))
            node.role = NetworkWords.role(header.text(table, row, .kind))
            node.x = header.number(table, row, .x, mark: mark, tally: &tally)
            node.y = header.number(table, row, .y, mark: mark, tally: &tally)
            node.invertM = header.number(table, row, .invert, mark: mark, tally: &tally)
            node.population = header.number(table, row, .population, mark: mark, tally: &tally)
            if let people = node.population, people < 0 {
                tally.add(Finding("N021", .warning, at: header.position(table, row, .population), text: header.text(table, row, .population)))
                node.population = nil
            }
            node.weight = NetworkTables.weight(ofLandUse: header.text(table, row, .landUse))
            node.isAccessible = !NetworkWords.isNo(header.text(table, row, .accessible))
            let line = table.position(row, 0).line ?? 0
            if !survey.add(node, line: line) {
                let first = survey.names.index(of: id).map { Int(survey.nodeLine[$0]) }
                tally.add(
                    Finding(
                        "N006", .warning, at: header.position(table, row, .node), text: id, [:],
                        related: [SourcePosition(file: table.file, line: first)]))
            }
        }
    }

    mutating func readPipes(_ table: DelimitedTable, _ header: TableHeader) {
        survey.linkFile = table.file
        tell(header, table)
        let mark = header.mark(table, [.length, .diameter, .roughness, .inlet, .outlet, .travelTime, .flowShare])
        for row in (header.row + 1)..<max(header.row + 1, table.rowCount) where !table.isBlank(row) {
            let from = header.text(table, row, .from)
            let to = header.text(table, row, .to)
            guard !from.isEmpty, !to.isEmpty else {
                let column: TableHeader.Column = from.isEmpty ? .from : .to
                tally.add(Finding("N029", .warning, at: header.position(table, row, column), ["column": header.title(table, column)]))
                continue
            }
            let line = table.position(row, 0).line ?? 0
            let written = header.text(table, row, .pipe)
            var link = SurveyedLink(written.isEmpty ? "\(from)→\(to) (\(line))" : written, from: NodeID(from), to: NodeID(to))
            link.role = NetworkWords.linkRole(header.text(table, row, .kind))
            link.lengthM = positive(header, table, row, .length, mark)
            link.diameterM = positive(header, table, row, .diameter, mark)
            link.roughness = positive(header, table, row, .roughness, mark)
            link.inletM = header.number(table, row, .inlet, mark: mark, tally: &tally)
            link.outletM = header.number(table, row, .outlet, mark: mark, tally: &tally)
            link.travelTimeH = positive(header, table, row, .travelTime, mark)
            link.flowShare = positive(header, table, row, .flowShare, mark)
            if let share = link.flowShare, share > 1 {
                tally.add(Finding("N021", .warning, at: header.position(table, row, .flowShare), text: header.text(table, row, .flowShare)))
                link.flowShare = nil
            }
            // Without levels of its own a pipe lies on the inverts of its nodes.
            if let node = survey.names.index(of: from), link.inletM == nil, survey.invert[node].isFinite { link.inletM = survey.invert[node] }
            if let node = survey.names.index(of: to), link.outletM == nil, survey.invert[node].isFinite { link.outletM = survey.invert[node] }
            if !survey.add(link, line: line) {
                let first = survey.linkNames.index(of: link.id).map { Int(survey.linkLine[$0]) }
                tally.add(
                    Finding(
                        "N007", .warning, at: header.position(table, row, .pipe), text: link.id, [:],
                        related: [SourcePosition(file: table.file, line: first)]))
            }
        }
        // A network of pipes alone declares its nodes by their ends.
        if !survey.isDeclared.contains(true) { for node in survey.isDeclared.indices { survey.isDeclared[node] = true } }
    }

    private mutating func positive(
        _ header: TableHeader, _ table: DelimitedTable, _ row: Int, _ column: TableHeader.Column, _ mark: DecimalMark
    ) -> Double? {
        guard let value = header.number(table, row, column, mark: mark, tally: &tally) else { return nil }
        guard value >= 0 else {
            tally.add(Finding("N021", .warning, at: header.position(table, row, column), text: header.text(table, row, column)))
            return nil
        }
        return value
    }

    private mutating func tell(_ header: TableHeader, _ table: DelimitedTable) {
        for column in header.unknown {
            tally.add(Finding("N030", .info, at: table.position(header.row, column), text: table.text(header.row, column)))
        }
    }
}

/// A table `node`, `population`, which takes the place of the people of a network.
enum PopulationTable {
    static func apply(_ file: NetworkFile, to survey: inout SewerSurvey) -> [Finding] {
        let reading = DelimitedTable.read(file.bytes, file: file.name)
        var tally = FindingTally(file: file.name)
        guard let table = reading.table, let header = TableHeader(table), header.has(.node), header.has(.population) else {
            return reading.findings + [Finding("N031", .error, at: SourcePosition(file: file.name, line: 1), ["columns": "node, population"])]
        }
        let mark = header.mark(table, [.population])
        var people = [Double](repeating: .nan, count: survey.population.count)
        var known = 0
        for row in (header.row + 1)..<max(header.row + 1, table.rowCount) where !table.isBlank(row) {
            let id = header.text(table, row, .node)
            guard let node = survey.names.index(of: id) else {
                tally.add(Finding("N032", .warning, at: header.position(table, row, .node), text: id))
                continue
            }
            guard let count = header.number(table, row, .population, mark: mark, tally: &tally) else { continue }
            guard count >= 0 else {
                tally.add(Finding("N021", .warning, at: header.position(table, row, .population), text: header.text(table, row, .population)))
                continue
            }
            people[node] = (people[node].isFinite ? people[node] : 0) + count
            known += 1
        }
        if known > 0 { survey.population = people }
        return reading.findings + tally.finished()
    }
}
