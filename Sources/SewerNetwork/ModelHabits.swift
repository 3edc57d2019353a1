extension ModelFile {
    /// Whether a row makes sense only with its columns told by wide gaps: a name in it holds blanks without quotes.
    ///
    /// A first such row is told by a word where its number should be, or by a second word that begins within the first
    /// column of the rule drawn above it (`;;-------------- ----------`); after it also a row whose name is unknown.
    func isWide(_ section: Section, _ text: Span<UInt8>, _ line: Line) -> Bool {
        let place: Int
        switch section {
        case .junctions, .outfalls, .storage, .dividers: place = 1
        case .conduits:
            place = 3
            if hasWideRows, knows(.pumps, text, ModelText.splitWide(text, line.start, limit: 3)), !knows(.pumps, text, line.fields) { return true }
        case .coordinates, .vertices, .sections, .dryWeather, .inflows, .pumps, .orifices, .weirs, .outlets:
            guard hasWideRows else { return false }
            return knows(section, text, ModelText.splitWide(text, line.start, limit: 3)) && !knows(section, text, line.fields)
        case .skipped, .options, .patterns, .map: return false
        }
        let isCrowded = line.count > 1 && firstColumn > 0 && line.fields.starts[1] - line.start < firstColumn
        guard place < line.count, isCrowded || !ModelText.startsNumber(text, line.fields.starts[place]) else { return false }
        let wide = ModelText.splitWide(text, line.start, limit: limit(of: section))
        return wide.count > place && ModelText.number(text, wide.starts[place], wide.ends[place]) != nil
    }

    private func knows(_ section: Section, _ text: Span<UInt8>, _ fields: ModelFields) -> Bool {
        func isNode(_ place: Int) -> Bool { place < fields.count && survey.names.index(text, fields.starts[place], fields.ends[place]) != nil }
        switch section {
        case .pumps, .orifices, .weirs, .outlets: return isNode(1) && isNode(2)
        case .vertices, .sections: return fields.count > 0 && survey.linkNames.index(text, fields.starts[0], fields.ends[0]) != nil
        default: return isNode(0)
        }
    }
}
