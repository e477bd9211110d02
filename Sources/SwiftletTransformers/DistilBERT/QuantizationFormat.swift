import SwiftletBase

/// The member of a `config.json` that says that the weights beside it are quantised, and how.
///
/// The `model_type` says so, too, because Transformers does not heed the member: it refuses a type that
/// it does not know. Directories of earlier versions have `distilbert` there, and are read.
enum QuantizationFormat {
    static let member = "quantization_config"
    /// The file of the weights. Transformers, which draws weights whose names it misses, finds none of
    /// this name, also where it is told the class of the model, and so does not heed `model_type`.
    static let weightsName = "model-int8.safetensors"
    private static let method = "swiftlet-int8"
    /// Since version 2, tables of embeddings may be packed.
    private static let version = 2
    private static let oldestVersion = 1

    static var encoded: JSONValue {
        ["quant_method": .string(method), "version": .integer(version)]
    }

    /// Says in a quantised model's directory what it is.
    static func writeNote(into directory: String) throws {
        try AtomicFile.write(
            Array(
                """
                This model was written by Swiftlet. Its weights, in `\(weightsName)`, have 8 bits, in a \
                form that no other program reads: Transformers and sentence-transformers refuse it. \
                Load it with Swiftlet, or use the model with weights of 32 bits that it was made of.

                """.utf8
            ),
            to: directory + "/README.md"
        )
    }

    /// Whether the member is there.
    ///
    /// - Throws: `FormatError` where it names another method or version than this library has.
    static func isNamed(in reader: ConfigurationReader) throws(FormatError) -> Bool {
        guard let value = reader.member(member) else { return false }
        let found = try reader.read(member) { () throws(FormatError) in
            let format = try value.object()
            return (try format.string("quant_method"), format["version"])
        }
        guard found.0 == method else {
            throw reader.error(member, "\"\(found.0)\" is not supported, only \"\(method)\"")
        }
        guard case .integer(oldestVersion...version) = found.1 else {
            let found = found.1.map { "\($0)" } ?? "missing"
            throw reader.error(
                member,
                "its version is \(found), expected \(oldestVersion) to \(version)"
            )
        }
        return true
    }
}
