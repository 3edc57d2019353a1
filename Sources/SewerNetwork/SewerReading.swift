package import Findings
internal import DelimitedText

/// A file of the network as it was opened: its name for messages, and its bytes.
package struct NetworkFile: Sendable {
    package var name: String
    package var bytes: [UInt8]

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }
}

/// What came of reading a network: the graph, where there is one, and what was noticed and mended.
package struct SewerReading: Sendable {
    package var graph: SewerGraph?
    package var findings: [Finding]

    package init(graph: SewerGraph?, findings: [Finding]) {
        self.graph = graph
        self.findings = findings
    }

    /// Reads one network from a SWMM 5 file, from map layers (GeoPackage, GeoJSON; several files are one map), or from a table
    /// of pipes with or without a table of nodes.
    ///
    /// The kind of a file is told by its content: section headings in brackets, the mark of SQLite, an object of JSON, or a
    /// header with `from` and `to` (pipes) or `node` (nodes). A further table `node`, `population` replaces the people of the network. Several SWMM
    /// files are not joined: the first is read, the others are told.
    package static func read(
        files: [NetworkFile], population: NetworkFile? = nil, settings: NetworkSettings = NetworkSettings()
    ) -> SewerReading {
        var findings: [Finding] = []
        var survey: SewerSurvey?
        var tables: [(table: DelimitedTable, header: TableHeader)] = []
        var layers: [FeatureLayer] = []
        for file in files {
            if file.bytes.starts(with: Array("SQLite format 3\0".utf8)) {
                let package = GeoPackageFile(file.bytes, file: file.name)
                findings += package.tally.finished()
                layers += package.layers
            } else if isObject(file.bytes) {
                let (bytes, decoding) = asciiCompatible(file)
                findings += decoding
                let map = GeoJSONFile(bytes, file: file.name)
                findings += map.tally.finished()
                layers += map.layers
            } else if isModel(file.bytes) {
                guard survey == nil else {
                    findings.append(Finding("N023", .error, at: SourcePosition(file: file.name), text: file.name))
                    continue
                }
                let (bytes, decoding) = asciiCompatible(file)
                findings += decoding
                var model = ModelFile(file: file.name, size: bytes.count)
                model.read(bytes.span)
                model.settle()
                findings += model.tally.finished()
                survey = model.survey
            } else {
                let reading = DelimitedTable.read(file.bytes, file: file.name)
                findings += reading.findings
                guard let table = reading.table, let header = TableHeader(table) else {
                    findings.append(Finding("N022", .error, at: SourcePosition(file: file.name, line: 1)))
                    continue
                }
                tables.append((table, header))
            }
        }
        if survey == nil, !layers.isEmpty {
            let network = FeatureNetwork(layers, settings: settings)
            findings += network.tally.finished()
            survey = network.survey
        } else if let first = layers.first {
            findings.append(Finding("N023", .error, at: SourcePosition(file: first.file), text: first.file))
        }
        if survey == nil, !tables.isEmpty {
            var reader = NetworkTables(file: files.first?.name ?? "")
            // Nodes before pipes, so that a node is not taken for one that only a pipe names.
            for (table, header) in tables where !header.isOfPipes { reader.readNodes(table, header) }
            for (table, header) in tables where header.isOfPipes { reader.readPipes(table, header) }
            findings += reader.tally.finished()
            survey = reader.survey
        } else if let first = tables.first {
            findings.append(Finding("N023", .error, at: SourcePosition(file: first.table.file), text: first.table.file))
        }
        guard var survey else {
            if files.isEmpty { findings.append(Finding("N001", .error, ["nodes": "0", "links": "0"])) }
            return SewerReading(graph: nil, findings: findings)
        }
        if let population { findings += PopulationTable.apply(population, to: &survey) }
        let repaired = survey.repaired(settings)
        return SewerReading(graph: repaired.graph, findings: findings + repaired.findings)
    }

    /// Whether the bytes look like a SWMM file: the first line that is no comment begins with a bracket, or a later one does
    /// with the name of a section.
    private static func isModel(_ bytes: [UInt8]) -> Bool {
        var isFirst = true
        for line in bytes.prefix(65_536).split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            // Blanks, a byte order mark, and the zero bytes of UTF-16.
            let plain = line.lazy.filter { ![0x20, 0x09, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00].contains($0) }
            guard let first = plain.first, first != 0x3B else { continue }
            if first == 0x5B {
                if isFirst { return true }
                let name = String(decoding: plain.dropFirst().prefix(5), as: UTF8.self).uppercased()
                if ["TITLE", "OPTIO", "JUNCT", "CONDU", "OUTFA"].contains(name) { return true }
            }
            isFirst = false
        }
        return false
    }

    /// Whether the first byte that is no blank opens an object of JSON.
    private static func isObject(_ bytes: [UInt8]) -> Bool {
        // A byte order mark, the zeros of UTF-16 and the record mark of sequences stand before it.
        bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF, 0xFE, 0xFF, 0x00, 0x1E].contains($0) } == 0x7B
    }

    /// The bytes as UTF-8: as they are where they are ASCII, else decoded.
    private static func asciiCompatible(_ file: NetworkFile) -> (bytes: [UInt8], findings: [Finding]) {
        // Without branches, so that the machine takes many bytes at once.
        var all: UInt8 = 0
        var least: UInt8 = 0xFF
        for byte in file.bytes {
            all |= byte
            least = min(least, byte)
        }
        let hasZero = least == 0
        let hasLineFeed = file.bytes.contains(0x0A)
        var bytes = file.bytes
        var findings: [Finding] = []
        if all >= 0x80 || hasZero {
            let (decoded, found) = DecodedText.decode(file.bytes, file: file.name)
            findings = found
            if let decoded { bytes = Array(decoded.bytes[decoded.start...]) }
        }
        // Lines of old Macintosh files end with a carriage return alone.
        if !hasLineFeed { bytes = bytes.map { $0 == 0x0D ? 0x0A : $0 } }
        return (bytes, findings)
    }
}
