import CKernels
import SwiftletTensor

/// A matrix in the order in which a product reads it, packed once and multiplied many times.
///
/// An LSTM multiplies a few rows with the same weights in every step. A BLAS would pack the weights
/// anew each time, which costs as much as the product itself. Panels of 16 columns lie one after
/// the other, each with its rows of 16 floats.
///
/// Where there is no kernel for the processor, or the columns are not a multiple of 16, the product
/// is BLAS's.
package final class PanelMatrix {
    package let depth: Int
    package let columns: Int
    private let vectorWidth: Int
    private let panels = Buffer<Float>()
    private var matrix: UnsafePointer<Float>?
    private var isTransposed = false
    /// Whether the panels hold the matrix.
    package private(set) var isPacked = false
    /// The fewest rows in all that make up for the packing.
    private static let minimumRows = 32

    /// - Parameters:
    ///   - depth: The rows of the matrix.
    ///   - columns: The columns of the matrix.
    ///   - vectorWidth: 0 to leave the product to BLAS.
    package init(depth: Int, columns: Int, vectorWidth: Int = LSTMCell.vectorWidth) {
        self.depth = depth
        self.columns = columns
        self.vectorWidth = columns % 16 == 0 ? vectorWidth : 0
    }

    /// Takes the elements of `matrix`: `depth` by `columns`, or the other way round if transposed.
    ///
    /// - Parameters:
    ///   - matrix: Must stay in place and keep its elements until the last product.
    ///   - rows: How many rows are going to be multiplied with it, in all products together.
    package func pack(_ matrix: UnsafePointer<Float>, transposed: Bool, forRows rows: Int) {
        self.matrix = matrix
        isTransposed = transposed
        isPacked = vectorWidth > 0 && rows >= Self.minimumRows
        guard isPacked else { return }
        let target = panels.reserve(depth * columns)
        for panel in 0..<columns / 16 {
            let target = target + panel * depth * 16
            if transposed {
                let source = matrix + panel * 16 * depth
                for column in 0..<16 {
                    let source = source + column * depth
                    for row in 0..<depth { target[row * 16 + column] = source[row] }
                }
            } else {
                for row in 0..<depth {
                    (target + row * 16).update(from: matrix + row * columns + panel * 16, count: 16)
                }
            }
        }
    }

    /// `c = a b + beta c`, where `b` is this matrix, `beta` is 1 if `adding`, else 0.
    package func multiply(
        _ rows: Int,
        _ a: UnsafePointer<Float>,
        stride aStride: Int,
        adding: Bool,
        _ c: UnsafeMutablePointer<Float>,
        stride cStride: Int
    ) {
        if isPacked {
            for panel in 0..<columns / 16 {
                swiftlet_panel_product(
                    Int32(vectorWidth),
                    rows,
                    depth,
                    a,
                    aStride,
                    panels.start + panel * depth * 16,
                    adding ? 1 : 0,
                    c + panel * 16,
                    cStride
                )
            }
        } else if rows == 1 {
            BLAS.gemv(
                isTransposed ? columns : depth,
                isTransposed ? depth : columns,
                matrix!,
                transpose: !isTransposed,
                a,
                beta: adding ? 1 : 0,
                c
            )
        } else {
            BLAS.gemm(
                rows,
                columns,
                depth,
                a,
                lda: aStride,
                matrix!,
                ldb: isTransposed ? depth : columns,
                transposeB: isTransposed,
                beta: adding ? 1 : 0,
                c,
                ldc: cStride
            )
        }
    }
}
