import SwiftletBase

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
        // What the word stands for is written behind it, and from there moved to its place word
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
