import COpenBLAS
import SwiftletBase

// Products with matrices in row-major memory, split over the library's threads. Names are those of
// BLAS: `m` by `n` is the result, `k` the length of the inner products, `lda` the distance from a
// row of `a` to the next as it lies in memory. No call allocates.

extension BLAS {
    /// The fewest multiplications that are worth a thread of their own in `gemm`.
    private static let minimumProductWork = 1 << 20
    /// The fewest matrix elements that are worth a thread of their own in `gemv`.
    private static let minimumVectorWork = 1 << 15
    /// Parts of a result begin at multiples of this, so that kernels work on whole blocks.
    private static let blockLength = 16

    /// `c = alpha op(a) op(b) + beta c`, where `op` transposes if asked for.
    ///
    /// With `beta` 0, `c` may hold anything before. `lda` and `ldb` default to matrices without a gap
    /// between their rows, `ldc` to `n`.
    package static func gemm(
        _ m: Int,
        _ n: Int,
        _ k: Int,
        alpha: Float = 1,
        _ a: UnsafePointer<Float>,
        lda: Int? = nil,
        transposeA: Bool = false,
        _ b: UnsafePointer<Float>,
        ldb: Int? = nil,
        transposeB: Bool = false,
        beta: Float = 0,
        _ c: UnsafeMutablePointer<Float>,
        ldc: Int? = nil
    ) {
        let lda = lda ?? (transposeA ? m : k)
        let ldb = ldb ?? (transposeB ? k : n)
        let ldc = ldc ?? n
        if m == 0 || n == 0 { return }
        if k == 0 {
            for row in 0..<m { scaleOrClear(c + row * ldc, n, by: beta) }
            return
        }
        nonisolated(unsafe) let (a, b, c) = (a, b, c)
        splitProduct(m, n, k) { rows, columns in
            makeReady()
            cblas_sgemm(
                CblasRowMajor,
                transposeA ? CblasTrans : CblasNoTrans,
                transposeB ? CblasTrans : CblasNoTrans,
                int32(rows.count),
                int32(columns.count),
                int32(k),
                alpha,
                a + rows.lowerBound * (transposeA ? 1 : lda),
                int32(lda),
                b + columns.lowerBound * (transposeB ? ldb : 1),
                int32(ldb),
                beta,
                c + rows.lowerBound * ldc + columns.lowerBound,
                int32(ldc)
            )
        }
    }

    /// `y = alpha op(a) x + beta y`, where `a` is `m` by `n` as it lies in memory.
    ///
    /// With `beta` 0, `y` may hold anything before.
    package static func gemv(
        _ m: Int,
        _ n: Int,
        alpha: Float = 1,
        _ a: UnsafePointer<Float>,
        lda: Int? = nil,
        transpose: Bool = false,
        _ x: UnsafePointer<Float>,
        beta: Float = 0,
        _ y: UnsafeMutablePointer<Float>
    ) {
        let lda = lda ?? n
        if beta == 0 { y.update(repeating: 0, count: transpose ? n : m) }
        if m == 0 || n == 0 { return scaleOrClear(y, transpose ? n : m, by: beta) }
        nonisolated(unsafe) let (a, x, y) = (a, x, y)
        splitVectorProduct(m, n, transpose) { rows, columns in
            makeReady()
            cblas_sgemv(
                CblasRowMajor,
                transpose ? CblasTrans : CblasNoTrans,
                int32(rows.count),
                int32(columns.count),
                alpha,
                a + rows.lowerBound * lda + columns.lowerBound,
                int32(lda),
                x,
                1,
                beta,
                y + (transpose ? columns.lowerBound : rows.lowerBound),
                1
            )
        }
    }

    /// Splits the longer side of a result, because every part packs all of the other operand.
    private static func splitProduct(
        _ m: Int,
        _ n: Int,
        _ k: Int,
        _ body: @Sendable (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
    ) {
        let (longer, shorter) = (max(m, n), min(m, n))
        let (blockWork, overflow) = (shorter * blockLength).multipliedReportingOverflow(by: k)
        splitBlocks(longer, minimumBlocks: overflow ? 1 : minimumProductWork / max(1, blockWork)) {
            range in
            if m >= n { body(range, 0..<n) } else { body(0..<m, range) }
        }
    }

    private static func splitVectorProduct(
        _ m: Int,
        _ n: Int,
        _ transpose: Bool,
        _ body: @Sendable (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
    ) {
        let (length, depth) = transpose ? (n, m) : (m, n)
        splitBlocks(length, minimumBlocks: minimumVectorWork / (depth * blockLength)) { range in
            if transpose { body(0..<m, range) } else { body(range, 0..<n) }
        }
    }

    private static func splitBlocks(
        _ length: Int,
        minimumBlocks: Int,
        _ body: @Sendable (Range<Int>) -> Void
    ) {
        let blocks = (length + blockLength - 1) / blockLength
        Threads.split(blocks, minimumPart: max(1, minimumBlocks)) { _, range in
            body(range.lowerBound * blockLength..<min(length, range.upperBound * blockLength))
        }
    }

    private static func scaleOrClear(
        _ values: UnsafeMutablePointer<Float>,
        _ count: Int,
        by factor: Float
    ) {
        for index in 0..<count { values[index] = factor == 0 ? 0 : values[index] * factor }
    }
}
