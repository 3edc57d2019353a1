internal import Monitoring

/// Which figures of areas are not shown, so that no small place can be told apart, nor worked out from the others.
///
/// An area is withheld where its people, or those behind its figure, are fewer than the programme's floor. A figure of an
/// area is the sum of those of its parts, so that one missing part is the difference of the whole and the other parts, and
/// a missing whole is the sum of its parts: further areas are withheld until no small one can be told from the figures that
/// are left, not even to within a quarter of its people.
struct AreaDisclosure {
    /// One area with an estimate of one analyte.
    struct Place {
        var level: Int
        var code: AreaCode
        /// The place above in the list; nil for none.
        var parent: Int?
        /// People behind the figure.
        var people: Double
        /// Whether the place must not be shown.
        var isSmall: Bool
    }

    /// What must be unknown beside a small place, as a share of its people, so that a sum does not give it away.
    static let leastCover = 0.25

    private let places: [Place]
    private let children: [[Int]]
    private let rest: [Double]

    init(_ places: [Place]) {
        self.places = places
        var children = [[Int]](repeating: [], count: places.count)
        for (index, place) in places.enumerated() { if let parent = place.parent { children[parent].append(index) } }
        self.children = children
        rest = places.indices.map { index in max(0, places[index].people - children[index].reduce(0) { $0 + places[$1].people }) }
    }

    /// The places that are withheld beside the small ones.
    ///
    /// The smallest sibling with a figure covers a small place; where every sibling without a figure can be worked out from
    /// its own parts, one of these goes too. What covers a place goes on covering it when more is withheld, so that each is
    /// looked at once. Complexity: small places times the withheld places around each.
    func complements() -> Set<Int> {
        var hidden = Set(places.indices.filter { places[$0].isSmall })
        let small = hidden.sorted(by: isBefore)
        for index in small {
            while isExposed(index, hidden), let cover = cover(of: index, hidden) { hidden.insert(cover) }
        }
        return hidden.subtracting(small)
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool { (places[left].level, places[left].code) < (places[right].level, places[right].code) }

    /// Whether the figures left open tell a place to within a share of its people.
    private func isExposed(_ index: Int, _ hidden: Set<Int>) -> Bool {
        min(unknownBelow(index, hidden), unknownAbove(index, hidden)) < AreaDisclosure.leastCover * places[index].people
    }

    /// The people about whom nothing can be known when a place is worked out from its parts.
    private func unknownBelow(_ index: Int, _ hidden: Set<Int>) -> Double {
        guard hidden.contains(index) else { return 0 }
        guard !children[index].isEmpty else { return places[index].people }
        return min(places[index].people, children[index].reduce(rest[index]) { $0 + unknownBelow($1, hidden) })
    }

    /// The people about whom nothing can be known when a place is worked out from the whole and its siblings.
    private func unknownAbove(_ index: Int, _ hidden: Set<Int>) -> Double {
        guard let parent = places[index].parent else { return .infinity }
        let ofParent = hidden.contains(parent) ? unknownAbove(parent, hidden) : 0
        return children[parent].reduce(ofParent + rest[parent]) { $0 + ($1 == index ? 0 : unknownBelow($1, hidden)) }
    }

    /// What to withhold for an exposed place: its smallest open sibling, else the smallest open part of it or of a sibling, else what lies above.
    private func cover(of index: Int, _ hidden: Set<Int>) -> Int? {
        let siblings = places[index].parent.map { children[$0].filter { $0 != index } } ?? []
        if let sibling = smallest(siblings.filter { !hidden.contains($0) }) { return sibling }
        var below: [Int] = []
        var stack = siblings + [index]
        while let top = stack.popLast() {
            for child in children[top] {
                if !hidden.contains(child) { below.append(child) }
                stack.append(child)
            }
        }
        if let part = smallest(below) { return part }
        return places[index].parent.flatMap { hidden.contains($0) ? nil : $0 }
    }

    private func smallest(_ indices: [Int]) -> Int? {
        indices.min { (places[$0].people, places[$0].code) < (places[$1].people, places[$1].code) }
    }
}
