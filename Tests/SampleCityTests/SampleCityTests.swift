import Foundation
import Monitoring
import SampleCity
import Testing

@Suite("The sample city")
struct SampleCityTests {
    private let reading = CityReading.standard
    private var city: SampleCity { reading.city }

    @Test("the same settings give the same bytes, another seed other ones")
    func reproducible() {
        let again = SampleCity.make(city.settings)
        #expect(again.files.map(\.path) == city.files.map(\.path))
        #expect(zip(again.files, city.files).allSatisfy { $0.bytes == $1.bytes })
        #expect(city.files.map(\.path) == city.files.map(\.path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let other = SampleCity.make(SampleCitySettings(seed: 7))
        for path in ["network/city.inp", "samples/2025-P1.csv", "truth.json", "inbox/2025-P5-B1.txt", "populations.csv"] {
            let isOther = other.bytes(path) != nil && other.bytes(path) != city.bytes(path)
            #expect(isOther, "\(path)")
        }
    }

    @Test("the reference city has the size that was asked for")
    func counts() {
        let sites = reading.table("sites.csv")
        #expect(sites.filter { $0["tier"] == "key" }.count == 19)
        #expect(sites.filter { $0["tier"] == "focus" }.count == 3)
        #expect(sites.filter { $0["kind"] == "plant" }.count == 3)
        let levels = reading.table("areas.csv").compactMap { $0["level"] }
        #expect(levels.filter { $0 == "district" }.count == 3)
        #expect(levels.filter { $0 == "town" }.count == 12)
        #expect(levels.filter { $0 == "neighbourhood" }.count == 40)
        #expect(reading.table("network/population.csv").count == 2000)
        #expect(city.files.filter { $0.path.hasPrefix("samples/") }.count == 6)
        #expect(city.sampleCount == 22 * 42 - 14)
        #expect(Set(reading.table("methods.csv").compactMap { $0["analyte"] }).count == 21)
        #expect(city.files.reduce(0) { $0 + $1.bytes.count } < 4_500_000)
    }

    @Test("a third to a half of the concentrations lie below the limit of quantification")
    func censoring() {
        #expect((0.30...0.50).contains(city.shareBelowQuantification))
        let limits = Dictionary(reading.table("methods.csv").map { ($0["analyte"] ?? "", Double($0["loq"] ?? "") ?? 0) }, uniquingKeysWith: { first, _ in first })
        var below = 0
        var all = 0
        for period in 1...6 {
            for row in reading.table("samples/2025-P\(period).csv") {
                for (analyte, limit) in limits {
                    all += 1
                    if (reading.concentration(row["sample_id"] ?? "", analyte) ?? 0) < limit { below += 1 }
                }
            }
        }
        #expect((0.30...0.50).contains(Double(below) / Double(max(1, all))))
    }

