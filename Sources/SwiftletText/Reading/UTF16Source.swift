import SwiftletBase

/// Turns UTF-16 into UTF-8 as it is read. A byte order mark says more than what is given.
final class UTF16Source: ByteSource {
    /// What is wrong with the UTF-16 of a source.
    struct Failure: Error, CustomStringConvertible {
        /// The place in the source, from 0.
        let byte: Int
        let description: String

        init(_ problem: String, byte: Int) {
            self.byte = byte
            description = "not valid UTF-16: \(problem) (at byte \(byte))"
        }
    }

    private let source: any ByteSource
    private var isBigEndian: Bool
    private var isAtStart = true
    private var isAtEnd = false
    /// Bytes read and not yet decoded, from `position` on.
    private var input: [UInt8] = []
    private var position = 0
    private var passed = 0
    private var output: [UInt8] = []
    private var outputPosition = 0

    init(_ source: any ByteSource, isBigEndian: Bool) {
        self.source = source
        self.isBigEndian = isBigEndian
    }

    /// Whether the first two characters of `bytes` are of ASCII in UTF-16: in UTF-8, there is a byte 0
    /// behind or before each of them.
    static func isLikely(_ bytes: some Collection<UInt8>) -> Bool {
        let zeros = bytes.prefix(4).map { $0 == 0 }
        return zeros == [false, true, false, true] || zeros == [true, false, true, false]
    }

    /// Whether more bytes 0 stand in even places than in odd ones, as in big-endian text with
    /// characters of ASCII.
    static func isLikelyBigEndian(_ bytes: some Collection<UInt8>) -> Bool {
        let zeros = bytes.prefix(4096).enumerated().filter { $0.element == 0 }
        return zeros.count { $0.offset.isMultiple(of: 2) } * 2 > zeros.count
    }

    func read(into target: UnsafeMutablePointer<UInt8>, count: Int) throws -> Int {
        while outputPosition == output.count {
            if isAtEnd { return 0 }
            try decodePiece()
        }
        let copied = min(count, output.count - outputPosition)
        output.withUnsafeBufferPointer {
            target.update(from: $0.baseAddress! + outputPosition, count: copied)
        }
        outputPosition += copied
        return copied
    }

    /// Reads a piece and decodes it up to the last whole scalar.
    private func decodePiece() throws {
        passed += position
        input.removeFirst(position)
        position = 0
        output.removeAll(keepingCapacity: true)
        outputPosition = 0
        let rest = input
        let size = 1 << 16
        var read = 0
        input = try [UInt8](unsafeUninitializedCapacity: rest.count + size) { buffer, count in
            for (index, byte) in rest.enumerated() { buffer[index] = byte }
            count = rest.count
            read = try source.read(into: buffer.baseAddress! + rest.count, count: size)
            count += read
        }
        isAtEnd = read == 0
        if isAtStart, input.count >= 2 || isAtEnd {
            isAtStart = false
            if input.starts(with: [0xFE, 0xFF]) || input.starts(with: [0xFF, 0xFE]) {
                isBigEndian = input[0] == 0xFE
                position = 2
            }
        }
        guard !isAtStart else { return }
        while let unit = unit(at: position) {
            var scalar = UInt32(unit)
            var length = 2
            if unit & 0xF800 == 0xD800 {
                guard unit & 0x0400 == 0 else { throw failure("half a surrogate pair") }
                guard let second = self.unit(at: position + 2) else { break }
                guard second & 0xFC00 == 0xDC00 else { throw failure("half a surrogate pair") }
                scalar = 0x10000 + (scalar & 0x3FF) << 10 + UInt32(second & 0x3FF)
                length = 4
            }
            // No surrogate is left, so that this is a scalar.
            output.append(contentsOf: UTF8.encode(Unicode.Scalar(scalar)!)!)
            position += length
        }
        if isAtEnd, position < input.count { throw failure("the file ends within a character") }
    }

    private func unit(at index: Int) -> UInt16? {
        guard index + 1 < input.count else { return nil }
        let (first, second) = (UInt16(input[index]), UInt16(input[index + 1]))
        return isBigEndian ? first << 8 | second : second << 8 | first
    }

    private func failure(_ problem: String) -> Failure { Failure(problem, byte: passed + position) }
}
