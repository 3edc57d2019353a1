import Alerts
import Findings
import Monitoring
import ProgrammeFiles
import Testing

/// Score sheets as data: read, applied to sites and areas, and old periods by the sheet in force then.
@Suite struct AssessmentTests {
    static let text = """
        sheets:
          "2024-1":
            date: 2023-12-20
            valid_from: 2024-P1
            valid_to: 2024-P6
            items:
              meth: { indicator: load, analyte: methamphetamine, weight: 1, points: ["0: 0", "50: 100"] }
            colours: ["0: blue", "50: red"]
          "2025-1":
            date: 2024-12-20
            approved_by: district office
            document: "No. 12"
            valid_from: 2025-P1
            minimum: { days: 4, periods: 3, weight: 0.6, coverage: 0.5 }
            items:
              meth: { indicator: load, analyte: methamphetamine, weight: 40, points: ["0: 0", "20: 50", "100: 100"], focus_points: ["0: 0", "10: 50", "50: 100"] }
              year: { indicator: change_last_year, analyte: methamphetamine, weight: 20, points: ["0: 0", "1.2: 100"] }
              alerts: { indicator: alerts, weight: 40, points: ["0: 0", "1: 60", "2: 100"] }
            colours: ["0: blue", "40: yellow", "60: orange", "80: red"]
            focus_colours: ["0: blue", "30: orange", "50: red"]
        """

    private func sheets(_ text: String = Self.text) -> AssessmentFile {
        AssessmentFile(Array(text.utf8), file: "assessment.yaml", analytes: ["methamphetamine", "ketamine"])
    }

    private let period = Period("2025-P5") ?? Period(containing: CalendarDate(day: 0))

    private func estimate(_ site: SiteCode, _ value: Double, _ low: Double, _ high: Double, days: Int = 7) -> PeriodEstimate {
        PeriodEstimate(
            site: site, analyte: "methamphetamine", parentDrug: "methamphetamine", days: days, quantifiedDays: days, censoringMethod: .none,
            load: Estimate(value, Interval(low: low, high: high)), weekdayLoad: nil, weekendLoad: nil, consumption: nil, doses: nil,
            parameterSet: "CN-default", flags: [], population: 20_000, massLoad: nil, randomLogSD: nil)
    }

    private func alert(_ site: SiteCode, _ level: AlertLevel = .warning) -> Alert {
        Alert(
            id: "x", period: period, site: site, analyte: "methamphetamine", kind: .step, direction: .up, cause: .undetermined, level: level,
            state: .new, qValue: 0.01, alsoSeenAt: [], evidence: [], otherExplanations: [], nextSteps: [])
    }

    private func assess(_ estimates: [PeriodEstimate], alerts: [Alert] = [], changes: [LoadChange] = [], in period: Period? = nil) -> [AssessedPlace] {
        AssessmentScoring.assess(
            period ?? self.period, sheets: sheets().sheets,
            sites: [
                Site(code: "K01", name: "", tier: .key, kind: .pumpStation), Site(code: "F01", name: "", tier: .focus, kind: .pumpStation),
            ],
            areas: [Area(code: "310", name: "", level: .district), Area(code: "3101", name: "", level: .town, parent: "310")],
            siteAreas: [SiteArea(site: "K01", area: "3101", share: 1)],
            figures: AssessmentScoring.Figures(
                estimates: estimates, history: [:], changes: changes,
                areaEstimates: [
                    AreaEstimate(
                        area: "310", level: .district, analyte: "methamphetamine", population: 50_000, coverage: 0.6, sites: 1,
                        load: Estimate(25, Interval(low: 22, high: 28)), mass: nil, consumption: nil, flags: []),
                ], alerts: alerts))
    }

    @Test func theSheetsAreReadWithTheirPeriods() {
        let file = sheets()
        #expect(file.findings.isEmpty, "\(file.findings.map(\.code.rawValue))")
        #expect(file.sheets.map(\.version) == ["2024-1", "2025-1"])
        #expect(file.sheets.last?.items.map(\.name) == ["meth", "year", "alerts"])
        #expect(file.sheets.last?.leastDays == 4 && file.sheets.last?.approvedBy == "district office")
        #expect(file.sheets.last?.colours.map(\.value) == ["blue", "yellow", "orange", "red"])
    }

    @Test(arguments: [
        ("weight: 40, points", "weight: -1, points"), ("analyte: methamphetamine, weight: 40", "analyte: unknown, weight: 40"),
        ("\"20: 50\", \"100: 100\"]", "\"100: 50\", \"20: 100\"]"), ("valid_from: 2025-P1", "valid_from: 2025"),
        ("indicator: load, analyte: methamphetamine, weight: 40", "indicator: guess, analyte: methamphetamine, weight: 40"),
        ("colours: [\"0: blue\", \"40", "colours: [\"blue\", \"40"),
    ])
    func aSheetThatCannotBeReadWholeIsLeftOutAndSaid(_ right: String, _ wrong: String) {
        let file = sheets(Self.text.replacing(right, with: wrong))
        #expect(file.sheets.map(\.version) == ["2024-1"])
        #expect(file.findings.contains { $0.code == "C005" })
    }

    @Test func pointsAreWeighedAndItemsWithoutEvidenceDropOut() throws {
        let place = try #require(assess([estimate("K01", 30, 25, 40)], alerts: [alert("K01")]).first { $0.site == "K01" })
        // 40 x 50 and 40 x 60 of 80; the change to last year is not known.
        #expect(place.score == 55 && place.colour == "yellow" && place.isCertain && place.sheet == "2025-1")
        #expect((place.knownWeight - 0.8).magnitude < 1e-12)
        #expect(place.items.map(\.value) == [30, nil, 1])
        let few = try #require(assess([estimate("K01", 30, 25, 40, days: 2)]).first { $0.site == "K01" })
        #expect(few.score == nil && few.colour.isEmpty)
    }

    @Test func anIntervalOverAThresholdLeavesTheColourOpen() throws {
        let place = try #require(assess([estimate("K01", 30, 15, 120)], alerts: [alert("K01")]).first { $0.site == "K01" })
        #expect(place.range == Interval(low: 30, high: 80) && place.colour == "yellow" && !place.isCertain)
    }

    @Test func focusPointsHaveTheirOwnThresholds() throws {
        let places = assess([estimate("K01", 15, 14, 16), estimate("F01", 15, 14, 16)])
        #expect(places.first { $0.site == "K01" }?.score == 0)
        let focus = try #require(places.first { $0.site == "F01" })
        #expect(focus.score == 25 && focus.colour == "blue")
        let alarmed = try #require(assess([estimate("F01", 15, 14, 16)], alerts: [alert("F01")]).first { $0.site == "F01" })
        #expect(alarmed.score == 55 && alarmed.colour == "red")
    }

    @Test func anAreaTakesItsOwnLoadAndTheAlertsOfItsSites() throws {
        let place = try #require(assess([], alerts: [alert("K01"), alert("K01", .urgent), alert("F01")]).first { $0.area == "310" })
        #expect(place.items.map(\.value) == [25, nil, 2])
        #expect(place.score == 75 && place.colour == "orange")
    }

    @Test func anOldPeriodIsAssessedByTheSheetInForceThen() throws {
        let old = try #require(Period("2024-P3"))
        let place = try #require(assess([estimate("K01", 60, 55, 65)], in: old).first { $0.site == "K01" })
        #expect(place.sheet == "2024-1" && place.score == 100 && place.colour == "red")
        let before = try #require(Period("2023-P3"))
        #expect(assess([estimate("K01", 60, 55, 65)], in: before).isEmpty)
    }
}
