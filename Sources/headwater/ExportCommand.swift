import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Reports
import Wording

extension ExportForm: ExpressibleByArgument {}

/// `headwater export`: the figures of a period in the layouts of other houses.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the figures of a period for the European study (euda), for PHES-ODM (odm), or as GeoJSON of the sites (geojson).",
        discussion: """
            headwater export 2025-P5 --workspace my-city --form euda --country CN --out exchange
            headwater export 2025-P5 --workspace my-city --form odm --form geojson --out exchange

            Only what the report shows leaves; each export is recorded in the audit chain.
            """)

    @Argument(help: "Period, such as 2025-P5.") var period: Period
    @Option(help: "Layout: euda, odm or geojson; again for more.") var form: [ExportForm]
    @Option(help: "Folder to write into; files that stand there are replaced.") var out: String
    @Option(help: "Two letters of the country, for euda.") var country = ""
    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if form.isEmpty { throw ValidationError("--form is missing: euda, odm or geojson") }
        if !country.isEmpty, country.utf8.count != 2 || !country.utf8.allSatisfy({ (65...90).contains($0) }) { throw ValidationError("--country takes two capital letters") }
    }

    func run() async throws {
        let terminal = output.terminal()
        do {
            let desk = try WorkspaceDesk(WorkspaceCustody.options(place.workspace))
            defer { desk.close() }
            let files = try await desk.export(form, period: period, country: country)
            do {
                try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
            } catch {
                throw RunFailure(CustodyError.notWritten(path: out, reason: error.localizedDescription))
            }
            for file in files {
                do throws(CustodyError) { try AtomicFile.write(out + "/" + file.name, file.bytes) } catch { throw RunFailure(error) }
                terminal.result(out + "/" + file.name)
            }
        } catch let failure as RunFailure {
            throw terminal.failure(failure)
        }
    }
}
