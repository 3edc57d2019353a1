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
}
