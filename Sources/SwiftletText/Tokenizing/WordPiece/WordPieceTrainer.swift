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
