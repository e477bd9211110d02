import SwiftletTensor
import TestSupport
import Testing

/// The arrays of `Fixtures/tensor/linear_algebra.txt` by name.
enum ExpectedArrays {
    private static let all: [String: Tensor] = {
        guard let text = try? Fixtures.text("tensor/linear_algebra.txt") else { return [:] }
        var arrays: [String: Tensor] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "|", omittingEmptySubsequences: false)
            let shape = parts[1].split(separator: ",").map { Int($0)! }
            arrays[String(parts[0])] = Tensor(
                parts[2].split(separator: " ").map { Float($0)! },
                shape: shape
            )
        }
        return arrays
    }()

    static func named(_ name: String) throws -> Tensor {
        try #require(all[name], "The fixture has no array \(name).")
    }
}

/// The greatest distance between two tensors' elements, relative to the greatest element of
/// `expected` or 1 if that is greater.
func distance(_ tensor: Tensor, _ expected: Tensor) -> Float {
    guard tensor.shape == expected.shape else { return .infinity }
    if expected.count == 0 { return 0 }
    let scale = max(1, expected.map { abs($0) }.max())
    return (tensor - expected).map { abs($0) }.max() / scale
}

/// Numbers from -8 to 8 that look random, the same on every run.
func wholeNumbers(_ shape: [Int], seed: UInt32 = 1) -> Tensor {
    var state = seed
    return Tensor(zeros: shape).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(Int(state >> 24) % 17 - 8)
    }
}

/// Numbers from -1 to 1 that look random, the same on every run.
func fractions(_ shape: [Int], seed: UInt32 = 1) -> Tensor {
    var state = seed
    return Tensor(zeros: shape).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return Float(Int(state >> 8)) / Float(1 << 23) - 1
    }
}
