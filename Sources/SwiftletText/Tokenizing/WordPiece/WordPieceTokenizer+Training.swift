import SwiftletBase

extension WordPieceTokenizer {
    /// A tokenizer with a vocabulary made from texts: the characters of their words, and the pieces
    /// that come of joining, again and again, the two neighbouring pieces that stand together most
    /// often.
    ///
    ///     let tokenizer = try WordPieceTokenizer.train(on: tweets, vocabularySize: 4_000)
    ///     try tokenizer.save(to: "tokenizer")
    ///
    /// The same texts give the same vocabulary. It is that of Hugging Face's `WordPieceTrainer` up
    /// to the order of the single characters that continue a word, which is by code point here and
    /// by chance there; the order decides which of two equally frequent pairs is joined first.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - vocabularySize: How many tokens there are to be, the special ones included; fewer where
    ///     the texts do not have as many, more where their characters alone are more.
    ///   - minimumFrequency: How often two pieces must stand together to be joined; default 2.
    ///   - alphabetLimit: The most different characters; the most frequent are kept, and words are
    ///     cut as if the others were not there; default 1,000.
    ///   - settings: How a text is prepared; default: BERT's for uncased models.
    ///   - specialTokens: The first tokens, in the order padding, unknown, classification,
    ///     separator, mask.
    /// - Throws: `FormatError` where the vocabulary would have more than 4,194,304 tokens.
    public static func train(
        on texts: [String],
        vocabularySize: Int,
        minimumFrequency: Int = 2,
        alphabetLimit: Int = 1_000,
        settings: WordPieceSettings = WordPieceSettings(),
        specialTokens: SpecialTokens = SpecialTokens()
    ) throws(FormatError) -> WordPieceTokenizer {
        var trainer = WordPieceTrainer(
            texts,
            settings,
            specialTokens,
            alphabetLimit: max(0, alphabetLimit)
        )
        trainer.join(until: vocabularySize, minimumFrequency: max(1, minimumFrequency))
        return try WordPieceTokenizer(
            vocabulary: trainer.tokens.map { String(decoding: $0, as: UTF8.self) },
            settings: settings,
            specialTokens: specialTokens
        )
    }
}

/// Makes a vocabulary by joining pairs of pieces, the most frequent first (byte-pair encoding;
/// Sennrich et al., "Neural machine translation of rare words with subword units", ACL 2016).
struct WordPieceTrainer {
    /// The UTF-8 of the tokens by number: `String` would compare them by what the letters mean.
    private(set) var tokens: [[UInt8]] = []
    private var numbers: [[UInt8]: Int32] = [:]
    private let prefix: [UInt8]

    /// Each different word as numbers of tokens, and how often it stands in the texts.
    private var words: [[Int32]] = []
    private var counts: [Int] = []

    private struct Pair: Hashable {
        var first: Int32
        var second: Int32
    }

    /// How often each pair stands in the texts, and in which words it stood at some time.
    private var pairCounts: [Pair: Int] = [:]
    private var places: [Pair: [Int]] = [:]

    /// The special tokens, the characters, and the words of `texts` cut into characters.
    init(
        _ texts: [String],
        _ settings: WordPieceSettings,
        _ specialTokens: WordPieceTokenizer.SpecialTokens,
        alphabetLimit: Int
    ) {
        prefix = Array(settings.continuationPrefix.utf8)
        for token in [
            specialTokens.padding, specialTokens.unknown, specialTokens.classification,
            specialTokens.separator, specialTokens.mask,
        ] {
            _ = number(of: Array(token.utf8))
        }
        let counted = Self.wordCounts(of: texts, settings)
            .map { (word: Self.characters(of: $0.key), count: $0.value) }
            .sorted { $0.word.lexicographicallyPrecedes($1.word) { $0.precedes($1) } }
        var frequencies: [[UInt8]: Int] = [:]
        for (word, count) in counted {
            for character in word { frequencies[character, default: 0] += count }
        }
        let byFrequency = frequencies.sorted {
            $0.value == $1.value ? $0.key.precedes($1.key) : $0.value > $1.value
        }
        let alphabet = byFrequency.prefix(alphabetLimit).map(\.key).sorted { $0.precedes($1) }
        for character in alphabet { _ = number(of: character) }
        let continuing = Set(counted.lazy.flatMap { $0.word.dropFirst() })
        for character in alphabet where continuing.contains(character) {
            _ = number(of: prefix + character)
        }
        let kept = Set(alphabet)
        for (characters, count) in counted {
            var word: [Int32] = []
            for (position, character) in characters.enumerated() where kept.contains(character) {
                word.append(number(of: position == 0 ? character : prefix + character))
            }
            words.append(word)
            counts.append(count)
        }
    }

