/// Sequences of token numbers, each of its own length, one after the other in memory.
///
///     let sequences = TokenSequences([[4, 17, 2], [], [9]])
///     sequences.count           // 3
///     sequences.length(of: 0)   // 3
///     sequences[0]              // [4, 17, 2]
public struct TokenSequences: Sendable, Equatable {
    /// The tokens of all sequences.
    public private(set) var tokens: [Int32] = []
    /// Where each sequence begins in `tokens`, and, at the end, where the last one ends.
    public private(set) var offsets: [Int] = [0]

    /// No sequences.
    public init() {}

    /// Sequences from arrays. A token must be from 0 to 2^31 - 1.
    public init(_ sequences: some Sequence<some Collection<Int>>) {
        for sequence in sequences { append(sequence) }
    }

    /// Sequences from parts that were made apart: the tokens of each part, and where in them each
    /// of its sequences ends. No token may be below 0.
    init(parts: [(tokens: [Int32], ends: [Int])]) {
        tokens.reserveCapacity(parts.reduce(0) { $0 + $1.tokens.count })
        offsets.reserveCapacity(parts.reduce(1) { $0 + $1.ends.count })
        for part in parts {
            let start = tokens.count
            tokens.append(contentsOf: part.tokens)
            for end in part.ends { offsets.append(start + end) }
        }
    }

    /// Adds a sequence, which may be empty. A token must be from 0 to 2^31 - 1.
    public mutating func append(_ sequence: some Collection<Int>) {
        for token in sequence {
            precondition(
                token >= 0 && token <= Int32.max,
                "Token \(token) is not from 0 to \(Int32.max)."
            )
            tokens.append(Int32(token))
        }
        offsets.append(tokens.count)
    }

    /// The number of tokens of a sequence.
    public func length(of sequence: Int) -> Int { offsets[sequence + 1] - offsets[sequence] }

    /// Stops the program unless every token is below `vocabularySize`.
    package func requireTokens(below vocabularySize: Int) {
        var greatest: Int32 = -1
        for token in tokens { greatest = Swift.max(greatest, token) }
        precondition(
            greatest < vocabularySize,
            "Token \(greatest) has no row in an embedding of \(vocabularySize)."
        )
    }
}

extension TokenSequences: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { offsets.count - 1 }
    /// How many sequences there are.
    public var count: Int { offsets.count - 1 }

    /// The tokens of a sequence.
    public subscript(sequence: Int) -> ArraySlice<Int32> {
        tokens[offsets[sequence]..<offsets[sequence + 1]]
    }
}
