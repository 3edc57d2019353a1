import ProgrammeFiles
import Testing

@Suite struct UnitTableTests {
    @Test(arguments: [
        ("ng/L", 1.0), ("NG/l", 1), ("ug/L", 1000), ("µg/L", 1000), ("μg/L", 1000), ("µg / L", 1000), ("mg/L", 1e6), ("pg/mL", 1), ("pg/uL", 1000),
        ("pg/µL", 1000), ("ng/mL", 1000), ("ng/ml", 1000), ("ppb", 1000), ("ppt", 1), ("ng·L⁻¹", 1), ("ng L-1", 1), ("纳克/升", 1), ("ｎｇ／Ｌ", 1),
    ])
    func aConcentrationIsKeptInNanogramsPerLitre(unit: String, factor: Double) { #expect(UnitTable.factor(unit, .concentration) == factor) }

    @Test(arguments: [
        ("m3/d", 1.0), ("m³/d", 1), ("m^3/d", 1), ("m3/天", 1), ("立方米/天", 1), ("吨/日", 1), ("万m3/d", 1e4), ("万m³/天", 1e4), ("万立方米/天", 1e4), ("万吨/日", 1e4),
        ("10^4 m3/d", 1e4), ("10⁴m³/d", 1e4), ("ML/d", 1000), ("MGD", 3785.411784), ("L/d", 0.001), ("L/s", 86.4), ("m3/h", 24),
    ])
    func aFlowIsKeptInCubicMetresPerDay(unit: String, factor: Double) { #expect(UnitTable.factor(unit, .flow) == factor) }

    @Test(arguments: [("人", 1.0), ("千人", 1e3), ("万人", 1e4), ("persons", 1)])
    func peopleAreKeptAsPersons(unit: String, factor: Double) { #expect(UnitTable.factor(unit, .persons) == factor) }

    @Test func anUnknownUnitIsRefused() {
        for unit in ["", "x", "counts", "nM", "mol/L", "ng/g", "ng"] { #expect(UnitTable.factor(unit, .concentration) == nil, "\(unit)") }
        for unit in ["mL/d", "ml/d", "ng/L", "m3", "gal"] { #expect(UnitTable.factor(unit, .flow) == nil, "\(unit)") }
        #expect(UnitTable.factor("万", .persons) == nil)
    }
}
