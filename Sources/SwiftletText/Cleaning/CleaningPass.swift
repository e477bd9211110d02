import SwiftletBase

/// One cleaning of one text: reads it from left to right and writes tokens, as `TextCleaner` says.
struct CleaningPass: ~Copyable {
    private let bytes: UnsafePointer<UInt8>
    private let end: Int
    let options: TextCleaner.Options
    let letterRun: Int
    var output: GrowableBuffer<UInt8>

    private var position = 0
    /// Whether a blank is due before the next token, should one come.
    var needsBlank = false
    private var preceding = Emoticons.Preceding.blank
    /// The emoticons and emoji that were named so far.
    private(set) var symbols = SymbolCounts()
    private let omitsSymbols: Bool

    /// `bytes` must outlive the pass.
    ///
    /// - Parameter omitsSymbols: Whether nothing is written for the emoticons and emoji that the
    ///   options would name.
    init(
        _ bytes: UnsafePointer<UInt8>,
        _ count: Int,
        _ options: TextCleaner.Options,
        omitsSymbols: Bool = false
    ) {
        self.bytes = bytes
        end = count
        self.options = options
        self.omitsSymbols = omitsSymbols
        letterRun = max(1, options.maximumLetterRun ?? .max)
        output = GrowableBuffer<UInt8>(capacity: count + count / 4 + 64)
    }

    /// The minimal cleaning.
    mutating func collapseWhiteSpace() {
        output.reserve(end)
        while position < end {
            let blank = whiteSpaceCount(bytes, position, end)
            if blank > 0 {
                needsBlank = output.count > 0
                position += blank
                continue
            }
            if needsBlank {
                output.put(UInt8(ascii: " "))
                needsBlank = false
            }
            output.put(bytes[position])
            position += 1
        }
    }

    /// Any other cleaning.
    mutating func run() {
        while position < end {
            let byte = bytes[position]
            if byte.isASCIILetter {
                if !startsEmoticon(byte) { word() }
            } else if byte <= 0x20 || byte == 0x7F {
                blank(1)
            } else if byte.isASCIIDigit {
                if !keycap(), !startsEmoticon(byte), !number() { word() }
            } else if byte < 0x80 {
                symbol(byte)
            } else {
                beyondASCII()
            }
        }
    }

    // MARK: What stands at the position

    @inline(__always)
    private mutating func blank(_ count: Int) {
        position += count
        needsBlank = true
        preceding = .blank
    }

    /// An emoticon that begins with a letter or digit.
    @inline(__always)
    private mutating func startsEmoticon(_ byte: UInt8) -> Bool {
        guard options.namesEmoticons, position + 1 < end,
            Emoticons.mayBegin(byte, bytes[position + 1])
        else { return false }
        return emoticon()
    }

