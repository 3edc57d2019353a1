package import Findings
package import Monitoring
package import ProgrammeFiles

/// How the concentration in a vial became that of the sewage: by a row of the method sheet.
package struct VialConversion: Hashable, Sendable {
    /// The row of the method sheet; nil where the file's figure was one of the sample already.
    package var method: SourcePosition?
    package var sampleMl: Double?
    package var extractMl: Double?
    /// By which the extract was diluted.
    package var dilution: Double

    /// Finds the row by which a result was converted: that of its method and analyte.
    package init(_ result: LaboratoryResult, programme: Programme) {
        let row = programme.methods.first { $0.method == result.method && $0.analyte == result.analyte && $0.basis == .extract }
        method = row?.position
        sampleMl = row?.sampleMl
        extractMl = row?.extractMl
        dilution = result.dilution
    }
}
