import Foundation
import SwiftletBase
import SwiftletTensor
import SwiftletText
import SwiftletTransformers
import TestSupport
import Testing

@Suite struct KernelTests {
    /// The widths of the kernels that this processor has; 0 is Swift's.
    static let widths = [0, 8, 16].filter { $0 <= TransformerRows.vectorWidth }

    private func numbers(_ count: Int, _ scale: Float = 2) -> [Float] {
        var generator = PCG64(seed: UInt64(count))
        return (0..<count).map { _ in Float(generator.normal()) * scale }
    }

    private func probability(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

    @Test(arguments: widths) func geluIsExact(_ width: Int) {
        let x = (-20_000...20_000).map { Float($0) / 1_000 } + [-1e30, 1e30, 0]
        var y = x
        y.withUnsafeMutableBufferPointer {
            GELU.forward($0.count, $0.baseAddress!, into: $0.baseAddress!, vectorWidth: width)
        }
        var gradient = [Float](repeating: 2, count: x.count)
        gradient.withUnsafeMutableBufferPointer {
            GELU.backward($0.count, x, gradient: $0.baseAddress!, vectorWidth: width)
        }
        for (x, (y, gradient)) in zip(x, zip(y, gradient)) {
            let x = Double(x)
            let expected = x * probability(x)
            #expect(abs(Double(y) - expected) <= 1e-6 * max(1, abs(expected)), "at \(x)")
            let slope = probability(x) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
            #expect(abs(Double(gradient) - 2 * slope) <= 2e-6, "at \(x)")
        }
    }

    @Test(arguments: widths, [1, 3, 8, 17, 33]) func softmax(_ width: Int, _ columns: Int) {
        let x = numbers(3 * columns, 30)
        var y = x
        y.withUnsafeMutableBufferPointer {
            TransformerRows.softmax(3, columns, $0.baseAddress!, vectorWidth: width)
        }
        for row in 0..<3 {
            let range = row * columns..<(row + 1) * columns
            let powers = x[range].map { exp(Double($0) - Double(x[range].max()!)) }
            let expected = powers.map { Float($0 / powers.reduce(0, +)) }
            expectClose(Array(y[range]), expected, tolerance: 1e-6)
        }
    }

    @Test(arguments: widths, [1, 6, 8, 24, 35, 100])
    func layerNormalization(_ width: Int, _ columns: Int) {
        let (x, residual) = (numbers(2 * columns), numbers(2 * columns + 1))
        let (scale, shift) = (numbers(columns), numbers(columns + 2))
        for residual in [nil, residual] {
            var (sum, y) = (x, [Float](repeating: 0, count: 2 * columns))
            var moments = [Float](repeating: 0, count: 4)
            let norm = LayerNorm(
                scale: FloatArray(Tensor(scale, shape: [columns])),
                shift: FloatArray(Tensor(shift.prefix(columns), shape: [columns])),
                epsilon: 1e-3
            )
            func normalize(adding residual: UnsafePointer<Float>?) {
                norm.normalize(
                    2,
                    &sum,
                    adding: residual,
                    moments: &moments,
                    into: &y,
                    vectorWidth: width
                )
            }
            if let residual { normalize(adding: residual) } else { normalize(adding: nil) }
            for row in 0..<2 {
                let range = row * columns..<(row + 1) * columns
                let added = range.map { Double(x[$0]) + Double(residual?[$0] ?? 0) }
                let mean = added.reduce(0, +) / Double(columns)
                let variance = added.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
                let factor = 1 / (variance + 1e-3).squareRoot()
                let expected = added.enumerated().map {
                    Float(($1 - mean) * factor * Double(scale[$0]) + Double(shift[$0]))
                }
                expectClose(Array(y[range]), expected, tolerance: 1e-5)
                expectClose(Array(sum[range]), added.map { Float($0) }, tolerance: 1e-6)
                expectClose([moments[2 * row]], [Float(mean)], tolerance: 1e-5)
                expectClose([moments[2 * row + 1]], [Float(factor)], tolerance: 1e-5)
            }
        }
    }

    /// The formula of attention in Double, of one query with the keys and values of `rows`; `number`
    /// gives that of a row, a part (queries, keys, values) and a column.
    private func attended(
        _ query: Int,
        _ rows: Range<Int>,
        _ columns: Range<Int>,
        _ number: (Int, Int, Int) -> Double
    ) -> [Float] {
        let powers = rows.map { key -> Double in
            var score = 0.0
            for column in columns { score += number(query, 0, column) * number(key, 1, column) }
            return exp(score / Double(columns.count).squareRoot())
        }
        let total = powers.reduce(0, +)
        return columns.map { column -> Float in
            var sum = 0.0
            for (row, power) in zip(rows, powers) { sum += power * number(row, 2, column) }
            return Float(sum / total)
        }
    }

    /// Of sequences of many lengths, among them none and one token.
    @Test(arguments: widths, [4, 8, 16, 32])
    func attention(_ width: Int, _ headWidth: Int) {
        let heads = 3
        let size = heads * headWidth
        let lengths = [5, 1, 0, 16, 17, 6, 40]
        let tokens = PackedTokens()
        tokens.pack(
            0..<Int32(lengths.count),
            of: TokenSequences(lengths.map { [Int](repeating: 0, count: $0) }),
            maximumLength: 64
        )
        let all = numbers(3 * size * tokens.rows, 1.5)
        for firstOnly in [false, true] {
            let attention = ScaledDotProductAttention(
                heads: heads,
                headWidth: headWidth,
                firstOnly: firstOnly
            )
            var results = [Float](repeating: 0, count: size * tokens.rows)
            all.withUnsafeBufferPointer { all in
                results.withUnsafeMutableBufferPointer { results in
                    attention.forward(
                        tokens,
                        ScaledDotProductAttention.Inputs(together: all.baseAddress!, width: size),
                        scratch: Buffer<Float>(),
                        into: results.baseAddress!,
                        vectorWidth: width
                    )
                }
            }
            for sequence in 0..<lengths.count {
                let rows = tokens.start(sequence)..<tokens.start(sequence + 1)
                // One query alone stands at the sequence's own row, whichever sequences have tokens.
                let one = sequence..<sequence + min(1, rows.count)
                for query in firstOnly ? one : rows {
                    for head in 0..<heads {
                        let columns = head * headWidth..<(head + 1) * headWidth
                        let expected = attended(query, rows, columns) { row, part, column in
                            Double(all[(3 * row + part) * size + column])
                        }
                        let start = query * size + columns.lowerBound
                        expectClose(
                            Array(results[start..<start + headWidth]),
                            expected,
                            tolerance: 1e-5
                        )
                    }
                }
            }
        }
    }

    /// Those of vectors beside Swift's, which the trainings of fixtures compare with PyTorch. Rows of one or
    /// two columns have a gradient near 0, all of it rounding.
    @Test(arguments: widths.filter { $0 > 0 }, [3, 6, 8, 24, 35, 100])
    func gradientsOfLayerNormalization(_ width: Int, _ columns: Int) {
        let rows = 3
        let (x, outputs) = (numbers(rows * columns), numbers(rows * columns + 1))
        let norm = LayerNorm(
            scale: FloatArray(Tensor(numbers(columns), shape: [columns])),
            shift: FloatArray(Tensor(zeros: [columns])),
            epsilon: 1e-3
        )
        func gradients(_ width: Int, trained: Bool) -> [[Float]] {
            var (sums, y) = (x, x)
            var moments = [Float](repeating: 0, count: 2 * rows)
            norm.normalize(rows, &sums, adding: nil, moments: &moments, into: &y)
            var (scale, shift) = (numbers(columns + 3), numbers(columns + 4))
            scale.withUnsafeMutableBufferPointer { scale in
                shift.withUnsafeMutableBufferPointer { shift in
                    norm.backward(
                        rows,
                        x,
                        moments: moments,
                        outputGradient: outputs,
                        gradients: trained
                            ? LayerNorm.Gradients(
                                scale: scale.baseAddress!,
                                shift: shift.baseAddress!
                            ) : nil,
                        inputGradient: &y,
                        vectorWidth: width
                    )
                }
            }
            return [scale, shift, y]
        }
        for trained in [false, true] {
            for (found, expected) in zip(
                gradients(width, trained: trained),
                gradients(0, trained: trained)
            ) {
                expectClose(found, expected, tolerance: 1e-5)
            }
        }
        #expect(gradients(width, trained: false)[0] == numbers(columns + 3))
    }

    /// As above, with dropout and without.
    @Test(arguments: widths.filter { $0 > 0 }, [8, 16, 32, 48])
    func attentionInTraining(_ width: Int, _ headWidth: Int) {
        let heads = 2
        let size = heads * headWidth
        let lengths = [5, 1, 16, 17, 6, 40]
        let tokens = PackedTokens()
        tokens.pack(
            0..<Int32(lengths.count),
            of: TokenSequences(lengths.map { [Int](repeating: 0, count: $0) }),
            maximumLength: 64
        )
        for firstOnly in [false, true] {
            let attention = ScaledDotProductAttention(
                heads: heads,
                headWidth: headWidth,
                firstOnly: firstOnly
            )
            let queries = firstOnly ? lengths.count : tokens.rows
            let q = numbers(size * queries, 1.5)
            let kv = numbers(2 * size * tokens.rows, 1.5)
            let outputs = numbers(size * queries + 1)
            let count = attention.probabilityCount(tokens)
            let mask = numbers(count).map { $0 < -1 ? 0 : 1.25 as Float }
            func results(_ width: Int, _ mask: UnsafePointer<Float>?) -> [[Float]] {
                var probabilities = [Float](repeating: .nan, count: count)
                var (y, queryGradient) = (outputs, q.map { _ in Float.nan })
                var gradient = kv.map { _ in Float.nan }
                q.withUnsafeBufferPointer { q in
                    kv.withUnsafeBufferPointer { kv in
                        let inputs = ScaledDotProductAttention.Inputs(
                            queries: q.baseAddress!,
                            keysAndValues: kv.baseAddress!,
                            width: size
                        )
                        attention.forward(
                            tokens,
                            inputs,
                            probabilities: &probabilities,
                            mask: mask,
                            scratch: Buffer(),
                            into: &y,
                            vectorWidth: width
                        )
                        queryGradient.withUnsafeMutableBufferPointer { queryGradient in
                            gradient.withUnsafeMutableBufferPointer { gradient in
                                attention.backward(
                                    tokens,
                                    inputs,
                                    probabilities: probabilities,
                                    mask: mask,
                                    scratch: Buffer(),
                                    outputGradient: outputs,
                                    into: ScaledDotProductAttention.InputGradients(
                                        queries: queryGradient.baseAddress!,
                                        keys: gradient.baseAddress!,
                                        values: gradient.baseAddress! + size
                                    ),
                                    vectorWidth: width
                                )
                            }
                        }
                    }
                }
                return [probabilities, y, queryGradient, gradient]
            }
            for (found, expected) in zip(results(width, nil), results(0, nil)) {
                expectClose(found, expected, tolerance: 1e-5)
            }
            mask.withUnsafeBufferPointer { mask in
                let mask = mask.baseAddress
                for (found, expected) in zip(results(width, mask), results(0, mask)) {
                    expectClose(found, expected, tolerance: 1e-5)
                }
            }
        }
    }
}
