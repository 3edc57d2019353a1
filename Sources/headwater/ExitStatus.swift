import ArgumentParser

/// The exit codes of the program (README, "Exit codes"); they extend those of sysexits.
enum ExitStatus {
    /// Done; nothing rejected, no alert open at the chosen level.
    static let done = ExitCode(0)
    /// Done, but with rejected or missing data.
    static let incomplete = ExitCode(2)
    /// Done, nothing rejected, an alert at or above the chosen level is open.
    static let alertOpen = ExitCode(3)
    /// No usable row in the input.
    static let noUsableInput = ExitCode(65)
    /// An input is missing.
    static let inputMissing = ExitCode(66)
    /// An output cannot be created.
    static let cannotCreate = ExitCode(73)
    /// Reading or writing failed.
    static let inputOutput = ExitCode(74)
    /// The store is in use: try again.
    static let busy = ExitCode(75)
    /// Refused: the account may not do this.
    static let refused = ExitCode(77)
    /// The configuration is wrong.
    static let configuration = ExitCode(78)
}