    @Test("every injection of an export stands in the sequence, every sample of the sequence in the register")
    func sequences() {
        var register: Set<String> = []
        var sequence: [String: Set<String>] = [:]
        for period in 1...6 {
            let samples = reading.table("samples/2025-P\(period).csv").compactMap { $0["sample_id"] }
            #expect(Set(samples).count == samples.count)
            register.formUnion(samples)
        }
        var measured: Set<String> = []
        for period in 1...6 {
            for row in reading.table("injections/2025-P\(period).csv") {
                let (stem, name) = (row["file_or_batch"] ?? "", row["injection_name"] ?? "")
                #expect(sequence[stem, default: []].insert(name).inserted, "\(stem) \(name) twice")
                guard let sample = row["sample_id"], !sample.isEmpty else { continue }
                #expect(register.contains(sample), "\(sample)")
                measured.insert(sample)
            }
        }
        #expect(register == measured)
        #expect(!reading.injections.isEmpty)
        for (stem, names) in reading.injections {
            // The last row of the file that was cut off may end inside a name.
            let unknown = names.subtracting(sequence[stem] ?? [])
            #expect(unknown.isEmpty, "\(stem): \(unknown.sorted())")
        }
        for file in city.files where file.path.hasPrefix("inbox/") { #expect(reading.injections[String(file.path.dropFirst(6).dropLast(4))] != nil, "\(file.path)") }
    }

    @Test("exports come with every line end, and as text of two encodings")
    func dialects() {
        let inbox = city.files.filter { $0.path.hasPrefix("inbox/") }
        let hasReturn = inbox.map { $0.bytes.contains(0x0D) }
        let hasFeed = inbox.map { $0.bytes.contains(0x0A) }
        #expect(zip(hasReturn, hasFeed).contains { $0 && !$1 })
        #expect(zip(hasReturn, hasFeed).contains { !$0 && $1 })
        #expect(zip(hasReturn, hasFeed).contains { $0 && $1 })
        #expect(inbox.filter { String(validating: $0.bytes, as: UTF8.self) == nil }.count == 1)
        #expect(inbox.contains { $0.bytes.starts(with: [0xEF, 0xBB, 0xBF]) })
    }

    @Test("people, areas and shares add up")
    func areas() {
        let persons = reading.table("network/population.csv").compactMap { Int($0["population"] ?? "") }.reduce(0, +)
        let areas = reading.table("areas.csv")
        for level in ["city", "district", "town", "neighbourhood"] {
            #expect(areas.filter { $0["level"] == level }.compactMap { Int($0["population"] ?? "") }.reduce(0, +) == persons, "\(level)")
        }
        let codes = Set(areas.compactMap { $0["area_code"] })
        #expect(codes.count == areas.count)
        #expect(areas.allSatisfy { $0["level"] == "city" || codes.contains($0["parent_code"] ?? "") })
        var shares: [String: Double] = [:]
        for row in reading.table("site_areas.csv") {
            #expect(codes.contains(row["area_code"] ?? ""))
            shares[row["site_code"] ?? "", default: 0] += Double(row["share"] ?? "") ?? 0
        }
        #expect(shares.count == 22)
        for (site, share) in shares { #expect(abs(share - 1) < 1e-9, "\(site)") }
    }

    @Test("ammonium and cotinine tell about as many people as live there")
    func markers() {
        for row in reading.table("populations.csv") where row["basis"] == "census" {
            let site = SiteCode(row["site_code"] ?? "")
            guard reading.event(.flowMeterFault)?.sites.contains(site) != true else { continue }
            let persons = Double(row["persons"] ?? "") ?? 0
            let cigarettes = reading.table("sites.csv").first { $0["site_code"] == site.rawValue }.flatMap { Double($0["cigarettes_per_person_day"] ?? "") } ?? 0
            let flows = reading.flow(site, 2)
            var ammonium: [Double] = []
            var cotinine: [Double] = []
            for sample in reading.table("samples/2025-P2.csv") where sample["site_code"] == site.rawValue {
                guard let flow = flows[String((sample["window_start"] ?? "").prefix(10))] else { continue }
                ammonium.append((Double(sample["nh4n_mg_per_l"] ?? "") ?? 0) * flow / 8)
                cotinine.append((reading.concentration(sample["sample_id"] ?? "", "cotinine") ?? 0) * flow / (cigarettes * 140) * 1e-3 * 1000)
            }
            #expect(ammonium.count == 7 && cotinine.count == 7)
            #expect((0.65...1.5).contains(median(ammonium) / persons), "\(site) ammonium")
            #expect((0.6...1.65).contains(median(cotinine) / persons), "\(site) cotinine")
        }
    }

    @Test("the figures of the exports lead back to the loads of the truth")
    func loads() throws {
        let truth = try #require(try JSONSerialization.jsonObject(with: Data(city.bytes("truth.json") ?? [])) as? [String: Any])
        let sites = try #require(truth["sites"] as? [[String: Any]])
        let table = try #require(truth["mean_load_mg_per_d_per_1000"] as? [String: Any])
        let analytes = try #require(table["analytes"] as? [String])
        let rows = try #require(table["rows"] as? [[Any]])
        var ratios: [Double] = []
        for analyte in ["methamphetamine", "morphine", "tramadol", "cotinine"] {
            let column = try #require(analytes.firstIndex(of: analyte)) + 2
            for row in rows where (row[1] as? String) == "2025-P6" {
                let site = try #require(row[0] as? String)
                let persons = try #require(sites.first { $0["site"] as? String == site }?["persons"] as? Double)
                let flows = reading.flow(SiteCode(site), 6).sorted { $0.key < $1.key }.map(\.value)
                let week = reading.week(SiteCode(site), 6, analyte)
                let loads = zip(week, flows).compactMap { concentration, flow in concentration.map { $0 * flow / persons } }
                #expect(loads.count == 7)
                ratios.append(loads.reduce(0, +) / 7 / (try #require(row[column] as? Double)))
            }
        }
        #expect(ratios.count == 88)
        #expect(ratios.allSatisfy { (0.65...1.5).contains($0) })
        #expect((0.95...1.05).contains(median(ratios)))
    }

    @Test("the files of SampleData are those of the default seed")
    func shippedFiles() throws {
        var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let folder = root.appendingPathComponent("SampleData")
        var found: Set<String> = []
        let prefix = folder.standardizedFileURL.path + "/"
        let walker = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey]))
        for case let url as URL in walker where try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
            found.insert(String(url.standardizedFileURL.path.dropFirst(prefix.count)))
        }
        for file in city.files {
            let bytes = try? Data(contentsOf: folder.appendingPathComponent(file.path))
            let isSame = bytes.map(Array.init) == file.bytes
            #expect(isSame, "\(file.path) differs: write the sample data again with headwater sample-data")
        }
        // What a run leaves behind (store, reports) is no part of the sample data.
        #expect(found.subtracting(city.files.map(\.path)).filter { !$0.hasPrefix("store/") && !$0.hasPrefix("reports/") && !$0.hasPrefix("outbox/") }.isEmpty)
    }
}
