/// Decompresses gzip data (RFC 1952) as they are read, however many members they have.
///
///     let text = GzipSource(FileSource(path))
///
/// Each member's checksum and length are compared with what it decompresses to. Zero bytes behind
/// the last member are passed over, as by Python's `gzip`; anything else there is an error. What is
/// held is 192 KiB, whatever the length.
package final class GzipSource: ByteSource {
    private let inputBuffer: UnsafeMutablePointer<UInt8>
    private let output: UnsafeMutablePointer<UInt8>
    private static let capacity = Inflater.windowSize + (1 << 16)
    private var input: BitReader
    /// The member being decompressed; nil before a header.
    private var inflater: Inflater?
    private var checksum = CRC32()
    private var isFirstMember = true
    private var isAtEnd = false
    /// What is decompressed and not given out yet: `output[start..<end]`.
    private var start = 0
    private var end = 0

    package init(_ source: any ByteSource) {
        inputBuffer = .allocate(capacity: BitReader.bufferSize)
        output = .allocate(capacity: Self.capacity)
        input = BitReader(source, buffer: inputBuffer)
    }

    deinit {
        inputBuffer.deallocate()
        output.deallocate()
    }

    /// - Throws: ``GzipError``, and what the source throws.
    package func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws -> Int {
        while start == end, !isAtEnd { try decompress() }
        let copied = min(count, end - start)
        target.update(from: output + start, count: copied)
        start += copied
        return copied
    }

    /// Decompresses the next piece, or comes to the end.
    private func decompress() throws {
        if inflater == nil {
            guard try readHeader() else {
                isAtEnd = true
                return
            }
            inflater = Inflater()
            checksum = CRC32()
        }
        // Matches reach back no further than the window.
        let kept = min(end, Inflater.windowSize)
        output.update(from: output + end - kept, count: kept)
        start = kept
        end = kept
        try inflater!.inflate(&input, into: output, from: &end, capacity: Self.capacity)
        checksum.add(UnsafeBufferPointer(start: output + start, count: end - start))
        if inflater!.isAtEnd {
            try readTrailer(length: inflater!.produced)
            inflater = nil
        }
    }

    /// Reads the header of the next member, false where there is none.
    private func readHeader() throws -> Bool {
        var first = try input.nextByte()
        if !isFirstMember { while first == 0 { first = try input.nextByte() } }
        guard let first else {
            if isFirstMember { throw error(.truncated) }
            return false
        }
        isFirstMember = false
        let second = try input.nextByte()
        guard first == 0x1F, second == 0x8B else {
            throw error(first == 0x1F && second == nil ? .truncated : .notGzip)
        }
        var header = [first, 0x8B]
        func next() throws -> UInt8 {
            guard let byte = try input.nextByte() else { throw error(.truncated) }
            header.append(byte)
            return byte
        }
        let method = try next()
        let flags = try next()
        guard method == 8, flags & 0xE0 == 0 else { throw error(.badHeader) }
        for _ in 0..<6 { _ = try next() }
        if flags & 4 != 0 {
            let low = Int(try next())
            let length = low | Int(try next()) << 8
            for _ in 0..<length { _ = try next() }
        }
        // A name and a comment, each up to a zero.
        for flag: UInt8 in [8, 16] where flags & flag != 0 {
            while try next() != 0 {
                // What is longer is no name, and is not to be held.
                if header.count > 1 << 20 { throw error(.badHeader) }
            }
        }
        if flags & 2 != 0 {
            var checksum = CRC32()
            header.withUnsafeBufferPointer { checksum.add($0) }
            let expected = UInt32(try next()) | UInt32(try next()) << 8
            guard checksum.value & 0xFFFF == expected else { throw error(.badHeader) }
        }
        return true
    }

    private func readTrailer(length: Int) throws {
        input.alignToByte()
        let expectedChecksum = UInt32(try input.take(32))
        let expectedLength = UInt32(try input.take(32))
        guard checksum.value == expectedChecksum,
            UInt32(truncatingIfNeeded: length) == expectedLength
        else { throw error(.wrongChecksum) }
    }

    private func error(_ problem: GzipError.Problem) -> GzipError {
        GzipError(problem: problem, byte: input.byte)
    }
}

/// The checksum of gzip: CRC-32 with the polynomial 0xEDB88320, eight bytes at a time.
package struct CRC32 {
    private var state: UInt32 = 0xFFFF_FFFF

    package init() {}

    package var value: UInt32 { ~state }

    package mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let base = bytes.baseAddress else { return }
        var state = state
        var index = 0
        Self.tables.withUnsafeBufferPointer { tables in
            while index + 8 <= bytes.count {
                let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
                let mixed = UInt64(littleEndian: word) ^ UInt64(state)
                state = 0
                // The byte read first passes through the most tables.
                for byte in 0..<8 {
                    let value = Int(truncatingIfNeeded: mixed >> UInt64(8 * byte)) & 0xFF
                    state ^= tables[(7 - byte) << 8 | value]
                }
                index += 8
            }
            while index < bytes.count {
                state = state >> 8 ^ tables[Int((state ^ UInt32(base[index])) & 0xFF)]
                index += 1
            }
        }
        self.state = state
    }

    /// Table k gives what a byte makes of the state once k zero bytes have followed it.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: 0, count: 8 * 256)
        for byte in 0..<256 {
            var state = UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 0 ? state >> 1 : state >> 1 ^ 0xEDB8_8320 }
            tables[byte] = state
        }
        for index in 256..<tables.count {
            let state = tables[index - 256]
            tables[index] = state >> 8 ^ tables[Int(state & 0xFF)]
        }
        return tables
    }()
}
