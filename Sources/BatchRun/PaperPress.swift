internal import Findings
internal import Foundation
internal import Monitoring
internal import ShippedTables
internal import Synchronization

/// Prints pages to PDF by WeasyPrint, in a process of its own that fetches nothing but `data:` addresses.
///
/// Left to itself WeasyPrint embeds any file of the machine that a page names, and stamps the clock into its
/// documents: the driver forbids the first, `SOURCE_DATE_EPOCH` settles the second.
final class PaperPress: Sendable {
    /// The interpreter of the system, for which Debian packages WeasyPrint; never one of the user's path.
    static let interpreter = "/usr/bin/python3"
    /// How the driver ends where WeasyPrint is not installed.
    private static let isAbsentCode: Int32 = 3

    /// A folder for files that are removed again.
    private let scratch: String
    private let isAbsent = Mutex(false)

    init(scratch: String) { self.scratch = scratch }

    /// Prints one page; a finding says why there is none.
    ///
    /// - Parameters:
    ///   - created: the day that the document bears, so that the same page gives the same bytes.
    ///   - name: of the file, for what is said about it.
    func pdf(of page: [UInt8], created: CalendarDate, name: String) -> Result<[UInt8], PaperFault> {
        if isAbsent.withLock({ $0 }) { return .failure(PaperFault(finding: nil)) }
        guard let driver = ShippedTable.named("report/print.py"), FileManager.default.isExecutableFile(atPath: Self.interpreter) else { return absent(name) }
        let manager = FileManager.default
        let base = scratch + "/.paper-" + UUID().uuidString
        let (source, target, errors) = (base + ".html", base + ".pdf", base + ".txt")
        defer { for path in [source, target, errors] { try? manager.removeItem(atPath: path) } }
        do {
            try manager.createDirectory(atPath: scratch, withIntermediateDirectories: true)
            try Data(page).write(to: URL(fileURLWithPath: source))
            for path in [target, errors] { try Data().write(to: URL(fileURLWithPath: path)) }
            let input = try FileHandle(forReadingFrom: URL(fileURLWithPath: source))
            let output = try FileHandle(forWritingTo: URL(fileURLWithPath: target))
            let words = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
            defer { for handle in [input, output, words] { try? handle.close() } }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Self.interpreter)
            process.arguments = ["-I", "-c", driver.text]
            // The document bears the day, not the clock; nothing of the caller's environment reaches it.
            process.environment = ["SOURCE_DATE_EPOCH": String(Int(created.day) * 86_400), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]
            process.standardInput = input
            process.standardOutput = output
            process.standardError = words
            try process.run()
            process.waitUntilExit()
            if process.terminationReason == .exit, process.terminationStatus == Self.isAbsentCode { return absent(name) }
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: target)))
            if process.terminationReason == .exit, process.terminationStatus == 0, bytes.starts(with: "%PDF-".utf8) { return .success(bytes) }
            let said = (try? String(contentsOfFile: errors, encoding: .utf8))?.split(separator: "\n").last.map(String.init) ?? ""
            return .failure(failed(name, said.isEmpty ? "\(process.terminationStatus)" : said))
        } catch {
            return .failure(failed(name, error.localizedDescription))
        }
    }

    private func absent(_ name: String) -> Result<[UInt8], PaperFault> {
        let isKnown = isAbsent.withLock { isAbsent in
            defer { isAbsent = true }
            return isAbsent
        }
        return .failure(PaperFault(finding: isKnown ? nil : Finding("R020", .warning, text: name)))
    }

    private func failed(_ name: String, _ reason: String) -> PaperFault {
        PaperFault(finding: Finding("R021", .warning, text: name, ["reason": harmless(reason, limit: 300)]))
    }
}

/// Why there is no PDF; the finding is told once where WeasyPrint is absent.
struct PaperFault: Error {
    let finding: Finding?
}
