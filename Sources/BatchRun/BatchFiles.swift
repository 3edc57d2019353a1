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

    /// Withdraws the charge that injections are missing from a file where other files hold them.
    ///
    /// An injection is there where, for every analyte of the file, some file of the batch has its result.
    ///
    /// - Complexity: linear in the results, where any injection is missing; nothing else.
    static func settleMissing(_ files: inout [FileWork]) {
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
            let absent = files[index].missing.filter { row in !analytes.allSatisfy { held.contains(Cell(row: row.position, analyte: $0)) } }
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
