/// The headers by which a format is known; `ColumnHeader.folded` forms.
enum FormatSignature {
    static func isSciexLong(_ headers: Set<String>) -> Bool {
        (headers.contains("componentname") || headers.contains("组分名称"))
            && !headers.isDisjoint(with: ["area", "calculatedconcentration", "samplename", "originalfilename", "计算浓度", "样品名称"])
    }

    static func isSciexAnalyst(_ headers: Set<String>) -> Bool {
        headers.contains("analytepeakname") && !headers.isDisjoint(with: ["samplename", "sampleid", "filename"])
    }

    static func isTraceFinder(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["compound", "compoundname"]) && headers.contains("filename")
            && !headers.isDisjoint(with: ["calculatedamt", "calculatedamount", "calcamt", "theoreticalamt", "peaklabel", "istdresponse", "responseratio"])
    }

    static func isSkyline(_ headers: Set<String>) -> Bool {
        !headers.isDisjoint(with: ["molecule", "moleculename", "peptide", "peptidemodifiedsequence", "precursorname"])
            && !headers.isDisjoint(with: ["replicate", "replicatename", "filename"])
            && !headers.isDisjoint(with: [
                "quantification", "totalarea", "calculatedconcentration", "normalizedarea", "explicitanalyteconcentration", "analyteconcentration",
                "area", "excludefromcalibration",
            ])
    }

    static func isCanonical(_ headers: Set<String>) -> Bool {
        let columns = Set(headers.compactMap { VendorColumns.canonical[$0] })
        guard columns.contains(.sampleText), columns.contains(.compound), columns.contains(.concentration) || columns.contains(.qualifier) else { return false }
        return columns.contains(.unit) || columns.contains(.qualifier) || columns.contains(.limitOfQuantification)
    }

    static func isTargetLynxRow(_ headers: Set<String>) -> Bool {
        headers.contains("name") && !headers.isDisjoint(with: ["rt", "area", "conc", "stdconc", "实际浓度", "acqdate", "pgul", "response"])
    }

    static func isLabSolutionsRow(_ headers: Set<String>) -> Bool {
        headers.contains("id#") && headers.contains("name") && !headers.isDisjoint(with: ["conc", "area", "rettime", "rtime"])
    }
}
