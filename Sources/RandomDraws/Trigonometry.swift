// Sine and cosine for seasons and angles: sizes up to 10^5, with separate multiplication and addition.

/// Pi over 2 in three parts of 33, 33 and 53 bits.
private let quarterHigh = 0x1.921fb544p+0
private let quarterMiddle = 0x1.0b4611a6p-34
private let quarterLow = 0x1.3198a2e037073p-69

private func sineSeries(_ r: Double) -> Double {
    let s = r * r
    let tail = -1.0 / 6 + s * (1.0 / 120 + s * (-1.0 / 5040 + s * (1.0 / 362_880 + s * (-1.0 / 39_916_800 + s * (1.0 / 6_227_020_800 - s / 1_307_674_368_000)))))
    return r + r * s * tail
}

private func cosineSeries(_ r: Double) -> Double {
    let s = r * r
    let tail = 1.0 / 24 + s * (-1.0 / 720 + s * (1.0 / 40_320 + s * (-1.0 / 3_628_800 + s * (1.0 / 479_001_600 + s * (-1.0 / 87_178_291_200 + s / 20_922_789_888_000)))))
    return 1 - (s / 2 - s * s * tail)
}

/// The angle less whole quarter turns, and how many; nil where too large or not finite.
private func reduced(_ x: Double) -> (rest: Double, quarter: Int)? {
    guard x.magnitude <= 1e5 else { return nil }
    let turns = (x * 0.6366197723675814).rounded(.toNearestOrEven)
    return (((x - turns * quarterHigh) - turns * quarterMiddle) - turns * quarterLow, Int(turns) & 3)
}

/// The sine of an angle in radians, to an absolute error of 2e-16; NaN for sizes above 10^5.
package func portableSin(_ x: Double) -> Double {
    guard let (rest, quarter) = reduced(x) else { return .nan }
    switch quarter {
    case 0: return sineSeries(rest)
    case 1: return cosineSeries(rest)
    case 2: return -sineSeries(rest)
    default: return -cosineSeries(rest)
    }
}

/// The cosine of an angle in radians, to an absolute error of 2e-16; NaN for sizes above 10^5.
package func portableCos(_ x: Double) -> Double {
    guard let (rest, quarter) = reduced(x) else { return .nan }
    switch quarter {
    case 0: return cosineSeries(rest)
    case 1: return -sineSeries(rest)
    case 2: return -cosineSeries(rest)
    default: return sineSeries(rest)
    }
}
