// Memory is touched directly here because the C library's iconv takes pointers.
#if canImport(Glibc)
private import Glibc
#elseif canImport(Musl)
private import Musl
#endif

/// Turns bytes of another encoding into UTF-8, and says exactly which bytes it could not.
///
/// GB18030, Big5 and Windows-1252 go through the C library's `iconv`, which stops at the bad
/// byte; UTF-16 is done here. A bad byte becomes U+FFFD and its place is kept.
struct Transcoder {
    /// UTF-8.
    var bytes: [UInt8] = []
    /// Offsets in `bytes` of each U+FFFD that stands for a bad byte, with the offset of that byte in the file.
    var bad: [(offset: Int, original: Int)] = []
    /// Whether the C library knows the encoding.
    var isAvailable = true

    /// More bad bytes than this and the encoding is not the one: the rest is not read.
    static let badLimit = 10_000

    private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

    init(_ input: [UInt8], from start: Int, encoding: TextEncoding) {
        bytes.reserveCapacity((input.count - min(start, input.count)) * 3 / 2 + 16)
        switch encoding {
        case .utf16LittleEndian: readUTF16(input, from: start, low: 0)
        case .utf16BigEndian: readUTF16(input, from: start, low: 1)
        case .gb18030: readThroughLibrary(input, from: start, name: "GB18030")
        case .big5: readThroughLibrary(input, from: start, name: "BIG5")
        case .windows1252: readThroughLibrary(input, from: start, name: "CP1252")
        case .utf8: bytes = Array(input[min(start, input.count)...])
        }
    }

    private mutating func markBad(_ original: Int) {
        bad.append((bytes.count, original))
        bytes.append(contentsOf: Transcoder.replacement)
    }

    private mutating func readUTF16(_ input: [UInt8], from start: Int, low: Int) {
        var offset = start
        let high = 1 - low
        while offset + 1 < input.count, bad.count <= Transcoder.badLimit {
            let unit = UInt32(input[offset + low]) | UInt32(input[offset + high]) << 8
            if (0xD800..<0xDC00).contains(unit), offset + 3 < input.count {
                let second = UInt32(input[offset + 2 + low]) | UInt32(input[offset + 2 + high]) << 8
                if (0xDC00..<0xE000).contains(second) {
                    append(0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00))
                    offset += 4
                    continue
                }
            }
            if (0xD800..<0xE000).contains(unit) { markBad(offset) } else { append(unit) }
            offset += 2
        }
        if offset < input.count, bad.count <= Transcoder.badLimit { markBad(offset) }
    }

    private mutating func append(_ scalar: UInt32) {
        switch scalar {
        case 0..<0x80: bytes.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        case 0x800..<0x10000:
            bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        default:
            bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
            bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
        }
    }

    private mutating func readThroughLibrary(_ input: [UInt8], from start: Int, name: String) {
        let converter = unsafe iconv_open("UTF-8", name)
        // iconv_open says (iconv_t)-1 where the encoding is unknown.
        guard let opened = unsafe converter, Int(bitPattern: opened) != -1 else { isAvailable = false; return }
        defer { _ = unsafe iconv_close(opened) }
        var output = [CChar](repeating: 0, count: 1 << 16)
        var offset = start
        let total = input.count
        unsafe input.withUnsafeBytes { raw in
            guard let base = raw.baseAddress else { return }
            while offset < total, bad.count <= Transcoder.badLimit {
                // iconv's type asks for a source that it may change; it only moves the pointer.
                var source: UnsafeMutablePointer<CChar>? = unsafe UnsafeMutablePointer(mutating: (base + offset).assumingMemoryBound(to: CChar.self))
                var sourceLeft = total - offset
                var failure: Int32 = 0
                let written = unsafe output.withUnsafeMutableBufferPointer { buffer -> Int in
                    var target = buffer.baseAddress
                    var targetLeft = buffer.count
                    let status = unsafe iconv(opened, &source, &sourceLeft, &target, &targetLeft)
                    if status == Int(bitPattern: UInt.max) { failure = errno }
                    return buffer.count - targetLeft
                }
                unsafe output.withUnsafeBytes { unsafe bytes.append(contentsOf: $0[..<written]) }
                offset = total - sourceLeft
                if failure == EILSEQ || failure == EINVAL {
                    markBad(offset)
                    offset += 1
                    _ = unsafe iconv(opened, nil, nil, nil, nil)
                } else if failure != 0, failure != E2BIG {
                    isAvailable = false
                    return
                }
            }
        }
    }
}
