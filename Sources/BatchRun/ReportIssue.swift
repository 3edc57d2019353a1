internal import Custody
package import Findings
internal import Foundation
package import Monitoring
internal import ProgrammeFiles
internal import Reports
internal import Store
package import Wording

/// What a person asks for who issues a report.
package struct IssueRequest: Hashable, Sendable {
    package var period: Period
    /// Staff codes by `compiled`, `reviewed` and `approved`; those of headwater.yaml stand where one is missing.
    package var signatories: [String: String]
    /// Parameters from memory that the signatories accept, as `PARENT/BIOMARKER/PARAMETER`; besides those of headwater.yaml.
    package var accepted: [String]
    /// Why a report is issued again; empty for the first revision.
    package var reason: String
    package var language: Language?

    package init(period: Period, signatories: [String: String], accepted: [String] = [], reason: String = "", language: Language? = nil) {
        self.period = period
        self.signatories = signatories
        self.accepted = accepted
        self.reason = reason
        self.language = language
    }

    /// The roles of those who answer for a report, in the order in which they sign.
    package static let roles = ["compiled", "reviewed", "approved"]
}

/// A report that was issued.
package struct IssuedRevision: Hashable, Sendable {
    /// The number of the report, revision included.
    package var number: String
    /// Relative to the workspace.
    package var folder: String
    /// SHA-256 of its manifest.
    package var manifest: String
    /// The entry of the audit chain that records the issue.
    package var audit: String
    /// What went into it with a doubt.
    package var findings: [Finding]
}

extension WorkspaceDesk {
    /// Freezes the draft of a period as its next revision: read-only, signed, with the digests of all that it is made of and made into.
    ///
    /// The report is worked out again and held against the draft, so that what is issued is what was read.
    /// - Throws: `refused` without three signatories, for an account without the role approver, where a parameter from memory was not
    ///   accepted by name, where the period has not ended, where the draft is missing or is not of the data as they stand now, and
    ///   where nothing changed since the last revision; `cannotCreate` where the disk refuses, and then nothing is issued.
    package func issue(_ request: IssueRequest) async throws(RunFailure) -> IssuedRevision {
        let workspace = options.workspace
        let folder = RevisionFolder(workspace: workspace, period: request.period)
        try step { (custody) throws(CustodyError) in try custody.requireIssuer(of: "\(request.period)", by: options.account, at: options.now) }
        let head = try step { (custody) throws(CustodyError) in try custody.soundHead() }
        let signatories = try signatories(request)
        guard options.now.date(offsetSeconds: programme.configuration.timeZoneOffsetSeconds) > request.period.lastDay else {
            throw refusal("R011", ["period": "\(request.period)", "last": "\(request.period.lastDay)"])
        }
        do { try folder.recover(custody) } catch { throw RunFailure(error) }

        var (content, findings) = try await presentContent(of: request.period)
        try folder.compareDraft(with: content)
        let accepted = try accepted(request, content)
        let last = IssuedReport.numbers(workspace, request.period).last
        if let last {
            if request.reason.allSatisfy(\.isWhitespace) { throw refusal("R014", ["revision": "r\(last)"]) }
            if try folder.isUnchanged(content, since: last) { throw refusal("R015", ["revision": "r\(last)"]) }
        }
        content.revision = "r\((last ?? 0) + 1)"
        content.signatories = signatories
        content.acceptedParameters = accepted
        content.issueReason = last == nil ? "" : request.reason
        content.auditHead = head?.description
        let choice = options.editions.editions(programme)
        let made = try await ReportFiles(
            content: content, languages: DraftReport.languages(request.language, programme), scratch: folder.path, editions: choice.editions,
            press: options.isPrinted ? PaperPress(scratch: folder.path) : nil
        ).made(jobs: options.jobs)
        guard let manifest = made.files.last?.bytes else { throw refusal("R012", ["period": "\(request.period)"]) }
        try folder.prepare(made.files, revision: content.revision)
        var words = Dictionary(signatories.map { ($0.role, $0.staffCode) }) { first, _ in first }
        words["accepted"] = accepted.joined(separator: ",")
        words["reason"] = content.issueReason
        let digest = Digest.sha256(manifest)
        let entry = try step { (custody) throws(CustodyError) in
            try custody.recordIssue(number: content.number, manifest: digest, words: words, by: options.account, at: options.now)
        }
        try folder.publish(revision: content.revision)
        return IssuedRevision(
            number: content.number, folder: "reports/\(request.period)/\(content.revision)", manifest: digest, audit: entry.description,
            findings: findings + choice.findings + made.findings)
    }

    /// What a report of a period would say of the data as they stand now, with what is wrong with issued reports.
    func presentContent(of period: Period) async throws(RunFailure) -> (content: ReportContent, findings: [Finding]) {
        let laboratory = try await LaboratoryWork.done(
            programme, store: store, originals: Originals(folder: options.workspace + "/store/originals"), jobs: options.jobs)
        let reckoning = try ReportReckoning(programme, laboratory: laboratory, findings: programme.findings, workspace: options.workspace, store: store)
        let analysis = reckoning.analysis(period)
        let history = try await IssuedHistory(reckoning, workspace: options.workspace, store: store, analyses: [analysis], jobs: options.jobs)
        let states: [String: AlertState]
        do { states = Dictionary(try store.alerts(period: period).map { ($0.alert.id, $0.alert.state) }) { first, _ in first } } catch { throw RunFailure(error) }
        let alerts = analysis.alerts.map { alert in
            var alert = alert
            alert.state = states[alert.id] ?? alert.state
            return alert
        }
        return (reckoning.marked(history.told(in: reckoning.assembly.content(analysis, alerts: alerts))), history.findings)
    }

    private func refusal(_ code: FindingCode, _ words: [String: String]) -> RunFailure {
        RunFailure(.refused, Finding(code, .fatal, words.mapValues { harmless($0, limit: 2000) }))
    }

    /// Three staff codes; who compiled a report neither reviews nor approves it.
    private func signatories(_ request: IssueRequest) throws(RunFailure) -> [Signatory] {
        let at = options.now.iso(offsetSeconds: programme.configuration.timeZoneOffsetSeconds)
        var signatories: [Signatory] = []
        for role in IssueRequest.roles {
            let code = request.signatories[role] ?? programme.configuration.reports.signatories[role] ?? ""
            guard !code.allSatisfy(\.isWhitespace) else { throw refusal("R010", ["role": role]) }
            signatories.append(Signatory(role: role, staffCode: code, at: at))
        }
        if signatories.dropFirst().contains(where: { $0.staffCode == signatories.first?.staffCode }) {
            throw refusal("R016", ["code": signatories.first?.staffCode ?? ""])
        }
        return signatories
    }

    /// The parameters from memory behind the figures, each of them accepted by name.
    private func accepted(_ request: IssueRequest, _ content: ReportContent) throws(RunFailure) -> [String] {
        let accepted = Set(request.accepted + programme.configuration.reports.acceptedParameters)
        let resting = Set(content.memoryParameters.map(\.path)).sorted()
        let open = resting.filter { !accepted.contains($0) }
        guard open.isEmpty else { throw refusal("R013", ["count": String(open.count), "names": open.joined(separator: ",")]) }
        return resting
    }
}
