extension SafetensorsFile {
    /// A tensor's bytes as they lie in the file: a part of the map, which lives as long as what is
    /// given back, or a copy where the file is in memory.
    ///
    /// - Throws: `SafetensorsError` when there is no such tensor, or its type or shape is another.
    func storage(
        of tensor: String,
        type: SafetensorsType,
        shape: [Int]
    ) throws -> ByteStorage {
        let entry = try entry(tensor, type: type, shape: shape)
        return try withUnsafeBytes(of: tensor) { bytes in
            if case .mapped(let file) = contents { return ByteStorage(bytes, of: file) }
            let storage = ByteStorage(count: entry.offsets.count)
            storage.address.copyMemory(
                from: bytes.baseAddress ?? UnsafeRawPointer(storage.address),
                byteCount: bytes.count
            )
            return storage
        }
    }
}
