import Custody
import Findings
import Foundation
import Monitoring
import Store
import Testing

@Suite struct SignatureTests {
    @Test func `Ed25519 signs as RFC 8032 says`() throws {
        // RFC 8032, 7.1, test 1: the empty message.
        let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
        let signature =
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        func bytes(_ text: String) -> [UInt8] {
            stride(from: 0, to: text.count, by: 2).compactMap { UInt8(text.dropFirst($0).prefix(2), radix: 16) }
        }
        let prefix: [UInt8] = [0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]
        let pem = "-----BEGIN PRIVATE KEY-----\n\(Armour.base64(prefix + bytes(secret)))\n-----END PRIVATE KEY-----\n"
        let key = try #require(SigningKey(pem: pem))
        #expect(key.signature(of: "") == bytes(signature))
        #expect(key.publicKey.der.suffix(32) == bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")[...])
        #expect(key.publicKey.verifies(bytes(signature), of: ""))
        #expect(key.pem == pem)
    }

    @Test func `A signature proves one text, by one key, as it was made`() throws {
        let key = try #require(SigningKey.new())
        let other = try #require(SigningKey.new())
        let text = "headwater approval 1\nrequest T-1\n"
        let signature = key.signature(of: text)
        #expect(signature.count == 64 && key.publicKey.verifies(signature, of: text))
        #expect(!other.publicKey.verifies(signature, of: text))
        #expect(!key.publicKey.verifies(signature, of: text + " "))
        for place in signature.indices {
            var changed = signature
            changed[place] ^= 1
            #expect(!key.publicKey.verifies(changed, of: text), "byte \(place)")
        }
        #expect(!key.publicKey.verifies([], of: text) && !key.publicKey.verifies(Array(signature.dropLast()), of: text))
        #expect(!key.publicKey.verifies(signature + [0], of: text))
    }

