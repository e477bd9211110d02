import SwiftletBase

/// Cuts texts into tokens: words, or characters.
struct TextAnalyzer: Sendable {
    private let analyzer: CountVectorizer.Analyzer
    private let pattern: CountVectorizer.TokenPattern
    private let lowercase: Bool
    private let accents: CountVectorizer.AccentStripping?
    private let shortestGram: Int

    init(_ settings: CountVectorizer.Settings) {
        analyzer = settings.analyzer
        pattern = settings.tokenPattern
        lowercase = settings.lowercase
        accents = settings.accents
        shortestGram = settings.ngramRange.lowerBound
    }

    /// The workspace of `analyze`; one for each thread.
    struct Workspace: ~Copyable {
        fileprivate var text = GrowableBuffer<UInt8>(capacity: 512)
        fileprivate var segment = GrowableBuffer<UInt8>(capacity: 64)
    }

    /// Hands the tokens of a text to `sink`, one after another.
    @inline(__always)
    func analyze<Sink: TokenSink & ~Copyable>(
        _ text: UnsafeBufferPointer<UInt8>,
        workspace: inout Workspace,
        sink: inout Sink
    ) {
        let isASCII = normalize(text, into: &workspace.text)
        let normalized = UnsafeBufferPointer(
            start: UnsafePointer(workspace.text.base),
            count: workspace.text.count
        )
        switch (analyzer, pattern) {
        case (.word, .words(let minimumLength)):
            if isASCII {
                forEachRun(of: .wordCharacters, in: normalized) { start, count in
                    if count >= minimumLength { sink.take(start, count: count) }
                }
            } else {
                forEachScalarRun(
                    in: normalized,
                    minimumLength: minimumLength,
                    of: .wordCharacters
                ) { sink.take($0, count: $1) }
            }
        case (.word, .whitespaceSeparated):
            if isASCII {
                forEachRun(of: .nonSpaces, in: normalized) { sink.take($0, count: $1) }
            } else {
                forEachScalarRun(
                    in: normalized,
                    minimumLength: 1,
                    of: .nonSpaces
                ) { sink.take($0, count: $1) }
            }
        case (.character, _):
            takeCharacters(normalized, sink: &sink)
        case (.characterWithinWords, _):
            takeCharactersOfWords(normalized, segment: &workspace.segment, sink: &sink)
        }
    }

    // MARK: - Normalization

    /// Writes the text, in lower case and without accents where the settings say so, to `result`,
    /// with readable bytes behind it. Returns whether all of it is ASCII.
    @inline(__always)
    private func normalize(
        _ text: UnsafeBufferPointer<UInt8>,
        into result: inout GrowableBuffer<UInt8>
    ) -> Bool {
        result.removeAll()
        result.reserve(text.count + 64)
        guard let source = text.baseAddress else { return true }
        let target = result.base
        var union: UInt8 = 0
        if lowercase {
            for position in 0..<text.count {
                let byte = source[position]
                union |= byte
                target[position] = byte &+ (byte &- 65 < 26 ? 32 : 0)
            }
        } else {
            for position in 0..<text.count {
                let byte = source[position]
                union |= byte
                target[position] = byte
            }
        }
        if union < 0x80 {
            result.count = text.count
            return true
        }
        return normalizeUnicode(text, into: &result)
    }

    @inline(never)
    private func normalizeUnicode(
        _ text: UnsafeBufferPointer<UInt8>,
        into result: inout GrowableBuffer<UInt8>
    ) -> Bool {
        if lowercase {
            PythonText.appendLowercased(text, to: &result)
        } else {
            PythonText.appendRepaired(text, to: &result)
        }
        if let accents {
            var stripped = GrowableBuffer<UInt8>(capacity: result.count + 64)
            AccentStripper.append(
                UnsafeBufferPointer(start: UnsafePointer(result.base), count: result.count),
                stripping: accents,
                to: &stripped
            )
            result = stripped
        }
        result.reserve(64)
        return false
    }

    // MARK: - Words

    private enum CharacterClass {
        case wordCharacters, nonSpaces

