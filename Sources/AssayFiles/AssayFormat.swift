/// The layouts of laboratory exports that are read.
///
/// A format is chosen by evidence in the bytes and never by the name of the file.
package enum AssayFormat: String, Sendable, CaseIterable {
    /// The project's own canonical table, one row a sample and analyte.
    case canonical
    /// SCIEX MultiQuant or SCIEX OS: one row an injection and component.
    case sciexLong = "sciex_long"
    /// SCIEX Analyst: regression lines first, then one row an injection and peak.
    case sciexAnalyst = "sciex_analyst"
    /// Agilent MassHunter batch table: two header rows, one row an injection.
    case massHunterWide = "masshunter_wide"
    /// Agilent MassHunter compound table: two header rows, one row a compound.
    case massHunterCompound = "masshunter_compound"
    /// Agilent MassHunter report or LIMS export: one row an injection and compound.
    case massHunterLong = "masshunter_long"
    /// Waters TargetLynx or QuanLynx complete summary, by compound or by sample.
    case targetLynxSummary = "targetlynx_summary"
    /// Waters TargetLynx XML.
    case targetLynxXML = "targetlynx_xml"
    /// Waters waters_connect: one row an injection and compound.
    case watersConnect = "waters_connect"
    /// Thermo TraceFinder: one row an injection and peak.
    case traceFinder = "tracefinder"
    /// Thermo Xcalibur or LCquan: a table for each compound, mostly a sheet each, with the compound above it.
    case xcalibur
    /// Shimadzu LabSolutions text, one section a data file.
    case labSolutions = "labsolutions"
    /// Shimadzu LabSolutions Insight or a LabSolutions browser: a table for each compound, or one with the compound in a column.
    case labSolutionsBrowser = "labsolutions_browser"
    /// Skyline document grid or report.
    case skyline
    /// One row a sample, one column an analyte.
    case wideTable = "wide_table"
    /// None of these, or refused by name.
    case unknown

    /// The name of the software or layout, as a person calls it; the same in both languages.
    package var title: String {
        switch self {
        case .canonical: "Headwater"
        case .sciexLong: "SCIEX MultiQuant / SCIEX OS"
        case .sciexAnalyst: "SCIEX Analyst"
        case .massHunterWide, .massHunterCompound, .massHunterLong: "Agilent MassHunter"
        case .targetLynxSummary: "Waters TargetLynx"
        case .targetLynxXML: "Waters TargetLynx XML"
        case .watersConnect: "Waters waters_connect"
        case .traceFinder: "Thermo TraceFinder"
        case .xcalibur: "Thermo Xcalibur"
        case .labSolutions: "Shimadzu LabSolutions"
        case .labSolutionsBrowser: "Shimadzu LabSolutions Insight"
        case .skyline: "Skyline"
        case .wideTable: "wide table"
        case .unknown: "unknown"
        }
    }

    /// Whether a row names the sample itself and its figure is one of the sample, not of a vial.
    package var namesSamples: Bool { self == .canonical || self == .wideTable }
}
