import Foundation

/// A programme with one sampling point, four days of one drug and a sewer of a dozen manholes: small enough to run the program on many times.
struct SmallWorkspace {
    let folder: String
    static let period = "2025-P5"
    static let site = "K01"
    static let analyte = "methamphetamine"
    /// Names that stand nowhere but in the network: wherever one comes out, a node has come out.
    static let manholes = (1...12).map { "QZ\($0 + 700)X" }

    /// - Parameter roles: from a role to the accounts that hold it.
    init(roles: [String: [String]]) throws {
        folder = Program.newFolder()
        try write("headwater.yaml", Self.settings(roles))
        try write("sites.csv", "site_code,name,tier,kind,node\nK01,Plant,key,plant,OUTLET\n")
        try write("populations.csv", "site_code,from,to,basis,persons\nK01,2025-01-01,,census,24000\n")
        var register = "sample_id,site_code,window_start,window_end,composite,flow_m3_per_d\n"
        for day in 1...4 { register += "S\(day),K01,2025-09-1\(day)T08:00,2025-09-1\(day + 1)T08:00,flow,6000\n" }
        try write("samples/2025-P5.csv", register)
        var table = "sample_id,analyte,result,unit,lod,loq,batch,injection,sample_type\n"
        for day in 1...4 { table += "S\(day),\(Self.analyte),\(400 + 40 * day),ng/L,1,5,B1,B1-\(day),unknown\n" }
        try write("inbox/a.csv", table)
        // A chain of manholes with a side branch at every third.
        var nodes = "node,kind,population\nOUTLET,outfall,0\n"
        var pipes = "pipe,from,to,length_m,travel_time_h\n"
        for (index, node) in Self.manholes.enumerated() {
            nodes += "\(node),manhole,2000\n"
            let below = index == 0 ? "OUTLET" : Self.manholes[index % 3 == 0 ? index / 2 : index - 1]
            pipes += "P\(index),\(node),\(below),200,0.1\n"
        }
        try write("network/nodes.csv", nodes)
        try write("network/pipes.csv", pipes)
    }

    func remove() {
        let manager = FileManager.default
        for path in manager.subpaths(atPath: folder) ?? [] { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/" + path) }
        try? manager.removeItem(atPath: folder)
    }

    func write(_ name: String, _ text: String) throws {
        let file = URL(fileURLWithPath: folder + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    static func settings(_ roles: [String: [String]]) -> String {
        "schema: 1\nprogramme: { name: Small, code: S1 }\nprivacy: { population_floor: 200, publication_floor: 1000, dominance: 0.8 }\n"
            + "network: { files: [network/nodes.csv, network/pipes.csv] }\ncustody:\n  roles:\n"
            + roles.sorted { $0.key < $1.key }.map { "    \($0.key): [\($0.value.map { "\"\($0)\"" }.joined(separator: ", "))]\n" }.joined()
    }

    /// Every byte that the program put out on disk: all files but those that a person gave to it.
    func written() throws -> [(name: String, bytes: Data)] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().compactMap { name in
            let given = ["network/", "inbox/", "store/originals/", "headwater.yaml", "sites.csv", "samples/", "populations.csv"]
            let isRound = name.hasPrefix("store/trace/") && name.hasSuffix(".csv")
            guard !given.contains(where: { name.hasPrefix($0) }), !isRound,
                try FileManager.default.attributesOfItem(atPath: folder + "/" + name)[.type] as? FileAttributeType == .typeRegular
            else { return nil }
            return (name, try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
        }
    }

    /// Every output without what differs from run to run, by its name.
    func outputs() throws -> [String: Data] {
        var outputs: [String: Data] = [:]
        for (name, bytes) in try written() where (name.hasPrefix("reports/") || name == "status.json") && !name.hasSuffix("run.json") { outputs[name] = bytes }
        return outputs
    }
}
