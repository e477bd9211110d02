import SwiftletBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Loads sentence encoders of whichever kind.
public enum SentenceEncoders {
    /// Loads the encoder in a directory: the ``TransformerSentenceEncoder`` of a `modules.json`, or,
    /// where there is none, that or a ``UniversalSentenceEncoder`` as the `model_type` in `config.json`
    /// says.
    ///
    ///     let encoder = try SentenceEncoders.load(from: "all-MiniLM-L6-v2")
    ///
    /// - Throws: `FileError` or `FormatError` naming the file and what was expected.
    public static func load(from directory: String) throws -> any SentenceEncoder {
        if FileReader.exists(directory + "/" + SentenceModuleList.name) {
            return try TransformerSentenceEncoder(from: directory)
        }
        let kind = try ConfigurationReader.read(directory + "/config.json") {
            (reader) throws(FormatError) in
            try reader.choice(
                "model_type",
                [UniversalSentenceEncoderConfiguration.modelType] + EncoderFamily.modelTypes,
                default: nil
            )
        }
        return kind == UniversalSentenceEncoderConfiguration.modelType
            ? try UniversalSentenceEncoder(from: directory)
            : try TransformerSentenceEncoder(from: directory)
    }

    /// Loads the encoder in the directory at `url`; see `load(from:)` of a path.
    ///
    /// - Throws: What that throws, and `FileError` where `url` is not that of a file.
    public static func load(from url: URL) throws -> any SentenceEncoder {
        try load(from: url.filePath(to: "open"))
    }
}

/// The files of a model's directory.
struct ModelFiles: Sendable {
    let directory: String
    /// The files, by their paths in the directory.
    let names: [String]

    /// - Parameter optional: Files that count where they are there.
    init(_ directory: String, required: [String], optional: [String] = []) {
        self.directory = directory
        names = required + optional.filter { FileReader.exists(directory + "/" + $0) }
    }

    /// Puts the files into another directory, which is made where it is missing.
    func place(into target: String) throws {
        try AtomicDirectory.createDirectories(target)
        for name in names {
            if let slash = name.lastIndex(of: "/") {
                try AtomicDirectory.createDirectories(target + "/" + name[..<slash])
            }
            try FileLink.place(directory + "/" + name, at: target + "/" + name)
        }
    }
}
