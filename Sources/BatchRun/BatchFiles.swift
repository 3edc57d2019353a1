internal import AssayFiles
internal import Findings
internal import Monitoring
internal import ProgrammeFiles
internal import Store

/// What the files of one batch say of each other: a batch may be one file or one a compound.
enum BatchFiles {
    /// An analyte of an injection of the sequence.
    private struct Cell: Hashable {
        var row: SourcePosition
        var analyte: AnalyteCode
    }

    /// A result as an instrument made it, whatever file carries it.
    private struct Measurement: Hashable {
        var injection: String
        var analyte: AnalyteCode
        var type: SampleType
        var sample: SampleID?
        var dilution: Double
        var concentration: CensoredResult
        var analysedAt: Instant?

        init(_ result: LaboratoryResult) {
            (injection, analyte, type, sample) = (result.injection, result.analyte, result.sampleType, result.sample)
            (dilution, concentration, analysedAt) = (result.dilution, result.concentration, result.analysedAt)
        }
    }

    /// Withdraws the charge that injections are missing from a file where other files hold them.
    ///
    /// An injection is there where, for every analyte of the file, some file has a result of its row of the
    /// sequence; or where one file holds every measurement of this one and the injections that it lacks,
    /// whatever the sequence calls that file: then this is a cut copy of it.
    ///
    /// - Complexity: linear in the results, where any injection is missing; nothing else.
    static func settleMissing(_ files: inout [FileWork], programme: Programme) {
        let questioned = Set(files.flatMap(\.missing).map(\.position))
        guard !questioned.isEmpty else { return }
        var held: Set<Cell> = []
        for file in files {
            var rows: [String: [SourcePosition]] = [:]
            for injection in file.matched where questioned.contains(injection.row) { rows[injection.injection, default: []].append(injection.row) }
            guard !rows.isEmpty else { continue }
            for result in file.results {
                for row in rows[result.injection] ?? [] { held.insert(Cell(row: row, analyte: result.analyte)) }
            }
        }
        for index in files.indices where !files[index].missing.isEmpty {
            let analytes = Set(files[index].results.map(\.analyte))
            guard !analytes.isEmpty, let place = files[index].findings.firstIndex(where: { $0.code == "A005" }) else { continue }
            let old = files[index].findings[place]
            var absent = files[index].missing.filter { row in !analytes.allSatisfy { held.contains(Cell(row: row.position, analyte: $0)) } }
            if !absent.isEmpty, hasWholeCopy(of: index, absent: absent, files, programme) { absent = [] }
            if absent.count == files[index].missing.count { continue }
            if let finding = AssayInterpretation.finding(ofMissing: absent, file: old.position?.file ?? "") {
                files[index].findings[place] = finding
            } else {
                files[index].findings[place] = Finding(
                    "S028", .info, at: old.position, text: old.text, ["count": String(files[index].missing.count)], related: old.related)
                files[index].rejects.removeAll { $0.code == "A005" }
            }
        }
    }

    /// Whether another file holds every measurement of a file, and the injections that it lacks.
    private static func hasWholeCopy(of index: Int, absent: [InjectionRow], _ files: [FileWork], _ programme: Programme) -> Bool {
        let own = Set(files[index].results.map { Measurement($0) })
        for (place, other) in files.enumerated() where place != index && other.results.count >= own.count {
            let rows = Set(other.matched.map(\.row))
            let names = Set(programme.injections.lazy.filter { rows.contains($0.position) }.map(\.injectionName))
            guard absent.allSatisfy({ names.contains($0.injectionName) }) else { continue }
            if own.isSubset(of: other.results.lazy.map { Measurement($0) }) { return true }
        }
        return false
    }

    /// An internal standard of a batch: by its name, or by the analyte in whose rows its areas stand.
    private struct Standard: Hashable {
        var batch: String
        var compound: String
        var analyte: AnalyteCode?
    }

    private struct Peak: Hashable {
        var standard: Standard
        var injection: String
    }

    private struct MethodKey: Hashable {
        var method: String
        var analyte: AnalyteCode
    }

    /// Fills in the recovery of internal standards where standard, calibration and sample stand in different files.
    ///
    /// Only where a result's own file says nothing: the area in the injection of the same name, in percent of
    /// the mean over the calibration of the batch. An injection that the standard's file lacks, or has twice
    /// with different areas, tells nothing.
    ///
    /// - Complexity: linear in the results and in the peaks of standards.
    static func shareStandards(_ files: inout [FileWork], programme: Programme) {
        var peaks: [Peak: StandardPeak?] = [:]
        var means: [Standard: (sum: Double, count: Int)] = [:]
        for file in files {
            for peak in file.standards {
                let standard = Standard(batch: peak.batch, compound: AnalyteCatalogue.folded(peak.compound), analyte: peak.analyte)
                let key = Peak(standard: standard, injection: peak.injection)
                if let known = peaks[key] {
                    if known?.area != peak.area { peaks[key] = .some(nil) }
                    continue
                }
                peaks[key] = peak
                if peak.isCalibration, peak.area > 0 {
                    means[standard, default: (0, 0)].sum += peak.area
                    means[standard, default: (0, 0)].count += 1
                }
            }
        }
        guard !means.isEmpty else { return }
        let named = programme.methods.compactMap { row in row.internalStandard.map { (MethodKey(method: row.method, analyte: row.analyte), AnalyteCatalogue.folded($0)) } }
        let standards = Dictionary(named) { first, _ in first }
        for file in files.indices {
            for index in files[file].results.indices where files[file].results[index].internalStandardRecoveryPct == nil {
                let result = files[file].results[index]
                let compound = standards[MethodKey(method: result.method, analyte: result.analyte)]
                let candidates = [
                    Standard(batch: result.batch, compound: "", analyte: result.analyte), compound.map { Standard(batch: result.batch, compound: $0) },
                ]
                let found = candidates.lazy.compactMap { $0 }.compactMap { standard -> (peak: StandardPeak, mean: (sum: Double, count: Int))? in
                    guard let mean = means[standard], mean.count > 0, let known = peaks[Peak(standard: standard, injection: result.injection)], let peak = known
                    else { return nil }
                    return (peak, mean)
                }.first
                guard let (peak, mean) = found else { continue }
                files[file].results[index].internalStandardRecoveryPct = peak.area / (mean.sum / Double(mean.count)) * 100
                if result.internalStandardRetentionTimeMin == nil { files[file].results[index].internalStandardRetentionTimeMin = peak.retentionTimeMin }
            }
        }
    }
}
