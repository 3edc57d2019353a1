package import Findings

/// The characters of a file, as UTF-8, with what was wrong with its bytes.
package struct DecodedText: Sendable {
    /// The path, as findings name it.
    package let file: String
    package let encoding: TextEncoding
    package let hasByteOrderMark: Bool
    /// UTF-8; the text begins at `start`. Bytes before it are the byte-order mark.
    package let bytes: [UInt8]
    package let start: Int
    /// Offsets in `bytes` of characters that stand for bad bytes (U+FFFD, or NUL as it is), ascending.
    package let badOffsets: [Int]

    /// The text as a string; bad bytes are U+FFFD.
    package var text: String { String(decoding: bytes[start...], as: UTF8.self) }

    /// The text's lines end like this; LF where it has one line.
    ///
    /// - Complexity: linear in the bytes.
    package var lineEnd: LineEnd {
        StructuralScan(bytes, from: start, to: bytes.count, delimiter: Mark.lf, limits: TextLimits()).lineEnd
    }

    /// The 1-based line and character column of an offset in `bytes`.
    ///
    /// - Complexity: linear in the bytes before it.
    package func position(ofByte offset: Int) -> SourcePosition {
        var places = LinePlaces(self)
        return places.position(ofByte: offset)
    }

    /// How many bad bytes get a finding of their own.
    private static let named = 20

    /// Decodes a file by its byte-order mark, or by the evidence of its bytes.
    ///
    /// Nil where the bytes are no text, where the file is too large, or where this machine
    /// lacks the converter; the findings say which. A text with a few bad bytes is given,
    /// with `badOffsets`; who reads it sets the rows with such bytes aside.
    ///
    /// - Complexity: linear. UTF-8 is not copied.
    package static func decode(_ bytes: [UInt8], file: String, limits: TextLimits = TextLimits()) -> (DecodedText?, [Finding]) {
        guard bytes.count <= limits.fileBytes else {
            return (nil, [Finding("T008", .error, at: SourcePosition(file: file), ["bytes": String(bytes.count), "limit": String(limits.fileBytes)])])
        }
        let evidence = EncodingEvidence(bytes)
        var findings: [Finding] = []
        if evidence.isInferred {
            var arguments = ["encoding": evidence.encoding.rawValue, "fitting": String(evidence.fitting)]
            arguments["other"] = evidence.runnerUp?.encoding.rawValue ?? "-"
            arguments["otherFitting"] = String(evidence.runnerUp?.fitting ?? 0)
            findings.append(Finding("T001", .info, at: SourcePosition(file: file), arguments))
        }
        let decoded: DecodedText
        var originals: [Int]
        if evidence.encoding == .utf8 {
            let check = evidence.utf8 ?? UTF8Check(bytes, from: evidence.markLength, limit: Transcoder.badLimit)
            (decoded, originals) = utf8(bytes, file: file, evidence: evidence, check: check)
        } else {
            let transcoder = Transcoder(bytes, from: evidence.markLength, encoding: evidence.encoding)
            guard transcoder.isAvailable else {
                findings.append(Finding("T009", .error, at: SourcePosition(file: file), ["encoding": evidence.encoding.rawValue]))
                return (nil, findings)
            }
            (decoded, originals) = transcoded(transcoder, file: file, evidence: evidence)
        }
        // More than one bad byte in fifty, and more than a handful: no text.
        if originals.count > 4, originals.count > bytes.count / 50 || originals.count > Transcoder.badLimit {
            let place = SourcePosition(file: file, byteOffset: originals.first)
            return (nil, [Finding("T004", .error, at: place, ["count": String(originals.count), "offset": String(originals.first ?? 0)])])
        }
        findings += decoded.findings(originals: originals, in: bytes)
        return (decoded, findings)
    }

    /// The first lines of a file, where they are plain UTF-8; all of a short file.
    ///
    /// - Parameter count: bytes to look at; what follows the last line end among them is left out.
    package static func head(_ bytes: [UInt8], file: String, count: Int = 64 << 10) -> DecodedText? {
        var end = min(count, bytes.count)
        if end < bytes.count { while end > 0, bytes[end - 1] != Mark.lf, bytes[end - 1] != Mark.cr { end -= 1 } }
        let (text, findings) = decode(Array(bytes[..<end]), file: file)
        guard let text, text.encoding == .utf8, findings.isEmpty else { return nil }
        return text
    }

    private static func utf8(_ bytes: [UInt8], file: String, evidence: EncodingEvidence, check: UTF8Check) -> (DecodedText, [Int]) {
        let mark = evidence.markLength
        // NUL bytes may stay as they are; other bad bytes become U+FFFD, so that every string is well-formed.
        guard check.bad.count > check.nulCount, check.bad.count <= Transcoder.badLimit else {
            return (DecodedText(file: file, encoding: .utf8, hasByteOrderMark: mark > 0, bytes: bytes, start: mark, badOffsets: check.bad), check.bad)
        }
        var mended: [UInt8] = []
        var offsets: [Int] = []
        mended.reserveCapacity(bytes.count + 2 * check.bad.count)
        var copied = 0
        for offset in check.bad {
            mended.append(contentsOf: bytes[copied..<offset])
            offsets.append(mended.count)
            if bytes[offset] == 0 { mended.append(0) } else { mended.append(contentsOf: [0xEF, 0xBF, 0xBD]) }
            copied = offset + 1
        }
        // A text cut inside a character ends with that character's first bytes: one mark stands for all of them.
        if !check.endsInsideSequence { mended.append(contentsOf: bytes[copied...]) }
        return (DecodedText(file: file, encoding: .utf8, hasByteOrderMark: mark > 0, bytes: mended, start: mark, badOffsets: offsets), check.bad)
    }

    private static func transcoded(_ transcoder: Transcoder, file: String, evidence: EncodingEvidence) -> (DecodedText, [Int]) {
        var bad = transcoder.bad
        var offset = 0
        while true {
            offset += StructuralScan.asciiPrefix(transcoder.bytes, from: offset)
            guard offset < transcoder.bytes.count, bad.count <= Transcoder.badLimit else { break }
            // The place of a NUL in the original is known only where every unit before it has one width.
            if transcoder.bytes[offset] == 0 { bad.append((offset, offset)) }
            offset += 1
        }
        bad.sort { $0.offset < $1.offset }
        let text = DecodedText(
            file: file, encoding: evidence.encoding, hasByteOrderMark: evidence.markLength > 0, bytes: transcoder.bytes, start: 0,
            badOffsets: bad.map(\.offset))
        return (text, bad.map(\.original))
    }

    private func findings(originals: [Int], in original: [UInt8]) -> [Finding] {
        var findings: [Finding] = []
        for (index, offset) in badOffsets.enumerated() {
            guard index < DecodedText.named else {
                findings.append(Finding("T003", .error, at: SourcePosition(file: file), ["count": String(badOffsets.count - index), "encoding": encoding.rawValue]))
                break
            }
            var place = position(ofByte: offset)
            if bytes[offset] == 0 {
                findings.append(Finding("T010", .error, at: place))
                continue
            }
            let at = originals[index]
            place.byteOffset = at
            let value = at < original.count ? original[at] : 0
            let digits = String(value, radix: 16, uppercase: true)
            findings.append(
                Finding(
                    "T002", .error, at: place, text: "0x" + (digits.count < 2 ? "0" : "") + digits,
                    ["encoding": encoding.rawValue, "offset": String(at)]))
        }
        return findings
    }
}
