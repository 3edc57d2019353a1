/// What a reader of networks assumes where the files are silent.
package struct NetworkSettings: Sendable {
    /// Sewage of one person, m3/d: turns dry-weather flow into people, and people into flow. 0.2 m3/d is the design value
    /// of residential sewage in many codes (for instance GB 50014-2021 with GB 50013-2018: 150 to 250 L a person and day).
    package var sewagePerPersonM3: Double

    package init(sewagePerPersonM3: Double = 0.2) { self.sewagePerPersonM3 = sewagePerPersonM3 }
}
