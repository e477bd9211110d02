/// What takes the tokens of a text as an analyzer finds them.
protocol TokenSink: ~Copyable {
    /// The next token. `TokenTable.padding` bytes behind it are readable.
    mutating func take(_ token: UnsafePointer<UInt8>, count: Int)

    /// A word shorter than the shortest n-gram of characters, which counts as a term by itself.
    mutating func takeWhole(_ word: UnsafePointer<UInt8>, count: Int)

    /// The end of a stretch of tokens over which no n-gram reaches.
    mutating func endSegment()
}
