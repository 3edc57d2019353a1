package import Monitoring
package import Reports
internal import Custody
internal import Findings
internal import ProgrammeFiles

/// In whose layout figures leave.
package enum ExportForm: String, Sendable, CaseIterable { case euda, odm, geojson }

extension WorkspaceDesk {
    /// The figures of a period in the layouts of other houses, as the data stand now.
    ///
    /// They bear the number of the last issued revision where nothing differs from it, else that of a draft; the export is
    /// recorded in the audit chain.
    /// - Parameter country: two letters, for the European layout.
    /// - Throws: where the results cannot be worked out; `noUsableInput` where the period has no load.
    package func export(_ forms: [ExportForm], period: Period, country: String) async throws(RunFailure) -> [ExportFile] {
        var (content, _) = try await presentContent(of: period)
        guard !content.dailyLoads.isEmpty else { throw RunFailure(.noUsableInput, Finding("S045", .fatal, ["period": "\(period)"])) }
        let folder = RevisionFolder(workspace: options.workspace, period: period)
        if let last = IssuedReport.numbers(options.workspace, period).last, try folder.isUnchanged(content, since: last) { content.revision = "r\(last)" }
        let cities = programme.areas.filter { $0.level == .city }
        let city = (cities.count == 1 ? cities.first?.name : nil) ?? programme.configuration.name
        var files: [ExportFile] = []
        for form in ExportForm.allCases where forms.contains(form) {
            switch form {
            case .euda: files += ExportForms.european(content, country: country, city: city)
            case .odm: files += ExportForms.openDataModel(content)
            case .geojson: files.append(ExportForms.geoJSON(content))
            }
        }
        let words = ["number": content.number, "forms": forms.map(\.rawValue).joined(separator: ","), "files": files.map { Digest.sha256($0.bytes) }.joined(separator: ",")]
        try step { (custody) throws(CustodyError) in _ = try custody.audit.append("report.export", account: options.account, at: options.now, detail: words) }
        return files
    }
}
