import SwiftletBase

/// Ten counts of a raw tweet, the numbers that stand beside its TF-IDF in the linear approach.
///
///     let counts = TweetCounts("@ana NEVER again!!! http://a.co/b")
///     counts.mentions          // 1
///     counts.uppercaseRuns     // 1
///     counts.values            // [33, 4, 1, 0, 1, 1, 0, 3, 0, 1]
///
/// The text is taken as it is, before any cleaning. Each count is what the expression beside it
/// gives in Python, with Python's meaning of `\w`, `\s` and `\b` in Unicode text; matches of one
/// expression do not overlap. The counts do not look at one another: a mention inside a URL counts
/// as both.
///
/// Complexity: one pass over the text, no allocation.
public struct TweetCounts: Sendable, Hashable {
    /// Unicode scalars: `len(text)`.
    public var characters = 0

    /// Runs without white space: `len(text.split())`, the matches of `\S+`.
    public var words = 0

    /// Negative forms, in upper or lower case, with a straight or a curly apostrophe or none:
    /// the matches of
    ///
    ///     \b(?:no|not|none|nobody|nothing|nowhere|never|neither|nor|cannot
    ///        |aint|arent|cant|couldnt|didnt|doesnt|dont|hadnt|hasnt|havent|isnt|mustnt|neednt
    ///        |shouldnt|wasnt|werent|wont|wouldnt
    ///        |\w+n['’]t)\b
    ///
    /// where A-Z match as a-z (and no other letter does).
    public var negativeForms = 0

    /// `#\w+`
    public var hashtags = 0

    /// `(?:https?://|www\.)\S+`, where A-Z match as a-z.
    public var urls = 0

    /// `@\w+`
    public var mentions = 0

    /// `text.count("?")`
    public var questionMarks = 0

    /// `text.count("!")`
    public var exclamationMarks = 0

    /// `text.count("...")`: seven dots in a row hold two.
    public var ellipses = 0

    /// Words of two or more capitals: `\b[A-Z]{2,}\b`
    public var uppercaseRuns = 0

    /// Counts in `text`.
    public init(_ text: String) {
        var text = text
        self = text.withUTF8 { TweetCounts($0) }
    }

    /// Counts in a text that is valid UTF-8.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        if text.count > 0 { count(text) }
    }

    /// What the ten are called, in the order of ``values``.
    public static let names = [
        "characters", "words", "negative forms", "hashtags", "URLs", "mentions", "?", "!", "...",
        "UPPER-CASE runs",
    ]

    /// The ten counts in the order of ``names``.
    public var values: [Float] {
        [
            characters, words, negativeForms, hashtags, urls, mentions, questionMarks,
            exclamationMarks, ellipses, uppercaseRuns,
        ].map(Float.init)
    }
}

extension TweetCounts {
    /// Adds what stands in `bytes`, the valid UTF-8 of a whole text, to the counts.
    ///
    /// The pass goes from word to word (`\w+`) and looks at each scalar between them; what an
    /// expression wants around that place is looked up in the bytes.
    mutating func count(_ bytes: UnsafeBufferPointer<UInt8>) {
        let text = ScalarBytes(bytes)
        var isInToken = false
        var tokenHasURL = false
        var dots = 0
        var index = 0
        while index < text.count {
            if text.isWord(at: index) {
                let word = text.word(at: index)
                characters += word.scalars
                if word.isUppercaseRun { uppercaseRuns += 1 }
                if text.isNegativeForm(word) { negativeForms += 1 }
                if !isInToken { words += 1 }
                isInToken = true
                dots = 0
                index = word.end
                continue
            }
            let byte = text[index]
            let length = text.length(at: index)
            let next = index + length
            characters += 1
            if text.isSpace(at: index) {
                isInToken = false
                tokenHasURL = false
            } else if !isInToken {
                isInToken = true
                words += 1
            }
            dots = byte == UInt8(ascii: ".") ? dots + 1 : 0
            switch byte {
            case UInt8(ascii: "."):
                if dots == 3 {
                    ellipses += 1
                    dots = 0
                }
                fallthrough
            case UInt8(ascii: ":"):
                if !tokenHasURL, text.beginsURL(around: index) {
                    urls += 1
                    tokenHasURL = true
                }
            case UInt8(ascii: "#"):
                if text.isWord(at: next) { hashtags += 1 }
            case UInt8(ascii: "@"):
                if text.isWord(at: next) { mentions += 1 }
            case UInt8(ascii: "?"):
                questionMarks += 1
            case UInt8(ascii: "!"):
                exclamationMarks += 1
            default:
                break
            }
            index = next
        }
    }
}

