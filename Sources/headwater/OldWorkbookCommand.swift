import ArgumentParser
import Spreadsheets

/// The process that reads an old Excel workbook, which the program starts for itself; not a command for people.
struct OldWorkbookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: OldWorkbookReader.command, shouldDisplay: false)

    @Argument(help: .hidden)
    var bounds: [String] = []

    func run() throws { throw ExitCode(OldWorkbookReader.serve(bounds)) }
}
