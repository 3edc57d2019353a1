internal import Findings
package import Monitoring
package import Store

/// A registered key with what became of it.
package struct KeyFile: Hashable, Sendable {
    package var key: AccountKey
    package var revocation: KeyRevocation?

    package var isInForce: Bool { revocation == nil }
}

/// The keys under which accounts sign approvals. An administrator registers each for another person; the private half stays with its owner.
extension Custody {
    /// Registers a key for an account.
    ///
    /// - Parameters:
    ///   - pem: a PEM block `PUBLIC KEY` of Ed25519 or SM2.
    ///   - name: of its file, for findings.
    /// - Throws: `missingRole` without the role administrator, `ownKey`, `badKey`, `keyKnown` where it was registered for anybody before; each is recorded.
    @discardableResult
    package func registerKey(_ pem: String, name: String, for owner: Account, by account: Account, at instant: Instant) throws(CustodyError) -> AccountKey {
        let action = "key.register"
        try require(.administrator, action, owner.name, account, instant)
        if account.isSame(as: owner) { throw try refused(.ownKey(account: account.name), action, owner.name, account, instant) }
        guard let key = PublicKey(pem: pem) else { throw try refused(.badKey(name: name), action, owner.name, account, instant) }
        if try keys().contains(where: { $0.key.id == key.id }) { throw try refused(.keyKnown(id: key.id), action, owner.name, account, instant) }
        let record = AccountKey(
            id: key.id, account: owner.name, algorithm: key.algorithm.rawValue, publicKey: key.pem, registeredBy: account.name, registeredUser: account.user,
            at: instant)
        try audit.append(action, account: account, at: instant, detail: Self.detail(record), recording: .key(record))
        return record
    }

    /// Revokes a key: approvals that were signed by it give no right from now on, and have to be given anew.
    ///
    /// - Throws: `blankReason`, `unknownKey`, `keyKnown` where it was revoked before, `missingRole` for anybody but an administrator and the owner.
    package func revokeKey(_ id: String, by account: Account, at instant: Instant, reason: String) throws(CustodyError) {
        let action = "key.revoke"
        try require(reason, action, id, account, instant)
        guard let file = try keys().first(where: { $0.key.id == id }) else { throw try refused(.unknownKey(id: id), action, id, account, instant) }
        if account.name != file.key.account { try require(.administrator, action, id, account, instant) }
        guard file.isInForce else { throw try refused(.keyKnown(id: id), action, id, account, instant) }
        try audit.append(
            action, account: account, at: instant, detail: ["key": id, "reason": reason],
            recording: .keyRevocation(KeyRevocation(key: id, account: account.name, accountUser: account.user, at: instant, reason: reason)))
    }

    /// All keys, oldest first.
    package func keys() throws(CustodyError) -> [KeyFile] {
        let (keys, revocations) = try fromStore { () throws(StoreError) in (try store.accountKeys(), try store.keyRevocations()) }
        let byKey = Dictionary(revocations.map { ($0.key, $0) }) { first, _ in first }
        return keys.map { KeyFile(key: $0, revocation: byKey[$0.id]) }
    }

    /// What an approver signs: the request by the digest of its canonical text, the verdict, and who gives it.
    package static func approvalText(_ request: TraceRequest, by account: String) -> String {
        "headwater approval 1\nrequest \(request.id)\nsha256 \(digest(request))\nverdict approved\naccount \(account)\n"
    }

    /// The key by which an account signed the approval of a request.
    ///
    /// - Throws: `noKey`, `badSignature`.
    func signer(_ signature: [UInt8], of request: TraceRequest, by account: Account) throws(CustodyError) -> String {
        let own = try keys().filter { $0.isInForce && $0.key.account == account.name }
        guard !own.isEmpty else { throw .noKey(account: account.name) }
        let text = Self.approvalText(request, by: account.name)
        for file in own { if let key = PublicKey(pem: file.key.publicKey), key.verifies(signature, of: text) { return file.key.id } }
        throw .badSignature(id: request.id, account: account.name)
    }

    /// Whether a decision is signed by a key that is in force, was registered for its account by somebody else, and stands so in the audit chain.
    func isSigned(_ decision: TraceDecision, _ request: TraceRequest, entries: [AuditEntry]) throws(CustodyError) -> Bool {
        guard let id = decision.key, let signature = decision.signature.flatMap({ Armour.bytes(base64: $0) }),
            let file = try keys().first(where: { $0.key.id == id }), file.isInForce, file.key.account == decision.account,
            file.key.registeredBy != decision.account, let place = Int(exactly: file.key.auditSequence), place >= 1, place <= entries.count,
            case let entry = entries[place - 1], entry.action == "key.register", entry.account == file.key.registeredBy, entry.at == file.key.at,
            entry.detail == AuditChain.text(Self.detail(file.key)), let key = PublicKey(pem: file.key.publicKey), key.id == id
        else { return false }
        return key.verifies(signature, of: Self.approvalText(request, by: decision.account))
    }

    private static func detail(_ key: AccountKey) -> [String: String] {
        ["key": key.id, "account": key.account, "algorithm": key.algorithm, "digest": Digest.sha256(key.publicKey)]
    }
}
