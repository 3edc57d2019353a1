internal import DelimitedText
internal import Findings
internal import Monitoring

/// Waters waters_connect: one row an injection and compound, with the status of the quantitation beside the figure.
enum WatersConnectReader {
    static func read(_ assay: inout AssayTable) {
        var isStandard: [String: Bool] = [:]
        LongTableReader(
            aliases: VendorColumns.watersConnect, isHeader: FormatSignature.isWatersConnect,
            refine: { raw, _ in
                var raw = raw
                // `Included in Calibration` speaks of standards; a control is never included.
                let type = raw[.sampleType]
                if isStandard[type] == nil { isStandard[type] = SampleType(vendorText: type) == .standard }
                if isStandard[type] != true { raw[.used] = "" }
                // Several qualifiers stand in one cell, parted by bars.
                for column in [AssayColumn.ionRatio, .ionRatioExpected] where raw.holds(0x7C, column) {
                    raw[column] = raw[column].split(separator: "|", omittingEmptySubsequences: false).first.map(String.init) ?? ""
                }
                return raw
            }
        ).read(&assay)
    }
}
