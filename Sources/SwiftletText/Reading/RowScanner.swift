import SwiftletBase

/// One field of a row: where it lies among the row's bytes, without its quotes.
struct FieldRange {
    var start: Int
    var end: Int
    /// Where the quotes end that opened the field: quotes before are doubled, one here is dropped,
    /// those behind are text. `end` but where text follows the closing quote.
    var closing: Int
    /// Whether it holds quotes that are to be joined or dropped.
    var hasQuotes: Bool
}

/// Finds the fields of the next CSV row (RFC 4180) in a stream, a byte at a time.
///
/// LF, CRLF and a CR alone end a row outside quotes and belong to the text inside them, as in
/// Python's `csv`. As there, a quote inside an unquoted field is text, and what follows a closing
/// quote is joined to the field, unless `isStrict`; or unless the field began on an earlier line:
/// then the quote that seems to close it more likely opens another. The scanner reads on as long as
/// the row goes, and changes no byte; what it found holds until the stream is read or consumed.
struct RowScanner {
    enum Outcome: Equatable {
        /// A row of `length` bytes, its line end included.
        case row(length: Int)
        /// Nothing is left.
        case end
        /// The row breaks the rules of quoting or is too long.
        case broken(ReadingProblem)
    }

    /// The first `maximumFields` fields of the row.
    private(set) var fields: [FieldRange] = []
    /// How many fields the row has.
    private(set) var fieldCount = 0
    /// How many line ends the row has, the last included.
    private(set) var lineEnds = 0
    /// How many line ends stand before the quote that was opened last.
    private(set) var lineEndsBeforeQuote = 0
    private(set) var hasNUL = false
    /// Whether quotes stand where RFC 4180 allows none.
    private(set) var hasLooseQuotes = false

    /// How many fields to keep; a row has no more of use.
    var maximumFields: Int

    private let delimiter: UInt8
    private let isStrict: Bool

    private enum State {
        case fieldStart, unquoted, quoted, quoteInQuoted
    }

    init(maximumFields: Int, delimiter: UInt8 = 0x2C, isStrict: Bool = false) {
        self.maximumFields = maximumFields
        self.delimiter = delimiter
        self.isStrict = isStrict
    }

    /// Scans the row at the start of `stream.bytes`.
    mutating func scan(
        _ stream: ByteStream,
        maximumBytes: Int
    ) throws -> Outcome {
        fields.removeAll(keepingCapacity: true)
        fieldCount = 0
        lineEnds = 0
        hasNUL = false
        hasLooseQuotes = false
        var state = State.fieldStart
        var field = FieldRange(start: 0, end: 0, closing: -1, hasQuotes: false)
        var position = 0
        while true {
            let available = min(stream.bytes.count, maximumBytes)
            if position < available {
                let bytes = UnsafeBufferPointer(rebasing: stream.bytes[..<available])
                if let outcome = advance(&state, &field, &position, in: bytes) {
                    guard case .row(let length) = outcome else { return outcome }
                    return try absorbLineFeed(afterRowOf: length, in: stream)
                }
            }
            if stream.bytes.count >= maximumBytes, position >= maximumBytes {
                // One byte more than allowed, or an end exactly at the limit?
                while stream.bytes.count == maximumBytes, try stream.fill() {}
                if stream.bytes.count > maximumBytes {
                    return .broken(
                        state == .quoted ? .unclosedQuote : .tooLong(maximum: maximumBytes)
                    )
                }
            } else if try stream.fill() {
                continue
            }
            return finish(state, &field, at: position)
        }
    }

    /// What the end of the input means in `state`.
    private mutating func finish(
        _ state: State,
        _ field: inout FieldRange,
        at position: Int
    ) -> Outcome {
        if position == 0 { return .end }
        switch state {
        case .quoted:
            return .broken(.unclosedQuote)
        case .fieldStart:
            field.start = position
            field.end = position
        case .unquoted:
            field.end = position
        case .quoteInQuoted:
            field.end = position - 1
        }
        close(&field)
        return .row(length: position)
    }

