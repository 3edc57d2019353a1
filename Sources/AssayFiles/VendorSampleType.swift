internal import Monitoring

extension SampleType {
    /// What a vendor's word for a sample type means; nil where it is not known.
    ///
    /// Words compare without case, spaces, `_` and `-`.
    package init?(vendorText text: String) {
        switch ColumnHeader.folded(text) {
        case "unknown", "unk", "sample", "analyte", "未知", "未知样", "未知样品", "样品", "样本", "普通样品", "probe", "unbekannt", "specimen", "regular": self = .unknown
        case "standard", "std", "cal", "calibration", "calibrator", "calibrant", "calstd", "calibrationstandard", "标准", "标样", "标准品", "标准样品", "校准",
            "校准品", "kalibrierung", "stdbracketsample", "stdupdate", "stdclear", "standardinitial":
            self = .standard
        case "qc", "qualitycontrol", "qcstd", "qcsample", "qccheck", "control", "cc", "ccv", "responsecheck", "chkstd", "checkstandard", "positivecontrol", "lcs", "质控", "质控样", "质控样品", "质量控制", "syssuit",
            "systemsuitability":
            self = .qc
        case "blank", "blk", "methodblank", "mblk", "matblank", "matrixblank", "reagentblank", "procedureblank", "negativecontrol", "空白", "空白样", "空白样品", "方法空白", "全程序空白",
            "leerwert":
            self = .blank
        case "doubleblank", "dblblank", "dblblk", "双空白": self = .doubleBlank
        case "solvent", "solventblank", "溶剂", "溶剂空白": self = .solvent
        case "fieldblank", "tripblank", "现场空白", "运输空白": self = .fieldBlank
        case "spike", "matrixspike", "spikedsample", "fortified", "ms", "加标", "加标样", "基质加标": self = .spike
        case "duplicate", "dup", "sampleduplicate", "matrixdup", "平行样", "平行": self = .duplicate
        default: return nil
        }
    }

    /// Whether an injection of this type can never carry the result of a sample.
    package var isBlank: Bool { self == .blank || self == .doubleBlank || self == .fieldBlank || self == .solvent }
}