        func contains(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .wordCharacters: scalar.isWordCharacter
            case .nonSpaces: !scalar.isSpaceCharacter
            }
        }
    }

    /// Calls `body` with each longest run of characters of a class in a text of ASCII alone,
    /// behind which 64 bytes are readable.
    ///
    /// Eight bytes at a time become eight bits, and runs are found among 64 bits at once: fewer
    /// branches to mispredict than one for each byte.
    @inline(__always)
    private func forEachRun(
        of characterClass: CharacterClass,
        in text: UnsafeBufferPointer<UInt8>,
        _ body: (_ start: UnsafePointer<UInt8>, _ count: Int) -> Void
    ) {
        guard let base = text.baseAddress else { return }
        let raw = UnsafeRawPointer(base)
        var open = -1  // where a run that has not ended yet starts
        var block = 0
        while block < text.count {
            var members: UInt64 = 0
            var offset = 0
            while offset < 64 {
                let bytes = raw.loadUnaligned(fromByteOffset: block &+ offset, as: UInt64.self)
                    .littleEndian
                let flags =
                    characterClass == .wordCharacters
                    ? Self.wordCharacters(bytes) : Self.nonSpaces(bytes)
                members |= Self.gather(flags) &<< UInt64(truncatingIfNeeded: offset)
                offset &+= 8
            }
            let remaining = text.count &- block
            if remaining < 64 { members &= (1 &<< UInt64(truncatingIfNeeded: remaining)) &- 1 }

            if open >= 0 {
                let run = (~members).trailingZeroBitCount
                if run < 64 {
                    body(base + open, block &+ run &- open)
                    open = -1
                    members &= ~0 &<< UInt64(truncatingIfNeeded: run)
                } else {
                    members = 0
                }
            }
            while members != 0 {
                let start = members.trailingZeroBitCount
                let run = (~(members &>> UInt64(truncatingIfNeeded: start))).trailingZeroBitCount
                let end = start &+ run
                if end >= 64 {
                    open = block &+ start
                    break
                }
                body(base + (block &+ start), run)
                members &= ~0 &<< UInt64(truncatingIfNeeded: end)
            }
            block &+= 64
        }
        if open >= 0 { body(base + open, text.count &- open) }
    }

    /// In each byte's high bit, whether the byte, below 128, lies in `first ... last`.
    @inline(__always)
    private static func within(_ bytes: UInt64, _ first: UInt64, _ last: UInt64) -> UInt64 {
        (bytes &+ (0x80 &- first) &* 0x0101_0101_0101_0101)
            & ~(bytes &+ (0x7F &- last) &* 0x0101_0101_0101_0101)
    }

    @inline(__always)
    private static func wordCharacters(_ bytes: UInt64) -> UInt64 {
        let letters = within(bytes | 0x2020_2020_2020_2020, 0x61, 0x7A)
        return letters | within(bytes, 0x30, 0x39) | within(bytes, 0x5F, 0x5F)
    }

    @inline(__always)
    private static func nonSpaces(_ bytes: UInt64) -> UInt64 {
        ~(within(bytes, 0x09, 0x0D) | within(bytes, 0x1C, 0x20))
    }

    /// The eight high bits, first byte's lowest.
    @inline(__always)
    private static func gather(_ flags: UInt64) -> UInt64 {
        (((flags & 0x8080_8080_8080_8080) &>> 7) &* 0x0102_0408_1020_4080) &>> 56
    }

    /// Calls `body` with each longest run of scalars of a class, if it has
    /// `minimumLength` scalars or more.
    @inline(never)
    private func forEachScalarRun(
        in text: UnsafeBufferPointer<UInt8>,
        minimumLength: Int,
        of characterClass: CharacterClass,
        _ body: (_ start: UnsafePointer<UInt8>, _ count: Int) -> Void
    ) {
        guard let base = text.baseAddress else { return }
        var position = 0
        var start = 0
        var scalars = 0
        while position < text.count {
            let (scalar, length) = decodeScalar(text, at: position)
            if characterClass.contains(scalar) {
                if scalars == 0 { start = position }
                scalars += 1
            } else {
                if scalars >= max(minimumLength, 1) { body(base + start, position - start) }
                scalars = 0
            }
            position += length
        }
        if scalars >= max(minimumLength, 1) { body(base + start, position - start) }
    }

    // MARK: - Characters

    /// Every character is a token; two or more spaces of any kind count as one blank.
    @inline(never)
    private func takeCharacters<Sink: TokenSink & ~Copyable>(
        _ text: UnsafeBufferPointer<UInt8>,
        sink: inout Sink
    ) {
        guard let base = text.baseAddress else { return }
        let blank: (UInt64, UInt64) = (0x20, 0)
        var position = 0
        while position < text.count {
            let (scalar, length) = decodeScalar(text, at: position)
            var end = position + length
            var spaces = 0
            if scalar.isSpaceCharacter {
                spaces = 1
                while end < text.count {
                    let next = decodeScalar(text, at: end)
                    if !next.scalar.isSpaceCharacter { break }
                    spaces += 1
                    end += next.length
                }
            }
            if spaces > 1 {
                withUnsafeBytes(of: blank) {
                    sink.take($0.baseAddress!.assumingMemoryBound(to: UInt8.self), count: 1)
                }
            } else {
                sink.take(base + position, count: length)
            }
            position = end
        }
    }

    /// Every character of a word with a blank on either side is a token, each word a segment of
    /// its own.
    @inline(never)
    private func takeCharactersOfWords<Sink: TokenSink & ~Copyable>(
        _ text: UnsafeBufferPointer<UInt8>,
        segment: inout GrowableBuffer<UInt8>,
        sink: inout Sink
    ) {
        forEachScalarRun(in: text, minimumLength: 1, of: .nonSpaces) { start, count in
            segment.removeAll()
            segment.append(0x20)
            segment.append(from: start, count: count)
            segment.append(0x20)
            segment.reserve(TokenTable.padding)
            let word = UnsafeBufferPointer(
                start: UnsafePointer(segment.base),
                count: segment.count
            )
            let scalars = word.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
            if scalars < shortestGram {
                sink.takeWhole(word.baseAddress!, count: word.count)
                return
            }
            var position = 0
            while position < word.count {
                let (_, length) = decodeScalar(word, at: position)
                sink.take(word.baseAddress! + position, count: length)
                position += length
            }
            sink.endSegment()
        }
    }
}
