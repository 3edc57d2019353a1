import Foundation
import Glibc
import Testing

/// Files that mean harm, given to the program as it runs at night: each is told by a finding, nothing of it comes out, and the rest goes on.
@Suite(.serialized) struct HostileInputTests {
    struct Attack: CustomTestStringConvertible, Sendable {
        var name: String
        /// The finding that names it.
        var code: String
        /// 2: the run went on without it; 78: there is nothing to go on with.
        var exit: Int32 = 2
        var prepare: @Sendable (SmallWorkspace) throws -> Void
        var testDescription: String { name }
    }

    /// Stands in a file outside the workspace: wherever it comes out, a path has led out of the workspace.
    static let secret = "SECRET-OUTSIDE-7719"

    private static func outside(_ workspace: SmallWorkspace) throws -> String {
        let path = workspace.folder + ".outside"
        try Data("sample_id,analyte,result,unit\n\(secret),mdma,1,ng/L\n".utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static func link(_ workspace: SmallWorkspace, _ name: String, to target: String) throws {
        let path = workspace.folder + "/" + name
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    static let attacks: [Attack] = [
        Attack(name: "a link in the inbox", code: "S042") { try link($0, "inbox/b.csv", to: try outside($0)) },
        Attack(name: "a folder of the inbox that is a link", code: "S042") { try link($0, "inbox/more", to: "/etc") },
        Attack(name: "a pipe in the inbox", code: "S042") { workspace in
            let made = unsafe mkfifo(workspace.folder + "/inbox/b.csv", 0o644)
            #expect(made == 0)
        },
        Attack(name: "a register that is a link", code: "C047") { try link($0, "samples/2025-P6.csv", to: try outside($0)) },
        Attack(name: "a network file above the workspace", code: "C047") { workspace in
            let path = try outside(workspace)
            let name = "../" + (path.split(separator: "/").last.map(String.init) ?? "")
            try workspace.write("headwater.yaml", SmallWorkspace.settings([:]).replacingOccurrences(of: "network/nodes.csv", with: name))
        },
        Attack(name: "an entity that swells", code: "A027") { workspace in
            var text = "<?xml version=\"1.0\"?><!DOCTYPE q [<!ENTITY a0 \"swollen\">"
            for level in 1...12 { text += "<!ENTITY a\(level) \"" + String(repeating: "&a\(level - 1);", count: 10) + "\">" }
            try workspace.write("inbox/b.xml", text + "]><QUANDATASET>&a12;</QUANDATASET>")
        },
        Attack(name: "escape codes in a name", code: "U003") { try $0.write("inbox/b\u{1B}]0;owned\u{07}.csv", "sample_id,analyte,result,unit\nS1,mdma,1,ng/L\n") },
        Attack(name: "escape codes in cells", code: "A016") { workspace in
            try workspace.write("inbox/b.csv", "sample_id,analyte,result,unit\nS\u{1B}[2J1,m\u{1B}[31mdma,\u{1B}[8m1,ng/L\n")
        },
        Attack(name: "a header of a million columns", code: "A002") { workspace in
            try workspace.write("inbox/b.csv", "sample_id,analyte,result,unit" + String(repeating: ",x", count: 1_000_000) + "\nS1,mdma,1,ng/L\n")
        },
        Attack(name: "aliases in headwater.yaml", code: "C007", exit: 78) { workspace in
            var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
            for level in 1...9 { text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n" }
            try workspace.write("headwater.yaml", text + SmallWorkspace.settings([:]))
        },
        Attack(name: "numbers of identity cards", code: "U067") { try $0.write("inbox/b.csv", "sample_id,姓名,analyte,result,unit\nS1,\(secret),mdma,1,ng/L\n") },
    ]

    @Test(arguments: attacks) func `What means harm is told, nothing of it comes out, and the rest goes on`(attack: Attack) throws {
        let workspace = try SmallWorkspace(roles: [:])
        defer {
            workspace.remove()
            try? FileManager.default.removeItem(atPath: workspace.folder + ".outside")
        }
        try attack.prepare(workspace)
        let ended = try Program.run(["run", "--workspace", workspace.folder, "--period", SmallWorkspace.period, "--json", "--verbose"])
        #expect(ended.code == attack.exit, "\(ended.errors.suffix(500))")
        let codes = Set(ended.output.components(separatedBy: "\"code\": \"").dropFirst().map { String($0.prefix(4)) })
        #expect(codes.contains(attack.code), "\(codes.sorted())")
        for text in [ended.output, ended.errors] {
            #expect(!text.contains("\u{1B}") && !text.contains("\u{07}"))
            #expect(!text.contains(Self.secret))
        }
        for (name, bytes) in try workspace.written() {
            #expect(bytes.range(of: Data(Self.secret.utf8)) == nil, "\(name)")
            let isBinary = [".xlsx", ".docx", ".pdf"].contains { name.hasSuffix($0) }
            if name.hasPrefix("reports/"), !isBinary { #expect(!bytes.contains(0x1B), "\(name)") }
        }
        if attack.exit == 2 {
            let report = workspace.folder + "/reports/\(SmallWorkspace.period)/draft/report.html"
            #expect(FileManager.default.fileExists(atPath: report), "what was sound must still be reported")
        }
    }

    @Test func `Cells that a spreadsheet would run come out as text`() throws {
        let workspace = try SmallWorkspace(roles: [:])
        defer { workspace.remove() }
        let formulas = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"]
        var sites = "site_code,name,tier,kind,node\n"
        for (index, formula) in ([""] + formulas).enumerated() { sites += "K0\(index + 1),\"\(formula.isEmpty ? "Plant" : formula)\",key,plant,\(index == 0 ? "OUTLET" : "")\n" }
        try workspace.write("sites.csv", sites)
        try workspace.write("inbox/b.csv", "sample_id,analyte,result,unit\n\"=HYPERLINK(\"\"http://x\"\")\",mdma,1,ng/L\n@S1,mdma,1,ng/L\n")
        let ended = try Program.run(["run", "--workspace", workspace.folder, "--period", SmallWorkspace.period, "--quiet"])
        #expect(ended.code == 2)
        let tables = try workspace.written().filter { $0.name.hasSuffix(".csv") && $0.name.contains("/tables/") }
        #expect(tables.count > 10)
        for (name, bytes) in tables {
            for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
                for cell in line.split(separator: ",", omittingEmptySubsequences: false) {
                    let text = cell.drop { $0 == "\"" }
                    // The qualifier of a quantified result is "=" alone, by contract.
                    guard text != "=", let first = text.first, "=+-@\t".contains(first) else { continue }
                    #expect(Double(text.prefix { $0 != "\"" }) != nil, "\(name): \(cell)")
                }
            }
        }
    }
}
