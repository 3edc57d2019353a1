internal import Findings

/// Reads Office Open XML workbooks (ECMA-376, strict and transitional).
struct OpenXMLWorkbook {
    private let file: String
    private let limits: WorkbookLimits
    private var findings: [Finding] = []
    private var isTruncated = false

    static func read(_ bytes: [UInt8], file: String, limits: WorkbookLimits) -> WorkbookReading {
        var reader = OpenXMLWorkbook(file: file, limits: limits)
        let workbook = reader.workbook(bytes)
        return WorkbookReading(workbook: workbook, findings: reader.findings, isTruncated: reader.isTruncated)
    }

    private init(file: String, limits: WorkbookLimits) {
        self.file = file
        self.limits = limits
    }

    private mutating func workbook(_ bytes: [UInt8]) -> Workbook? {
        do {
            return try read(ZipArchive(bytes, limits: limits))
        } catch let fault as ZipArchive.Fault {
            note(.zip(fault))
        } catch let fault as XMLPart.Fault {
            note(fault)
        } catch {
            note(.malformed(file))
        }
        return nil
    }

    private mutating func read(_ archive: ZipArchive) throws -> Workbook? {
        if let format = OpenXMLPackage.foreignFormat(archive, limits: limits) {
            findings.append(Finding("A003", .error, at: SourcePosition(file: file), ["format": format]))
            return nil
        }
        let package = OpenXMLPackage(archive, limits: limits)
        if package.hasMacros { findings.append(Finding("A071", .info, at: SourcePosition(file: file))) }
        let list = SheetListReader()
        try XMLPart.read(package.workbookPart, of: archive, limits: limits, with: list)
        let relations = try OpenXMLPackage.relations(of: package.workbookPart, archive, limits: limits)
        let strings = SharedStringReader(limits)
        if let part = relations.first(where: { $0.kind == "sharedStrings" })?.target, archive.holds(part) {
            try XMLPart.read(part, of: archive, limits: limits, with: strings)
        }
        let styles = StyleReader()
        if let part = relations.first(where: { $0.kind == "styles" })?.target { try XMLPart.read(part, of: archive, limits: limits, with: styles) }
        guard list.entries.count <= limits.sheets else {
            findings.append(Finding("A073", .error, at: SourcePosition(file: file), ["part": package.workbookPart]))
            return nil
        }
        var workbook = Workbook(layout: .openXML, sheets: [])
        var left = limits.cells
        for entry in list.entries {
            guard let relation = relations.first(where: { $0.id == entry.relation }) else {
                findings.append(Finding("A072", .error, at: SourcePosition(file: file, sheet: entry.name), ["part": entry.relation]))
                continue
            }
            // Sheets of charts, dialogues and old macros hold no tables.
            guard relation.kind == "worksheet" else { continue }
            let reader = SheetPartReader(
                relation.target, texts: strings.texts, formats: styles.formats, isFrom1904: list.isFrom1904, limits: limits, allowed: left)
            do {
                try XMLPart.read(relation.target, of: archive, limits: limits, with: reader)
                guard let sheet = sheet(entry, reader, &left) else { continue }
                workbook.sheets.append(sheet)
            } catch {
                note(error, sheet: entry.name)
            }
        }
        return workbook
    }

