import SwiftletBase
import SwiftletTensor

/// The member of a `config.json` that says that the weights beside it are quantised, and how.
///
/// The `model_type` says so, too, because Transformers does not heed the member: it refuses a type that
/// it does not know. Directories of earlier versions have `distilbert` there, and are read.
struct QuantizationFormat {
    /// Where the ranges of linear layers' inputs come from; nil where each token has its own.
    var calibration: ActivationCalibration.Source?

    static let member = "quantization_config"
    /// The file of the weights. Transformers, which draws weights whose names it misses, finds none of
    /// this name, also where the class of the model is given and `model_type` is ignored.
    static let weightsName = "model-int8.safetensors"
    private static let method = "swiftlet-int8"
    /// Since version 2, tables of embeddings may be packed; version 3 has fixed ranges, and the
    /// member that says where they come from.
    private static let versions = 1...3
    private static let version = 2
    private static let staticVersion = 3
    private static let calibrationMember = "calibration"

    var encoded: JSONValue {
        let version = calibration == nil ? Self.version : Self.staticVersion
        var members = JSONObject([
            ("quant_method", .string(Self.method)), ("version", .integer(version)),
        ])
        members[Self.calibrationMember] = calibration?.encoded
        return .object(members)
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

    init(calibration: ActivationCalibration.Source?) { self.calibration = calibration }

    /// What the member says; nil where it is missing.
    ///
    /// - Throws: `FormatError` where it names another method or version than this library has.
    init?(namedIn reader: ConfigurationReader) throws(FormatError) {
        guard let value = reader.member(Self.member) else { return nil }
        let (method, version, calibration) = try reader.read(Self.member) {
            () throws(FormatError) in
            let format = try value.object()
            return (
                try format.string("quant_method"), format["version"],
                format[Self.calibrationMember]
            )
        }
        guard method == Self.method else {
            throw reader.error(
                Self.member,
                "\"\(method)\" is not supported, only \"\(Self.method)\""
            )
        }
        guard case .integer(let number)? = version, Self.versions.contains(number) else {
            throw reader.error(
                Self.member,
                "its version is \(version.map { "\($0)" } ?? "missing"), expected "
                    + "\(Self.versions.lowerBound) to \(Self.versions.upperBound)"
            )
        }
        guard number == Self.staticVersion else { return }
        self.calibration = try reader.read(Self.member) { () throws(FormatError) in
            guard let calibration else {
                throw FormatError(
                    problem: "there is no \"\(Self.calibrationMember)\", which version "
                        + "\(number) has"
                )
            }
            return try ActivationCalibration.Source(calibration)
        }
    }
}

extension ActivationCalibration.Source {
    /// As a configuration has it.
    fileprivate var encoded: JSONValue {
        var members = JSONObject([("method", .string(method.name))])
        if case .percentile(let percentile) = method { members["percentile"] = .number(percentile) }
        members["texts"] = .integer(textCount)
        return .object(members)
    }

    fileprivate init(_ value: JSONValue) throws(FormatError) {
        let members = try value.object()
        let name = try members.string("method")
        var percentile: Double?
        if members["percentile"] != nil { percentile = try members.double("percentile") }
        guard let method = CalibrationMethod(name, percentile: percentile) else {
            let list = CalibrationMethod.names.joined(separator: ", ")
            throw FormatError(
                problem: "the calibration's method is \"\(name)\", expected one of \(list)"
            )
        }
        let textCount = try members.integer("texts")
        guard method.isValid, textCount > 0 else {
            throw FormatError(
                problem: "the calibration's percentile is not above 50 and up to 100, or its "
                    + "number of texts not above 0"
            )
        }
        self.init(method: method, textCount: textCount)
    }
}
