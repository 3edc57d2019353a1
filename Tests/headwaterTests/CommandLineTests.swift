import Foundation
import Testing

/// The command line as a person and as cron see it: output, errors and exit code apart.
@Suite(.serialized) struct CommandLineTests {
    /// A sample city and one run over it, shared by the tests of this suite.
    static let city = Task { () throws -> (folder: String, made: Program.Ended, ran: Program.Ended) in
        let folder = Program.newFolder()
        let made = try Program.run(["sample-data", "--out", folder])
        return (folder, made, try Program.run(["run", "--workspace", folder, "--period", "2025-P5", "--json"]))
    }

    @Test func helpComesAtOnceAndNamesTheCommands() throws {
        let help = try Program.run(["--help"])
        #expect(help.code == 0)
        #expect(help.errors == "")
        for command in ["run", "check", "explain", "convert", "trace", "sample-data", "doctor"] { #expect(help.output.contains("  \(command)")) }
        #expect(try Program.run(["--version"]).output == "0.1.0\n")
    }

    @Test(arguments: [
        ["runn"], ["run", "--period", "2025-P9"], ["run", "--all", "--period", "2025-P5"], ["run", "--jobs", "0"], ["sample-data"],
        ["trace", "posterior", "--analyte", "x"], ["explain", "a/b"], ["sample-data", "--out", "/tmp/x", "--sites", "2"],
    ])
    func badUsageIs64AndSaysMoreOnStandardError(arguments: [String]) throws {
        let ended = try Program.run(arguments)
        #expect(ended.code == 64)
        #expect(ended.output == "")
        #expect(ended.errors.contains("Error:"))
    }

    @Test func theSampleCityIsWrittenOnceAndNeverOver() async throws {
        let (folder, made, _) = try await Self.city.value
        #expect(made.code == 0)
        #expect(made.output == "")
        #expect(FileManager.default.fileExists(atPath: folder + "/truth.json"))
        let again = try Program.run(["sample-data", "--out", folder])
        #expect(again.code == 73)
        #expect(again.errors.contains("fatal[C090]"))
    }

    @Test func aRunSpeaksInJSONLines() async throws {
        let (_, _, ran) = try await Self.city.value
        #expect(ran.code == 2, "the city has a cut file and a held batch")
        let lines = ran.output.split(separator: "\n")
        let events = try lines.map { try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]) }
        #expect(events.first?["event"] as? String == "run_started")
        #expect(events.last?["event"] as? String == "summary")
        #expect(events.contains { $0["event"] as? String == "alert" && ($0["alert_id"] as? String)?.contains("methamphetamine") == true })
        for finding in events where finding["event"] as? String == "finding" {
            #expect((finding["code"] as? String)?.count == 4)
            #expect((finding["what"] as? String)?.isEmpty == false)
            #expect((finding["fix"] as? String)?.isEmpty == false)
        }
    }

    @Test func oneCommandTakesAFigureBackToFileAndLine() async throws {
        let (folder, _, _) = try await Self.city.value
        let ended = try Program.run(["explain", "--workspace", folder, "2025-P5/F01/methamphetamine"])
        #expect(ended.code == 0)
        let place = try #require(ended.output.firstMatch(of: /result at (inbox\/[^ :]+):(\d+):(\d+) \("([^"]+)"\)/))
        let text = try String(contentsOfFile: folder + "/" + String(place.1), encoding: .isoLatin1)
            .replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
        let line = text.components(separatedBy: "\n")[try #require(Int(place.2)) - 1]
        #expect(line.contains(String(place.4)))
        #expect(ended.output.contains("samples/2025-P5.csv:"))
        let code = try Program.run(["explain", "A031"])
        #expect(code.code == 0 || code.errors.contains("C093"))
        #expect(try Program.run(["explain", "--workspace", folder, "2025-P5/F01/nothing"]).code == 66)
    }

    @Test func nodesStayClosedWithoutAnApproval() async throws {
        let (folder, _, _) = try await Self.city.value
        let ended = try Program.run(
            ["trace", "posterior", "--workspace", folder, "--site", "F01", "--analyte", "methamphetamine", "--period", "2025-P5"])
        #expect(ended.code == 0)
        #expect(ended.output.contains("F01"))
        #expect(!ended.output.contains("W01-"))
        #expect(ended.errors.contains("[U026]"))
        let inside = try Program.run([
            "trace", "posterior", "--network", folder + "/network/city.inp", "--observations", folder + "/sites.csv", "--analyte", "methamphetamine",
        ])
        #expect(inside.code == 77)
        #expect(inside.errors.contains("[U028]"))
        #expect(inside.output == "")
    }

    @Test func quietMeansSilentUnlessSomethingWasSetAside() async throws {
        let (folder, _, _) = try await Self.city.value
        let ended = try Program.run(["report", "--quiet", "--workspace", folder, "--period", "2025-P6"])
        #expect(ended.output == "")
        #expect(!ended.errors.contains("warning["))
    }

    @Test func convertWritesTheCanonicalTable() throws {
        let folder = Program.newFolder()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/export.txt"
        try Data(
            "Sample Name\tSample Type\tComponent Name\tCalculated Concentration\nA-1\tUnknown\tMethamphetamine\t1.25\nA-1\tUnknown\tKetamine\tN/A\n".utf8
        ).write(to: URL(fileURLWithPath: file))
        let refused = try Program.run(["convert", file])
        #expect(refused.code == 65)
        #expect(refused.errors.contains("[A041]"))
        let ended = try Program.run(["convert", file, "--unit", "ng/mL"])
        let rows = ended.output.split(separator: "\n")
        #expect(rows.count == 3)
        #expect(rows[0].hasPrefix("sample_id,analyte,result,unit,qualifier"))
        #expect(rows[1].hasPrefix("A-1,Methamphetamine,1.25,ng/mL,"))
        #expect(rows[2].contains(",NA,"))
    }

    @Test func missingThingsHaveTheirOwnCodes() throws {
        #expect(try Program.run(["run", "--workspace", "/nonexistent"]).code == 78)
        #expect(try Program.run(["convert", "/nonexistent.csv"]).code == 65)
        #expect(try Program.run(["network", "check", "/nonexistent.inp"]).code == 66)
        #expect(try Program.run(["explain", "Z999"]).code == 66)
    }

    @Test func theLanguageFollowsTheEnvironmentAndTheFlag() throws {
        let chinese = try Program.run(["run", "--workspace", "/nonexistent"], environment: ["LANG": "zh_CN.UTF-8"])
        #expect(chinese.errors.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
        let english = try Program.run(["run", "--workspace", "/nonexistent", "--language", "en"], environment: ["LANG": "zh_CN.UTF-8"])
        #expect(!english.errors.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) })
    }
}
