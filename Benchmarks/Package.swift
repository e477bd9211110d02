// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "swiftlet-benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swiftlet", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        // Without its traits: they preload libraries that count allocations, which CAllocationCounter
        // does without.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "swiftlet-benchmarks",
            dependencies: [
                .product(name: "Swiftlet", package: "swiftlet"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            linkerSettings: [
                // As the examples are linked: Swift's own libraries are part of the program.
                .unsafeFlags(["-static-stdlib", "-use-ld=lld"], .when(platforms: [.linux])),
                .linkedLibrary("_FoundationCollections", .when(platforms: [.linux])),
                .linkedLibrary("_FoundationCShims", .when(platforms: [.linux])),
            ]
        ),
        // Ours alone, for regressions. `swift package benchmark` finds a benchmark by its folder's
        // parent, which must be called Benchmarks.
        .executableTarget(
            name: "regressions",
            dependencies: [
                "CAllocationCounter",
                .product(name: "Swiftlet", package: "swiftlet"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Regressions"
        ),
        .target(name: "CAllocationCounter"),
    ],
    swiftLanguageModes: [.v6]
)
