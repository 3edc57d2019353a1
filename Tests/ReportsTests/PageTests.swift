import Custody
import Findings
import Foundation
import Monitoring
import Reports
import Testing
import Wording

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The page: complete, self-contained, harmless whatever the data hold.
struct PageTests {
    static func page(_ content: ReportContent, _ language: Language = .english) throws -> String {
        String(decoding: try ReportHTML.page(content, language: language), as: UTF8.self)
    }

    /// Every stretch that begins with `start` and ends with the next `end`, with both; linear in the text.
    static func parts(_ text: String, from start: String, to end: String) -> [Substring] {
        let bytes = Array(text.utf8)
        let (opening, closing) = (Array(start.utf8), Array(end.utf8))
        func place(of wanted: [UInt8], from first: Int) -> Int? {
            guard let head = wanted.first else { return nil }
            var index = first
            while index + wanted.count <= bytes.count {
                if bytes[index] == head, bytes[index..<index + wanted.count].elementsEqual(wanted) { return index }
                index += 1
            }
            return nil
        }
        var result: [Substring] = []
        var index = 0
        while let open = place(of: opening, from: index), let close = place(of: closing, from: open + opening.count) {
            index = close + closing.count
            result.append(String(decoding: bytes[open..<index], as: UTF8.self)[...])
        }
        return result
    }

    @Test(arguments: [(Language.english, "Means of the daily loads follow the convention EUDA; weekdays: Tue-Fri."), (.chinese, "日负荷的均值按惯例 EUDA; weekdays: Tue-Fri 计算。")])
    func `maps, trends, ranks, the week and the table of means name their convention`(language: Language, sentence: String) throws {
        var content = InventedContent.make()
        content.convention = "EUDA; weekdays: Tue-Fri"
        let page = try Self.page(content, language)
        #expect(Self.parts(page, from: sentence, to: "</p>").count == 5)
        // Untrusted text, as all else.
        content.convention = "<script>"
        #expect(!(try Self.page(content, language)).contains("convention <script>"))
    }

    @Test(arguments: Language.allCases)
    func `every name that a template asks for is in its context`(_ language: Language) throws {
        #expect(try ReportHTML.unknownKeys(InventedContent.make(), language: language) == [])
    }

