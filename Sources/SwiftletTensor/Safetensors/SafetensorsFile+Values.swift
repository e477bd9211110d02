extension SafetensorsFile {
    /// A tensor as `Float`, whatever its elements are in the file: integers and `F64` are rounded
    /// to the nearest `Float`, Booleans become 0 and 1.
    ///
    /// - Parameters:
    ///   - tensor: The tensor's name.
    ///   - shape: The shape that it must have; nil for any.
    /// - Throws: `SafetensorsError` when there is no such tensor or it has another shape.
    public func tensor(_ tensor: String, shape: [Int]? = nil) throws -> Tensor {
        let entry = try entry(tensor, shape: shape)
        let storage = TensorStorage(count: entry.shape.reduce(1, *), zeroed: false)
        let target = UnsafeMutableBufferPointer(start: storage.address, count: storage.count)
        try withUnsafeBytes(of: tensor) { bytes in
            switch entry.type {
            case .float32: UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
            case .float16: convert(bytes, to: target) { float(half: $0) }
            case .bfloat16: convert(bytes, to: target) { float(brain: $0) }
            case .float64: convert(bytes, to: target) { (value: Double) in Float(value) }
            case .bool: convert(bytes, to: target) { (value: UInt8) in value == 0 ? 0 : 1 }
            case .uint8: convert(bytes, to: target) { (value: UInt8) in Float(value) }
            case .int8: convert(bytes, to: target) { (value: Int8) in Float(value) }
            case .int16: convert(bytes, to: target) { (value: Int16) in Float(value) }
            case .uint16: convert(bytes, to: target) { (value: UInt16) in Float(value) }
            case .int32: convert(bytes, to: target) { (value: Int32) in Float(value) }
            case .uint32: convert(bytes, to: target) { (value: UInt32) in Float(value) }
            case .int64: convert(bytes, to: target) { (value: Int64) in Float(value) }
            case .uint64: convert(bytes, to: target) { (value: UInt64) in Float(value) }
            }
        }
        return Tensor(storage: storage, shape: entry.shape)
    }

    /// The elements of a tensor of `F32`.
    ///
    /// - Throws: `SafetensorsError` when there is no such tensor, or its type or shape is another.
    public func floats(_ tensor: String, shape: [Int]? = nil) throws -> [Float] {
        try elements(tensor, type: .float32, shape: shape)
    }

    /// The elements of a tensor of `F64`.
    ///
    /// - Throws: `SafetensorsError` when there is no such tensor, or its type or shape is another.
    public func doubles(_ tensor: String, shape: [Int]? = nil) throws -> [Double] {
        try elements(tensor, type: .float64, shape: shape)
    }

    /// The elements of a tensor of `I64`.
    ///
    /// - Throws: `SafetensorsError` when there is no such tensor, or its type or shape is another.
    public func integers(_ tensor: String, shape: [Int]? = nil) throws -> [Int] {
        try elements(tensor, type: .int64, shape: shape)
    }

    /// The elements of a tensor of `I32`.
    ///
    /// - Throws: `SafetensorsError` when there is no such tensor, or its type or shape is another.
    public func int32s(_ tensor: String, shape: [Int]? = nil) throws -> [Int32] {
        try elements(tensor, type: .int32, shape: shape)
    }

    /// The elements of a tensor of `I8`.
    ///
    /// - Throws: `SafetensorsError` when there is no such tensor, or its type or shape is another.
    public func int8s(_ tensor: String, shape: [Int]? = nil) throws -> [Int8] {
        try elements(tensor, type: .int8, shape: shape)
    }

    /// The elements of a tensor of `U8`.
    ///
    /// - Throws: `SafetensorsError` when there is no such tensor, or its type or shape is another.
    public func bytes(_ tensor: String, shape: [Int]? = nil) throws -> [UInt8] {
        try elements(tensor, type: .uint8, shape: shape)
    }

    /// What the header says of a tensor, which must be there and have the type, and the shape, where
    /// one is given.
    func entry(
        _ tensor: String,
        type: SafetensorsType,
        shape: [Int]?
    ) throws(SafetensorsError) -> SafetensorsHeader.Entry {
        let entry = try entry(tensor, shape: shape)
        guard entry.type == type else {
            throw SafetensorsError(
                file: name,
                problem: .wrongType,
                tensor: tensor,
                message: "its dtype is \(entry.type.rawValue), where \(type.rawValue) is expected"
            )
        }
        return entry
    }

    private func elements<Element: BitwiseCopyable>(
        _ tensor: String,
        type: SafetensorsType,
        shape: [Int]?
    ) throws -> [Element] {
        _ = try entry(tensor, type: type, shape: shape)
        return try withUnsafeBytes(of: tensor) { bytes in
            [Element](unsafeUninitializedCapacity: bytes.count / type.size) { target, count in
                UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
                count = bytes.count / type.size
            }
        }
    }
}

/// Converts elements of any alignment, one by one, filling `target`.
@inline(__always)
private func convert<Element: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer,
    to target: UnsafeMutableBufferPointer<Float>,
    _ body: (Element) -> Float
) {
    guard let source = bytes.baseAddress, let result = target.baseAddress else { return }
    for index in 0..<target.count {
        result[index] = body(
            source.loadUnaligned(
                fromByteOffset: index * MemoryLayout<Element>.size,
                as: Element.self
            )
        )
    }
}
