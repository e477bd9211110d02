import SwiftletBase
import SwiftletTensor

/// What a vectorizer learns from texts: which terms to keep, and where each occurs.
struct LearnedTerms: ~Copyable {
    let vocabulary: Vocabulary
    /// In how many texts each term occurs.
    let documentFrequencies: [Int]
    /// The texts, or where terms lie within words, their different words.
    private let corpus: TokenizedCorpus
    private let words: DistinctWords?
    private let levels: [NGramLevel]
    /// For each level and n-gram the term's column, or `.none`.
    private let columns: [[UInt32]]

    init<Texts: TextSource>(
        _ texts: Texts,
        settings: CountVectorizer.Settings
    ) throws {
        let minimum = settings.minimumDocumentFrequency.texts(of: texts.count)
        let maximum = settings.maximumDocumentFrequency.texts(of: texts.count)
        let minimumCount = Int(min(minimum.rounded(.up), 0x1p53))

        let words =
            settings.analyzer == .characterWithinWords
            ? try DistinctWords(texts, settings: settings) : nil
        // How often a term within words occurs is known once all texts are counted.
        let least = words == nil ? minimumCount : 1
        let corpus =
            if let words {
                try TokenizedCorpus(
                    words,
                    settings: DistinctWords.settings(ofWords: settings),
                    minimumCount: least
                )
            } else {
                try TokenizedCorpus(texts, settings: settings, minimumCount: least)
            }
        if !corpus.hasTerms { throw TrainingDataError.noTerms(texts: texts.count) }
        if maximum < minimum {
            throw TrainingDataError.documentFrequencyLimitsCross(
                minimum: minimum,
                maximum: maximum,
                texts: texts.count
            )
        }
        var levels = [NGramLevel(tokensOf: corpus)]
        while levels.count < settings.ngramRange.upperBound,
            levels[levels.count - 1].grams.count > 0
        {
            levels.append(
                .extend(
                    levels[levels.count - 1],
                    in: corpus,
                    length: levels.count + 1,
                    minimumCount: least
                )
            )
        }
        words?.count(
            levels,
            in: corpus,
            shortest: settings.ngramRange.lowerBound,
            minimumCount: minimumCount
        )

        var terms = sortedTerms(levels, corpus, settings: settings)
        terms.removeAll {
            let frequency = Int(levels[$0.level].grams[$0.gram].documentFrequency)
            return frequency < minimumCount || Double(frequency) > maximum
        }
        if let most = settings.maximumFeatures, terms.count > most {
            let frequencies = terms.map {
                let gram = levels[$0.level].grams[$0.gram]
                return settings.binary ? gram.documentFrequency : gram.frequency
            }
            let isKept = LargestFrequencies.select(most, of: frequencies)
            terms = zip(terms, isKept).lazy.filter(\.1).map(\.0)
        }
        if terms.isEmpty {
            throw TrainingDataError.noTermsAfterPruning(
                minimum: minimum,
                maximum: maximum,
                texts: texts.count
            )
        }

        var columns = levels.map { [UInt32](repeating: .none, count: $0.grams.count) }
        var utf8: [UInt8] = []
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(terms.count + 1)
        for (column, term) in terms.enumerated() {
            columns[term.level][term.gram] = UInt32(truncatingIfNeeded: column)
            appendBytes(of: term, levels, corpus, settings: settings, to: &utf8)
            guard let end = Int32(exactly: utf8.count) else {
                throw TrainingDataError.corpusTooLarge(
                    what: "bytes of terms",
                    count: utf8.count,
                    most: Int(Int32.max)
                )
            }
            offsets.append(end)
        }
        vocabulary = Vocabulary(wellFormed: utf8, offsets: offsets)
        documentFrequencies = terms.map { Int(levels[$0.level].grams[$0.gram].documentFrequency) }
        self.corpus = corpus
        self.words = words
        self.levels = levels
        self.columns = columns
    }

