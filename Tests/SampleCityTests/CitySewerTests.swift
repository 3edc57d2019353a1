import Foundation
import Monitoring
import SampleCity
import Testing

@Suite("The sewer of the sample city")
struct CitySewerTests {
    /// The rows of a section of a SWMM input file.
    private static func section(_ name: String, _ city: SampleCity) -> [[String]] {
        var inside = false
        var rows: [[String]] = []
        for line in CityReading.lines(CityReading.text(city.bytes("network/city.inp") ?? [])) {
            if line.hasPrefix("[") {
                inside = line == "[\(name)]"
            } else if inside, !line.hasPrefix(";") {
                rows.append(line.split(separator: " ").map(String.init))
            }
        }
        return rows
    }

    @Test("every manhole drains downhill to a plant, pumps apart", arguments: [SampleCitySettings(), SampleCitySettings(sites: 40, manholes: 3000, seed: 3)])
    func drains(settings: SampleCitySettings) throws {
        let city = SampleCity.make(settings)
        let junctions = Self.section("JUNCTIONS", city) + Self.section("STORAGE", city)
        let outfalls = Self.section("OUTFALLS", city)
        #expect(junctions.count == settings.manholes)
        #expect(outfalls.count == settings.districts)
        var level: [String: Double] = [:]
        for row in junctions + outfalls { level[row[0]] = Double(row[1]) }
        #expect(level.count == junctions.count + outfalls.count)
        var next: [String: [String]] = [:]
        for row in Self.section("CONDUITS", city) {
            let (from, to) = (try #require(level[row[1]]), try #require(level[row[2]]))
            #expect(from > to, "\(row[0]) runs uphill")
            #expect((Double(row[3]) ?? 0) > 10)
            next[row[1], default: []].append(row[2])
        }
        let pumps = Self.section("PUMPS", city)
        #expect(!pumps.isEmpty)
        for row in pumps { next[row[1], default: []].append(row[2]) }
        #expect(next.values.filter { $0.count == 2 }.count >= 3)
        #expect(next.values.allSatisfy { (1...2).contains($0.count) })
        let ends = Set(outfalls.map { $0[0] })
        for row in junctions {
            for branch in 0..<2 {
                var node = row[0]
                var steps = 0
                while !ends.contains(node), steps < 3000, let ways = next[node] {
                    node = ways[min(branch, ways.count - 1)]
                    steps += 1
                }
                #expect(ends.contains(node), "\(row[0]) drains nowhere")
            }
        }
        #expect(Self.section("XSECTIONS", city).count == Self.section("CONDUITS", city).count)
        #expect(Self.section("COORDINATES", city).count == level.count)
        let sites = CityReading.lines(CityReading.text(city.bytes("sites.csv") ?? [])).dropFirst().map { $0.split(separator: ",")[5] }
        #expect(sites.allSatisfy { level[String($0)] != nil })
    }

    @Test("points are nested, and a focus point has a few thousand people above it")
    func nested() throws {
        let city = CityReading.standard.city
        let truth = try #require(try JSONSerialization.jsonObject(with: Data(city.bytes("truth.json") ?? [])) as? [String: Any])
        let sites = try #require(truth["sites"] as? [[String: Any]])
        let persons = Dictionary(uniqueKeysWithValues: sites.map { ($0["site"] as? String ?? "", $0["persons"] as? Double ?? 0) })
        for site in sites {
            let code = site["site"] as? String ?? ""
            if let next = site["next_site"] as? String { #expect((persons[next] ?? 0) > (persons[code] ?? 0), "\(code)") }
            if code.hasPrefix("F") { #expect((3000...10_000).contains(persons[code] ?? 0), "\(code)") }
        }
        #expect(sites.filter { $0["next_site"] is NSNull }.count == 3)
    }

    @Test("any size gives a consistent city", arguments: [(5, 300), (7, 100), (12, 2000), (60, 1200)])
    func sizes(size: (Int, Int)) {
        let settings = SampleCitySettings(sites: size.0, manholes: size.1, seed: 11)
        let city = SampleCity.make(settings)
        let reading = CityReading(city)
        let sites = reading.table("sites.csv")
        #expect(sites.count == size.0)
        #expect(Set(sites.compactMap { $0["site_code"] }).count == size.0)
        #expect(Set(sites.compactMap { $0["node"] }).count == size.0)
        #expect(sites.filter { $0["tier"] == "focus" }.count >= (size.0 >= 12 ? 3 : 1))
        #expect(city.events.map(\.kind) == CityEvent.Kind.allCases)
        #expect(city.events.filter { $0.kind != .gb18030File && $0.kind != .duplicateFile && $0.kind != .truncatedFile }.allSatisfy { !$0.sites.isEmpty })
        #expect((0.30...0.50).contains(city.shareBelowQuantification))
        var register: Set<String> = []
        for period in 1...6 { register.formUnion(reading.table("samples/2025-P\(period).csv").compactMap { $0["sample_id"] }) }
        #expect(register.count == city.sampleCount)
        let truncated = city.events.first { $0.kind == .truncatedFile }?.files ?? []
        #expect(truncated.count == 2 && city.bytes(truncated[1])?.starts(with: city.bytes(truncated[0]) ?? [0]) == true)
    }

    @Test("settings that make no sense are raised to ones that do")
    func settings() {
        let least = SampleCitySettings(sites: -3, manholes: 0, seed: 0)
        #expect(least.sites == 5 && least.manholes == 300)
        #expect(SampleCitySettings(sites: 100, manholes: 10).manholes == 2000)
        #expect(SampleCitySettings().focusSites == 3 && SampleCitySettings().keySites == 19)
        #expect(SampleCitySettings(sites: Int.max, manholes: Int.max).sites == 20_000)
    }
}
