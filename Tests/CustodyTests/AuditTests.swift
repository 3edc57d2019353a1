import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

@Suite struct AuditTests {
    private func chain(_ workspace: TestWorkspace, entries: Int) throws -> AuditChain {
        let chain = try workspace.custody().audit
        for number in 0..<entries {
            try chain.append("step.\(number)", account: number % 2 == 0 ? wang : li, at: later(Int64(number)), detail: ["number": "\(number)", "甲": "\"乙\"\n"])
        }
        return chain
    }

    @Test func `Each entry holds the hash of the one before, and a whole chain is sound`() throws {
        let workspace = try TestWorkspace()
        let chain = try chain(workspace, entries: 30)
        let entries = try chain.entries()
        #expect(entries.first?.previous == String(repeating: "0", count: 64))
        for (earlier, entry) in zip(entries, entries.dropFirst()) { #expect(entry.previous == earlier.hash) }
        let verdict = try chain.verify()
        #expect(verdict.entries == 30 && verdict.fault == nil && verdict.head == AuditHead(sequence: 30, hash: entries[29].hash, sm3: entries[29].sm3))
        #expect(try chain.head() == verdict.head)
        #expect(AuditHead(verdict.head?.description ?? "") == AuditHead(sequence: 30, hash: entries[29].hash))
        #expect(entries[3].detail == #"{"number": "3", "甲": "\"乙\"\n"}"#)
    }

    @Test func `An empty chain is sound and has no head`() throws {
        let workspace = try TestWorkspace()
        let verdict = try workspace.custody().audit.verify()
        #expect(verdict == AuditVerdict(entries: 0, head: nil, fault: nil))
    }

    @Test func `The hash of an entry is that of its published text`() throws {
        let workspace = try TestWorkspace()
        let chain = try workspace.custody().audit
        let entry = try chain.append("a", account: wang, at: Instant(seconds: 7), detail: ["k": "v"])
        let text =
            #"{"sequence": 1, "at": 7, "account": "wang", "action": "a", "detail": "{\"k\": \"v\"}", "previous": "\#(String(repeating: "0", count: 64))"}"#
        #expect(entry.hash == Digest.sha256(text))
    }

    @Test func `Any change of any field of any entry is found and the entry named`() throws {
        let workspace = try TestWorkspace()
        let entries = try chain(workspace, entries: 12).entries()
        for place in entries.indices {
            let changes: [(inout AuditEntry) -> Void] = [
                { $0.at.seconds += 1 }, { $0.account = "zhao" }, { $0.account += " " }, { $0.action += "x" }, { $0.detail = "{}" },
                { $0.detail = $0.detail.replacingOccurrences(of: "number", with: "Number") }, { $0.hash = Digest.sha256("x") },
                { $0.hash = $0.hash.uppercased() },
            ]
            for (number, change) in changes.enumerated() {
                var changed = entries
                change(&changed[place])
                #expect(AuditChain.fault(in: changed) == AuditFault(sequence: Int64(place + 1), kind: .changed), "entry \(place + 1), change \(number)")
            }
            var changed = entries
            changed[place].previous = Digest.sha256("x")
            #expect(AuditChain.fault(in: changed) == AuditFault(sequence: Int64(place + 1), kind: .displaced))
            changed = entries
            changed[place].sequence += 100
            #expect(AuditChain.fault(in: changed) == AuditFault(sequence: Int64(place + 1), kind: .displaced))
        }
    }

    @Test func `Removing, inserting, repeating or swapping entries is found at the place`() throws {
        let workspace = try TestWorkspace()
        let entries = try chain(workspace, entries: 10).entries()
        for place in 0..<9 {
            var changed = entries
            changed.remove(at: place)
            #expect(AuditChain.fault(in: changed)?.sequence == Int64(place + 1))
            changed = entries
            changed.insert(entries[place], at: place)
            #expect(AuditChain.fault(in: changed)?.sequence == Int64(place + 2))
            changed = entries
            changed.swapAt(place, place + 1)
            #expect(AuditChain.fault(in: changed)?.sequence == Int64(place + 1))
        }
        // Removed and numbered anew: the link tells.
        var changed = entries
        changed.remove(at: 4)
        for place in 4..<9 { changed[place].sequence = Int64(place + 1) }
        #expect(AuditChain.fault(in: changed) == AuditFault(sequence: 5, kind: .displaced))
    }

    @Test func `A chain cut at its end or rebuilt shows only against a head kept outside`() throws {
        let workspace = try TestWorkspace()
        let chain = try chain(workspace, entries: 8)
        let entries = try chain.entries()
        let head = try #require(try chain.head())
        #expect(AuditChain.fault(in: Array(entries.dropLast())) == nil)
        #expect(AuditChain.fault(in: Array(entries.dropLast()), against: head) == AuditFault(sequence: 8, kind: .notTheHead))
        let other = try TestWorkspace()
        let rebuilt = try self.chain(other, entries: 3)
        for number in 3..<9 { try rebuilt.append("other", account: chen, at: later(Int64(number))) }
        #expect(try rebuilt.verify().fault == nil)
        #expect(try rebuilt.verify(against: head).fault == AuditFault(sequence: 8, kind: .notTheHead))
        // An older head of the same chain is part of it.
        #expect(try chain.verify(against: AuditHead(sequence: 3, hash: entries[2].hash)).fault == nil)
        #expect(try chain.verify(against: AuditHead(sequence: 0, hash: head.hash)).fault?.kind == .notTheHead)
    }

    @Test func `A byte changed in the file of the store is found`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        for number in 0..<6 { try custody.audit.append("release.\(number)", account: wang, at: later(Int64(number)), detail: ["site": "SITE\(number)"]) }
        try custody.store.close()
        let path = workspace.path + "/store/headwater.sqlite"
        let sound = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for number in 0..<6 {
            for word in ["release.\(number)", "SITE\(number)"] {
                let range = try #require(Data(sound).firstRange(of: Data(word.utf8)))
                for place in range {
                    var bytes = sound
                    bytes[place] ^= 1
                    try Data(bytes).write(to: URL(fileURLWithPath: path))
                    let opened = try workspace.custody()
                    #expect(try opened.audit.verify().fault == AuditFault(sequence: Int64(number + 1), kind: .changed))
                    try opened.store.close()
                }
            }
        }
    }

