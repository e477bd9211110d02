import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// A module after the pooling.
enum SentenceModule: Sendable {
    case dense(Linear, DenseActivation)
    case layerNorm(LayerNorm)
    case normalize

    /// The name of the class in sentence-transformers.
    var name: String {
        switch self {
        case .dense: "Dense"
        case .layerNorm: "LayerNorm"
        case .normalize: "Normalize"
        }
    }

    /// How many numbers an embedding has after this step.
    func dimension(from dimension: Int) -> Int {
        if case .dense(let layer, _) = self { layer.outputs } else { dimension }
    }

    /// The embeddings after this step of `x`, `[rows, columns]`.
    func callAsFunction(_ x: Tensor) -> Tensor {
        let rows = x.shape[0]
        switch self {
        case .normalize: return x.normalizingRows()
        case .dense(let layer, let activation):
            let y = Tensor(uninitialized: [rows, layer.outputs])
            layer(rows, x.storage.address, into: y.storage.address)
            activation(y.count, y.storage.address)
            return y
        case .layerNorm(let norm):
            let y = Tensor(uninitialized: x.shape)
            let moments = Storage<Float>(uninitialized: 2 * rows)
            norm(
                rows,
                x.storage.address,
                adding: nil,
                moments: moments.address,
                into: y.storage.address
            )
            return y
        }
    }
}

/// The activation of a `Dense`.
enum DenseActivation: String, CaseIterable, Sendable {
    case identity = "Identity"
    case tanh = "Tanh"
    case relu = "ReLU"
    case gelu = "GELU"
    case sigmoid = "Sigmoid"
    case silu = "SiLU"

    /// The class in PyTorch.
    var path: String {
        "torch.nn.modules." + (self == .identity ? "linear." : "activation.") + rawValue
    }

    /// Replaces numbers by those after the activation.
    func callAsFunction(_ count: Int, _ x: UnsafeMutablePointer<Float>) {
        switch self {
        case .identity: break
        case .relu: ReLU.forward(count, x, into: x)
        case .gelu: GELU.forward(count, x, into: x)
        case .tanh: Self.replace(count, x, hyperbolicTangent)
        case .sigmoid: Self.replace(count, x, logistic)
        case .silu: Self.replace(count, x) { $0 * logistic($0) }
        }
    }

    @inline(__always)
    private static func replace(
        _ count: Int,
        _ x: UnsafeMutablePointer<Float>,
        _ function: (SIMD8<Float>) -> SIMD8<Float>
    ) {
        for index in stride(from: 0, to: count, by: 8) {
            storeEight(function(loadEight(x + index, count - index)), x + index, count - index)
        }
    }
}

// MARK: - Files

extension SentenceModule {
    /// The file of a module's numbers, in its folder.
    static let numbersName = "model.safetensors"
    private static let denseNames = (weight: "linear.weight", bias: "linear.bias")
    private static let normNames = (weight: "norm.weight", bias: "norm.bias")
    /// What PyTorch adds to the variance where nothing is said.
    private static let epsilon: Float = 1e-5

