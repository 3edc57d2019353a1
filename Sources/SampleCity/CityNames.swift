/// Names of places that do not exist, of common syllables of Chinese place names.
enum CityNames {
    static let city = "云汐市"
    static let cityEnglish = "Yunxi (a fictive city)"
    private static let firsts = Array("澄汐潮鹭屿澜汀渚沐晴岚栖枫梧桐竹荷莲棠槿芷蘅霁星映照瑶璟琼云")
    private static let seconds = Array("滩湾浦渡桥堤塘泾港洲坪岭溪泉园苑里坊庭台")

    /// The name of the n-th place, without its kind; 600 of them, then with a number.
    static func place(_ index: Int) -> String {
        let first = firsts[index % firsts.count]
        let second = seconds[(index * 7 + index / firsts.count) % seconds.count]
        let round = index / (firsts.count * seconds.count)
        return "\(first)\(second)" + (round > 0 ? String(round + 1) : "")
    }

    static func district(_ index: Int) -> String {
        let names = ["东汐", "望潮", "青屿"]
        return (index < names.count ? names[index] : place(index * 11 + 5)) + "区"
    }

    static func town(_ index: Int) -> String { place(index) + (index % 4 == 3 ? "镇" : "街道") }

    static func neighbourhood(_ index: Int, towns: Int) -> String { place(towns + index) + (index % 5 == 4 ? "村委会" : "社区居委会") }
}