    /// Counts the LF that follows a CR into the row that the CR ended.
    private func absorbLineFeed(
        afterRowOf length: Int,
        in stream: ByteStream
    ) throws -> Outcome {
        guard stream.bytes[length - 1] == 0x0D else { return .row(length: length) }
        while stream.bytes.count == length, try stream.fill() {}
        let isPair = stream.bytes.count > length && stream.bytes[length] == 0x0A
        return .row(length: isPair ? length + 1 : length)
    }

    private mutating func close(_ field: inout FieldRange) {
        fieldCount += 1
        if field.closing < 0 { field.closing = field.end }
        if fields.count < maximumFields { fields.append(field) }
        field.closing = -1
        field.hasQuotes = false
    }

    /// Goes on from `position` until the row ends, breaks a rule (an outcome) or the bytes are used
    /// up (nil).
    private mutating func advance(
        _ state: inout State,
        _ field: inout FieldRange,
        _ position: inout Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Outcome? {
        let base = bytes.baseAddress!
        let count = bytes.count
        let delimiter = delimiter
        var index = position
        defer { position = index }
        while index < count {
            switch state {
            case .fieldStart:
                if base[index] == 0x22 {
                    state = .quoted
                    lineEndsBeforeQuote = lineEnds
                    index += 1
                } else {
                    state = .unquoted
                }
                field.start = index

            case .unquoted:
                index = plainEnd(base, from: index, to: count, or: delimiter)
                if index == count { return nil }
                let byte = base[index]
                switch byte {
                case delimiter, 0x0A, 0x0D:
                    field.end = index
                    index += 1
                    close(&field)
                    state = .fieldStart
                    if byte != delimiter {
                        lineEnds += 1
                        return .row(length: index)
                    }
                case 0x22:
                    if isStrict { return .broken(.strayQuote(field: fieldCount + 1)) }
                    hasLooseQuotes = true
                    index += 1
                default:
                    if byte == 0 { hasNUL = true }
                    index += 1
                }

            case .quoted:
                index = plainEnd(base, from: index, to: count, or: nil)
                if index == count { return nil }
                let byte = base[index]
                index += 1
                switch byte {
                case 0x22:
                    state = .quoteInQuoted
                case 0x0A:
                    // The LF of a CRLF belongs to the line end that its CR counted.
                    if base[index - 2] != 0x0D { lineEnds += 1 }
                case 0x0D:
                    lineEnds += 1
                case 0:
                    hasNUL = true
                default:
                    break
                }

            case .quoteInQuoted:
                let byte = base[index]
                switch byte {
                case 0x22:
                    field.hasQuotes = true
                    state = .quoted
                    index += 1
                case delimiter, 0x0A, 0x0D:
                    field.end = index - 1
                    index += 1
                    close(&field)
                    state = .fieldStart
                    if byte != delimiter {
                        lineEnds += 1
                        return .row(length: index)
                    }
                default:
                    if isStrict || lineEnds > lineEndsBeforeQuote {
                        return .broken(.strayQuote(field: fieldCount + 1))
                    }
                    hasLooseQuotes = true
                    field.closing = index - 1
                    field.hasQuotes = true
                    state = .unquoted
                }
            }
        }
        return nil
    }
}

/// The first place from `index` on that may hold a quote, a control character (a line end, NUL)
/// or, where one is given, the delimiter. Looks at eight bytes at a time: all but the last few bytes before
/// the place are passed over.
@inline(__always)
private func plainEnd(
    _ base: UnsafePointer<UInt8>,
    from index: Int,
    to count: Int,
    or delimiter: UInt8?
) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops = ones << 7
    var index = index
    while index + 8 <= count {
        let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
        // (x - n) & ~x has a top bit set where some byte of x is below n, and only then.
        let quotes = word ^ (ones &* 0x22)
        var found = (word &- ones &* 0x20) & ~word | (quotes &- ones) & ~quotes
        if let delimiter {
            let delimiters = word ^ (ones &* UInt64(delimiter))
            found |= (delimiters &- ones) & ~delimiters
        }
        if found & tops != 0 { break }
        index += 8
    }
    while index < count {
        let byte = base[index]
        if byte < 0x20 || byte == 0x22 || byte == delimiter { break }
        index += 1
    }
    return index
}
