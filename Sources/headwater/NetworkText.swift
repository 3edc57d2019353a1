import Findings
import Monitoring
import SewerNetwork
import Wording

/// A network in words: its health, and its plan as an indented tree.
struct NetworkText {
    var terminal: Terminal
    private var catalogue: Catalogue { terminal.catalogue }

    private func say(_ key: String, _ arguments: [String: String] = [:]) -> String { catalogue.text("network." + key, arguments) }

    /// A whole number with its thousands apart.
    private func count(_ value: Double) -> String {
        let digits = value.places(0)
        guard digits.count > 3, digits.allSatisfy(\.isNumber) else { return digits }
        var result = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { result.append(",") }
            result.append(digit)
        }
        return result
    }

    private func count(_ value: Int) -> String { count(Double(value)) }

    private func kilometres(_ metres: Double) -> String { (metres / 1000).places(metres < 9950 ? 2 : 1) }

    private func percent(_ part: Double) -> String { part > 0 && part < 0.01 ? "<1%" : (part * 100).places(0) + "%" }

    // MARK: Health

    /// The health report.
    func lines(_ health: NetworkHealth, graph: SewerGraph) -> [String] {
        var rows: [(label: String, text: String)] = []
        func list(_ parts: [(String, Int)]) -> String {
            parts.filter { $0.1 > 0 }.map { say($0.0, ["count": count($0.1)]) }.joined(separator: say("comma"))
        }
        rows.append((say("nodes"), say("total", ["count": count(graph.nodeCount), "parts": list(health.nodesByRole.map { ("role.\($0.role)", $0.count) })])))
        rows.append((say("links"), say("total", ["count": count(graph.linkCount), "parts": list(health.linksByRole.map { ("link.\($0.role)", $0.count) })])))
        rows.append((say("pipe"), say("km", ["km": kilometres(health.pipeM)])))
        let source = health.people <= 0 ? "people.none" : graph.populationIsFromFlow ? "people.flow" : "people.count"
        rows.append((say("people"), say(source, ["count": count(health.people)])))
        if health.flow > 0 { rows.append((say("flow"), say("flow.text", ["flow": count(health.flow)]))) }
        rows.append(
            (say("time"), say("time.text", ["half": health.hours.half.places(1), "most": health.hours.most.places(1), "all": health.hours.all.places(1)])))
        rows.append(
            (
                say("form"),
                say(
                    "form.text",
                    ["parts": count(health.parts), "splits": count(health.splits), "loops": count(health.loops), "in_loops": count(health.nodesInLoops), "pumps": count(health.pumpWells)])
            ))
        if health.turned > 0 { rows.append((say("turned"), say("turned.text", ["count": count(health.turned)]))) }
        rows.append((say("map"), say("map.text", ["percent": percent(Double(health.mapped) / Double(max(graph.nodeCount, 1)))])))
        let weight = health.people > 0 ? health.people : Double(graph.nodeCount)
        for (place, end) in health.ends.prefix(12).enumerated() {
            let part = (health.people > 0 ? end.people : Double(end.nodes)) / max(weight, .leastNormalMagnitude)
            rows.append(
                (
                    place == 0 ? say("ends") : "",
                    say(
                        end.isDeclared ? "end.outfall" : "end.open",
                        [
                            "node": harmless(graph.id(end.node).rawValue, limit: 40), "people": count(end.people), "nodes": count(end.nodes), "km": kilometres(end.pipeM),
                            "percent": percent(part),
                        ])
                ))
        }
        if health.ends.count > 12 { rows.append(("", say("end.more", ["count": count(health.ends.count - 12)]))) }
        for (place, tally) in health.findings.enumerated() {
            let title = catalogue.has("network.about.\(tally.code.rawValue)") ? say("about.\(tally.code.rawValue)") : ""
            rows.append(
                (place == 0 ? say("findings") : "", "\(say("severity.\(tally.severity.rawValue)")) \(tally.code.rawValue) ×\(count(tally.count))" + (title.isEmpty ? "" : "  \(title)")))
        }
        let width = rows.map { Self.width($0.label) }.max() ?? 0
        return [say("verdict.\(health.verdict.rawValue)"), ""] + rows.map { Self.padded($0.label, width) + "  " + $0.text }
    }

    /// The health report as an object.
    func json(_ health: NetworkHealth, graph: SewerGraph) -> JSONText {
        func number(_ value: Double) -> JSONText { value.isFinite ? .digits(value.significant(8)) : .null }
        return .object([
            ("event", .string("network")), ("verdict", .string(health.verdict.rawValue)), ("nodes", .integer(graph.nodeCount)), ("links", .integer(graph.linkCount)),
            ("nodes_by_kind", .object(health.nodesByRole.map { ("\($0.role)", .integer($0.count)) })),
            ("links_by_kind", .object(health.linksByRole.map { ("\($0.role)", .integer($0.count)) })),
            ("pipe_m", number(health.pipeM)), ("people", number(health.people)), ("people_from_flow", .bool(graph.populationIsFromFlow)), ("flow_m3_per_d", number(health.flow)),
            ("hours", .object([("half", number(health.hours.half)), ("nine_tenths", number(health.hours.most)), ("all", number(health.hours.all))])),
            ("parts", .integer(health.parts)), ("splits", .integer(health.splits)), ("loops", .integer(health.loops)), ("nodes_in_loops", .integer(health.nodesInLoops)),
            ("pump_wells", .integer(health.pumpWells)), ("turned", .integer(health.turned)), ("mapped", .integer(health.mapped)),
            ("ends", .array(health.ends.map { end in
                .object([
                    ("node", .string(graph.id(end.node).rawValue)), ("outfall", .bool(end.isDeclared)), ("nodes", .integer(end.nodes)), ("people", number(end.people)),
                    ("pipe_m", number(end.pipeM)),
                ])
            })),
            ("findings", .array(health.findings.map { tally in
                .object([("code", .string(tally.code.rawValue)), ("severity", .string(tally.severity.rawValue)), ("count", .integer(tally.count))])
            })),
        ])
    }

    // MARK: Plan

    /// The plan, one line a stem, with a bar for its part of the whole.
    func plan(_ plan: NetworkPlan, graph: SewerGraph) -> [String] {
        let hasPeople = graph.population.contains { $0 > 0 }
        let whole = plan.rows.filter { $0.depth == 0 && $0.foldedBranches == 0 }.map { hasPeople ? $0.people : Double($0.nodes) }.max() ?? 1
        let hours = graph.hoursToEnd()
        var lines: [String] = [say("plan.legend")]
        for row in plan.rows {
            var tree = ""
            for (level, isLast) in row.isLast.enumerated() {
                tree += level == row.isLast.count - 1 ? (isLast ? "└─ " : "├─ ") : (isLast ? "   " : "│  ")
            }
            let part = (hasPeople ? row.people : Double(row.nodes)) / max(whole, .leastNormalMagnitude)
            var words = [
                "node": harmless(graph.id(row.node).rawValue, limit: 30), "top": harmless(graph.id(row.top).rawValue, limit: 30),
                "joins": row.joins.map { harmless(graph.id($0).rawValue, limit: 30) } ?? "", "nodes": count(row.nodes), "people": count(row.people), "km": kilometres(row.pipeM),
                "hours": hours[row.top].places(1), "bar": Self.bar(part), "count": count(row.foldedBranches), "links": count(row.links),
            ]
            words["size"] = hasPeople ? say("plan.people", words) : say("plan.nodes", words)
            let key = row.foldedBranches > 0 ? (row.joins == nil ? "plan.folded_ends" : "plan.folded") : row.joins == nil ? "plan.outfall" : row.links > 0 ? "plan.stem" : "plan.single"
            lines.append(tree + say(key, words))
        }
        return lines
    }

    /// Eight cells of a bar, at least one eighth of a cell where there is anything.
    private static func bar(_ part: Double) -> String {
        let eighths = min(64, max(1, Int((min(max(part, 0), 1) * 64).rounded(.up))))
        let cells = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + cells[eighths % 8]
    }

    /// Cells that a text takes on a terminal: two for CJK.
    private static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + ((0x2E80...0xFFDC).contains($1.value) ? 2 : 1) } }

    private static func padded(_ text: String, _ cells: Int) -> String { text + String(repeating: " ", count: max(0, cells - width(text))) }
}
