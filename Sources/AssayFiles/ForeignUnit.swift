internal import DelimitedText

/// Units that a cell itself states, though none of mass in a volume: Skyline writes `0.0736 uM` and `86.4 fmol`.
enum ForeignUnit {
    /// The unit behind a figure and a space; nil where there is none, or it is one of mass in a volume.
    static func stated(in cell: String) -> String? {
        guard let first = cell.utf8.first, (0x30...0x39).contains(first), let space = cell.firstIndex(of: " ") else { return nil }
        let unit = trimmed(cell[cell.index(after: space)...])
        let figure = String(cell[..<space])
        guard NumberText.parse(figure, mark: .point) != nil || NumberText.parse(figure, mark: .comma) != nil else { return nil }
        return AssayUnit.isOther(unit) ? unit : nil
    }
}
