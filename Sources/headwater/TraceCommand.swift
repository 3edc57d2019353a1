import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import SourceTracing
import Store
import Wording

/// `headwater trace`: where upstream a signal comes from, and which manhole to sample next.
struct TraceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "Trace a signal upstream, and ask for or give the approval that node-level answers need.",
        subcommands: [
            TracePosteriorCommand.self, TraceNextCommand.self, TraceRoundCommand.self, TraceDesignCommand.self, TracePackCommand.self, TraceRequestCommand.self,
            TraceApproveCommand.self, TraceRefuseCommand.self, TraceWithdrawCommand.self, TraceShowCommand.self, TraceListCommand.self, TraceKeyCommand.self,
        ])
}

/// `headwater trace posterior`: the posterior of one source over the sewer.
struct TracePosteriorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "posterior", abstract: "Where the source is: for a workspace, or ad hoc on files named here.",
        discussion: """
            headwater trace posterior --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5
            headwater trace posterior --network city.inp --observations obs.csv --population people.csv --analyte methamphetamine --json

            In a workspace the answer names reaches between sampling points; manholes only under an approved request (trace request,
            trace approve). The ad hoc form works only on files outside any workspace, and leaves a line in the system log.
            """)

    @OptionGroup var source: TraceSource
    @OptionGroup var pictures: TracePictures
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let terminal = output.terminal()
        if let question = source.question {
            let trace = try await source.opened(question, terminal)
            defer { trace.close() }
            if let released = trace.released {
                try pictures.write(released, released.posterior, next: released.nextSamples(released.posterior, count: 5), terminal)
            } else if pictures.isAsked {
                terminal.findings(trace.refusal.map { [$0] } ?? [])
                throw ExitStatus.refused
            }
            let telling = TraceTelling(terminal: terminal)
            telling.tell(trace.answer, released: trace.released, findings: trace.findings + (trace.refusal.map { [$0] } ?? []))
        } else {
            let opened = try source.files(terminal)
            try pictures.write(opened.released, opened.released.posterior, next: opened.released.posterior.nextSamples, terminal)
            TraceTelling(terminal: terminal).tell(opened.released, findings: opened.findings)
            if opened.findings.contains(where: { $0.severity >= .error }) { throw ExitStatus.incomplete }
        }
    }
}
