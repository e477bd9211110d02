import Testing

/// Expects arrays to differ by no more than `tolerance` of the greatest expected number.
public func expectClose(
    _ found: [Float],
    _ expected: [Float],
    tolerance: Float = 1e-4,
    _ name: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard found.count == expected.count else {
        Issue.record(
            "\(name): \(found.count) numbers, not \(expected.count)",
            sourceLocation: sourceLocation
        )
        return
    }
    let scale = expected.reduce(1e-30) { max($0, abs($1)) }
    var worst: Float = 0
    for (a, b) in zip(found, expected) {
        worst = (a - b).isNaN ? .infinity : max(worst, abs(a - b))
    }
    #expect(
        worst <= tolerance * scale,
        "\(name): off by \(worst / scale)",
        sourceLocation: sourceLocation
    )
}
