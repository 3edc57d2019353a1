import ArgumentParser
import BatchRun
import Custody
import Findings
import Foundation
import Monitoring
import Reports
import SewerNetwork
import SourceTracing
import Wording

/// Where pictures of a trace are written.
struct TracePictures: ParsableArguments {
    @Option(help: "Write the map of the posterior as SVG (a plan where the network has no coordinates).")
    var svg: String?

    @Option(help: "Write the plan of the posterior as SVG: branches side by side, without a map.")
    var schematic: String?

    @Option(help: "Write the posterior as GeoJSON.")
    var geojson: String?

    var isAsked: Bool { svg != nil || schematic != nil || geojson != nil }

    /// Writes what was asked for.
    func write(_ trace: ReleasedTrace, _ posterior: SourcePosterior, next: [NextSample], _ terminal: Terminal) throws {
        guard isAsked else { return }
        let picture = trace.picture(posterior, next: next)
        for (path, layout) in [(svg, svg.flatMap { _ in SewerLayout.of(trace.graph) }), (schematic, schematic.flatMap { _ in SewerLayout.schematic(of: trace.graph) })] {
            guard let path else { continue }
            guard let layout else {
                terminal.findings([Finding("M224", .error, at: SourcePosition(file: path))])
                throw ExitStatus.cannotCreate
            }
            try terminal.write(TraceFigure(graph: trace.graph, layout: layout, picture: picture).file(), to: path, release: trace.release)
        }
        if let geojson { try terminal.write(TraceGeoJSON.text(graph: trace.graph, picture: picture), to: geojson, release: trace.release) }
    }
}

extension Terminal {
    /// Writes a file whole or not at all; one that names manholes under a grant can be read by its account alone.
    func write(_ text: String, to path: String, release: NodeRelease) throws {
        var mode: UInt32 = 0o644
        if case .granted = release { mode = 0o600 }
        do {
            try AtomicFile.write(path, Array(text.utf8), mode: mode)
        } catch {
            throw failure(RunFailure(.cannotCreate, error.finding))
        }
        remark(catalogue.text("trace.written", ["file": harmless(path)]))
    }
}
