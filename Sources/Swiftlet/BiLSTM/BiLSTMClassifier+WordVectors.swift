import SwiftletNeural
import SwiftletTensor
import SwiftletText

extension BiLSTMClassifier {
    /// The embedding that a training with word vectors begins with: row 0, for unknown words, is
    /// zeros, row `t` the vector of token `t`.
    ///
    /// A word without a vector gets that of the nearest thing that has one (`substitutes(for:)`), or
    /// else zeros.
    static func startingVectors(
        for index: WordIndex,
        _ counts: [Int],
        from vectors: WordVectors
    ) -> (matrix: Tensor, coverage: VocabularyCoverage) {
        vectors.embeddingMatrix(
            for: index.words,
            counts: counts,
            reserved: 1,
            substitutes: substitutes(for:)
        )
    }

    /// What may stand for a cleaned word that has no vector, the best first; several words stand
    /// for it by their mean.
    ///
    /// | word | substitutes |
    /// |---|---|
    /// | `<USER>` | `<user>`, as the vectors that GloVe learned from tweets have it; `user` |
    /// | `paris` | `Paris`, `PARIS`, for vectors with upper case |
    /// | `#happy` | `happy` |
    /// | `don't` | `do` and `n't`, as the Penn Treebank parts them; `dont` |
    /// | `sooo`, `!!!!` | the same with two in a row, then one |
    /// | `check-in` | `check` and `in` |
    static func substitutes(for word: String) -> [[String]] {
        if word.hasPrefix("<"), word.hasSuffix(">"), word.utf8.count > 2 {
            let name = word.dropFirst().dropLast().lowercased()
            let spelled = name == "num" ? "number" : name
            return [["<\(spelled)>"], [spelled]]
        }
        var lists = [[word.prefix(1).uppercased() + word.dropFirst()], [word.uppercased()]]
        if word.hasPrefix("#") { lists.append([String(word.dropFirst())]) }
        if let parts = contractionParts(of: word) {
            lists.append(parts)
            lists.append([word.filter { $0 != "'" }])
        }
        lists += [2, 1].map { [cuttingRuns(in: word, to: $0)] }
        let pieces = word.split { "-_'/".contains($0) }.map(String.init)
        if pieces.count > 1 { lists.append(pieces) }
        return lists
    }

    /// The two parts of an English contraction: `do` and `n't`, `i` and `'m`.
    private static func contractionParts(of word: String) -> [String]? {
        for ending in ["n't", "'s", "'m", "'d", "'re", "'ve", "'ll"]
        where word.hasSuffix(ending) && word.count > ending.count {
            return [String(word.dropLast(ending.count)), ending]
        }
        return nil
    }

    /// The word with no character more than `limit` times in a row.
    private static func cuttingRuns(in word: String, to limit: Int) -> String {
        var result = ""
        var run = 0
        for character in word {
            run = character == result.last ? run + 1 : 1
            if run <= limit { result.append(character) }
        }
        return result
    }
}
