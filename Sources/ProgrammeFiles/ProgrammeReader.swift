internal import DelimitedText
package import Findings
internal import Monitoring

/// Why no programme could be read at all; what can be read with faults is read, with findings.
package struct ProgrammeError: Error, Hashable, Sendable {
    /// Always fatal.
    package var finding: Finding

    package init(_ finding: Finding) {
        self.finding = finding
        self.finding.severity = .fatal
    }
}

extension Programme {
    /// Reads the workspace of a programme.
    ///
    /// Every fault is a finding with its file, line and column; the good rows are kept. A
    /// fatal finding among `findings` means that a run must not go on (a setting that cannot
    /// be read, a shipped parameter set that was changed), though all the rest was read too.
    ///
    /// - Parameter workspace: the folder that holds `headwater.yaml`, as the user typed it.
    /// - Throws: `ProgrammeError` where there is no folder, or no `headwater.yaml` that can be read (C001, C002, C003, C007, C047-C050, T).
    /// - Complexity: linear in the bytes of the files.
    package static func read(workspace: String) throws(ProgrammeError) -> Programme {
        var reader = try ProgrammeReader(folder: WorkspaceFolder(path: workspace))
        return reader.programme()
    }
}

/// Reads the files of a workspace one after the other, each with what the ones before it said.
private struct ProgrammeReader {
    private let folder: WorkspaceFolder
    private var inputs: [InputFile] = []
    private var findings: [Finding] = []
    private var configuration: ProgrammeConfiguration

    init(folder: WorkspaceFolder) throws(ProgrammeError) {
        self.folder = folder
        guard folder.exists else { throw ProgrammeError(Finding("C001", .fatal, at: SourcePosition(file: folder.path))) }
        let bytes: [UInt8]
        do {
            bytes = try folder.read(ConfigurationFile.name, limit: ConfigurationFile.limit)
        } catch .missing {
            throw ProgrammeError(Finding("C002", .fatal, at: SourcePosition(file: ConfigurationFile.name), text: folder.path))
        } catch {
            throw ProgrammeError(WorkspaceFolder.finding(error, file: ConfigurationFile.name))
        }
        let file = try ConfigurationFile(bytes)
        inputs.append(InputFile(path: ConfigurationFile.name, bytes: bytes))
        configuration = file.configuration
        findings = file.findings
    }

