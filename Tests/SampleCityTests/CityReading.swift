import Foundation
import Monitoring
import SampleCity

/// What a reader of the workspace sees: tables by header, and the vial concentrations of the exports.
struct CityReading {
    struct Cell: Hashable {
        var file: String
        var injection: String
        var analyte: String
    }

    let city: SampleCity
    /// Vial concentration as text by file stem, injection and canonical analyte.
    private(set) var vials: [Cell: String] = [:]
    /// Names of injections by file stem.
    private(set) var injections: [String: Set<String>] = [:]

    /// The default city, read once.
    static let standard = CityReading(SampleCity.make())

    init(_ city: SampleCity) {
        self.city = city
        var analytes: [String: String] = [:]
        for row in table("methods.csv") { analytes[row["vendor_name"] ?? ""] = row["analyte"] }
        for file in city.files where file.path.hasPrefix("inbox/") {
            let stem = String(file.path.dropFirst(6).dropLast(4))
            for (injection, name, text) in CityReading.export(CityReading.text(file.bytes)) {
                guard let analyte = analytes[name] else { continue }
                vials[Cell(file: stem, injection: injection, analyte: analyte)] = text
                injections[stem, default: []].insert(injection)
            }
        }
    }

    /// GB18030 where the bytes are no UTF-8.
    static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let gb18030 = String.Encoding(rawValue: 0x8000_0632)
        return String(bytes: bytes, encoding: gb18030) ?? ""
    }

    static func lines(_ text: String) -> [String] { text.split(whereSeparator: \.isNewline).map(String.init) }

    func table(_ path: String) -> [[String: String]] {
        let lines = CityReading.lines(CityReading.text(city.bytes(path) ?? []))
        guard let first = lines.first else { return [] }
        let header = first.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return lines.dropFirst().map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            return Dictionary(uniqueKeysWithValues: zip(header, fields))
        }
    }

    /// Injection, vendor's name of the analyte, text of the concentration.
    private static func export(_ text: String) -> [(String, String, String)] {
        let lines = lines(text)
        guard let first = lines.first else { return [] }
        var result: [(String, String, String)] = []
        if first.contains("\t") {
            let header = first.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard let name = header.firstIndex(of: "Sample Name"), let compound = header.firstIndex(of: "Component Name"),
                let value = header.firstIndex(of: "Calculated Concentration")
            else { return [] }
            for line in lines.dropFirst() {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
                guard fields.count == header.count else { continue }
                result.append((String(fields[name]), String(fields[compound]), String(fields[value])))
            }
        } else {
            let groups = first.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            let header = lines[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            for line in lines.dropFirst(2) {
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                guard fields.count == header.count else { continue }
                var compound = ""
                for column in header.indices {
                    if groups[column].hasSuffix(" Results"), !groups[column].hasPrefix("Qualifier") { compound = String(groups[column].dropLast(8)) }
                    if header[column] == "Final Conc." { result.append((String(fields[0]), compound, String(fields[column]))) }
                }
            }
        }
        return result
    }

    /// Concentration in the sewage, ng/L, of a sample by its first, undiluted injection; nil where there is no number.
    func concentration(_ sample: String, _ analyte: String) -> Double? {
        guard let row = Self.sequence(self)[sample] else { return nil }
        return vials[Cell(file: row.stem, injection: row.injection, analyte: analyte)].flatMap(Double.init).map { $0 * 10 }
    }

    /// The first undiluted injection of each sample.
    private static func sequence(_ reading: CityReading) -> [String: (stem: String, injection: String)] {
        if reading.city.settings == standardSettings { return standardSequence }
        return makeSequence(reading)
    }

    private static let standardSettings = SampleCitySettings()
    private static let standardSequence = makeSequence(standard)

    private static func makeSequence(_ reading: CityReading) -> [String: (stem: String, injection: String)] {
        var result: [String: (stem: String, injection: String)] = [:]
        for period in 1...6 {
            for row in reading.table("injections/2025-P\(period).csv") {
                guard row["sample_type"] == "unknown", row["dilution"] == "1", let sample = row["sample_id"], let stem = row["file_or_batch"] else { continue }
                // The whole file of a batch that was also cut off.
                if result[sample] == nil || stem.hasSuffix("_complete") { result[sample] = (stem, row["injection_name"] ?? "") }
            }
        }
        return result
    }

    /// Concentrations of a site in a period, day by day.
    func week(_ site: SiteCode, _ period: Int, _ analyte: String) -> [Double?] {
        (1...7).map { concentration("25P\(period)-\(site)-\($0)", analyte) }
    }

    /// Flow of a site by date, m3/d.
    func flow(_ site: SiteCode, _ period: Int) -> [String: Double] {
        var result: [String: Double] = [:]
        for row in table("samples/2025-P\(period).csv") where row["site_code"] == site.rawValue {
            if let flow = row["flow_m3_per_d"].flatMap(Double.init) { result[String((row["window_start"] ?? "").prefix(10))] = flow }
        }
        for row in table("flows/2025-P\(period).csv") where row["site_code"] == site.rawValue {
            if let flow = row["flow(万m3/d)"].flatMap(Double.init) { result[row["date"] ?? ""] = flow * 10_000 }
        }
        return result
    }

    func event(_ kind: CityEvent.Kind) -> CityEvent? { city.events.first { $0.kind == kind } }
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted.count % 2 == 1 ? sorted[sorted.count / 2] : (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
}
