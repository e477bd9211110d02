import CKernels
import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// Scaled dot-product attention with several heads (Vaswani et al. 2017, "Attention Is All You
/// Need"), of each packed sequence to itself, on its own length.
///
/// Queries, keys and values are rows of `heads * headWidth` numbers, a stride apart.
package struct ScaledDotProductAttention: Sendable {
    let heads: Int
    let headWidth: Int
    /// Whether only the first token of each sequence asks: then sequence `s` has the query and the
    /// result at row `s`.
    let firstOnly: Bool

    package init(heads: Int, headWidth: Int, firstOnly: Bool) {
        self.heads = heads
        self.headWidth = headWidth
        self.firstOnly = firstOnly
    }

    var width: Int { heads * headWidth }

    func queryStart(_ sequence: Int, _ tokens: PackedTokens) -> Int {
        firstOnly ? sequence : tokens.start(sequence)
    }

    func queries(_ sequence: Int, _ tokens: PackedTokens) -> Int {
        firstOnly ? 1 : tokens.length(sequence)
    }

    /// How many probabilities one head of the longest sequence has.
    func greatestProbabilities(_ tokens: PackedTokens) -> Int {
        (firstOnly ? 1 : tokens.longest) * tokens.longest
    }

    /// Queries, keys and values, and the distances between their rows.
    package struct Inputs {
        let queries: UnsafePointer<Float>
        let queryStride: Int
        let keys: UnsafePointer<Float>
        let values: UnsafePointer<Float>
        /// The distance between rows of keys, and between rows of values.
        let stride: Int

        /// Queries, keys and values beside each other, `[tokens, 3 width]`.
        package init(together all: UnsafePointer<Float>, width: Int) {
            (queries, keys, values) = (all, all + width, all + 2 * width)
            (queryStride, stride) = (3 * width, 3 * width)
        }

        /// Queries `[queries, width]`, and keys and values beside each other, `[tokens, 2 width]`.
        package init(
            queries: UnsafePointer<Float>,
            keysAndValues: UnsafePointer<Float>,
            width: Int
        ) {
            (self.queries, keys, values) = (queries, keysAndValues, keysAndValues + width)
            (queryStride, stride) = (width, 2 * width)
        }
    }

    /// Writes `softmax(q kᵀ / sqrt(headWidth)) v` of each sequence and head, `[queries, width]`.
    ///
    /// - Parameter scratch: Memory to work in.
    package func forward(
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        scratch: Buffer<Float>,
        into result: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        let hasKernel = vectorWidth > 0 && headWidth % vectorWidth == 0
        let items = tokens.count * heads
        let size = hasKernel ? kernelScratch(tokens.longest) : greatestProbabilities(tokens)
        // A part has work for at least some ten microseconds.
        let work = greatestProbabilities(tokens) * headWidth
        let minimumPart = 1 + (1 << 17) / max(1, work)
        let parts = Threads.parts(items, minimumPart: minimumPart)
        let memory = scratch.reserve(max(1, parts) * size)
        nonisolated(unsafe) let (tokens, inputs, result) = (tokens, inputs, result)
        nonisolated(unsafe) let start = memory
        Threads.split(items, minimumPart: minimumPart) { part, range in
            let scratch = start + part * size
            for item in range {
                let (sequence, head) = (item / heads, item % heads)
                if tokens.length(sequence) == 0 { continue }
                if hasKernel {
                    attend(sequence, head, tokens, inputs, scratch, into: result, vectorWidth)
                } else {
                    scores(sequence, head, tokens, inputs, into: scratch)
                    combine(sequence, head, tokens, inputs, scratch, into: result)
                }
            }
        }
    }

    /// The floats that the kernel works with: some rows of scores, and the keys turned.
    private func kernelScratch(_ length: Int) -> Int { (6 + headWidth) * ((length + 15) / 16 * 16) }

    /// The same for the backward pass: the probabilities, their gradients, and one matrix transposed.
    private func backwardScratch(_ length: Int) -> Int {
        let padded = (length + 15) / 16 * 16
        return padded * (2 * (firstOnly ? 1 : length) + max(headWidth, firstOnly ? 16 : padded))
    }

    /// Where the numbers of a sequence and head begin: among the queries, among the keys and the values, and
    /// in the result.
    private func places(
        _ sequence: Int,
        _ head: Int,
        _ tokens: PackedTokens,
        _ inputs: Inputs
    ) -> (queries: Int, keys: Int, result: Int) {
        let (offset, query) = (head * headWidth, queryStart(sequence, tokens))
        return (
            query * inputs.queryStride + offset,
            tokens.start(sequence) * inputs.stride + offset,
            query * width + offset
        )
    }

    /// `scores` and `combine` in one, with a kernel whose products are as small as these are.
    private func attend(
        _ sequence: Int,
        _ head: Int,
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        _ scratch: UnsafeMutablePointer<Float>,
        into result: UnsafeMutablePointer<Float>,
        _ vectorWidth: Int
    ) {
        let place = places(sequence, head, tokens, inputs)
        swiftlet_attention(
            Int32(vectorWidth),
            queries(sequence, tokens),
            tokens.length(sequence),
            headWidth,
            inputs.queries + place.queries,
            inputs.queryStride,
            inputs.keys + place.keys,
            inputs.values + place.keys,
            inputs.stride,
            1 / Float(headWidth).squareRoot(),
            scratch,
            result + place.result,
            width
        )
    }

    /// The probabilities with which the queries of a sequence and head look at its tokens.
    func scores(
        _ sequence: Int,
        _ head: Int,
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        into probabilities: UnsafeMutablePointer<Float>
    ) {
        let (rows, length) = (queries(sequence, tokens), tokens.length(sequence))
        let place = places(sequence, head, tokens, inputs)
        BLAS.gemm(
            rows,
            length,
            headWidth,
            alpha: 1 / Float(headWidth).squareRoot(),
            inputs.queries + place.queries,
            lda: inputs.queryStride,
            inputs.keys + place.keys,
            ldb: inputs.stride,
            transposeB: true,
            probabilities
        )
        TransformerRows.softmax(rows, length, probabilities)
    }

    /// The means of the values of a sequence and head, weighted with the probabilities.
    func combine(
        _ sequence: Int,
        _ head: Int,
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        _ probabilities: UnsafePointer<Float>,
        into result: UnsafeMutablePointer<Float>
    ) {
        let place = places(sequence, head, tokens, inputs)
        BLAS.gemm(
            queries(sequence, tokens),
            headWidth,
            tokens.length(sequence),
            probabilities,
            inputs.values + place.keys,
            ldb: inputs.stride,
            result + place.result,
            ldc: width
        )
    }
}

