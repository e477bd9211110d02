import SwiftletBase

/// All n-grams of one length that occur in enough texts, sorted by their tokens.
final class NGramLevel: @unchecked Sendable {
    struct Gram: BitwiseCopyable {
        /// The n-gram of all tokens but the last, a position in the level below.
        var prefix: UInt32
        /// The rank of the last token.
        var token: UInt32
        var frequency: UInt32
        var documentFrequency: UInt32
    }

    let grams: GrowableBuffer<Gram>
    /// The n-gram that starts at each position of the corpus's stream, or `.none`.
    let occurrences: GrowableBuffer<UInt32>

    private init(
        grams: consuming GrowableBuffer<Gram>,
        occurrences: consuming GrowableBuffer<UInt32>
    ) {
        self.grams = grams
        self.occurrences = occurrences
    }

    /// The tokens of a corpus as n-grams of length 1.
    init(tokensOf corpus: borrowing TokenizedCorpus) {
        grams = GrowableBuffer(uninitialized: corpus.tokens.count)
        for rank in 0..<corpus.tokens.count {
            let count = corpus.counts[rank]
            grams[rank] = Gram(
                prefix: .none,
                token: UInt32(rank),
                frequency: count.frequency,
                documentFrequency: count.documentFrequency
            )
        }
        var stream = GrowableBuffer<UInt32>(capacity: corpus.stream.count)
        stream.append(from: corpus.stream.base, count: corpus.stream.count)
        occurrences = stream
    }

    /// A stretch of neighbouring buckets, and the n-grams that one thread found in it.
    private final class Stretch {
        var grams = GrowableBuffer<Gram>(capacity: 1024)
        /// Where each n-gram's records start.
        var starts = GrowableBuffer<UInt32>(capacity: 1024)
    }

    /// The n-grams of this corpus that are one token longer than those of `shorter`.
    ///
    /// Occurrences go into one bucket for each prefix (a counting sort), and each bucket is sorted
    /// by the last token: equal n-grams end up side by side, in the order of the text, and n-grams
    /// in the order of their tokens. Any number of threads gives the same result.
    static func extend(
        _ shorter: NGramLevel,
        in corpus: borrowing TokenizedCorpus,
        length: Int,
        minimumCount: Int
    ) -> NGramLevel {
        let prefixCount = shorter.grams.count
        // Positions at which an n-gram of this length may start.
        let positions = max(0, corpus.stream.count - (length - 1))
        nonisolated(unsafe) let prefixes = shorter.occurrences.base
        nonisolated(unsafe) let lasts = corpus.stream.base + min(length - 1, corpus.stream.count)

        // Count and place, each thread the positions of its own part.
        let parts = max(
            1,
            min(Threads.parts(positions, minimumPart: 4096), positions / max(1, prefixCount))
        )
        let cursors = GrowableBuffer<UInt32>(repeating: 0, count: parts * prefixCount)
        nonisolated(unsafe) let cursorBase = cursors.base
        Threads.split(parts) { _, range in
            for part in range {
                let counts = cursorBase + part * prefixCount
                for position in positions * part / parts..<positions * (part + 1) / parts {
                    let prefix = prefixes[position]
                    if prefix != .none && lasts[position] != .none {
                        counts[Int(prefix)] &+= 1
                    }
                }
            }
        }
        let bucketStarts = GrowableBuffer<Int>(uninitialized: prefixCount + 1)
        var sum = 0
        for prefix in 0..<prefixCount {
            bucketStarts[prefix] = sum
            for part in 0..<parts {
                let count = cursors[part * prefixCount + prefix]
                cursors[part * prefixCount + prefix] = UInt32(sum)
                sum += Int(count)
            }
        }
        let total = sum
        bucketStarts[prefixCount] = total
        let records = GrowableBuffer<UInt64>(uninitialized: total)
        nonisolated(unsafe) let recordBase = records.base
        Threads.split(parts) { _, range in
            for part in range {
                let cursor = cursorBase + part * prefixCount
                for position in positions * part / parts..<positions * (part + 1) / parts {
                    let (prefix, last) = (prefixes[position], lasts[position])
                    if prefix != .none && last != .none {
                        let target = Int(cursor[Int(prefix)])
                        cursor[Int(prefix)] &+= 1
                        recordBase[target] = UInt64(last) &<< 32 | UInt64(position)
                    }
                }
            }
        }

        // Sort and group, each thread buckets with about as many records.
        let stretchCount = max(1, Threads.parts(total, minimumPart: 4096))
        let stretches = (0..<stretchCount).map { _ in Stretch() }
        nonisolated(unsafe) let (sharedStretches, starts) = (stretches, bucketStarts.base)
        nonisolated(unsafe) let documents = corpus.documents.base
        let (longest, tokenCount) = (corpus.longest, corpus.tokens.count)
        Threads.split(stretchCount) { _, range in
            for index in range {
                let first = firstBucket(
                    starts,
                    count: prefixCount,
                    atOrAfter: total * index / stretchCount
                )
                let end = firstBucket(
                    starts,
                    count: prefixCount,
                    atOrAfter: total * (index + 1) / stretchCount
                )
                group(
                    recordBase,
                    starts,
                    buckets: first..<end,
                    tokenCount: tokenCount,
                    documents: documents,
                    longest: longest,
                    minimumCount: minimumCount,
                    into: sharedStretches[index]
                )
            }
        }

        // Number the n-grams, and note where each occurs.
        var count = 0
        var firstGrams: [Int] = []
        for stretch in stretches {
            firstGrams.append(count)
            count += stretch.grams.count
        }
        let grams = GrowableBuffer<Gram>(uninitialized: count)
        let occurrences = GrowableBuffer<UInt32>(repeating: .none, count: corpus.stream.count)
        nonisolated(unsafe) let (gramBase, occurrenceBase) = (grams.base, occurrences.base)
        Threads.split(stretchCount) { [firstGrams] _, range in
            for index in range {
                let stretch = sharedStretches[index]
                for offset in 0..<stretch.grams.count {
                    let gram = stretch.grams[offset]
                    let number = firstGrams[index] &+ offset
                    gramBase[number] = gram
                    let start = Int(stretch.starts[offset])
                    for record in start..<start &+ Int(gram.frequency) {
                        let position = Int(truncatingIfNeeded: recordBase[record] & 0xFFFF_FFFF)
                        occurrenceBase[position] = UInt32(truncatingIfNeeded: number)
                    }
                }
            }
        }
        return NGramLevel(grams: grams, occurrences: occurrences)
    }

