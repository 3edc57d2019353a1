/// The ways in which laboratories mark a component as an internal standard in its name.
enum InternalStandardName {
    static func isOne(_ compound: String) -> Bool {
        let name = compound.uppercased()
        let isMarked = name.unicodeScalars.contains { $0 == "(" || $0 == "[" || $0 == "（" }
            && ["(IS)", "(ISTD)", "[IS]", "[ISTD]", "（IS）", "（内标）", "(内标)"].contains { name.contains($0) }
        return isMarked || name.hasSuffix(" ISTD") || name.hasSuffix("_ISTD")
            || name.hasSuffix(" IS") || name.hasSuffix("_IS") || name.hasSuffix("-IS") || name.hasPrefix("IS-") || name.hasPrefix("IS_")
            || name.hasPrefix("ISTD")
    }
}
