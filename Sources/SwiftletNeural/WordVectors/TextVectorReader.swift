import SwiftletBase
import SwiftletTensor
import SwiftletText

/// Reads the text form of word vectors: `WordVectorFormat.text`.
///
/// Two passes over the mapped bytes, each on all threads: the first finds where the lines begin,
/// the second turns each into a word's place and a row of the matrix.
struct TextVectorReader {
    let file: MemoryMappedFile
    /// The words to keep, or nil for all.
    let vocabulary: WordRowTable?
    private let bytes: UnsafeRawBufferPointer
    private let lines: TextLines
    private let header: WordVectorHeader?
    private let dimension: Int

    init(_ file: MemoryMappedFile, vocabulary: WordRowTable?) throws(FormatError) {
        self.file = file
        self.vocabulary = vocabulary
        bytes = file.bytes
        lines = TextLines(bytes)
        guard let first = lines.line(at: lines.start) else {
            throw FormatError(file: file.path, place: .line(1), .noVectors)
        }
        header = Self.header(bytes, lines, first: first)
        dimension = header?.dimension ?? Self.dimension(bytes, lines, first: first)
        guard dimension > 0 else {
            throw FormatError(
                file: file.path,
                place: .line(1),
                .wrongDimension(expected: 1, found: 0)
            )
        }
    }

    /// The header on the first line, if that is one: two integers, and not a word of digits with
    /// its only number, as the next line would show.
    private static func header(
        _ bytes: UnsafeRawBufferPointer,
        _ lines: TextLines,
        first: Range<Int>
    ) -> WordVectorHeader? {
        guard let header = WordVectorHeader(bytes, line: first) else { return nil }
        guard let second = lines.line(at: lines.next(after: first)) else { return header }
        let isWordAndNumber =
            countNumbers(bytes, lines, line: second) == 1
            && lines.field(before: second.upperBound, in: second).flatMap {
                lines.field(before: $0.lowerBound, in: second)
            }?.lowerBound == second.lowerBound
        return isWordAndNumber && header.dimension != 1 ? nil : header
    }

    /// How many numbers a vector has, by the first line; by the two behind it where they agree on
    /// another number, as where a number of the first is broken.
    private static func dimension(
        _ bytes: UnsafeRawBufferPointer,
        _ lines: TextLines,
        first: Range<Int>
    ) -> Int {
        let count = countNumbers(bytes, lines, line: first)
        guard let second = lines.line(at: lines.next(after: first)),
            let third = lines.line(at: lines.next(after: second)),
            case let other = countNumbers(bytes, lines, line: second), other > count,
            countNumbers(bytes, lines, line: third) == other
        else { return count }
        return other
    }

    /// How many fields at the end of a line, behind its first, are numbers.
    static func countNumbers(
        _ bytes: UnsafeRawBufferPointer,
        _ lines: TextLines,
        line: Range<Int>
    ) -> Int {
        let parser = DecimalParser()
        var count = 0
        var position = line.upperBound
        while let field = lines.field(before: position, in: line),
            field.lowerBound > line.lowerBound, parser.recognizes(bytes, field)
        {
            count += 1
            position = field.lowerBound
        }
        return count
    }

    func read() throws(FormatError) -> WordVectorContents {
        let starts = try findLines()
        guard starts.count < Int(UInt32.max),
            !starts.count.multipliedReportingOverflow(by: dimension).overflow,
            // A number takes two bytes at least, so a file cannot hold more.
            starts.count * dimension <= bytes.count
        else { throw shortLine(starts) }
        let storage = Storage<Float>(uninitialized: starts.count * dimension)
        let words = try parse(starts, into: storage.address)
        let (table, leftOut, duplicates) = WordRowTable.build(
            words,
            in: bytes,
            vocabulary: vocabulary
        )
        guard let table else {
            throw FormatError(file: file.path, place: .line(1), .tooLarge)
        }
        let tensor = Tensor(storage: storage, shape: [starts.count, dimension])
        var rows = VectorRows(tensor)
        if !leftOut.isEmpty {
            let kept = Array(RowsKept(count: starts.count, leftOut: leftOut))
            rows = VectorRows(rows.matrix(of: kept))
        }
        return WordVectorContents(table: table, rows: rows, duplicates: duplicates)
    }