    /// The first bucket whose records start at `record` or later.
    private static func firstBucket(
        _ starts: UnsafePointer<Int>,
        count: Int,
        atOrAfter record: Int
    ) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] < record { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func group(
        _ records: UnsafeMutablePointer<UInt64>,
        _ starts: UnsafePointer<Int>,
        buckets: Range<Int>,
        tokenCount: Int,
        documents: UnsafePointer<UInt32>,
        longest: Int,
        minimumCount: Int,
        into stretch: Stretch
    ) {
        var largest = 0
        for bucket in buckets { largest = max(largest, starts[bucket + 1] - starts[bucket]) }
        let scratch = GrowableBuffer<UInt64>(uninitialized: largest)
        let tokenBits = UInt64.bitWidth - UInt64(tokenCount).leadingZeroBitCount
        var grams = GrowableBuffer<Gram>(capacity: 1024)
        var gramStarts = GrowableBuffer<UInt32>(capacity: 1024)
        for bucket in buckets {
            let (start, end) = (starts[bucket], starts[bucket + 1])
            let bucketRecords = UnsafeMutableBufferPointer(
                start: records + start,
                count: end - start
            )
            if end - start > 64 {
                radixSort(
                    bucketRecords,
                    scratch: scratch.base,
                    bits: 32..<32 + tokenBits
                ) { $0 }
            } else {
                sortSmall(bucketRecords)
            }
            var first = start
            while first < end {
                let token = records[first] &>> 32
                var documentFrequency = 1
                var next = first &+ 1
                while next < end && records[next] &>> 32 == token {
                    let earlier = Int(truncatingIfNeeded: records[next &- 1] & 0xFFFF_FFFF)
                    let later = Int(truncatingIfNeeded: records[next] & 0xFFFF_FFFF)
                    if later &- earlier >= longest || documents[later] != documents[earlier] {
                        documentFrequency &+= 1
                    }
                    next &+= 1
                }
                if documentFrequency >= minimumCount {
                    grams.append(
                        Gram(
                            prefix: UInt32(bucket),
                            token: UInt32(truncatingIfNeeded: token),
                            frequency: UInt32(next - first),
                            documentFrequency: UInt32(documentFrequency)
                        )
                    )
                    gramStarts.append(UInt32(first))
                }
                first = next
            }
        }
        swap(&stretch.grams, &grams)
        swap(&stretch.starts, &gramStarts)
    }
}
