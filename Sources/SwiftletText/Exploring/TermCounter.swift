import SwiftletPlatform

/// The words and 2-grams of some neighbouring texts, counted by one thread.
struct TermPart: Sendable {
    fileprivate var words = WordCounter()
    fileprivate var wordCounts: [SIMD2<UInt32>] = []
    /// The 2-grams of either class: the numbers of both words in one integer.
    fileprivate var pairs = ByClass<[UInt64]>(negative: [], positive: [])

    /// Counts the words of a text, which stand in `cleaned` with a blank between; those of a single
    /// character are passed over. Returns whether there was one.
    mutating func add(_ cleaned: UnsafeBufferPointer<UInt8>, label: Int) -> Bool {
        var previous: Int?
        var start = 0
        while start < cleaned.count {
            var end = start
            var scalars = 0
            while end < cleaned.count, cleaned[end] != UInt8(ascii: " ") {
                if cleaned[end] & 0xC0 != 0x80 { scalars += 1 }
                end += 1
            }
            if scalars >= 2 {
                let word = words.add(
                    UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: cleaned[start..<end]))
                )
                if word == wordCounts.count { wordCounts.append(SIMD2()) }
                wordCounts[word][label] &+= 1
                if let previous {
                    pairs[label].append(UInt64(previous) << 32 | UInt64(word))
                }
                previous = word
            }
            start = end + 1
        }
        return previous != nil
    }
}

/// The words and 2-grams of labelled texts, gathered from parts.
struct TermCounter: Sendable {
    private var words = WordCounter()
    private var wordCounts: [SIMD2<UInt32>] = []
    private var pairs = ClassCounts()
    private var pairTotals = ByClass(negative: 0, positive: 0)

    /// So many different 2-grams are kept at most; each takes 16 bytes in a table that is three
    /// quarters full or less.
    private let pairLimit: Int

    init(pairLimit: Int) { self.pairLimit = pairLimit }

    mutating func add(_ parts: [TermPart]) {
        // The numbers here of each part's words.
        let numbers: [[UInt32]] = parts.map { part in
            part.wordCounts.indices.map { local in
                part.words.withWord(local) { word -> UInt32 in
                    let number = words.add(word, times: part.words.counts[local])
                    if number == wordCounts.count { wordCounts.append(SIMD2()) }
                    wordCounts[number] &+= part.wordCounts[local]
                    return UInt32(number)
                }
            }
        }
        let lists = parts.flatMap { part in
            [0, 1].map { (items: part.pairs[$0], label: $0) }
        }
        for list in lists { pairTotals[list.label] += list.items.count }
        pairs.add(lists, limit: pairLimit) { list, pair in
            let numbers = numbers[list / 2]
            let first = numbers[Int(truncatingIfNeeded: pair >> 32)]
            let second = numbers[Int(truncatingIfNeeded: pair & 0xFFFF_FFFF)]
            return UInt64(first) << 32 | UInt64(second)
        }
    }

    /// The words, at most `limit` in each list.
    func wordSummary(limit: Int) -> TermSummary {
        let totals = wordCounts.reduce(into: ByClass(negative: 0, positive: 0)) { totals, counts in
            totals.negative += Int(counts[0])
            totals.positive += Int(counts[1])
        }
        let rankings = TermRankings(limit: limit, totals: totals, precedes: precedes) { rankings in
            for (number, counts) in wordCounts.enumerated() { rankings.insert(number, counts) }
        }
        return rankings.summary(distinct: wordCounts.count, shortfall: 0) { number in
            (text(number), wordCounts[number])
        }
    }

    /// The 2-grams, at most `limit` in each list.
    func pairSummary(limit: Int) -> TermSummary {
        typealias Entry = ClassCountTable.Entry
        func precedesAsPair(_ one: Entry, _ other: Entry) -> Bool {
            let (first, otherFirst) = (Int(one.key >> 32), Int(other.key >> 32))
            if first != otherFirst { return precedes(first, otherFirst) }
            return precedes(Int(one.key & 0xFFFF_FFFF), Int(other.key & 0xFFFF_FFFF))
        }
        let rankings = TermRankings(limit: limit, totals: pairTotals, precedes: precedesAsPair) {
            rankings in
            for table in pairs.tables {
                for entry in table.slots where entry.counts != SIMD2() {
                    rankings.insert(entry, entry.counts)
                }
            }
        }
        return rankings.summary(distinct: pairs.count, shortfall: pairs.possibleShortfall) {
            ("\(text(Int($0.key >> 32))) \(text(Int($0.key & 0xFFFF_FFFF)))", $0.counts)
        }
    }

