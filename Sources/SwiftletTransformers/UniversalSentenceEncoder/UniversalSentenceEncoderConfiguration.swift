import SwiftletBase

/// The sizes of a Universal Sentence Encoder, as its `config.json` gives them.
public struct UniversalSentenceEncoderConfiguration: Sendable, Equatable, Loadable {
    /// A branch of convolutions over a window of neighbouring tokens.
    public struct Branch: Sendable, Equatable {
        /// How many tokens a window has.
        public var order: Int
        /// How many of them stand before the one that the window belongs to.
        public var left: Int

        /// How far a window reaches to either side.
        var reach: Int { max(left, order - 1 - left) }
    }

    /// What a `config.json` of this kind calls its `model_type`.
    static let modelType = "universal-sentence-encoder"

    /// The rows of the embedding table.
    public var vocabularySize: Int
    /// The numbers of a token's embedding.
    public var embeddingWidth: Int
    /// Row `i` of the table has the scale and the offset with the number `i % embeddingGroups`.
    public var embeddingGroups: Int
    /// The numbers of a token in each branch.
    public var branchWidth: Int
    public var branches: [Branch]
    /// The widths of the three hidden layers behind the sum over the tokens.
    public var hiddenWidths: [Int]
    /// The numbers of a text's embedding.
    public var dimension: Int
    /// What the normalisations add to a variance.
    public var epsilon: Float

    /// The numbers of a token before the sum.
    var featureWidth: Int { embeddingWidth + branches.count * branchWidth }

    /// Reads a `config.json`.
    ///
    /// - Throws: `FileError` when the file cannot be read, `FormatError` naming the file and the member
    ///   at fault.
    public init(from path: String) throws {
        let value = try JSONValue(from: path)
        do {
            try self.init(ConfigurationReader(members: try value.object()))
        } catch {
            throw FormatError(file: path, problem: error.problem)
        }
    }

    private init(_ reader: ConfigurationReader) throws(FormatError) {
        _ = try reader.choice("model_type", [Self.modelType], default: nil)
        vocabularySize = try reader.size("vocab_size")
        embeddingWidth = try reader.size("embedding_dim", limit: 1 << 16)
        embeddingGroups = try reader.size("embedding_groups", limit: vocabularySize)
        branchWidth = try reader.size("convolution_dim", limit: 1 << 16)
        let orders = try Self.integers("convolution_orders", reader, from: 1, through: 64)
        let left = try Self.integers("convolution_left", reader, from: 0, through: 63)
        guard !orders.isEmpty, orders.count <= 16, orders.count == left.count,
            zip(orders, left).allSatisfy({ $0 > $1 })
        else {
            throw reader.error(
                "convolution_left",
                "expected for each of 1 to 16 orders a number below it"
            )
        }
        branches = zip(orders, left).map(Branch.init)
        hiddenWidths = try Self.integers("hidden_dims", reader, from: 1, through: 1 << 16)
        guard hiddenWidths.count == 3 else {
            throw reader.error("hidden_dims", "it has \(hiddenWidths.count) numbers, expected 3")
        }
        dimension = try reader.size("output_dim", limit: 1 << 16)
        epsilon = try reader.epsilon("norm_eps", default: 1e-12)
    }

    private static func integers(
        _ name: String,
        _ reader: ConfigurationReader,
        from least: Int,
        through greatest: Int
    ) throws(FormatError) -> [Int] {
        var integers: [Int] = []
        for value in try reader.members.array(name) {
            let integer = try reader.read(name) { () throws(FormatError) in try value.integer() }
            guard integer >= least, integer <= greatest else {
                throw reader.error(name, "\(integer) is not from \(least) to \(greatest)")
            }
            integers.append(integer)
        }
        return integers
    }
}