    /// Where the lines begin whose first field begins a word of the vocabulary.
    private func findLines() throws(FormatError) -> [Int] {
        let first = header == nil ? lines.start : lines.next(after: lines.start..<lines.start)
        let size = max(lines.end - first, 0)
        let beginnings = vocabulary.flatMap { $0.firstFields() }
        let minimumPart = 1 << 16
        let parts = Threads.parts(size, minimumPart: minimumPart)
        var starts = [[Int]](repeating: [], count: parts)
        var counts = [Int](repeating: 0, count: parts)
        starts.withUnsafeMutableBufferPointer { starts in
            counts.withUnsafeMutableBufferPointer { counts in
                nonisolated(unsafe) let starts = starts
                nonisolated(unsafe) let counts = counts
                nonisolated(unsafe) let reader = self
                Threads.split(size, minimumPart: minimumPart) { part, range in
                    let range = first + range.lowerBound..<first + range.upperBound
                    (starts[part], counts[part]) = reader.findLines(
                        in: range,
                        isFirst: part == 0,
                        beginnings
                    )
                }
            }
        }
        let count = counts.reduce(0, +)
        if let header, header.count != count {
            throw FormatError(
                file: file.path,
                place: .line(1),
                .wrongCount(expected: header.count, found: count)
            )
        }
        return Array(starts.joined())
    }

    /// Where lines begin in a range of the file, and how many there are whether kept or not.
    private func findLines(
        in range: Range<Int>,
        isFirst: Bool,
        _ beginnings: WordRowTable?
    ) -> ([Int], Int) {
        var starts: [Int] = []
        var count = 0
        // A line belongs to the range in which it begins.
        var position =
            isFirst ? range.lowerBound : lines.newline(from: range.lowerBound - 1) + 1
        while position < range.upperBound {
            if let beginnings {
                let word = UnsafeRawBufferPointer(rebasing: bytes[position..<wordEnd(position)])
                if beginnings.row(of: word) != nil { starts.append(position) }
            } else {
                starts.append(position)
            }
            count += 1
            position = lines.newline(from: position) + 1
        }
        return (starts, count)
    }

    /// The end of the field that begins at `position`.
    @inline(__always)
    private func wordEnd(_ position: Int) -> Int {
        var end = position
        while end < lines.end && !isSeparator(bytes[end]) { end += 1 }
        return end
    }

    /// Parses the lines at `starts` into the rows of `matrix`.
    private func parse(
        _ starts: [Int],
        into matrix: UnsafeMutablePointer<Float>
    ) throws(FormatError) -> [Range<Int>] {
        let minimumPart = 256
        var failures = [LineFailure?](
            repeating: nil,
            count: Threads.parts(starts.count, minimumPart: minimumPart)
        )
        let words = [Range<Int>](unsafeUninitializedCapacity: starts.count) { words, count in
            failures.withUnsafeMutableBufferPointer { failures in
                nonisolated(unsafe) let failures = failures
                nonisolated(unsafe) let words = words
                nonisolated(unsafe) let matrix = matrix
                nonisolated(unsafe) let reader = self
                Threads.split(starts.count, minimumPart: minimumPart) { part, rows in
                    let parser = DecimalParser()
                    do throws(LineFailure) {
                        for row in rows {
                            words[row] = try reader.parseLine(
                                starts[row],
                                parser,
                                into: matrix + row * reader.dimension
                            )
                        }
                    } catch {
                        failures[part] = error
                    }
                }
            }
            count = failures.contains { $0 != nil } ? 0 : starts.count
        }
        if let failure = failures.lazy.compactMap({ $0 }).first {
            throw FormatError(
                file: file.path,
                place: .line(lines.number(at: failure.position)),
                failure.reason
            )
        }
        return words
    }

    /// What is wrong with the line that begins at a position.
    private struct LineFailure: Error {
        let position: Int
        let reason: WordVectorProblem
    }

