/// Gathers named tensors and writes them as a safetensors file.
///
///     var writer = SafetensorsWriter(metadata: ["format": "pt"])
///     writer.add("weight", weights)
///     writer.add("steps", [120], shape: [1])
///     try writer.save(to: "model.safetensors")
///
/// The bytes are those that the reference library writes for the same tensors: in descending order
/// of the elements' width, then by name, with the header padded by spaces to a multiple of eight
/// bytes. (With more than one pair of metadata that library's order is random; here the keys are
/// sorted.)
///
/// A tensor's elements are not copied before they are written.
public struct SafetensorsWriter: Savable {
    private enum Payload {
        case floats(Storage<Float>)
        case doubles([Double])
        case integers([Int])
        case int32s([Int32])
        case int8s([Int8])
        case bytes([UInt8])
        case inPlace(Storage<Int8>)
        case halves(Storage<UInt16>)

        func withUnsafeBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
            switch self {
            case .floats(let storage): try body(storage.bytes)
            case .doubles(let elements): try elements.withUnsafeBytes(body)
            case .integers(let elements): try elements.withUnsafeBytes(body)
            case .int32s(let elements): try elements.withUnsafeBytes(body)
            case .int8s(let elements): try elements.withUnsafeBytes(body)
            case .bytes(let elements): try elements.withUnsafeBytes(body)
            case .inPlace(let storage): try body(storage.bytes)
            case .halves(let storage): try body(storage.bytes)
            }
        }
    }

    private struct Entry {
        let name: ByteString
        let type: SafetensorsType
        let shape: [Int]
        let payload: Payload
        var byteCount: Int { shape.reduce(type.size, *) }
    }

    /// Texts to be written into the header, such as `["format": "pt"]`, which some readers ask for.
    public var metadata: [String: String]
    private var entries: [Entry] = []
    private var names: Set<ByteString> = []

    /// A writer without tensors yet.
    public init(metadata: [String: String] = [:]) { self.metadata = metadata }

    /// Adds numbers as `F32`, in row-major order.
    package mutating func add(_ name: String, _ storage: Storage<Float>, shape: [Int]) {
        add(name, .float32, shape, count: storage.count, .floats(storage))
    }

    /// Adds bfloat16 numbers as `BF16`, in row-major order.
    package mutating func add(_ name: String, bfloat16 storage: Storage<UInt16>, shape: [Int]) {
        add(name, .bfloat16, shape, count: storage.count, .halves(storage))
    }

    /// Adds numbers as `F64`, in row-major order. Their count must be the product of `shape`.
    public mutating func add(_ name: String, _ elements: [Double], shape: [Int]) {
        add(name, .float64, shape, count: elements.count, .doubles(elements))
    }

    /// Adds integers as `I64`, in row-major order. Their count must be the product of `shape`.
    public mutating func add(_ name: String, _ elements: [Int], shape: [Int]) {
        add(name, .int64, shape, count: elements.count, .integers(elements))
    }

    /// Adds integers as `I32`, in row-major order. Their count must be the product of `shape`.
    public mutating func add(_ name: String, _ elements: [Int32], shape: [Int]) {
        add(name, .int32, shape, count: elements.count, .int32s(elements))
    }

    /// Adds integers as `I8`, in row-major order. Their count must be the product of `shape`.
    public mutating func add(_ name: String, _ elements: [Int8], shape: [Int]) {
        add(name, .int8, shape, count: elements.count, .int8s(elements))
    }

    /// Adds elements of any type by their little-endian bytes, in row-major order, which must be
    /// as many as type and shape ask for.
    public mutating func add(
        _ name: String,
        bytes: [UInt8],
        type: SafetensorsType = .uint8,
        shape: [Int]
    ) {
        precondition(
            bytes.count % type.size == 0,
            "\(bytes.count) bytes are no whole number of \(type.rawValue) elements."
        )
        add(name, type, shape, count: bytes.count / type.size, .bytes(bytes))
    }

    /// Adds integers as `I8`, in row-major order, to be used where they lie in the file: the first
    /// tensor so added begins at a multiple of 64 bytes.
    package mutating func add(_ name: String, _ storage: Storage<Int8>, shape: [Int]) {
        add(name, .int8, shape, count: storage.count, .inPlace(storage))
    }

    private mutating func add(
        _ name: String,
        _ type: SafetensorsType,
        _ shape: [Int],
        count: Int,
        _ payload: Payload
    ) {
        precondition(
            shape.allSatisfy { $0 >= 0 } && count == shape.reduce(1, *),
            "\(count) elements do not fill shape \(shape) of tensor \"\(name)\"."
        )
        precondition(name != "__metadata__", "No tensor can be called \"__metadata__\".")
        precondition(
            names.insert(ByteString(name)).inserted,
            "There are two tensors called \"\(name)\"."
        )
        entries.append(Entry(name: ByteString(name), type: type, shape: shape, payload: payload))
    }

    /// Saves the file at `path`, in place of what is there; see `AtomicFile`.
    ///
    /// - Throws: `FileError` naming the path.
    public func save(to path: String) throws {
        let entries = sortedEntries
        try AtomicFile.replace(at: path) { file in
            try file.write(header(entries))
            for entry in entries { try entry.payload.withUnsafeBytes { try file.write($0) } }
        }
    }

    /// The file's bytes.
    public func encoded() -> [UInt8] {
        let entries = sortedEntries
        var bytes = header(entries)
        for entry in entries { entry.payload.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    private var sortedEntries: [Entry] {
        entries.sorted {
            $0.type == $1.type ? $0.name < $1.name : $0.type.rank > $1.type.rank
        }
    }

    private func header(_ entries: [Entry]) -> [UInt8] {
        var object = JSONObject()
        if !metadata.isEmpty {
            let pairs = metadata.sorted { ByteString($0.key) < ByteString($1.key) }
            object["__metadata__"] = .object(
                JSONObject(pairs.map { ($0.key, .string($0.value)) })
            )
        }
        var start = 0
        var alignment = (multiple: 8, start: 0)
        for entry in entries {
            let end = start + entry.byteCount
            object[entry.name.text] = [
                "dtype": .string(entry.type.rawValue),
                "shape": .array(entry.shape.map { .integer($0) }),
                "data_offsets": [.integer(start), .integer(end)],
            ]
            if case .inPlace = entry.payload, alignment.multiple == 8 { alignment = (64, start) }
            start = end
        }
        var text = JSONValue.object(object).encoded()
        let excess = (8 + text.count + alignment.start) % alignment.multiple
        let spaces = excess == 0 ? 0 : alignment.multiple - excess
        text.append(contentsOf: repeatElement(0x20, count: spaces))
        let length = UInt64(text.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
    }
}
