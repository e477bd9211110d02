import ExampleSupport
import Swiftlet

/// Estimates the seconds that work on all of `examples` takes from those of the first few.
func estimatedSeconds(
    of examples: LabelledTexts,
    sample count: Int,
    _ work: (LabelledTexts) throws -> Void
) throws -> Double {
    var sample = examples
    sample.examples = try draw(
        examples,
        perClass: nil,
        standard: max(count / examples.labels.count, 1),
        seed: 0
    )
    var stopwatch = Stopwatch()
    try stopwatch.measure("sample") { try work(sample) }
    return stopwatch.steps[0].seconds * Double(examples.count) / Double(sample.count)
}

/// The same for the training of a network, of which `train` makes one epoch.
func estimatedSeconds<Configuration: NetworkConfiguration>(
    of examples: LabelledTexts,
    sample count: Int,
    configuration: Configuration,
    train: (LabelledTexts, _ oneEpoch: Configuration) throws -> Void
) throws -> Double {
    var oneEpoch = configuration
    oneEpoch.training.epochs = 1
    let epochs = Double(configuration.training.epochs)
    return try epochs
        * estimatedSeconds(of: examples, sample: count) { try train($0, oneEpoch) }
}
