import SwiftletBase
import SwiftletTensor

/// The modules after a transformer: a pooling, and what follows it.
struct SentencePipeline: Sendable {
    var pooling = SentencePooling()
    var modules: [SentenceModule] = []
    /// How many numbers a token's state has.
    let width: Int

    /// How many numbers an embedding has after all modules.
    var dimension: Int {
        modules.reduce(width * pooling.modes.count) { $1.dimension(from: $0) }
    }

    /// The modules with the dimension before each.
    private var steps: [(module: SentenceModule, dimension: Int)] {
        var dimension = width * pooling.modes.count
        return modules.map { module in
            defer { dimension = module.dimension(from: dimension) }
            return (module, dimension)
        }
    }
}

/// The modules of `modules.json`, by their classes and folders.
struct SentenceModuleList: Sendable {
    static let name = "modules.json"
    private static let transformer = "Transformer"
    private static let pooling = "Pooling"
    /// What does nothing to an embedding outside of a training.
    private static let dropout = "Dropout"
    private static let package = "sentence_transformers."

    private struct Entry: Sendable {
        /// The last part of its class's name.
        let name: String
        /// The whole name of its class.
        let type: String
        let folder: String
        /// Its index in the file.
        let index: Int
    }

    /// The folder of the transformer's files; empty for the directory itself.
    let transformerFolder: String
    private let entries: [Entry]
    private let path: String

    /// The list of a directory; nil where there is none.
    ///
    /// - Throws: `FileError`, and `FormatError` naming the file and what is wrong.
    init?(from directory: String) throws {
        path = directory + "/" + Self.name
        guard FileReader.exists(path) else { return nil }
        let value = try JSONValue(from: path)
        do throws(FormatError) {
            var entries: [Entry] = []
            for (index, value) in try value.array().enumerated() {
                entries.append(try Self.entry(value, index))
            }
            guard let first = entries.first, first.name == Self.transformer else {
                throw FormatError(
                    problem: "the first module is "
                        + (entries.first.map { "a \"\($0.type)\"" } ?? "missing")
                        + ", only a \(Self.transformer) is supported"
                )
            }
            guard entries.count > 1, entries[1].name == Self.pooling else {
                throw FormatError(
                    problem: "the second module is "
                        + (entries.count > 1 ? "a \"\(entries[1].type)\"" : "missing")
                        + ", only a \(Self.pooling) is supported after the \(Self.transformer)"
                )
            }
            transformerFolder = first.folder
            self.entries = entries
        } catch {
            throw FormatError(file: path, problem: error.problem)
        }
    }

    private static func entry(_ value: JSONValue, _ index: Int) throws(FormatError) -> Entry {
        func error(_ message: String) -> FormatError {
            FormatError(problem: "module \(index): " + message)
        }
        let (type, folder): (String, String)
        do throws(FormatError) {
            let members = try value.object()
            (type, folder) = (try members.string("type"), try members.string("path"))
        } catch {
            throw FormatError(problem: "module \(index): " + error.problem)
        }
        let known = [transformer, pooling, "Dense", "LayerNorm", "Normalize", dropout]
        let name = type.split(separator: ".").last.map(String.init) ?? ""
        guard type.hasPrefix(package), known.contains(name) else {
            throw error(
                "a \"\(type)\" is not supported, only sentence-transformers' "
                    + known.joined(separator: ", ")
            )
        }
        let parts = folder.split(separator: "/", omittingEmptySubsequences: false)
        guard !folder.hasPrefix("/"), !parts.contains(".."), !folder.utf8.contains(0) else {
            throw error("\"path\": \"\(folder)\" is not the name of a folder in the directory")
        }
        let clean = parts.filter { !$0.isEmpty && $0 != "." }.joined(separator: "/")
        return Entry(name: name, type: type, folder: clean, index: index)
    }

    /// Reads the modules after the transformer.
    ///
    /// - Parameter width: How many numbers a token's state has.
    /// - Throws: What is wrong with their files, naming file and member or tensor.
    func pipeline(in directory: String, width: Int) throws -> SentencePipeline {
        var pipeline = SentencePipeline(width: width)
        for entry in entries.dropFirst() where entry.name != Self.dropout {
            let folder = directory + "/" + entry.folder
            if entry.index == 1 {
                pipeline.pooling = try ConfigurationReader.read(folder + "/config.json") {
                    (reader) throws(FormatError) in
                    try SentencePooling(reader, width: width)
                }
            } else if let module = try SentenceModule(
                entry.name,
                from: folder,
                dimension: pipeline.dimension
            ) {
                pipeline.modules.append(module)
            } else {
                throw FormatError(
                    file: path,
                    problem:
                        "module \(entry.index): a \"\(entry.type)\" is not supported after the "
                        + "\(Self.pooling)"
                )
            }
        }
        return pipeline
    }

    /// The files of the modules after the transformer, by their paths in the directory.
    func files(in directory: String) throws -> [String] {
        var files = [Self.name]
        for entry in entries.dropFirst() where entry.name != Self.dropout {
            let folder = entry.folder.isEmpty ? "" : entry.folder + "/"
            if FileReader.exists(directory + "/" + folder + "config.json") {
                files.append(folder + "config.json")
            }
            if SentenceModule.hasNumbers(entry.name), entry.index > 1 {
                files += try Checkpoint(from: directory + "/" + entry.folder).fileNames.map {
                    folder + $0
                }
            }
        }
        return files
    }
}

extension SentencePipeline {
    /// The files of `modules.json`'s modules but the transformer, which is in the directory itself.
    var configurationFiles: [(name: String, value: JSONValue)] {
        var (entries, files) = ([JSONValue](), [(name: String, value: JSONValue)]())
        func add(_ name: String, _ configuration: JSONValue?) {
            let folder = configuration == nil ? "" : "\(entries.count)_\(name)"
            entries.append([
                "idx": .integer(entries.count), "name": .string(String(entries.count)),
                "path": .string(folder), "type": .string("sentence_transformers.models.\(name)"),
            ])
            if let configuration { files.append((folder + "/config.json", configuration)) }
        }
        add("Transformer", nil)
        add("Pooling", pooling.encoded(width: width))
        for (module, dimension) in steps { add(module.name, module.encoded(dimension: dimension)) }
        return [(SentenceModuleList.name, .array(entries))] + files
    }

    /// What identifies the pipeline, apart from the numbers of its modules.
    var meaning: JSONValue { .array(configurationFiles.map(\.value)) }

    /// Writes the files that `SentenceModuleList` reads into a directory.
    func save(to directory: String) throws {
        for (name, value) in configurationFiles {
            try value.write(to: directory, name)
        }
        for (index, module) in modules.enumerated() where SentenceModule.hasNumbers(module.name) {
            var writer = SafetensorsWriter(metadata: ["format": "pt"])
            for array in module.arrays { writer.add(array.name, array.values.tensor(array.shape)) }
            try writer.save(
                to: directory + "/\(index + 2)_\(module.name)/" + SentenceModule.numbersName
            )
        }
    }
}

extension JSONValue {
    /// Writes a file of a directory; its folder is made where it is missing.
    func write(to directory: String, _ name: String) throws {
        if let slash = name.lastIndex(of: "/") {
            try AtomicDirectory.createDirectories(directory + "/" + name[..<slash])
        }
        try AtomicFile.write(encoded(.pretty) + [UInt8(ascii: "\n")], to: directory + "/" + name)
    }
}
