import Monitoring

/// One analyte of the laboratory's panel: what people excrete of it, and how it is measured.
struct Substance: Sendable {
    var code: AnalyteCode
    /// Mean load in raw sewage, mg/d per 1000 inhabitants.
    var level: Double
    /// Index of the analyte that it follows, with the mass ratio to it, where it is a metabolite or an accompanying substance.
    var follows: (index: Int, ratio: Double)?
    /// What one use brings into the sewer, mg: sets the day-to-day scatter of few users.
    var perUse: Double
    /// First-order loss in the sewer, 1/h.
    var decay: Double
    /// Factor on Friday, Saturday and Sunday.
    var weekend: Double
    /// Amplitude of the season: positive is high in winter.
    var winter: Double
    /// Standard deviation of the natural logarithm between towns.
    var townSpread: Double
    /// Limit of quantification, ng/L of sewage; the limit of detection is a third of it.
    var quantification: Double
    /// Calibration standards are so many times the common ones.
    var calibrationScale: Double
    /// Names in the SCIEX, Agilent and Chinese methods.
    var names: (sciex: String, agilent: String, chinese: String)
    var internalStandard: String
    /// Precursor and product ions, m/z.
    var transition: (precursor: String, product: String, qualifier: String)
    /// Qualifier over quantifier.
    var ionRatio: Double
    /// Minutes.
    var retention: Double

    /// Highest standard, ng/L of sewage.
    var upperLimit: Double { 1000 * calibrationScale }
}

