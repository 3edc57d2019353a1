// swift-tools-version: 6.2
import PackageDescription

/// Settings of every room: warnings are errors, and each use of unsafe memory says so.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room of the house. It imports only rooms declared above it; `Scripts/check-layering` holds it to that.
func room(_ name: String, _ rooms: [String] = [], products: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: rooms.map { .byName(name: $0) } + products, swiftSettings: strict)
}

/// The tests of a room.
func tests(_ name: String, _ rooms: [String] = [], products: [Target.Dependency] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: ([name] + rooms).map { .byName(name: $0) } + products, swiftSettings: strict)
}

/// A C library that the system brings, found by pkg-config.
func library(_ name: String, _ pkgConfig: String, apt: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt])])
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let values = ["Findings", "Monitoring"]
let files = values + ["ShippedTables", "DelimitedText"]

let package = Package(
    name: "Headwater",
    products: [.executable(name: "headwater", targets: ["headwater"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    ],
    targets: [
        library("COpenBLAS", "openblas", apt: "libopenblas-dev"),
        library("CLAPACKE", "lapacke", apt: "liblapacke-dev"),
        library("CXLSXWriter", "xlsxwriter", apt: "libxlsxwriter-dev"),
        library("COpenSSL", "libcrypto", apt: "libssl-dev"),
        library("CZip", "libzip", apt: "libzip-dev"),
        library("CFreeXL", "freexl", apt: "libfreexl-dev"),
        library("CQREncode", "libqrencode", apt: "libqrencode-dev"),
        .target(name: "CByteMask"),
        .target(name: "CCounterDraws"),
        .target(name: "CFuzzEngine"),
        .target(name: "CShippedTables"),

        room("ShippedTables", ["CShippedTables"]),
        room("Findings"),
        room("Wording", ["Findings", "ShippedTables"]),
        room("DelimitedText", ["Findings", "CByteMask"]),
        room("Monitoring", ["Findings"]),
        room("ProgrammeFiles", files, products: [yams]),
        room("Spreadsheets", ["Findings", "CZip", "CFreeXL"]),
        room("AssayFiles", files + ["ProgrammeFiles", "Spreadsheets"]),
        room("LaboratoryQuality", values + ["ProgrammeFiles"]),
        room("RandomDraws", ["CCounterDraws"]),
        room("TrialFiles", files + ["Wording", "ProgrammeFiles", "Spreadsheets", "AssayFiles", "RandomDraws"]),
        room("DenseAlgebra", ["COpenBLAS", "CLAPACKE"]),
        room("BackCalculation", values + ["DelimitedText", "ProgrammeFiles", "RandomDraws", "DenseAlgebra"]),
        room("SewerNetwork", values + ["DelimitedText"], products: [grdb]),
        room("AnomalyDetection", values + ["DelimitedText", "Wording", "ProgrammeFiles", "RandomDraws"]),
        room("TrialProgrammes", values + ["ProgrammeFiles", "RandomDraws", "AnomalyDetection"]),
        room("SourceTracing", values + ["DelimitedText", "RandomDraws", "SewerNetwork"]),
        room("TrialSewers", ["RandomDraws"]),
        room("Store", values, products: [grdb]),
        room("Custody", values + ["COpenSSL", "Store"]),
        room("Alerts", values + ["Wording", "AnomalyDetection"]),
        room("Reports", values + ["ShippedTables", "Wording", "SewerNetwork", "Custody", "CXLSXWriter", "CQREncode"], products: [mustache]),
        room("SampleCity", values + ["Wording", "RandomDraws"]),
        room("BatchRun", files + [
            "Wording", "ProgrammeFiles", "AssayFiles", "LaboratoryQuality", "RandomDraws", "DenseAlgebra", "BackCalculation", "SewerNetwork",
            "AnomalyDetection", "SourceTracing", "Store", "Custody", "Alerts", "Reports",
        ]),
        .executableTarget(
            name: "headwater",
            dependencies: (files + [
                "Wording", "ProgrammeFiles", "Spreadsheets", "AssayFiles", "DenseAlgebra", "BackCalculation", "SewerNetwork", "AnomalyDetection", "SourceTracing",
                "Store", "Custody", "Alerts", "Reports", "SampleCity", "BatchRun",
            ]).map { .byName(name: $0) } + [arguments], swiftSettings: strict),
        .executableTarget(
            name: "headwater-bench",
            dependencies: ["Findings", "Monitoring", "DelimitedText", "ProgrammeFiles", "AssayFiles", "RandomDraws", "DenseAlgebra", "BackCalculation", "SewerNetwork", "SourceTracing", "TrialSewers", "AnomalyDetection", "TrialProgrammes", "SampleCity", "BatchRun", "LaboratoryQuality", "Reports"],
            swiftSettings: strict),
        .executableTarget(name: "headwater-fuzz", dependencies: ["CFuzzEngine", "Spreadsheets", "AssayFiles", "RandomDraws", "TrialFiles"], swiftSettings: strict),

        tests("Findings"),
        tests("Wording", ["Findings"]),
        tests("DelimitedText", ["Findings", "CByteMask"]),
        tests("Monitoring"),
        tests("ProgrammeFiles", files + ["Wording"]),
        tests("Spreadsheets", ["Findings", "TrialFiles"]),
        tests("AssayFiles", files + ["ProgrammeFiles", "Wording", "Spreadsheets", "RandomDraws", "TrialFiles"]),
        tests("LaboratoryQuality", values + ["Wording", "ProgrammeFiles"]),
        tests("RandomDraws"),
        tests("DenseAlgebra"),
        tests("BackCalculation", values + ["ProgrammeFiles", "RandomDraws", "DenseAlgebra"]),
        tests("SewerNetwork", values + ["Wording", "RandomDraws"], products: [grdb]),
        tests("AnomalyDetection", values + ["Wording", "ProgrammeFiles", "RandomDraws", "TrialProgrammes"]),
        tests("SourceTracing", values + ["SewerNetwork", "RandomDraws", "TrialSewers"]),
        tests("Store", values),
        tests("Custody", values + ["Store"]),
        tests("Alerts", values + ["Wording", "ProgrammeFiles", "RandomDraws", "AnomalyDetection", "TrialProgrammes"]),
        tests("Reports", values + ["Wording", "SewerNetwork", "Custody", "Store"]),
        tests("SampleCity", values),
        tests("BatchRun", values + ["SampleCity", "Custody", "Store", "ProgrammeFiles", "BackCalculation", "SewerNetwork", "SourceTracing"]),
        tests("headwater", ["Monitoring", "Store", "Custody"]),
        .testTarget(
            name: "PublishedFiguresTests",
            dependencies: ["Findings", "Monitoring", "ProgrammeFiles", "RandomDraws", "BackCalculation", "AnomalyDetection", "DelimitedText"].map { .byName(name: $0) },
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
