/// What a reader of XML is told, element by element.
///
/// Names come without their prefix, so that a text reads alike whatever prefixes its writer chose.
package protocol XMLListener: AnyObject {
    func begin(_ element: String, _ attributes: XMLAttributes)
    func end(_ element: String)
    func characters(_ text: String)
    /// Whether the listener has heard enough, or cannot go on: then scanning stops.
    var isDone: Bool { get }
}

/// The attributes of an element, in their order, with their prefixes.
package struct XMLAttributes: Sendable {
    private var pairs: [(name: String, value: String)] = []
    /// How many bytes of the text stand before the element.
    package fileprivate(set) var offset = 0

    package init() {}

    fileprivate mutating func add(_ name: String, _ value: String) { pairs.append((name, value)) }

    /// The value of the attribute without a prefix; nil where it is missing.
    package subscript(name: String) -> String? {
        for pair in pairs where pair.name == name { return pair.value }
        return nil
    }

    /// The value of the first attribute of this name that has a prefix, whatever it is.
    package func prefixed(_ name: String) -> String? {
        for pair in pairs where pair.name.hasSuffix(":" + name) { return pair.value }
        return nil
    }
}

/// Scans XML 1.0 in UTF-8 while its bytes arrive.
///
/// Strict where the meaning could change (unclosed elements, bad UTF-8, unknown entities are
/// faults) and small: no document types, so no entities beyond the five of XML and no way to
/// swell or to reach out; no namespaces. Written here because Foundation's parser traps on a
/// processing instruction without data, which any damaged file can hold.
package struct XMLScan {
    package enum Fault: Error, Hashable, Sendable {
        /// Not well-formed, or not in UTF-8.
        case malformed
        /// A document type is declared.
        case documentType
        /// Elements within elements beyond the bound.
        case nesting
        /// A tag or a text without a tag is longer than the bound.
        case tooLong
    }

    private var buffer: [UInt8] = []
    private var start = 0
    /// Bytes that stood before those of the buffer.
    private var taken = 0
    private var isEnded = false
    private let refill: () -> [UInt8]
    private let nesting: Int
    /// Bytes of one tag, or of one text between tags.
    private let longest: Int

    /// - Parameter refill: gives the next bytes, and none at the end.
    private init(nesting: Int, longest: Int, refill: @escaping () -> [UInt8]) {
        self.nesting = nesting
        self.longest = longest
        self.refill = refill
    }

    /// Tells a listener of all elements and texts.
    ///
    /// - Parameters:
    ///   - nesting: elements within elements; more are a fault.
    ///   - refill: gives the next bytes, and none at the end.
    /// - Complexity: linear in the bytes; memory for one tag or text.
    package static func scan(nesting: Int = 64, longest: Int = 8 << 20, for listener: some XMLListener, refill: @escaping () -> [UInt8]) throws(Fault) {
        var scan = XMLScan(nesting: nesting, longest: longest, refill: refill)
        try scan.run(listener)
    }

    private mutating func run(_ listener: some XMLListener) throws(Fault) {
        var open: [String] = []
        var hasRoot = false
        if byte(2) != nil, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { start = 3 }
        while !listener.isDone {
            guard byte(0) != nil else { break }
            guard let tag = try distance(to: [0x3C], from: 0) else {
                guard open.isEmpty, buffer[start...].allSatisfy(XMLScan.isSpace) else { throw .malformed }
                start = buffer.count
                break
            }
            if tag > 0 {
                let text = buffer[start..<start + tag]
                if open.isEmpty {
                    guard text.allSatisfy(XMLScan.isSpace) else { throw .malformed }
                } else {
                    listener.characters(try XMLScan.text(text))
                }
                start += tag
            }
            guard let kind = byte(1) else { throw .malformed }
            switch kind {
            case 0x3F:
                guard let end = try distance(to: [0x3F, 0x3E], from: 2) else { throw .malformed }
                try checkDeclaration(buffer[start + 2..<start + end])
                start += end + 2
            case 0x21: try skipOrTell(listener, isWithin: !open.isEmpty)
            case 0x2F:
                guard let end = try distance(to: [0x3E], from: 2) else { throw .malformed }
                let name = try XMLScan.name(buffer[start + 2..<start + end].trimmingSpaces)
                guard open.popLast() == name else { throw .malformed }
                start += end + 1
                listener.end(XMLScan.bare(name))
            default:
                guard !(hasRoot && open.isEmpty) else { throw .malformed }
                hasRoot = true
                let end = try tagEnd()
                let isEmpty = buffer[start + end - 1] == 0x2F
                var (name, attributes) = try XMLScan.tag(buffer[start + 1..<start + end - (isEmpty ? 1 : 0)])
                attributes.offset = taken + start
                start += end + 1
                guard open.count < nesting else { throw .nesting }
                let bare = XMLScan.bare(name)
                listener.begin(bare, attributes)
                if isEmpty { listener.end(bare) } else { open.append(name) }
            }
        }
        guard listener.isDone || hasRoot && open.isEmpty else { throw .malformed }
    }

    // MARK: Bytes

    /// The byte at a distance from the start; nil beyond the end of the text.
    private mutating func byte(_ distance: Int) -> UInt8? {
        while start + distance >= buffer.count {
            guard more() else { return nil }
        }
        return buffer[start + distance]
    }

    /// Takes the next bytes in; false at the end.
    private mutating func more() -> Bool {
        if isEnded { return false }
        let next = refill()
        if next.isEmpty {
            isEnded = true
            return false
        }
        if start > 0 {
            buffer.removeSubrange(..<start)
            taken += start
            start = 0
        }
        buffer += next
        return true
    }

    /// How far from the start a run of bytes begins; nil where it does not come any more.
    private mutating func distance(to run: [UInt8], from: Int) throws(Fault) -> Int? {
        var distance = from
        while true {
            let last = buffer.count - run.count
            while start + distance <= last {
                if buffer[start + distance] == run[0], run.count == 1 || buffer[start + distance..<start + distance + run.count].elementsEqual(run) {
                    return distance
                }
                distance += 1
            }
            guard distance <= longest else { throw .tooLong }
            guard more() else { return nil }
        }
    }

    /// How far from the start the `>` of a tag stands: not one within quotes.
    private mutating func tagEnd() throws(Fault) -> Int {
        var distance = 1
        var quote: UInt8 = 0
        while let byte = byte(distance) {
            if byte == 0x3C { throw .malformed }
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == 0x22 || byte == 0x27 {
                quote = byte
            } else if byte == 0x3E {
                return distance
            }
            distance += 1
            guard distance <= longest else { throw .tooLong }
        }
        throw .malformed
    }

    /// Comments, marked text and document types.
    private mutating func skipOrTell(_ listener: some XMLListener, isWithin: Bool) throws(Fault) {
        if byte(3) == 0x2D, byte(2) == 0x2D {
            guard let end = try distance(to: Array("-->".utf8), from: 4) else { throw .malformed }
            start += end + 3
            return
        }
        let head = Array("<![CDATA[".utf8)
        guard byte(head.count - 1) != nil, buffer[start..<start + head.count].elementsEqual(head), isWithin else {
            _ = byte(8)
            throw buffer[start...].starts(with: Array("<!DOCTYPE".utf8)) ? .documentType : .malformed
        }
        guard let end = try distance(to: Array("]]>".utf8), from: head.count) else { throw .malformed }
        guard let text = String(validating: buffer[start + head.count..<start + end], as: UTF8.self) else { throw .malformed }
        listener.characters(text)
        start += end + 3
    }

    /// Refuses a declaration that states another encoding than UTF-8, in which all is read.
    private func checkDeclaration(_ text: ArraySlice<UInt8>) throws(Fault) {
        guard text.starts(with: Array("xml".utf8)), let words = String(validating: text, as: UTF8.self)?.lowercased(), words.contains("encoding") else { return }
        guard words.contains("utf-8") || words.contains("utf8") || words.contains("us-ascii") else { throw .malformed }
    }

    // MARK: Words

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private static func name(_ bytes: ArraySlice<UInt8>) throws(Fault) -> String {
        guard let first = bytes.first, first >= 0x80 || (0x41...0x5A).contains(first & 0xDF) || first == 0x5F else { throw .malformed }
        guard bytes.allSatisfy({ $0 >= 0x80 || $0 &- 0x30 < 10 || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E || $0 == 0x3A }) else {
            throw .malformed
        }
        guard let name = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return name
    }

    private static func bare(_ name: String) -> String {
        guard let colon = name.utf8.firstIndex(of: 0x3A) else { return name }
        return String(name[name.index(after: colon)...])
    }

    /// The name and the attributes between `<` and `>`.
    private static func tag(_ bytes: ArraySlice<UInt8>) throws(Fault) -> (String, XMLAttributes) {
        var index = bytes.startIndex
        func skipSpaces() { while index < bytes.endIndex, isSpace(bytes[index]) { index += 1 } }
        let end = bytes.firstIndex(where: isSpace) ?? bytes.endIndex
        let name = try name(bytes[index..<end])
        var attributes = XMLAttributes()
        index = end
        skipSpaces()
        while index < bytes.endIndex {
            guard let equals = bytes[index...].firstIndex(of: 0x3D) else { throw .malformed }
            let key = try self.name(bytes[index..<equals].trimmingSpaces)
            index = equals + 1
            skipSpaces()
            guard index < bytes.endIndex, bytes[index] == 0x22 || bytes[index] == 0x27, let close = bytes[(index + 1)...].firstIndex(of: bytes[index]) else {
                throw .malformed
            }
            attributes.add(key, try text(bytes[(index + 1)..<close]))
            index = close + 1
            guard index == bytes.endIndex || isSpace(bytes[index]) else { throw .malformed }
            skipSpaces()
        }
        return (name, attributes)
    }

    /// A text with its entities in place and its line ends as LF.
    private static func text(_ bytes: ArraySlice<UInt8>) throws(Fault) -> String {
        if bytes.contains(where: { $0 == 0x26 || $0 == 0x0D }) {
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            var index = bytes.startIndex
            while index < bytes.endIndex {
                switch bytes[index] {
                case 0x26:
                    guard let end = bytes[index...].prefix(12).firstIndex(of: 0x3B) else { throw .malformed }
                    try append(entity: bytes[(index + 1)..<end], to: &result)
                    index = end
                case 0x0D:
                    result.append(0x0A)
                    if index + 1 < bytes.endIndex, bytes[index + 1] == 0x0A { index += 1 }
                default: result.append(bytes[index])
                }
                index += 1
            }
            guard let text = String(validating: result, as: UTF8.self) else { throw .malformed }
            return text
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .malformed }
        return text
    }

    private static func append(entity: ArraySlice<UInt8>, to result: inout [UInt8]) throws(Fault) {
        switch String(decoding: entity, as: UTF8.self) {
        case "lt": result.append(0x3C)
        case "gt": result.append(0x3E)
        case "amp": result.append(0x26)
        case "quot": result.append(0x22)
        case "apos": result.append(0x27)
        case let text where text.hasPrefix("#"):
            let isHex = text.hasPrefix("#x")
            let digits = text.dropFirst(isHex ? 2 : 1)
            guard digits.first.map({ $0.isHexDigit }) == true, let value = UInt32(digits, radix: isHex ? 16 : 10), value != 0, let scalar = Unicode.Scalar(value) else {
                throw .malformed
            }
            result.append(contentsOf: String(scalar).utf8)
        default: throw .malformed
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate var trimmingSpaces: ArraySlice<UInt8> {
        var view = self
        while let first = view.first, first == 0x20 || (0x09...0x0D).contains(first) { view.removeFirst() }
        while let last = view.last, last == 0x20 || (0x09...0x0D).contains(last) { view.removeLast() }
        return view
    }
}
