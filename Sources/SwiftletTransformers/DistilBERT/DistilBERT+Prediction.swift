import SwiftletBase
import SwiftletTensor
import SwiftletText
import Synchronization

extension DistilBERT {
    /// The hidden states after the last layer of every token, `[tokens, width]`, in the order of the
    /// sequences and their tokens.
    ///
    /// - Parameters:
    ///   - sequences: The tokens of each text, with the tokenizer's marks around them.
    ///   - long: How to handle sequences with more tokens than there are positions. Truncated ones
    ///     have as many rows as there are positions.
    /// - Throws: `TokenError` naming the sequence.
    public func hiddenStates(
        of sequences: TokenSequences,
        long: LongSequences = .rejected
    ) throws(TokenError) -> Tensor {
        try configuration.check(sequences, long)
        var rowStarts = [0]
        for sequence in 0..<sequences.count {
            rowStarts.append(rowStarts[sequence] + rows(of: sequence, in: sequences))
        }
        let (starts, width) = (rowStarts, configuration.hiddenSize)
        let result = Tensor(uninitialized: [starts[sequences.count], width])
        nonisolated(unsafe) let target = result.storage.address
        forEachGroup(of: sequences) { workspace, group in
            let states = self.forward(workspace)
            (target + starts[group.lowerBound] * width).update(
                from: states,
                count: workspace.tokens.rows * width
            )
        }
        return result
    }

    /// Calls `body` with groups of neighbouring sequences, packed, until all had their turn: few
    /// tokens as one group, which may use the threads inside, many in groups at the same time.
    package func forEachGroup(
        of sequences: TokenSequences,
        _ body: @Sendable (_ workspace: EncoderWorkspace, _ group: Range<Int>) -> Void
    ) {
        let groups = groups(of: sequences)
        let next = Atomic<Int>(0)
        @Sendable func run(_ workspace: EncoderWorkspace, _ group: Range<Int>) {
            workspace.tokens.pack(
                Int32(group.lowerBound)..<Int32(group.upperBound),
                of: sequences,
                maximumLength: configuration.maximumPositions
            )
            body(workspace, group)
        }
        if groups.count == 1 {
            return workspaces.withWorkspace(EncoderWorkspace.init) { run($0, groups[0]) }
        }
        Threads.split(min(groups.count, Threads.count)) { _, _ in
            workspaces.withWorkspace(EncoderWorkspace.init) { workspace in
                while true {
                    let group = next.add(1, ordering: .relaxed).oldValue
                    if group >= groups.count { break }
                    run(workspace, groups[group])
                }
            }
        }
    }

    /// The tokens that go through the layers together: enough that the products are as fast as they
    /// get, few enough that what lies between them stays in the cache.
    ///
    /// Weights of 8 bits are read again for each group in a quarter of the time: half as many tokens are
    /// as fast, and need half the memory.
    private var groupTokens: Int { isQuantized ? 256 : 512 }
    /// The fewest tokens for each thread with which groups of their own beat splitting each product.
    private static let threadTokens = 128

    /// How many tokens of a sequence go through the layers: as many as there are positions for.
    private func rows(of sequence: Int, in sequences: TokenSequences) -> Int {
        min(configuration.maximumPositions, sequences.length(of: sequence))
    }

    /// Neighbouring sequences with about as many tokens in each group.
    private func groups(of sequences: TokenSequences) -> [Range<Int>] {
        let count = sequences.count
        if count == 0 { return [] }
        var total = 0
        for sequence in 0..<count {
            total += rows(of: sequence, in: sequences)
        }
        let threads = Threads.count
        if threads == 1 ? total <= groupTokens : total < Self.threadTokens * threads {
            return [0..<count]
        }
        // As many groups for every thread.
        let rounds = (total + groupTokens * threads - 1) / (groupTokens * threads)
        let size = (total + rounds * threads - 1) / (rounds * threads)
        var (groups, start, tokens) = ([Range<Int>](), 0, 0)
        for sequence in 0..<count {
            tokens += rows(of: sequence, in: sequences)
            // Cut where the tokens so far come nearest to a multiple of the size.
            let next = sequence + 1 < count ? rows(of: sequence + 1, in: sequences) : 0
            if tokens + next / 2 >= size * (groups.count + 1) || sequence + 1 == count {
                groups.append(start..<sequence + 1)
                start = sequence + 1
            }
        }
        return groups
    }
}
