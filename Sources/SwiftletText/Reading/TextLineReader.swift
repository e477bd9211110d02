import SwiftletBase

/// Reads texts from a file or a pipe, one a line.
///
///     let reader = TextLineReader(descriptor: 0, name: "standard input")
///     while let text = try reader.next() {
///         print(text.count)
///     }
///
/// A line ends with LF or CRLF, the last one with or without; every line is a text, blank ones
/// too, so the texts keep the numbers of their lines. A UTF-8 byte order mark at the start is
/// dropped. A line is given out as soon as it has arrived, so the reader may stand in a pipe. What
/// is held is one chunk of 1 MiB, or the longest line where that is longer.
public final class TextLineReader: Loadable {
    /// What to do with a line that is not valid UTF-8 or holds a NUL byte.
    public enum LinePolicy: Sendable, Hashable {
        /// Throw a `FormatError` that names the line; `next` may then be called again.
        case fail
        /// Put U+FFFD in place of what is not UTF-8, and a space in place of a NUL byte: it parts words.
        case repair
    }

    /// The number, from 1, of the line that `next` gave out or threw last; 0 before the first.
    public private(set) var line = 0

    private let stream: ByteStream
    private let onBadLine: LinePolicy
    private let maximumLineBytes: Int
    private var isAtStart = true
    /// What `nextAvailable` met behind good lines.
    private var heldError: (any Error)?

    /// Opens a file, of which every line must be good.
    ///
    /// - Throws: `FileError` where the file cannot be opened.
    public convenience init(from path: String) throws {
        try self.init(from: path, onBadLine: .fail)
    }

    /// Opens a file.
    ///
    /// - Throws: `FileError` where the file cannot be opened.
    public convenience init(
        from path: String,
        onBadLine: LinePolicy = .fail,
        maximumLineBytes: Int = 64 << 20
    ) throws {
        self.init(try ByteStream(from: path), onBadLine, maximumLineBytes)
    }

    /// Reads from an open descriptor, such as 0 for standard input. The caller closes it.
    ///
    /// - Parameter name: What errors call the input.
    public convenience init(
        descriptor: Int32,
        name: String,
        onBadLine: LinePolicy = .fail,
        maximumLineBytes: Int = 64 << 20
    ) {
        self.init(ByteStream(descriptor: descriptor, name: name), onBadLine, maximumLineBytes)
    }

    /// Reads from memory.
    ///
    /// - Parameter name: What errors call the input.
    public convenience init(
        bytes: [UInt8],
        name: String = "memory",
        onBadLine: LinePolicy = .fail,
        maximumLineBytes: Int = 64 << 20
    ) {
        self.init(ByteStream(bytes: bytes, name: name), onBadLine, maximumLineBytes)
    }

    package init(_ stream: ByteStream, _ onBadLine: LinePolicy, _ maximumLineBytes: Int) {
        precondition(maximumLineBytes > 0, "A line of at most \(maximumLineBytes) bytes.")
        self.stream = stream
        self.onBadLine = onBadLine
        self.maximumLineBytes = maximumLineBytes
    }

    /// The text of the next line without its line end, nil at the end of the input.
    ///
    /// - Throws: `FormatError` for a bad line that is not to be repaired, for a line that is too
    ///   long, for a file of another kind, and where reading breaks off.
    public func next() throws -> String? {
        if isAtStart {
            isAtStart = false
            _ = try stream.consumeByteOrderMark()
        }
        var searched = 0
        while true {
            let bytes = stream.bytes
            if let end = stream.lineFeed(from: searched) {
                return try text(length: end, consuming: end + 1)
            }
            searched = bytes.count
            if searched > maximumLineBytes {
                line += 1
                try consumeThroughLineFeed()
                throw tooLong
            }
            if try !stream.fill() {
                return bytes.isEmpty ? nil : try text(length: searched, consuming: searched)
            }
        }
    }

    /// The next lines: at least one, for which it waits, and then as many as have arrived already, at
    /// most `count`; an empty array at the end of the input.
    ///
    /// So a stage of a pipe works on many texts at once where they come fast, and answers at once
    /// where they come one by one.
    ///
    /// - Throws: As `next`, and only when the good lines before the bad one have been given out.
    public func nextAvailable(upTo count: Int) throws -> [String] {
        if let error = heldError {
            heldError = nil
            throw error
        }
        var lines: [String] = []
        while lines.count < count, lines.isEmpty || stream.lineFeed() != nil {
            do {
                guard let line = try next() else { break }
                lines.append(line)
            } catch {
                if lines.isEmpty { throw error }
                heldError = error
                break
            }
        }
        return lines
    }

    private var tooLong: FormatError {
        FormatError(file: stream.name, textLine: line, .tooLong(maximum: maximumLineBytes))
    }

    /// Drops the rest of a line without holding it.
    private func consumeThroughLineFeed() throws {
        while true {
            if let end = stream.lineFeed() { return stream.consume(end + 1) }
            stream.consume(stream.bytes.count)
            guard try stream.fill() else { return }
        }
    }

    /// The first `length` bytes as the text of the next line.
    private func text(length: Int, consuming consumed: Int) throws -> String {
        defer { stream.consume(consumed) }
        line += 1
        guard length <= maximumLineBytes else { throw tooLong }
        var bytes = UnsafeMutableBufferPointer(rebasing: stream.bytes[..<length])
        if bytes.last == 0x0D { bytes = UnsafeMutableBufferPointer(rebasing: bytes.dropLast()) }
        let hasNUL = bytes.contains(0)
        if !hasNUL, let text = String(utf8: bytes) { return text }
        if line == 1, let kind = FileKind(notTextLines: stream.bytes) {
            throw FormatError(file: stream.name, textLinesExpectedOf: kind)
        }
        switch onBadLine {
        case .fail:
            throw FormatError(
                file: stream.name,
                textLine: line,
                hasNUL ? .nulByte : .invalidUTF8(in: bytes)
            )
        case .repair:
            let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
            var repaired = String.UnicodeScalarView()
            repaired.append(contentsOf: scalars.lazy.map { $0.value == 0 ? " " : $0 })
            return String(repaired)
        }
    }
}

extension FileKind {
    /// The kind of a file whose first bytes are no line of text, UTF-16 without a mark included.
    init?(notTextLines bytes: UnsafeMutableBufferPointer<UInt8>) {
        if let kind = FileKind(UnsafeRawBufferPointer(bytes)) {
            self = kind
        } else if UTF16Source.isLikely(bytes) {
            self = .utf16
        } else {
            return nil
        }
    }
}
