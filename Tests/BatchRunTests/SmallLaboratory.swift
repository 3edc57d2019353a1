import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Store
import Synchronization

/// A workspace with one site, four samples and an empty inbox, in a folder that goes when the value goes.
final class SmallLaboratory: Sendable {
    let path: String
    /// The day of every step: the files of the tests carry the machine's time, which is later.
    static let now = Instant(date: CalendarDate(year: 2025, month: 11, day: 2) ?? CalendarDate(day: 0), secondOfDay: 3600, offsetSeconds: 0)
    static let samples = ["25-K01-1", "25-K01-2", "25-K01-3", "25-K01-4"]

    init(methods: String = "", injections: [String: String] = [:], analytes: String? = nil) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("headwater-inbox-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path + "/inbox", withIntermediateDirectories: true)
        try write(
            "headwater.yaml",
            """
            schema: 1
            programme: { name: Small, code: S1 }
            custody:
              roles:
                laboratory: [lab, li]
                analyst: [analyst]
                approver: [zhao]

            """)
        try write("sites.csv", "site_code,name,tier,kind\nK01,Plant,key,plant\n")
        var register = "sample_id,site_code,window_start,window_end,composite,flow_m3_per_d\n"
        for (index, sample) in Self.samples.enumerated() {
            register += "\(sample),K01,2025-09-1\(index + 1)T08:00,2025-09-1\(index + 2)T08:00,flow,50000\n"
        }
        try write("samples/2025-P5.csv", register)
        try write("populations.csv", "site_code,from,to,basis,persons\nK01,2025-01-01,,census,200000\n")
        if !methods.isEmpty { try write("methods.csv", methods) }
        if let analytes { try write("analytes.csv", analytes) }
        for (name, text) in injections { try write("injections/\(name)", text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func write(_ name: String, _ bytes: [UInt8], age: Int64? = nil) throws {
        let file = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        if let age { try setAge(name, age) }
    }

    /// Dates a file so many seconds before the tests' day.
    func setAge(_ name: String, _ seconds: Int64) throws {
        let date = Date(timeIntervalSince1970: Double(Self.now.seconds - seconds))
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path + "/" + name)
    }

    func options(jobs: Int = 2, stage: RunStage = .judge) -> RunOptions {
        RunOptions(
            workspace: path, periods: .one(period2025P5), now: Self.now, account: Account(name: "analyst"), command: ["ingest"], jobs: jobs, stage: stage)
    }

    struct Ran: Sendable {
        var summary: RunSummary
        var findings: [Finding]

        func codes(_ file: String) -> [String] { findings.filter { $0.position?.file == file }.map(\.code.rawValue) }
    }

    @discardableResult
    func ingest(_ change: (inout RunOptions) -> Void = { _ in }) async throws -> Ran {
        var options = options()
        change(&options)
        let findings = Mutex<[Finding]>([])
        let summary = try await BatchRun(options) { event in
            if case .finding(let finding) = event { findings.withLock { $0.append(finding) } }
        }.execute()
        return Ran(summary: summary, findings: findings.withLock { $0 })
    }

    func preview(_ change: (inout RunOptions) -> Void = { _ in }) async throws -> IngestPreview {
        var options = options()
        change(&options)
        return try await IngestPreview.make(options)
    }

    func store<Value>(_ body: (WorkspaceStore) throws -> Value) throws -> Value {
        let store = try WorkspaceStore.open(path + "/store/headwater.sqlite")
        defer { try? store.close() }
        return try body(store)
    }

    func results() throws -> [LaboratoryResult] { try store { try $0.results() } }

    func states() throws -> [String: FileState] {
        try store { Dictionary(try $0.files().map { ($0.name + " " + String($0.digest.prefix(4)), $0.state) }) { first, _ in first } }
    }

    /// Every path below the workspace with a digest of its bytes, or what it is.
    func contents() throws -> [String: String] {
        var contents: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let kind = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
            let size = (kind[.size] as? Int).map(String.init) ?? ""
            let isFile = kind[.type] as? FileAttributeType == .typeRegular
            contents[name] = isFile ? Digest.sha256([UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))) + " " + size : "\(kind[.type] ?? "")"
        }
        return contents
    }
}

/// Rows of the canonical table.
enum CanonicalRows {
    static let header = "sample_id,analyte,result,unit,qualifier,lod,loq,batch,injection,sample_type\n"

    /// One row for each sample of the small laboratory.
    static func batch(_ name: String, analyte: String = "methamphetamine", figures: [String] = ["100", "200", "300", "400"], blank: String? = nil) -> String {
        var text = header
        if let blank { text += "BLK,\(analyte),\(blank),ng/L,,1,5,\(name),BLK,blank\n" }
        for (index, figure) in figures.enumerated() {
            text += "\(SmallLaboratory.samples[index % 4]),\(analyte),\(figure),ng/L,,1,5,\(name),\(name)-\(index + 1),unknown\n"
        }
        return text
    }
}
