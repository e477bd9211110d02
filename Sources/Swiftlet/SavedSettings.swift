import SwiftletBase

/// The settings file of a saved classifier, `classifier.json`: it names the approach and the form's
/// version beside the settings that the approach has of its own.
///
///     let settings = SavedSettings(
///         approach: Self.approach, labels: labels, configuration: configuration
///     )
///     try AtomicDirectory.replace(at: directory, recognizedBy: ["classifier.json"]) { temporary in
///         try settings.save(to: temporary)
///     }
public struct SavedSettings<Configuration: Codable>: Codable, Loadable, Savable {
    /// The approach, as the classifier's type names it.
    public let approach: String
    /// The version of the saved form.
    let version: Int
    /// The labels in the order of the model's outputs, at least two, all different.
    public let labels: [String]
    /// What the approach adds.
    public let configuration: Configuration

    /// Creates the settings of a classifier that is to be saved.
    public init(approach: String, labels: [String], configuration: Configuration) {
        self.approach = approach
        self.labels = labels
        self.configuration = configuration
        version = savedFormVersion
    }

    /// Reads the settings in a directory, whatever their approach.
    ///
    /// - Throws: `FormatError` naming the file and what was expected, and `FileError`.
    public init(from directory: String) throws {
        let path = directory + "/" + savedSettingsName
        try self.init(try FileReader.bytes(of: path), of: path)
    }

    /// Reads the settings in a directory, which must be those of this approach.
    ///
    /// - Throws: `FormatError` naming the file and what was expected, and `FileError`.
    public init(from directory: String, approach: String) throws {
        let path = directory + "/" + savedSettingsName
        let bytes = try FileReader.bytes(of: path)
        // Before what other approaches do not have is asked for.
        let found = try SavedSettings<NoConfiguration>(bytes, of: path).approach
        guard found == approach else {
            throw FormatError(
                file: path,
                problem: "the approach is \"\(found)\", expected \"\(approach)\""
            )
        }
        try self.init(bytes, of: path)
    }

    private init(_ bytes: [UInt8], of path: String) throws {
        self = try SavedJSON.value(in: bytes, of: path)
        guard version == savedFormVersion else {
            throw FormatError(
                file: path,
                problem: "the saved form has version \(version), expected \(savedFormVersion)"
            )
        }
        guard labels.areLabels else { throw FormatError(file: path, .wrongLabels(labels)) }
    }

    /// Writes the settings into a directory.
    ///
    /// - Throws: `FileError`, and `EncodingError` where a number is infinite or NaN.
    public func save(to directory: String) throws {
        try SavedJSON.write(self, to: directory + "/" + savedSettingsName)
    }
}

/// The name of the settings file within a saved classifier's directory.
let savedSettingsName = "classifier.json"
/// The version of the saved form that this library writes, and the only one that it reads.
private let savedFormVersion = 1

/// No settings beyond those that every saved classifier has.
struct NoConfiguration: Codable {}
