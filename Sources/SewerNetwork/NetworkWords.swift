/// The words by which files say what a thing of the sewer is, in English and Chinese.
enum NetworkWords {
    /// The role of a node by the word of a column; a manhole where the word says nothing.
    static func role(_ text: String) -> SewerNodeRole {
        let plain = TableHeader.plain(text)
        func has(_ words: [String]) -> Bool { words.contains { plain.contains($0) } }
        if ["outlet", "stp", "wtp", "出口"].contains(plain) { return .outfall }
        if has(["outfall", "wwtp", "wwtw", "treatment", "plant", "污水厂", "处理厂", "净化厂", "再生水厂", "水质净化", "排放口", "出水口", "排水口", "排出口", "排污口"]) { return .outfall }
        if isPump(text) || has(["storage", "wetwell", "tank", "调蓄", "集水井", "集水池", "蓄水池"]) { return .storage }
        if has(["divider", "diversion", "split", "分流井", "截流井", "溢流井"]) { return .divider }
        return .manhole
    }

    /// Whether a word speaks of a pump or a pumping station.
    static func isPump(_ text: String) -> Bool {
        let plain = TableHeader.plain(text)
        return ["pump", "liftstation", "ejector", "泵"].contains { plain.contains($0) }
    }

    /// The role of a link by the word of a column; a conduit where the word says nothing.
    static func linkRole(_ text: String) -> SewerLinkRole {
        let plain = TableHeader.plain(text)
        func has(_ words: [String]) -> Bool { words.contains { plain.contains($0) } }
        if has(["pump", "pressur", "forcemain", "risingmain", "泵", "压力管", "压力流"]) { return .pump }
        if has(["orifice", "孔口", "闸"]) { return .orifice }
        if has(["weir", "overflow", "堰", "溢流"]) { return .weir }
        if plain == "outlet" { return .outlet }
        return .conduit
    }

    /// Whether a word says that a pipe carries rain and no sewage.
    static func isStorm(_ text: String) -> Bool {
        let plain = TableHeader.plain(text)
        if ["combined", "合流", "污", "sanitary", "foul", "sewage"].contains(where: { plain.contains($0) }) { return false }
        return ["sw", "ys", "rain", "rainwater"].contains(plain) || ["storm", "surfacewater", "雨水", "雨篦", "雨管"].contains { plain.contains($0) }
    }

    /// Whether a word says that a thing is out of use, or not built.
    static func isIdle(_ text: String) -> Bool {
        let plain = TableHeader.plain(text)
        if ["0", "no", "false", "inactive"].contains(plain) { return plain == "inactive" }
        return ["abandon", "removed", "retired", "demolish", "propos", "planned", "outofservice", "废弃", "停用", "拆除", "规划", "未建", "废除", "报废"].contains { plain.contains($0) }
    }

    static func isNo(_ text: String) -> Bool { ["0", "no", "false", "n", "否", "不可达"].contains(TableHeader.plain(text)) }
}
