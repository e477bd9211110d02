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
