import Foundation
import Monitoring
import Reports
import Testing
import Wording

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// `report.docx`: its parts, its tables, and names that try to be markup.
@Suite struct WordDocumentTests {
    /// The entries of an archive without compression, in their order.
    private func parts(_ bytes: [UInt8]) throws -> [(name: String, content: [UInt8])] {
        func number(_ place: Int, _ width: Int) -> Int { (0..<width).reduce(0) { $0 + (Int(bytes[place + $1]) << (8 * $1)) } }
        var parts: [(String, [UInt8])] = []
        var place = 0
        while number(place, 4) == 0x0403_4B50 {
            let (size, name, extra) = (number(place + 18, 4), number(place + 26, 2), number(place + 28, 2))
            let start = place + 30 + name + extra
            parts.append((String(decoding: bytes[(place + 30)..<(place + 30 + name)], as: UTF8.self), Array(bytes[start..<(start + size)])))
            place = start + size
        }
        #expect(number(place, 4) == 0x0201_4B50)
        let end = bytes.count - 22
        #expect(number(end, 4) == 0x0605_4B50 && number(end + 10, 2) == parts.count && number(end + 16, 4) == place)
        return parts
    }

    private func document(_ content: ReportContent, _ language: Language = .chinese) throws -> [UInt8] {
        WordDocument.make(content, page: try ReportHTML.page(content, language: language), language: language)
    }

    private final class Texts: NSObject, XMLParserDelegate {
        var text = ""
        var elements: [String: Int] = [:]
        func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
        func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
            elements[name, default: 0] += 1
        }
    }

    private func read(_ content: [UInt8], _ name: String) throws -> Texts {
        let parser = XMLParser(data: Data(content))
        let texts = Texts()
        parser.delegate = texts
        #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
        return texts
    }

    @Test(arguments: Language.allCases)
    func `Every part is whole XML, and the tables of the page are tables of the document`(_ language: Language) throws {
        let content = InventedContent.make()
        let parts = try parts(try document(content, language))
        #expect(parts.first?.name == "[Content_Types].xml")
        var byName: [String: Texts] = [:]
        for part in parts { byName[part.name] = try read(part.content, part.name) }
        let body = try #require(byName["word/document.xml"])
        let page = String(decoding: try ReportHTML.page(content, language: language), as: UTF8.self)
        let folded = page.components(separatedBy: "class=\"full\"").count - 1
        let tables = page.components(separatedBy: "<table ").count - 1
        #expect((body.elements["w:tbl"] ?? 0) >= tables - folded)
        // Words that only figures hold.
        #expect(!body.text.contains("ylabel") && !body.text.contains("K01K02"))
        let charts = parts.filter { $0.name.hasPrefix("word/charts/") }
        #expect(!charts.isEmpty && body.elements["c:chart"] == charts.count)
        for site in content.sites.prefix(3) { #expect(body.text.contains(site.code.rawValue)) }
        #expect(byName["word/header1.xml"]?.text.contains(content.number) ?? false)
        #expect(try document(content, language) == document(content, language))
    }

    @Test func `A name that tries to be markup, a control character and a very long one stay text`() throws {
        var content = InventedContent.make()
        let names = ["</w:t></w:r><script>&\"'`", "a\u{0}b\u{1B}c\u{FFFE}", "\u{202E}evil\u{2066}", String(repeating: "长", count: 5_000), "👩‍🔬💊", "]]>"]
        for (place, name) in names.enumerated() where place < content.sites.count { content.sites[place].name = name }
        content.document.hasRedHead = true
        content.document.issuer = names[0]
        content.document.secrecy = names[5]
        for part in try parts(try document(content)) { _ = try read(part.content, part.name) }
    }

    @Test func `The red head stands above the title, and the checksum is that of ISO 3309`() throws {
        var content = InventedContent.make()
        content.document.hasRedHead = true
        content.document.issuer = "市禁毒办"
        content.document.copy = 12
        let part = try #require(try parts(try document(content)).first { $0.name == "word/document.xml" })
        let text = String(decoding: part.content, as: UTF8.self)
        let head = try #require(text.range(of: "市禁毒办")?.lowerBound)
        #expect(head < (try #require(text.range(of: "\"Title\"")?.lowerBound)))
        #expect(text.contains("份号 000012"))
        // The bytes of the checksum stand at 14 of the first entry: the check value of "123456789" is CBF43926.
        let bytes = try document(content)
        let own = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[14 + $1]) << UInt32(8 * $1) }
        #expect(own == crc(try #require(try parts(bytes).first).content) && crc(Array("123456789".utf8)) == 0xCBF4_3926)
    }

    private func crc(_ bytes: [UInt8]) -> UInt32 {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
