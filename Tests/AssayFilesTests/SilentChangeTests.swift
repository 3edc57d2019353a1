import AssayFiles
import Testing
import TrialFiles

/// Damage that no reader may pass over in silence; `headwater-fuzz damage` tries every byte.
@Suite("Damage that would change a figure") struct SilentChangeTests {
    @Test("A broken unit in a header is refused and never replaced by the method's", arguments: TrialExports.formats.filter { $0 != .targetLynxXML && $0 != .targetLynxSummary })
    func units(format: AssayFormat) {
        let trial = SilentChange(format)
        #expect(trial.figureCount > 3)
        #expect(trial.changes { $0.replacing("ng/mL", with: "ng/xL").replacing("ng/L", with: "ng/xL") } == [])
    }

    @Test("A file cut anywhere gives no other figure", arguments: TrialExports.formats)
    func cut(format: AssayFormat) {
        let trial = SilentChange(format)
        for length in stride(from: 0, to: trial.file.count, by: 7) { #expect(trial.changes(cutAt: length) == []) }
    }

    @Test("A lost or an added comma in the rows of groups and headers gives no injection the figure of another")
    func groups() {
        let trial = SilentChange(.massHunterCompound)
        for (place, byte) in trial.file.enumerated() where byte == 0x2C { #expect(trial.changes(at: place, to: 0x2D) == []) }
        for place in trial.file.indices { #expect(trial.changes(at: place, to: 0x2C) == []) }
    }

    @Test("A broken title gives no compound the rows of another")
    func titles() {
        let trial = SilentChange(.targetLynxSummary)
        let text = String(decoding: trial.file, as: UTF8.self)
        for name in ["Compound 2", "Compound 3"] {
            guard let place = text.utf8.firstIndex(of: name) else { Issue.record("no \(name)"); continue }
            for offset in place..<place + 10 { for bit in 0..<8 { #expect(trial.changes(at: offset, to: trial.file[offset] ^ 1 << UInt8(bit)) == []) } }
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
