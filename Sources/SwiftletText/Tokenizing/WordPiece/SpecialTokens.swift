extension WordPieceTokenizer {
    /// The texts of the tokens with a meaning of their own.
    public struct SpecialTokens: Sendable, Equatable {
        /// Stands for a word that no pieces make.
        public var unknown = "[UNK]"
        /// Fills up short sequences.
        public var padding = "[PAD]"
        /// Begins every sequence; what stands at its place after the layers is classified.
        public var classification = "[CLS]"
        /// Ends a text.
        public var separator = "[SEP]"
        /// Stands for a hidden token.
        public var mask = "[MASK]"

        /// BERT's.
        public init() {}

        var all: [String] { [unknown, separator, padding, classification, mask] }
    }
}
