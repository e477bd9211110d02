import SwiftletNeural
import SwiftletTensor

extension Attention {
    /// How many probabilities there are: those of all sequences and heads.
    func probabilityCount(_ tokens: PackedTokens) -> Int {
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

    /// As `forward`, on the calling thread, keeping all probabilities.
    ///
    /// - Parameters:
    ///   - mask: Dropout's factors of the probabilities; nil for none.
    ///   - scratch: Memory for `greatestProbabilities`.
    func forwardKeeping(
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        probabilities: UnsafeMutablePointer<Float>,
        mask: UnsafePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>,
        into result: UnsafeMutablePointer<Float>
    ) {
        forEach(tokens) { sequence, head, start in
            let kept = probabilities + start
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
    struct InputGradients {
        let queries: UnsafeMutablePointer<Float>
        let keys: UnsafeMutablePointer<Float>
        let values: UnsafeMutablePointer<Float>
    }

    /// Writes the gradients of queries, keys and values.
    ///
    /// - Parameters:
    ///   - probabilities: What `forwardKeeping` kept.
    ///   - mask: What it was given.
    ///   - scratch: Memory for twice `greatestProbabilities`.
    func backward(
        _ tokens: PackedTokens,
        _ inputs: Inputs,
        probabilities: UnsafePointer<Float>,
        mask: UnsafePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        into gradients: InputGradients
    ) {
        let scale = 1 / Float(headWidth).squareRoot()
        let scoreGradient = scratch + greatestProbabilities(tokens)
        forEach(tokens) { sequence, head, start in
            let (rows, length) = (queries(sequence, tokens), tokens.length(sequence))
            let offset = head * headWidth
            let queryPlace = queryStart(sequence, tokens) * inputs.queryStride + offset
            let place = tokens.start(sequence) * inputs.stride + offset
            let gradient = outputGradient + queryStart(sequence, tokens) * width + offset
            let kept = probabilities + start
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
