import Foundation
import Swiftlet
import Synchronization
import TestSupport
import Testing

@Suite struct EmbeddingCacheTests {
    /// An encoder that counts the texts that it embeds.
    final class CountingEncoder: SentenceEncoder {
        let dimension = 2
        let identity: String
        let count = Mutex(0)

        init(_ identity: String = "counting") { self.identity = identity }

        func embed(_ texts: [String]) -> Tensor {
            count.withLock { $0 += texts.count }
            let numbers: [Float] = texts.flatMap { [Float($0.utf8.count), 1] }
            return Tensor(numbers, shape: [texts.count, 2])
        }

        func save(to directory: String) {}
    }

    /// Expects embeddings, and how many texts had to be embedded for them.
    private func expect(
        _ texts: [String],
        _ encoder: CountingEncoder,
        _ path: String?,
        embeds count: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        encoder.count.withLock { $0 = 0 }
        let embeddings = try EmbeddingCache(of: encoder, in: path).embed(texts)
        let expected: [Float] = texts.flatMap { [Float($0.utf8.count), 1] }
        #expect(embeddings.elements == expected, sourceLocation: sourceLocation)
        #expect(encoder.count.withLock { $0 } == count, sourceLocation: sourceLocation)
    }

    @Test func whatIsKeptIsNotEmbeddedAgain() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/embeddings.safetensors"
            let encoder = CountingEncoder()
            let texts = ["a", "bb", "", "a"]
            try expect(texts, encoder, path, embeds: 4)
            try expect(texts, encoder, path, embeds: 0)
            try expect(texts, CountingEncoder(), path, embeds: 0)
            // A text more: it alone is embedded, and all are kept.
            let more = ["ccc"] + texts
            try expect(more, encoder, path, embeds: 1)
            try expect(more, encoder, path, embeds: 0)
            // Another encoder, and no file.
            try expect(texts, CountingEncoder("other"), path, embeds: 4)
            try expect(texts, encoder, path, embeds: 4)
            try expect(texts, encoder, nil, embeds: 4)
        }
    }

    @Test func aBrokenFileIsReplaced() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/embeddings.safetensors"
            let encoder = CountingEncoder()
            let texts = ["a", "bb"]
            try expect(texts, encoder, path, embeds: 2)
            let bytes = try FileReader.bytes(of: path)
            for broken in [Array(bytes.prefix(40)), Array("no tensors".utf8), []] {
                try AtomicFile.write(broken, to: path)
                try expect(texts, encoder, path, embeds: 2)
                try expect(texts, encoder, path, embeds: 0)
            }
            #expect(throws: FileError.self) {
                let path = directory + "/nowhere/embeddings.safetensors"
                _ = try EmbeddingCache(of: encoder, in: path).embed(texts)
            }
        }
    }

    @Test func progressGoesFromTheKnownOnesToAll() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/embeddings.safetensors"
            let texts = (0..<2_500).map { "\($0)" }
            let kept = EmbeddingCache(of: CountingEncoder(), in: path)
            _ = try kept.embed(Array(texts.prefix(100)))
            var steps: [Int] = []
            _ = try kept.embed(texts) { steps.append($0) }
            #expect(steps == steps.sorted() && steps.first == 100 && steps.last == 2_500)
            #expect(steps.count > 2)
        }
    }
}
