internal import Findings
internal import Monitoring
internal import Wording

extension ReportPage {
    /// What the score sheet in force makes of sites and areas; nil where the programme has none.
    func assessment() -> Markup? {
        guard let sheet = content.assessments.first?.sheet else { return nil }
        var table = PageTable([
            .text(voice.say("field.place")), .number(voice.say("field.score")), .text(voice.say("field.colour")),
            .number(voice.say("field.known_weight")), .text(voice.say("field.items")),
        ])
        for place in AssessmentTable.sorted(content.assessments).prefix(ReportPage.longestTable) {
            table.row([
                .name(place.site.map { voice.site($0) } ?? place.area.map { voice.area($0) } ?? "–", isBold: true),
                .text(score(place)), place.score == nil ? .marked(voice.say("assessment.unknown"), "quiet") : .text(colour(place)),
                .text(voice.percent(place.knownWeight)),
                .text(
                    place.items.map { item in
                        harmless(item.item, limit: 40) + " " + (item.value == nil ? "–" : voice.number(item.points))
                    }.joined(separator: voice.say("comma"))),
            ])
        }
        var out = Markup()
        out.element("p", voice.say("assessment.lead", ["sheet": harmless(sheet, limit: 40)]))
        out.raw(table.markup(caption: voice.say("assessment.caption"), empty: voice.say("assessment.unknown"), isFiltered: content.assessments.count > 12))
        return out
    }

    private func score(_ place: AssessedPlace) -> String {
        guard let score = place.score, let range = place.range else { return "–" }
        return range.low == range.high ? voice.number(score) : "\(voice.number(score)) (\(voice.number(range.low))–\(voice.number(range.high)))"
    }

    private func colour(_ place: AssessedPlace) -> String {
        let word = voice.word("colour", place.colour)
        return place.isCertain ? word : voice.say("assessment.uncertain", ["colour": word])
    }
}

/// `assessment.csv`: one row a place and item, and one with the total, its item empty.
enum AssessmentTable {
    static func table(_ content: ReportContent) -> ReportTable {
        var rows: [[Cell]] = []
        for place in sorted(content.assessments) {
            let key: [Cell] = [Cell(place.site?.rawValue), Cell(place.area?.rawValue), .text(place.sheet)]
            rows.append(
                key + [
                    .empty, .empty, Cell(place.score), Cell(place.range?.low), Cell(place.range?.high), .text(place.colour),
                    .word(place.isCertain ? "yes" : "no"), .number(place.knownWeight),
                ])
            for item in place.items {
                let isKnown = item.value != nil
                rows.append(
                    key + [
                        .text(item.item), Cell(item.value), isKnown ? .number(item.points) : .empty, isKnown ? .number(item.range.low) : .empty,
                        isKnown ? .number(item.range.high) : .empty, .empty, .empty, .empty,
                    ])
            }
        }
        return ReportTable(
            "assessment",
            ["site_code", "area_code", "sheet", "item", "value", "points", "points_low", "points_high", "colour", "certain", "known_weight"], rows)
    }

    /// Sites before areas, each by code.
    static func sorted(_ places: [AssessedPlace]) -> [AssessedPlace] {
        places.sorted {
            if ($0.site == nil) != ($1.site == nil) { return $0.site != nil }
            if let left = $0.site, let right = $1.site { return left < right }
            return ($0.area ?? "") < ($1.area ?? "")
        }
    }
}