    /// Reads the module of a class from its folder; nil where there is no such class.
    ///
    /// - Parameter dimension: How many numbers an embedding has before it.
    /// - Throws: What is wrong with the folder's files, naming file and member or tensor.
    init?(_ name: String, from folder: String, dimension: Int) throws {
        let path = folder + "/config.json"
        switch name {
        case "Normalize":
            if FileReader.exists(path) {
                try ConfigurationReader.read(path) { (reader) throws(FormatError) in
                    try reader.requireEmbeddings()
                }
            }
            self = .normalize
        case "LayerNorm":
            try ConfigurationReader.read(path) { (reader) throws(FormatError) in
                try reader.requireSize("dimension", dimension)
            }
            let numbers = try Self.numbers(folder)
            let norm = LayerNorm(
                scale: try numbers.array(Self.normNames.weight, shape: [dimension]),
                shift: try numbers.array(Self.normNames.bias, shape: [dimension]),
                epsilon: Self.epsilon
            )
            try numbers.requireTensors {
                [Self.normNames.weight, Self.normNames.bias].contains($0)
            }
            self = .layerNorm(norm)
        case "Dense":
            let (outputs, hasBias, activation) = try ConfigurationReader.read(path) {
                (reader) throws(FormatError) in
                try reader.requireEmbeddings()
                try reader.requireSize("in_features", dimension)
                if try reader.flag("use_residual", default: false) {
                    throw reader.error("use_residual", "true is not supported, only false")
                }
                return (
                    try reader.size("out_features"), try reader.flag("bias", default: true),
                    try reader.denseActivation("activation_function")
                )
            }
            let numbers = try Self.numbers(folder)
            let weights = try numbers.array(Self.denseNames.weight, shape: [outputs, dimension])
            let bias =
                hasBias
                ? try numbers.array(Self.denseNames.bias, shape: [outputs])
                : FloatArray(Tensor(zeros: [outputs]))
            try numbers.requireTensors {
                $0 == Self.denseNames.weight || hasBias && $0 == Self.denseNames.bias
            }
            self = .dense(
                Linear(inputs: dimension, outputs: outputs, weights: .rows(weights), bias: bias),
                activation
            )
        default: return nil
        }
    }

    private static func numbers(_ folder: String) throws -> Checkpoint {
        let old = folder + "/pytorch_model.bin"
        guard FileReader.exists(old), !FileReader.exists(folder + "/" + numbersName) else {
            return try Checkpoint(from: folder)
        }
        throw FormatError(
            file: old,
            problem: "only safetensors are read",
            remedy: "Save the encoder with sentence-transformers 2.3 or later, which writes "
                + "\(numbersName) in its place"
        )
    }

    /// The `config.json` that `init` reads.
    func encoded(dimension: Int) -> JSONValue {
        switch self {
        case .normalize: [:]
        case .layerNorm: ["dimension": .integer(dimension)]
        case .dense(let layer, let activation):
            [
                "in_features": .integer(dimension),
                "out_features": .integer(layer.outputs),
                "bias": true,
                "activation_function": .string(activation.path),
            ]
        }
    }

    /// The arrays that make this module another one, with their names and shapes in its file.
    var arrays: [(name: String, values: FloatArray, shape: [Int])] {
        switch self {
        case .normalize: []
        case .layerNorm(let norm):
            [
                (Self.normNames.weight, norm.scale, [norm.scale.count]),
                (Self.normNames.bias, norm.shift, [norm.shift.count]),
            ]
        case .dense(let layer, _):
            if case .rows(let weights) = layer.weights {
                [
                    (Self.denseNames.weight, weights, [layer.outputs, layer.inputs]),
                    (Self.denseNames.bias, layer.bias, [layer.outputs]),
                ]
            } else {
                preconditionFailure("A Dense has weights of floats.")
            }
        }
    }

    /// Whether there are numbers.
    static func hasNumbers(_ name: String) -> Bool { name != "Normalize" }
}

extension ConfigurationReader {
    /// Throws unless a module works on embeddings of texts.
    fileprivate func requireEmbeddings() throws(FormatError) {
        for name in ["module_input_name", "module_output_name"] {
            _ = try choice(name, ["sentence_embedding"], default: "sentence_embedding")
        }
    }

    fileprivate func requireSize(_ name: String, _ expected: Int) throws(FormatError) {
        let found = try size(name)
        guard found == expected else {
            throw error(name, "\(found) is not \(expected), which the modules before it give")
        }
    }

    fileprivate func denseActivation(_ name: String) throws(FormatError) -> DenseActivation {
        if member(name) == nil { return .tanh }
        let path = try members.string(name)
        let parts = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.starts(with: ["torch", "nn"]),
            let activation = DenseActivation(rawValue: parts.last!)
        else {
            let known = DenseActivation.allCases.map(\.path).joined(separator: ", ")
            throw error(name, "\"\(path)\" is not supported, only \(known)")
        }
        return activation
    }
}
