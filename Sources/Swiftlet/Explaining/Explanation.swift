/// Why a classifier gives a text its label: how much each part of the text speaks for it.
///
///     let explanation = try classifier.explain("Great flight, but they lost my bag")
///     for term in explanation.terms { print(term.term, term.weight) }
public struct Explanation: Sendable, Equatable, Codable {
    /// How the weights were found.
    public enum Method: String, Sendable, Codable {
        /// Read off the coefficients of a linear model: the weights and the intercept add up to its
        /// decision value, the log-odds of the label against the other one, or the label's own margin
        /// where there are more than two.
        case coefficients
        /// By leaving out one word after another: a weight is by how much the label's log-odds
        /// `ln(p / (1 - p))` fall without the word. What words do together is not told apart, so
        /// the weights add up to nothing in particular.
        case leaveOneOut = "leave_one_out"
    }

    /// A part of the text, with its weight.
    public struct Term: Sendable, Equatable, Codable {
        /// A word or a few words as they stand in the text; of a linear model a term of its vocabulary
        /// or the name of one of `TweetCounts`.
        public let term: String
        /// How much it speaks for the label; below 0 where it speaks against it.
        public let weight: Double

        /// Creates a term with its weight.
        public init(term: String, weight: Double) {
            self.term = term
            self.weight = weight
        }
    }

    public let method: Method
    /// The label that is predicted, and that weights above 0 speak for.
    public let label: String
    /// What speaks for the label without any term; nil where words were left out.
    public let intercept: Double?
    /// The terms: of coefficients the weightiest first, whichever the sign; of words left out in the
    /// order of the text.
    public let terms: [Term]

    /// Creates an explanation.
    public init(method: Method, label: String, intercept: Double? = nil, terms: [Term]) {
        self.method = method
        self.label = label
        self.intercept = intercept
        self.terms = terms
    }
}
