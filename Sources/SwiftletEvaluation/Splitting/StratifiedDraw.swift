import SwiftletBase

/// Positions of examples drawn at random, the same number of each class, in ascending order.
///
/// - Parameters:
///   - labels: The class of each example.
///   - perClass: How many of each class to draw.
///   - seed: Draws with the same seed are the same.
/// - Throws: `TrainingDataError` where a class has fewer.
public func stratifiedDraw(labels: [Int], perClass: Int, seed: UInt64) throws(TrainingDataError)
    -> [Int]
{
    var generator = PCG64(seed: seed)
    var drawn: [Int] = []
    for (label, positions) in positionsByClass(labels) {
        guard positions.count >= perClass else {
            throw TrainingDataError.tooFewExamples(
                label: label,
                count: positions.count,
                needed: perClass
            )
        }
        drawn += positions.shuffled(using: &generator).prefix(perClass)
    }
    return drawn.sorted()
}

/// The positions of each class's examples, in order, by class.
func positionsByClass(_ labels: [Int]) -> [(label: Int, positions: [Int])] {
    Dictionary(grouping: labels.indices, by: { labels[$0] })
        .sorted { $0.key < $1.key }
        .map { (label: $0.key, positions: $0.value) }
}
