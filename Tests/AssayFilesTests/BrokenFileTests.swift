import RandomDraws
import Testing
import TrialFiles

/// A short run of what `Scripts/fuzz` does for minutes.
@Suite("Broken files of every kind") struct BrokenFileTests {
    @Test("Well-formed files of every reader keep the rules", arguments: FuzzTarget.all.map(\.name))
    func seeds(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        for (index, seed) in target.seeds.enumerated() { #expect(target.breaches(seed) == [], "\(name), seed \(index)") }
    }

    @Test("Files broken at random keep the rules", arguments: FuzzTarget.all.map(\.name))
    func damaged(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        var draws = RandomStream(seed: 20_250_913, "broken", name)
        for count in 0..<25 {
            let first = target.seeds[draws.integer(below: target.seeds.count)]
            let file = FileDamage.damaged(first, other: target.seeds[draws.integer(below: target.seeds.count)], draws: &draws)
            #expect(target.breaches(file) == [], "\(name), input \(count): \(String(decoding: file.prefix(2000), as: UTF8.self))")
        }
    }
}
