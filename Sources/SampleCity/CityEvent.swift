package import Monitoring

/// Something written into the sample city that the engine should find, or not be misled by.
package struct CityEvent: Hashable, Sendable {
    /// What kind of thing it is: the fourteen of a city, each once.
    package enum Kind: String, Sendable, CaseIterable {
        case clandestineLaboratory = "clandestine_laboratory"
        case disposal = "single_day_disposal"
        case districtRise = "district_rise"
        case licitHospital = "licit_hospital"
        case rainDay = "rain_day"
        case flowMeterFault = "flow_meter_fault"
        case swappedBottles = "swapped_bottles"
        case festivalShift = "festival_shift"
        case dilutionRerun = "dilution_rerun"
        case contaminatedBlank = "contaminated_blank"
        case duplicateFile = "duplicate_file"
        case truncatedFile = "truncated_file"
        case gb18030File = "gb18030_file"
        case notSampled = "not_sampled"
    }

    /// How much of an analyte, or by how much.
    package struct Amount: Hashable, Sendable {
        package var analyte: AnalyteCode
        /// In `unit`.
        package var value: Double
        /// `g/d`, `g`, `factor` or `ng/mL`.
        package var unit: String
    }

    package var kind: Kind
    /// The periods it falls into, in order.
    package var periods: [Period]
    /// The days of the bottles it touches, in order.
    package var dates: [CalendarDate]
    /// The sampling points it touches, the nearest first.
    package var sites: [SiteCode]
    /// Where it enters the sewer.
    package var node: NodeID?
    /// The area that it touches as a whole.
    package var area: AreaCode?
    /// What enters the sewer, or by what factor it is changed, analyte by analyte.
    package var amounts: [Amount]
    /// Its size in one number, with `unit`.
    package var magnitude: Double
    /// The unit of `magnitude`.
    package var unit: String
    /// Files of the workspace that carry it.
    package var files: [String]
    /// One sentence in English.
    package var note: String
}