    private func text(_ number: Int) -> String {
        words.withWord(number) { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether a word stands before another in the order of code points, which is that of UTF-8.
    private func precedes(_ one: Int, _ other: Int) -> Bool {
        words.withWord(one) { first in
            words.withWord(other) { first.lexicographicallyPrecedes($0) }
        }
    }
}

/// The most frequent and the most telling terms on the way through all of them.
private struct TermRankings<Key> {
    private var frequent: ByClass<Ranking<Key>>
    private var telling: ByClass<Ranking<Key>>
    private let totals: ByClass<Int>
    private let odds: LogOdds

    init(
        limit: Int,
        totals: ByClass<Int>,
        precedes: @escaping (Key, Key) -> Bool,
        fill: (inout TermRankings) -> Void
    ) {
        let empty = Ranking(limit: limit, precedes: precedes)
        frequent = ByClass(negative: empty, positive: empty)
        telling = frequent
        self.totals = totals
        odds = LogOdds(totals: totals)
        fill(&self)
    }

    mutating func insert(_ key: Key, _ counts: SIMD2<UInt32>) {
        frequent.negative.insert(key, score: Double(counts[0]))
        frequent.positive.insert(key, score: Double(counts[1]))
        // Where one class is empty, nothing tells them apart.
        guard totals.negative > 0, totals.positive > 0 else { return }
        let score = odds.zScore(counts)
        if score > 0 {
            telling.positive.insert(key, score: score)
        } else {
            telling.negative.insert(key, score: -score)
        }
    }

    func summary(
        distinct: Int,
        shortfall: Int,
        term: (Key) -> (text: String, counts: SIMD2<UInt32>)
    ) -> TermSummary {
        func terms(_ ranking: Ranking<Key>) -> [CountedTerm] {
            ranking.entries.map { entry in
                let (text, counts) = term(entry.key)
                return CountedTerm(
                    text: text,
                    counts: ByClass(counts),
                    zScore: odds.zScore(counts)
                )
            }
        }
        return TermSummary(
            distinct: distinct,
            total: totals,
            mostFrequent: frequent.map(terms),
            mostTelling: telling.map(terms),
            possibleShortfall: shortfall
        )
    }
}

/// How far a term's share of one class's terms is from its share of the other's, in standard
/// deviations: the log-odds ratio with an informative Dirichlet prior.
///
/// The prior is what both classes have in common, as heavy as ``priorWeight`` terms, so that rare
/// terms do not tell much by chance. Source: B. Monroe, M. Colaresi and K. Quinn, "Fightin' Words",
/// Political Analysis 16, 2008, equations 15, 16, 20 and 22.
struct LogOdds {
    /// How many terms the prior weighs.
    static let priorWeight = 1_000.0

    private let totals: SIMD2<Double>

    /// - Parameter totals: How many terms the classes have.
    init(totals: ByClass<Int>) {
        self.totals = SIMD2(Double(totals.negative), Double(totals.positive))
    }

    /// Above zero for a term of the positive class, below for one of the negative; zero where the
    /// term is the only one there is.
    func zScore(_ counts: SIMD2<UInt32>) -> Double {
        let counts = SIMD2<Double>(Double(counts[0]), Double(counts[1]))
        let prior = Self.priorWeight * counts.sum() / totals.sum()
        let with = counts + prior
        let without = totals + Self.priorWeight - with
        guard without.min() > 0 else { return 0 }
        let ratio = log(with[1] / without[1]) - log(with[0] / without[0])
        return ratio / (1 / with[0] + 1 / with[1]).squareRoot()
    }
}
