import Findings
import Monitoring
import ProgrammeFiles
import Testing

@Suite("Parameter sets as data")
struct ParameterFileTests {
    private static let header = "set,version,parent_drug,biomarker,parameter,value,rsd_pct,basis,unit,source,provenance,route\n"

    private func read(_ rows: String) -> (own: [Parameter], faults: [String]) {
        let reading = ParameterSets.reading(Array((ParameterFileTests.header + rows).utf8), file: "parameters.csv")
        return (reading.own.map(\.parameter), reading.findings.map { "\($0.code.rawValue) \($0.position?.line ?? 0):\($0.position?.column ?? 0) \($0.severity)" })
    }

    @Test func `every substance of the shipped default set has masses, limits or a reason, and a source`() {
        let sets = ParameterSets.shipped()
        let rows = sets.set(named: "CN-default")
        #expect(Set(rows.map(\.biomarker)).count >= 40)
        for biomarker in Set(rows.map(\.biomarker)) where !["mdpv", "bzp"].contains(biomarker) {
            let own = rows.filter { $0.biomarker == biomarker }
            #expect(own.contains { $0.name == "excretion_fraction" } || own.contains { $0.name == "load_only" && !$0.source.isEmpty }, "\(biomarker)")
            #expect(own.contains { $0.name == "molar_mass_biomarker" && $0.provenance == .derived } || biomarker == "morphine", "\(biomarker)")
            #expect(own.contains { $0.name == "loq_ng_per_l" } || biomarker == "cmp", "\(biomarker)")
        }
        for row in rows {
            let name = ParameterName(rawValue: row.name)
            #expect(name != nil, "\(row.name)")
            #expect(name?.range.contains(row.value) == true, "\(row)")
        }
        #expect(rows.filter { $0.name == "excretion_fraction" }.allSatisfy { !$0.route.isEmpty && $0.relativeSD != nil })
    }

    @Test func `half-lives stand at their temperatures side by side`() {
        let cocaine = ParameterSets.shipped().set(named: "CN-default").filter { $0.name == "half_life_h" && $0.biomarker == "cocaine" }
        #expect(cocaine.compactMap(\.halfLifeTemperature).sorted() == [10, 20])
        #expect(read("CN-default,3,cocaine,cocaine,half_life_h,12,,,h,mine,read,\n").faults == ["C067 2:47 error"])
        let two = read("CN-default,3,cocaine,cocaine,half_life_h,12,,,h@25C,mine,read,\nCN-default,3,cocaine,cocaine,half_life_h,40,,,h@5 C,mine,read,\n")
        #expect(two.own.count == 2 && two.faults.isEmpty)
    }

    @Test func `a name that nothing reads is told of with its place`() {
        let found = read("CN-default,3,ketamine,ketamine,excretion_faction,0.3,,molar,1,mine,read,oral\n")
        #expect(found.faults == ["C066 2:32 warning"])
        #expect(found.own.first?.route == "oral")
    }

    @Test func `the version of a set is its latest, and a version can be asked for`() {
        let sets = ParameterSets.shipped()
        #expect(sets.versions(of: "CN-default") == ["1", "2"])
        #expect(ParameterSets.version(of: sets.set(named: "CN-default")) == "2")
        #expect(ParameterSets.version(of: sets.set(named: "CN-default@1")) == "1")
        #expect(sets.set(named: "CN-default@1").count < sets.set(named: "CN-default").count)
        let later = read("CN-default,10,ketamine,ketamine,purity,0.8,,,1,mine,read,\n").own
        #expect(ParameterSets.version(of: sets.set(named: "CN-default") + later) == "10")
    }

    @Test func `the text of a set is the same for any order of its rows, and another for another value`() throws {
        let rows = ParameterSets.shipped().set(named: "SCORE-2016")
        let text = ParameterSets.canonicalText(rows)
        #expect(ParameterSets.canonicalText(rows.reversed()) == text)
        for index in rows.indices {
            var changed = rows
            changed[index].value = changed[index].value.nextUp
            #expect(ParameterSets.canonicalText(changed) != text)
        }
    }
}
