/// Chinese names of substances in GB18030, for the export of a Windows set to Chinese.
enum ChineseText {
    /// Two-byte codes of the characters that the panel's names need (GB 18030-2022, the part that it shares with GB 2312-80).
    private static let codes: [UInt32: UInt16] = [
        0x4E19: 0xB1FB, 0x4E59: 0xD2D2, 0x4F2A: 0xCEB1, 0x4F9D: 0xD2C0, 0x5355: 0xB5A5, 0x5361: 0xBFA8, 0x53BB: 0xC8A5, 0x53EF: 0xBFC9,
        0x5417: 0xC2F0, 0x54AA: 0xDFE4, 0x5561: 0xB7C8, 0x56E0: 0xD2F2, 0x57FA: 0xBBF9, 0x591A: 0xB6E0, 0x5B81: 0xC4FE, 0x5EB7: 0xBFB5,
        0x5F85: 0xB4FD, 0x6258: 0xCDD0, 0x66F2: 0xC7FA, 0x66FF: 0xCCE6, 0x6C2F: 0xC2C8, 0x6C99: 0xC9B3, 0x7231: 0xB0AE, 0x7532: 0xBCD7,
        0x78B1: 0xBCEE, 0x7F8E: 0xC3C0, 0x80FA: 0xB0B7, 0x82EF: 0xB1BD, 0x897F: 0xCEF7, 0x916E: 0xCDAA, 0x916F: 0xF5A5, 0x9170: 0xF5A3,
        0x9178: 0xCBE1, 0x9A6C: 0xC2ED, 0x9EBB: 0xC2E9, 0x9EC4: 0xBBC6,
    ]

    /// UTF-8 text as GB18030; a character outside the table becomes `?`, which a test excludes.
    static func gb18030(_ utf8: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars {
            if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else if let code = codes[scalar.value] {
                bytes.append(UInt8(truncatingIfNeeded: code >> 8))
                bytes.append(UInt8(truncatingIfNeeded: code))
            } else {
                bytes.append(0x3F)
            }
        }
        return bytes
    }
}
