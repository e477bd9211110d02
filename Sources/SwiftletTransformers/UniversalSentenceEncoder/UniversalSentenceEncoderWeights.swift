import SwiftletBase
import SwiftletTensor

/// The numbers of a Universal Sentence Encoder: the embeddings in the mapped file, the weights of the
/// products as 16-bit integers.
struct UniversalSentenceEncoderWeights: Sendable {
    /// A matrix and what is added to its products.
    struct Layer: Sendable {
        let weight: Int16Matrix
        let bias: FloatArray
    }

    /// The two convolutions of a branch.
    struct Branch: Sendable {
        /// From the inputs of a token to its products with each place of the first convolution's window,
        /// `[width, order * width]`; their sum over a window is the convolution.
        let first: Layer
        /// From the tokens of a window, `[order * width, width]`.
        let second: Layer
    }

    let embedding: QuantizedEmbedding
    /// From an embedding to the inputs of all branches.
    let projection: Layer
    let projectionNorm: LayerNorm
    let branches: [Branch]
    let norm: LayerNorm
    let output: Layer
    /// `[dimension, h0]`, `[h0, h1]`, `[h1, h2]` and `[h2, dimension]`.
    let hidden: [Int16Matrix]
    /// Around the first hidden layer, `[dimension, h1]`, and the third, `[h1, dimension]`.
    let shortcuts: [Int16Matrix]
    /// A number that differs for other weights: of the last layer's bits.
    let fingerprint: UInt64

    /// Reads the tensors of a directory.
    ///
    /// - Throws: `FileError` or `FormatError` naming file and tensor.
    init(
        directory: String,
        _ configuration: UniversalSentenceEncoderConfiguration
    ) throws {
        let checkpoint = try Checkpoint(from: directory)
        func matrix(_ name: String, _ inputs: Int, _ outputs: Int) throws -> Int16Matrix {
            let array = try checkpoint.array(name, shape: [inputs, outputs])
            return Int16Matrix(quantizing: array.start, inputs: inputs, outputs: outputs)
        }
        func layer(_ name: String, _ inputs: Int, _ outputs: Int) throws -> Layer {
            Layer(
                weight: try matrix(name + ".weight", inputs, outputs),
                bias: try checkpoint.array(name + ".bias", shape: [outputs])
            )
        }
        func norm(_ name: String, _ width: Int) throws -> LayerNorm {
            LayerNorm(
                scale: try checkpoint.array(name + ".weight", shape: [width]),
                shift: try checkpoint.array(name + ".bias", shape: [width]),
                epsilon: configuration.epsilon
            )
        }
        let (width, embeddingWidth) = (configuration.branchWidth, configuration.embeddingWidth)
        let (dimension, widths) = (configuration.dimension, configuration.hiddenWidths)
        let branchesWidth = configuration.branches.count * width
        embedding = try QuantizedEmbedding(checkpoint, configuration)
        projection = try layer("projection", embeddingWidth, branchesWidth)
        projectionNorm = try norm("projection.norm", branchesWidth)
        branches = try configuration.branches.enumerated().map { number, branch in
            func convolution(_ index: Int) throws -> (weight: FloatArray, bias: FloatArray) {
                let name = "branches.\(number).convolutions.\(index)"
                return (
                    try checkpoint.array(name + ".weight", shape: [branch.order * width, width]),
                    try checkpoint.array(name + ".bias", shape: [width])
                )
            }
            let (first, second) = (try convolution(0), try convolution(1))
            return Branch(
                first: Layer(
                    weight: Int16Matrix(
                        quantizing: first.weight.start,
                        parts: branch.order,
                        inputs: width,
                        outputs: branch.order * width
                    ),
                    bias: first.bias
                ),
                second: Layer(
                    weight: Int16Matrix(
                        quantizing: second.weight.start,
                        inputs: branch.order * width,
                        outputs: width,
                        blockInputs: width
                    ),
                    bias: second.bias
                )
            )
        }
        self.norm = try norm("norm", configuration.featureWidth)
        output = try layer("output", configuration.featureWidth, dimension)
        let sizes = [dimension] + widths + [dimension]
        hidden = try (0..<4).map { try matrix("hidden.\($0).weight", sizes[$0], sizes[$0 + 1]) }
        shortcuts = [
            try matrix("hidden.1.shortcut", dimension, widths[1]),
            try matrix("hidden.3.shortcut", widths[1], dimension),
        ]
        var hash = BitHash()
        hash.add(output.bias)
        hash.add(self.norm.scale)
        hash.add(try checkpoint.array("hidden.3.weight", shape: [widths[2], dimension]))
        fingerprint = hash.value
    }
}

/// An embedding table of 8 bits a number, of which a row is read when its token comes.
///
/// The number `q` of row `i` stands for `q * scales[g] + offsets[g]` with `g = i % scales.count`.
struct QuantizedEmbedding: @unchecked Sendable {
    private let start: UnsafePointer<UInt8>
    private let width: Int
    private let scales: FloatArray
    private let offsets: FloatArray
    /// What keeps the rows.
    private let file: SafetensorsFile

    init(
        _ checkpoint: Checkpoint,
        _ configuration: UniversalSentenceEncoderConfiguration
    ) throws {
        let name = "embedding.weight"
        file = try checkpoint.file(holding: name)
        width = configuration.embeddingWidth
        let path = file.name
        func error(_ message: String) -> FormatError {
            FormatError(
                file: path,
                place: .tensor(name),
                problem: message
            )
        }
        let (shape, type) = (try file.shape(of: name), try file.type(of: name))
        let expected = [configuration.vocabularySize, width]
        guard shape == expected else {
            throw error(
                "its shape is \(shape), the configuration asks for \(expected)"
            )
        }
        guard type == .uint8 else {
            throw error("its dtype is \(type.rawValue), expected U8")
        }
        start = try file.withUnsafeBytes(of: name) { $0 }.baseAddress!
            .assumingMemoryBound(to: UInt8.self)
        let groups = [configuration.embeddingGroups]
        scales = try checkpoint.array("embedding.scales", shape: groups)
        offsets = try checkpoint.array("embedding.offsets", shape: groups)
    }

    /// Writes a token's embedding.
    func read(_ token: Int, into target: UnsafeMutablePointer<Float>) {
        let row = start + token * width
        let (scale, offset) = (
            scales.start[token % scales.count], offsets.start[token % scales.count]
        )
        for column in 0..<width { target[column] = Float(row[column]) * scale + offset }
    }
}
