package import Findings
package import Monitoring
package import ProgrammeFiles
package import SewerNetwork

/// The sewer of a programme with its sampling points on it.
package struct CitySewer: Sendable {
    package let graph: SewerGraph
    /// Sites whose node is in the graph, sorted by site.
    package let siteNodes: [(site: SiteCode, node: NodeID)]
    /// The nearest sampled site downstream of a site.
    package let downstream: [SiteCode: SiteCode]
    /// How long the sewage at each site was under way.
    package let residences: [SiteCode: SewerResidence]

    /// Reads the files named under `network` in headwater.yaml.
    ///
    /// Returns nil, with findings, where none is named or none can be read: the run goes on without tracing.
    /// The files read are added to `inputs`.
    package static func read(_ programme: Programme, workspace: String, inputs: inout [InputFile], findings: inout [Finding]) -> CitySewer? {
        let settings = programme.configuration.network
        guard !settings.files.isEmpty else {
            findings.append(Finding("S046", .warning, at: SourcePosition(file: "headwater.yaml")))
            return nil
        }
        let folder = WorkspaceFolder(path: workspace)
        func file(_ path: String) -> NetworkFile? {
            do {
                let bytes = try folder.read(path)
                inputs.append(InputFile(path: path, bytes: bytes))
                return NetworkFile(name: path, bytes: bytes)
            } catch {
                findings.append(WorkspaceFolder.finding(error, file: path))
                return nil
            }
        }
        let files = settings.files.compactMap(file)
        let population = settings.population.flatMap(file)
        guard !files.isEmpty else { return nil }
        let reading = SewerReading.read(files: files, population: population)
        findings += reading.findings
        guard let graph = reading.graph else { return nil }
        var siteNodes: [(site: SiteCode, node: NodeID)] = []
        for site in programme.sites.sorted(by: { $0.code < $1.code }) {
            guard let node = site.node else { continue }
            if graph.index(of: node) != nil {
                siteNodes.append((site.code, node))
            } else {
                findings.append(
                    Finding("S047", .warning, at: site.position, text: node.rawValue, ["node": harmless(node.rawValue), "site": harmless(site.code.rawValue)]))
            }
        }
        return CitySewer(
            graph: graph, siteNodes: siteNodes, downstream: graph.downstreamSites(of: siteNodes.map { ($0.site, $0.node) }),
            residences: graph.residences(of: siteNodes))
    }
}
