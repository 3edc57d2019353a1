import AssayFiles
import Testing
import TrialFiles

/// Damage that no reader may pass over in silence; `headwater-fuzz damage` tries every byte.
@Suite("Damage that would change a figure") struct SilentChangeTests {
    private func silent(_ changes: [FigureChange]) -> [FigureChange] { changes.filter { $0.kind == .silent } }

    @Test("Damages spread over a file of each format change no figure silently", arguments: TrialExports.formats)
    func spread(format: AssayFormat) {
        let trial = SilentChange(format)
        #expect(trial.figureCount > 3)
        // A prime, so that all places meet all kinds of damage.
        #expect(silent(trial.every(307)) == [])
    }

    @Test("A digit, a name and a unit that became another one are told apart from what is silent")
    func kinds() throws {
        let trial = SilentChange(.traceFinder)
        let text = String(decoding: trial.file, as: UTF8.self)
        func kinds(_ piece: String, _ other: String, _ offset: Int = 0) throws -> Set<FigureChange.Kind> {
            let place = try #require(text.utf8.firstIndex(of: piece)) + offset
            return Set(trial.changes(place..<place + 1, by: Array(other.utf8)).map(\.kind))
        }
        #expect(try kinds(",72.5,", "3", 1) == [.figure])
        #expect(try kinds("METH,3.1,Target Compound,S3,", "K", 0) == [])
        #expect(try kinds("Compound,S3,", "4", 10) == [])
        #expect(try kinds(",72.5,", ",", 3) == [])
        #expect(try kinds(",1.02,", " ", 2) == [])
        #expect(try kinds("CAL 1,", "_", 3) == [.name])
    }

    @Test("A broken unit in a header is refused and never replaced by the method's", arguments: TrialExports.formats.filter { $0 != .targetLynxXML })
    func units(format: AssayFormat) {
        let trial = SilentChange(format)
        for (unit, broken) in [("ng/mL", "ng/xL"), ("ng/mL", "ng/ L"), ("ng/mL", " g/mL"), ("ng/mL", "/mL"), ("ng/mL", "ng/"), ("ngmL", "ng-L"), ("ng/L", "g/L"), ("ng/L", "ng/xL")] {
            #expect(trial.changes { $0.replacing(unit, with: broken) } == [], "\(unit) as \(broken)")
        }
    }

    @Test("No broken header of the canonical table changes a figure silently")
    func canonicalHeaders() {
        let trial = SilentChange(.canonical)
        for broken in SilentChange.headers { #expect(silent(trial.changes(broken)) == []) }
    }

    @Test("A unit that a header has lost is taken from a header beside it or refused", arguments: [AssayFormat.sciexLong, .massHunterWide, .massHunterCompound, .sciexAnalyst, .wideTable])
    func lostUnits(format: AssayFormat) {
        #expect(SilentChange(format).changes { text in text.firstIndex { $0 == "(" || $0 == "（" }.map { String(text[..<$0]) } ?? text } == [])
    }

    @Test("A file cut anywhere gives no other figure", arguments: TrialExports.formats)
    func cut(format: AssayFormat) {
        let trial = SilentChange(format)
        for length in stride(from: 0, to: trial.file.count, by: 7) { #expect(trial.changes(cutAt: length) == []) }
    }

    @Test("A lost or an added comma in the rows of groups and headers gives no injection the figure of another")
    func groups() {
        let trial = SilentChange(.massHunterCompound)
        for (place, byte) in trial.file.enumerated() where byte == 0x2C { #expect(silent(trial.changes(at: place, to: 0x2D)) == []) }
        for place in trial.file.indices { #expect(silent(trial.changes(at: place, to: 0x2C)) == []) }
    }

    @Test("A broken title gives no compound the rows of another")
    func titles() {
        let trial = SilentChange(.targetLynxSummary)
        let text = String(decoding: trial.file, as: UTF8.self)
        for name in ["Compound 2", "Compound 3"] {
            guard let place = text.utf8.firstIndex(of: name) else { Issue.record("no \(name)"); continue }
            for offset in place..<place + 10 { for bit in 0..<8 { #expect(silent(trial.changes(at: offset, to: trial.file[offset] ^ 1 << UInt8(bit))) == []) } }
        }
    }

    @Test("A data file whose header is broken takes no name from the one before it")
    func labSolutions() {
        let trial = SilentChange(.labSolutions)
        let text = String(decoding: trial.file, as: UTF8.self)
        for line in ["[Header]", "Data File Name", "[Sample Information]", "Sample Name", "[MS Quantitative Results]"] {
            for range in text.ranges(of: line) {
                let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
                #expect(silent(trial.changes(start..<start + line.utf8.count, by: [0x58])) == [], "\(line) at \(start)")
            }
        }
    }

    @Test("A canonical table without its unit is refused, whatever the method sheet states")
    func canonicalUnit() {
        let trial = SilentChange(.canonical)
        #expect(trial.changes { $0 == "unit" ? "unlt" : $0 } == [])
        #expect(trial.changes { $0 == "unit" ? "" : $0 } == [])
    }
}

extension String.UTF8View {
    /// The offset of the first occurrence of a text.
    fileprivate func firstIndex(of text: String) -> Int? {
        let (bytes, part) = (Array(self), Array(text.utf8))
        guard bytes.count >= part.count else { return nil }
        return (0...bytes.count - part.count).first { bytes[$0..<$0 + part.count].elementsEqual(part) }
    }
}
