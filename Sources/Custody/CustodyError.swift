package import Findings
package import Monitoring
package import Store

/// Why custody refused; each case is one finding of group U, or the finding of the store.
package enum CustodyError: Error, Hashable, Sendable {
    // Files
    /// A folder, socket, device or pipe where a file must lie.
    case notRegular(name: String, kind: String)
    /// A symbolic link, at the end of the path or on the way.
    case link(name: String)
    /// A name that cannot be written in one line of a report.
    case badName(name: String)
    /// A path that leaves the folder it belongs to.
    case outside(name: String)
    /// Changed too recently to be whole.
    case notSettled(name: String, ageSeconds: Int64, neededSeconds: Int64)
    /// Dated later than the clock of this machine.
    case fromTheFuture(name: String, seconds: Int64)
    /// Changed while it was read.
    case changedWhileRead(name: String)
    case tooLarge(name: String, bytes: Int64, limit: Int64)
    case unreadable(name: String, reason: String)
    /// A kept original is not what its digest says.
    case originalDamaged(digest: String)
    case originalMissing(digest: String)
    case notWritten(path: String, reason: String)
    /// Another run holds the workspace.
    case locked(path: String, holder: String)
    // Tracebacks
    case incompleteRequest(field: String)
    case unknownRequest(id: String)
    /// The requester cannot decide on the own request.
    case sameAccount(id: String, account: String)
    case missingRole(account: String, role: String)
    /// The request stands where this step is not possible.
    case decided(id: String, standing: RequestStanding)
    /// The request does not hold at this time.
    case notValidNow(id: String)
    /// No request of the account speaks of this site, analyte and period.
    case notRequested(site: SiteCode, analyte: AnalyteCode, period: Period)
    /// A request speaks of it, but nobody has approved it yet.
    case notApproved(id: String)
    /// A request speaks of it, but it was refused or withdrawn.
    case turnedDown(id: String)
    /// The record of an approval is not what was once written.
    case approvalDamaged(id: String)
    /// No key of the account is registered and in force.
    case noKey(account: String)
    /// The signature is not by a key of the account over this approval.
    case badSignature(id: String, account: String)
    /// The approval is not signed, or no longer by a key that counts.
    case unsigned(id: String, key: String)
    /// The account holds several roles of which nobody may hold two.
    case rolesClash(account: String, roles: [String])
    /// An administrator cannot register a key for the own account.
    case ownKey(account: String)
    /// The file is no public key of a known kind.
    case badKey(name: String)
    /// The file is no private key of Ed25519 without a passphrase.
    case badPrivateKey(name: String)
    case unknownKey(id: String)
    /// The key is registered, or revoked, already.
    case keyKnown(id: String)
    /// The private key lies where other accounts may read it.
    case keyExposed(name: String)
    /// The audit chain has SM3 and this machine's libcrypto has not.
    case digestMissing
    /// The file holds no head of an audit chain.
    case noHead(name: String)
    /// The requester still owes the approval of another emergency.
    case emergencyOwed(id: String)
    /// The time in which an emergency gives a right without approval is over.
    case emergencyOver(id: String, hours: Int)
    /// The audit chain is broken.
    case chainBroken(sequence: Int64)
    /// A file of a workspace was named where only files outside may be used.
    case insideWorkspace(path: String)
    // Decisions on laboratory results
    /// A step that must say why.
    case blankReason(step: String)
    /// The account holds none of the roles of which one is needed.
    case missingRoles(account: String, roles: [String])
    /// No release and no override has this id.
    case unknownDecision(id: String)
    /// Who asked for an override cannot approve it.
    case ownOverride(id: String, account: String)
    /// The release or override stands where this step is not possible.
    case decisionMade(id: String, standing: DecisionStanding)
    /// The record of a release or override is not what was once written.
    case decisionDamaged(id: String)
    /// The analyte of the batch is not on hold.
    case notHeld(batch: String, analyte: AnalyteCode, held: [String])
    /// The file has no result of this injection and analyte.
    case noSuchResult(file: String, injection: String, known: [String])
    // Withdrawals
    /// No run with this id took a file.
    case unknownRun(run: String, candidates: [String])
    case withdrawnBefore(run: String)
    /// The file holds what identifies a person.
    case personalData(name: String, column: String)
    /// The end of the file has not been written yet.
    case unfinished(name: String, format: String, ageSeconds: Int64)
    case store(StoreError)

    /// Whether the same step may succeed a little later (exit code 75).
    package var isTemporary: Bool {
        switch self {
        case .locked: true
        case .store(let error): error.isTemporary
        default: false
        }
    }

    /// The error as a finding. Files that will be taken later are warnings, files that are refused errors, the rest is fatal to its command.
    package var finding: Finding {
        func file(_ code: FindingCode, _ severity: Severity, _ name: String, _ words: [String: String] = [:]) -> Finding {
            Finding(code, severity, at: SourcePosition(file: harmless(name)), text: name, words.merging(["name": harmless(name)]) { first, _ in first })
        }
        func act(_ code: FindingCode, _ words: [String: String] = [:]) -> Finding { Finding(code, .fatal, words.mapValues { harmless($0) }) }
        switch self {
        case .notRegular(let name, let kind): return file("U001", .error, name, ["kind": kind])
        case .link(let name): return file("U002", .error, name)
        case .badName(let name): return file("U003", .error, name)
        case .notSettled(let name, let age, let needed): return file("U004", .warning, name, ["age": String(age), "needed": String(needed)])
        case .changedWhileRead(let name): return file("U005", .warning, name)
        case .tooLarge(let name, let bytes, let limit): return file("U006", .error, name, ["bytes": String(bytes), "limit": String(limit)])
        case .unreadable(let name, let reason): return file("U007", .error, name, ["reason": harmless(reason)])
        case .originalDamaged(let digest): return file("U008", .fatal, "store/originals", ["digest": harmless(digest)])
        case .originalMissing(let digest): return file("U009", .fatal, "store/originals", ["digest": harmless(digest)])
        case .notWritten(let path, let reason): return file("U010", .fatal, path, ["reason": harmless(reason)])
        case .locked(let path, let holder): return file("U011", .fatal, path, ["holder": harmless(holder)])
        case .outside(let name): return file("U012", .error, name)
        case .fromTheFuture(let name, let seconds): return file("U013", .warning, name, ["seconds": String(seconds)])
        case .incompleteRequest(let field): return act("U020", ["field": field])
        case .unknownRequest(let id): return act("U021", ["id": id])
        case .sameAccount(let id, let account): return act("U022", ["id": id, "account": account])
        case .missingRole(let account, let role): return act("U023", ["account": account, "role": role])
        case .decided(let id, let standing): return act("U024", ["id": id, "standing": standing.rawValue])
        case .notValidNow(let id): return act("U025", ["id": id])
        case .notRequested(let site, let analyte, let period):
            return act("U026", ["site": site.rawValue, "analyte": analyte.rawValue, "period": period.description])
        case .chainBroken(let sequence): return act("U027", ["sequence": String(sequence)])
        case .insideWorkspace(let path): return file("U028", .fatal, path)
        case .notApproved(let id): return act("U029", ["id": id])
        case .turnedDown(let id): return act("U030", ["id": id])
        case .approvalDamaged(let id): return act("U031", ["id": id])
        case .blankReason(let step): return act("U032", ["step": step])
        case .missingRoles(let account, let roles): return act("U033", ["account": account, "roles": roles.joined(separator: ", ")])
        case .unknownDecision(let id): return act("U034", ["id": id])
        case .ownOverride(let id, let account): return act("U035", ["id": id, "account": account])
        case .decisionMade(let id, let standing): return act("U036", ["id": id, "standing": standing.rawValue])
        case .decisionDamaged(let id): return Finding("U037", .error, ["id": harmless(id)])
        case .notHeld(let batch, let analyte, let held): return act("U038", ["batch": batch, "analyte": analyte.rawValue, "held": Self.list(held)])
        case .noSuchResult(let file, let injection, let known):
            return act("U039", ["name": file, "injection": injection, "known": Self.list(known)])
        case .unknownRun(let run, let candidates): return act("U040", ["run": run, "runs": Self.list(candidates)])
        case .withdrawnBefore(let run): return act("U041", ["run": run])
        case .unfinished(let name, let format, let age): return file("U042", .warning, name, ["format": format, "age": String(age)])
        case .noKey(let account): return act("U050", ["account": account])
        case .badSignature(let id, let account): return act("U051", ["id": id, "account": account])
        case .unsigned(let id, let key): return act("U052", ["id": id, "key": key])
        case .rolesClash(let account, let roles): return act("U053", ["account": account, "roles": roles.joined(separator: ", ")])
        case .ownKey(let account): return act("U054", ["account": account])
        case .badKey(let name): return file("U055", .fatal, name)
        case .badPrivateKey(let name): return file("U062", .fatal, name)
        case .unknownKey(let id): return act("U056", ["id": id])
        case .keyKnown(let id): return act("U057", ["id": id])
        case .keyExposed(let name): return file("U058", .fatal, name)
        case .digestMissing: return act("U059")
        case .emergencyOwed(let id): return act("U060", ["id": id])
        case .emergencyOver(let id, let hours): return act("U061", ["id": id, "hours": String(hours)])
        case .personalData(let name, let column): return file("U067", .error, name, ["column": harmless(column)])
        case .noHead(let name): return file("U063", .fatal, name)
        case .store(let error): return error.finding
        }
    }

    /// The first of some names, for a sentence.
    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "-" : names.prefix(6).map { harmless($0, limit: 60) }.joined(separator: ", ") + (names.count > 6 ? ", …" : "")
    }
}

/// Passes on what the store answers, and names what it throws.
func fromStore<Value>(_ body: () throws(StoreError) -> Value) throws(CustodyError) -> Value {
    do { return try body() } catch { throw .store(error) }
}