    private mutating func emoticon() -> Bool {
        guard options.namesEmoticons,
            let match = Emoticons.match(bytes, position, end, after: preceding)
        else { return false }
        position = match.end
        symbols.emoticons += 1
        let word = match.word
        stand(in: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
        return true
    }

    private mutating func emoji() -> Bool {
        guard options.namesEmoji, let match = EmojiWords.match(bytes, position, end) else {
            return false
        }
        position = match.end
        symbols.emoji += 1
        stand(in: match.words)
        return true
    }

    private mutating func keycap() -> Bool {
        guard position + 1 < end, bytes[position + 1] >= 0x80,
            EmojiWords.isKeycap(bytes, position, end)
        else { return false }
        return emoji()
    }

    /// Puts out the words that stand for an emoji or an emoticon.
    private mutating func stand(in words: UnsafeBufferPointer<UInt8>) {
        needsBlank = true
        if !omitsSymbols { write(words: words.baseAddress!, from: 0, to: words.count) }
        needsBlank = true
        preceding = .symbol
    }

    /// A run of letters, marks and digits with what may stand between them, or a URL or an e-mail
    /// address that begins so.
    private mutating func word() {
        let start = position
        var runStart = start
        var hasApostrophe = false
        var stop = start
        while true {
            runStart = stop
            stop = runEnd(stop)
            guard stop < end else { break }
            switch bytes[stop] {
            case UInt8(ascii: ":"):
                if let scheme = WebAddress.schemeStart(bytes, from: runStart, colon: stop, end) {
                    let urlEnd = WebAddress.urlEnd(bytes, through: stop + 3, end)
                    return word(from: start, runStart: runStart, url: scheme, to: urlEnd)
                }
            case UInt8(ascii: "."):
                // Labels may hold hyphens, which join words too.
                let label = hasApostrophe ? runStart : start
                if let urlEnd = WebAddress.hostEnd(bytes, from: label, dot: stop, end) {
                    return word(from: start, runStart: runStart, url: label, to: urlEnd)
                }
            case UInt8(ascii: "@"):
                if let mail = WebAddress.mailEnd(bytes, at: stop, end) {
                    return token(to: mail, "<USER>", options.mentions)
                }
            default: break
            }
            let (joiner, isApostrophe) = joiner(stop)
            guard joiner > 0 else { break }
            hasApostrophe = hasApostrophe || isApostrophe
            stop += joiner
        }
        // Only a digit that belongs to a keycap ends a run before it began.
        guard stop > start else { return punctuation(1) }
        write(words: bytes, from: start, to: stop)
        position = stop
        preceding = .word
    }

    /// A URL, and the word that it follows without a blank, where there is one.
    private mutating func word(from start: Int, runStart: Int, url: Int, to stop: Int) {
        if url > start {
            // What joins the two belongs to neither.
            var wordEnd = url
            if url == runStart {
                wordEnd -= 1
                while wordEnd > start, bytes[wordEnd] & 0xC0 == 0x80 { wordEnd -= 1 }
            }
            write(words: bytes, from: start, to: wordEnd)
        }
        position = url
        token(to: stop, "<URL>", options.urls)
    }

    /// Where the run of letters, marks and digits ends that `start` is in.
    @inline(__always)
    private func runEnd(_ start: Int) -> Int {
        var stop = start
        while stop < end {
            let byte = bytes[stop]
            if byte.isASCIILetter || byte.isASCIIDigit {
                stop += 1
            } else if byte >= 0x80 {
                let scalar = UTF8Scalar(bytes, stop, end)
                let kind = ScalarKind(scalar.value)
                if kind == .word {
                    stop += scalar.count
                } else if kind == .ignorable, stop > start {
                    // A digit in front may belong to a keycap.
                    let isKeycap =
                        bytes[stop - 1].isASCIIDigit
                        && EmojiWords.isKeycap(bytes, stop - 1, end)
                    if isKeycap, options.namesEmoji { return max(start, stop - 1) }
                    stop += scalar.count
                } else {
                    break
                }
            } else {
                break
            }
        }
        return stop
    }

    /// How many bytes the apostrophe, hyphen or underscore takes that joins the run before
    /// `position` with one after; 0 for none.
    private func joiner(_ position: Int) -> (count: Int, isApostrophe: Bool) {
        let apostrophe = apostropheCount(bytes, position, end)
        let isJoiner =
            apostrophe > 0 || bytes[position] == UInt8(ascii: "-")
            || bytes[position] == UInt8(ascii: "_")
        let count = max(1, apostrophe)
        guard isJoiner, position + count < end else { return (0, false) }
        let scalar = UTF8Scalar(bytes, position + count, end)
        guard scalar.isValid, ScalarKind(scalar.value) == .word else { return (0, false) }
        return (count, apostrophe > 0)
    }

    /// A number; false where the digits are part of a word.
    private mutating func number() -> Bool {
        guard options.numbers != .keep else { return false }
        var stop = position
        var next = position
        while true {
            while next < end, bytes[next].isASCIIDigit { next += 1 }
            if EmojiWords.isKeycap(bytes, next - 1, end) {
                // The last digit is an emoji of its own.
                if next - 1 > position, bytes[next - 2].isASCIIDigit { stop = next - 1 }
                break
            }
            // "10am" is a word; in "3:00pm" the number has shown itself before the letters.
            if stop == position, touchesWord(next) { break }
            stop = next
            guard next + 1 < end, isSeparator(bytes[next]), bytes[next + 1].isASCIIDigit else {
                break
            }
            next += 1
        }
        guard stop > position else { return false }
        position = stop
        write(mark: "<NUM>", options.numbers)
        preceding = .number
        return true
    }

    private func isSeparator(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":")
            || byte == UInt8(ascii: "/")
    }

