/// Tensors by name, read from a safetensors file.
///
///     let file = try SafetensorsFile(from: "model.safetensors")
///     let weights = try file.tensor("classifier.weight", shape: [2, 768])
///
/// The file is mapped, not loaded: opening reads its header alone, and a tensor's bytes are read
/// when they are asked for. Every header is checked before anything is used: the tensors must fill
/// the file from end to end, as the reference library demands.
///
/// The format: https://huggingface.co/docs/safetensors
public struct SafetensorsFile: Sendable, Loadable {
    enum Contents: Sendable {
        case mapped(MemoryMappedFile)
        case inMemory([UInt8])
    }

    let contents: Contents
    private let header: SafetensorsHeader
    private let positions: [ByteString: Int]
    /// The file's path, or the name given to bytes in memory.
    public let name: String

    /// Maps the file at `path` and reads its header.
    ///
    /// - Throws: `FileError` when the file cannot be read, `FormatError` when it is not what
    ///   a safetensors file must be.
    public init(from path: String) throws {
        let file = try MemoryMappedFile(from: path)
        try self.init(
            .mapped(file),
            header: SafetensorsHeader(of: file.bytes, file: path),
            name: path
        )
    }

    /// Reads a safetensors file that is in memory. Errors call it `name`.
    ///
    /// - Throws: `FormatError` when it is not what a safetensors file must be.
    public init(bytes: [UInt8], name: String = "memory") throws(FormatError) {
        let header = try bytes.withUnsafeBufferPointer { bytes throws(FormatError) in
            try SafetensorsHeader(of: UnsafeRawBufferPointer(bytes), file: name)
        }
        self.init(.inMemory(bytes), header: header, name: name)
    }

    private init(_ contents: Contents, header: SafetensorsHeader, name: String) {
        self.contents = contents
        self.header = header
        self.name = name
        positions = Dictionary(
            uniqueKeysWithValues: header.entries.enumerated().map { (ByteString($1.name), $0) }
        )
    }

    /// The pairs of texts in the header's `__metadata__`.
    public var metadata: [String: String] { header.metadata }

    /// The tensors' names in the order of their bytes.
    public var tensorNames: [String] { header.entries.map(\.name) }

    /// Whether there is a tensor called `tensor`.
    public func contains(_ tensor: String) -> Bool { positions[ByteString(tensor)] != nil }

    /// The element type of a tensor.
    ///
    /// - Throws: `FormatError` when there is no such tensor.
    public func type(of tensor: String) throws(FormatError) -> SafetensorsType {
        try entry(tensor).type
    }

    /// The shape of a tensor.
    ///
    /// - Throws: `FormatError` when there is no such tensor.
    public func shape(of tensor: String) throws(FormatError) -> [Int] {
        try entry(tensor).shape
    }

    /// Calls `body` with a tensor's bytes as they lie in the file, little-endian and row-major,
    /// without a copy. They need not be aligned; `body` must not keep them.
    ///
    /// - Throws: `FormatError` when there is no such tensor, and whatever `body` throws.
    public func withUnsafeBytes<Result>(
        of tensor: String,
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let offsets = try entry(tensor).offsets
        let start = header.dataStart + offsets.lowerBound
        let range = start..<start + offsets.count
        switch contents {
        case .mapped(let file):
            return try file.withUnsafeBytes {
                try body(UnsafeRawBufferPointer(rebasing: $0[range]))
            }
        case .inMemory(let bytes):
            return try bytes.withUnsafeBytes {
                try body(UnsafeRawBufferPointer(rebasing: $0[range]))
            }
        }
    }

    /// What the header says of a tensor, which must be there and have the shape, where one is
    /// given.
    package func entry(
        _ tensor: String,
        shape: [Int]? = nil
    ) throws(FormatError) -> SafetensorsHeader.Entry {
        guard let position = positions[ByteString(tensor)] else {
            throw FormatError(
                file: name,
                place: .tensor(tensor),
                problem: "there is no such tensor"
            )
        }
        let entry = header.entries[position]
        if let shape, shape != entry.shape {
            throw FormatError(
                file: name,
                place: .tensor(tensor),
                problem: "its shape is \(entry.shape), where \(shape) is expected"
            )
        }
        return entry
    }
}
