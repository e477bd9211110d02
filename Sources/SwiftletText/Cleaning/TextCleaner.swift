import SwiftletBase

/// Cleans raw text, tweets above all, for one of the approaches to classification.
///
///     let clean = TextCleaner.light
///     clean("@united LOVE it!!! 😍 #Happy http://t.co/x")
///     // "<USER> love it !!! smiling face with heart-eyes #happy happy <URL>"
///
/// There are five cleanings, and `Options` for anything in between:
///
/// | | for | what it does |
/// |---|---|---|
/// | `strong` | word counts | lower case; contractions expanded; emoticons and emoji to words; URLs, @mentions, #hashtags, punctuation removed; stop words dropped; Porter stems |
/// | `light` | word vectors, sentence encoders | lower case; `<URL>`, `<USER>`, `<NUM>` marks; emoticons and emoji to words; `#tag` kept and its word added; runs of a letter cut to 3; punctuation and function words kept |
/// | `stemmed` | word counts | as `light`, with contractions expanded and Porter stems |
/// | `minimal` | | white space only: each run becomes one blank, none at the ends |
/// | `none` | transformers | nothing: their tokenizers have rules of their own for white space |
///
/// The text is read once from left to right, after its HTML character references were decoded
/// (`HTMLEntities`). At each place the first of these that fits is taken, so the order settles
/// what "http://", "10:30", "&lt;3" or "#1" mean:
///
/// 1. white space and control characters, which part words; format characters are passed over
/// 2. URLs (`WebAddress`): nothing inside one is an emoticon, a mention or a hashtag
/// 3. emoticons (`Emoticons`)
/// 4. emoji (`EmojiWords`), keycaps included
/// 5. @mentions and e-mail addresses: `@` and letters, digits or underscores
/// 6. #hashtags: `#` and letters, digits or underscores, a letter among them
/// 7. numbers: ASCII digits, also with a sign at the start and with `.` `,` `:` `/` between
///    digits ("3:00" in "3:00pm"); other digits that touch letters ("2nd", "gr8") are part of a word
/// 8. words: letters, marks and digits, an apostrophe, hyphen or underscore between them included
/// 9. punctuation and symbols: a run of the same one ("!!!", "...") stays together
///
/// The tokens so found are put out with one blank between. Words are lower-cased, then their runs
/// cut, then contractions expanded, then stop words dropped, then what is left is stemmed. The
/// words that stand for an emoji or an emoticon are treated as any other words of the text. An
/// apostrophe inside a word is `'` in the result, whichever of `'`, `’`, `‘`, `´` and the grave
/// accent was written.
public struct TextCleaner: Sendable, Hashable, Codable {
    /// Which steps a cleaning takes.
    public var options: Options

    /// Lower case, contractions expanded, emoticons and emoji as words; no URLs, mentions,
    /// hashtags and punctuation; no stop words; Porter stems.
    public static let strong = TextCleaner(.strong)

    /// Lower case, `<URL>`, `<USER>` and `<NUM>`, emoticons and emoji as words, the word of a
    /// hashtag beside it, no letter more than three times in a row.
    public static let light = TextCleaner(.light)

    /// As ``light``, with contractions expanded and Porter stems.
    public static let stemmed = TextCleaner(.stemmed)

    /// White space only.
    public static let minimal = TextCleaner(.minimal)

    /// Leaves texts as they are.
    public static let none = TextCleaner(.none)

    /// A cleaning that takes the steps that `options` name.
    public init(_ options: Options) { self.options = options }

    /// The cleaned text: words and marks with one blank between, none at the ends; the text itself
    /// for `none`. Empty where nothing is left.
    public func callAsFunction(_ text: String) -> String {
        var text = text
        return text.withUTF8 { bytes in
            withCleaned(bytes) { text, _ in String(decoding: text, as: UTF8.self) }
        }
    }

    /// Appends the cleaned text to `output`. Safe on any bytes; the result is UTF-8 where the
    /// text was.
    package func clean(_ text: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        withCleaned(text) { text, _ in output.append(contentsOf: text) }
    }

    /// Calls `body` with the cleaned text and how many emoticons and emoji the options name in it.
    ///
    /// - Parameter omitsSymbols: Whether nothing is written for those.
    func withCleaned<Result>(
        _ text: UnsafeBufferPointer<UInt8>,
        omitsSymbols: Bool = false,
        _ body: (UnsafeBufferPointer<UInt8>, SymbolCounts) -> Result
    ) -> Result {
        guard let start = text.baseAddress, text.count > 0 else {
            return body(text, SymbolCounts())
        }
        if options == .none { return body(text, SymbolCounts()) }
        guard options.decodesEntities, text.contains(UInt8(ascii: "&")) else {
            return withCleaned(start, text.count, omitsSymbols, body)
        }
        let decoded = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
        defer { decoded.deallocate() }
        let count = HTMLEntities.decode(start, text.count, to: decoded)
        return withCleaned(decoded, count, omitsSymbols, body)
    }

    private func withCleaned<Result>(
        _ text: UnsafePointer<UInt8>,
        _ count: Int,
        _ omitsSymbols: Bool,
        _ body: (UnsafeBufferPointer<UInt8>, SymbolCounts) -> Result
    ) -> Result {
        var pass = CleaningPass(text, count, options, omitsSymbols: omitsSymbols)
        if options.changesOnlyWhiteSpace { pass.collapseWhiteSpace() } else { pass.run() }
        return body(
            UnsafeBufferPointer(start: pass.output.base, count: pass.output.count),
            pass.symbols
        )
    }
}