    mutating func programme() -> Programme {
        let analytes = readAnalytes()
        let parameters = readParameters(analytes)
        var sites = SiteFiles()
        sites.readSites(rows("sites.csv", .sites, whenMissing: .error))
        sites.readPopulations(rows("populations.csv", .populations, whenMissing: .warning))
        var areas = AreaFiles()
        areas.readAreas(rows("areas.csv", .areas, whenMissing: .info))
        areas.readSiteAreas(rows("site_areas.csv", .siteAreas, whenMissing: .info), sites: sites.codes)
        areas.readLicitUses(rows("licit.csv", .licit, whenMissing: nil))
        var plan = PlanFile()
        plan.read(rows("plan.csv", .plan, whenMissing: .warning), sites: sites.codes)
        var samples = SampleFiles()
        var siteOfCode: [SiteCode: Site] = [:]
        for site in sites.sites { siteOfCode[site.code] = site }
        samples.readSamples(
            rows(inFolder: "samples", .samples, whenMissing: .warning), sites: siteOfCode, offsetSeconds: configuration.timeZoneOffsetSeconds,
            dayRule: configuration.dayRule)
        samples.readFlows(rows(inFolder: "flows", .flows, whenMissing: nil), sites: sites.codes)
        samples.join()
        var methods = MethodFiles()
        methods.readMethods(rows("methods.csv", .methods, whenMissing: .warning), analytes: analytes)
        methods.readInjections(
            rows(inFolder: "injections", .injections, whenMissing: nil), samples: Set(samples.samples.map(\.id)), methods: Set(methods.methods.map(\.method)),
            hasPattern: !configuration.sampleNamePattern.isEmpty)
        let laboratories = methods.laboratories
        var limits = QualityLimitFile()
        limits.read(rows("quality_limits.csv", .qualityLimits, whenMissing: nil), analytes: analytes, laboratories: laboratories)
        var proficiency = ProficiencyFile()
        proficiency.read(rows("proficiency.csv", .proficiency, whenMissing: nil), analytes: analytes, laboratories: laboratories)
        let sheets = readAssessment(analytes)
        findings += sites.findings + areas.findings + plan.findings + samples.findings + methods.findings + limits.findings + proficiency.findings
        var programme = Programme(
            configuration: configuration, sites: sites.sites, areas: areas.areas, siteAreas: areas.siteAreas, plan: plan.plan,
            populations: sites.populations, samples: samples.samples, methods: methods.methods, injections: methods.injections, analytes: analytes,
            parameters: parameters, licitUses: areas.licitUses, qualityLimits: QualityLimitTable(limits.rows), proficiency: proficiency.rounds,
            inputs: inputs.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }, findings: findings)
        programme.assessmentSheets = sheets
        return programme
    }

    /// The score sheets, where `headwater.yaml` names their file.
    private mutating func readAssessment(_ analytes: AnalyteCatalogue) -> [AssessmentSheet] {
        guard let path = configuration.assessment else { return [] }
        do {
            let bytes = try folder.read(path, limit: ConfigurationFile.limit)
            inputs.append(InputFile(path: path, bytes: bytes))
            let file = AssessmentFile(bytes, file: path, analytes: Set(analytes.analytes.map(\.code)))
            findings += file.findings
            return file.sheets
        } catch {
            findings.append(error == .missing ? Finding("C010", .warning, at: SourcePosition(file: path), text: path) : WorkspaceFolder.finding(error, file: path))
            return []
        }
    }

    private mutating func readAnalytes() -> AnalyteCatalogue {
        var file = AnalyteFile.shipped
        let rows = rows("analytes.csv", .analytes, whenMissing: nil)
        guard !rows.isEmpty else { return .shipped() }
        file.read(rows)
        findings += file.findings
        return file.catalogue
    }

    private mutating func readParameters(_ analytes: AnalyteCatalogue) -> [Parameter] {
        var sets = ParameterSets.shipped()
        findings += sets.add(rows("parameters.csv", .parameters, whenMissing: nil), analytes: analytes)
        let chosen = sets.set(named: configuration.parameterSet)
        if chosen.isEmpty {
            findings.append(
                Finding(
                    "C035", .fatal, at: SourcePosition(file: ConfigurationFile.name), text: configuration.parameterSet,
                    ["known": sets.names.joined(separator: ", ")]))
        }
        return chosen
    }

    /// The rows of a file; none where it is missing or of no use.
    private mutating func rows(_ path: String, _ layout: FileLayout, whenMissing severity: Severity?) -> [RowReader] {
        let bytes: [UInt8]
        do {
            bytes = try folder.read(path)
        } catch {
            if error != .missing {
                findings.append(WorkspaceFolder.finding(error, file: path))
            } else if let severity {
                findings.append(Finding("C010", severity, at: SourcePosition(file: path), text: path))
            }
            return []
        }
        inputs.append(InputFile(path: path, bytes: bytes))
        let reading = DelimitedTable.read(bytes, file: path)
        findings += reading.findings
        guard let table = reading.table else { return [] }
        var named = NamedTable(table, layout: layout, aliases: .shipped)
        let rows = named.rows(offsetSeconds: configuration.timeZoneOffsetSeconds)
        findings += named.findings
        return rows
    }

    /// The rows of all tables of a folder, file after file by name.
    private mutating func rows(inFolder path: String, _ layout: FileLayout, whenMissing severity: Severity?) -> [RowReader] {
        let names: [String]
        do {
            names = try folder.names(in: path)
        } catch {
            findings.append(WorkspaceFolder.finding(error, file: path))
            return []
        }
        var all: [RowReader] = []
        var count = 0
        for name in names {
            let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
            guard ["csv", "txt", "tsv"].contains(ending) else {
                findings.append(Finding("C054", .info, at: SourcePosition(file: path + "/" + name), text: name))
                continue
            }
            count += 1
            all += rows(path + "/" + name, layout, whenMissing: .error)
        }
        if count == 0, let severity { findings.append(Finding("C010", severity, at: SourcePosition(file: path), text: path + "/*.csv")) }
        return all
    }
}
