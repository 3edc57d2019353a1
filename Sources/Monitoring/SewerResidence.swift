/// How long sewage was under way when it passes a point: the spread over the people upstream.
package struct SewerResidence: Hashable, Sendable {
    /// Mean over the people, h.
    package var meanHours: Double
    /// Standard deviation over the people, h.
    package var sdHours: Double

    package init(meanHours: Double, sdHours: Double) {
        self.meanHours = meanHours
        self.sdHours = sdHours
    }
}
