import SwiftletBase
import SwiftletTensor
import SwiftletTransformers

/// Embeddings in a file, so that no text is embedded twice.
///
///     let kept = EmbeddingCache(of: encoder, in: "airline/embeddings.safetensors")
///     let embeddings = try kept.embed(texts)
///
/// The file holds `embeddings`, a row for each text of the last call, and `hashes`, the
/// texts' hashes of 64 bits. It serves for the encoder that wrote it, as its `identity` tells; for
/// another one, it is written anew. A file that is no such file is replaced.
public struct EmbeddingCache {
    private let encoder: any SentenceEncoder
    private let path: String?

    /// Creates a cache of an encoder's embeddings.
    ///
    /// - Parameters:
    ///   - encoder: What embeds texts.
    ///   - path: The file; nil to keep nothing.
    public init(of encoder: any SentenceEncoder, in path: String?) {
        self.encoder = encoder
        self.path = path
    }

    /// The embeddings of texts, `[texts, dimension]`, from the file as far as they are there. Where
    /// some are not, the file gets those of all the texts.
    ///
    /// - Parameters:
    ///   - texts: The texts, prepared as the encoder is to get them.
    ///   - progress: Called with how many texts are done, from 0 to all.
    /// - Throws: What the encoder and `progress` throw, and `FileError` where the file cannot be
    ///   written.
    public func embed(
        _ texts: [String],
        progress: (_ done: Int) throws -> Void = { _ in }
    ) throws -> Tensor {
        let hashes = texts.map { DataFingerprint.hash(of: $0) }
        let dimension = encoder.dimension
        let known = path.flatMap { Contents(path: $0, encoder) }
        let result = Tensor(zeros: [texts.count, dimension])
        let output = result.storage.address
        var missing: [Int] = []
        for (text, hash) in hashes.enumerated() {
            if let row = known?.rows[hash] {
                (output + text * dimension).update(
                    from: known!.embeddings.storage.address + row * dimension,
                    count: dimension
                )
            } else {
                missing.append(text)
            }
        }
        for start in stride(from: 0, to: missing.count, by: Self.textsTogether) {
            try progress(texts.count - missing.count + start)
            let batch = missing[start..<min(missing.count, start + Self.textsTogether)]
            let embeddings = try encoder.embed(batch.map { texts[$0] })
            for (row, text) in batch.enumerated() {
                (output + text * dimension).update(
                    from: embeddings.storage.address + row * dimension,
                    count: dimension
                )
            }
        }
        try progress(texts.count)
        if !missing.isEmpty, let path { try write(result, hashes, to: path) }
        return result
    }

    private static let textsTogether = 1_024

    private func write(_ embeddings: Tensor, _ hashes: [UInt64], to path: String) throws {
        var file = SafetensorsWriter(metadata: [Contents.identityKey: encoder.identity])
        file.add("embeddings", embeddings)
        file.add("hashes", hashes.map { Int(bitPattern: UInt($0)) }, shape: [hashes.count])
        try file.save(to: path)
    }

    /// What a file holds of an encoder's embeddings.
    private struct Contents {
        static let identityKey = "encoder"
        let embeddings: Tensor
        /// The row of each text's hash.
        let rows: [UInt64: Int]

        /// nil where there is no such file, or it is that of another encoder.
        init?(path: String, _ encoder: any SentenceEncoder) {
            guard let file = try? SafetensorsFile(from: path),
                let identity = file.metadata[Self.identityKey], encoder.answers(to: identity),
                let hashes = try? file.integers("hashes"),
                let embeddings = try? file.mappedTensor(
                    "embeddings",
                    shape: [hashes.count, encoder.dimension]
                )
            else { return nil }
            self.embeddings = embeddings
            rows = Dictionary(
                zip(hashes.map { UInt64(UInt(bitPattern: $0)) }, hashes.indices),
                uniquingKeysWith: { first, _ in first }
            )
        }
    }
}
