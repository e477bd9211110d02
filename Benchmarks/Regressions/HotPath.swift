import Benchmark
import Swiftlet

/// Registers a hot path: its times, and what it allocates where this system tells.
///
/// A run that does not count goes before those that do.
///
/// - Parameters:
///   - name: What it does, and on how much.
///   - prepare: Makes what it works on, once.
///   - work: What is measured.
func hotPath<Subject>(
    _ name: String,
    preparing prepare: @escaping () throws -> Subject,
    _ work: @escaping (Subject) throws -> Void
) {
    let prepared = Prepared<Subject>()
    var configuration = Benchmark.Configuration(
        metrics: [.wallClock],
        warmupIterations: 3,
        maxDuration: .seconds(3),
        thresholds: [.wallClock: .relaxed]
    )
    if Allocations.areCounted {
        configuration.metrics += [.allocations, .allocatedBytes]
        configuration.thresholds?[.allocations] = .relaxed
    }
    Benchmark(
        name,
        configuration: configuration,
        closure: { benchmark in
            let subject = prepared.subject!
            benchmark.startMeasurement()
            let allocations = try Allocations.of { try work(subject) }
            benchmark.stopMeasurement()
            benchmark.measurement(.allocations, allocations.count)
            benchmark.measurement(.allocatedBytes, allocations.bytes)
        },
        setup: { prepared.subject = try prepare() },
        teardown: { prepared.subject = nil }
    )
}

private final class Prepared<Subject> {
    var subject: Subject?
}

/// Registers a training's pass forward and backward over one batch: all examples of a model.
func gradientsPath<Model: TrainableModel>(
    _ name: String,
    of makeModel: @escaping () throws -> Model
) {
    hotPath(name) {
        let model = try makeModel()
        let examples = ArraySlice(0..<Int32(model.exampleCount))
        return (model: model, batch: TrainingBatch(examples: examples, number: 0))
    } _: {
        _ = $0.model.addGradients(of: $0.batch)
    }
}
