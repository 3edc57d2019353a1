import Monitoring
import ProgrammeFiles
import Testing
import Wording

@Suite("Reasons of loads without a consumption")
struct LoadOnlyReasonTests {
    @Test func `each reason of the shipped sets is told in both languages`() {
        let rows = ParameterSets.shipped().parameters.filter { $0.name == ParameterName.loadOnly.rawValue }
        #expect(rows.count > 40)
        for row in rows {
            let path = "\(row.set) \(row.biomarker)"
            #expect(Catalogue.of(.english).loadOnlyReason(row.source) == row.source, "\(path)")
            let chinese = Catalogue.of(.chinese).loadOnlyReason(row.source)
            #expect(chinese.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }, "\(path): \(chinese)")
        }
    }

    @Test func `a reason of a user's own set stands as it was written`() {
        #expect(Catalogue.of(.chinese).loadOnlyReason("our own rule") == "our own rule")
    }
}
