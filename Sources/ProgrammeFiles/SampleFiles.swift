internal import Findings
internal import Monitoring

/// Reads `samples/*.csv` and `flows/*.csv`, and joins them.
struct SampleFiles {
    private(set) var samples: [Sample] = []
    private(set) var findings: [Finding] = []
    private var positions: [SampleID: SourcePosition] = [:]
    private var flows: [FlowKey: Flow] = [:]

    private struct FlowKey: Hashable {
        var site: SiteCode
        var date: CalendarDate
    }

    private struct Flow {
        /// m3/d.
        var volume: Double
        var position: SourcePosition
    }

    /// A flow of the register and one of the flow file may differ by so much, as a fraction of the larger, before it is a finding.
    static let flowTolerance = 0.20
    /// Hours of the window of a composite outside which it is no day.
    static let compositeHours = 20.0...28.0

    mutating func readSamples(_ rows: [RowReader], sites: [SiteCode: Site], offsetSeconds: Int, dayRule: ProgrammeConfiguration.DayRule) {
        let codes = Set(sites.keys)
        for var row in rows {
            let id = SampleID(row.required("sample_id"))
            let site = SiteCode(row.required("site_code"))
            let start = row.requiredInstant("window_start")
            let end = row.requiredInstant("window_end")
            let composite: CompositeKind? = row.term("composite", default: nil)
            if row.isUsable, end < start || end == start && composite != .grab { row.reject("C026", "window_end") }
            row.requireSite("site_code", in: codes)
            if row.isUsable, let first = positions[id] { row.reject("C021", "sample_id", related: [first]) }
            if row.entry("flow_m3_per_d") != nil, row.factor("flow_m3_per_d") == nil {
                row.reject("C024", "flow_m3_per_d", ["units": "m3/d, 万m3/d, ML/d, MGD, L/d"])
            }
            let date = (dayRule == .windowStart ? start : end).date(offsetSeconds: offsetSeconds)
            let sample = Sample(
                id: id, site: site, windowStart: start, windowEnd: end, date: date, composite: composite ?? .grab,
                samplerIntervalMin: row.number("sampler_interval_min", in: 0...1440), flowVolume: row.number("flow_m3_per_d", in: 0...1e9),
                ammoniumNMgPerL: row.number("nh4n_mg_per_l", in: 0...1e5), codMgPerL: row.number("cod_mg_per_l", in: 0...1e6),
                bodMgPerL: row.number("bod_mg_per_l", in: 0...1e6), totalNitrogenMgPerL: row.number("tn_mg_per_l", in: 0...1e5),
                totalPhosphorusMgPerL: row.number("tp_mg_per_l", in: 0...1e5), waterTemperatureC: row.number("water_temperature_c", in: -5...70),
                ph: row.number("ph", in: 0...14), custody: custody(row), position: row.position)
            if row.isUsable {
                judge(&row, sample: sample, site: sites[site])
                for column in SampleStorage.unread(custody: sample.custody, offsetSeconds: offsetSeconds) { row.note("C065", .warning, column) }
            }
            findings += row.findings
            guard row.isUsable else { continue }
            positions[id] = row.position
            samples.append(sample)
        }
    }

    private func custody(_ row: RowReader) -> [String: String] {
        var custody: [String: String] = [:]
        for column in FileLayout.custody {
            if let text = row.entry(column) { custody[column] = text }
        }
        return custody
    }

    private func judge(_ row: inout RowReader, sample: Sample, site: Site?) {
        let hours = Double(sample.windowEnd.seconds - sample.windowStart.seconds) / 3600
        if sample.composite != .grab, !SampleFiles.compositeHours.contains(hours) {
            row.note("C027", .warning, "window_end", ["hours": String((hours * 10).rounded() / 10)])
        }
        if let site, !site.isValid(on: sample.date) { row.note("C040", .warning, "site_code", ["date": sample.date.description]) }
    }

    mutating func readFlows(_ rows: [RowReader], sites: Set<SiteCode>) {
        for var row in rows {
            let site = SiteCode(row.required("site_code"))
            let date = row.requiredDate("date")
            var factor = row.factor("flow")
            if let unit = row.entry("unit") {
                let stated = UnitTable.factor(unit, .flow)
                if stated == nil { row.reject("C023", "unit", ["unit": "m3/d"]) }
                if let stated, let header = factor, stated != header { row.reject("C044", "unit", ["header": row.header("flow")]) }
                factor = factor ?? stated
            } else if factor == nil {
                row.reject("C024", "flow", ["units": "m3/d, 万m3/d, ML/d, MGD, L/d"])
            }
            let volume = row.requiredNumber("flow", in: 0...1e9, factor: factor ?? 1)
            row.requireSite("site_code", in: sites)
            let key = FlowKey(site: site, date: date)
            if row.isUsable, let first = flows[key] { row.reject("C021", "date", related: [first.position]) }
            findings += row.findings
            if row.isUsable { flows[key] = Flow(volume: volume, position: row.position("flow")) }
        }
    }

    /// Gives samples without a flow of their own that of the flow files; where both stand the register's wins.
    mutating func join() {
        for index in samples.indices {
            guard let flow = flows[FlowKey(site: samples[index].site, date: samples[index].date)] else { continue }
            guard let own = samples[index].flowVolume else {
                samples[index].flowVolume = flow.volume
                samples[index].flowPosition = flow.position
                continue
            }
            let larger = max(own, flow.volume)
            guard larger > 0, (own - flow.volume).magnitude > SampleFiles.flowTolerance * larger else { continue }
            findings.append(
                Finding(
                    "C025", .warning, at: samples[index].position, text: samples[index].id.rawValue,
                    [
                        "site": samples[index].site.rawValue, "date": samples[index].date.description, "register": RowReader.plain(own),
                        "flows": RowReader.plain(flow.volume),
                    ], related: [flow.position]))
        }
    }
}
