import Foundation
import Testing

/// `headwater trace` as a process: on files of one's own, and on a workspace without an approval.
@Suite struct TraceCommandTests {
    /// A sewer of two branches, A and B, that join at J and leave at OUT; A holds the source.
    static let nodes = """
        node,kind,x,y,population
        OUT,outfall,0,0,0
        J,manhole,100,0,200
        A1,manhole,200,80,1500
        A2,manhole,300,120,1500
        A3,manhole,400,160,1500
        B1,manhole,200,-80,1500
        B2,manhole,300,-120,1500
        B3,manhole,400,-160,1500
        """
    static let pipes = """
        pipe,from,to,length_m,diameter_mm
        p1,J,OUT,100,600
        a1,A1,J,130,300
        a2,A2,A1,110,300
        a3,A3,A2,110,300
        b1,B1,J,130,300
        b2,B2,B1,110,300
        b3,B3,B2,110,300
        """

    static func observations() -> String {
        var rows = ["node,date,analyte,result,unit,flow_m3_per_d"]
        for day in 1...7 {
            for (node, result, flow) in [("OUT", 900, 1800), ("A1", 2200, 880), ("B1", 40 + day, 870)] {
                rows.append("\(node),2025-09-0\(day),methamphetamine,\(result + day),ng/L,\(flow)")
            }
        }
        return rows.joined(separator: "\n")
    }

    /// The files in a new folder, and the arguments that name them.
    static func files(_ more: [String: String] = [:]) throws -> (folder: String, arguments: [String]) {
        let folder = Program.newFolder()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in ["nodes.csv": nodes, "pipes.csv": pipes, "obs.csv": observations()].merging(more, uniquingKeysWith: { $1 }) {
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        return (
            folder,
            [
                "--network", folder + "/nodes.csv", "--network", folder + "/pipes.csv", "--observations", folder + "/obs.csv", "--analyte", "methamphetamine",
            ]
        )
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `The next manholes lie on the branch that shows, with a control, and a supposed result keeps nothing`() throws {
        let (folder, arguments) = try Self.files(["access.csv": "node,accessible,reason,hours,cost\nA2,no,locked,,\nA3,yes,,22:00-06:00,2\n"])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let before = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let next = try Program.run(["trace", "next"] + arguments + ["--access", folder + "/access.csv", "--json"])
        #expect(next.code == 0 || next.code == 2, "\(next.errors)")
        let answer = try object(next.output)
        #expect(answer["basis"] as? String == "ad hoc")
        let named = try #require(answer["next_samples"] as? [[String: Any]]).compactMap { $0["node"] as? String }
        #expect(named.first == "A3" && !named.contains("A2"), "A2 is locked: \(named)")
        #expect(answer["control"] as? String == "A1")
        let supposed = try Program.run(["trace", "next"] + arguments + ["--if", "A2=negative", "--json"])
        let changed = try object(supposed.output)
        #expect((changed["entropy_bits"] as? Double ?? 9) < (changed["entropy_bits_before"] as? Double ?? 0))
        #expect(try Program.run(["trace", "next"] + arguments + ["--if", "X9=positive"]).code == 2)
        #expect(try Program.run(["trace", "next"] + arguments + ["--if", "A2=perhaps"]).code == 64)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == before)
    }

    @Test func `A design scores the present points first and adds others`() throws {
        let (folder, arguments) = try Self.files()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let answer = try object(try Program.run(["trace", "design"] + arguments + ["--points", "5", "--json"]).output)
        let points = try #require(answer["points"] as? [[String: Any]])
        #expect(points.count == 5)
        #expect(points.prefix(3).allSatisfy { $0["present"] as? Bool == true } && points.dropFirst(3).allSatisfy { $0["present"] as? Bool == false })
        let bits = points.compactMap { $0["bits"] as? Double }
        #expect(bits == bits.sorted())
        #expect(points.allSatisfy { ($0["detectable_g_per_d"] as? Double ?? 0) > 0 })
    }

    @Test func `Words that do not go together are refused before anything is read`() throws {
        for words in [
            ["next", "--analyte", "x"], ["design", "--analyte", "x", "--points", "3"], ["next", "--analyte", "x", "--network", "a.inp"],
            ["posterior", "--analyte", "x", "--site", "F01", "--period", "2025-P5", "--access", "a.csv"],
            ["pack", "--analyte", "x", "--site", "F01", "--period", "2025-P5", "--replay"],
        ] {
            #expect(try Program.run(["trace"] + words).code == 64, "\(words)")
        }
    }
}

extension CommandLineTests {
    @Test func `Without an approval a workspace keeps rounds and names no manhole`() async throws {
        let (city, _, _) = try await Self.city.value
        let question = ["--workspace", city, "--site", "F02", "--analyte", "ketamine", "--period", "2025-P5"]
        let next = try Program.run(["trace", "next"] + question)
        #expect(next.code == 77)
        #expect(next.errors.contains("[U026]") && !next.output.contains("W0"))
        let design = try Program.run(["trace", "design"] + question + ["--points", "30"])
        #expect(design.code == 0 && design.output.contains("K19:") && !design.output.contains("W0"))
        #expect(try Program.run(["trace", "pack"] + question).output == "")
        #expect(try Program.run(["trace", "pack"] + question + ["--round", "1"]).code == 66)

        let file = city + "/../round-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let manhole = try #require(
            try String(contentsOfFile: city + "/network/city.inp", encoding: .utf8).firstMatch(of: /W01-0\d\d\d/).map { String($0.output) })
        try Data("node,date,analyte,result,unit,flow_m3_per_d\n\(manhole),2025-10-20,ketamine,12,ng/L,700\n".utf8).write(to: URL(fileURLWithPath: file))
        let kept = try Program.run(["trace", "round"] + question + ["--add", file])
        #expect(kept.code == 0, "\(kept.errors)")
        #expect(!kept.output.contains(manhole) && kept.errors.contains("[U026]"))
        let list = try Program.run(["trace", "pack"] + question)
        #expect(list.output.contains(try Program.account()))
        #expect(try Program.run(["trace", "pack"] + question + ["--round", "1"]).code == 77)
        #expect(try Program.run(["trace", "pack"] + question + ["--round", "1", "--replay"]).code == 0)

        let folder = city + "/store/trace"
        let table = try #require(try FileManager.default.subpathsOfDirectory(atPath: folder).first { $0.hasSuffix(".csv") })
        try Data("node,date,analyte,result,unit\n".utf8).write(to: URL(fileURLWithPath: folder + "/" + table))
        let refused = try Program.run(["trace", "posterior"] + question)
        #expect(refused.code == 74 && refused.errors.contains("[M209]"))
    }
}
