import ArgumentParser
import Findings
import Monitoring
import SewerNetwork
import SourceTracing
import Wording

/// `headwater trace design`: where fixed points tell most before anything is known.
struct TraceDesignCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "design", abstract: "Where fixed points tell most, what the present ones tell, and the smallest source each can see.",
        discussion: """
            headwater trace design --network city.inp --observations obs.csv --analyte methamphetamine --points 22

            The nodes of the observations are the present points; others are added until there are so many. The load per head
            without a source comes from the observations.
            """)

    @OptionGroup var files: TraceFiles
    @Option(help: "Number of points, 1 to 500.") var points: Int
    @Flag(help: "Leave the present points out and start anew.") var anew = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...500).contains(points) else { throw ValidationError("--points takes 1 to 500") }
    }

    func run() throws {
        let terminal = output.terminal()
        let opened = try files.open(terminal)
        let posterior = opened.posterior()
        let present = anew ? [] : posterior.sampledNodes
        let design = SiteDesign(
            network: opened.network, present: present, count: points, gramsPerPerson: posterior.gramsPerPerson, rules: opened.rules,
            settings: opened.settings)
        let graph = opened.graph
        if terminal.isJSON {
            terminal.result(
                JSONText.object([
                    ("schema", .integer(1)), ("basis", .string("ad hoc")), ("analyte", .string(posterior.analyte.rawValue)),
                    ("mg_per_d_per_1000", terminal.number(posterior.gramsPerPerson * 1e6)), ("unseen_share", terminal.number(design.unseen)),
                    (
                        "points",
                        .array(
                            design.points.map { point in
                                .object([
                                    ("node", .string(graph.id(point.node).rawValue)), ("present", .bool(present.contains(point.node))),
                                    ("bits", terminal.number(point.bits)), ("share", terminal.number(point.share)),
                                    ("population", terminal.number(point.people)),
                                    ("detectable_g_per_d", terminal.number(point.detectableGramsPerDay)),
                                ])
                            })
                    ),
                    ("findings", .array(opened.findings.filter { $0.severity >= .warning }.map { $0.json(terminal.catalogue.text(of: $0)) })),
                ]).text)
        } else {
            terminal.findings(opened.findings)
            for point in design.points {
                terminal.result(
                    terminal.catalogue.text(
                        present.contains(point.node) ? "trace.point_present" : "trace.point",
                        [
                            "node": harmless(graph.id(point.node).rawValue), "bits": point.bits.significant(4), "people": point.people.places(0),
                            "mass": point.detectableGramsPerDay.significant(3),
                        ]))
            }
            terminal.result(terminal.catalogue.text("trace.unseen", ["percent": (design.unseen * 100).significant(3)]))
        }
    }
}
