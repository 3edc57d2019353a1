import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

@Suite struct WordsTests {
    private let errors: [CustodyError] = [
        .notRegular(name: "n", kind: "k"), .link(name: "n"), .badName(name: "a\nb"), .outside(name: "n"),
        .notSettled(name: "n", ageSeconds: 1, neededSeconds: 2), .fromTheFuture(name: "n", seconds: 3), .changedWhileRead(name: "n"),
        .tooLarge(name: "n", bytes: 1, limit: 2), .unreadable(name: "n", reason: "r"), .originalDamaged(digest: "d"), .originalMissing(digest: "d"),
        .notWritten(path: "p", reason: "r"), .locked(path: "p", holder: "h"), .incompleteRequest(field: "f"), .unknownRequest(id: "i"),
        .sameAccount(id: "i", account: "a"), .missingRole(account: "a", role: "r"), .decided(id: "i", standing: .approved), .notValidNow(id: "i"),
        .notRequested(site: "s", analyte: "a", period: scope().period), .notApproved(id: "i"), .turnedDown(id: "i"), .approvalDamaged(id: "i"),
        .chainBroken(sequence: 1), .insideWorkspace(path: "p"),
    ]

    @Test(arguments: ["en", "zh-Hans"]) func `Every finding of custody has its sentences, with all words filled`(language: String) throws {
        let tables = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/CShippedTables/tables/wording")
        let text = try String(contentsOf: tables.appendingPathComponent("\(language)/Custody.txt"), encoding: .utf8)
        #expect(Set(errors.map(\.finding.code)).count == errors.count)
        for finding in errors.map(\.finding) {
            let parts = text.components(separatedBy: "[\(finding.code.rawValue)]\n")
            try #require(parts.count == 2, "\(finding.code.rawValue)")
            let lines = parts[1].components(separatedBy: "\n[")[0].components(separatedBy: "\n").filter { !$0.isEmpty }
            #expect(lines.map { String($0.prefix(while: { $0 != " " })) } == ["what", "why", "fix"], "\(finding.code.rawValue)")
            for place in lines.joined().components(separatedBy: "{").dropFirst() {
                let name = place.components(separatedBy: "}")[0]
                #expect(name == "text" || finding.arguments[name] != nil, "{\(name)} of \(finding.code.rawValue)")
            }
        }
    }

    @Test func `No finding carries a control character, whatever a file is called`() {
        for finding in errors.map(\.finding) {
            for word in finding.arguments.values { #expect(!word.unicodeScalars.contains { $0.value < 0x20 }, "\(finding.code.rawValue)") }
            #expect(finding.position?.file.contains("\n") != true)
        }
    }

    @Test func `What will be taken later is a warning, what a command cannot do is fatal`() {
        #expect(CustodyError.notSettled(name: "n", ageSeconds: 1, neededSeconds: 2).finding.severity == .warning)
        #expect(CustodyError.link(name: "n").finding.severity == .error)
        #expect(CustodyError.notApproved(id: "i").finding.severity == .fatal)
        #expect(CustodyError.store(.busy(path: "p")).finding == StoreError.busy(path: "p").finding)
        #expect(CustodyError.store(.busy(path: "p")).isTemporary && !CustodyError.link(name: "n").isTemporary)
    }
}
