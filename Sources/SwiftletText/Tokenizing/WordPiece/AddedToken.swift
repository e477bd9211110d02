extension WordPieceTokenizer {
    /// A token that is found in the text before it is cut into words: the special tokens, and those
    /// that were added to a vocabulary later.
    public struct AddedToken: Sendable, Equatable {
        public var id: Int
        public var content: String
        /// Special tokens can be left out when decoding.
        public var isSpecial: Bool
        /// Found only where no word character stands before or after it.
        public var isSingleWord = false
        /// Takes the white space before it along.
        public var stripsLeft = false
        /// Takes the white space after it along.
        public var stripsRight = false
        /// Its normal form is looked for in the normal form of the text.
        public var isNormalized: Bool

        /// A token; `isNormalized` is by default the opposite of `isSpecial`.
        public init(id: Int, content: String, isSpecial: Bool, isNormalized: Bool? = nil) {
            self.id = id
            self.content = content
            self.isSpecial = isSpecial
            self.isNormalized = isNormalized ?? !isSpecial
        }
    }
}
