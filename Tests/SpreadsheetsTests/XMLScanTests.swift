import Spreadsheets
import Testing

@Suite struct XMLScanTests {
    private final class Log: XMLListener {
        var lines: [String] = []
        var isDone = false
        func begin(_ element: String, _ attributes: XMLAttributes) {
            lines.append("<" + element + ["a", "b"].compactMap { name in attributes[name].map { " " + name + "=" + $0 } }.joined() + (attributes.prefixed("id").map { " id=" + $0 } ?? ""))
        }
        func end(_ element: String) { lines.append("/" + element) }
        func characters(_ text: String) {
            if let last = lines.last, last.hasPrefix("|") { lines[lines.count - 1] = last + text } else { lines.append("|" + text) }
        }
    }

    /// Scans a text that arrives some bytes at a time.
    private func scan(_ text: String, piece: Int = 1 << 16, nesting: Int = 8) -> Result<[String], XMLScan.Fault> {
        let log = Log()
        var bytes = Array(text.utf8)[...]
        do throws(XMLScan.Fault) {
            try XMLScan.scan(nesting: nesting, longest: 1000, for: log) {
                let next = Array(bytes.prefix(piece))
                bytes = bytes.dropFirst(piece)
                return next
            }
            return .success(log.lines)
        } catch { return .failure(error) }
    }

    private let sample = """
        \u{FEFF}<?xml version="1.0" encoding="UTF-8"?><!-- <a> --><?p?><x:r xmlns:x="u" a = '1&lt;2'><b r:id="7" b="&#x7532;&quot;"/>t&amp;&#49;<![CDATA[<&>]]>é\r
        <c></c ></x:r>
        <!-- end --> \n
        """

    @Test(arguments: [1, 2, 3, 7, 64, 65_536]) func `A text reads alike however it arrives`(piece: Int) {
        #expect(scan(sample, piece: piece) == .success(["<r a=1<2", "<b b=甲\" id=7", "/b", "|t&1<&>é\n", "<c", "/c", "/r"]))
    }

    @Test(arguments: [
        "", " ", "x", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a>x</a>y", "<a b=c/>", "<a b='1'c='2'/>", "<a b/>", "<a b='<'/>", "<a>&b;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&</a>", "<1/>",
        "<a><![CDATA[x</a>", "<a><!-- x</a>", "<?xml version='1.0' encoding='GBK'?><a/>", "<![CDATA[x]]>", "<a", "<a b=\"", "<a><!x></a>", "<a>&#+5;</a>", "< a/>", "<a/",
    ]) func `What is not well-formed is a fault`(text: String) {
        #expect(scan(text) == .failure(.malformed), "\(text)")
    }

    @Test func `Document types, deep nesting and endless tags are faults`() {
        #expect(scan("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>") == .failure(.documentType))
        #expect(scan(String(repeating: "<a>", count: 9)) == .failure(.nesting))
        #expect(scan("<a>" + String(repeating: "x", count: 200_000) + "</a>", piece: 100) == .failure(.tooLong))
        #expect(scan("<a b='" + String(repeating: "x", count: 200_000) + "'/>", piece: 100) == .failure(.tooLong))
    }

    @Test func `A text cut anywhere is a fault until its last element has ended`() {
        let bytes = Array(sample.utf8)
        for count in bytes.indices {
            let text = String(decoding: bytes.prefix(count), as: UTF8.self)
            if case .success = scan(text) { #expect(text.contains("</x:r>"), "cut at \(count)") }
        }
    }
}
