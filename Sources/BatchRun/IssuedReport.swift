internal import Custody
internal import Findings
internal import Foundation
internal import Monitoring

/// One issued revision of a period's report, as it lies on the disk.
struct IssuedReport: Sendable {
    let period: Period
    /// 1 for r1.
    let number: Int
    /// `<workspace>/reports/<period>/r<n>`.
    let folder: String
    let manifest: [UInt8]
    /// Path or name of each input to its SHA-256, as the manifest states them.
    let inputs: [String: String]
    /// Path of each file of the report to its SHA-256.
    let files: [String: String]
    let parameterSet: String
    let programVersion: String
    /// The end of the audit chain before the issue.
    let auditHead: AuditHead?

    var revision: String { "r\(number)" }

    /// `<workspace>/reports/<period>`.
    static func folder(_ workspace: String, _ period: Period) -> String { workspace + "/reports/\(period)" }

    /// The numbers of the revisions that lie in a period's folder, rising.
    static func numbers(_ workspace: String, _ period: Period) -> [Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(workspace, period))) ?? []
        return names.compactMap { name in
            guard name.hasPrefix("r"), let number = Int(name.dropFirst()), number > 0, name == "r\(number)" else { return nil }
            return number
        }.sorted()
    }

    /// The last revision of each period of a workspace, by period.
    static func latest(in workspace: String) -> [Period: Int] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: workspace + "/reports")) ?? []
        var latest: [Period: Int] = [:]
        for name in names {
            guard let period = Period(name), let number = numbers(workspace, period).last else { continue }
            latest[period] = number
        }
        return latest
    }

    /// Reads what the manifest says; nil where it is none.
    init?(_ workspace: String, _ period: Period, number: Int) {
        let folder = IssuedReport.folder(workspace, period) + "/r\(number)"
        guard let data = FileManager.default.contents(atPath: folder + "/manifest.json"),
            let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return nil }
        self.period = period
        self.number = number
        self.folder = folder
        manifest = [UInt8](data)
        func digests(_ key: String) -> [String: String] {
            let rows = root[key] as? [[String: Any]] ?? []
            return Dictionary(rows.compactMap { row in
                guard let name = row["name"] as? String, let digest = row["sha256"] as? String else { return nil }
                return (name, digest)
            }) { first, _ in first }
        }
        inputs = digests("inputs")
        files = digests("files")
        let set = root["parameter_set"] as? [String: Any]
        parameterSet = "\(set?["name"] as? String ?? "")@\(set?["version"] as? String ?? "")"
        programVersion = root["program_version"] as? String ?? ""
        auditHead = (root["audit_head"] as? String).flatMap { AuditHead($0) }
    }

    /// The bytes of a table, without the header's promise that they are unchanged.
    func table(_ name: String) -> [UInt8]? { FileManager.default.contents(atPath: folder + "/tables/\(name).csv").map { [UInt8]($0) } }

    /// What is no longer as it was issued: a file that changed or is gone, one that was added, a manifest of which the audit chain knows nothing.
    func faults(_ custody: Custody) throws(CustodyError) -> [Finding] {
        func fault(_ name: String, _ kind: String) -> Finding {
            Finding(
                "U044", .error, at: SourcePosition(file: "reports/\(period)/\(revision)/\(name)"), text: name,
                ["number": "\(period)-\(revision)", "kind": kind])
        }
        guard try custody.isIssued(manifest: Digest.sha256(manifest)) else { return [fault("manifest.json", "unknown")] }
        var faults: [Finding] = []
        for name in files.keys.sorted() {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.contains(".."), !name.hasPrefix("/"), let data = FileManager.default.contents(atPath: folder + "/" + name) else {
                faults.append(fault(harmless(name), "missing"))
                continue
            }
            if Digest.sha256([UInt8](data)) != files[name] { faults.append(fault(name, "changed")) }
        }
        return faults
    }
}
