import Swiftlet

/// Warm predictions must allocate nothing that grows with the model: each check asks a model and a
/// larger one the same, and fails where the larger one asks the allocator for more.
///
/// On one thread it may not ask for a byte more. On several, what starts a part on another thread
/// takes a hundred bytes, and a larger model has more that is worth a thread. Both models have as many
/// layers: each int8 product takes a block of fixed size for as long as it runs.
func registerAllocationChecks() {
    guard Allocations.areCounted else { return }
    for precision in Precision.allCases {
        check("DistilBERT, \(precision)") { size in
            var configuration = DistilBERTConfiguration()
            configuration.vocabularySize = 4_000 * size
            configuration.hiddenSize = 96 * size
            configuration.intermediateSize = 384 * size
            configuration.layerCount = 2
            return try distilBERTClassifier(precision, configuration)
        }
    }
    check("BiLSTM") { try bilstmClassifier(units: 64 * $0) }
}

private func check(
    _ name: String,
    _ classifier: @escaping (_ size: Int) throws -> some TextClassifier
) {
    hotPath("\(name), a warm prediction allocates nothing that grows with the model") {
        (
            small: try classifier(1), large: try classifier(2),
            texts: Array(try Inputs.texts().prefix(64))
        )
    } _: { subject in
        for texts in [[Inputs.tweet], subject.texts] {
            for (threads, slack) in [(1, 0), (Threads.count, 16 << 10)] {
                try Threads.withCount(threads) {
                    let small = try bytes(subject.small, texts)
                    let large = try bytes(subject.large, texts)
                    if large <= small + slack { return }
                    throw GrowingAllocations(
                        texts: texts.count,
                        threads: threads,
                        small: small,
                        large: large
                    )
                }
            }
        }
    }
}

/// The fewest bytes that a few warm predictions asked for: a thread that comes late may ask for more.
private func bytes(_ classifier: some TextClassifier, _ texts: [String]) throws -> Int {
    for _ in 0..<3 { _ = try classifier.predict(texts) }
    return try (0..<5).map { _ in
        try Allocations.of { _ = try classifier.predict(texts) }.bytes
    }.min()!
}

private struct GrowingAllocations: Error, CustomStringConvertible {
    let texts: Int
    let threads: Int
    let small: Int
    let large: Int

    var description: String {
        "For \(texts) texts on \(threads) threads a model allocates \(small) bytes, and a larger one "
            + "\(large)."
    }
}
