import BatchRun
import Foundation
import Monitoring
import SampleCity
import Testing

/// All six periods of the reference city: each event that was written into it is found in its period.
@Suite(.serialized) struct WholeYearTests {
    static let ran = Task { () async throws -> (folder: CityFolder, summary: RunSummary) in
        let folder = try CityFolder()
        return (folder, try await BatchRun(folder.options(.all)).execute())
    }

    private func event(_ kind: CityEvent.Kind) throws -> CityEvent {
        try #require(CityFolder.city.events.first { $0.kind == kind })
    }

    @Test func everyPeriodHasItsReport() async throws {
        let (folder, summary) = try await Self.ran.value
        #expect(summary.periods.map { "\($0.period)" } == ["2025-P1", "2025-P2", "2025-P3", "2025-P4", "2025-P5", "2025-P6"])
        for period in summary.periods { #expect(FileManager.default.fileExists(atPath: folder.path + "/\(period.folder)/report.html")) }
    }

    @Test func thePouredOutKetamineIsASpikeOfItsDay() async throws {
        let (folder, _) = try await Self.ran.value
        let disposal = try event(.disposal)
        let site = try #require(disposal.sites.first)
        let rows = try folder.table("anomalies", period: "\(try #require(disposal.periods.first))").filter {
            $0["analyte"] == "ketamine" && $0["kind"] == "day_spike" && $0["site_code"] == site.rawValue
        }
        let row = try #require(rows.first)
        #expect(row["date"] == "\(try #require(disposal.dates.first))")
        #expect(row["alert_id"] != "")
    }

    @Test func theRainDayIsCalledThat() async throws {
        let (folder, _) = try await Self.ran.value
        let rain = try event(.rainDay)
        let day = try #require(rain.dates.first)
        let rows = try folder.table("anomalies", period: "\(Period(containing: day))").filter { $0["kind"] == "wet_weather" }
        #expect(Set(rows.map { $0["date"] ?? "" }) == ["\(day)"])
        #expect(rows.count >= rain.sites.count / 2)
    }

    @Test func theSwappedBottlesAreCalledThat() async throws {
        let (folder, _) = try await Self.ran.value
        let swap = try event(.swappedBottles)
        let day = try #require(swap.dates.first)
        let rows = try folder.table("anomalies", period: "\(Period(containing: day))").filter { $0["kind"] == "laboratory" }
        #expect(Set(rows.map { $0["site_code"] ?? "" }) == Set(swap.sites.map(\.rawValue)))
        #expect(Set(rows.map { $0["date"] ?? "" }) == ["\(day)"])
    }

    @Test func theHospitalRaisesNoAlertOfManufactureOrDisposal() async throws {
        let (_, summary) = try await Self.ran.value
        let hospital = try event(.licitHospital)
        for alert in summary.periods.flatMap(\.alerts) where hospital.sites.contains(alert.site) && (alert.analyte == "morphine" || alert.analyte == "ketamine") {
            #expect(alert.cause != .manufactureLikely && alert.cause != .disposalLikely, "\(alert.id)")
        }
        #expect(!summary.periods.flatMap(\.alerts).contains { $0.analyte == "6-monoacetylmorphine" })
    }

    @Test func sitesThatWereNotSampledAreMissedByName() async throws {
        let (folder, summary) = try await Self.ran.value
        let missing = try event(.notSampled)
        let period = try #require(missing.periods.first)
        #expect(Set(try #require(summary.periods.first { $0.period == period }).sitesMissing) == Set(missing.sites))
        for row in try folder.table("accountability", period: "\(period)") where missing.sites.map(\.rawValue).contains(row["site_code"] ?? "") {
            #expect(row["taken"] == "0")
            #expect(row["reason"]?.contains("not_sampled") == true)
        }
    }

    @Test func samplingShiftedByTheFestivalIsSaid() async throws {
        let (folder, _) = try await Self.ran.value
        let rows = try folder.table("accountability", period: "2025-P1")
        #expect(rows.count >= 22)
        #expect(rows.allSatisfy { $0["reason"]?.contains("shifted") == true })
    }

    @Test func theSlowRiseIsSeenByTheEndOfTheYear() async throws {
        let (_, summary) = try await Self.ran.value
        let rise = try event(.districtRise)
        let seen = summary.periods.flatMap(\.alerts).filter { $0.analyte == "etomidate_acid" && $0.direction == .up }
        #expect(seen.contains { rise.sites.contains($0.site) })
    }
}
