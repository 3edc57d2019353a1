/// A code that names one thing of the programme: always text, never a number.
///
/// Codes compare by their UTF-8 bytes, so that an order never depends on a locale.
package struct Code<Kind>: Hashable, Sendable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }
    package init(stringLiteral value: String) { rawValue = value }
    package var description: String { rawValue }
    package static func < (left: Code, right: Code) -> Bool { left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8) }
}

extension Code: Codable {
    package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// The code of a sampling point, such as `K07`.
package typealias SiteCode = Code<Site>
/// The code of an area, such as `310115`.
package typealias AreaCode = Code<Area>
/// The canonical name of an analyte, such as `methamphetamine`.
package typealias AnalyteCode = Code<Analyte>
/// The laboratory's number of a sample.
package typealias SampleID = Code<Sample>
/// A manhole, pump station or outfall of the sewer.
package typealias NodeID = Code<SewerNodeKind>

/// What a `NodeID` names.
package enum SewerNodeKind: Sendable {}
