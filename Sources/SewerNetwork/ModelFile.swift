internal import Findings

/// Reads a SWMM 5 input file into a survey (EPA SWMM 5.2 User's Manual, appendix D).
///
/// One pass over the bytes; a line that cannot be read is set aside with a finding, and reading goes on. Sections may
/// come in any order. Old spellings, missing columns and a file that ends too soon are taken for what they hold.
/// Time: linear in the bytes. Nothing but names is copied.
struct ModelFile {
    enum Section {
        case skipped, options, junctions, outfalls, storage, dividers, conduits, pumps, orifices, weirs, outlets, sections, dryWeather, inflows,
            patterns, coordinates, vertices, map
    }

    let file: String
    var survey: SewerSurvey
    var tally: FindingTally
    var units: ModelUnits?
    var offsetsAreElevations = false
    var patterns = FlowPatterns()
    /// Lines that spoke of a thing not yet named, read again at the end.
    private var deferred: [(section: Section, start: Int, line: Int)] = []
    private var isFinal = false
    /// Dry-weather rows: node, flow in file units, patterns by index in `patternNames`.
    var dryWeather: [(node: Int32, flow: Double, patterns: [Int])] = []
    private var hasSection = false
    /// Width of the first column by the rule above it; 0 where none is drawn.
    private(set) var firstColumn = 0
    /// Whether a name with blanks was met.
    private(set) var hasWideRows = false
    /// Links to which dividers send what exceeds a flow.
    private(set) var dividerLinks: [String] = []
    /// Whether routing follows the dividers; dynamic waves pass them by.
    private(set) var routesDynamically = false

    init(file: String, size: Int) {
        self.file = file
        survey = SewerSurvey(foldsCase: true, capacity: min(1 << 20, max(1024, size / 400)))
        survey.nodeFile = file
        survey.linkFile = file
        tally = FindingTally(file: file)
    }

    /// Reads the whole text.
    mutating func read(_ text: Span<UInt8>) {
        var section = Section.skipped
        var fields = ModelFields()
        var at = 0
        var line = 0
        let count = text.count
        while at < count {
            line += 1
            let start = at
            var first = at
            while first < count, text[first] == 0x20 || text[first] == 0x09 { first += 1 }
            guard first < count else { break }
            let byte = text[first]
            if byte == 0x5B {
                section = name(of: text, first, line: line)
                firstColumn = 0
                at = ModelText.lineEnd(text, first) + 1
                continue
            }
            if byte == 0x3B, section != .skipped, first + 2 < count, text[first + 2] == 0x2D {
                var end = first + 2
                while end < count, text[end] == 0x2D { end += 1 }
                firstColumn = end - start
            }
            if section == .skipped || byte == 0x3B || byte == 0x0A || byte == 0x0D {
                at = ModelText.lineEnd(text, first) + 1
                continue
            }
            let stop = ModelText.split(text, first, limit: limit(of: section), into: &fields)
            if fields.count > 0 { take(section, text, fields, start: start, line: line) }
            at = ModelText.lineEnd(text, stop) + 1
        }
        isFinal = true
        let later = deferred
        deferred = []
        for row in later {
            _ = ModelText.split(text, row.start, limit: limit(of: row.section), into: &fields)
            if fields.count > 0 { take(row.section, text, fields, start: row.start, line: row.line) }
        }
        if !hasSection {
            tally.add(Finding("N022", .error, at: SourcePosition(file: file, line: 1)))
        } else if count > 0, text[count - 1] != 0x0A {
            tally.add(Finding("N017", .warning, at: SourcePosition(file: file, line: line)))
        }
    }

    private mutating func name(of text: Span<UInt8>, _ from: Int, line: Int) -> Section {
        hasSection = true
        var start = from + 1
        while start < text.count, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
        var to = start
        while to < text.count, text[to] != 0x5D, text[to] != 0x0A, text[to] != 0x0D { to += 1 }
        let known: [(StaticString, Section)] = [
            ("OPT", .options), ("JUNC", .junctions), ("OUTF", .outfalls), ("STOR", .storage), ("DIVI", .dividers), ("COND", .conduits),
            ("PUMP", .pumps), ("ORIF", .orifices), ("WEIR", .weirs), ("OUTL", .outlets), ("XSECT", .sections), ("DWF", .dryWeather),
            ("INFL", .inflows), ("PATT", .patterns), ("COORD", .coordinates), ("VERT", .vertices), ("MAP", .map),
        ]
        // As the model does, by the first letters, whatever follows.
        for (word, section) in known where ModelText.hasPrefix(text, start, to, word) { return section }
        return .skipped
    }

