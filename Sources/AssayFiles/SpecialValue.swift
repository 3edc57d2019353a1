/// The words that stand in concentration cells instead of a figure, and what each means.
///
/// One table for all formats. The four meanings are kept apart: not analysed; analysed and
/// below detection; between detection and quantification; above the range.
package enum SpecialValue {
    /// Returns what a word means; nil where it is none of those known.
    ///
    /// Words compare without case and spaces, and in half width. Bounds with a number
    /// (`<0.5`) are not words; see `bound(_:mark:)`.
    package static func meaning(of text: some StringProtocol) -> AssayValue? {
        // No word begins with a digit.
        if let first = text.utf8.first, (0x30...0x39).contains(first) { return nil }
        return switch plain(text) {
        case "", "n/a", "na", "#n/a", "#na", "nan", "null", "none", "nil", "inf", "+inf", "-inf", "infinity", "-infinity", "∞", "-", "--", "---",
            "----", "-----", "—", "——", "–", "/", "//", "\\", "#div/0!", "#value!", "#ref!", "#num!", "#name?", "nc", "nr", "error", "未检测",
            "未测", "未分析", "未做", "无数据", "缺测", "notanalysed", "notanalyzed", "notmeasured", "notcalculated", "notreported", "noroot", "degenerate",
            "noregression", "nocalibration", "nostandards", "<1points", "<2points", "<3points", "<4points", "<5points", "<6points", "<1point", "noistd",
            "nois", "multipleroots", "invalidcalibration", "notincluded", "notprocessed", "excluded", "未计算", "无内标", "未做检测", "未送检", "漏检",
            "nichtbestimmt", "nonmesuré", "nomedido", "未測定", "未计算出":
            .notAnalysed
        case "n/f", "nf", "notfound", "nopeak", "nopeakfound", "notidentified", "peaknotfound", "未找到", "未识别", "无峰", "未找到峰", "未鉴定",
            "未发现", "未定性", "未同定", "検出なし", "ピークなし", "keinpeak", "nichtgefunden", "nontrouvé", "noencontrado", "missing":
            .notFound
        case "nd", "n.d.", "n.d", "nd.", "n/d", "未检出", "未检出。", "阴性", "neg", "negative", "notdetected", "undetected", "nonedetected",
            "(未检出)", "nd(未检出)", "未检出(nd)", "n.n.", "n.n", "不検出", "未検出", "nichtnachweisbar", "nichtnachgewiesen", "nondétecté", "nodetectado",
            "nãodetectado", "not-detected":
            .notDetected
        case "<lod", "<mdl", "<dl", "<idl", "belowlod", "belowdetection", "belowdetectionlimit", "bdl", "bld", "<检出限", "低于检出限", "小于检出限",
            "≤lod", "<0", "<0.0", "<0.00", "<0,0", "<0,00", "<检测限", "<方法检出限", "低于检测限", "低于方法检出限", "小于检测限", "<ld", "<ng", "<檢出限",
            "<検出限界", "検出限界未満", "belowmdl", "bmdl", "belowlld", "<lld":
            .belowDetection
        case "<loq", "<lloq", "<ql", "<mql", "<rl", "<mrl", "blq", "bql", "bloq", "belowrl", "belowloq", "belowlloq", "belowquantification", "<定量限",
            "<定量下限", "低于定量限", "低于定量下限", "小于定量限", "小于定量下限", "低于报告限", "<报告限", "≤loq", "trace", "痕量", "<lq", "<bg", "<pql",
            "<blq", "<bloq", "brl", "belowql", "belowlq", "belowpql", "<定量限界", "定量下限未満", "lloq以下":
            .belowQuantification
        case ">uloq", ">ulq", ">uloc", "aloq", "aql", "aboveuloq", "aboverange", "overrange", "overcurve", "超量程", "超出量程", "超线性", "超出线性范围",
            "超上限", ">定量上限", "高于定量上限", "超出定量上限", "超曲线", "超出曲线", "超出标曲", "超出标准曲线", "alq", "aboveql", "abovecal", ">cal", ">max",
            "saturated", "饱和":
            .aboveRange(limit: nil)
        default: nil
        }
    }

    /// A bound with a number, such as `<0.5`, `＜0.5`, `≤ 2`, `>200`, `小于0.5`, or `0.5L`, which is how Chinese
    /// environmental reports write "below the detection limit of 0.5" (HJ/T 91-2002, section 10).
    ///
    /// - Parameter parse: reads a number under the decimal mark of the file.
    package static func bound(_ text: some StringProtocol, parse: (String) -> Double?) -> AssayValue? {
        let plain = plain(text)
        for prefix in ["<=", "≤", "<", "小于等于", "小于", "低于"] where plain.hasPrefix(prefix) {
            guard let limit = parse(String(plain.dropFirst(prefix.count))), limit.isFinite else { return nil }
            return limit > 0 ? .below(limit: limit) : .belowDetection
        }
        for prefix in [">=", "≥", ">", "大于等于", "大于", "高于"] where plain.hasPrefix(prefix) {
            guard let limit = parse(String(plain.dropFirst(prefix.count))), limit.isFinite, limit > 0 else { return nil }
            return .aboveRange(limit: limit)
        }
        if plain.hasSuffix("l"), plain.count > 1, let limit = parse(String(plain.dropLast())), limit > 0, limit.isFinite {
            return .below(limit: limit)
        }
        return nil
    }

    /// Whether a cell is blank or says no more than `N/A`: then area and retention time tell whether the software looked.
    package static func isSilent(_ text: some StringProtocol) -> Bool {
        // Those begin with `n`, `N`, `#`, `-`, a space or a full-width form.
        guard let first = text.utf8.first else { return true }
        guard first | 0x20 == 0x6E || first == 0x23 || first == 0x2D || first <= 0x20 || first >= 0x80 else { return false }
        return switch plain(text) {
        case "", "n/a", "na", "#n/a", "nan", "-", "--", "---", "-----": true
        default: false
        }
    }

    /// Lower case, half width, without white space.
    static func plain(_ text: some StringProtocol) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) { value -= 0xFEE0 }
            switch value {
            case 0x09...0x0D, 0x20, 0xA0, 0x3000, 0xFEFF, 0x200B, 0x202F: continue
            case 0x41...0x5A: value += 32
            default: break
            }
            if let scalar = Unicode.Scalar(value) { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}
