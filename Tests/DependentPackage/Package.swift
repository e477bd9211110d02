// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "DependentPackage",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "swiftlet", path: "../..")],
    targets: [
        .executableTarget(
            name: "DependentPackage",
            dependencies: [.product(name: "Swiftlet", package: "swiftlet")]
        ),
        // What a snippet declares and does not use is of no matter.
        .target(
            name: "Snippets",
            dependencies: [.product(name: "Swiftlet", package: "swiftlet")],
            swiftSettings: [.unsafeFlags(["-suppress-warnings"])]
        ),
    ]
)