    func limit(of section: Section) -> Int {
        switch section {
        case .skipped: 0
        case .options: 2
        case .junctions, .outfalls, .storage, .map: 2
        case .dividers: 5
        case .conduits, .dryWeather: 7
        case .pumps, .orifices, .weirs: 6
        case .outlets, .sections: 7
        case .inflows: 8
        case .patterns: ModelFields.limit
        case .coordinates, .vertices: 3
        }
    }

    private mutating func take(_ section: Section, _ text: Span<UInt8>, _ fields: ModelFields, start: Int, line: Int) {
        var line = Line(start: start, number: line, fields: fields)
        if isWide(section, text, line) {
            if !hasWideRows { tally.add(Finding("N061", .warning, at: position(text, line, field: 0), text: string(text, line, 0))) }
            hasWideRows = true
            line.fields = ModelText.splitWide(text, start, limit: limit(of: section))
            if line.count == 0 { return }
        }
        switch section {
        case .skipped: break
        case .options: option(text, line)
        case .junctions: node(.manhole, text, line)
        case .outfalls: node(.outfall, text, line)
        case .storage: node(.storage, text, line)
        case .dividers: divider(text, line)
        case .map: mapUnits(text, line)
        case .conduits: link(.conduit, text, line)
        case .pumps: link(.pump, text, line)
        case .orifices: link(.orifice, text, line)
        case .weirs: link(.weir, text, line)
        case .outlets: link(.outlet, text, line)
        case .sections: crossSection(text, line)
        case .dryWeather: dryWeatherFlow(text, line)
        case .inflows: inflow(text, line)
        case .patterns: pattern(text, line)
        case .coordinates: coordinates(text, line)
        case .vertices: vertex(text, line)
        }
    }

    /// One line with its fields.
    struct Line {
        var start: Int
        var number: Int
        var fields: ModelFields
        var count: Int { fields.count }
    }

    func position(_ text: Span<UInt8>, _ line: Line, field: Int) -> SourcePosition {
        let place = field < line.count ? line.fields.starts[field] : line.start
        return SourcePosition(
            file: file, line: line.number, column: ModelText.column(text, lineStart: line.start, at: place), byteOffset: place)
    }

    func string(_ text: Span<UInt8>, _ line: Line, _ field: Int) -> String {
        field < line.count ? ModelText.string(text, line.fields.starts[field], line.fields.ends[field]) : ""
    }

    private mutating func tooShort(_ text: Span<UInt8>, _ line: Line, needs: Int) {
        tally.add(
            Finding(
                "N004", .warning, at: position(text, line, field: 0), text: string(text, line, 0),
                ["fields": String(line.count), "needed": String(needs)]))
    }

    /// The number of a field; nil where the field is absent, `*`, empty, or (with a finding) not a number.
    private mutating func number(_ text: Span<UInt8>, _ line: Line, _ field: Int) -> Double? {
        guard field < line.count else { return nil }
        let from = line.fields.starts[field]
        let to = line.fields.ends[field]
        if let value = ModelText.number(text, from, to) { return value }
        if from >= to || (to - from == 1 && text[from] == 0x2A) { return nil }
        tally.add(Finding("N005", .warning, at: position(text, line, field: field), text: string(text, line, field)))
        return nil
    }

    /// A number that must lie above 0; one that does not is told and counts as absent.
    private mutating func positive(_ text: Span<UInt8>, _ line: Line, _ field: Int) -> Double? {
        guard let value = number(text, line, field) else { return nil }
        if value > 0 { return value }
        tally.add(Finding("N021", .warning, at: position(text, line, field: field), text: string(text, line, field)))
        return nil
    }

    private mutating func option(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 2 else { return }
        let (from, to) = (line.fields.starts[0], line.fields.ends[0])
        if ModelText.isWord(text, from, to, "FLOW_UNITS") {
            let value = string(text, line, 1)
            units = ModelUnits(rawValue: value.uppercased())
            if units == nil {
                tally.add(Finding("N003", .error, at: position(text, line, field: 1), text: value))
                units = .cfs
            }
        } else if ModelText.isWord(text, from, to, "FLOW_ROUTING") || ModelText.isWord(text, from, to, "ROUTING_MODEL") {
            routesDynamically = ModelText.hasPrefix(text, line.fields.starts[1], line.fields.ends[1], "DYN")
        } else if ModelText.isWord(text, from, to, "LINK_OFFSETS") {
            offsetsAreElevations = ModelText.isWord(text, line.fields.starts[1], line.fields.ends[1], "ELEVATION")
        }
    }

