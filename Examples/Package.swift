// swift-tools-version: 6.1

import PackageDescription

/// A program that holds Swift's own libraries starts faster and needs less memory than one that
/// loads them; macOS brings them with the system.
let selfContained: [LinkerSetting] = [
    .unsafeFlags(["-static-stdlib", "-use-ld=lld"], .when(platforms: [.linux])),
    // No library asks the program for its symbols; exported ones take memory.
    .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(platforms: [.linux])),
    // What FoundationEssentials rests on, which only a static program names itself.
    .linkedLibrary("_FoundationCollections", .when(platforms: [.linux])),
    .linkedLibrary("_FoundationCShims", .when(platforms: [.linux])),
]

func program(_ name: String) -> Target {
    .executableTarget(
        name: name,
        dependencies: [
            "ExampleSupport",
            .product(name: "Swiftlet", package: "swiftlet"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ],
        linkerSettings: selfContained
    )
}

let package = Package(
    name: "swiftlet-examples",
    platforms: [.macOS(.v15)],
    products: [
        // What the service's programs share with these.
        .library(name: "ExampleSupport", targets: ["ExampleSupport"])
    ],
    dependencies: [
        .package(name: "swiftlet", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .target(
            name: "ExampleSupport",
            dependencies: [
                .product(name: "Swiftlet", package: "swiftlet"),
                .product(name: "SwiftletPlatform", package: "swiftlet"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            resources: [
                .embedInCode("MLflowModel/swiftlet_classifier.py"),
                // A link to the file among the fixtures: programs have it wherever they run.
                .embedInCode("hard-tweets.csv"),
            ]
        ),
        program("logistic-regression"),
        program("bilstm"),
        program("sentence-encoder"),
        program("distilbert"),
        program("quantize"),
        program("classify"),
        program("embed"),
        program("explore"),
        program("compare"),
    ],
    swiftLanguageModes: [.v6]
)
