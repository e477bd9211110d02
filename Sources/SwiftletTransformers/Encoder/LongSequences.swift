import SwiftletText

/// How to handle a sequence with more tokens than a model has positions.
public enum LongSequences: Sendable {
    /// It is a ``TokenError``.
    case rejected
    /// Its first tokens, as many as there are positions, count.
    case truncated
}

extension DistilBERTConfiguration {
    /// Throws unless every sequence can go through a model of this configuration.
    func check(_ sequences: TokenSequences, _ long: LongSequences) throws(TokenError) {
        for sequence in 0..<sequences.count {
            let length = sequences.length(of: sequence)
            if length == 0 { throw TokenError(sequence: sequence, problem: .empty) }
            if length > maximumPositions, long == .rejected {
                throw TokenError(
                    sequence: sequence,
                    problem: .tooLong(length: length, limit: maximumPositions)
                )
            }
            for token in sequences[sequence] where token < 0 || Int(token) >= vocabularySize {
                throw TokenError(
                    sequence: sequence,
                    problem: .unknownToken(Int(token), vocabularySize: vocabularySize)
                )
            }
        }
    }
}