    private mutating func node(_ role: SewerNodeRole, _ text: Span<UInt8>, _ line: Line) {
        let (index, isNew) = survey.names.insert(text, line.fields.starts[0], line.fields.ends[0])
        if isNew { survey.appendNode(line: line.number, declared: false) }
        guard !survey.isDeclared[index] else {
            tally.add(
                Finding(
                    "N006", .warning, at: position(text, line, field: 0), text: string(text, line, 0), [:],
                    related: [SourcePosition(file: file, line: Int(survey.nodeLine[index]))]))
            return
        }
        survey.isDeclared[index] = true
        survey.nodeLine[index] = Int32(clamping: line.number)
        survey.role[index] = role
        if let elevation = number(text, line, 1) { survey.invert[index] = elevation }
    }

    /// A divider sends water aside by a rule; the link aside may not be described yet, so its name is kept.
    private mutating func divider(_ text: Span<UInt8>, _ line: Line) {
        node(.divider, text, line)
        guard line.count >= 4 else { return }
        let (from, to) = (line.fields.starts[3], line.fields.ends[3])
        // What exceeds a flow goes aside; a table (TABULAR) divides in dry weather too.
        let isOverflow = ["OVERFLOW", "CUTOFF", "WEIR"].contains { (word: StaticString) in ModelText.isWord(text, from, to, word) }
        if isOverflow { dividerLinks.append(string(text, line, 2)) }
    }

    private mutating func mapUnits(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 2, ModelText.isWord(text, line.fields.starts[0], line.fields.ends[0], "UNITS") else { return }
        let (from, to) = (line.fields.starts[1], line.fields.ends[1])
        if ModelText.hasPrefix(text, from, to, "FEET") { survey.mapUnit = .plane(metresPerUnit: 0.3048) }
        if ModelText.hasPrefix(text, from, to, "METER") { survey.mapUnit = .plane(metresPerUnit: 1) }
        if ModelText.hasPrefix(text, from, to, "DEGREE") { survey.mapUnit = .degrees }
    }

    private mutating func link(_ role: SewerLinkRole, _ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 3 else { return tooShort(text, line, needs: 3) }
        let fields = line.fields
        guard survey.linkNames.insert(text, fields.starts[0], fields.ends[0]).isNew else {
            let first = survey.linkNames.index(text, fields.starts[0], fields.ends[0]).map { Int(survey.linkLine[$0]) }
            tally.add(
                Finding(
                    "N007", .warning, at: position(text, line, field: 0), text: string(text, line, 0), [:],
                    related: [SourcePosition(file: file, line: first)]))
            return
        }
        var ends = InlineArray<2, Int>(repeating: 0)
        for side in 0..<2 {
            let (index, isNew) = survey.names.insert(text, fields.starts[side + 1], fields.ends[side + 1])
            if isNew { survey.appendNode(line: line.number, declared: false) }
            ends[side] = index
        }
        survey.appendLink(from: ends[0], to: ends[1], role: role, line: line.number)
        let index = survey.from.count - 1
        switch role {
        case .conduit:
            if let value = positive(text, line, 3) { survey.length[index] = value }
            if let value = positive(text, line, 4) { survey.roughness[index] = value }
            if let value = number(text, line, 5) { survey.inlet[index] = value }
            if let value = number(text, line, 6) { survey.outlet[index] = value }
        case .pump:
            // Curve, status, startup depth: an initial status may be overruled by controls, and says nothing here.
            if let value = number(text, line, 5) { survey.coefficient[index] = value }
        case .orifice, .weir:
            if let value = number(text, line, 4) { survey.inlet[index] = value }
            if let value = number(text, line, 5) { survey.coefficient[index] = value }
        case .outlet:
            if let value = number(text, line, 3) { survey.inlet[index] = value }
            // The coefficient is a number only where the outlet follows a function and no table.
            if line.count >= 6, let value = ModelText.number(text, fields.starts[5], fields.ends[5]) { survey.coefficient[index] = value }
        }
    }

    /// The index of the link that a row speaks of.
    private mutating func linkIndex(_ text: Span<UInt8>, _ line: Line) -> Int? {
        survey.linkNames.index(text, line.fields.starts[0], line.fields.ends[0])
    }

    /// Puts a row off until all names are known; at the end, says that the name is unknown.
    private mutating func unknown(_ section: Section, _ text: Span<UInt8>, _ line: Line) {
        if isFinal {
            tally.add(Finding("N024", .warning, at: position(text, line, field: 0), text: string(text, line, 0)))
        } else {
            deferred.append((section, line.start, line.number))
        }
    }