    /// Whether the digits before `stop` are part of a word that goes on there.
    private func touchesWord(_ stop: Int) -> Bool {
        guard stop < end else { return false }
        if bytes[stop] < 0x80 {
            return bytes[stop].isASCIILetter
                || (bytes[stop] == UInt8(ascii: "'") && joiner(stop).count > 0)
        }
        return ScalarKind(UTF8Scalar(bytes, stop, end).value) == .word || joiner(stop).count > 0
    }

    private mutating func symbol(_ byte: UInt8) {
        if emoticon() { return }
        let next = position + 1 < end ? bytes[position + 1] : 0
        switch byte {
        case UInt8(ascii: "@"):
            let stop = nameEnd(position + 1).end
            if stop > position + 1 { return token(to: stop, "<USER>", options.mentions) }
        case UInt8(ascii: "#"):
            if keycap() { return }
            let name = nameEnd(position + 1)
            if name.hasLetter { return hashtag(to: name.end) }
        case UInt8(ascii: "*"):
            if keycap() { return }
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            if preceding == .blank, next.isASCIIDigit, options.numbers != .keep {
                let sign = position
                position += 1
                if number() { return }
                position = sign
            }
        default: break
        }
        punctuation(1)
    }

    private mutating func beyondASCII() {
        let scalar = UTF8Scalar(bytes, position, end)
        guard scalar.isValid else { return punctuation(1) }
        let kind = ScalarKind(scalar.value)
        if kind == .blank { return blank(scalar.count) }
        if kind == .ignorable {
            position += scalar.count
            return
        }
        let lead = bytes[position]
        if lead == 0xC2 || lead == 0xE0, emoticon() { return }
        if kind == .word { return word() }
        if EmojiWords.mayBegin(with: scalar.value), emoji() { return }
        punctuation(scalar.count)
    }

    /// The end of a mention's or hashtag's name, and whether it has more than digits and `_`.
    private func nameEnd(_ start: Int) -> (end: Int, hasLetter: Bool) {
        var stop = start
        var hasLetter = false
        while stop < end {
            let byte = bytes[stop]
            if byte.isASCIIDigit || byte == UInt8(ascii: "_") {
                stop += 1
            } else if byte.isASCIILetter {
                hasLetter = true
                stop += 1
            } else if byte >= 0x80 {
                let scalar = UTF8Scalar(bytes, stop, end)
                guard ScalarKind(scalar.value) == .word else { break }
                hasLetter = true
                stop += scalar.count
            } else {
                break
            }
        }
        return (stop, hasLetter)
    }

    // MARK: Tokens written

    /// Writes the blank that is due.
    @inline(__always)
    mutating func beginToken() {
        output.reserve(1)
        if needsBlank, output.count > 0 { output.put(UInt8(ascii: " ")) }
        needsBlank = false
    }

    private mutating func write(
        mark: StaticString,
        _ treatment: TextCleaner.Options.Treatment
    ) {
        needsBlank = true
        guard treatment == .mark else { return }
        beginToken()
        output.reserve(mark.utf8CodeUnitCount)
        output.put(mark.utf8Start, mark.utf8CodeUnitCount)
        needsBlank = true
    }

