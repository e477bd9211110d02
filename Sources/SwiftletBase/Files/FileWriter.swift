/// Writes bytes one after the other to a new file, gathering small pieces. See `AtomicFile`.
public final class FileWriter {
    let file: FileDescriptor
    private var pending: [UInt8] = []
    private static let pendingLimit = 1 << 16

    /// Creates the file `temporary`; errors name `path`, which it is to replace.
    init(creating temporary: String, for path: String) throws(FileError) {
        file = try FileDescriptor(creating: temporary, for: path)
    }

    /// Appends `bytes`.
    ///
    /// - Throws: `FileError` naming the path.
    public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        if pending.count + bytes.count > Self.pendingLimit { try flush() }
        if bytes.count > Self.pendingLimit {
            try file.write(bytes)
        } else {
            pending.append(contentsOf: bytes)
        }
    }

    /// Appends `bytes`.
    ///
    /// - Throws: `FileError` naming the path.
    public func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.withUnsafeBufferPointer { bytes throws(FileError) in
            try write(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Appends `text` in UTF-8.
    ///
    /// - Throws: `FileError` naming the path.
    public func write(_ text: String) throws(FileError) {
        try write(Array(text.utf8))
    }

    /// Hands what is gathered to the system and waits until it is on the disk.
    func finish() throws(FileError) {
        try flush()
        try file.synchronize()
    }

    private func flush() throws(FileError) {
        if pending.isEmpty { return }
        try pending.withUnsafeBufferPointer { bytes throws(FileError) in
            try file.write(UnsafeRawBufferPointer(bytes))
        }
        pending.removeAll(keepingCapacity: true)
    }
}
