internal import Wording
import Monitoring

/// Writes the sewer as an input file of SWMM 5.
enum SewerFile {
    static func bytes(_ sewer: CitySewer, seed: UInt64) -> [UInt8] {
        var text = TextBytes(reserving: sewer.nodes.count * 230)
        text.line("[TITLE]")
        text.line(";; A sewer that does not exist: sample data of Headwater, seed \(seed)")
        text.line("")
        text.line("[OPTIONS]")
        for (key, value) in [
            ("FLOW_UNITS", "LPS"), ("INFILTRATION", "HORTON"), ("FLOW_ROUTING", "DYNWAVE"), ("LINK_OFFSETS", "DEPTH"), ("START_DATE", "01/01/2025"),
            ("END_DATE", "01/02/2025"), ("DRY_DAYS", "7"), ("ROUTING_STEP", "0:00:10"),
        ] { text.line(key + String(repeating: " ", count: 21 - key.count) + value) }
        let wells = Set(sewer.pipes.filter(\.isPump).map(\.from))

        section("JUNCTIONS", ";;Name Elevation MaxDepth InitDepth SurDepth Aponded", &text)
        for (index, node) in sewer.nodes.enumerated() where !node.isOutfall && !wells.contains(index) {
            text.row([node.id.rawValue, node.invert.places(3), node.depth.places(2), "0", "0", "0"], separator: " ")
        }
        section("OUTFALLS", ";;Name Elevation Type StageData Gated", &text)
        for node in sewer.nodes where node.isOutfall { text.row([node.id.rawValue, node.invert.places(3), "FREE", "NO"], separator: " ") }
        section("STORAGE", ";;Name Elevation MaxDepth InitDepth Shape Coefficient Exponent Constant", &text)
        for well in wells.sorted() {
            let node = sewer.nodes[well]
            text.row([node.id.rawValue, node.invert.places(3), node.depth.places(2), "1.5", "FUNCTIONAL", "0", "0", "28"], separator: " ")
        }
        section("CONDUITS", ";;Name FromNode ToNode Length Roughness InOffset OutOffset InitFlow", &text)
        for (index, pipe) in sewer.pipes.enumerated() where !pipe.isPump {
            text.row(
                [
                    sewer.pipeID(index), sewer.nodes[pipe.from].id.rawValue, sewer.nodes[pipe.to].id.rawValue, pipe.length.places(1),
                    CityPipe.roughness.places(3), "0", "0", "0",
                ], separator: " ")
        }
        section("PUMPS", ";;Name FromNode ToNode PumpCurve Status Startup Shutoff", &text)
        for (index, pipe) in sewer.pipes.enumerated() where pipe.isPump {
            text.row(
                [sewer.pipeID(index), sewer.nodes[pipe.from].id.rawValue, sewer.nodes[pipe.to].id.rawValue, "*", "ON", "1.5", "0.5"], separator: " ")
        }
        section("XSECTIONS", ";;Link Shape Geom1 Geom2 Geom3 Geom4 Barrels", &text)
        for (index, pipe) in sewer.pipes.enumerated() where !pipe.isPump {
            text.row([sewer.pipeID(index), "CIRCULAR", (Double(pipe.millimetres) / 1000).places(1), "0", "0", "0", "1"], separator: " ")
        }
        section("DWF", ";;Node Constituent Baseline", &text)
        for node in sewer.nodes where node.inflow > 0 { text.row([node.id.rawValue, "FLOW", (node.inflow / 86.4).places(4)], separator: " ") }
        section("COORDINATES", ";;Node X-Coord Y-Coord", &text)
        for node in sewer.nodes { text.row([node.id.rawValue, node.x.places(1), node.y.places(1)], separator: " ") }
        return text.bytes
    }

    private static func section(_ name: String, _ header: String, _ text: inout TextBytes) {
        text.line("")
        text.line("[\(name)]")
        text.line(header)
    }

    /// `network/population.csv`.
    static func population(_ sewer: CitySewer) -> [UInt8] {
        var text = TextBytes(reserving: sewer.nodes.count * 16)
        text.line("node,population")
        for node in sewer.nodes where !node.isOutfall { text.row([node.id.rawValue, String(node.persons)]) }
        return text.bytes
    }
}