    private mutating func crossSection(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 2 else { return tooShort(text, line, needs: 3) }
        guard let index = linkIndex(text, line) else { return unknown(.sections, text, line) }
        let (from, to) = (line.fields.starts[1], line.fields.ends[1])
        // A shape that is drawn elsewhere gives the name of a transect or curve where others give a height.
        if ModelText.hasPrefix(text, from, to, "IRREG") || ModelText.hasPrefix(text, from, to, "STREET") { return }
        guard let height = number(text, line, 2), height > 0 else { return }
        var equivalent = height
        if ModelText.hasPrefix(text, from, to, "FORCE") {
            survey.isPressurised[index] = true
        } else if ModelText.hasPrefix(text, from, to, "CUSTOM") {
            // The name of a curve stands where others have a width.
        } else if ModelText.hasPrefix(text, from, to, "ARCH") || ModelText.hasPrefix(text, from, to, "HORIZ") || ModelText.hasPrefix(text, from, to, "VERT_E") {
            // Without a width the height is the number of a standard size, and says nothing here.
            guard let width = number(text, line, 3), width > 0 else { return }
            equivalent = (height * width).squareRoot()
        } else if ModelText.hasPrefix(text, from, to, "CIRC") || ModelText.hasPrefix(text, from, to, "FILLED") {
        } else if let width = number(text, line, 3), width > 0 {
            survey.width[index] = width
            if ModelText.hasPrefix(text, from, to, "RECT") { equivalent = (height * width * 4 / Double.pi).squareRoot() }
        }
        if line.count >= 7, let barrels = number(text, line, 6), barrels >= 2, barrels <= 100 { equivalent *= barrels.squareRoot() }
        survey.diameter[index] = equivalent
    }

    private mutating func dryWeatherFlow(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 3 else { return tooShort(text, line, needs: 3) }
        guard ModelText.isWord(text, line.fields.starts[1], line.fields.ends[1], "FLOW") else { return }
        guard let index = survey.names.index(text, line.fields.starts[0], line.fields.ends[0]) else { return unknown(.dryWeather, text, line) }
        guard let flow = number(text, line, 2) else { return }
        guard flow >= 0 else {
            tally.add(Finding("N021", .warning, at: position(text, line, field: 2), text: string(text, line, 2)))
            return
        }
        var used: [Int] = []
        for field in 3..<7 where field < line.count && line.fields.ends[field] > line.fields.starts[field] {
            used.append(patterns.names.insert(text, line.fields.starts[field], line.fields.ends[field]).index)
        }
        dryWeather.append((Int32(truncatingIfNeeded: index), flow, used))
    }

    private mutating func inflow(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 7, ModelText.isWord(text, line.fields.starts[1], line.fields.ends[1], "FLOW") else { return }
        guard let index = survey.names.index(text, line.fields.starts[0], line.fields.ends[0]) else { return unknown(.inflows, text, line) }
        // Node, FLOW, series, type, unit factor, scale factor, baseline, pattern: only the baseline is steady.
        if let baseline = ModelText.number(text, line.fields.starts[6], line.fields.ends[6]), baseline > 0 {
            survey.otherInflow[index] += baseline
        }
    }

    private mutating func pattern(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 2 else { return }
        let index = patterns.names.insert(text, line.fields.starts[0], line.fields.ends[0]).index
        while patterns.patterns.count <= index { patterns.patterns.append(FlowPatterns.Pattern(kind: .hourly, factors: [])) }
        let (from, to) = (line.fields.starts[1], line.fields.ends[1])
        var first = 2
        if ModelText.isWord(text, from, to, "MONTHLY") {
            patterns.patterns[index].kind = .monthly
        } else if ModelText.isWord(text, from, to, "DAILY") {
            patterns.patterns[index].kind = .daily
        } else if ModelText.isWord(text, from, to, "HOURLY") {
            patterns.patterns[index].kind = .hourly
        } else if ModelText.isWord(text, from, to, "WEEKEND") {
            patterns.patterns[index].kind = .weekend
        } else {
            first = 1
        }
        var field = first
        while field < line.count {
            if let value = number(text, line, field), patterns.patterns[index].factors.count < 24 { patterns.patterns[index].factors.append(value) }
            field += 1
        }
    }

    private mutating func coordinates(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 3 else { return tooShort(text, line, needs: 3) }
        guard let index = survey.names.index(text, line.fields.starts[0], line.fields.ends[0]) else { return unknown(.coordinates, text, line) }
        guard let x = number(text, line, 1), let y = number(text, line, 2) else { return }
        survey.x[index] = x
        survey.y[index] = y
    }

    private mutating func vertex(_ text: Span<UInt8>, _ line: Line) {
        guard line.count >= 3 else { return tooShort(text, line, needs: 3) }
        guard let index = linkIndex(text, line) else { return unknown(.vertices, text, line) }
        guard let x = number(text, line, 1), let y = number(text, line, 2) else { return }
        survey.bendLink.append(Int32(truncatingIfNeeded: index))
        survey.bendX.append(x)
        survey.bendY.append(y)
    }
}
