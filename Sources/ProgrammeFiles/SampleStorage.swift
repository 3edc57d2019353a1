internal import DelimitedText
package import Monitoring

/// How a sample was kept until the laboratory had it, as far as the register says.
package struct SampleStorage: Hashable, Sendable {
    package var receivedAt: Instant?
    /// °C.
    package var temperatureC: Double?
    package var isAcidified: Bool?

    /// Reads the cells of the register that speak of storage; what cannot be read counts as not stated.
    ///
    /// - Parameter offsetSeconds: of the programme's time zone, for a time without an offset.
    package init(custody: [String: String], offsetSeconds: Int) {
        receivedAt = custody["received_at"].flatMap { DateText.instant($0, offsetSeconds: offsetSeconds) }
        temperatureC = custody["storage_temperature_c"].flatMap(SampleStorage.temperature)
        isAcidified = custody["acidified"].flatMap(SampleStorage.yes)
    }

    /// Columns of the register whose cell is filled and says nothing that can be read.
    static func unread(custody: [String: String], offsetSeconds: Int) -> [String] {
        let storage = SampleStorage(custody: custody, offsetSeconds: offsetSeconds)
        var columns: [String] = []
        if custody["received_at"] != nil, storage.receivedAt == nil { columns.append("received_at") }
        if custody["storage_temperature_c"] != nil, storage.temperatureC == nil { columns.append("storage_temperature_c") }
        if custody["acidified"] != nil, storage.isAcidified == nil { columns.append("acidified") }
        return columns
    }

    /// `-20`, `4 °C`, `−18℃`; nil outside -200 to 100, and for a span such as `2-8`, which is no temperature.
    private static func temperature(_ text: String) -> Double? {
        var plain = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0xFF01...0xFF5E: if let half = Unicode.Scalar(scalar.value - 0xFEE0) { plain.unicodeScalars.append(half) }
            case 0x2212, 0x2010...0x2013: plain += "-"
            case 0x20, 0xA0, 0x3000, 0xB0, 0xBA: continue
            case 0x2103: plain += "C"
            default: plain.unicodeScalars.append(scalar)
            }
        }
        if let last = plain.last, last == "C" || last == "c" { plain.removeLast() }
        let asPoint = NumberText.parse(plain, mark: .point)
        let asComma = NumberText.parse(plain, mark: .comma)
        if let asPoint, let asComma, asPoint != asComma { return nil }
        guard let value = asPoint ?? asComma, (-200...100).contains(value) else { return nil }
        return value
    }

    private static func yes(_ text: String) -> Bool? {
        switch AnalyteCatalogue.folded(text) {
        case "true", "yes", "y", "1", "是", "已", "有", "已酸化", "acidified", "hcl", "盐酸": true
        case "false", "no", "n", "0", "否", "未", "无", "未酸化", "none": false
        default: nil
        }
    }
}
