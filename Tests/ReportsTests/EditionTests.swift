import Custody
import Foundation
import Monitoring
import Reports
import Testing
import Wording

/// Editions for districts and leaders, and the page made ready for paper.
@Suite struct EditionTests {
    /// Two districts with a site each, and one site whose people live in both.
    private func content() -> ReportContent {
        var content = InventedContent.make()
        let codes = content.sites.map(\.code).sorted()
        content.areas = [
            Area(code: "310000", name: "City", level: .city), Area(code: "310101", name: "East", level: .district, parent: "310000"),
            Area(code: "310102", name: "West", level: .district, parent: "310000"),
        ]
        content.siteAreas = codes.enumerated().flatMap { place, code in
            place == 0
                ? [SiteArea(site: code, area: "310101", share: 0.7), SiteArea(site: code, area: "310102", share: 0.3)]
                : [SiteArea(site: code, area: place.isMultiple(of: 2) ? "310101" : "310102", share: 1)]
        }
        return content
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `The edition of a district holds its own rows and names no site of another`() throws {
        let full = content()
        let own = full.edition(.area("310102"))
        let codes = full.sites.map(\.code).sorted()
        let sites = Set(codes.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element))
        #expect(Set(own.sites.map(\.code)) == sites)
        #expect(own.number.hasSuffix("-310102"))
        let foreign = codes.filter { !sites.contains($0) }
        for language in Language.allCases {
            let page = text(try ReportHTML.page(own, language: language))
            for file in ReportTables.csv(own, language: language) {
                let table = text(file.bytes)
                for site in foreign { #expect(!table.contains("," + site.rawValue + ","), "\(file.name) \(site)") }
            }
            for site in foreign { #expect(!page.contains(">" + site.rawValue + " ") && !page.contains(site.rawValue + "/"), "\(site) \(language)") }
            #expect(!page.contains("310101"))
        }
        #expect(own.rejects.isEmpty && own.traces.isEmpty && own.inputs.isEmpty && own.sewer == nil)
        #expect(Set(full.edition(.area("310000")).sites.map(\.code)) == Set(codes), "the city has all")
    }

    @Test func `An alert that was seen elsewhere too does not say where in the edition of a district`() throws {
        var full = content()
        let codes = full.sites.map(\.code).sorted()
        guard var alert = full.alerts.first, codes.count > 2 else { return }
        alert.site = codes[1]
        alert.alsoSeenAt = [codes[0], codes[2]]
        alert.evidence = [Reason("reason.own", ["site": codes[1].rawValue]), Reason("reason.foreign", ["sites": "\(codes[1])、\(codes[0])"])]
        full.alerts = [alert]
        let own = try #require(full.edition(.area("310102")).alerts.first)
        #expect(own.alsoSeenAt.isEmpty)
        #expect(own.evidence.map(\.key) == ["reason.own"])
    }

    @Test(arguments: [ReportEdition.summary, .short])
    func `A short edition is a few sections with the same figures`(_ edition: ReportEdition) throws {
        let page = text(try ReportHTML.page(content().edition(edition), language: .english))
        #expect(page.contains("id=\"summary\"") && page.contains("id=\"areas\"") && !page.contains("id=\"estimates\"") && !page.contains("id=\"rejects\""))
        #expect(try ReportHTML.unknownKeys(content().edition(edition), language: .english) == [])
    }

    @Test func `Areas become names of folders that lead nowhere else, and no two the same`() {
        #expect(ReportEdition.fileName("310101") == "310101")
        #expect(ReportEdition.fileName("../x") == "~2e~2e~2fx")
        #expect(ReportEdition.fileName("") == "~")
        #expect(ReportEdition.fileName("a~b") != ReportEdition.fileName("a b"))
    }

    @Test func `Paper has values for colours, drawings in place, fonts on figures, and neither script nor folded tables`() throws {
        let content = content()
        let page = try ReportHTML.page(content, language: .chinese)
        let paper = text(try ReportHTML.paper(page, of: content, language: .chinese))
        #expect(!paper.contains("var(--") && !paper.contains("<script>") && !paper.contains("<use ") && !paper.contains("var-number"))
        #expect(!paper.contains("class=\"full\""))
        let figures = paper.components(separatedBy: "<svg ").count - 1
        #expect(figures > 0 && paper.components(separatedBy: "<svg font-family=").count - 1 == figures)
        #expect(paper.components(separatedBy: "<g>").count + paper.components(separatedBy: "<g ").count == paper.components(separatedBy: "</g>").count + 1)
        #expect(try ReportHTML.paper(page, of: content, language: .chinese) == ReportHTML.paper(page, of: content, language: .chinese))
    }

    @Test func `A mark cannot end the string that holds it`() throws {
        var content = content()
        content.document.hasRedHead = true
        content.document.secrecy = "\"}body{display:none}</style><script>"
        content.document.issuer = "<b>office</b>"
        content.document.copy = 7
        #expect(try ReportHTML.unknownKeys(content, language: .english) == [])
        let page = try ReportHTML.page(content, language: .english)
        let paper = text(try ReportHTML.paper(page, of: content, language: .english))
        #expect(!paper.contains("\"}body{") && !paper.contains("</style><script>") && !paper.contains("<b>office"))
        #expect(paper.contains("Copy No. 000007"))
    }
}