    /// A URL or a mention, from the position to `stop`.
    private mutating func token(
        to stop: Int,
        _ mark: StaticString,
        _ treatment: TextCleaner.Options.Treatment
    ) {
        if treatment == .keep {
            beginToken()
            output.reserve(stop - position)
            for index in position..<stop {
                output.put(options.lowercases ? bytes[index].asciiLowercased : bytes[index])
            }
        } else {
            write(mark: mark, treatment)
        }
        position = stop
        preceding = .symbol
    }

    private mutating func hashtag(to stop: Int) {
        if options.hashtags == .remove || options.punctuation != .keep { needsBlank = true }
        if options.hashtags != .remove {
            beginToken()
            output.reserve(1)
            output.put(UInt8(ascii: "#"))
            copy(bytes, from: position + 1, to: stop)
        }
        if options.hashtags == .addWord {
            needsBlank = true
            write(words: bytes, from: position + 1, to: stop)
            needsBlank = true
        }
        position = stop
        preceding = .symbol
    }

    /// A run of the same punctuation mark or symbol, of `count` bytes each.
    private mutating func punctuation(_ count: Int) {
        var stop = position + count
        while stop + count <= end {
            var index = 0
            while index < count, bytes[stop + index] == bytes[position + index] { index += 1 }
            guard index == count else { break }
            stop += count
        }
        // The last of a run may begin something else: "##tag", "::)".
        if stop - position > count, count == 1, beginsMore(stop - 1) { stop -= 1 }
        if options.punctuation != .keep { needsBlank = true }
        if options.punctuation != .remove {
            beginToken()
            output.reserve(stop - position)
            output.put(bytes + position, stop - position)
        }
        if options.punctuation != .keep { needsBlank = true }
        position = stop
        preceding = .symbol
    }

    private func beginsMore(_ start: Int) -> Bool {
        switch bytes[start] {
        case UInt8(ascii: "@"): return nameEnd(start + 1).end > start + 1
        case UInt8(ascii: "#"): return nameEnd(start + 1).hasLetter
        default:
            return options.namesEmoticons
                && Emoticons.match(bytes, start, end, after: .symbol) != nil
        }
    }
}

/// How a cleaning writes words: case, runs, contractions, stop words and stems.
extension CleaningPass {
    /// Writes a word, or words with blanks between.
    @inline(__always)
    mutating func write(words source: UnsafePointer<UInt8>, from start: Int, to stop: Int) {
        if options.worksOnWords {
            write(eachOf: source, from: start, to: stop)
        } else {
            beginToken()
            copy(source, from: start, to: stop)
        }
    }

    /// The same where single words are looked at: there hyphens and underscores part words when
    /// punctuation goes.
    private mutating func write(
        eachOf source: UnsafePointer<UInt8>,
        from start: Int,
        to stop: Int
    ) {
        var wordStart = start
        while wordStart < stop {
            var wordEnd = wordStart
            while wordEnd < stop, !partsWords(source[wordEnd]) { wordEnd += 1 }
            if wordEnd > wordStart { write(word: source, from: wordStart, to: wordEnd) }
            if wordEnd < stop { needsBlank = true }
            wordStart = wordEnd + 1
        }
    }

