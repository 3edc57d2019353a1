/// The headers by which a format is known; `ColumnHeader.folded` forms.
enum FormatSignature {
    static func isSciexLong(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["componentname", "组分名称", "组件名称", "成分名称", "コンポーネント名"])
            && !headers.isDisjoint(with: [
                "area", "calculatedconcentration", "samplename", "originalfilename", "计算浓度", "计算的浓度", "样品名称", "样品名", "原始文件名", "サンプル名", "計算濃度",
            ])
    }

    static func isSciexAnalyst(_ headers: Set<String>) -> Bool {
        headers.contains("analytepeakname") && !headers.isDisjoint(with: ["samplename", "sampleid", "filename"])
    }

    static func isTraceFinder(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["compound", "compoundname", "化合物", "化合物名称", "verbindung"])
            && !headers.isDisjoint(with: ["filename", "rawfilename", "rawfile", "文件名", "dateiname"])
            && !headers.isDisjoint(with: [
                "calculatedamt", "calculatedamount", "calcamt", "theoreticalamt", "peaklabel", "istdresponse", "responseratio", "amount", "finalamt", "计算量",
                "计算含量", "理论量", "berechnetemenge",
            ])
    }

    static func isMassHunterLong(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["compound", "compoundname", "targetcompound", "化合物", "化合物名称", "目标化合物"])
            && (!headers.isDisjoint(with: ["datafile", "数据文件", "データファイル", "datendatei", "fichierdedonnées"]) || headers.isSuperset(of: ["datafilename", "compoundid"]))
            && headers.contains { VendorColumns.massHunterResult[$0] == .concentration || VendorColumns.massHunterResult[$0] == .undilutedConcentration || $0 == "resp" }
    }

    static func isWatersConnect(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["compoundname", "componentname"]) && !headers.isDisjoint(with: ["injectionname", "quantitationstatus"])
            && !headers.isDisjoint(with: ["calculatedconcentration", "response"])
    }

    /// A table of LabSolutions Insight or of a browser, whether the compound is a column or stands above.
    static func isLabSolutionsBrowser(_ headers: Set<String>) -> Bool {
        headers.contains { VendorColumns.labSolutionsBrowser[$0] == .dataFile && $0 != "filename" && $0 != "dateiname" }
            && headers.contains { VendorColumns.labSolutionsBrowser[$0] == .concentration || VendorColumns.labSolutionsBrowser[$0] == .area }
    }

    /// The same with the compound in a column.
    static func isLabSolutionsLong(_ headers: Set<String>) -> Bool {
        isLabSolutionsBrowser(headers) && headers.contains { VendorColumns.labSolutionsBrowser[$0] == .compound }
    }

    static func namesMolecules(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: [
            "molecule", "moleculename", "peptide", "peptidemodifiedsequence", "precursorname", "分子", "分子名称", "分子名", "肽段", "ペプチド",
        ])
    }

    /// A table of one compound, whose name stands above it or on its sheet.
    static func isXcalibur(_ headers: Set<String>) -> Bool {
        guard headers.contains("filename") || headers.contains("rawfilename"), headers.isDisjoint(with: ["compound", "compoundname", "componentname"]) else { return false }
        return !headers.isDisjoint(with: ["calcamt", "calculatedamt", "calculatedamount"])
            && !headers.isDisjoint(with: ["sampletype", "samplename", "peakstatus", "expamt", "theoreticalamt", "theoreticalamount", "area"])
    }

    static func isSkyline(_ headers: Set<String>) -> Bool {
        namesMolecules(headers)
            && !headers.isDisjoint(with: [
                "replicate", "replicatename", "filename", "重复测定", "重复测定名称", "重复", "文件名", "反復測定", "反復測定名", "ファイル名",
            ])
            && !headers.isDisjoint(with: [
                "quantification", "totalarea", "calculatedconcentration", "normalizedarea", "explicitanalyteconcentration", "analyteconcentration",
                "area", "excludefromcalibration", "定量", "计算浓度", "总面积", "面积",
            ])
    }

    static func isCanonical(_ headers: Set<String>) -> Bool {
        let columns = Set(headers.compactMap { VendorColumns.canonical[$0] })
        guard columns.contains(.sampleText), columns.contains(.compound), columns.contains(.concentration) || columns.contains(.qualifier) else { return false }
        return columns.contains(.unit) || columns.contains(.qualifier) || columns.contains(.limitOfQuantification)
    }

    static func isTargetLynxRow(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["name", "samplename", "filename", "名称", "样品名称"])
            && !headers.isDisjoint(with: ["rt", "area", "conc", "stdconc", "实际浓度", "浓度", "面积", "保留时间", "acqdate", "pgul", "response", "%rec"])
    }

    static func isLabSolutionsRow(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["id#", "id号", "id", "no", "peak#"])
            && headers.contains { VendorColumns.labSolutions[$0] == .compound }
            && headers.contains { VendorColumns.labSolutions[$0] == .concentration || VendorColumns.labSolutions[$0] == .area }
    }
}
