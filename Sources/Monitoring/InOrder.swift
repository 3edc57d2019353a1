extension Array {
    /// The elements in order: as they stand, without a copy, where they are in order already, as those of a run are.
    package func inOrder(_ isBefore: (Element, Element) -> Bool) -> [Element] {
        zip(self, dropFirst()).contains { isBefore($1, $0) } ? sorted(by: isBefore) : self
    }
}
