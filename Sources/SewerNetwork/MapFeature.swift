internal import Findings

/// A value of a feature's attribute.
enum FeatureValue: Sendable, Equatable {
    case none
    case number(Double)
    case text(String)

    /// As text without blanks at its ends; a whole number without a decimal point, as a database gives keys.
    var text: String {
        switch self {
        case .none: ""
        case .number(let value):
            if let whole = Int64(exactly: value) { String(whole) } else { "\(value)" }
        case .text(let text):
            TableHeader.trimmed(text)
        }
    }
}

/// The shape of a feature: points or lines; areas are only counted.
enum FeatureShape: Sendable, Equatable {
    case points([MapPoint])
    case lines([[MapPoint]])
    case other
}

/// One thing of a map layer.
struct MapFeature: Sendable {
    var shape: FeatureShape
    /// Parallel to the columns of the layer; a feature may have fewer.
    var values: [FeatureValue]
    /// What names the feature in its file where no column does.
    var key: String
    /// Line of the file, where it has lines.
    var line: Int?
}

/// What a layer's coordinates are, by the words of its file.
struct ReferenceSystem: Sendable, Equatable {
    /// Name for messages, such as `EPSG:4490`.
    var name: String
    var unit: MapUnit
    /// Whether the plane is that of web maps, which stretches lengths by the latitude.
    var isWebMercator = false
    /// Whether the file says so itself.
    var isStated = true
}

/// A layer of a map: features with the same columns.
struct FeatureLayer: Sendable {
    var file: String
    /// Name of the layer, by which things without a kind are told.
    var name: String
    var reference: ReferenceSystem
    var columns: [String] = []
    var features: [MapFeature] = []

    func position(_ feature: MapFeature) -> SourcePosition { SourcePosition(file: file, line: feature.line) }
}
