import CKernels

// Products of two matrices of floats that are rounded to bfloat16 numbers first, for training.
//
// A product has a left matrix, `[rows, inputs]`, and a right one, `[inputs, outputs]`, in blocks of a
// kernel's size with zeros up to whole blocks:
//
//     left    [rows / 16][inputs / 32][16 rows][32 inputs]
//     right   [outputs / 16][inputs / 32][16 pairs of inputs][16 outputs][2 inputs]
//
// All kernels take these forms.
extension BFloat16Kernel {
    /// What a matrix of floats becomes.
    package enum Form: Int32, Sendable, CaseIterable {
        // The numbers are those of `swiftlet_bf16_form`.
        case left = 0
        /// Its transpose becomes a left matrix.
        case leftTurned = 1
        case right = 2
        /// Its transpose becomes a right matrix.
        case rightTurned = 3

        /// Whether the products' sums go over the matrix's rows, not its columns.
        var sumsRows: Bool { self == .leftTurned || self == .right }
        var isLeft: Bool { self == .left || self == .leftTurned }

        /// How many numbers a matrix takes.
        package func count(rows: Int, columns: Int) -> Int {
            let (outer, inner) = sumsRows ? (columns, rows) : (rows, columns)
            return (outer + 15) / 16 * ((inner + 31) / 32) * 512
        }
    }

    /// Writes `x`, `[rows, columns]`, in a form, each number rounded to the nearest, halves to even.
    package func pack(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafePointer<Float>,
        as form: Form,
        into target: UnsafeMutablePointer<UInt16>
    ) {
        if self != .portable {
            return swiftlet_bf16_pack(rawValue, form.rawValue, rows, columns, x, target)
        }
        let (outer, inner) = form.sumsRows ? (columns, rows) : (rows, columns)
        let (outerStride, innerStride) = form.sumsRows ? (1, columns) : (columns, 1)
        var block = target
        for first in stride(from: 0, to: outer, by: 16) {
            for start in stride(from: 0, to: inner, by: 32) {
                for row in 0..<16 {
                    for input in 0..<32 {
                        let isThere = first + row < outer && start + input < inner
                        let place =
                            form.isLeft
                            ? 32 * row + input : input / 2 * 32 + 2 * row + input % 2
                        block[place] =
                            isThere
                            ? BFloat16Matrix.rounded(
                                x[(first + row) * outerStride + (start + input) * innerStride]
                            ) : 0
                    }
                }
                block += 512
            }
        }
    }

    /// Writes `x`, `[rows, columns]`, as a left matrix and its transpose as another, and adds each column's
    /// sum to `sums`: what the backward pass of a layer needs of the gradient of its outputs.
    ///
    /// - Parameter left: nil where nobody needs it.
    package func packGradient(
        _ rows: Int,
        _ columns: Int,
        _ x: UnsafePointer<Float>,
        left: UnsafeMutablePointer<UInt16>?,
        turned: UnsafeMutablePointer<UInt16>,
        sums: UnsafeMutablePointer<Float>
    ) {
        if self != .portable {
            return swiftlet_bf16_pack_gradient(rawValue, rows, columns, x, left, turned, sums)
        }
        if let left { pack(rows, columns, x, as: .left, into: left) }
        pack(rows, columns, x, as: .leftTurned, into: turned)
        for row in 0..<rows {
            for column in 0..<columns { sums[column] += x[row * columns + column] }
        }
    }

    /// `y[r][n] = start[r][n] + ` the sum over `k` of `left[r][k] * right[k][n]`.
    ///
    /// - Parameters:
    ///   - start: What the sums begin with: nil for zeros. May be `y`.
    ///   - startStride: The distance between two rows of `start`; 0 for the same row for all.
    ///   - stride: The distance between two rows of `y`.
    package func multiply(
        rows: Int,
        outputs: Int,
        inputs: Int,
        _ left: UnsafePointer<UInt16>,
        _ right: UnsafePointer<UInt16>,
        start: UnsafePointer<Float>?,
        startStride: Int,
        into y: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        if self != .portable {
            return swiftlet_bf16_multiply(
                rawValue,
                rows,
                outputs,
                inputs,
                left,
                right,
                start,
                startStride,
                y,
                stride
            )
        }
        let blocks = (inputs + 31) / 32
        for row in 0..<rows {
            let left = left + row / 16 * blocks * 512 + row % 16 * 32
            for output in 0..<outputs {
                let right = right + output / 16 * blocks * 512 + output % 16 * 2
                var sum: Float = 0
                for input in 0..<inputs {
                    let block = input / 32 * 512
                    let pair = input % 32 / 2 * 32 + input % 2
                    sum +=
                        BFloat16Matrix.float(left[block + input % 32])
                        * BFloat16Matrix.float(right[block + pair])
                }
                y[row * stride + output] =
                    (start.map { $0[row * startStride + output] } ?? 0) + sum
            }
        }
    }
}