    /// Parses the line at `start` into `row`, and returns where its word stands.
    @inline(__always)
    private func parseLine(
        _ start: Int,
        _ parser: borrowing DecimalParser,
        into row: UnsafeMutablePointer<Float>
    ) throws(LineFailure) -> Range<Int> {
        let base = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        let end = base + lines.end
        let limit = base + bytes.count
        let wordEnd = wordEnd(start)
        var position = base + wordEnd
        do throws(DecimalParser.Failure) {
            for column in 0..<dimension {
                while position < end && (position[0] == 0x20 || position[0] == 0x09) {
                    position += 1
                }
                guard position < end && position[0] > 0x20 else { throw .invalid }
                position = try parser.parse(position, end: end, limit: limit, into: row + column)
            }
            while position < end && position[0] != 0x0A {
                guard isSeparator(position[0]) else { throw .invalid }
                position += 1
            }
            guard wordEnd > start else { throw .invalid }
        } catch {
            return try parseUnusualLine(start, parser, into: row)
        }
        return start..<wordEnd
    }

    /// Parses a line from its end, since its word has spaces in it, or finds out what is wrong.
    @inline(never)
    private func parseUnusualLine(
        _ start: Int,
        _ parser: borrowing DecimalParser,
        into row: UnsafeMutablePointer<Float>
    ) throws(LineFailure) -> Range<Int> {
        let line = lines.line(at: start) ?? start..<start
        func failure(_ reason: WordVectorProblem) -> LineFailure {
            LineFailure(position: start, reason: reason)
        }
        var word: Range<Int>?
        if !line.isEmpty, isSeparator(bytes[start]) {
            // Nothing, or tabs, up to the first space.
            let space = bytes[line].firstIndex(of: 0x20) ?? line.upperBound
            guard bytes[start..<space].allSatisfy({ isSeparator($0) }) else {
                throw failure(.missingWord)
            }
            word = start..<space
        }
        guard !line.isEmpty else { throw failure(.missingWord) }
        let base = bytes.baseAddress!.assumingMemoryBound(to: UInt8.self)
        var position = line.upperBound
        for column in (0..<dimension).reversed() {
            guard let field = lines.field(before: position, in: line), field.lowerBound > start
            else {
                let found = dimension - 1 - column
                throw failure(.wrongDimension(expected: dimension, found: found))
            }
            do {
                _ = try parser.parseAny(
                    base + field.lowerBound,
                    end: base + field.upperBound,
                    into: row + column
                )
            } catch .notFinite {
                throw failure(.notFinite)
            } catch {
                let text = String(decoding: bytes[field].prefix(40), as: UTF8.self)
                throw failure(.invalidNumber(text))
            }
            position = field.lowerBound
        }
        // Only part of the word would be left to the left of a vector that is too long.
        let numbers = Self.countNumbers(bytes, lines, line: line)
        guard numbers == dimension else {
            throw failure(.wrongDimension(expected: dimension, found: numbers))
        }
        if let word { return word }
        while isSeparator(bytes[position - 1]) { position -= 1 }
        return start..<position
    }

    /// The error of a file that is too small for its dimensions.
    private func shortLine(_ starts: [Int]) -> FormatError {
        let line = starts.first.flatMap { lines.line(at: $0) } ?? 0..<0
        return FormatError(
            file: file.path,
            place: .line(lines.number(at: line.lowerBound)),
            .wrongDimension(
                expected: dimension,
                found: Self.countNumbers(bytes, lines, line: line)
            )
        )
    }
}

extension WordRowTable {
    /// A table of the words' first fields: what a line must begin with to be worth parsing.
    fileprivate func firstFields() -> WordRowTable? {
        let ranges = (0..<count).map { row in
            let word = word(at: row)
            let start = word.isEmpty ? 0 : word.baseAddress! - bytes.baseAddress!
            let length = word.firstIndex(where: isSeparator) ?? word.count
            return start..<start + length
        }
        return WordRowTable.build(ranges, in: bytes).table
    }
}
