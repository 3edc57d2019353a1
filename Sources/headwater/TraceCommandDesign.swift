import ArgumentParser
import BatchRun
import Custody
import Findings
import Monitoring
import SewerNetwork
import SourceTracing
import Wording

/// `headwater trace design`: where fixed points tell most before anything is known.
struct TraceDesignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "design", abstract: "Where fixed points tell most, what the present ones tell, and the smallest source each can see.",
        discussion: """
            headwater trace design --workspace my-city --site F01 --analyte methamphetamine --period 2025-P5 --points 26
            headwater trace design --network city.inp --observations obs.csv --analyte methamphetamine --points 22

            In a workspace the sampling points of the programme are the present points, and each is told the smallest source that it
            can see (of every substance of the period with --json); further manholes are named only under an approved request. For files of your
            own the nodes of the observations are the present points. Others are added until there are so many.
            """)

    @OptionGroup var source: TraceSource
    @Option(help: "Number of points, 1 to 500.") var points: Int
    @Flag(help: "Leave the present points out and start anew.") var anew = false
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...500).contains(points) else { throw ValidationError("--points takes 1 to 500") }
    }

    func run() async throws {
        let terminal = output.terminal()
        guard let question = source.question else {
            let opened = try source.files(terminal)
            tell(opened.released, programme: [], refusal: nil, findings: opened.findings, terminal)
            return
        }
        let trace = try await source.opened(question, terminal)
        defer { trace.close() }
        tell(trace.released, programme: trace.points(terminal.isJSON ? [] : [question.analyte]), refusal: trace.refusal, findings: trace.findings, terminal)
    }

    private func tell(_ released: ReleasedTrace?, programme: [ProgrammePoint], refusal: Finding?, findings: [Finding], _ terminal: Terminal) {
        let findings = findings.filter { $0.severity >= .warning } + (refusal.map { [$0] } ?? [])
        let design = released.map { $0.design(count: points, present: anew ? [] : nil) }
        let present = Set(anew ? [] : released?.posterior.sampledNodes ?? [])
        guard !terminal.isJSON else {
            terminal.result(object(design, present, released, programme, findings, terminal).text)
            return
        }
        terminal.findings(findings)
        let analyte = source.question?.analyte ?? source.analyte
        for point in programme { terminal.result(terminal.catalogue.text("trace.site", site(point, analyte))) }
        guard let design, let released else { return }
        for point in design.points where !(present.contains(point.node) && !programme.isEmpty) {
            terminal.result(
                terminal.catalogue.text(
                    present.contains(point.node) ? "trace.point_present" : "trace.point",
                    [
                        "node": harmless(released.graph.id(point.node).rawValue), "bits": point.bits.significant(4), "people": point.people.places(0),
                        "mass": point.detectableGramsPerDay.significant(3),
                    ]))
        }
        terminal.result(terminal.catalogue.text("trace.unseen", ["percent": (design.unseen * 100).significant(3)]))
    }

    private func site(_ point: ProgrammePoint, _ analyte: AnalyteCode) -> [String: String] {
        [
            "site": harmless(point.site.rawValue), "people": point.people.places(0), "percent": (point.share * 100).significant(3),
            "analyte": harmless(analyte.rawValue), "mass": point.detectableGramsPerDay[analyte].map { $0.significant(3) } ?? "-",
        ]
    }

    private func object(
        _ design: SiteDesign?, _ present: Set<Int>, _ released: ReleasedTrace?, _ programme: [ProgrammePoint], _ findings: [Finding], _ terminal: Terminal
    ) -> JSONText {
        .object([
            ("schema", .integer(1)), ("basis", .string(released?.release.basis ?? "reaches")), ("analyte", .string(source.analyte.rawValue)),
            ("mg_per_d_per_1000", released.map { terminal.number($0.posterior.gramsPerPerson * 1e6) } ?? .null),
            ("unseen_share", design.map { terminal.number($0.unseen) } ?? .null),
            (
                "sites",
                .array(
                    programme.map { point in
                        .object([
                            ("site_code", .string(point.site.rawValue)), ("share", terminal.number(point.share)), ("population", terminal.number(point.people)),
                            (
                                "detectable_g_per_d",
                                .object(point.detectableGramsPerDay.sorted { $0.key < $1.key }.map { ($0.key.rawValue, terminal.number($0.value)) })
                            ),
                        ])
                    })
            ),
            (
                "points",
                .array(
                    (design?.points ?? []).map { point in
                        .object([
                            ("node", .string(released?.graph.id(point.node).rawValue ?? "")), ("present", .bool(present.contains(point.node))),
                            ("bits", terminal.number(point.bits)), ("share", terminal.number(point.share)), ("population", terminal.number(point.people)),
                            ("detectable_g_per_d", terminal.number(point.detectableGramsPerDay)),
                        ])
                    })
            ),
            ("findings", TraceTelling(terminal: terminal).objects(findings)),
        ])
    }
}
