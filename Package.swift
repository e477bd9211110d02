// swift-tools-version: 6.1

import PackageDescription

let package = Package(
    name: "swiftlet",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "Swiftlet", targets: ["Swiftlet"]),
        // Files and JSON alone, for programs beside those with models.
        .library(name: "SwiftletBase", targets: ["SwiftletBase"]),
        // The C library under one name, for the same.
        .library(name: "SwiftletPlatform", targets: ["SwiftletPlatform"]),
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
        // See the product.
        .target(name: "SwiftletPlatform"),
        // What all others build on: files, JSON, threads, memory, text in bytes, random numbers.
        .target(name: "SwiftletBase", dependencies: ["SwiftletPlatform"]),
        .target(
            name: "SwiftletTensor",
            dependencies: ["CKernels", "COpenBLAS", "SwiftletBase", "SwiftletPlatform"],
            linkerSettings: [
                // Homebrew's OpenBLAS holds LAPACKE; Debian ships it as a library of its own.
                .linkedLibrary("lapacke", .when(platforms: [.linux]))
            ]
        ),
        .target(name: "SwiftletText", dependencies: ["SwiftletBase", "SwiftletPlatform"]),
        .target(
            name: "SwiftletLinear",
            dependencies: ["SwiftletBase", "SwiftletPlatform", "SwiftletTensor", "SwiftletText"]
        ),
        .target(
            name: "SwiftletNeural",
            dependencies: [
                "CKernels", "SwiftletBase", "SwiftletPlatform", "SwiftletTensor", "SwiftletText",
            ]
        ),
        .target(
            name: "SwiftletTransformers",
            dependencies: [
                "CKernels", "SwiftletBase", "SwiftletTensor", "SwiftletText", "SwiftletNeural",
            ]
        ),
        .target(
            name: "SwiftletEvaluation",
            dependencies: ["SwiftletBase", "SwiftletPlatform"]
        ),
        .target(
            name: "Swiftlet",
            dependencies: [
                "SwiftletBase", "SwiftletPlatform", "SwiftletTensor", "SwiftletText",
                "SwiftletLinear", "SwiftletNeural", "SwiftletTransformers", "SwiftletEvaluation",
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
            name: "SwiftletBaseTests",
            dependencies: ["SwiftletBase", "SwiftletPlatform", "TestSupport"]
        ),
        .testTarget(
            name: "SwiftletTensorTests",
            dependencies: [
                "SwiftletTensor", "SwiftletBase", "SwiftletPlatform", "CEmulatedTiles",
                "TestSupport",
            ]
        ),
        .testTarget(
            name: "SwiftletTextTests",
            dependencies: ["SwiftletText", "SwiftletBase", "TestSupport"]
        ),
        .testTarget(
            name: "SwiftletLinearTests",
            dependencies: ["SwiftletLinear", "SwiftletBase", "SwiftletTensor", "TestSupport"]
        ),
        .testTarget(
            name: "SwiftletNeuralTests",
            dependencies: [
                "SwiftletNeural", "SwiftletBase", "SwiftletPlatform", "SwiftletTensor",
                "SwiftletText", "TestSupport",
            ]
        ),
        .testTarget(
            name: "SwiftletTransformersTests",
            dependencies: [
                "SwiftletTransformers", "SwiftletBase", "SwiftletPlatform", "SwiftletTensor",
                "SwiftletText", "SwiftletNeural", "TestSupport",
            ]
        ),
        .testTarget(
            name: "SwiftletEvaluationTests",
            dependencies: ["SwiftletEvaluation", "SwiftletBase", "SwiftletPlatform", "TestSupport"]
        ),
        .testTarget(name: "SwiftletTests", dependencies: ["Swiftlet", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)