extension ScaledDotProductAttention {
    /// How many probabilities there are: those of all sequences and heads.
    package func probabilityCount(_ tokens: PackedTokens) -> Int {
        (0..<tokens.count).reduce(0) {
            $0 + heads * queries($1, tokens) * tokens.length($1)
        }
    }

    /// Calls `body` with each sequence, head and the place of its first probability.
    private func forEach(_ tokens: PackedTokens, _ body: (Int, Int, Int) -> Void) {
        var start = 0
        for sequence in 0..<tokens.count {
            let size = queries(sequence, tokens) * tokens.length(sequence)
            for head in 0..<heads {
                body(sequence, head, start)
                start += size
            }
        }
    }

    /// As `forward`, on the calling thread, keeping the probabilities for the backward pass.
    ///
    /// - Parameters:
    ///   - probabilities: Gets `probabilityCount` of them.
    ///   - mask: Dropout's factors of the probabilities; nil for none.
    ///   - scratch: Memory to work in.
    package func forward(
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        probabilities: UnsafeMutablePointer<Float>,
        mask: UnsafePointer<Float>?,
        scratch: Buffer<Float>,
        into result: UnsafeMutablePointer<Float>,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        let hasKernel = vectorWidth > 0 && headWidth % vectorWidth == 0
        let scratch = scratch.reserve(
            hasKernel ? kernelScratch(tokens.longest) : greatestProbabilities(tokens)
        )
        forEach(tokens) { sequence, head, start in
            let kept = probabilities + start
            if hasKernel {
                let place = places(sequence, head, tokens, inputs)
                return swiftlet_attention_forward(
                    Int32(vectorWidth),
                    queries(sequence, tokens),
                    tokens.length(sequence),
                    headWidth,
                    inputs.queries + place.queries,
                    inputs.queryStride,
                    inputs.keys + place.keys,
                    inputs.values + place.keys,
                    inputs.stride,
                    1 / Float(headWidth).squareRoot(),
                    mask.map { $0 + start },
                    scratch,
                    kept,
                    result + place.result,
                    width
                )
            }
            scores(sequence, head, tokens, inputs, into: kept)
            let used = dropped(sequence, tokens, kept, mask.map { $0 + start }, scratch)
            combine(sequence, head, tokens, inputs, used, into: result)
        }
    }

