import SwiftletPlatform

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension TextClassifier {
    /// Explains a prediction by leaving out one word after another; see
    /// `Explanation.Method.leaveOneOut`.
    func explainByLeavingOut(_ text: String) throws -> Explanation {
        let parts = Self.parts(of: try wordsRead(of: text))
        let shortened = parts.indices.map { part in
            // With the white space behind it.
            let next = part + 1 < parts.count ? parts[part + 1].lowerBound : parts[part].upperBound
            return String(text[..<parts[part].lowerBound] + text[next...])
        }
        let predictions = try predict([text] + shortened)
        let whole = predictions[0]
        let label = whole.probabilities.firstIndex(of: whole.probability) ?? 0
        let logOdds = predictions.map { Self.logOdds($0.probabilities[label]) }
        return Explanation(
            method: .leaveOneOut,
            label: whole.label,
            terms: parts.indices.map { part in
                Explanation.Term(
                    term: String(text[parts[part]]),
                    weight: logOdds[0] - logOdds[part + 1]
                )
            }
        )
    }

    /// The most parts that a text is taken apart into.
    private static var mostParts: Int { 64 }

    /// The words one by one, or in groups of neighbours where they are many.
    private static func parts(of words: [Range<String.Index>]) -> [Range<String.Index>] {
        let count = min(words.count, mostParts)
        return (0..<count).map { part in
            let first = words.count * part / count
            let last = words.count * (part + 1) / count - 1
            return words[first].lowerBound..<words[last].upperBound
        }
    }

    /// The words of a text up to the one at which the classifier stops reading: those behind it
    /// change nothing.
    private func wordsRead(of text: String) throws -> [Range<String.Index>] {
        let words = text.wordRanges
        guard words.count > 1, try inspect(text).isTruncated else { return words }
        // The first `whole` words are read to their end, the first `cut` are not.
        var (whole, cut) = (0, words.count)
        while cut - whole > 1 {
            let middle = (whole + cut) / 2
            let beginning = String(text[..<words[middle - 1].upperBound])
            if try inspect(beginning).isTruncated { cut = middle } else { whole = middle }
        }
        return Array(words[..<cut])
    }

    /// Beyond 1e-6 and 1 - 1e-6, probabilities hold more of rounding than of the text.
    private static func logOdds(_ probability: Double) -> Double {
        let probability = min(max(probability, 1e-6), 1 - 1e-6)
        return log(probability / (1 - probability))
    }
}
