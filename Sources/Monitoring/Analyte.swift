/// What an analyte stands for.
package enum AnalyteRole: String, Sendable, CaseIterable { case biomarker, marker, precursor, byProduct = "by_product", internalStandard = "internal_standard" }

/// What the laboratory measures.
package struct Analyte: Hashable, Sendable {
    package var code: AnalyteCode
    package var role: AnalyteRole
    /// The substance that people consume; the analyte is its biomarker.
    package var parentDrug: String?
    package var englishName: String
    package var chineseName: String

    package init(code: AnalyteCode, role: AnalyteRole, parentDrug: String?, englishName: String, chineseName: String) {
        self.code = code
        self.role = role
        self.parentDrug = parentDrug
        self.englishName = englishName
        self.chineseName = chineseName
    }
}
