import Foundation
import Monitoring
import SampleCity
import Testing

@Suite("What is hidden in the sample city")
struct CityEventTests {
    private let reading = CityReading.standard

    private func event(_ kind: CityEvent.Kind) throws -> CityEvent { try #require(reading.event(kind)) }

    @Test("truth.json tells all fourteen events")
    func truth() throws {
        let truth = try #require(try JSONSerialization.jsonObject(with: Data(reading.city.bytes("truth.json") ?? [])) as? [String: Any])
        let events = try #require(truth["events"] as? [[String: Any]])
        #expect(events.compactMap { $0["kind"] as? String } == CityEvent.Kind.allCases.map(\.rawValue))
        #expect(events.compactMap { $0["number"] as? Int } == Array(1...14))
        for event in events {
            #expect((event["periods"] as? [String])?.isEmpty == false)
            #expect((event["note"] as? String)?.isEmpty == false)
            for file in event["files"] as? [String] ?? [] { #expect(reading.city.files.contains { $0.path == file }, "\(file)") }
        }
    }

    @Test("a laboratory above a focus point: product, precursors and by-product, but no more amphetamine")
    func clandestineLaboratory() throws {
        let event = try event(.clandestineLaboratory)
        let focus = try #require(event.sites.first)
        #expect(focus.rawValue.hasPrefix("F"))
        #expect(event.periods.map(\.description) == ["2025-P5"])
        // Over the range at first; the injections at a tenth give 6 g/d through the focus point.
        let flows = reading.flow(focus, 5).sorted { $0.key < $1.key }.map(\.value)
        let again = try event9Stem()
        var grams: [Double] = []
        for (day, flow) in zip(event.dates, flows) {
            let (_, month, date) = day.components
            let name = "25" + (month < 10 ? "0" : "") + "\(month)\(date)-\(focus)-1-D10"
            let vial = try #require(reading.vials[.init(file: again, injection: name, analyte: "methamphetamine")].flatMap(Double.init))
            grams.append(vial * 10 * 10 * flow / 1e6)
        }
        #expect(grams.count == 7)
        #expect((4.5...7.5).contains(median(grams)))
        let before = reading.week(focus, 4, "methamphetamine").compactMap { $0 }
        #expect(median(before) < 100)
        for analyte in ["cmp", "pseudoephedrine"] {
            #expect(median(reading.week(focus, 5, analyte).compactMap { $0 }) > 50, "\(analyte)")
        }
        #expect(reading.week(focus, 4, "cmp").compactMap { $0 }.allSatisfy { $0 < 0.5 })
        #expect(median(reading.week(focus, 5, "amphetamine").compactMap { $0 }) < 2 * median(reading.week(focus, 3, "amphetamine").compactMap { $0 }))
        // The points below see it too, diluted by the people between.
        for site in event.sites.dropFirst() {
            let ratio = median(reading.week(site, 5, "methamphetamine").compactMap { $0 }) / median(reading.week(site, 3, "methamphetamine").compactMap { $0 })
            #expect(ratio > 2, "\(site)")
            #expect(median(reading.week(site, 5, "cmp").compactMap { $0 }) > 0.5, "\(site)")
        }
        for site in ["K02", "K03"] { #expect(reading.week(SiteCode(site), 5, "cmp").compactMap { $0 }.allSatisfy { $0 < 0.5 }) }
    }

    private func event9Stem() throws -> String {
        let file = try #require(try event(.dilutionRerun).files.first)
        return String(file.dropFirst(6).dropLast(4))
    }

    @Test("ketamine poured away on one day, without its metabolite")
    func disposal() throws {
        let event = try event(.disposal)
        let site = try #require(event.sites.first)
        let laboratory = try self.event(.clandestineLaboratory)
        #expect(event.node != laboratory.node)
        #expect(!laboratory.sites.contains(site))
        let week = reading.week(site, 3, "ketamine").compactMap { $0 }
        #expect(week.count == 7)
        #expect(week[3] > 30 * median(week))
        #expect(week.enumerated().allSatisfy { $0.offset == 3 || $0.element < 4 * median(week) })
        let metabolite = reading.week(site, 3, "norketamine").map { $0 ?? 0 }
        #expect(metabolite[3] < 4 * max(0.3, median(metabolite)))
    }

    @Test("etomidate acid rises in one district over the year")
    func rise() throws {
        let event = try event(.districtRise)
        func growth(_ site: SiteCode) -> Double {
            median(reading.week(site, 6, "etomidate_acid").compactMap { $0 }) / median(reading.week(site, 1, "etomidate_acid").compactMap { $0 })
        }
        for site in event.sites { #expect(growth(site) > 2.5, "\(site)") }
        for row in reading.table("sites.csv") {
            let site = SiteCode(row["site_code"] ?? "")
            if !event.sites.contains(site) { #expect(growth(site) < 2, "\(site)") }
        }
    }

    @Test("a hospital's morphine and ketamine come all year, with norketamine and without 6-MAM")
    func hospital() throws {
        let event = try event(.licitHospital)
        let site = try #require(event.sites.first)
        #expect(event.periods.count == 6)
        for period in 1...6 {
            let others = ["K01", "K03"].map { median(reading.week(SiteCode($0), period, "morphine").compactMap { $0 }) }
            #expect(median(reading.week(site, period, "morphine").compactMap { $0 }) > 1.8 * median(others))
            let ratios = zip(reading.week(site, period, "ketamine"), reading.week(site, period, "norketamine")).compactMap { pair -> Double? in
                guard let parent = pair.0, let metabolite = pair.1 else { return nil }
                return parent / metabolite
            }
            #expect((3.5...7).contains(median(ratios)))
            #expect(reading.week(site, period, "6-monoacetylmorphine").compactMap { $0 }.allSatisfy { $0 < 1 })
        }
        #expect(reading.table("licit.csv").contains { $0["substance"] == "morphine" && $0["period"] == "2025-P5" })
    }

    @Test("rain doubles the flow everywhere for a day and dilutes what is in it")
    func rain() throws {
        let event = try event(.rainDay)
        let day = try #require(event.dates.first).description
        #expect(event.sites.count == 20)
        for site in event.sites {
            let flows = reading.flow(site, 4)
            let dry = median(flows.filter { $0.key != day }.map(\.value))
            #expect((1.8...2.8).contains((flows[day] ?? 0) / dry), "\(site)")
            let week = reading.week(site, 4, "tramadol").map { $0 ?? 0 }
            #expect(week[3] < 0.8 * median(week), "\(site)")
        }
    }

    @Test("a flow meter reads three times too high for a period, away from the laboratory")
    func flowMeter() throws {
        let event = try event(.flowMeterFault)
        let site = try #require(event.sites.first)
        #expect(!(try self.event(.clandestineLaboratory).sites.contains(site)))
        #expect(site.rawValue.hasPrefix("K"))
        #expect((2.6...3.4).contains(median(reading.flow(site, 5).map(\.value)) / median(reading.flow(site, 3).map(\.value))))
        let tramadol = median(reading.week(site, 5, "tramadol").compactMap { $0 }) / median(reading.week(site, 3, "tramadol").compactMap { $0 })
        #expect((0.6...1.7).contains(tramadol))
    }

    @Test("two bottles of a day stand under each other's number")
    func swapped() throws {
        let event = try event(.swappedBottles)
        #expect(event.sites.count == 2)
        let first = reading.week(event.sites[0], 2, "morphine").map { $0 ?? 0 }
        let second = reading.week(event.sites[1], 2, "morphine").map { $0 ?? 0 }
        #expect(first[2] < 0.65 * median(first))
        #expect(second[2] > 1.6 * median(second))
    }

    @Test("the first campaign was planned for Spring Festival and taken after it")
    func festival() throws {
        let planned = try #require(reading.table("plan.csv").first { $0["period"] == "2025-P1" }?["first_day"].flatMap { CalendarDate(iso: $0) })
        let festival = try #require(CalendarDate(year: 2025, month: 1, day: 29))
        #expect(planned <= festival && festival < planned + 7)
        let taken = reading.table("samples/2025-P1.csv").compactMap { CalendarDate(iso: ($0["window_start"] ?? "").prefix(10)) }
        #expect(try #require(taken.min()) > festival + 6)
        #expect(taken.allSatisfy { Period(containing: $0).description == "2025-P1" })
        #expect(reading.table("calendar.csv").contains { $0["name"] == "春节" && $0["sampling_moved_to"] == taken.min()?.description })
    }

    @Test("what was over the range is in the files twice, the second time at a tenth")
    func rerun() throws {
        let event = try event(.dilutionRerun)
        let focus = try #require(try self.event(.clandestineLaboratory).sites.first)
        #expect(event.sites.contains(focus))
        #expect(event.amounts.contains { $0.analyte == "methamphetamine" })
        let rows = reading.table("injections/2025-P5.csv")
        let diluted = rows.filter { $0["dilution"] == "10" }
        #expect(diluted.count >= 7)
        var marked = 0
        for row in diluted where row["sample_id"]?.contains(focus.rawValue) == true {
            let first = try #require(rows.first { $0["sample_id"] == row["sample_id"] && $0["dilution"] == "1" && $0["sample_type"] == "unknown" })
            let text = try #require(
                reading.vials[.init(file: first["file_or_batch"] ?? "", injection: first["injection_name"] ?? "", analyte: "methamphetamine")])
            if text.hasPrefix(">") { marked += 1 } else { #expect((Double(text) ?? 0) > 100) }
            let again = reading.vials[.init(file: row["file_or_batch"] ?? "", injection: row["injection_name"] ?? "", analyte: "methamphetamine")]
            #expect((again.flatMap(Double.init) ?? 1000) < 100)
        }
        #expect(marked > 0)
    }

    @Test("one method blank holds benzoylecgonine, in a batch without the laboratory's points")
    func contaminatedBlank() throws {
        let event = try event(.contaminatedBlank)
        let stems = Set(event.files.map { String($0.dropFirst(6).dropLast(4)) })
        for (stem, _) in reading.injections {
            let blank = reading.vials[.init(file: stem, injection: "MB", analyte: "benzoylecgonine")].flatMap(Double.init) ?? 0
            #expect(stems.contains(stem) ? blank > 0.5 : blank < 0.05, "\(stem)")
        }
        #expect(Set(event.sites).isDisjoint(with: try self.event(.clandestineLaboratory).sites))
        #expect(event.sites.allSatisfy { $0.rawValue.hasPrefix("K") })
    }

    @Test("a file came twice, another was cut off and came again")
    func deliveries() throws {
        let twice = try event(.duplicateFile).files
        #expect(twice.count == 2 && twice[0] != twice[1])
        let isCopy = reading.city.bytes(twice[0]) == reading.city.bytes(twice[1])
        #expect(isCopy)
        let files = try event(.truncatedFile).files
        let cut = try #require(reading.city.bytes(files[0]))
        let whole = try #require(reading.city.bytes(files[1]))
        let isBeginning = cut.count < whole.count && whole.starts(with: cut)
        #expect(isBeginning)
        #expect(cut.last != 0x0A && cut.last != 0x0D)
    }

    @Test("Chinese names are right in GB18030")
    func chinese() throws {
        let path = try #require(try event(.gb18030File).files.first)
        let bytes = try #require(reading.city.bytes(path))
        #expect(String(validating: bytes, as: UTF8.self) == nil)
        let text = CityReading.text(bytes)
        let names = reading.table("methods.csv").filter { $0["method_id"] == "SPE-LCMS-01" }.compactMap { $0["vendor_name"] }.filter { !$0.utf8.allSatisfy { $0 < 128 } }
        #expect(names.count == 17)
        for name in names { #expect(text.contains("\t\(name)\t"), "\(name)") }
        #expect(!text.contains("?"))
    }

    @Test("two sites of the plan were not sampled")
    func notSampled() throws {
        let event = try event(.notSampled)
        #expect(event.sites.count == 2)
        for site in event.sites {
            #expect(reading.table("plan.csv").contains { $0["period"] == "2025-P4" && $0["site_code"] == site.rawValue })
            #expect(!reading.table("samples/2025-P4.csv").contains { $0["site_code"] == site.rawValue })
            #expect(reading.table("samples/2025-P3.csv").contains { $0["site_code"] == site.rawValue })
        }
    }
}
