import SwiftletBase
import SwiftletTensor

/// The tensors of a quantised model, which ones there are and how to read each. Their names are
/// DistilBERT's whatever the family, and token types are in the positions.
///
/// | tensor | |
/// |---|---|
/// | `distilbert.embeddings.word_embeddings.weight` | a table; see `QuantizedTable` |
/// | `distilbert.embeddings.position_embeddings.weight` | likewise |
/// | `LAYER.panels`, `LAYER.scales`, `LAYER.sums` | a linear layer's weights; see `QuantizedMatrix` |
/// | `LAYER.range`, `LAYER.outlier` | the range of its inputs where that is fixed; see `ActivationRange` |
/// | `LAYER.bias`, `NORM.weight`, `NORM.bias` | `F32`, as in a checkpoint of floats |
///
/// `LAYER` and `NORM` are Transformers' names, except for the linear layers of queries, keys and
/// values, which are one: `attention.qkv_lin`. In the last layer they are two: `attention.q_lin`
/// and `attention.kv_lin`.
struct QuantizedCheckpoint {
    private let checkpoint: Checkpoint
    private let configuration: DistilBERTConfiguration
    private var known: Set<String> = []

    /// - Throws: `FormatError` naming the file of the configuration where a layer has too many inputs.
    init(
        _ checkpoint: Checkpoint,
        _ configuration: DistilBERTConfiguration,
        configurationFile: String
    ) throws(FormatError) {
        self.checkpoint = checkpoint
        self.configuration = configuration
        let inputs = max(configuration.hiddenSize, configuration.intermediateSize)
        guard inputs <= QuantizedMatrix.maximumInputs else {
            throw FormatError(
                file: configurationFile,
                problem: "a layer has \(inputs) inputs; quantised it has at most "
                    + "\(QuantizedMatrix.maximumInputs)"
            )
        }
    }

    /// Reads the parts of a model.
    ///
    /// - Throws: What is wrong with the file, naming the tensor.
    mutating func fill<Model>(_ model: inout Model, _ parts: [ModelPart<Model>]) throws {
        for part in parts {
            switch part {
            case .linear(let names, let outputs, let inputs, let pieces):
                for piece in pieces {
                    let name = QuantizedLayout.name(of: names[piece.names])
                    model[keyPath: piece.place] = try linear(
                        name,
                        piece.names.count * outputs,
                        inputs
                    )
                }
            case .norm(let name, let place): model[keyPath: place] = try norm(name)
            case .table(let name, let rows, let place):
                model[keyPath: place] = try table(name, rows)
            }
        }
    }

    /// The tensors that no part asked for.
    var ignored: [String] { checkpoint.tensorNames.filter { !known.contains($0) } }

    /// Throws where there is a tensor that no part asked for.
    func requireNothingElse() throws { try checkpoint.requireTensors(known.contains) }

    private mutating func array(_ name: String, _ count: Int) throws -> FloatArray {
        known.insert(name)
        return try checkpoint.array(name, shape: [count])
    }

    private mutating func norm(_ name: String) throws -> LayerNorm {
        LayerNorm(
            scale: try array(name + ".weight", configuration.hiddenSize),
            shift: try array(name + ".bias", configuration.hiddenSize),
            epsilon: configuration.layerNormEpsilon
        )
    }

    private mutating func linear(
        _ name: String,
        _ outputs: Int,
        _ inputs: Int
    ) throws -> Linear {
        for part in QuantizedLayout.matrixParts { known.insert(name + part) }
        let file = try checkpoint.file(holding: name + QuantizedLayout.matrixParts[0])
        return Linear(
            inputs: inputs,
            outputs: outputs,
            weights: .quantized(
                try QuantizedMatrix(from: file, named: name, outputs: outputs, inputs: inputs),
                try range(name, file, inputs)
            ),
            bias: try array(name + ".bias", outputs)
        )
    }

    private mutating func range(
        _ name: String,
        _ file: SafetensorsFile,
        _ inputs: Int
    ) throws -> ActivationRange? {
        guard configuration.calibration != nil else { return nil }
        for part in QuantizedLayout.rangeParts { known.insert(name + part) }
        return try ActivationRange(from: file, named: name, inputs: inputs)
    }

    private mutating func table(_ name: String, _ rows: Int) throws -> EmbeddingTable {
        let isPacked = checkpoint.contains(name + QuantizedLayout.packedTableParts[0])
        let parts = isPacked ? QuantizedLayout.packedTableParts : QuantizedLayout.tableParts
        for part in parts { known.insert(name + part) }
        return .quantized(
            try QuantizedTable(
                from: checkpoint.file(holding: name + parts[0]),
                named: name,
                rows: rows,
                columns: configuration.hiddenSize
            )
        )
    }
}

/// What a quantised model's tensors are called where a model of floats has no such name.
enum QuantizedLayout {
    /// What `QuantizedMatrix` appends to a name.
    static let matrixParts = [".panels", ".scales", ".sums"]

    /// What `ActivationRange` appends to a name.
    static let rangeParts = [".range", ".outlier"]

    /// What `QuantizedTable` appends to a name, in either of its forms.
    static let tableParts = ["", ".scales"]
    static let packedTableParts = [".packed", ".offsets", ".scales"]

    /// The name of the layer that has the outputs of several beside each other: of
    /// `attention.q_lin`, `attention.k_lin` and `attention.v_lin` it is `attention.qkv_lin`.
    static func name(of names: ArraySlice<String>) -> String {
        guard names.count > 1 else { return names.first! }
        let ending = "q_lin".count
        let letters = names.map { $0.suffix(ending).prefix(1) }.joined()
        return names.first!.dropLast(ending) + letters + "_lin"
    }
}

extension SafetensorsWriter {
    /// Adds the tensors of the parts of a quantised model.
    mutating func add<Model>(quantized model: Model, _ parts: [ModelPart<Model>]) {
        for part in parts {
            switch part {
            case .linear(let names, _, _, let pieces):
                for piece in pieces {
                    add(QuantizedLayout.name(of: names[piece.names]), model[keyPath: piece.place])
                }
            case .norm(let name, let place): add(name, model[keyPath: place])
            case .table(let name, _, let place): add(name, model[keyPath: place])
            }
        }
    }

    private mutating func add(_ name: String, _ layer: Linear) {
        guard case .quantized(let matrix, let range) = layer.weights else {
            preconditionFailure("The layer \(name) is not quantised.")
        }
        add(name, matrix)
        if let range { add(name, range) }
        add(name + ".bias", layer.bias.tensor([layer.outputs]))
    }

    private mutating func add(_ name: String, _ norm: LayerNorm) {
        add(name + ".weight", norm.scale.tensor([norm.scale.count]))
        add(name + ".bias", norm.shift.tensor([norm.shift.count]))
    }

    private mutating func add(_ name: String, _ table: EmbeddingTable) {
        guard case .quantized(let table) = table else {
            preconditionFailure("The table \(name) is not quantised.")
        }
        add(name, table)
    }
}
