// Memory is touched directly here: Foundation's parser asks a stream to fill a buffer of its own.
internal import Foundation
internal import FoundationXML

/// A reader of one XML part, told of elements and of the text within them.
///
/// Names come without their prefix, so that a part reads alike whatever prefixes its writer chose.
protocol XMLPartReader: AnyObject {
    func begin(_ element: String, _ attributes: [String: String], depth: Int)
    func end(_ element: String, depth: Int)
    func characters(_ text: String)
    /// Why reading must stop, once there is a reason.
    var fault: XMLPart.Fault? { get }
}

/// Parses XML parts of a ZIP while they are unpacked.
enum XMLPart {
    enum Fault: Error, Hashable {
        case zip(ZipArchive.Fault)
        /// The part is no well-formed XML.
        case malformed(String)
        /// The part declares a document type, which no part of a workbook does: entities could swell without end.
        case documentType(String)
        case nesting(String)
        case tooManyCells
        case cellTooLong(String)
        /// Something in it contradicts itself, such as two cells at one address.
        case contradiction(part: String, place: String)
    }

    /// Runs a reader over a part.
    ///
    /// - Throws: the first reason why the part cannot be used; what the reader took until then must not be used either.
    static func read(_ name: String, of archive: ZipArchive, limits: WorkbookLimits, with reader: some XMLPartReader) throws(Fault) {
        let part: ZipPart
        do { part = try archive.open(name) } catch { throw .zip(error) }
        let stream = PartStream(part)
        let parser = XMLParser(stream: stream)
        let listener = Listener(reader, name: name, nesting: limits.nesting)
        parser.delegate = listener
        parser.shouldResolveExternalEntities = false
        let isWhole = parser.parse()
        if let fault = stream.fault { throw .zip(fault) }
        if stream.hasDocumentType { throw .documentType(name) }
        if let fault = listener.fault ?? reader.fault { throw fault }
        guard isWhole, parser.parserError == nil else { throw .malformed(name) }
        // The sum of the part is known only once its last byte was unpacked.
        do { while try !part.next().isEmpty {} } catch { throw .zip(error) }
    }

    private final class Listener: NSObject, XMLParserDelegate {
        private let reader: any XMLPartReader
        private let name: String
        private let nesting: Int
        private var depth = 0
        private(set) var fault: Fault?

        init(_ reader: any XMLPartReader, name: String, nesting: Int) {
            self.reader = reader
            self.name = name
            self.nesting = nesting
        }

        func parser(
            _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?, attributes: [String: String]
        ) {
            depth += 1
            if depth > nesting, fault == nil { fault = .nesting(name) }
            reader.begin(bare(elementName), attributes, depth: depth)
            stopAtFault(parser)
        }

        func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?) {
            reader.end(bare(elementName), depth: depth)
            depth -= 1
            stopAtFault(parser)
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) { reader.characters(string) }

        func parser(_ parser: XMLParser, foundCDATA CDATABlock: Data) { reader.characters(String(decoding: CDATABlock, as: UTF8.self)) }

        private func stopAtFault(_ parser: XMLParser) { if fault != nil || reader.fault != nil { parser.abortParsing() } }

        private func bare(_ name: String) -> String {
            guard let colon = name.utf8.firstIndex(of: 0x3A) else { return name }
            return String(name[name.index(after: colon)...])
        }
    }

    /// The bytes of a part as Foundation's parser wants them.
    private final class PartStream: InputStream {
        private let part: ZipPart
        private(set) var fault: ZipArchive.Fault?
        private(set) var hasDocumentType = false
        private var isFirst = true
        private var rest: ArraySlice<UInt8> = []

        init(_ part: ZipPart) {
            self.part = part
            super.init(data: Data())
        }

        override func open() {}
        override func close() {}
        override var hasBytesAvailable: Bool { fault == nil }

        override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength len: Int) -> Int {
            if rest.isEmpty {
                do { rest = try part.next()[...] } catch {
                    fault = error
                    return -1
                }
                if isFirst {
                    isFirst = false
                    // Also in UTF-16, by its bytes that are not zero.
                    hasDocumentType = rest.lazy.filter { $0 != 0 }.containsRun(Array("<!DOCTYPE".utf8))
                    if hasDocumentType { return -1 }
                }
            }
            let count = min(len, rest.count)
            for index in 0..<count { unsafe buffer[index] = rest[rest.startIndex + index] }
            rest = rest.dropFirst(count)
            return count
        }
    }
}

extension Sequence where Element == UInt8 {
    /// Whether bytes stand in a row somewhere; the first of them must not stand in it again.
    fileprivate func containsRun(_ run: [UInt8]) -> Bool {
        var matched = 0
        for byte in self {
            if byte == run[matched] {
                matched += 1
                if matched == run.count { return true }
            } else {
                matched = byte == run[0] ? 1 : 0
            }
        }
        return false
    }
}