    /// The texts that were learned from as a matrix: a row for each text, a column for each term.
    func matrix(_ weighting: RowWeighting) -> SparseMatrix {
        nonisolated(unsafe) let starts = corpus.starts.base
        let (levels, columns) = (levels, columns)
        guard let words else {
            return sparseMatrix(
                rows: corpus.starts.count - 1,
                columns: vocabulary.count,
                weighting: weighting
            ) { range, writer in
                forEachTermList(of: range, levels, columns, starts: starts) { writer.append($0) }
            }
        }
        let lists = TermLists(levels, columns, in: corpus)
        return sparseMatrix(
            rows: words.textCount,
            columns: vocabulary.count,
            weighting: weighting
        ) { range, writer in
            var occurrences = GrowableBuffer<UInt32>(capacity: 512)
            for text in range {
                occurrences.removeAll()
                words.forEachWord(ofText: text) { word in
                    let terms = lists.terms(of: word)
                    if let start = terms.baseAddress {
                        occurrences.append(from: start, count: terms.count)
                    }
                }
                writer.append(occurrences)
            }
        }
    }
}

/// An n-gram that is long enough to be a term.
private struct Term {
    /// One less than its length.
    var level: Int
    var gram: Int
}

/// The n-grams that are long enough to be terms, sorted by their bytes.
private func sortedTerms(
    _ levels: [NGramLevel],
    _ corpus: borrowing TokenizedCorpus,
    settings: CountVectorizer.Settings
) -> [Term] {
    let firstLevel = settings.ngramRange.lowerBound - 1
    var terms: [Term] = []
    terms.reserveCapacity(levels.dropFirst(firstLevel).reduce(0) { $0 + $1.grams.count })
    // From the first n-gram of one token on, depth first: the n-grams that begin with it follow it.
    var next = [Int](repeating: 0, count: levels.count + 1)
    func visit(_ level: Int, _ gram: Int) {
        if level >= firstLevel { terms.append(Term(level: level, gram: gram)) }
        let longer = level + 1
        guard longer < levels.count else { return }
        while next[longer] < levels[longer].grams.count,
            Int(levels[longer].grams[next[longer]].prefix) == gram
        {
            next[longer] += 1
            visit(longer, next[longer] - 1)
        }
    }
    for gram in 0..<levels[0].grams.count { visit(0, gram) }

    // Tokens in order are terms in order, unless a character below the blank that joins words is
    // part of a word, or a whole word stands among characters.
    var isOrdered = true
    for rank in 0..<UInt32(corpus.tokens.count) {
        let bytes = corpus.bytes(ofRank: rank)
        switch settings.analyzer {
        case .word: if bytes.contains(where: { $0 < 0x20 }) { isOrdered = false }
        case .character: break
        case .characterWithinWords:
            if isWholeWord(bytes) {
                isOrdered = false
                if firstLevel > 0 { terms.append(Term(level: 0, gram: Int(rank))) }
            }
        }
    }
    if !isOrdered {
        let keyed = terms.map { term in
            var bytes: [UInt8] = []
            appendBytes(of: term, levels, corpus, settings: settings, to: &bytes)
            return (bytes, term)
        }
        terms = keyed.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }
    return terms
}

/// Whether a token of characters within words is a short word rather than one character.
func isWholeWord(_ token: UnsafeBufferPointer<UInt8>) -> Bool {
    token.count > decodeScalar(token, at: 0).length
}

private func appendBytes(
    of term: Term,
    _ levels: [NGramLevel],
    _ corpus: borrowing TokenizedCorpus,
    settings: CountVectorizer.Settings,
    to bytes: inout [UInt8]
) {
    let gram = levels[term.level].grams[term.gram]
    if term.level > 0 {
        appendBytes(
            of: Term(level: term.level - 1, gram: Int(gram.prefix)),
            levels,
            corpus,
            settings: settings,
            to: &bytes
        )
        if settings.analyzer == .word { bytes.append(0x20) }
    }
    bytes.append(contentsOf: corpus.bytes(ofRank: gram.token))
}
