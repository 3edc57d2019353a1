private import CXLSXWriter
package import Findings
internal import Monitoring
package import Wording

#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#elseif canImport(Darwin)
    private import Darwin
#endif

/// Why a workbook could not be written.
package struct WorkbookError: Error, Hashable, Sendable {
    /// The path as the user typed it.
    package let path: String
    /// What the writer said.
    package let cause: String

    /// Finding R001.
    package var finding: Finding { Finding("R001", .fatal, at: SourcePosition(file: path), text: path, ["cause": cause]) }
}

/// `report.xlsx`: one sheet a table, typed cells, no formulas.
///
/// Text is written as text, so that nothing is ever run; dates are dates and numbers keep
/// 6 significant digits, the same as in the CSV files. The date of creation is the last day
/// of the period, not the clock, so that the same content gives the same bytes.
package enum ReportWorkbook {
    /// The longest text that a cell can hold, in UTF-16 units (Microsoft, "Excel specifications and limits").
    private static let longestText = 32_767

    /// Writes the workbook to a path; a file that stands there is replaced.
    ///
    /// - Throws: `WorkbookError` (finding R001) when the file cannot be written.
    /// - Complexity: linear in the number of cells.
    package static func write(_ content: ReportContent, language: Language, to path: String) throws(WorkbookError) {
        // The writer prints where it cannot create its file, and only the executable prints: try first.
        guard !path.utf8.contains(0), let file = unsafe fopen(path, "wb") else {
            throw WorkbookError(path: path, cause: unsafe String(cString: strerror(errno)))
        }
        _ = unsafe fclose(file)
        guard let book = unsafe workbook_new(path) else { throw WorkbookError(path: path, cause: "out of memory") }
        unsafe setProperties(of: book, content, language)
        let sheet = unsafe Sheet(book: book, content: content, catalogue: Catalogue.of(language))
        sheet.writeNotes()
        for table in ReportTables.tables(content, language: language) { sheet.write(table) }
        let status = unsafe workbook_close(book)
        guard status == LXW_NO_ERROR else {
            throw WorkbookError(path: path, cause: unsafe lxw_strerror(status).map { unsafe String(cString: $0) } ?? "\(status.rawValue)")
        }
    }

    private static func setProperties(of book: UnsafeMutablePointer<lxw_workbook>, _ content: ReportContent, _ language: Language) {
        let title = content.number
        let comment = language == .english && !content.programme.nameEnglish.isEmpty ? content.programme.nameEnglish : content.programme.name
        // 2025-10-31T00:00:00Z and so on: fixed by the period, so that the bytes do not depend on the clock.
        let created = Int(content.period.lastDay.day) * 86_400
        unsafe withMutableText(title) { title in
            unsafe withMutableText(cellText(comment)) { comment in
                var properties = unsafe lxw_doc_properties()
                unsafe properties.title = title
                unsafe properties.comments = comment
                unsafe properties.created = created
                _ = unsafe workbook_set_properties(book, &properties)
            }
        }
    }

    private static func withMutableText(_ text: String, _ body: (UnsafeMutablePointer<CChar>) -> Void) {
        var characters = Array(text.utf8CString)
        unsafe characters.withUnsafeMutableBufferPointer { buffer in
            if let base = buffer.baseAddress { unsafe body(base) }
        }
    }

    /// A text that a cell can hold: no control characters (XML 1.0 forbids them), not longer than the limit.
    static func cellText(_ text: String) -> String {
        let isClean = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && text.utf8.count <= longestText
        if isClean { return text }
        var result = ""
        var length = 0
        for scalar in text.unicodeScalars {
            let units = scalar.value > 0xFFFF ? 2 : 1
            if length + units > longestText { break }
            let isAllowed = scalar.value >= 0x20 || scalar == "\n" || scalar == "\t"
            if isAllowed && scalar.value != 0xFFFE && scalar.value != 0xFFFF && scalar.value != 0x7F {
                result.unicodeScalars.append(scalar)
                length += units
            }
        }
        return result
    }

    /// Writes the sheets of one workbook. Its pointers are libxlsxwriter's, live until `workbook_close`, and never leave `write`.
    @safe private struct Sheet {
        let book: UnsafeMutablePointer<lxw_workbook>
        let content: ReportContent
        let catalogue: Catalogue
        let header: UnsafeMutablePointer<lxw_format>?
        let dates: UnsafeMutablePointer<lxw_format>?
        let numbers: UnsafeMutablePointer<lxw_format>?
        let integers: UnsafeMutablePointer<lxw_format>?
        let wrapped: UnsafeMutablePointer<lxw_format>?

        init(book: UnsafeMutablePointer<lxw_workbook>, content: ReportContent, catalogue: Catalogue) {
            unsafe self.book = unsafe book
            self.content = content
            self.catalogue = catalogue
            unsafe header = unsafe workbook_add_format(book)
            unsafe dates = unsafe workbook_add_format(book)
            unsafe numbers = unsafe workbook_add_format(book)
            unsafe integers = unsafe workbook_add_format(book)
            unsafe wrapped = unsafe workbook_add_format(book)
            unsafe format_set_bold(header)
            unsafe format_set_text_wrap(header)
            unsafe format_set_align(header, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
            unsafe format_set_bottom(header, UInt8(LXW_BORDER_THIN.rawValue))
            unsafe format_set_bg_color(header, 0xE6EEF4)
            unsafe format_set_num_format(dates, "yyyy-mm-dd")
            unsafe format_set_num_format(numbers, "General")
            unsafe format_set_num_format(integers, "0")
            unsafe format_set_text_wrap(wrapped)
            unsafe format_set_align(wrapped, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        }

        /// The first sheet: what the workbook is, and how to read it.
        func writeNotes() {
            guard let sheet = unsafe workbook_add_worksheet(book, "report") else { return }
            _ = unsafe worksheet_set_column(sheet, 0, 0, 26, nil)
            _ = unsafe worksheet_set_column(sheet, 1, 1, 90, nil)
            let name = catalogue.language == .english && !content.programme.nameEnglish.isEmpty ? content.programme.nameEnglish : content.programme.name
            let rows = [
                (catalogue.text("report.field.programme"), name), (catalogue.text("report.field.number"), content.number),
                (catalogue.text("report.field.period"), "\(content.period) (\(content.period.firstDay) – \(content.period.lastDay))"),
                (catalogue.text("report.field.revision"), content.revision),
                (catalogue.text("report.field.parameter_set"), "\(content.parameterSet) \(content.parameterSetVersion)"),
                (catalogue.text("report.field.version"), content.programVersion),
                (catalogue.text("report.field.units"), catalogue.text("report.workbook.units")),
                (catalogue.text("report.field.qualifier"), catalogue.text("report.workbook.qualifier")),
                (catalogue.text("report.field.interval"), catalogue.text("report.workbook.interval")),
                (catalogue.text("report.field.limits"), catalogue.text("report.limits.1")),
            ]
            for (index, row) in rows.enumerated() {
                let line = UInt32(index)
                _ = unsafe worksheet_write_string(sheet, line, 0, cellText(row.0), header)
                _ = unsafe worksheet_write_string(sheet, line, 1, cellText(row.1), wrapped)
            }
        }

        /// One table: names of columns, what they mean in the language of the reader, then the rows.
        func write(_ table: ReportTable) {
            guard let sheet = unsafe workbook_add_worksheet(book, table.name) else { return }
            let columns = ["period", "revision"] + table.columns
            for (index, column) in columns.enumerated() {
                let key = "report.column." + column
                let note = catalogue.has(key) ? catalogue.text(key) : column
                let place = UInt16(index)
                _ = unsafe worksheet_set_column(sheet, place, place, width(of: column), nil)
                _ = unsafe worksheet_write_string(sheet, 0, place, column, header)
                _ = unsafe worksheet_write_string(sheet, 1, place, cellText(note), header)
            }
            _ = unsafe worksheet_set_row(sheet, 1, 48, nil)
            unsafe worksheet_freeze_panes(sheet, 2, 0)
            let period = content.period.description
            var line: UInt32 = 2
            for row in table.rows {
                guard line < 1_048_576 else { break }
                _ = unsafe worksheet_write_string(sheet, line, 0, period, nil)
                _ = unsafe worksheet_write_string(sheet, line, 1, cellText(content.revision), nil)
                for (index, cell) in row.enumerated() { unsafe write(cell, sheet, line, UInt16(index + 2)) }
                line += 1
            }
            if line > 2, let last = UInt16(exactly: columns.count - 1) {
                _ = unsafe worksheet_autofilter(sheet, 1, 0, line - 1, last)
            }
        }

        private func write(_ cell: Cell, _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32, _ column: UInt16) {
            switch cell {
            case .empty: break
            case .text(let text), .word(let text):
                if !text.isEmpty { _ = unsafe worksheet_write_string(sheet, row, column, cellText(text), nil) }
            case .number(let value):
                _ = unsafe worksheet_write_number(sheet, row, column, Double(value.significant(6)) ?? value, numbers)
            case .integer(let value):
                _ = unsafe worksheet_write_number(sheet, row, column, Double(value), integers)
            case .date(let date):
                // Excel counts days from 1899-12-30; 1970-01-01 is day 25,569.
                _ = unsafe worksheet_write_number(sheet, row, column, Double(date.day) + 25_569, dates)
            }
        }

        private func width(of column: String) -> Double {
            switch column {
            case "explanation", "why", "fix", "source", "text", "reason", "flags": 40
            case "file", "alert_id", "rule", "ratio": 28
            default: Double(min(max(column.utf8.count, 10), 18))
            }
        }
    }
}