/// The panel of the synthetic laboratory.
///
/// Levels are of the order reported for Chinese cities in the 2020s: methamphetamine 20 to
/// 60 ng/L and ketamine a few ng/L in Dalian 2020-2021; MDMA and benzoylecgonine at or below
/// the limits there; amphetamine over methamphetamine 0.09 by mass; ketamine over
/// norketamine 4.9 by mass in 25 Chinese cities (Du et al., Environment International 138
/// (2020) 105645); methadone and EDDP 1:2. Etomidate acid is set high enough to be seen rise;
/// 6-MAM is practically absent, as in 156 plants of south-west China. Losses: cocaine
/// half-life 35 h and 6-MAM 87 h at 20 degrees C (Senta et al., Science of the Total
/// Environment 487 (2014) 659), amphetamine small. They make a plausible city, not a real one.
enum Substances {
    static let all: [Substance] = [
        make("methamphetamine", 12, 3, 0, 1.06, -0.06, 0.40, 0.5, "Methamphetamine", "METH", "甲基苯丙胺", "Methamphetamine-D5", "150.1", "119.1", "91.1", 0.42, 4.12),
        make("amphetamine", 0, 2, 0.004, 1, 0, 0, 0.5, "Amphetamine", "AMP", "苯丙胺", "Amphetamine-D5", "136.1", "119.1", "91.1", 0.55, 3.86, follows: (0, 0.09)),
        make("mdma", 0.07, 8, 0, 1.9, 0, 0.5, 0.5, "MDMA", "MDMA", "MDMA", "MDMA-D5", "194.1", "163.1", "105.1", 0.48, 4.25),
        make("mda", 0, 2, 0, 1, 0, 0, 0.5, "MDA", "MDA", "MDA", "MDA-D5", "180.1", "163.1", "105.1", 0.61, 4.05, follows: (2, 0.08)),
        make("benzoylecgonine", 0.08, 6, 0, 1.5, 0, 0.5, 0.5, "Benzoylecgonine", "BE", "苯甲酰爱康宁", "Benzoylecgonine-D3", "290.1", "168.1", "105.1", 0.33, 5.02),
        make("cocaine", 0, 3, 0.02, 1, 0, 0, 0.5, "Cocaine", "COC", "可卡因", "Cocaine-D3", "304.1", "182.1", "82.1", 0.29, 5.61, follows: (4, 0.25)),
        make("6-monoacetylmorphine", 0.012, 3, 0.008, 1, 0, 0.4, 1, "6-MAM", "O6-MAM", "O6-单乙酰吗啡", "6-MAM-D3", "328.2", "165.1", "211.1", 0.71, 4.01),
        make("morphine", 5, 2, 0, 0.95, 0.05, 0.18, 1, "Morphine", "MOR", "吗啡", "Morphine-D3", "286.2", "152.1", "165.1", 0.77, 2.21),
        make("codeine", 3, 2, 0, 0.95, 0.25, 0.18, 1, "Codeine", "COD", "可待因", "Codeine-D3", "300.2", "152.1", "165.1", 0.83, 3.35),
        make("ketamine", 0.8, 3, 0, 1.35, 0, 0.45, 0.5, "Ketamine", "KET", "氯胺酮", "Ketamine-D4", "238.1", "125.1", "207.1", 0.26, 4.93),
        make("norketamine", 0, 1, 0, 1, 0, 0, 0.5, "Norketamine", "NK", "去甲氯胺酮", "Norketamine-D4", "224.1", "125.1", "207.1", 0.52, 4.71, follows: (9, 1 / 4.9)),
        make("methcathinone", 0.08, 2, 0.003, 1.1, 0.1, 0.4, 0.5, "Methcathinone", "MCAT", "甲卡西酮", "Methcathinone-D3", "164.1", "146.1", "131.1", 0.64, 3.52),
        make("etomidate_acid", 1.4, 2, 0, 1.15, 0, 0.25, 1, "Etomidate acid", "ETO acid", "依托咪酯酸", "Etomidate acid-D5", "217.1", "113.1", "105.1", 0.45, 3.71),
        make("etomidate", 0, 1, 0.01, 1, 0, 0, 0.5, "Etomidate", "ETO", "依托咪酯", "Etomidate-D5", "245.1", "141.1", "95.1", 0.38, 7.45, follows: (12, 0.04)),
        make("tramadol", 6, 4, 0, 0.97, 0.05, 0.18, 0.5, "Tramadol", "TRA", "曲马多", "Tramadol-13C-D3", "264.2", "58.1", "246.1", 0.07, 4.84),
        make("ephedrine", 14, 4, 0, 0.96, 0.35, 0.15, 1, "Ephedrine", "EPH", "麻黄碱", "Ephedrine-D3", "166.1", "148.1", "133.1", 0.31, 3.22),
        make("pseudoephedrine", 0, 4, 0, 1, 0, 0, 1, "Pseudoephedrine", "PSE", "伪麻黄碱", "Ephedrine-D3", "166.1", "148.1", "133.1", 0.34, 3.41, follows: (15, 0.55)),
        make("cmp", 0, 1, 0, 1, 0, 0, 0.5, "CMP", "CMP", "CMP", "Methamphetamine-D5", "152.1", "121.1", "93.1", 0.58, 4.38),
        make("cotinine", 650, 0.3, 0, 1, 0, 0, 5, "Cotinine", "COT", "可替宁", "Cotinine-D3", "177.1", "80.1", "98.1", 0.36, 2.64, scale: 10),
        make("methadone", 0.11, 8, 0, 1, 0, 0.25, 0.5, "Methadone", "MTD", "美沙酮", "Methadone-D9", "310.2", "265.1", "105.1", 0.41, 7.88),
        make("eddp", 0, 8, 0, 1, 0, 0, 0.5, "EDDP", "EDDP", "EDDP", "EDDP-D3", "278.2", "234.1", "249.1", 0.66, 7.12, follows: (19, 2)),
    ]

    /// The place of an analyte in the panel.
    static func index(_ code: AnalyteCode) -> Int? { all.firstIndex { $0.code == code } }

    private static func make(
        _ code: AnalyteCode, _ level: Double, _ perUse: Double, _ decay: Double, _ weekend: Double, _ winter: Double, _ townSpread: Double,
        _ quantification: Double, _ sciex: String, _ agilent: String, _ chinese: String, _ internalStandard: String, _ precursor: String,
        _ product: String, _ qualifier: String, _ ionRatio: Double, _ retention: Double, follows: (index: Int, ratio: Double)? = nil,
        scale: Double = 1
    ) -> Substance {
        Substance(
            code: code, level: level, follows: follows, perUse: perUse, decay: decay, weekend: weekend, winter: winter, townSpread: townSpread,
            quantification: quantification, calibrationScale: scale, names: (sciex, agilent, chinese), internalStandard: internalStandard,
            transition: (precursor, product, qualifier), ionRatio: ionRatio, retention: retention)
    }
}
