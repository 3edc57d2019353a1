import AssayFiles
import RandomDraws
import Testing

/// The quick reading of plain dates says what the careful one says, or nothing.
@Suite struct PlainTimeTests {
    @Test(arguments: [
        "2025-01-20 17:00:05", "2025-01-20T17:00:05", "2025/1/20", "2025/1/20 7:00", "20.01.2025 17:00", "20.1.25", "1/20/25 5:00 PM", "1/20/2025 12:00 am",
        "31-12-2025 23:59:59", "12/11/2025 12:30:00 PM", "9999/99/99", "0000-00-00", "1/1/25",
    ])
    func plainFormsAreReadAsTheCarefulWayReadsThem(text: String) throws {
        let plain = try #require(PlainTimeText(text))
        let careful = try #require(AcquisitionTimeText(careful: text))
        #expect(plain.year == careful.year && plain.dayMonth == careful.dayMonth && plain.secondOfDay == careful.secondOfDay && careful.offsetSeconds == nil)
    }

    @Test(arguments: [
        "", "1", "2025", "2025-01-20T17:00:05Z", "2025-01-20 17:00:05.5", "2025-01-20 25:00", "2025-01-20 17:60", "1/20/25 13:00 PM", "1/20/25 0:00 AM", "1-20/25",
        "1/20/251", "12345/1/1", "2025-01-20 17", "2025-01-20 17:0", "20-Jan-25", "45677.708", "2025-001-20", "2025-01-20 17:00:05 +08:00", "1.5.2",
    ])
    func allElseIsLeftToTheCarefulWay(text: String) { #expect(PlainTimeText(text) == nil) }

    @Test func noTextOfTheirShapeIsReadInTwoWays() {
        let seed: UInt64 = 20_251_122
        var random = RandomStream(seed: seed, "plain time")
        func digits(_ most: Int) -> String { String((0..<(1 + random.integer(below: most))).map { _ in Character(String(random.integer(below: 10))) }) }
        func one(of texts: [String]) -> String { texts[random.integer(below: texts.count)] }
        var taken = 0
        for _ in 0..<20_000 {
            let mark = one(of: ["/", "-", ".", ":"])
            var text = digits(4) + mark + digits(2) + mark + digits(4)
            if random.integer(below: 4) > 0 { text += one(of: [" ", "T", "  "]) + digits(2) + ":" + digits(2) + one(of: ["", ":" + digits(2), ":"]) + one(of: ["", "", " AM", " pm", "PM", "Z"]) }
            guard let plain = PlainTimeText(text) else { continue }
            taken += 1
            let careful = AcquisitionTimeText(careful: text)
            #expect(plain.year == careful?.year && plain.dayMonth == careful?.dayMonth && plain.secondOfDay == careful?.secondOfDay, "seed \(seed): \(text)")
        }
        #expect(taken > 300, "seed \(seed)")
    }
}
