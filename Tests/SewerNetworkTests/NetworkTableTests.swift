import Findings
import Monitoring
import SewerNetwork
import Testing

private func file(_ name: String, _ text: String) -> NetworkFile { NetworkFile(name: name, bytes: Array(text.utf8)) }

@Suite struct NetworkTableTests {
    private let nodes = """
        node,kind,x,y,invert_m,population,land_use,accessible
        O,outfall,0,0,1,,,
        A,,1,0,2,100,industrial,no
        B,,2,0,3,50,,
        """
    private let pipes = """
        pipe,from,to,length_m,diameter_mm,travel_time_h
        p1,A,O,100,300,0.5
        p2,B,A,100,300,
        """

    @Test func nodesAndPipesMakeAGraph() throws {
        let reading = SewerReading.read(files: [file("pipes.csv", pipes), file("nodes.csv", nodes)])
        let graph = try #require(reading.graph)
        #expect(graph.nodeCount == 3)
        let a = try #require(graph.index(of: "A"))
        #expect(graph.upstreamPopulation()[a] == 150)
        #expect(graph.weight[a] == 3)
        #expect(!graph.isAccessible[a])
        #expect(graph.outHours[Int(graph.outStart[a])] == 0.5)
        #expect(!graph.populationIsFromFlow)
    }

    @Test func chineseHeadersAreUnderstood() throws {
        let reading = SewerReading.read(files: [
            file("n.csv", "节点编号,人口（万人）,井底高程(m)\nO,,1\nA,1.5,2\n"), file("p.csv", "管段编号,起点,终点,管长(m),管径（mm）\np1,A,O,100,300\n"),
        ])
        let graph = try #require(reading.graph)
        let a = try #require(graph.index(of: "A"))
        #expect(graph.population[a] == 15_000)
    }

    @Test func aPopulationTableReplacesThePeople() throws {
        let reading = SewerReading.read(
            files: [file("nodes.csv", nodes), file("pipes.csv", pipes)], population: file("people.csv", "node,population\nB,7\nX,3\n"))
        let graph = try #require(reading.graph)
        #expect(graph.population.reduce(0, +) == 7)
        let finding = try #require(reading.findings.first { $0.code == "N032" })
        #expect(finding.position == SourcePosition(file: "people.csv", line: 3, column: 1, byteOffset: finding.position?.byteOffset))
    }

    @Test func whatIsNoNetworkIsSaid() {
        #expect(SewerReading.read(files: [file("x.csv", "a,b\n1,2\n")]).findings.contains { $0.code == "N022" })
        #expect(SewerReading.read(files: []).findings.contains { $0.code == "N001" })
        #expect(SewerReading.read(files: [file("e.inp", "[TITLE]\nnothing\n")]).findings.contains { $0.code == "N001" })
    }

    @Test func observationsKeepTheirQualifierAndComeToNanogramsPerLitre() throws {
        let table = ObservationTable.read(
            file(
                "obs.csv",
                """
                node,date,analyte,result,unit,qualifier,lod,loq,flow_m3_per_d
                A,2026-03-01,mdma,1.5,µg/L,,0.01,0.05,1000
                A,2026-03-02,mdma,,ng/L,<LOQ,1,5,
                A,2026-03-03,mdma,,ng/L,ND,1,5,
                A,2026-03-04,mdma,0,ng/L,,1,5,
                A,2026/3/5,mdma,<4,ng/L,,,,
                A,2026-03-06,mdma,900,ng/L,>ULOQ,1,5,
                A,2026-03-07,mdma,,ng/L,NA,,,
                """))
        #expect(
            table.measurements.map(\.result) == [
                .quantified(1500), .belowQuantification(limit: 5), .belowDetection(limit: 1), .belowDetection(limit: 1),
                .belowQuantification(limit: 4), .aboveRange(limit: 900), .notAnalysed,
            ])
        #expect(table.measurements[0].flowVolume == 1000)
        #expect(table.measurements[0].detectionLimit == 10)
        #expect(table.measurements[4].date == CalendarDate(year: 2026, month: 3, day: 5))
    }

    @Test(arguments: [
        ("A,yesterday,mdma,1,ng/L,,,", "N033", 2), ("A,2026-03-01,mdma,1,furlong,,,", "N034", 5), ("A,2026-03-01,mdma,,ng/L,ND,,", "N035", 4),
        ("A,2026-03-01,mdma,x1,ng/L,,,", "N028", 4), (",2026-03-01,mdma,1,ng/L,,,", "N029", 1),
    ])
    func anObservationThatCannotBeReadIsSetAsideByItsPlace(row: String, code: String, column: Int) throws {
        let table = ObservationTable.read(file("obs.csv", "node,date,analyte,result,unit,qualifier,lod,loq\n" + row + "\n"))
        #expect(table.measurements.isEmpty)
        let finding = try #require(table.findings.first { $0.code.rawValue == code })
        #expect(finding.position?.line == 2)
        if let found = finding.position?.column {
            let place = row.split(separator: ",", omittingEmptySubsequences: false).prefix(column - 1).reduce(0) { $0 + $1.count + 1 } + 1
            #expect(found == place)
        }
    }
}
