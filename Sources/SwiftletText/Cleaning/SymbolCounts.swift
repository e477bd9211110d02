/// How many emoticons and emoji a cleaning has met: those that its options name.
struct SymbolCounts {
    /// As `Emoticons` has them.
    var emoticons = 0
    /// As `EmojiWords` has them: a sequence that shows as one picture is one.
    var emoji = 0
}
