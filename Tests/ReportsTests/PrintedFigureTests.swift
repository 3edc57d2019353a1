import Findings
import Foundation
import Monitoring
import Reports
import Testing
import Wording

/// Every number that the main tables of the page print stands in the files beside it, rounded and not made anew.
struct PrintedFigureTests {
    /// The rows of all tables of a section, each cell without its tags.
    static func rows(_ page: String, _ section: String) throws -> [[String]] {
        let body = try #require(PageTests.parts(page, from: "<section id=\"\(section)\">", to: "</section>").first)
        return PageTests.parts(String(body), from: "<tr><td>", to: "</tr>").map { row in
            PageTests.parts(String(row), from: "<td>", to: "</td>").map { cell in
                var text = ""
                var isTag = false
                for character in cell {
                    if character == "<" { isTag = true }
                    if !isTag { text.append(character) }
                    if character == ">" { isTag = false }
                }
                return text.replacing("&lt;", with: "<").replacing("&#39;", with: "'").replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
            }
        }
    }

    /// A table as the files hold it: for each row its fields by column.
    static func table(_ content: ReportContent, _ name: String) throws -> [[String: String]] {
        let lines = try TableTests.lines(content, name).filter { !$0.isEmpty }
        let columns = try #require(lines.first).split(separator: ",").map(String.init)
        return lines.dropFirst().map { line in
            Dictionary(uniqueKeysWithValues: zip(columns, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
        }
    }

    /// Whether a printed text is these numbers of the files, in this order, each rounded to the places that it is printed with.
    static func isRounded(_ text: String, _ fields: [String?]) -> Bool {
        let printed = text.replacing(",", with: "").split { !($0.isNumber || $0 == "." || $0 == "e") }.map(String.init)
        guard printed.count == fields.count else { return false }
        return zip(printed, fields).allSatisfy { text, field in
            guard let shown = Double(text), let value = Double(field ?? "") else { return false }
            let places = text.contains(".") ? text.count - 1 - (text.firstIndex(of: ".").map { text.distance(from: text.startIndex, to: $0) } ?? 0) : 0
            var half = 0.5
            for _ in 0..<places { half /= 10 }
            // A number of four digits and more before the point is printed with three of them.
            return abs(shown - value) <= max(half, places == 0 ? 0.005 * value.magnitude : 0) + 1e-5 * value.magnitude
        }
    }

    @Test(arguments: Language.allCases)
    func `the table of estimates prints the numbers of estimates and changes`(_ language: Language) throws {
        let content = InventedContent.make()
        let rows = try Self.rows(try PageTests.page(content, language), "estimates")
        let estimates = try Self.table(content, "estimates")
        let changes = try Self.table(content, "changes")
        #expect(rows.count == estimates.count)
        var numbers = 0
        for row in rows {
            let start = try #require(row.first?.range(of: "2025-P5/")).lowerBound
            let key = row[0][start...].split(separator: "/").map(String.init)
            try #require(key.count == 3 && row.count == 9)
            let file = try #require(estimates.first { $0["site_code"] == key[1] && $0["analyte"] == key[2] })
            #expect(row[2] == "\(file["quantified_days"] ?? "")/\(file["days"] ?? "")")
            if file["load_mg_per_d_per_1000"] != "" {
                #expect(Self.isRounded(row[3], [file["load_mg_per_d_per_1000"], file["ci95_low"], file["ci95_high"]]), "\(row)")
                numbers += 1
            } else {
                #expect(row[3].hasPrefix("<") || row[3] == "–")
            }
            if file["consumption_mg_per_d_per_1000"] != "" {
                let columns = ["consumption_mg_per_d_per_1000", "consumption_ci95_low", "consumption_ci95_high"]
                #expect(Self.isRounded(row[4], columns.map { file[$0] }), "\(row)")
                #expect(Self.isRounded(row[5], [file["doses_per_d_per_1000"]]), "\(row)")
            }
            for (place, against) in [(6, "previous_period"), (7, "same_period_last_year")] {
                let change = changes.first { $0["site_code"] == key[1] && $0["analyte"] == key[2] && $0["against"] == against }
                guard let change, change["ratio"] != "" else { continue }
                #expect(Self.isRounded(row[place], [change["ratio"], change["ci95_low"], change["ci95_high"]]), "\(row)")
            }
        }
        #expect(numbers > 150)
    }

    @Test func `the tables of areas, samples and detection print the numbers of their files`() throws {
        let content = InventedContent.make()
        let page = try PageTests.page(content)
        let areas = try Self.table(content, "area_estimates")
        let codes = Dictionary(uniqueKeysWithValues: content.areas.map { ($0.name, $0.code.rawValue) })
        let names = Dictionary(uniqueKeysWithValues: content.analytes.map { ($0.englishName, $0.code.rawValue) })
        let all = try Self.rows(page, "areas").filter { $0.count == 10 && names[$0[2]] != nil }
        #expect(all.count == areas.count)
        for row in all {
            let file = try #require(areas.first { $0["area_code"] == codes[row[0]] && $0["analyte"] == names[row[2]] })
            guard file["load_mg_per_d_per_1000"] != "" else { continue }
            #expect(Self.isRounded(row[3], [file["load_mg_per_d_per_1000"], file["ci95_low"], file["ci95_high"]]), "\(row)")
            #expect(Self.isRounded(row[5], [file["mass_g_per_d"], file["mass_ci95_low"], file["mass_ci95_high"]]), "\(row)")
            #expect(row[8] == file["sites"])
        }
        let samples = try Self.table(content, "accountability")
        for (row, file) in zip(try Self.rows(page, "accountability"), samples) {
            #expect([row[2], row[3], row[4], row[5]] == ["planned", "taken", "received", "valid"].map { file[$0] ?? "" })
        }
        let detection = try Self.table(content, "detection")
        for row in try Self.rows(page, "detection") {
            let own = detection.filter { $0["analyte"] == names[row[0]] }
            #expect(Int(row[1].replacing(",", with: "")) == own.compactMap { Int($0["n"] ?? "") }.reduce(0, +))
            #expect(row[2].hasPrefix(String(own.compactMap { Int($0["above_lod"] ?? "") }.reduce(0, +))))
        }
    }

    @Test func `a figure that is not the one of the file is seen`() {
        #expect(Self.isRounded("13.2 (9.2–16.3)", ["13.1823", "9.1777", "16.3401"]))
        #expect(Self.isRounded("12,300", ["12345.6"]))
        #expect(!Self.isRounded("13.3 (9.2–16.3)", ["13.1823", "9.1777", "16.3401"]))
        #expect(!Self.isRounded("13.2", ["13.1823", "9.1777"]))
        #expect(!Self.isRounded("0.0123", ["0.0125"]))
    }
}
