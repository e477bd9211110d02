extension SafetensorsFile {
    /// The elements of a tensor of `F32`.
    ///
    /// - Throws: `FormatError` when there is no such tensor, or its type or shape is another.
    public func floats(_ tensor: String, shape: [Int]? = nil) throws -> [Float] {
        try elements(tensor, type: .float32, shape: shape)
    }

    /// The elements of a tensor of `F64`.
    ///
    /// - Throws: `FormatError` when there is no such tensor, or its type or shape is another.
    public func doubles(_ tensor: String, shape: [Int]? = nil) throws -> [Double] {
        try elements(tensor, type: .float64, shape: shape)
    }

    /// The elements of a tensor of `I64`.
    ///
    /// - Throws: `FormatError` when there is no such tensor, or its type or shape is another.
    public func integers(_ tensor: String, shape: [Int]? = nil) throws -> [Int] {
        try elements(tensor, type: .int64, shape: shape)
    }

    /// The elements of a tensor of `I32`.
    ///
    /// - Throws: `FormatError` when there is no such tensor, or its type or shape is another.
    public func int32s(_ tensor: String, shape: [Int]? = nil) throws -> [Int32] {
        try elements(tensor, type: .int32, shape: shape)
    }

    /// The elements of a tensor of `I8`.
    ///
    /// - Throws: `FormatError` when there is no such tensor, or its type or shape is another.
    public func int8s(_ tensor: String, shape: [Int]? = nil) throws -> [Int8] {
        try elements(tensor, type: .int8, shape: shape)
    }

    /// The elements of a tensor of `U8`.
    ///
    /// - Throws: `FormatError` when there is no such tensor, or its type or shape is another.
    public func bytes(_ tensor: String, shape: [Int]? = nil) throws -> [UInt8] {
        try elements(tensor, type: .uint8, shape: shape)
    }

    /// A tensor's elements as they lie in the file: a part of the map, which lives as long as what is
    /// given back, or a copy where the file is in memory or the elements are not aligned.
    ///
    /// - Throws: `FormatError` when there is no such tensor, or its type or shape is another.
    package func storage<Element: BitwiseCopyable>(
        of tensor: String,
        type: SafetensorsType,
        shape: [Int]?
    ) throws -> Storage<Element> {
        let entry = try entry(tensor, type: type, shape: shape)
        return try withUnsafeBytes(of: tensor) { bytes in
            let isAligned =
                Int(bitPattern: bytes.baseAddress) % MemoryLayout<Element>.alignment == 0
            if case .mapped(let file) = contents, isAligned {
                return Storage(mapping: bytes, of: file)
            }
            let count = entry.offsets.count / MemoryLayout<Element>.stride
            let storage = Storage<Element>(uninitialized: count)
            UnsafeMutableRawBufferPointer(start: storage.address, count: bytes.count)
                .copyMemory(from: bytes)
            return storage
        }
    }

    /// What the header says of a tensor, which must be there and have the type, and the shape, where
    /// one is given.
    func entry(
        _ tensor: String,
        type: SafetensorsType,
        shape: [Int]?
    ) throws(FormatError) -> SafetensorsHeader.Entry {
        let entry = try entry(tensor, shape: shape)
        guard entry.type == type else {
            throw FormatError(
                file: name,
                place: .tensor(tensor),
                problem: "its dtype is \(entry.type.rawValue), where \(type.rawValue) is expected"
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