extension TextCleaner {
    /// The steps of a cleaning. A new value has all off but that on white space, which is the minimal
    /// cleaning; take
    /// `strong` or `light` and change what is to be different:
    ///
    ///     var options = TextCleaner.Options.strong
    ///     options.keepsNegations = true
    ///     let clean = TextCleaner(options)
    public struct Options: Sendable, Hashable, Codable {
        /// What becomes of a URL, a mention or a number.
        public enum Treatment: String, Sendable, Hashable, Codable {
            /// It stays as it is written, except for the case.
            case keep
            case remove
            /// `<URL>`, `<USER>` or `<NUM>` takes its place.
            case mark
        }

        /// What becomes of a hashtag.
        public enum HashtagTreatment: String, Sendable, Hashable, Codable {
            case keep
            case remove
            /// It stays, and its word follows: "#happy happy".
            case addWord
        }

        /// What becomes of punctuation and symbols that are part of nothing else.
        public enum PunctuationTreatment: String, Sendable, Hashable, Codable {
            /// It stays where it is.
            case keep
            /// It stays as a token of its own, with a blank on either side.
            case separate
            case remove
        }

        /// Whether HTML character references are decoded, before everything else.
        public var decodesEntities = false
        /// Whether words are put in lower case.
        public var lowercases = false
        public var urls = Treatment.keep
        public var mentions = Treatment.keep
        public var hashtags = HashtagTreatment.keep
        public var numbers = Treatment.keep
        public var punctuation = PunctuationTreatment.keep
        /// Whether emoticons become words, as `Emoticons` has them.
        public var namesEmoticons = false
        /// Whether emoji become words, as `EmojiWords` has them.
        public var namesEmoji = false
        /// How often the same letter may stand in a row; `nil` for no limit, at least 1.
        public var maximumLetterRun: Int?
        /// Whether English contractions are written out, as `Contractions` has them.
        public var expandsContractions = false
        /// Whether the words of `StopWords` are dropped.
        public var removesStopWords = false
        /// Whether "no", "nor" and "not" stay although stop words are dropped.
        public var keepsNegations = false
        /// Whether words are cut to their stems with `PorterStemmer`, which are in lower case.
        public var stems = false

        /// nil for false, which is what options have that were saved before there was a choice.
        private var keepsWhiteSpace: Bool?

        /// Options with every step off but that on white space.
        public init() {}

        /// The steps of `TextCleaner.minimal`.
        public static let minimal = Options()

        /// No step at all. Any other step parts words by one blank each.
        public static let none: Options = {
            var options = Options()
            options.keepsWhiteSpace = true
            return options
        }()

        /// The steps of `TextCleaner.light`.
        public static let light: Options = {
            var options = Options()
            options.decodesEntities = true
            options.lowercases = true
            options.urls = .mark
            options.mentions = .mark
            options.hashtags = .addWord
            options.numbers = .mark
            options.punctuation = .separate
            options.namesEmoticons = true
            options.namesEmoji = true
            options.maximumLetterRun = 3
            return options
        }()

        /// The steps of `TextCleaner.stemmed`.
        public static let stemmed: Options = {
            var options = light
            options.expandsContractions = true
            options.stems = true
            return options
        }()

        /// The steps of `TextCleaner.strong`.
        public static let strong: Options = {
            var options = Options()
            options.decodesEntities = true
            options.lowercases = true
            options.urls = .remove
            options.mentions = .remove
            options.hashtags = .remove
            options.punctuation = .remove
            options.namesEmoticons = true
            options.namesEmoji = true
            options.expandsContractions = true
            options.removesStopWords = true
            options.stems = true
            return options
        }()

        /// Whether all that is left to do on decoded text is on its white space.
        var changesOnlyWhiteSpace: Bool {
            var others = self
            others.decodesEntities = false
            return others == .minimal
        }

        /// Whether a step needs the words of the text one by one.
        var worksOnWords: Bool {
            removesStopWords || stems || expandsContractions || punctuation == .remove
        }
    }
}

extension TextCleaner {
    /// The cleaned texts, in their order, cleaned on all threads.
    ///
    ///     let cleaned = TextCleaner.light(tweets.map(\.text))
    public func callAsFunction(_ texts: [String]) -> [String] {
        Threads.map(texts.count, minimumPart: 256) { range in
            range.map { self(texts[$0]) }
        }.flatMap(\.self)
    }

    /// Cleans texts on all threads and lays the results end to end.
    package func clean(_ texts: [String]) -> FlatTexts {
        let parts = Threads.map(texts.count, minimumPart: 256) { range in
            var utf8: [UInt8] = []
            var ends: [Int] = []
            ends.reserveCapacity(range.count)
            for index in range {
                var text = texts[index]
                text.withUTF8 { clean($0, into: &utf8) }
                ends.append(utf8.count)
            }
            return (utf8: utf8, ends: ends)
        }
        var utf8: [UInt8] = []
        var offsets = [0]
        for part in parts {
            let start = utf8.count
            utf8 += part.utf8
            offsets += part.ends.map { start + $0 }
        }
        return FlatTexts(utf8: utf8, offsets: offsets)
    }
}
