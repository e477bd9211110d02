import SwiftletBase
import SwiftletPlatform
import SwiftletText

/// Reads the binary form of word vectors: `WordVectorFormat.word2vecBinary`.
///
/// Without a vocabulary the vectors stay where they are in the mapped file; with one, the rows
/// found are copied.
struct BinaryVectorReader {
    let file: MemoryMappedFile
    let vocabulary: WordRowTable?
    private let bytes: UnsafeRawBufferPointer
    private let header: WordVectorHeader
    private let start: Int

    init(_ file: MemoryMappedFile, vocabulary: WordRowTable?) throws(FormatError) {
        self.file = file
        self.vocabulary = vocabulary
        bytes = file.bytes
        let newline = bytes.prefix(64).firstIndex(of: 0x0A) ?? 0
        guard let header = WordVectorHeader(bytes, line: 0..<newline) else {
            throw FormatError(file: file.path, place: .byte(0), .invalidHeader)
        }
        self.header = header
        start = newline + 1
        // A row has a space at least beside its vector; so nothing overflows below.
        let (rowBytes, overflow) = header.dimension.multipliedReportingOverflow(by: 4)
        let room = bytes.count - start
        guard !overflow && rowBytes < room && header.count <= room / (rowBytes + 1) else {
            let found = overflow || rowBytes >= room ? 0 : room / (rowBytes + 1)
            throw FormatError(
                file: file.path,
                place: .byte(bytes.count),
                .wrongCount(expected: header.count, found: min(found, header.count))
            )
        }
    }

    func read() throws(FormatError) -> WordVectorContents {
        var (words, offsets) = try findRows()
        try checkFinite(offsets)
        let (table, leftOut, duplicates) = WordRowTable.build(
            words,
            in: bytes,
            vocabulary: vocabulary
        )
        guard let table else {
            throw FormatError(file: file.path, place: .byte(0), .tooLarge)
        }
        if !leftOut.isEmpty {
            offsets = RowsKept(count: offsets.count, leftOut: leftOut).map { offsets[$0] }
        }
        var rows = VectorRows(
            count: offsets.count,
            dimension: header.dimension,
            base: bytes.baseAddress!,
            offsets: offsets,
            owner: file
        )
        if vocabulary != nil { rows = VectorRows(rows.matrix(of: Array(0..<rows.count))) }
        return WordVectorContents(table: table, rows: rows, duplicates: duplicates)
    }

    /// Where the words stand, and where their vectors begin.
    private func findRows() throws(FormatError) -> (words: [Range<Int>], offsets: [Int]) {
        var words: [Range<Int>] = []
        var offsets: [Int] = []
        words.reserveCapacity(vocabulary?.count ?? header.count)
        offsets.reserveCapacity(vocabulary?.count ?? header.count)
        let rowBytes = header.dimension * 4
        var position = start
        for row in 0..<header.count {
            while position < bytes.count && bytes[position] == 0x0A { position += 1 }
            guard let space = memchr(bytes.baseAddress! + position, 0x20, bytes.count - position),
                case let end = UnsafeRawPointer(space) - bytes.baseAddress!,
                bytes.count - (end + 1) >= rowBytes
            else {
                throw invalid(
                    at: position,
                    .wrongCount(expected: header.count, found: row)
                )
            }
            guard end > position else { throw invalid(at: position, .missingWord) }
            let word = position..<end
            if let vocabulary {
                if vocabulary.row(of: UnsafeRawBufferPointer(rebasing: bytes[word])) != nil {
                    words.append(word)
                    offsets.append(end + 1)
                }
            } else {
                words.append(word)
                offsets.append(end + 1)
            }
            position = end + 1 + rowBytes
        }
        while position < bytes.count && bytes[position] == 0x0A { position += 1 }
        guard position == bytes.count else { throw invalid(at: position, .trailingBytes) }
        return (words, offsets)
    }

    /// Throws for the first number of the file that is NaN or infinite.
    private func checkFinite(_ offsets: [Int]) throws(FormatError) {
        let minimumPart = 1 << 10
        let parts = Threads.parts(offsets.count, minimumPart: minimumPart)
        var found = [Int?](repeating: nil, count: parts)
        let dimension = header.dimension
        found.withUnsafeMutableBufferPointer { found in
            nonisolated(unsafe) let found = found
            nonisolated(unsafe) let base = bytes.baseAddress!
            Threads.split(offsets.count, minimumPart: minimumPart) { part, rows in
                found[part] = rows.first { !isFinite(base + offsets[$0], dimension) }
            }
        }
        guard let row = found.lazy.compactMap({ $0 }).first else { return }
        for column in 0..<dimension {
            let position = offsets[row] + column * 4
            if !isFinite(bytes.baseAddress! + position, 1) {
                throw invalid(at: position, .notFinite)
            }
        }
    }

    private func invalid(at position: Int, _ reason: WordVectorProblem) -> FormatError {
        FormatError(file: file.path, place: .byte(position), reason)
    }
}

/// Whether none of `count` little-endian floats is NaN or infinite.
private func isFinite(_ floats: UnsafeRawPointer, _ count: Int) -> Bool {
    // All bits of the exponent are set in those alone; in the word from the right, that makes the
    // largest number, so that one comparison at the end serves all.
    var largest: UInt32 = 0
    for index in 0..<count {
        let bits = floats.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
        largest = max(largest, UInt32(littleEndian: bits) & 0x7FFF_FFFF)
    }
    return largest < 0x7F80_0000
}
