package import Custody
package import Findings
internal import Foundation
package import Monitoring
internal import ProgrammeFiles
internal import Store
internal import Wording

/// A message for another platform: an alert as it stands, or the results of one area in one period.
package struct OutboxMessage: Hashable, Sendable {
    /// Subject and the first 12 digits of the SHA-256 of the content: the same content has the same id, however often it is sent.
    package var id: String
    /// `alert` or `area_result`.
    package var kind: String
    /// What the message is about; a later message on the same subject takes the place of an earlier one.
    package var subject: String
    package var bytes: [UInt8]
}

/// The folder `outbox/`: what leaves for other platforms, at the level of areas and sampling points, never of manholes and never of persons.
///
/// Everything comes from the last issued report of a period, so that nobody outside holds a figure that was not signed; of an alert only its
/// state is that of today. A message lies there as `<id>.json` until the other side puts `<id>.ack` beside it.
package struct Outbox: Sendable {
    private let desk: WorkspaceDesk
    private let workspace: String
    private var folder: String { workspace + "/outbox" }

    package init(_ desk: WorkspaceDesk, workspace: String) {
        self.desk = desk
        self.workspace = workspace
    }

    /// Days after which a message without an acknowledgement is told.
    package static let patienceDays = 7

    /// What became of the messages of a period.
    package struct Writing: Hashable, Sendable {
        package var written: [String] = []
        package var waiting: [String] = []
        package var acknowledged: [String] = []
    }

    /// The messages of a period, sorted by id.
    ///
    /// - Throws: `inputMissing` where no report of the period was issued, `inputOutput` where the issued one is not as it was issued.
    package func messages(of period: Period) throws(RunFailure) -> [OutboxMessage] {
        guard let number = IssuedReport.numbers(workspace, period).last, let report = IssuedReport(workspace, period, number: number) else {
            throw RunFailure(.inputMissing, Finding("S060", .fatal, ["period": "\(period)"]))
        }
        if let fault = try desk.step({ (custody) throws(CustodyError) in try report.faults(custody) }).first { throw RunFailure(.inputOutput, fault) }
        guard let data = FileManager.default.contents(atPath: report.folder + "/report.json"),
            let root = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { throw RunFailure(.inputMissing, Finding("S060", .fatal, ["period": "\(period)"])) }
        return (try alerts(root, report) + areas(root, report)).sorted { $0.id < $1.id }
    }

    /// Writes the messages of a period that are not there yet, and sets aside those that were acknowledged. Doing so again changes nothing.
    package func write(_ period: Period, by account: Account, at now: Instant) throws(RunFailure) -> Writing {
        var writing = Writing()
        writing.acknowledged = try takeAcknowledgements(by: account, at: now)
        let manager = FileManager.default
        for message in try messages(of: period) {
            let name = message.id + ".json"
            if manager.fileExists(atPath: folder + "/acknowledged/" + name) { continue }
            if manager.fileExists(atPath: folder + "/" + name) {
                writing.waiting.append(message.id)
                continue
            }
            try making(folder)
            do { try AtomicFile.write(folder + "/" + name, message.bytes) } catch { throw RunFailure(error) }
            writing.written.append(message.id)
        }
        if !writing.written.isEmpty {
            let count = writing.written.count
            let digest = Digest.sha256(writing.written.joined(separator: "\n"))
            _ = try desk.step { (custody) throws(CustodyError) in
                try custody.audit.append(
                    "outbox.write", account: account, at: now, detail: ["period": "\(period)", "messages": String(count), "digest": digest])
            }
        }
        return writing
    }

    /// The ids that wait for an acknowledgement, with those that have waited too long.
    package func pending(at now: Instant) -> (ids: [String], late: [Finding]) {
        let ids = names(".json")
        let late = ids.compactMap { id -> Finding? in
            let date = (try? FileManager.default.attributesOfItem(atPath: folder + "/" + id + ".json")[.modificationDate]) as? Date
            guard let date, Double(now.seconds) - date.timeIntervalSince1970 > Double(Outbox.patienceDays) * 86_400 else { return nil }
            return Finding("S061", .warning, at: SourcePosition(file: "outbox/" + id + ".json"), ["id": id, "days": String(Outbox.patienceDays)])
        }
        return (ids, late)
    }

    /// Copies all waiting messages into a new folder with a digest of each, signed: for transfer by media.
    ///
    /// `SHA256SUMS` holds the digests, `SHA256SUMS.sig` the signature over it (Ed25519, raw), `public.pem` the key; an outsider proves it with
    /// `openssl pkeyutl -verify -pubin -inkey public.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig` and `sha256sum -c SHA256SUMS`.
    /// - Returns: the number of messages.
    package func pack(to target: String, key: SigningKey, by account: Account, at now: Instant) throws(RunFailure) -> Int {
        let ids = names(".json")
        guard !FileManager.default.fileExists(atPath: target) else {
            throw RunFailure(CustodyError.notWritten(path: target, reason: "it exists already"))
        }
        let part = target + ".part"
        try? FileManager.default.removeItem(atPath: part)
        try making(part)
        var sums = ""
        do {
            for id in ids {
                let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + id + ".json")))
                sums += Digest.sha256(bytes) + "  " + id + ".json\n"
                try AtomicFile.write(part + "/" + id + ".json", bytes)
            }
            try AtomicFile.write(part + "/SHA256SUMS", Array(sums.utf8))
            try AtomicFile.write(part + "/SHA256SUMS.sig", key.signature(of: sums))
            try AtomicFile.write(part + "/public.pem", Array(key.publicKey.pem.utf8))
            try FileManager.default.moveItem(atPath: part, toPath: target)
        } catch let error as CustodyError {
            throw RunFailure(error)
        } catch {
            throw RunFailure(CustodyError.notWritten(path: target, reason: error.localizedDescription))
        }
        let digest = Digest.sha256(sums)
        _ = try desk.step { (custody) throws(CustodyError) in
            try custody.audit.append(
                "outbox.pack", account: account, at: now, detail: ["messages": String(ids.count), "digest": digest, "key": key.publicKey.id])
        }
        return ids.count
    }

    // MARK: -

    /// Moves each message beside which an acknowledgement lies.
    private func takeAcknowledgements(by account: Account, at now: Instant) throws(RunFailure) -> [String] {
        let manager = FileManager.default
        var taken: [String] = []
        for id in names(".ack") where manager.fileExists(atPath: folder + "/" + id + ".json") {
            try making(folder + "/acknowledged")
            do {
                try manager.moveItem(atPath: folder + "/" + id + ".json", toPath: folder + "/acknowledged/" + id + ".json")
                try manager.moveItem(atPath: folder + "/" + id + ".ack", toPath: folder + "/acknowledged/" + id + ".ack")
            } catch {
                throw RunFailure(CustodyError.notWritten(path: folder + "/acknowledged", reason: error.localizedDescription))
            }
            taken.append(id)
        }
        for id in taken {
            _ = try desk.step { (custody) throws(CustodyError) in
                try custody.audit.append("outbox.acknowledged", account: account, at: now, detail: ["id": id])
            }
        }
        return taken
    }

    private func names(_ ending: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }
            .map { String($0.dropLast(ending.count)) }.sorted()
    }

    private func making(_ path: String) throws(RunFailure) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw RunFailure(CustodyError.notWritten(path: path, reason: error.localizedDescription))
        }
    }

    /// Alerts of the report, each with the state of today; those of sampling points that only serve a traceback are left out.
    private func alerts(_ root: [String: Any], _ report: IssuedReport) throws(RunFailure) -> [OutboxMessage] {
        let states: [String: AlertState]
        do { states = Dictionary(try desk.store.alerts().map { ($0.alert.id, $0.alert.state) }) { first, _ in first } } catch { throw RunFailure(error) }
        let programme = desk.programme
        let points = Dictionary(programme.sites.map { ($0.code.rawValue, $0) }) { first, _ in first }
        return (root["alerts"] as? [[String: Any]] ?? []).compactMap { row in
            guard let id = row["alert_id"] as? String, let code = row["site_code"] as? String, let site = points[code], site.tier != .trace, site.kind != .manhole
            else { return nil }
            func word(_ key: String) -> (String, JSONText) { (key, .string(row[key] as? String ?? "")) }
            let areas = Set(programme.siteAreas.filter { $0.site == site.code }.map(\.area.rawValue)).sorted()
            let state = states[id]?.rawValue ?? row["state"] as? String ?? ""
            return message(
                "alert", subject: id, report,
                [
                    ("alert_id", .string(id)), ("site_code", .string(code)), ("area_codes", .array(areas.map { .string($0) })), word("analyte"), word("kind"),
                    word("direction"), word("cause"), word("level"), ("state", .string(state)),
                ])
        }
    }

    /// One message an area, with its rows of the issued table.
    private func areas(_ root: [String: Any], _ report: IssuedReport) -> [OutboxMessage] {
        guard let table = root["area_estimates"] as? [String: Any], let columns = table["columns"] as? [String], let rows = table["rows"] as? [[Any]],
            let area = columns.firstIndex(of: "area_code")
        else { return [] }
        let byArea = Dictionary(grouping: rows.filter { $0.count == columns.count }) { $0[area] as? String ?? "" }
        return byArea.keys.sorted().filter { !$0.isEmpty }.map { code in
            let told = (byArea[code] ?? []).map { row in
                JSONText.object(zip(columns, row).filter { $0.0 != "area_code" && $0.0 != "period" && $0.0 != "revision" }.map { ($0.0, Outbox.value($0.1)) })
            }
            return message("area_result", subject: "\(report.period)-\(code)", report, [("area_code", .string(code)), ("estimates", .array(told))])
        }
    }

    private static func value(_ value: Any) -> JSONText {
        switch value {
        case let text as String: .string(text)
        case let number as Double: number.isFinite ? .digits(number.significant(6)) : .null
        case let number as Int: .integer(number)
        default: .null
        }
    }

    private func message(_ kind: String, subject: String, _ report: IssuedReport, _ body: [(String, JSONText)]) -> OutboxMessage {
        let members: [(String, JSONText)] = [
            ("schema", .string(OutboxSchema.name)), ("kind", .string(kind)), ("subject", .string(subject)),
            ("programme", .string(desk.programme.configuration.code)), ("period", .string("\(report.period)")), ("revision", .string(report.revision)),
            ("manifest_sha256", .string(Digest.sha256(report.manifest))), ("body", .object(body)),
        ]
        let safe = String(subject.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "_" }.prefix(80))
        let id = kind + "-" + safe + "-" + Digest.sha256(JSONText.object(members).text).prefix(12)
        return OutboxMessage(id: id, kind: kind, subject: subject, bytes: Array(JSONText.object([("id", .string(id))] + members).indented(depth: 3).utf8))
    }
}
