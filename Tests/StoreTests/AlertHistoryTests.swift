import Monitoring
import Store
import Testing

@Suite struct AlertHistoryTests {
    private let p5: Period
    private let p6: Period

    init() throws {
        p5 = try #require(Period("2025-P5"))
        p6 = try #require(Period("2025-P6"))
    }

    @Test func `An alert is read back as it was raised, with its first step`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        let alert = anAlert("2025-P5-K07-methamphetamine", period: p5)
        try store.raiseAlerts([alert], of: p5, account: "cron", at: Instant(seconds: 10))
        let stored = try #require(try store.alerts(period: p5).first)
        #expect(stored.alert == alert && stored.isStanding && stored.raised == Instant(seconds: 10))
        #expect(stored.history == [AlertTransition(from: nil, to: .new, account: "cron", at: Instant(seconds: 10), reason: "")])
        #expect(try store.alerts(period: p6).isEmpty)
    }

    @Test func `A rerun brings new evidence and never resets a state that a person set`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.raiseAlerts([anAlert("a", period: p5)], of: p5, account: "cron", at: Instant(seconds: 10))
        try store.moveAlert("a", from: .new, to: .acknowledged, account: "wang", at: Instant(seconds: 20), reason: "seen")
        try store.moveAlert("a", from: .acknowledged, to: .dismissed, account: "li", at: Instant(seconds: 30), reason: "hospital")
        var again = anAlert("a", period: p5, level: .urgent)
        again.evidence.append(Reason("reason.new"))
        try store.raiseAlerts([again], of: p5, account: "cron", at: Instant(seconds: 40))
        let stored = try #require(try store.alerts().first)
        #expect(stored.alert.state == .dismissed && stored.alert.level == .urgent && stored.alert.evidence.count == 2)
        #expect(stored.raised == Instant(seconds: 10))
        #expect(stored.history.map(\.to) == [.new, .acknowledged, .dismissed])
        #expect(stored.history.map(\.from) == [nil, .new, .acknowledged])
        #expect(stored.history.last?.reason == "hospital" && stored.history.last?.account == "li")
    }

    @Test func `An alert that a run no longer finds stands no more but is kept; other periods are left alone`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.raiseAlerts([anAlert("b", period: p5), anAlert("a", period: p5)], of: p5, account: "cron", at: Instant(seconds: 10))
        try store.raiseAlerts([anAlert("c", period: p6)], of: p6, account: "cron", at: Instant(seconds: 10))
        try store.raiseAlerts([anAlert("b", period: p5)], of: p5, account: "cron", at: Instant(seconds: 20))
        #expect(try store.alerts().map(\.alert.id) == ["a", "b", "c"])
        #expect(try store.alerts().map(\.isStanding) == [false, true, true])
        try store.raiseAlerts([anAlert("a", period: p5)], of: p5, account: "cron", at: Instant(seconds: 30))
        #expect(try store.alerts(period: p5).map(\.isStanding) == [true, false])
        #expect(try store.alerts(period: p5).allSatisfy { $0.history.count == 1 })
    }

    @Test func `One wrong alert leaves all of them as they were`() throws {
        let folder = try TestFolder()
        let store = try WorkspaceStore.open(folder.store)
        try store.raiseAlerts([anAlert("a", period: p5)], of: p5, account: "cron", at: Instant(seconds: 10))
        let before = try store.alerts()
        var bad = anAlert("z", period: p5)
        bad.qValue = .nan
        #expect(throws: StoreError.self) { try store.raiseAlerts([anAlert("y", period: p5), bad], of: p5, account: "cron", at: Instant(seconds: 20)) }
        #expect(throws: StoreError.conflict(kind: "alert", id: "a")) {
            try store.raiseAlerts([anAlert("a", period: p6)], of: p6, account: "cron", at: Instant(seconds: 20))
        }
        #expect(throws: StoreError.conflict(kind: "alert", id: "q")) {
            try store.raiseAlerts([anAlert("q", period: p6)], of: p5, account: "cron", at: Instant(seconds: 20))
        }
        #expect(throws: StoreError.unknown(kind: "alert", id: "none")) {
            try store.moveAlert("none", from: .resampled, to: .closed, account: "x", at: Instant(seconds: 1), reason: "")
        }
        #expect(throws: StoreError.conflict(kind: "alert", id: "a")) {
            try store.moveAlert("a", from: .assigned, to: .rectifying, account: "x", at: Instant(seconds: 1), reason: "two at once")
        }
        #expect(try store.alerts() == before && store.auditEntries().isEmpty)
    }
}