    @inline(__always)
    private func partsWords(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ")
            || options.punctuation == .remove
                && (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_"))
    }

    private mutating func write(word source: UnsafePointer<UInt8>, from start: Int, to stop: Int) {
        let tokenStart = output.count
        beginToken()
        let wordStart = output.count
        copy(source, from: start, to: stop)
        let count = output.count - wordStart
        var hasApostrophe = false
        for index in wordStart..<output.count where output.base[index] == UInt8(ascii: "'") {
            hasApostrophe = true
        }
        let partsAtApostrophes = hasApostrophe && options.punctuation == .remove
        guard options.expandsContractions || partsAtApostrophes else {
            return finishWord(from: wordStart, tokenStart: tokenStart)
        }
        // What the word stands for is written after it, and from there moved to its place word
        // by word. That never catches up with what is still to be moved.
        output.reserve(Contractions.capacity(count))
        let word = output.base + wordStart
        let expansion = output.base + output.count
        var expansionCount = 0
        if options.expandsContractions,
            let expanded = Contractions.expand(
                word,
                count,
                hasApostrophe: hasApostrophe,
                to: expansion
            )
        {
            expansionCount = expanded
        } else if partsAtApostrophes {
            expansion.update(from: word, count: count)
            expansionCount = count
        } else {
            return finishWord(from: wordStart, tokenStart: tokenStart)
        }
        output.count = wordStart
        var pieceStart = 0
        var pieceToken = tokenStart
        while pieceStart < expansionCount {
            var pieceEnd = pieceStart
            while pieceEnd < expansionCount, !partsWords(expansion[pieceEnd]),
                !(partsAtApostrophes && expansion[pieceEnd] == UInt8(ascii: "'"))
            {
                pieceEnd += 1
            }
            if pieceEnd > pieceStart {
                if pieceStart > 0 {
                    pieceToken = output.count
                    if output.count > 0 { output.put(UInt8(ascii: " ")) }
                    needsBlank = false
                }
                let start = output.count
                output.put(expansion + pieceStart, pieceEnd - pieceStart)
                finishWord(from: start, tokenStart: pieceToken)
            }
            pieceStart = pieceEnd + 1
        }
    }

    /// Drops or stems the word at the end of the output.
    @inline(__always)
    private mutating func finishWord(from start: Int, tokenStart: Int) {
        let word = output.base + start
        let count = output.count - start
        if options.removesStopWords,
            StopWords.table.contains(word, count, ignoringCase: !options.lowercases),
            !(options.keepsNegations && StopWords.isNegation(word, count))
        {
            output.count = tokenStart
            needsBlank = true
        } else if options.stems {
            output.count = start + PorterStemmer.stem(word, count: count)
        }
    }

    /// Writes letters: in lower case, long runs cut, apostrophes alike, format characters left out.
    mutating func copy(_ source: UnsafePointer<UInt8>, from start: Int, to stop: Int) {
        let lowercases = options.lowercases || options.stems
        output.reserve(2 * (stop - start) + 4)
        var last: UInt32 = 0
        var run = 0
        var index = start
        while index < stop {
            let byte = source[index]
            guard byte < 0x80 else {
                index += copyScalar(source, index, stop, lowercases, &last, &run)
                continue
            }
            index += 1
            let letter = lowercases ? byte.asciiLowercased : byte
            run = UInt32(letter) == last ? run + 1 : 1
            last = UInt32(letter)
            if run > letterRun, letter.isASCIILetter { continue }
            output.put(letter == UInt8(ascii: "`") ? UInt8(ascii: "'") : letter)
        }
    }

    private mutating func copyScalar(
        _ source: UnsafePointer<UInt8>,
        _ index: Int,
        _ stop: Int,
        _ lowercases: Bool,
        _ last: inout UInt32,
        _ run: inout Int
    ) -> Int {
        if apostropheCount(source, index, stop) > 0 {
            output.put(UInt8(ascii: "'"))
            last = 0
            return apostropheCount(source, index, stop)
        }
        let scalar = UTF8Scalar(source, index, stop)
        guard scalar.isValid else {
            output.put(source[index])
            last = 0
            return 1
        }
        if ScalarKind(scalar.value) == .ignorable { return scalar.count }
        let letter = lowercases ? lowercased(scalar.value) : scalar.value
        run = letter == last ? run + 1 : 1
        last = letter
        if run > letterRun { return scalar.count }
        output.count += UTF8Scalar.encode(letter, to: output.base + output.count)
        return scalar.count
    }
}

/// How many emoticons and emoji a cleaning has met: those that its options name.
struct SymbolCounts {
    /// As `Emoticons` has them.
    var emoticons = 0
    /// As `EmojiWords` has them: a sequence that shows as one picture is one.
    var emoji = 0
}
