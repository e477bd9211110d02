// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "swiftlet",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Swiftlet", targets: ["Swiftlet"])
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS",
            pkgConfig: "openblas",
            providers: [
                .apt(["libopenblas-dev", "liblapacke-dev"]),
                .brew(["openblas"]),
            ]
        ),
        // Leaf kernels for vector instructions that Swift cannot choose at run time. No product.
        .target(name: "CKernels"),
        .target(
            name: "SwiftletTensor",
            dependencies: ["CKernels", "COpenBLAS"],
            linkerSettings: [
                // Homebrew's OpenBLAS holds LAPACKE; Debian ships it as a library of its own.
                .linkedLibrary("lapacke", .when(platforms: [.linux]))
            ]
        ),
        .target(name: "SwiftletText", dependencies: ["SwiftletTensor"]),
        .target(name: "SwiftletLinear", dependencies: ["SwiftletTensor", "SwiftletText"]),
        .target(
            name: "SwiftletNeural",
            dependencies: ["CKernels", "SwiftletTensor", "SwiftletText"]
        ),
        .target(
            name: "SwiftletTransformers",
            dependencies: ["CKernels", "SwiftletTensor", "SwiftletText", "SwiftletNeural"]
        ),
        .target(name: "SwiftletEvaluation", dependencies: ["SwiftletTensor"]),
        .target(
            name: "Swiftlet",
            dependencies: [
                "SwiftletTensor", "SwiftletText", "SwiftletLinear", "SwiftletNeural",
                "SwiftletTransformers", "SwiftletEvaluation",
            ]
        ),
        // What tests share: fixtures, temporary directories, mutated inputs. In no product.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        // The kernels for AMX with tiles of their own, for processors that have none.
        .target(
            name: "CEmulatedTiles",
            dependencies: ["CKernels"],
            path: "Tests/CEmulatedTiles"
        ),
        .testTarget(
            name: "SwiftletTensorTests",
            dependencies: ["SwiftletTensor", "CEmulatedTiles", "TestSupport"]
        ),
        .testTarget(name: "SwiftletTextTests", dependencies: ["SwiftletText", "TestSupport"]),
        .testTarget(
            name: "SwiftletLinearTests",
            dependencies: ["SwiftletLinear", "SwiftletTensor", "SwiftletText", "TestSupport"]
        ),
        .testTarget(
            name: "SwiftletNeuralTests",
            dependencies: ["SwiftletNeural", "SwiftletTensor", "SwiftletText", "TestSupport"]
        ),
        .testTarget(
            name: "SwiftletTransformersTests",
            dependencies: [
                "SwiftletTransformers", "SwiftletNeural", "SwiftletTensor", "SwiftletText",
                "TestSupport",
            ]
        ),
        .testTarget(
            name: "SwiftletEvaluationTests",
            dependencies: ["SwiftletEvaluation", "SwiftletTensor", "TestSupport"]
        ),
        .testTarget(name: "SwiftletTests", dependencies: ["Swiftlet", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