    /// Probabilities times dropout's factors.
    private func dropped(
        _ sequence: Int,
        _ tokens: PackedTokens,
        _ probabilities: UnsafePointer<Float>,
        _ mask: UnsafePointer<Float>?,
        _ scratch: UnsafeMutablePointer<Float>
    ) -> UnsafePointer<Float> {
        guard let mask else { return probabilities }
        let count = queries(sequence, tokens) * tokens.length(sequence)
        for index in 0..<count { scratch[index] = probabilities[index] * mask[index] }
        return UnsafePointer(scratch)
    }

    /// The gradients of queries, keys and values, with the strides that those have.
    package struct InputGradients {
        let queries: UnsafeMutablePointer<Float>
        let keys: UnsafeMutablePointer<Float>
        let values: UnsafeMutablePointer<Float>

        package init(
            queries: UnsafeMutablePointer<Float>,
            keys: UnsafeMutablePointer<Float>,
            values: UnsafeMutablePointer<Float>
        ) {
            (self.queries, self.keys, self.values) = (queries, keys, values)
        }
    }

    /// Writes the gradients of queries, keys and values.
    ///
    /// - Parameters:
    ///   - probabilities: As the forward pass kept them.
    ///   - mask: What it was given.
    ///   - scratch: Memory to work in.
    package func backward(
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        probabilities: UnsafePointer<Float>,
        mask: UnsafePointer<Float>?,
        scratch: Buffer<Float>,
        outputGradient: UnsafePointer<Float>,
        into gradients: InputGradients,
        vectorWidth: Int = TransformerRows.vectorWidth
    ) {
        let scale = 1 / Float(headWidth).squareRoot()
        let hasKernel = vectorWidth > 0 && headWidth % vectorWidth == 0
        let scratch = scratch.reserve(
            hasKernel ? backwardScratch(tokens.longest) : 2 * greatestProbabilities(tokens)
        )
        let scoreGradient = scratch + greatestProbabilities(tokens)
        forEach(tokens) { sequence, head, start in
            let (rows, length) = (queries(sequence, tokens), tokens.length(sequence))
            let (queryPlace, place, result) = places(sequence, head, tokens, inputs)
            let gradient = outputGradient + result
            let kept = probabilities + start
            if hasKernel {
                return swiftlet_attention_backward(
                    Int32(vectorWidth),
                    rows,
                    length,
                    headWidth,
                    inputs.queries + queryPlace,
                    inputs.queryStride,
                    inputs.keys + place,
                    inputs.values + place,
                    inputs.stride,
                    scale,
                    mask.map { $0 + start },
                    kept,
                    gradient,
                    width,
                    scratch,
                    gradients.queries + queryPlace,
                    gradients.keys + place,
                    gradients.values + place
                )
            }
            let used = dropped(sequence, tokens, kept, mask.map { $0 + start }, scratch)
            BLAS.gemm(
                length,
                headWidth,
                rows,
                used,
                transposeA: true,
                gradient,
                ldb: width,
                gradients.values + place,
                ldc: inputs.stride
            )
            BLAS.gemm(
                rows,
                length,
                headWidth,
                gradient,
                lda: width,
                inputs.values + place,
                ldb: inputs.stride,
                transposeB: true,
                scoreGradient
            )
            if let mask {
                Dropout.backward(rows * length, gradient: scoreGradient, mask: mask + start)
            }
            Softmax.backward(rows, length, kept, gradient: scoreGradient)
            BLAS.gemm(
                rows,
                headWidth,
                length,
                alpha: scale,
                scoreGradient,
                inputs.keys + place,
                ldb: inputs.stride,
                gradients.queries + queryPlace,
                ldc: inputs.queryStride
            )
            BLAS.gemm(
                length,
                headWidth,
                rows,
                alpha: scale,
                scoreGradient,
                transposeA: true,
                inputs.queries + queryPlace,
                ldb: inputs.queryStride,
                gradients.keys + place,
                ldc: inputs.stride
            )
        }
    }
}
