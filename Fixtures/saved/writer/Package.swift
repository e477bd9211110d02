// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "WriteSaved",
    platforms: [.macOS(.v15)],
    // The revision that writes the fixtures: make_saved.sh clones it into this folder.
    dependencies: [.package(name: "swiftlet", path: "swiftlet")],
    targets: [
        .executableTarget(
            name: "WriteSaved",
            dependencies: [.product(name: "Swiftlet", package: "swiftlet")]
        )
    ],
    swiftLanguageModes: [.v6]
)