    @Test func `Every byte of every entry counts, wherever it lies in the file`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        for number in 0..<4 { try custody.audit.append("step.\(number)", account: wang, at: later(Int64(number)), detail: ["site": "S\(number)"]) }
        let entries = try custody.audit.entries()
        try custody.store.close()
        let path = workspace.path + "/store/headwater.sqlite"
        let sound = Data([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        var tried = 0
        for entry in entries {
            // The texts of a row lie one behind the other, account first, the second hash last.
            let texts = entry.account + entry.action + entry.detail + entry.previous + entry.hash + (entry.sm3 ?? "")
            let range = try #require(sound.firstRange(of: Data(texts.utf8)))
            for place in range {
                var bytes = sound
                bytes[place] ^= 1
                try bytes.write(to: URL(fileURLWithPath: path))
                let opened = try workspace.custody()
                let fault = try #require(try opened.audit.verify().fault, "byte \(place - range.lowerBound) of entry \(entry.sequence)")
                #expect(fault.sequence == entry.sequence, "byte \(place - range.lowerBound) of entry \(entry.sequence)")
                #expect(fault.finding.arguments["sequence"] == String(entry.sequence))
                try opened.store.close()
                tried += 1
            }
        }
        #expect(tried > 4 * 200)
    }

    @Test func `SM3 follows the chain beside SHA-256, and an entry without it after one with it is named`() throws {
        let workspace = try TestWorkspace()
        let entries = try chain(workspace, entries: 5).entries()
        #expect(entries.allSatisfy { Digest.isWellFormed($0.sm3 ?? "") })
        for place in entries.indices {
            var changed = entries
            changed[place].sm3 = Digest.sha256("x")
            #expect(AuditChain.fault(in: changed) == AuditFault(sequence: Int64(place + 1), kind: .changed))
        }
        var changed = entries
        changed[3].sm3 = nil
        #expect(AuditChain.fault(in: changed) == AuditFault(sequence: 4, kind: .changed))
        // What an older program wrote has no SM3, and the chain of it begins later.
        changed = entries
        changed[0].sm3 = nil
        #expect(AuditChain.fault(in: changed)?.sequence == 2, "the second entry continues the first's SM3")
        let line = AuditChain.line(entries[2])
        #expect(line.hasPrefix("{\"sequence\": 3, ") && line.contains(entries[2].hash) && line.contains(entries[2].sm3 ?? "?"))
    }

    @Test func `What is no head is not read as one`() {
        for text in ["", "1", "1:", "0:" + Digest.sha256("x"), "-1:" + Digest.sha256("x"), "1:" + Digest.sha256("x") + ":", "x:" + Digest.sha256("x")] {
            #expect(AuditHead(text) == nil, "\(text)")
        }
    }
}