    @Test func `Keys and base64 are read as they were written, and nothing else is`() throws {
        let key = try #require(SigningKey.new())
        #expect(PublicKey(pem: key.publicKey.pem) == key.publicKey)
        #expect(PublicKey(pem: "# note\n" + key.publicKey.pem.replacingOccurrences(of: "\n", with: "\r\n")) == key.publicKey)
        #expect(SigningKey(pem: key.pem)?.publicKey == key.publicKey)
        #expect(key.publicKey.id.hasPrefix("K-") && key.publicKey.id.count == 18)
        for text in ["", "x", key.pem, key.publicKey.pem.replacingOccurrences(of: "PUBLIC", with: "PRIVATE"), String(repeating: "A", count: 20_000)] {
            #expect(PublicKey(pem: text) == nil)
        }
        for place in key.publicKey.der.prefix(12).indices {
            var der = key.publicKey.der
            der[place] ^= 0x40
            #expect(PublicKey(der: der) == nil, "byte \(place)")
        }
        #expect(PublicKey(der: key.publicKey.der + [0]) == nil && PublicKey(der: Array(key.publicKey.der.dropLast())) == nil)
        for count in 0...40 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ count) }
            #expect(Armour.bytes(base64: Armour.base64(bytes)) == (count == 0 ? nil : bytes))
        }
        for text in ["", "=", "A===", "AA=A", "AAA", "A A", "AB==", "ÄÄÄÄ", "AAAA\u{0}"] { #expect(Armour.bytes(base64: text) == nil, "\(text)") }
        #expect(Armour.bytes(base64: " AAE=\n") == [0, 1])
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
    func `A signature of SM2 by another program is proved`() throws {
        let workspace = try TestWorkspace()
        func openssl(_ arguments: String...) throws {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = arguments
            process.standardError = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0, "\(arguments)")
        }
        let folder = workspace.path
        try openssl("genpkey", "-algorithm", "SM2", "-out", folder + "/sm2.key")
        try openssl("pkey", "-in", folder + "/sm2.key", "-pubout", "-out", folder + "/sm2.pub")
        try workspace.write("text", "headwater approval 1\n")
        try openssl(
            "dgst", "-sm3", "-sign", folder + "/sm2.key", "-sigopt", "distid:1234567812345678", "-out", folder + "/sig", folder + "/text")
        let key = try #require(PublicKey(pem: try workspace.text("sm2.pub")))
        #expect(key.algorithm == .sm2)
        let signature = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/sig")))
        #expect(key.verifies(signature, of: "headwater approval 1\n"))
        #expect(!key.verifies(signature, of: "headwater approval 2\n"))
        try openssl("dgst", "-sm3", "-sign", folder + "/sm2.key", "-sigopt", "distid:another", "-out", folder + "/sig2", folder + "/text")
        #expect(!key.verifies([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/sig2"))), of: "headwater approval 1\n"))
    }

    @Test func `An approval needs a signature by a key that an administrator registered for the approver`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let request = try ask(custody)
        let text = Custody.approvalText(request, by: "li")
        let approved = { (signature: [UInt8]) in
            refusal { () throws(CustodyError) in try custody.approve(request.id, by: li, at: now, signature: signature) }
        }
        let key = try #require(SigningKey.new())
        #expect(approved(key.signature(of: text)) == .noKey(account: "li"))
        let own = try custody.key(of: li)
        let others = try custody.key(of: zhao)
        #expect(approved([]) == .badSignature(id: request.id, account: "li"))
        #expect(approved(key.signature(of: text)) == .badSignature(id: request.id, account: "li"))
        #expect(approved(others.signature(of: text)) == .badSignature(id: request.id, account: "li"))
        #expect(approved(own.signature(of: Custody.approvalText(request, by: "zhao"))) == .badSignature(id: request.id, account: "li"))
        var other = request
        other.purpose += "!"
        #expect(approved(own.signature(of: Custody.approvalText(other, by: "li"))) == .badSignature(id: request.id, account: "li"))
        #expect(approved(own.signature(of: text)) == nil)
        let grant = try custody.grant(for: scope(), account: wang, at: now)
        #expect(grant.key == own.publicKey.id && grant.approvedBy == "li" && grant.basis == "approved")
        #expect(try custody.audit.entries().filter { $0.action == "trace.approve.refused" }.count == 6)
    }

    @Test func `A key is registered by an administrator, for somebody else, once`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let key = try #require(SigningKey.new())
        let registered = { (owner: Account, by: Account, pem: String) in
            refusal { () throws(CustodyError) in try custody.registerKey(pem, name: "k.pub", for: owner, by: by, at: now) }
        }
        #expect(registered(li, wang, key.publicKey.pem) == .missingRole(account: "wang", role: "administrator"))
        #expect(registered(li, li, key.publicKey.pem) == .missingRole(account: "li", role: "administrator"))
        #expect(registered(qian, qian, key.publicKey.pem) == .ownKey(account: "qian"))
        #expect(registered(li, qian, "nothing") == .badKey(name: "k.pub"))
        #expect(registered(li, qian, key.publicKey.pem) == nil)
        #expect(registered(zhao, qian, key.publicKey.pem) == .keyKnown(id: key.publicKey.id))
        #expect(try custody.keys().map(\.key.account) == ["li"])
        #expect(try custody.audit.entries().map(\.action).filter { $0 == "key.register.refused" }.count == 5)
    }

    @Test func `What a revoked key signed gives no right any more`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let request = try ask(custody)
        try custody.approve(request.id, signedBy: li)
        _ = try custody.grant(for: scope(), account: wang, at: now)
        let id = try #require(try custody.keys().first?.key.id)
        let revoked = { (account: Account, id: String, reason: String) in
            refusal { () throws(CustodyError) in try custody.revokeKey(id, by: account, at: now, reason: reason) }
        }
        #expect(revoked(wang, id, "lost") == .missingRole(account: "wang", role: "administrator"))
        #expect(revoked(qian, "K-0", "lost") == .unknownKey(id: "K-0"))
        #expect(revoked(li, id, " ") == .blankReason(step: "key.revoke"))
        #expect(revoked(li, id, "lost") == nil)
        #expect(revoked(qian, id, "lost") == .keyKnown(id: id))
        #expect(
            refusal { () throws(CustodyError) in _ = try custody.grant(for: scope(), account: wang, at: now) } == .unsigned(id: request.id, key: id))
    }

    @Test func `An approval or a key written past the register gives no right`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let request = try ask(custody)
        let own = try #require(SigningKey.new())
        // A whole decision with its entry, as somebody writes it who can write the store: without a key, and with one that he slipped in.
        func forge(key: String?, signature: String?) throws {
            var words = ["request": request.id, "digest": Custody.digest(request), "verdict": "approved", "reason": ""]
            words["key"] = key
            words["signature"] = signature
            try custody.audit.append(
                "trace.decision", account: li, at: now, detail: words,
                recording: .decision(
                    TraceDecision(
                        request: request.id, verdict: .approved, account: "li", accountUser: 1002, at: now, reason: "", requestDigest: Custody.digest(request),
                        auditSequence: 0, key: key, signature: signature)))
        }
        func refused() -> CustodyError? { refusal { () throws(CustodyError) in _ = try custody.grant(for: scope(), account: wang, at: now) } }
        try forge(key: nil, signature: nil)
        #expect(refused() == .unsigned(id: request.id, key: "-"))
        let signature = Armour.base64(own.signature(of: Custody.approvalText(request, by: "li")))
        try forge(key: own.publicKey.id, signature: signature)
        #expect(refused() == .unsigned(id: request.id, key: own.publicKey.id))
        try custody.audit.append(
            "something.else", account: qian, at: now,
            recording: .key(
                AccountKey(id: own.publicKey.id, account: "li", algorithm: "ed25519", publicKey: own.publicKey.pem, registeredBy: "qian", registeredUser: 1005, at: now)))
        #expect(refused() == .unsigned(id: request.id, key: own.publicKey.id))
    }

    @Test func `Roles are accounts and groups, and nobody holds two that exclude each other`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody(["approver": ["li", "@hw-approver"], "analyst": ["li", "wang"], "auditor": ["li", "zhou"], "administrator": ["qian"]])
        #expect(custody.holds(.approver, sun) && !custody.holds(.auditor, sun) && !custody.holds(.approver, wang))
        #expect(custody.roles.clash(li) == [.approver, .auditor] && custody.roles.clash(sun).isEmpty)
        #expect(!custody.holds(.approver, li) && !custody.holds(.auditor, li) && custody.holds(.analyst, li))
        #expect(custody.roles.roles(of: li) == [.analyst])
        #expect(custody.roles.clashes().map(\.account) == ["li"])
        let request = try ask(custody)
        #expect(
            refusal { () throws(CustodyError) in try custody.approve(request.id, by: li, at: now, signature: []) }
                == .rolesClash(account: "li", roles: ["approver", "auditor"]))
        try custody.approve(request.id, signedBy: sun)
        #expect(try custody.grant(for: scope(), account: wang, at: now).approvedBy == "sun")
        #expect(!custody.holds(.approver, Account(name: "hw-approver")))
    }

    @Test func `The groups of an account are those of the machine`() {
        #expect(OperatingSystem.groups("root").contains("root"))
        #expect(OperatingSystem.groups("no such account \u{0}").isEmpty && OperatingSystem.groups("no-such-account").isEmpty)
    }

    @Test func `An emergency gives its requester a day, is told apart, and must be approved before the next`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        let period = scope().period
        func emergency(_ purpose: String, at instant: Instant) throws(CustodyError) -> TraceRequest {
            try custody.request(
                caseNumber: "C-9", unit: "U", purpose: purpose, sites: ["K07"], analytes: ["methamphetamine"], periods: period...period, validFrom: instant,
                validTo: Instant(seconds: instant.seconds + 30 * 86_400), isEmergency: true, by: wang, at: instant)
        }
        let request = try emergency("people at risk", at: now)
        let grant = try custody.grant(for: scope(), account: wang, at: later(60))
        #expect(grant.basis == "emergency" && grant.approvedBy.isEmpty && grant.key == nil && grant.validTo == later(86_400))
        #expect(try custody.audit.entries().last?.detail.contains("\"emergency\": \"yes\"") == true)
        let refused = { (account: Account, at: Instant) in
            refusal { () throws(CustodyError) in _ = try custody.grant(for: scope(), account: account, at: at) }
        }
        #expect(refused(chen, later(60))?.finding.code == "U026")
        #expect(refused(wang, later(-1)) == .notValidNow(id: request.id))
        #expect(refused(wang, later(86_401)) == .emergencyOver(id: request.id, hours: 24))
        #expect(try custody.owedEmergencies(at: later(86_401)).map(\.request.id) == [request.id])
        #expect(refusal { () throws(CustodyError) in _ = try emergency("again", at: later(90_000)) } == .emergencyOwed(id: request.id))
        try custody.approve(request.id, signedBy: li, at: later(90_000))
        #expect(try custody.grant(for: scope(), account: wang, at: later(90_001)).basis == "approved")
        #expect(try custody.owedEmergencies(at: later(90_001)).isEmpty)
        let second = try emergency("again", at: later(100_000))
        try custody.refuse(second.id, by: zhao, at: later(100_010), reason: "no danger")
        try custody.withdraw(request.id, by: wang, at: later(100_020), reason: "done")
        #expect(refused(wang, later(100_030))?.finding.code == "U030")
        let ordinary = try ask(custody, at: later(100_040))
        #expect(Custody.canonicalText(second).contains("\"emergency\": true") && !Custody.canonicalText(ordinary).contains("emergency"))
    }

    @Test func `Only an analyst asks, and who has lost that role gets nothing`() throws {
        let workspace = try TestWorkspace()
        let custody = try workspace.custody()
        #expect(throws: CustodyError.missingRole(account: "zhou", role: "analyst")) { try ask(custody, by: zhou) }
        let request = try ask(custody)
        try custody.approve(request.id, signedBy: li)
        let without = Custody(store: custody.store, roles: ["approver": ["li"]])
        #expect(
            refusal { () throws(CustodyError) in _ = try without.grant(for: scope(), account: wang, at: now) } == .missingRole(account: "wang", role: "analyst"))
    }
}
