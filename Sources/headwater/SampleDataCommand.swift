import ArgumentParser
import Findings
import Foundation
import SampleCity
import Wording

/// `headwater sample-data`: a synthetic city with its laboratory's files and the truth beside them.
struct SampleDataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample-data", abstract: "Write a synthetic city: sewer, sites, samples, laboratory exports and the truth.",
        discussion: """
            headwater sample-data --out my-city
            headwater sample-data --out big --sites 300 --manholes 20000 --seed 7
            """)

    @Option(help: "Folder to write into; it must be empty or absent.")
    var out: String

    @Option(help: "Number of sampling points.")
    var sites = SampleCitySettings().sites

    @Option(help: "Number of manholes.")
    var manholes = SampleCitySettings().manholes

    @Option(help: "Seed of every random draw: the same seed gives the same bytes.")
    var seed = SampleCitySettings().seed

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (5...20_000).contains(sites) else { throw ValidationError("--sites takes 5 to 20000") }
        guard (sites * 20...2_000_000).contains(manholes) else { throw ValidationError("--manholes takes \(sites * 20) to 2000000 for \(sites) sites") }
    }

    func run() throws {
        let terminal = output.terminal()
        let folder = URL(fileURLWithPath: out)
        let manager = FileManager.default
        if let present = try? manager.contentsOfDirectory(atPath: folder.path), !present.isEmpty {
            terminal.findings([Finding("C090", .fatal, at: SourcePosition(file: out))])
            throw ExitStatus.cannotCreate
        }
        let city = SampleCity.make(SampleCitySettings(sites: sites, manholes: manholes, seed: seed))
        do {
            for file in city.files {
                let path = folder.appendingPathComponent(file.path)
                try manager.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(file.bytes).write(to: path)
            }
        } catch {
            terminal.findings([Finding("C091", .fatal, at: SourcePosition(file: out), ["reason": error.localizedDescription])])
            throw ExitStatus.cannotCreate
        }
        let kilobytes = city.files.reduce(0) { $0 + $1.bytes.count } / 1024
        terminal.remark(
            terminal.catalogue.text("headwater.city", count: city.files.count, ["folder": out, "kilobytes": String(kilobytes), "seed": String(seed)]))
    }
}
