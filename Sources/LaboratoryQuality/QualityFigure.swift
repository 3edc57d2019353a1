/// A number in a sentence or a limit: at most four digits that count, no exponent.
func figure(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "-" }
    var scale = 1.0
    var size = value.magnitude
    while size >= 10_000, scale < 1e15 {
        size /= 10
        scale *= 10
    }
    var places = 0
    while size < 1000, places < 12 {
        size *= 10
        places += 1
    }
    let digits = size.rounded()
    guard digits < 1e15 else { return value.description }
    var text = String(Int64(digits))
    if places > 0 {
        if text.count <= places { text = String(repeating: "0", count: places + 1 - text.count) + text }
        text.insert(".", at: text.index(text.endIndex, offsetBy: -places))
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
    } else if scale > 1 {
        text = String(Int64((digits * scale).rounded()))
    }
    return value < 0 ? "-" + text : text
}

/// How near a percentage comes to the nearer of two limits about 100: 0 at 100, 1 at a limit.
func strain(_ percent: Double, low: Double, high: Double) -> Double {
    let room = percent < 100 ? 100 - low : high - 100
    return room > 0 ? (percent - 100).magnitude / room : percent == 100 ? 0 : 1
}

/// The mean of the middle one or two; nil of none.
func median(_ values: [Double]) -> Double? {
    let sorted = values.sorted()
    guard let upper = sorted.dropFirst(sorted.count / 2).first else { return nil }
    guard sorted.count.isMultiple(of: 2), let lower = sorted.dropFirst(sorted.count / 2 - 1).first else { return upper }
    return (lower + upper) / 2
}
