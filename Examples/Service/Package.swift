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

func program(_ name: String, of modules: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: modules, linkerSettings: selfContained)
}

let swiftlet = Target.Dependency.product(name: "Swiftlet", package: "swiftlet")
let swiftletBase = Target.Dependency.product(name: "SwiftletBase", package: "swiftlet")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

let package = Package(
    name: "swiftlet-service",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "swiftlet", path: "../.."),
        .package(name: "swiftlet-examples", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird",
            from: "2.28.0",
            traits: []
        ),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    ],
    targets: [
        .target(name: "Batching", dependencies: [swiftlet, metrics]),
        .target(
            name: "Page",
            resources: [.embedInCode("Files")]
        ),
        .target(name: "BackingOff"),
        .target(
            name: "MLflow",
            dependencies: [
                "BackingOff", "Versions", swiftletBase,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .target(
            name: "TrackProgram",
            dependencies: [
                "MLflow", swiftletBase,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        program("track", of: ["TrackProgram"]),
        .target(name: "Feedback", dependencies: [logging]),
        .target(
            name: "Telemetry",
            dependencies: [
                "BackingOff", "Feedback", swiftlet, logging, metrics, tracing,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]
        ),
        .target(
            name: "API",
            dependencies: [
                "Batching", "Feedback", "Page", "Telemetry", swiftlet, logging, metrics, tracing,
                hummingbird,
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            resources: [.embedInCode("openapi.json")]
        ),
        .target(name: "Versions", dependencies: [swiftletBase]),
        .target(name: "Retraining", dependencies: ["Feedback", swiftlet]),
        .target(
            name: "RetrainProgram",
            dependencies: [
                "Feedback", "Retraining", "Versions", swiftlet,
                .product(name: "ExampleSupport", package: "swiftlet-examples"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        program("retrain", of: ["RetrainProgram"]),
        .target(
            name: "ServeProgram",
            dependencies: [
                "API", "Batching", "Feedback", "MLflow", "Telemetry", "Versions", swiftlet, logging,
                metrics, tracing, hummingbird,
                .product(name: "Instrumentation", package: "swift-distributed-tracing"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        program("serve", of: ["ServeProgram"]),
        program("swiftlet-service", of: ["ServeProgram", "RetrainProgram", "TrackProgram"]),
        .testTarget(name: "APITests", dependencies: ["API"]),
        .testTarget(
            name: "FeedbackTests",
            dependencies: [
                "BackingOff", "Feedback", "Telemetry", logging, metrics, tracing,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "TelemetryTests",
            dependencies: ["Feedback", "Telemetry", swiftlet, logging, metrics, tracing]
        ),
        .testTarget(
            name: "MLflowTests",
            dependencies: [
                "MLflow", swiftletBase,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "BatchingTests", dependencies: ["Batching", swiftlet]),
        .testTarget(
            name: "RetrainingTests",
            dependencies: ["Feedback", "Retraining", "Versions", swiftlet]
        ),
    ],
    swiftLanguageModes: [.v6]
)