    @Test(arguments: Language.allCases)
    func `every sentence comes from the catalogue, filled`(_ language: Language) throws {
        let page = try Self.page(InventedContent.make(), language)
        let body = try #require(page.range(of: "<body")).lowerBound
        let text = String(page[body...])
        for key in Catalogue.of(language).keys.keys where key.hasPrefix("report.") { #expect(!text.contains(">" + key + "<"), "\(key)") }
        let gaps = Self.parts(text, from: "{", to: "}").filter { !$0.contains("\n") && $0.count < 30 && $0.dropFirst().dropLast().allSatisfy { $0.isLetter || $0 == "_" } }
        #expect(gaps.isEmpty, "\(gaps.prefix(5))")
        #expect(!text.contains("report.word.") && !text.contains("report.section."))
    }

    @Test func `both languages have the same sentences, and none names a place that the other does not`() {
        func own(_ language: Language) -> Set<String> { Set(Catalogue.of(language).keys.keys.filter { $0.hasPrefix("report.") || ["R001", "R002", "R003"].contains($0) }) }
        #expect(own(.english) == own(.chinese))
        #expect(own(.english).count > 300)
        for code in ["R001", "R002", "R003"] {
            let finding = Finding(FindingCode(code), .fatal, text: "x", ["cause": "c", "template": "t", "granted": "2025-P4", "period": "2025-P5"])
            for language in Language.allCases {
                let text = Catalogue.of(language).text(of: finding)
                #expect(!text.what.isEmpty && !text.why.isEmpty && !text.fix.isEmpty)
                #expect(!(text.what + text.why + text.fix).contains("{"))
            }
        }
    }

    @Test(arguments: Language.allCases)
    func `the page asks nothing of any network and links only into itself`(_ language: Language) throws {
        let page = try Self.page(InventedContent.make(), language)
        let withoutNamespace = page.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
        #expect(!withoutNamespace.contains("http://") && !withoutNamespace.contains("https://"))
        for word in ["<link", "<img", "<iframe", "@import", "url(", "<object", "<base", "<form", "srcset"] { #expect(!page.contains(word), "\(word)") }
        let anchors = Self.parts(page, from: " href=\"", to: "\"").map { $0.dropFirst(7).dropLast() }
        #expect(anchors.count > 20 && anchors.allSatisfy { $0.hasPrefix("#") })
        let ids = Self.parts(page, from: " id=\"", to: "\"").map { $0.dropFirst(5).dropLast() }
        #expect(Set(ids).count == ids.count)
        #expect(anchors.allSatisfy { ids.contains($0.dropFirst()) })
        #expect(page.contains("default-src &#39;none&#39;"))
        #expect(page.contains("<html lang=\"\(language.rawValue)\">") && page.contains("<meta charset=\"utf-8\">"))
    }

    @Test func `the policy of the page allows its own script and no other`() throws {
        let page = try Self.page(InventedContent.make())
        let script = try #require(Self.parts(page, from: "<script>", to: "</script>").first).dropFirst(8).dropLast(9)
        let digest = Digest.sha256(Array(script.utf8))
        let bytes = stride(from: 0, to: digest.count, by: 2).compactMap { place -> UInt8? in
            let start = digest.index(digest.startIndex, offsetBy: place)
            return UInt8(digest[start..<digest.index(start, offsetBy: 2)], radix: 16)
        }
        #expect(Data(bytes).base64EncodedString() == ReportHTML.scriptDigest)
        #expect(page.contains("script-src &#39;sha256-\(ReportHTML.scriptDigest)&#39;"))
        #expect(!script.contains("</") && !script.contains("innerHTML") && !script.contains("eval"))
    }

    @Test(arguments: Language.allCases)
    func `hostile names stay text: no markup, no script, no direction marks, no endless lines`(_ language: Language) throws {
        var content = Self.hostile()
        content.headlineAnalytes = ["methamphetamine", "ketamine"]
        let page = try Self.page(content, language)
        #expect(Self.parts(page, from: "<script", to: ">").count == 1)
        #expect(!page.contains("<b onload") && !page.contains("<script>alert"))
        #expect(page.contains("&lt;script&gt;alert"))
        #expect(!page.unicodeScalars.contains { (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value) || $0.value == 0x200F || $0.value == 0 || $0.value == 0x1B })
        #expect(!page.contains(String(repeating: "长", count: 700)))
        #expect(page.contains("a &amp; b &lt; c") && page.contains("&amp;lt;b&amp;gt;") && !page.contains("&amp;amp;"))
        try Self.expectBalanced(page)
        for drawing in Self.parts(page, from: "<svg", to: "</svg>") {
            let parser = XMLParser(data: Data(drawing.utf8))
            #expect(parser.parse(), "\(drawing.prefix(120))")
        }
    }

    @Test(arguments: Language.allCases)
    func `tags are balanced and attributes quoted`(_ language: Language) throws {
        let page = try Self.page(InventedContent.make(), language)
        try Self.expectBalanced(page)
        #expect(page.utf8.count < 1_000_000)
    }

    @Test func `no node of the sewer is named, in no form`() throws {
        let content = InventedContent.make()
        var forms = ReportTables.csv(content).map(\.bytes) + [ReportJSON.report(content), ReportJSON.manifest(content)]
        for language in Language.allCases { forms.append(try ReportHTML.page(content, language: language)) }
        for bytes in forms { #expect(!String(decoding: bytes, as: UTF8.self).contains("SECRET")) }
        #expect(!ReportTables.csv(content).contains { $0.name == "trace_rounds.csv" })
    }

    @Test(arguments: Language.allCases)
    func `a report with nothing in it is still a page`(_ language: Language) throws {
        let content = ReportContent(period: try #require(Period("2025-P1")), revision: "r2", programme: ProgrammeTitle(name: "空"))
        let page = try Self.page(content, language)
        #expect(page.contains("id=\"summary\"") && page.contains("id=\"limits\"") && !page.contains("id=\"map\""))
        #expect(page.contains("<body class=\"issued plain full-edition\""))
        try Self.expectBalanced(page)
    }

    @Test func `every figure has a label, and every estimate the key that explains it`() throws {
        let page = try Self.page(InventedContent.make())
        for drawing in Self.parts(page, from: "<svg", to: ">") {
            #expect(drawing.contains("aria-label=\"") || drawing.contains("aria-hidden=\"true\""))
        }
        #expect(page.contains("<code>2025-P5/F1/methamphetamine</code>"))
        #expect(page.contains("headwater explain --workspace WORKSPACE 2025-P5/F1/methamphetamine"))
        #expect(Self.parts(page, from: "<code>2025-P5/", to: "</code>").count == 22 * 14)
    }

    /// The invented content with names that try everything.
    static func hostile() -> ReportContent {
        var content = InventedContent.make()
        let names = [
            "\"><script>alert(1)</script>", "' onmouseover='alert(1)", "\u{202E}drowssap\u{202C}", "👩‍👩‍👧‍👦🧪", String(repeating: "长", count: 4000), "{{title}}{{{body}}}",
            "</style><b onload=x>", "a & b < c", "\u{1B}[31mred", "nul\u{0}byte", "&lt;b&gt;", "]]>", "<!--", "`x`",
        ]
        for index in content.sites.indices { content.sites[index].name = names[index % names.count] }
        for index in content.analytes.indices {
            content.analytes[index].chineseName = names[index % names.count]
            content.analytes[index].englishName = names[(index + 3) % names.count]
        }
        for index in content.areas.indices { content.areas[index].name = names[index % names.count] }
        for index in content.parameters.indices { content.parameters[index].source = names[index % names.count] }
        content.programme = ProgrammeTitle(name: names[0], nameEnglish: names[6], code: names[2])
        content.rejects = names.map { Finding("R001", .error, at: SourcePosition(file: $0, line: 1, column: 2), text: $0, ["cause": $0]) }
        content.findings = names.map { Finding("R002", .warning, at: SourcePosition(file: $0), text: $0, ["template": $0]) }
        content.inputs = names.map { InputDigest(name: $0, sha256: $0) }
        content.heldBatches = names
        content.restatements = names.map { Restatement(table: $0, key: $0, column: $0, before: $0, after: $0, reasons: [Reason("reason.restated.late", ["file": $0])], run: $0) }
        content.signatories = names.map { Signatory(role: $0, staffCode: $0, at: $0) }
        content.auditHead = names[0]
        content.programVersion = names[1]
        content.parameterSet = names[6]
        for index in content.accountability.indices { content.accountability[index].reasons = [names[index % names.count]] }
        for index in content.qualityChecks.indices {
            content.qualityChecks[index].batch = names[index % names.count]
            content.qualityChecks[index].limit = names[index % names.count]
            content.qualityChecks[index].check = names[index % 3]
            content.qualityChecks[index].verdict = .warn
        }
        for index in content.estimates.indices { content.estimates[index].flags = [names[index % names.count]] }
        for index in content.alerts.indices {
            content.alerts[index].id = names[index]
            content.alerts[index].evidence = names.map { Reason("reason.step_up", ["load": $0]) } + names.map { Reason($0) }
        }
        return content
    }

    /// Fails where a tag is not closed, closes another, or has an attribute without quotes.
    static func expectBalanced(_ page: String) throws {
        let void: Set<String> = ["meta", "!DOCTYPE"]
        var open: [String] = []
        var text = page
        for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
            for part in parts(text, from: start, to: end) { text = text.replacingOccurrences(of: part, with: "") }
        }
        for piece in text.utf8.split(separator: UInt8(ascii: "<")).dropFirst(text.hasPrefix("<") ? 0 : 1) {
            let tag = try #require(String(piece.split(separator: UInt8(ascii: ">"), omittingEmptySubsequences: false).first ?? piece[...]))
            if tag.hasPrefix("/") {
                let closed = open.popLast()
                #expect(closed == String(tag.dropFirst()), "\(tag) closes \(closed ?? "nothing")")
                if closed != String(tag.dropFirst()) { return }
                continue
            }
            #expect(tag.filter { $0 == "\"" }.count.isMultiple(of: 2), "\(tag)")
            let name = tag.split(separator: " ").first.map(String.init) ?? ""
            if !void.contains(name), !tag.hasSuffix("/") { open.append(name) }
        }
        #expect(open.isEmpty, "\(open)")
    }
}
