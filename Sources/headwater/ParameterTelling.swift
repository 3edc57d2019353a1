import BackCalculation
import BatchRun
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Store
import Wording

/// Says what parameter sets hold, in words or as JSON Lines.
struct ParameterTelling {
    let sets: ParameterSets
    let terminal: Terminal

    private func say(_ key: String, _ arguments: [String: String] = [:]) -> String { terminal.catalogue.text("parameters.\(key)", arguments) }

    /// Says that there is no such set or substance.
    func unknown(_ name: String) -> any Error {
        terminal.findings([Finding("C094", .error, text: harmless(name, limit: 40), ["sets": sets.names.joined(separator: ", ")])])
        return ExitStatus.inputMissing
    }

    func list() {
        for name in sets.names {
            let rows = sets.set(named: name)
            let versions = sets.versions(of: name)
            let choice = ParameterChoice(rows)
            let biomarkers = Set(rows.map(\.biomarker))
            let corrected = choice.correctedBiomarkers
            if terminal.isJSON {
                terminal.event(
                    .object([
                        ("event", .string("parameter_set")), ("schema", .integer(1)), ("set", .string(name)), ("version", .string(versions.last ?? "")),
                        ("versions", .array(versions.map { .string($0) })), ("rows", .integer(rows.count)), ("memory", .integer(count(.memory, rows))),
                        ("read", .integer(count(.read, rows))), ("derived", .integer(count(.derived, rows))), ("biomarkers", .integer(biomarkers.count)),
                        ("with_consumption", .integer(corrected.count)),
                    ]))
            } else {
                terminal.result(
                    say(
                        "set",
                        [
                            "set": harmless(name), "version": harmless(versions.last ?? ""), "versions": harmless(versions.joined(separator: ", ")), "rows": String(rows.count),
                            "memory": String(count(.memory, rows)), "read": String(count(.read, rows)), "derived": String(count(.derived, rows)),
                            "biomarkers": String(biomarkers.count), "corrected": String(corrected.count),
                        ]))
            }
        }
    }

    private func count(_ provenance: Provenance, _ rows: [Parameter]) -> Int { rows.count { $0.provenance == provenance } }

    /// Shows the rows of a set that are asked for, by drug and biomarker. Returns whether there were any.
    @discardableResult
    func show(_ name: String, where isWanted: (Parameter) -> Bool) -> Bool {
        let all = sets.set(named: name)
        let choice = ParameterChoice(all)
        let rows = all.filter(isWanted)
        guard let first = rows.first else { return false }
        if terminal.isJSON {
            for row in rows { terminal.event(.object([("event", .string("parameter")), ("schema", .integer(1))] + members(row))) }
            return true
        }
        terminal.result("\(harmless(first.set))@\(harmless(ParameterSets.version(of: all)))")
        for pair in pairs(rows) {
            terminal.result("  \(harmless(pair.drug)) / \(harmless(pair.biomarker.rawValue))")
            if let only = choice.loadOnlyReason(of: pair.biomarker, parentDrug: pair.drug) {
                terminal.result("    " + say("load_only", ["reason": harmless(terminal.catalogue.loadOnlyReason(only.source), limit: 400)]))
            } else if let factor = choice.correction(of: pair.drug, from: pair.biomarker) {
                terminal.result("    " + say("factor", ["value": factor.value.significant(4)]))
            } else if rows.contains(where: { $0.biomarker == pair.biomarker && $0.parentDrug == pair.drug && $0.name == "molar_mass_parent" }) {
                terminal.result("    " + say("no_fraction"))
            }
            for row in rows where row.parentDrug == pair.drug && row.biomarker == pair.biomarker && row.name != ParameterName.loadOnly.rawValue {
                terminal.result("    " + line(row))
            }
        }
        if rows.contains(where: { $0.provenance == .memory }) { terminal.result("  " + say("memory")) }
        return true
    }

