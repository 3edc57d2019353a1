import AnomalyDetection
import ArgumentParser
import BackCalculation
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Wording

/// `headwater explain`: a figure of the report back to file and line, or what a code means.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Take a figure of the report back to file and line, or say what the code of a finding means.",
        discussion: """
            headwater explain --workspace my-city 2025-P5/F01/methamphetamine
            headwater explain --workspace my-city 2025-P5/F01/methamphetamine --set ACIC-NWDMP
            headwater explain A031
            """)

    @Argument(help: "PERIOD/SITE/ANALYTE, as the report prints it beside each figure, or the code of a finding.")
    var subject: String

    @Option(help: "Parameter set to work the figure out by (default: that of the programme).")
    var set: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        let parts = subject.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1 { return try explainCode(terminal) }
        guard parts.count == 3, let period = Period(parts[0]), !parts[1].isEmpty, !parts[2].isEmpty else {
            throw ValidationError("'\(harmless(subject))' is neither PERIOD/SITE/ANALYTE, such as 2025-P5/F01/methamphetamine, nor the code of a finding")
        }
        let explanation: FigureExplanation?
        do {
            explanation = try await FigureExplanation.explain(
                workspace: place.workspace, period: period, site: SiteCode(parts[1]), analyte: AnalyteCode(parts[2]), account: Account.current(),
                now: currentInstant(), jobs: max(1, ProcessInfo.processInfo.activeProcessorCount), set: set)
        } catch {
            throw terminal.failure(error)
        }
        guard let explanation else {
            terminal.findings([Finding("C092", .error, text: subject, ["period": parts[0], "site": harmless(parts[1]), "analyte": harmless(parts[2])])])
            throw ExitStatus.inputMissing
        }
        if output.json {
            terminal.result(ExplanationText(explanation, terminal: terminal).json.text)
        } else {
            for line in ExplanationText(explanation, terminal: terminal).lines { terminal.result(line) }
        }
    }

    private func explainCode(_ terminal: Terminal) throws {
        let code = subject.uppercased()
        guard terminal.catalogue.has(code), code.count == 4 else {
            terminal.findings([Finding("C093", .error, text: subject)])
            throw ExitStatus.inputMissing
        }
        // Without a finding at hand the places of the sentences are shown by their names.
        let sentences = terminal.catalogue.members(of: code)
        for word in ["what", "why", "fix"] {
            let sentence = (sentences[word] ?? "").replacingOccurrences(of: "{", with: "<").replacingOccurrences(of: "}", with: ">")
            terminal.result("\(word): \(sentence)")
        }
    }
}