/// A text's UTF-8 with questions about the scalars in it. An index past the end is neither a word
/// nor a space.
private struct ScalarBytes {
    private let base: UnsafePointer<UInt8>
    let count: Int

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        base = bytes.baseAddress!
        count = bytes.count
    }

    /// A run of word scalars.
    struct Word {
        var start: Int
        var end: Int
        var scalars: Int
        var isUppercaseRun: Bool
    }

    subscript(index: Int) -> UInt8 { base[index] }

    /// How many bytes the scalar at `index` takes.
    func length(at index: Int) -> Int {
        let byte = base[index]
        return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    private func scalar(at index: Int) -> Unicode.Scalar {
        let length = length(at: index)
        if length == 1 { return Unicode.Scalar(base[index]) }
        var value = UInt32(base[index]) & (0xFF >> UInt32(length + 1))
        for offset in 1..<length { value = value << 6 | UInt32(base[index + offset]) & 0x3F }
        return Unicode.Scalar(value)!
    }

    func isWord(at index: Int) -> Bool {
        guard index < count else { return false }
        let byte = base[index]
        if byte >= 0x80 { return scalar(at: index).isWordCharacter }
        let letter = byte | 0x20
        return letter >= 0x61 && letter <= 0x7A || byte >= 0x30 && byte <= 0x39 || byte == 0x5F
    }

    func isSpace(at index: Int) -> Bool {
        guard index < count else { return false }
        let byte = base[index]
        if byte >= 0x80 { return scalar(at: index).isSpaceCharacter }
        return byte == 0x20 || byte >= 0x09 && byte <= 0x0D || byte >= 0x1C && byte <= 0x1F
    }

    /// The word that begins at `index`, where a word scalar stands.
    func word(at index: Int) -> Word {
        var end = index
        var scalars = 0
        var isUppercase = true
        while isWord(at: end) {
            let byte = base[end]
            isUppercase = isUppercase && byte >= 0x41 && byte <= 0x5A
            scalars += 1
            end += length(at: end)
        }
        return Word(
            start: index,
            end: end,
            scalars: scalars,
            isUppercaseRun: isUppercase && scalars >= 2
        )
    }

    /// Whether `word` is in the list of negative words, or begins a negative form in n't.
    func isNegativeForm(_ word: Word) -> Bool {
        let last = base[word.end - 1] | 0x20
        if last == UInt8(ascii: "n") { return word.scalars >= 2 && isApostropheT(at: word.end) }
        let length = word.end - word.start
        let first = base[word.start] | 0x20
        guard length >= 2, length <= 8, first == UInt8(ascii: "n") || last == UInt8(ascii: "t")
        else { return false }
        var key: UInt64 = 0
        for index in word.start..<word.end {
            let byte = base[index]
            // A digit or "_" with the bit of lower case set would pass for another character.
            guard byte >= 0x41, byte != 0x5F else { return false }
            key = key << 8 | UInt64(byte | 0x20)
        }
        return NegativeWords.keys.contains(key)
    }

    /// Whether an apostrophe and a single t stand at `index`, and the word ends there.
    private func isApostropheT(at index: Int) -> Bool {
        guard index < count else { return false }
        var tee = index
        if base[index] == UInt8(ascii: "'") {
            tee += 1
        } else if index + 2 < count, base[index] == 0xE2, base[index + 1] == 0x80,
            base[index + 2] == 0x99
        {
            tee += 3
        } else {
            return false
        }
        return tee < count && base[tee] | 0x20 == UInt8(ascii: "t") && !isWord(at: tee + 1)
    }

    /// Whether the mark at `index` is the colon of `http://` or `https://`, or the dot of `www.`,
    /// followed by more of the URL.
    func beginsURL(around index: Int) -> Bool {
        let rest: Int
        if base[index] == UInt8(ascii: ".") {
            guard ends("www", at: index) else { return false }
            rest = index + 1
        } else {
            guard index + 2 < count, base[index + 1] == 0x2F, base[index + 2] == 0x2F,
                ends("http", at: index) || ends("https", at: index)
            else { return false }
            rest = index + 3
        }
        return rest < count && !isSpace(at: rest)
    }

    /// Whether the letters of `word`, in upper or lower case, stand right before `index`.
    private func ends(_ word: StaticString, at index: Int) -> Bool {
        let length = word.utf8CodeUnitCount
        guard index >= length else { return false }
        for offset in 0..<length
        where base[index - length + offset] | 0x20 != word.utf8Start[offset] {
            return false
        }
        return true
    }
}

/// The words of ``TweetCounts/negativeForms`` that are spelt out, as their bytes in one integer.
private enum NegativeWords {
    static let keys: [UInt64] = [
        "no", "not", "none", "nobody", "nothing", "nowhere", "never", "neither", "nor", "cannot",
        "aint", "arent", "cant", "couldnt", "didnt", "doesnt", "dont", "hadnt", "hasnt", "havent",
        "isnt", "mustnt", "neednt", "shouldnt", "wasnt", "werent", "wont", "wouldnt",
    ].map { $0.utf8.reduce(0) { $0 << 8 | UInt64($1) } }
}
