internal import Monitoring

extension SampleType {
    /// What a vendor's word for a sample type means; nil where it is not known.
    ///
    /// Words compare without case, spaces, `_` and `-`.
    package init?(vendorText text: String) {
        var word = ColumnHeader.folded(text)
        // Shimadzu counts its types: `0:Unknown`, folded to `0unknown`.
        if let first = word.utf8.first, (0x30...0x39).contains(first), word.utf8.count > 2 { word = String(word.drop { $0.isASCII && $0.isNumber }) }
        switch word {
        case "unknown", "unk", "sample", "analyte", "未知", "未知样", "未知样品", "样品", "样本", "普通样品", "probe", "unbekannt", "specimen", "regular",
            "samples", "unknowns", "样", "待测样", "待测样品", "实际样品", "サンプル", "未知試料", "未知サンプル", "試料", "échantillon", "echantillon", "inconnu", "muestra",
            "desconocido", "unknownsample", "amostra", "desconhecido", "unbekannte", "시료", "미지시료", "testsample", "fieldsample":
            self = .unknown
        case "standard", "std", "cal", "calibration", "calibrator", "calibrant", "calstd", "calibrationstandard", "标准", "标样", "标准品", "标准样品", "校准",
            "校准品", "校正", "标准曲线", "标曲", "校准标样", "标准溶液", "標準", "標準試料", "検量線", "キャリブレーション", "kalibrierung", "kalibrator", "kal", "étalon", "etalon",
            "standards", "calibración", "calibracion", "patrón", "patron", "padrão", "calibração", "표준", "calibrationsample", "standard(initial)", "standard(i)",
            "standard(update)", "standardaverage", "initialcalibration", "stdbracketsample", "stdupdate", "stdclear", "standardinitial":
            self = .standard
        case "qc", "qualitycontrol", "qcstd", "qcsample", "qccheck", "control", "cc", "ccv", "responsecheck", "chkstd", "checkstandard", "positivecontrol", "lcs", "质控", "质控样", "质控样品", "质量控制", "syssuit",
            "systemsuitability", "unknown(qa/qc)", "unknown(qaqc)", "qa/qc", "qaqc", "qcs", "qcstandard", "qclow", "qcmid", "qchigh", "icv", "lcsd", "calcheck", "空白加标", "加标空白",
            "continuingcalibration", "continuingcalibrationverification", "controlsample", "质控标样", "质控品", "控制样", "質控", "品質管理", "コントロール", "qualitätskontrolle", "kontrolle", "cq", "contrôle",
            "contrôlequalité", "controldecalidad", "controle", "controledequalidad", "suitability", "sst", "tunecheck":
            self = .qc
        case "blank", "blk", "methodblank", "mblk", "matblank", "matrixblank", "reagentblank", "procedureblank", "negativecontrol", "blanksample", "空白", "空白样", "空白样品", "方法空白", "全程序空白",
            "基质空白", "试剂空白", "实验室空白", "ブランク", "空試験", "leerwert", "leerprobe", "leer", "blindwert", "blanc", "blanco", "branco", "공시료", "blanks", "instrumentblank",
            "extractionblank", "procblank", "labblank", "ccb", "zerosample", "zero", "singleblank", "matrixblk":
            self = .blank
        case "doubleblank", "dblblank", "dblblk", "blankblank", "双空白", "双重空白", "ダブルブランク", "doppelblindwert", "doubleblanc", "dobleblanco": self = .doubleBlank
        case "solvent", "solventblank", "溶剂", "溶剂空白", "溶媒", "溶媒ブランク", "lösungsmittel", "solvant", "disolvente", "wash", "purge", "conditioning": self = .solvent
        case "fieldblank", "tripblank", "现场空白", "运输空白": self = .fieldBlank
        case "spike", "matrixspike", "spikedsample", "fortified", "ms", "msd", "matrixspikeduplicate", "spk", "加标样品", "样品加标", "添加回収", "加标", "加标样", "基质加标": self = .spike
        case "duplicate", "dup", "sampleduplicate", "matrixdup", "dupl", "labduplicate", "平行双样", "重复样", "平行样", "平行": self = .duplicate
        default: return nil
        }
    }

    /// Whether an injection of this type can never carry the result of a sample.
    package var isBlank: Bool { self == .blank || self == .doubleBlank || self == .fieldBlank || self == .solvent }
}
