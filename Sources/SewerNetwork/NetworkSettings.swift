/// What a reader of networks assumes where the files are silent.
package struct NetworkSettings: Sendable {
    /// Sewage of one person, m3/d: turns dry-weather flow into people, and people into flow. A setting of this programme in
    /// the middle of usual design values, 150 to 250 L a person and day; a table of people makes it idle.
    package var sewagePerPersonM3: Double

    /// How far the drawn end of a pipe may lie from its node on a map, m; nil to choose from 1, 2, 5 and 10 m by what the map needs.
    package var snapMetres: Double?

    package init(sewagePerPersonM3: Double = 0.2, snapMetres: Double? = nil) {
        self.sewagePerPersonM3 = sewagePerPersonM3
        self.snapMetres = snapMetres
    }
}
