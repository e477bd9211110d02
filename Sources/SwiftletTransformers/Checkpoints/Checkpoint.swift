import SwiftletBase
import SwiftletTensor

/// The tensors of a model's directory as Hugging Face lays it out: `model.safetensors`, or several
/// files with `model.safetensors.index.json`, which says what is in which.
///
/// The files are mapped; a tensor is read when it is asked for.
struct Checkpoint {
    /// What to call the checkpoint in messages about all of it.
    let path: String
    /// The names of all files in the directory, the index among them.
    let fileNames: [String]
    private let files: [SafetensorsFile]
    /// The file of each tensor, by its number.
    private let places: [String: Int]

    /// Opens the files of a directory.
    ///
    /// - Parameter isQuantized: Whether they are those of a quantised model, which has a file under a
    ///   name of its own; earlier versions wrote `model.safetensors`.
    /// - Throws: `FileError` or `FormatError` naming the file.
    init(from directory: String, isQuantized: Bool = false) throws {
        let ownName = QuantizationFormat.weightsName
        let isOwn = isQuantized && FileReader.exists(directory + "/" + ownName)
        let singleName = isOwn ? ownName : "model.safetensors"
        let indexName = singleName + ".index.json"
        let (single, index) = (directory + "/" + singleName, directory + "/" + indexName)
        do {
            let file = try SafetensorsFile(from: single)
            path = single
            fileNames = [singleName]
            files = [file]
            places = Dictionary(file.tensorNames.map { ($0, 0) }, uniquingKeysWith: { $1 })
        } catch let error as FileError {
            guard error.reason == .missing else { throw error }
            guard let value = try Self.index(index) else {
                throw OtherWeights.error(directory) ?? error
            }
            (path, (files, places)) = (index, try Self.shards(value, directory, index))
            fileNames = [indexName] + files.map { String($0.name.dropFirst(directory.count + 1)) }
        }
    }

    /// The contents of the index; nil where there is none.
    private static func index(_ path: String) throws -> JSONValue? {
        do {
            return try JSONValue(from: path)
        } catch let error as FileError {
            if error.reason == .missing { return nil }
            throw error
        }
    }

    private static func shards(
        _ index: JSONValue,
        _ directory: String,
        _ path: String
    ) throws -> ([SafetensorsFile], [String: Int]) {
        var (files, places, numbers) = ([SafetensorsFile](), [String: Int](), [String: Int]())
        let map: JSONObject
        do {
            map = try index.object().object("weight_map")
        } catch {
            throw FormatError(file: path, problem: error.problem)
        }
        for (tensor, value) in zip(map.names, map.values) {
            guard case .string(let name) = value, !name.isEmpty, !name.utf8.contains(0x2F) else {
                throw FormatError(
                    file: path,
                    place: .tensor(tensor),
                    problem: "its place is \(value), expected the name of a file beside the index"
                )
            }
            if numbers[name] == nil {
                numbers[name] = files.count
                files.append(try SafetensorsFile(from: directory + "/" + name))
            }
            places[tensor] = numbers[name]
        }
        return (files, places)
    }

    var tensorNames: [String] { places.keys.sorted() }

    func contains(_ tensor: String) -> Bool { places[tensor] != nil }

    /// The file of a tensor, for messages.
    func file(of tensor: String) -> String { places[tensor].map { files[$0].name } ?? path }

    /// The shape of a tensor.
    func shape(of tensor: String) throws -> [Int] { try file(holding: tensor).shape(of: tensor) }

    /// A tensor of floating-point numbers, mapped where the file holds it as `F32` on a multiple of
    /// four bytes, else converted.
    ///
    /// - Throws: `FormatError` naming file and tensor where it is missing, its shape is another,
    ///   its elements are no floating-point numbers, or one is NaN or infinite.
    func array(_ tensor: String, shape: [Int]) throws -> FloatArray {
        let file = try file(holding: tensor)
        func error(_ message: String) -> FormatError {
            FormatError(
                file: file.name,
                place: .tensor(tensor),
                problem: message
            )
        }
        let found = try file.shape(of: tensor)
        guard found == shape else {
            throw error("its shape is \(found), the configuration asks for \(shape)")
        }
        let type = try file.type(of: tensor)
        guard [.float32, .float16, .bfloat16, .float64].contains(type) else {
            throw error("its dtype is \(type.rawValue), expected F32, F16, BF16 or F64")
        }
        let array = FloatArray(try file.mappedTensor(tensor))
        guard array.isFinite else {
            throw error("it holds NaN or infinity, expected finite numbers")
        }
        return array
    }

    /// A tensor as bfloat16 numbers, mapped where the file holds it as `BF16` on a multiple of two bytes,
    /// else rounded.
    ///
    /// - Throws: As `array(_:shape:)`.
    func bfloat16(_ tensor: String, shape: [Int]) throws -> Storage<UInt16> {
        let file = try file(holding: tensor)
        guard try file.type(of: tensor) == .bfloat16, try file.shape(of: tensor) == shape else {
            return BFloat16Matrix.rounded(try array(tensor, shape: shape).tensor(shape))
        }
        let numbers: Storage<UInt16> = try file.storage(of: tensor, type: .bfloat16, shape: shape)
        guard BFloat16Matrix.areFinite(numbers) else {
            throw FormatError(
                file: file.name,
                place: .tensor(tensor),
                problem: "it holds NaN or infinity, expected finite numbers"
            )
        }
        return numbers
    }

    /// Throws where there is a tensor that the model has no place for.
    func requireTensors(_ isKnown: (String) -> Bool) throws(FormatError) {
        for name in tensorNames where !isKnown(name) {
            throw FormatError(
                file: file(of: name),
                place: .tensor(name),
                problem: "the model has no place for it"
            )
        }
    }

    /// The file that a tensor is in, which must be there.
    func file(holding tensor: String) throws(FormatError) -> SafetensorsFile {
        guard let place = places[tensor], files[place].contains(tensor) else {
            throw FormatError(
                file: file(of: tensor),
                place: .tensor(tensor),
                problem: "there is no such tensor"
            )
        }
        return files[place]
    }
}

/// Weights in a form that is not read: often the only ones in an old directory.
private enum OtherWeights {
    /// What is wrong with a directory that has such weights alone; nil where it has none.
    static func error(_ directory: String) -> FormatError? {
        let load = "from transformers import AutoModelForSequenceClassification as M; "
        let save = "M.from_pretrained('\(directory)').save_pretrained('\(directory)')"
        let convert = "Convert them with: python -c \"\(load)\(save)\""
        let forms: [(names: [String], form: String, remedy: String)] = [
            (
                ["pytorch_model.bin", "pytorch_model.bin.index.json"], "PyTorch's pickle format",
                convert
            ),
            (
                ["tf_model.h5", "flax_model.msgpack"], "TensorFlow's or Flax's format",
                "Convert them with Transformers 4, which still reads them (from_tf=True or "
                    + "from_flax=True), and its save_pretrained"
            ),
            (
                ["adapter_model.safetensors", "adapter_config.json"], "the form of an adapter",
                "Merge it into its model with the package peft: merge_and_unload() and "
                    + "save_pretrained"
            ),
            (
                ["model.onnx", "onnx/model.onnx"], "ONNX's format",
                "Get the model that it was exported from, as model.safetensors"
            ),
        ]
        for (names, form, remedy) in forms {
            for name in names where FileReader.exists(directory + "/" + name) {
                return FormatError(
                    file: directory + "/" + name,
                    problem: "its weights are in \(form), expected model.safetensors",
                    remedy: remedy
                )
            }
        }
        return nil
    }
}