    /// The words of texts after the preparation that `settings` asks for, and their frequency.
    private static func wordCounts(
        of texts: [String],
        _ settings: WordPieceSettings
    ) -> [[UInt8]: Int] {
        var result: [[UInt8]: Int] = [:]
        for text in texts {
            BERTNormalizer.normalized(text, settings).withUnsafeBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return }
                var words = BERTWords(start, 0..<bytes.count)
                while let range = words.next() { result[Array(bytes[range]), default: 0] += 1 }
            }
        }
        return result
    }

    /// The UTF-8 of each character of a word.
    private static func characters(of word: [UInt8]) -> [[UInt8]] {
        String(decoding: word, as: UTF8.self).unicodeScalars.map { Array($0.utf8) }
    }

    /// The number of a token, which is made where there is none.
    private mutating func number(of token: [UInt8]) -> Int32 {
        if let number = numbers[token] { return number }
        let number = Int32(tokens.count)
        tokens.append(token)
        numbers[token] = number
        return number
    }

    /// Joins pairs until there are `size` tokens, or no pair is frequent enough.
    mutating func join(until size: Int, minimumFrequency: Int) {
        for (index, word) in words.enumerated() { count(word, of: index, times: counts[index]) }
        var queue = Heap(pairCounts.map { (count: $0.value, pair: $0.key) }, by: Self.precedes)
        while tokens.count < size, let best = queue.popFirst() {
            let current = pairCounts[best.pair] ?? 0
            if current < minimumFrequency { continue }
            if current != best.count {
                queue.insert((current, best.pair))
                continue
            }
            let changed = join(best.pair)
            for pair in changed { queue.insert((pairCounts[pair] ?? 0, pair)) }
        }
    }

    /// The more frequent pair first, then the one of the older tokens.
    private static func precedes(
        _ first: (count: Int, pair: Pair),
        _ second: (count: Int, pair: Pair)
    ) -> Bool {
        (second.count, first.pair.first, first.pair.second)
            < (first.count, second.pair.first, second.pair.second)
    }

    /// Adds the pairs of a word to their counts, or takes them away.
    private mutating func count(_ word: [Int32], of index: Int, times count: Int) {
        for (first, second) in zip(word, word.dropFirst()) {
            let pair = Pair(first: first, second: second)
            pairCounts[pair, default: 0] += count
            if count > 0, places[pair]?.last != index { places[pair, default: []].append(index) }
        }
    }

    /// Joins a pair wherever it stands, and returns the pairs that came into being.
    private mutating func join(_ pair: Pair) -> Set<Pair> {
        var text = tokens[Int(pair.first)]
        // What is second continues a word, so the prefix stands before it.
        text.append(contentsOf: tokens[Int(pair.second)].dropFirst(prefix.count))
        let joined = number(of: text)
        var made: Set<Pair> = []
        for index in places.removeValue(forKey: pair) ?? [] {
            var word: [Int32] = []
            var position = 0
            let old = words[index]
            while position < old.count {
                if position + 1 < old.count, old[position] == pair.first,
                    old[position + 1] == pair.second
                {
                    word.append(joined)
                    position += 2
                } else {
                    word.append(old[position])
                    position += 1
                }
            }
            // A word may be named twice, and have lost the pair to an earlier join.
            if word.count == old.count { continue }
            count(old, of: index, times: -counts[index])
            count(word, of: index, times: counts[index])
            words[index] = word
            for (first, second) in zip(word, word.dropFirst())
            where first == joined || second == joined {
                made.insert(Pair(first: first, second: second))
            }
        }
        return made
    }
}

extension [UInt8] {
    /// In the order of the bytes, which for UTF-8 is that of the code points.
    fileprivate func precedes(_ other: [UInt8]) -> Bool { lexicographicallyPrecedes(other) }
}

/// A queue whose first element precedes all others.
struct Heap<Element> {
    private var elements: [Element]
    private let precedes: (Element, Element) -> Bool

    init(_ elements: [Element], by precedes: @escaping (Element, Element) -> Bool) {
        self.elements = elements
        self.precedes = precedes
        for index in stride(from: elements.count / 2 - 1, through: 0, by: -1) { sink(index) }
    }

    mutating func insert(_ element: Element) {
        elements.append(element)
        var index = elements.count - 1
        while index > 0, precedes(elements[index], elements[(index - 1) / 2]) {
            elements.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func popFirst() -> Element? {
        guard let last = elements.popLast() else { return nil }
        guard let first = elements.first else { return last }
        elements[0] = last
        sink(0)
        return first
    }

    private mutating func sink(_ start: Int) {
        var index = start
        while true {
            var first = index
            for child in [2 * index + 1, 2 * index + 2]
            where child < elements.count && precedes(elements[child], elements[first]) {
                first = child
            }
            if first == index { return }
            elements.swapAt(index, first)
            index = first
        }
    }
}