    private func line(_ row: Parameter) -> String {
        let details =
            [
                row.relativeSD.map { "rsd \(($0 * 100).significant(3)) %" } ?? "", row.distribution, row.basis, row.route,
            ].filter { !$0.isEmpty }.map { harmless($0) }.joined(separator: ", ")
        return harmless(row.name) + " = \(row.value.significant(6)) " + (row.unit == "1" ? "" : harmless(row.unit) + " ") + (details.isEmpty ? "" : "(\(details)) ")
            + "[\(row.provenance.rawValue)]" + (row.provenance == .memory ? " * " : " ") + harmless(row.source, limit: 400)
    }

    private func members(_ row: Parameter) -> [(String, JSONText)] {
        [
            ("set", .string(row.set)), ("version", .string(row.version)), ("parent_drug", .string(row.parentDrug)), ("biomarker", .string(row.biomarker.rawValue)),
            ("parameter", .string(row.name)), ("value", terminal.number(row.value)), ("rsd", terminal.number(row.relativeSD)),
            ("distribution", .string(row.distribution)), ("basis", .string(row.basis)), ("unit", .string(row.unit)), ("route", .string(row.route)),
            ("source", .string(row.source)), ("provenance", .string(row.provenance.rawValue)),
        ]
    }

    private func pairs(_ rows: [Parameter]) -> [(drug: String, biomarker: AnalyteCode)] {
        var seen: Set<String> = []
        return rows.compactMap { seen.insert($0.parentDrug + "|" + $0.biomarker.rawValue).inserted ? ($0.parentDrug, $0.biomarker) : nil }
            .sorted { ($0.drug, $0.biomarker) < ($1.drug, $1.biomarker) }
    }

    /// What two sets hold for the same drug, biomarker and name, where it differs; and their correction factors.
    func compare(_ first: String, _ second: String) {
        let (left, right) = (sets.set(named: first), sets.set(named: second))
        let (leftChoice, rightChoice) = (ParameterChoice(left), ParameterChoice(right))
        func keyed(_ rows: [Parameter]) -> [String: Parameter] {
            Dictionary(rows.map { ([$0.parentDrug, $0.biomarker.rawValue, $0.name, ParameterSets.condition($0)].joined(separator: "|"), $0) }) { _, last in last }
        }
        let (leftRows, rightRows) = (keyed(left), keyed(right))
        if !terminal.isJSON { terminal.result(say("compare", ["first": leftChoice.label, "second": rightChoice.label])) }
        var same = 0
        for pair in pairs(left + right) {
            var lines: [String] = []
            let (a, b) = (leftChoice.correction(of: pair.drug, from: pair.biomarker)?.value, rightChoice.correction(of: pair.drug, from: pair.biomarker)?.value)
            if a != b { lines.append(difference("correction_factor", a, b, pair)) }
            let prefix = pair.drug + "|" + pair.biomarker.rawValue + "|"
            for key in Set(leftRows.keys).union(rightRows.keys).sorted() where key.hasPrefix(prefix) {
                let (one, other) = (leftRows[key], rightRows[key])
                guard let row = one ?? other else { continue }
                if let one, let other, one.value == other.value, one.relativeSD == other.relativeSD, one.basis == other.basis {
                    same += 1
                    continue
                }
                lines.append(difference(row.name + (row.name == "half_life_h" ? " " + row.unit : ""), one?.value, other?.value, pair, one?.relativeSD, other?.relativeSD))
            }
            guard !terminal.isJSON, !lines.isEmpty else { continue }
            terminal.result("  \(harmless(pair.drug)) / \(harmless(pair.biomarker.rawValue))")
            for line in lines { terminal.result("    " + line) }
        }
        if !terminal.isJSON { terminal.result(say("same", ["count": String(same)])) }
    }

