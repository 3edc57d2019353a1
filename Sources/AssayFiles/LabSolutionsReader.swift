internal import DelimitedText
internal import Findings

/// Shimadzu LabSolutions text: sections in brackets, the results of one data file after another.
///
/// Read are the sections of identified compounds; tables of peaks, groups and spectra are not
/// compounds and are left alone.
enum LabSolutionsReader {
    static func isResults(_ cell: String) -> Bool {
        let folded = ColumnHeader.folded(cell)
        return folded.hasPrefix("[") && results.contains { folded.hasPrefix($0, from: 1) }
    }

    /// How the names of sections of results begin, folded.
    private static let results = [
        "msquantitativeresults", "compoundresults", "quantitativeresults", "ms定量结果", "ms定量", "化合物结果", "定量结果", "ms定量結果", "化合物結果", "定量結果",
        "msquantitativeergebnisse", "quantitativeergebnisse", "verbindungsergebnisse", "komponentenergebnisse", "resultadosdecompuestos", "resultadoscompuestos",
        "resultadoscuantitativosms", "résultatsdescomposés", "résultatsquantitatifsms",
    ]

    static func read(_ assay: inout AssayTable) {
        var section = ""
        var about = RawReading(position: assay.table.position(0, 0))
        var map: ColumnMap?
        var announced: (count: Int, row: Int)?
        var found = 0
        var coefficients: [Int] = []
        /// Results of the data file that was described last have been met: a further description is that of the next file.
        var isDescribed = false
        for row in 0..<assay.table.rowCount where !assay.table.isBlank(row) {
            let first = trimmed(assay.table.text(row, 0))
            if first.hasPrefix("["), first.contains("]") {
                close(&assay, announced, found)
                (announced, found, map) = (nil, 0, nil)
                section = first
                if isHeaderSection(first) { (about, isDescribed) = (RawReading(position: assay.table.position(row, 0)), false) }
                if isResults(first) { isDescribed = true }
                continue
            }
            guard isResults(section) else {
                if isDescribed, let column = column(ofKey: first, section), column != .batch {
                    // The line that begins the next data file is missing or broken.
                    (about, isDescribed) = (RawReading(position: assay.table.position(row, 0)), false)
                }
                // A delimiter within a name leaves another name.
                if column(ofKey: first, section) != nil, (2..<max(2, assay.table.fieldCount(row))).contains(where: { assay.table.firstByte(row, $0) != nil }) {
                    assay.findings.append(Finding("A090", .error, at: assay.table.position(row, 0), text: first, ["fields": String(assay.table.fieldCount(row)), "expected": "2"]))
                    continue
                }
                describe(&about, section: section, key: first, value: assay.table.text(row, 1))
                continue
            }
            guard let known = map else {
                let folded = ColumnHeader.folded(first)
                if folded.hasPrefix("#of") || folded.hasPrefix("id数") || folded.hasPrefix("化合物数") || folded.hasPrefix("anzahl") || folded.hasPrefix("númerode") {
                    announced = Int(trimmed(assay.table.text(row, 1))).map { ($0, row) }
                    continue
                }
                let headers = assay.fields(row)
                guard FormatSignature.isLabSolutionsRow(foldedSet(headers)) else { continue }
                map = assay.columns(row, headers, VendorColumns.labSolutions)
                coefficients = headers.indices.filter { ["3rd", "2nd", "1st", "constant"].contains(ColumnHeader.folded(headers[$0])) }
                continue
            }
            if assay.isCut(row, expected: known.fieldCount) { continue }
            guard Int(first) != nil else { continue }
            var raw = assay.raw(row, known)
            guard !raw.isEmpty(.compound) else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: first, ["column": "Name"]))
                continue
            }
            found += 1
            for column in [AssayColumn.injection, .dataFile, .sampleText, .sampleType, .acquiredAt, .dilution, .level, .batch] where raw.isEmpty(column) && !about.isEmpty(column) {
                raw[column] = about[column]
            }
            if raw.isEmpty(.concentration), SpecialValue.meaning(of: raw[.retentionTime]) == .notFound { raw[.concentration] = raw[.retentionTime] }
            // Without a curve the software prints 0.000 for every peak, or the peak's share of all: that is no concentration.
            if coefficients.count > 1, coefficients.allSatisfy({ UncalibratedFigures.isZero(assay.table.text(row, $0)) }),
                SpecialValue.meaning(of: raw[.concentration]) != .notFound, ColumnHeader.folded(raw[.compoundType]) != "istd"
            {
                raw.isUnquantified = true
            }
            guard !(raw.isEmpty(.injection) && raw.isEmpty(.dataFile)) else {
                assay.findings.append(Finding("A023", .error, at: assay.table.position(row, 0), text: raw[.compound], ["column": "Data File Name"]))
                continue
            }
            assay.rows.append(raw)
        }
        close(&assay, announced, found)
    }

    private static func isHeaderSection(_ section: String) -> Bool {
        switch ColumnHeader.folded(section) {
        case "[header]", "[头]", "[标题]", "[页眉]", "[表头]", "[文件头]", "[ヘッダ]", "[ヘッダー]", "[kopfzeile]", "[kopf]", "[encabezado]", "[entête]": true
        default: false
        }
    }

    /// A line of a section that describes the data file.
    private static func describe(_ about: inout RawReading, section: String, key: String, value: String) {
        guard let column = column(ofKey: key, section) else { return }
        switch column {
        case .dataFile, .batch: about[column] = lastComponent(value)
        case .sampleType where ColumnHeader.folded(key) == "type" && !about.isEmpty(.sampleType): return
        case .sampleType: about[column] = value.split(separator: ":").last.map { trimmed($0) } ?? value
        default: about[column] = value
        }
    }

    /// What a line of a section that describes the data file tells.
    private static func column(ofKey key: String, _ section: String) -> AssayColumn? {
        switch ColumnHeader.folded(key) {
        // GCMSsolution calls the sample's type so; the section of the file has a `Type` of its own.
        case "type" where ColumnHeader.folded(section) == "[sampleinformation]": .sampleType
        case "datafilename", "datafile", "数据文件名", "数据文件", "数据文件名称", "データファイル名", "データファイル", "datendateiname", "datendatei", "dateiname",
            "nombredearchivodedatos", "archivodedatos", "nombredelarchivodedatos", "nomdufichierdedonnées":
            .dataFile
        case "samplename", "样品名", "样品名称", "サンプル名", "試料名", "probenname", "nombredemuestra", "nombredelamuestra", "nomdeléchantillon": .injection
        case "sampleid", "样品id", "样品编号", "サンプルid", "probenid", "iddemuestra": .sampleText
        case "sampletype", "样品类型", "サンプルタイプ", "サンプル種別", "probentyp", "tipodemuestra": .sampleType
        case "acquired", "analyzed", "acquisitiondate", "analysisdate", "dateacquired", "acquireddate", "采集时间", "采集日期", "分析日期", "数据采集时间", "分析日時", "測定日時", "取込日時",
            "aufgenommen", "erfasst", "adquirido", "fechadeadquisición":
            .acquiredAt
        case "dilutionfactor", "稀释因子", "稀释倍数", "稀释系数", "希釈率", "希釈係数", "verdünnungsfaktor", "factordedilución": .dilution
        case "level#", "level", "级别", "级别#", "レベル", "stufe", "nivel": .level
        case "batchfilename", "batchfile", "批处理文件", "批处理文件名", "バッチファイル": .batch
        default: nil
        }
    }

    /// Fewer rows than `# of IDs` says is a file that was cut.
    private static func close(_ assay: inout AssayTable, _ announced: (count: Int, row: Int)?, _ found: Int) {
        guard let announced, found < announced.count else { return }
        assay.isTruncated = true
        assay.findings.append(
            Finding(
                "A026", .error, at: assay.table.position(announced.row, 0), text: assay.table.text(announced.row, 0),
                ["count": String(found), "expected": String(announced.count)]))
    }
}

/// The last component of a path of Windows or Unix.
func lastComponent(_ path: String) -> String {
    path.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last.map { trimmed($0) } ?? trimmed(path)
}

extension String {
    /// Whether a text begins with another behind some bytes of its own.
    fileprivate func hasPrefix(_ prefix: String, from bytes: Int) -> Bool { utf8.dropFirst(bytes).starts(with: prefix.utf8) }
}
