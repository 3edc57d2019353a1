import Alerts
import Findings
import Monitoring
import Testing

@Suite struct AlertLoopTests {
    @Test func `The loop goes forward one stage at a time, and every other step is refused with what is possible`() {
        let allowed: Set<[AlertState]> = [
            [.new, .acknowledged], [.acknowledged, .assigned], [.assigned, .rectifying], [.rectifying, .resampled], [.resampled, .closed],
            [.resampled, .rectifying], [.new, .dismissed], [.acknowledged, .dismissed], [.assigned, .dismissed], [.rectifying, .dismissed],
            [.resampled, .dismissed], [.closed, .acknowledged], [.dismissed, .acknowledged],
        ]
        for from in AlertState.allCases {
            for to in AlertState.allCases {
                let refusal = AlertLoop.refusal(of: "A-1", from: from, to: to, assignee: "unit 3")
                #expect((refusal == nil) == allowed.contains([from, to]), "\(from) to \(to)")
                if let refusal { #expect(refusal.code == "M420" && refusal.arguments["possible"]?.isEmpty == false) }
            }
        }
        #expect(AlertLoop.refusal(of: "A-1", from: .acknowledged, to: .assigned, assignee: " ")?.code == "M421")
        #expect(AlertState.allCases.filter(AlertLoop.isEnd) == [.closed, .dismissed])
    }

    @Test func `Each stage is due by its class, counted from the raising, and overdue a second later`() throws {
        let raised = Instant(seconds: 1_760_000_000)
        for level in AlertLevel.allCases {
            let days = try #require(AlertDeadlines.standard.days[level])
            #expect(days == days.sorted() && days.count == 5)
            for (place, state) in AlertLoop.stages.dropLast().enumerated() {
                let end = Instant(seconds: raised.seconds + Int64(days[place]) * 86_400)
                let at = AlertDeadlines.standard.due(level: level, state: state, raised: raised, now: end)
                #expect(at == AlertDue(stage: AlertLoop.stages[place + 1], due: end, isOverdue: false), "\(level) \(state)")
                let after = AlertDeadlines.standard.due(level: level, state: state, raised: raised, now: Instant(seconds: end.seconds + 1))
                #expect(after?.isOverdue == true)
            }
            #expect(AlertDeadlines.standard.due(level: level, state: .closed, raised: raised, now: raised) == nil)
            #expect(AlertDeadlines.standard.due(level: level, state: .dismissed, raised: raised, now: raised) == nil)
        }
        let urgent = try #require(AlertDeadlines.standard.days[.urgent]), notice = try #require(AlertDeadlines.standard.days[.notice])
        #expect(zip(urgent, notice).allSatisfy { $0 < $1 })
        #expect(AlertDeadlines.standard.due(level: .urgent, state: .new, raised: Instant(seconds: .max), now: raised)?.isOverdue == false)
    }

    @Test func `A programme sets its own terms, and a list that is no term is told`() {
        let place = SourcePosition(file: "headwater.yaml")
        let own = AlertDeadlines.of(["urgent": [0, 0, 1, 2, 3], "warning": [1, 2, 3], "notice": [5, 4, 3, 2, 1], "other": [1, 2, 3, 4, 5]], at: place)
        #expect(own.deadlines.days[.urgent] == [0, 0, 1, 2, 3])
        #expect(own.deadlines.days[.warning] == AlertDeadlines.standard.days[.warning])
        #expect(own.findings.map(\.code) == ["M422", "M422", "M422"])
        #expect(AlertDeadlines.of([:], at: place).deadlines == .standard)
    }
}
