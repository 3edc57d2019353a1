import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import ProgrammeFiles
import Store

/// Which workspace a command works on.
struct WorkspaceOptions: ParsableArguments {
    @Option(help: "Folder of the workspace, which holds headwater.yaml.")
    var workspace = "."
}

extension Period: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension Code: ExpressibleByArgument {
    public init?(argument: String) {
        guard !argument.isEmpty else { return nil }
        self.init(argument)
    }
}

extension CalendarDate: ExpressibleByArgument {
    public init?(argument: String) { self.init(iso: argument) }
}

/// The clock of the machine: the one place where the program reads it.
func currentInstant() -> Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }

extension Terminal {
    /// Says why something stopped, and returns the exit code for it.
    func failure(_ failure: RunFailure) -> ExitCode {
        endProgress()
        findings([failure.finding])
        return switch failure.kind {
        case .configuration: ExitStatus.configuration
        case .inputMissing: ExitStatus.inputMissing
        case .noUsableInput: ExitStatus.noUsableInput
        case .cannotCreate: ExitStatus.cannotCreate
        case .inputOutput: ExitStatus.inputOutput
        case .busy: ExitStatus.busy
        case .refused: ExitStatus.refused
        }
    }
}