    private func difference(
        _ name: String, _ first: Double?, _ second: Double?, _ pair: (drug: String, biomarker: AnalyteCode), _ firstRSD: Double? = nil, _ secondRSD: Double? = nil
    ) -> String {
        let ratio = first.flatMap { one in second.flatMap { other in one != 0 ? other / one : nil } }
        if terminal.isJSON {
            terminal.event(
                .object([
                    ("event", .string("parameter_difference")), ("schema", .integer(1)), ("parent_drug", .string(pair.drug)),
                    ("biomarker", .string(pair.biomarker.rawValue)), ("parameter", .string(name)), ("first", terminal.number(first)), ("second", terminal.number(second)),
                    ("first_rsd", terminal.number(firstRSD)), ("second_rsd", terminal.number(secondRSD)), ("ratio", terminal.number(ratio)),
                ]))
        }
        func shown(_ value: Double?, _ spread: Double?) -> String {
            guard let value else { return say("absent") }
            return value.significant(6) + (spread.map { " (rsd \(($0 * 100).significant(3)) %)" } ?? "")
        }
        return "\(harmless(name)): \(shown(first, firstRSD)) -> \(shown(second, secondRSD))" + (ratio.map { "  (x \($0.significant(4)))" } ?? "")
    }

    /// How a check ended.
    func checked(_ own: [Parameter], faults: Int, path: String) {
        let labels = Set(own.map { "\($0.set)@\($0.version)" }).sorted()
        if terminal.isJSON {
            terminal.event(
                .object([
                    ("event", .string("parameters_checked")), ("schema", .integer(1)), ("file", .string(path)), ("rows", .integer(own.count)),
                    ("memory", .integer(count(.memory, own))), ("faults", .integer(faults)), ("sets", .array(labels.map { .string($0) })),
                ]))
        } else if terminal.level > .quiet {
            terminal.result(
                say(
                    "checked",
                    [
                        "file": harmless(path), "rows": String(own.count), "memory": String(count(.memory, own)), "faults": String(faults),
                        "sets": labels.isEmpty ? "-" : harmless(labels.joined(separator: ", "), limit: 200),
                    ]))
        }
    }

    /// Rows of an own file whose chain does not close: values out of range, and fractions without the masses that they need.
    static func chainFindings(_ sets: ParameterSets, own: [(parameter: Parameter, position: SourcePosition)]) -> [Finding] {
        var findings: [Finding] = []
        for name in Set(own.map(\.parameter.set)).sorted() {
            let choice = ParameterChoice(sets.set(named: name))
            func position(_ drug: String, _ biomarker: String, _ parameter: String) -> SourcePosition? {
                own.last { $0.parameter.set == name && $0.parameter.parentDrug == drug && $0.parameter.biomarker.rawValue == biomarker && $0.parameter.name == parameter }?.position
            }
            for finding in choice.findings {
                guard let place = position(finding.arguments["drug"] ?? "", finding.arguments["biomarker"] ?? "", finding.arguments["parameter"] ?? "") else { continue }
                var finding = finding
                finding.position = place
                findings.append(finding)
            }
            for (row, place) in own where row.set == name && row.name == ParameterName.excretionFraction.rawValue && row.value > 0 {
                guard choice.correction(of: row.parentDrug, from: row.biomarker) == nil else { continue }
                findings.append(
                    Finding("C069", .error, at: place, text: row.name, ["drug": row.parentDrug, "biomarker": row.biomarker.rawValue, "set": choice.label]))
            }
        }
        return findings
    }

    /// A set of the workspace that earlier runs used with other rows under the same version.
    /// - Throws: `ExitCode` where the workspace or its store cannot be read.
    static func ledgerFindings(workspace: String, terminal: Terminal) throws -> [Finding] {
        let programme: Programme
        do { programme = try Programme.read(workspace: workspace) } catch {
            terminal.findings([error.finding])
            throw ExitStatus.configuration
        }
        let path = workspace + "/store/headwater.sqlite"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            let store = try WorkspaceStore.open(path)
            let runs = try store.runs()
            try store.close()
            return ParameterLedger.findings(ParameterLedger.digests(programme), runs: runs)
        } catch {
            terminal.findings([error.finding])
            throw error.isTemporary ? ExitStatus.busy : ExitStatus.inputOutput
        }
    }
}
