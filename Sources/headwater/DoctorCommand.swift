import ArgumentParser
import BatchRun
import DenseAlgebra
import Findings
import Monitoring
import ProgrammeFiles
import Store
import Wording

/// `headwater doctor`: what the program runs on, and every setting of a workspace with where it came from.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Print the libraries in use, every setting with its origin, and whether the store is sound.",
        discussion: "headwater doctor --workspace my-city")

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let terminal = output.terminal()
        terminal.result("headwater \(programVersion)")
        terminal.result("OpenBLAS: \(LinearAlgebraLibrary.configuration), kernel \(LinearAlgebraLibrary.kernel)")
        for file in LinearAlgebraLibrary.resolvedFiles { terminal.result("  \(file)") }
        let programme: Programme
        do {
            programme = try Programme.read(workspace: place.workspace)
        } catch {
            terminal.findings([error.finding])
            throw ExitStatus.configuration
        }
        for (key, value, origin) in SettingList.rows(programme.configuration) { terminal.result("\(key) = \(harmless(value))  (\(origin))") }
        for limit in programme.qualityLimits.departures { terminal.result("\(harmless(limit.key)) = \(limit.value)  (\(harmless(limit.origin)))") }
        terminal.findings(programme.findings)
        do {
            let store = try WorkspaceStore.open(place.workspace + "/store/headwater.sqlite")
            let problems = try store.integrityFindings()
            terminal.findings(problems)
            terminal.result("store: schema \(WorkspaceStore.schemaVersion), \(try store.files().count) files, \(try store.runs().count) runs, \(problems.isEmpty ? "sound" : "damaged")")
            try store.close()
            if !problems.isEmpty { throw ExitStatus.inputOutput }
        } catch let error as StoreError {
            terminal.findings([error.finding])
            throw error.isTemporary ? ExitStatus.busy : ExitStatus.inputOutput
        }
        if programme.findings.contains(where: { $0.severity == .fatal }) { throw ExitStatus.configuration }
    }
}

/// The settings of a programme as rows: key path, value, and where the value came from.
enum SettingList {
    static func rows(_ settings: ProgrammeConfiguration) -> [(key: String, value: String, origin: String)] {
        let offset = settings.timeZoneOffsetSeconds
        let size = abs(offset)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : String(value) }
        let roles = settings.custody.roles.sorted { $0.key < $1.key }
        let rows: [(String, String)] =
            [
                ("schema", String(settings.schema)), ("programme.name", settings.name), ("programme.name_en", settings.nameEnglish),
                ("programme.code", settings.code), ("time_zone", (offset < 0 ? "-" : "+") + two(size / 3600) + ":" + two(size / 60 % 60)),
                ("languages", settings.languages.joined(separator: ", ")), ("convention", settings.convention.rawValue),
                ("parameter_set", settings.parameterSet), ("population.basis", settings.population.basis.rawValue),
                ("population.nh4n_g_per_person_d", settings.population.ammoniumNGramsPerPersonDay.significant(6)),
                ("population.domestic_share_applies_to", settings.population.domesticShareAppliesTo.rawValue),
                ("losses.in_sewer", String(settings.losses.inSewer)), ("losses.storage", String(settings.losses.storage)),
                ("losses.particulate", String(settings.losses.particulate)),
                ("losses.water_temperature_c", settings.losses.waterTemperatureC.significant(6)),
                ("losses.biofilm_area_per_volume", settings.losses.biofilmAreaPerVolume.significant(6)),
                ("uncertainty.analytic_rsd", settings.uncertainty.analyticRSD.significant(6)),
                ("uncertainty.sampling_rsd", settings.uncertainty.samplingRSD.significant(6)),
                ("uncertainty.calibration_rsd", settings.uncertainty.calibrationRSD.significant(6)),
                ("uncertainty.flow_rsd", settings.uncertainty.flowRSD.significant(6)),
                ("uncertainty.population_rsd", settings.uncertainty.populationRSD.significant(6)),
                ("uncertainty.draws", String(settings.uncertainty.draws)), ("uncertainty.seed", String(settings.uncertainty.seed)),
                ("detection.fdr", settings.detection.falseDiscoveryRate.significant(6)),
                ("detection.dependence", settings.detection.assumesArbitraryDependence ? "BY" : "BH"),
                ("detection.focus.fdr", settings.detection.focusFalseDiscoveryRate.significant(6)),
                ("privacy.population_floor", settings.privacy.populationFloor.significant(6)),
                ("privacy.publication_floor", settings.privacy.publicationFloor.significant(6)),
                ("privacy.dominance", settings.privacy.dominance.significant(6)),
                ("privacy.restricted_approval", settings.privacy.restrictedApproval), ("network.files", settings.network.files.joined(separator: ", ")),
                ("network.population", settings.network.population ?? ""), ("reports.editions", settings.reports.editions.joined(separator: ", ")),
                ("reports.theme", settings.reports.theme.rawValue), ("sample_name_pattern", settings.sampleNamePattern),
            ] + roles.map { ("custody.roles.\($0.key)", $0.value.joined(separator: ", ")) }
        return rows.map { ($0.0, $0.1, settings.origins[$0.0] ?? "default") }
    }
}
