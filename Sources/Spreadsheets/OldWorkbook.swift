internal import Findings

/// Reads old workbooks (BIFF in OLE2) through the process that does nothing else.
struct OldWorkbook {
    static func read(_ bytes: [UInt8], file: String, limits: WorkbookLimits, program: String?) -> WorkbookReading {
        let position = SourcePosition(file: file)
        func refusal(_ code: FindingCode, _ reason: String = "", isTruncated: Bool = false) -> WorkbookReading {
            WorkbookReading(workbook: nil, findings: [Finding(code, .error, at: position, ["reason": reason, "part": reason, "format": reason])], isTruncated: isTruncated)
        }
        // The names in an OLE2 directory are UTF-16, little end first ([MS-CFB] 2.6.1).
        func holds(_ name: String) -> Bool { bytes.contains(run: name.utf8.flatMap { [$0, 0] }) }
        if holds("EncryptedPackage") { return refusal("A089") }
        if !holds("Workbook"), !holds("Book") {
            if holds("WordDocument") { return refusal("A003", "Word 97-2003 (.doc)") }
            if holds("PowerPoint Document") { return refusal("A003", "PowerPoint 97-2003 (.ppt)") }
        }
        guard let program = program ?? OldWorkbookProgram.path else { return refusal("A084", "-") }
        switch OldWorkbookProcess.run(bytes, program: program, limits: limits) {
        case .notStarted(let reason): return refusal("A084", reason)
        case .late: return refusal("A081")
        case .tooMuch: return refusal("A073", "\(limits.handedBytes) B")
        case .broken(let reason): return refusal("A082", reason)
        case .ended(let handed):
            guard let content = CellFrames.content(handed, limits: limits), content.isWhole else { return refusal("A082", "-") }
            if let fault = content.faults.first(where: { $0.sheet == nil || $0.code == CellFrames.tooManyCells }) {
                return WorkbookReading(
                    workbook: nil, findings: [finding(fault.code, at: position)],
                    // FreeXL meets the end of the file before that of the workbook.
                    isTruncated: [-8, -9, -12, -13].contains(fault.code))
            }
            guard let scan = OldWorkbookScan(bytes, limits: limits), scan.tabs.count == content.sheets.count else { return refusal("A083", "BIFF") }
            if scan.isProtected { return refusal("A089") }
            return reading(content, scan, file: file, limits: limits)
        }
    }

    /// Puts the texts of FreeXL and the figures of the records together, sheet by sheet.
    private static func reading(_ content: CellFrames.Content, _ scan: OldWorkbookScan, file: String, limits: WorkbookLimits) -> WorkbookReading {
        var reading = WorkbookReading(workbook: Workbook(layout: .binary, sheets: []), findings: [])
        var left = limits.cells
        for (index, handed) in content.sheets.enumerated() {
            let position = SourcePosition(file: file, sheet: handed.name)
            // A sheet that was not read to its end may lack any of its cells.
            if let fault = content.faults.first(where: { $0.sheet == handed.name }) {
                reading.findings.append(finding(fault.code, at: position))
                continue
            }
            let tab = scan.tabs[index]
            guard let joined = joined(handed, tab) else {
                reading.findings.append(Finding("A072", .error, at: position, text: handed.name, ["part": handed.name]))
                continue
            }
            var sheet = joined
            sheet.isHidden = tab.isHidden
            guard let filled = sheet.fill(tab.merges, allowed: left) else {
                reading.findings.append(Finding("A073", .error, at: position, ["part": handed.name]))
                continue
            }
            left -= filled + sheet.rows.reduce(0) { $0 + $1.cells.count }
            sheet.hiddenRows = sheet.rows.map(\.number).filter { tab.hiddenRows.contains($0) }
            let used = Set(sheet.rows.lazy.flatMap { $0.cells.lazy.map(\.column) })
            sheet.hiddenColumns = used.filter { column in tab.hiddenColumns.contains { $0.contains(column) } }.sorted()
            if filled > 0, let area = tab.merges.first {
                reading.findings.append(sheet.mergeFinding(file: file, areas: tab.merges.count, first: area, filled: filled))
            }
            reading.findings += sheet.hiddenParts(file: file)
            reading.workbook?.sheets.append(sheet)
        }
        return reading
    }

    /// The cells that both tell; nil where a figure of FreeXL is not that of the record.
    private static func joined(_ handed: Sheet, _ tab: OldWorkbookScan.Tab) -> Sheet? {
        var cells = tab.cells
        for row in handed.rows {
            for cell in row.cells {
                let address = CellAddress(row: row.number, column: cell.column)
                switch cell.content {
                case .number(let number):
                    if let figure = tab.figures[address] {
                        guard number.digits == NumberFormat.digits(figure) else { return nil }
                    } else if cells[address] == nil {
                        return nil
                    }
                case .date: if cells[address] == nil { return nil }
                case .text, .error, .boolean: if cells[address] == nil { cells[address] = cell.content }
                }
            }
        }
        var sheet = Sheet(name: handed.name)
        for (address, content) in cells.sorted(by: { ($0.key.row, $0.key.column) < ($1.key.row, $1.key.column) }) {
            if sheet.rows.last?.number != address.row { sheet.rows.append(SheetRow(number: address.row, cells: [])) }
            sheet.rows[sheet.rows.count - 1].cells.append(SheetCell(column: address.column, content: content))
        }
        return sheet
    }

    private static func finding(_ code: Int32, at position: SourcePosition) -> Finding {
        switch code {
        case CellFrames.isProtected: Finding("A089", .error, at: position, ["part": ""])
        case CellFrames.tooManyCells: Finding("A073", .error, at: position, ["part": position.sheet ?? ""])
        case -4: Finding("A085", .error, at: position)
        default: Finding("A083", .error, at: position, ["reason": "FreeXL \(code)"])
        }
    }
}

extension [UInt8] {
    fileprivate func contains(run: [UInt8]) -> Bool {
        guard let first = run.first, count >= run.count else { return false }
        for index in 0...(count - run.count) where self[index] == first && self[index..<index + run.count].elementsEqual(run) { return true }
        return false
    }
}