    /// The sheet of a part that was read to its end; nil where it is set aside.
    private mutating func sheet(_ entry: SheetListReader.Entry, _ reader: SheetPartReader, _ left: inout Int) -> Sheet? {
        var rows = reader.rows
        if !zip(rows, rows.dropFirst()).allSatisfy({ $0.number < $1.number }) {
            rows.sort { $0.number < $1.number }
            if let pair = zip(rows, rows.dropFirst()).first(where: { $0.number == $1.number }) {
                note(.contradiction(part: entry.name, place: String(pair.0.number)), sheet: entry.name)
                return nil
            }
        }
        var sheet = Sheet(name: entry.name, isHidden: entry.isHidden, rows: rows)
        left -= reader.cellCount
        guard let filled = sheet.fill(reader.merges, allowed: left) else {
            note(.tooManyCells, sheet: entry.name)
            return nil
        }
        left -= filled
        sheet.hiddenRows = rows.map(\.number).filter { reader.hiddenRows.contains($0) }
        let used = Set(rows.lazy.flatMap { $0.cells.lazy.map(\.column) })
        sheet.hiddenColumns = used.filter { column in reader.hiddenColumns.contains { $0.contains(column) } }.sorted()
        note("A077", .warning, reader.emptyFormulas, sheet: entry.name)
        note("A079", .error, reader.unreadable, sheet: entry.name)
        if filled > 0, let area = reader.merges.first {
            findings.append(sheet.mergeFinding(file: file, areas: reader.merges.count, first: area, filled: filled))
        }
        findings += sheet.hiddenParts(file: file)
        return sheet
    }

    /// One finding for cells of a kind, at the first of them.
    private mutating func note(_ code: FindingCode, _ severity: Severity, _ cells: [CellAddress], sheet: String) {
        guard let first = cells.first else { return }
        let names = cells.prefix(8).map(\.description).joined(separator: ", ") + (cells.count > 8 ? ", …" : "")
        findings.append(
            Finding(
                code, severity, at: SourcePosition(file: file, sheet: sheet, line: first.row, column: first.column), ["count": String(cells.count), "cells": names]))
    }

    private mutating func note(_ fault: XMLPart.Fault, sheet: String? = nil) {
        let position = SourcePosition(file: file, sheet: sheet)
        func finding(_ code: FindingCode, _ part: String) -> Finding { Finding(code, .error, at: position, text: part, ["part": part]) }
        switch fault {
        case .zip(.noDirectory):
            isTruncated = true
            findings.append(finding("A070", ""))
        case .zip(.encrypted(let part)): findings.append(finding("A089", part))
        case .zip(.tooManyEntries(let count)): findings.append(finding("A073", String(count)))
        case .zip(.tooLarge(let part)), .nesting(let part), .cellTooLong(let part): findings.append(finding("A073", part))
        case .tooManyCells: findings.append(finding("A073", sheet ?? ""))
        case .zip(.doubleName(let part)), .zip(.missing(let part)), .malformed(let part), .documentType(let part): findings.append(finding("A072", part))
        case .zip(.damaged(let part)):
            isTruncated = true
            findings.append(finding("A072", part))
        case .contradiction(let part, let place): findings.append(finding("A072", part + " " + place))
        }
    }
}

extension Sheet {
    /// That merged areas stand for all their cells.
    func mergeFinding(file: String, areas: Int, first: CellArea, filled: Int) -> Finding {
        Finding(
            "A078", .info, at: SourcePosition(file: file, sheet: name, line: first.rows.lowerBound, column: first.columns.lowerBound),
            ["count": String(areas), "cells": String(filled)])
    }

    /// What of the sheet a person does not see: it is read, and named.
    func hiddenParts(file: String) -> [Finding] {
        var findings: [Finding] = []
        func list(_ names: [String]) -> String { names.prefix(12).joined(separator: ", ") + (names.count > 12 ? ", …" : "") }
        if isHidden, !rows.isEmpty { findings.append(Finding("A074", .warning, at: SourcePosition(file: file, sheet: name), text: name)) }
        if let first = hiddenRows.first {
            findings.append(
                Finding(
                    "A075", .warning, at: SourcePosition(file: file, sheet: name, line: first),
                    ["rows": list(hiddenRows.map(String.init)), "count": String(hiddenRows.count)]))
        }
        if let first = hiddenColumns.first {
            findings.append(
                Finding(
                    "A076", .warning, at: SourcePosition(file: file, sheet: name, line: 1, column: first),
                    ["columns": list(hiddenColumns.map(columnLetters)), "count": String(hiddenColumns.count)]))
        }
        return findings
    }
}
