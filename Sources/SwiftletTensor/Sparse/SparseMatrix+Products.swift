import CKernels
import SwiftletBase

extension SparseMatrix {
    // MARK: With tensors

    /// The matrix product of this matrix and a dense one, or of this matrix and a vector. Sums are
    /// taken in `Double`.
    ///
    ///     let scores = features.matrixProduct(weights)
    ///
    /// Transposed, on more than one thread, each keeps sums of its own for all columns; where that
    /// product is taken often, `transposed()` once and the product with it is faster.
    ///
    /// - Parameters:
    ///   - other: A matrix `[columns, n]` or a vector `[columns]`; for the transposed matrix `[rows, n]`
    ///     or `[rows]`.
    ///   - transposeSelf: Whether to take this matrix transposed.
    /// - Returns: A matrix `[rows, n]`, transposed `[columns, n]`; for a vector, a vector.
    public func matrixProduct(_ other: Tensor, transposeSelf: Bool = false) -> Tensor {
        let (inner, outer) = transposeSelf ? (rows, columns) : (columns, rows)
        precondition(
            (1...2).contains(other.shape.count) && other.shape[0] == inner,
            """
            A sparse matrix of \(rows) x \(columns) cannot be \(transposeSelf ? "transposed and " : "")\
            multiplied by shape \(other.shape).
            """
        )
        let width = other.shape.count == 1 ? 1 : other.shape[1]
        var result = Tensor(zeros: [outer] + other.shape.dropFirst())
        other.withUnsafeBufferPointer { other in
            result.withUnsafeMutableBufferPointer { result in
                if transposeSelf {
                    transposedProduct(other, width: width, into: result) { Float($0) }
                } else {
                    product(other, width: width, into: result) { Float($0) }
                }
            }
        }
        return result
    }

    // MARK: With vectors of Double, for solvers

    /// Sets `result` (rows · width) to A·B, with B (columns · width) in row-major order.
    package func multiply(
        _ right: UnsafeBufferPointer<Double>,
        width: Int = 1,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        precondition(
            right.count == columns * width && result.count == rows * width,
            """
            A sparse matrix of \(rows) x \(columns) cannot be multiplied by \(right.count) \
            elements in \(width) columns into \(result.count).
            """
        )
        if (1...8).contains(width) && Kernels.gathersSparseProducts,
            let vectors = right.baseAddress, let target = result.baseAddress
        {
            gatheringProduct(vectors, width: width, into: target)
        } else {
            product(right, width: width, into: result) { $0 }
        }
    }

    private func gatheringProduct(
        _ vectors: UnsafePointer<Double>,
        width: Int,
        into result: UnsafeMutablePointer<Double>
    ) {
        nonisolated(unsafe) let (vectors, result) = (vectors, result)
        withUnsafePointers { matrix in
            splitRows(rowParts) { _, rows in
                let offsets = matrix.rowOffsets + rows.lowerBound
                let target = result + rows.lowerBound * width
                if width == 1 {
                    swiftlet_sparse_products(
                        rows.count,
                        offsets,
                        matrix.columnIndices,
                        matrix.values,
                        vectors,
                        target
                    )
                } else {
                    swiftlet_sparse_products_wide(
                        rows.count,
                        offsets,
                        matrix.columnIndices,
                        matrix.values,
                        Int32(width),
                        vectors,
                        target
                    )
                }
            }
        }
    }

    /// Sets `result` (columns · width) to Aᵀ·B, with B (rows · width) in row-major order.
    package func multiplyTransposed(
        _ right: UnsafeBufferPointer<Double>,
        width: Int = 1,
        into result: UnsafeMutableBufferPointer<Double>
    ) {
        precondition(
            right.count == rows * width && result.count == columns * width,
            """
            A sparse matrix of \(rows) x \(columns) cannot be transposed and multiplied by \
            \(right.count) elements in \(width) columns into \(result.count).
            """
        )
        transposedProduct(right, width: width, into: result) { $0 }
    }

    /// The vector A·x, or Aᵀ·x.
    package func matrixProduct(_ vector: [Double], transposeSelf: Bool = false) -> [Double] {
        let length = transposeSelf ? columns : rows
        return [Double](unsafeUninitializedCapacity: length) { result, count in
            count = length
            let result = UnsafeMutableBufferPointer(rebasing: result[..<length])
            vector.withUnsafeBufferPointer {
                if transposeSelf {
                    multiplyTransposed($0, into: result)
                } else {
                    multiply($0, into: result)
                }
            }
        }
    }

    // MARK: Over threads

    @inline(__always)
    private func product<Element: BinaryFloatingPoint & Sendable>(
        _ right: UnsafeBufferPointer<Element>,
        width: Int,
        into result: UnsafeMutableBufferPointer<Element>,
        _ round: @Sendable (Double) -> Element
    ) {
        guard let right = right.baseAddress, let result = result.baseAddress else {
            result.initialize(repeating: 0)
            return
        }
        nonisolated(unsafe) let source = right
        nonisolated(unsafe) let target = result
        withUnsafePointers { matrix in
            splitRows(rowParts) { _, rows in
                if width == 1 {
                    multiplyVector(matrix, rows, source, target, round)
                } else {
                    multiplyMatrix(matrix, rows, source, width, target, round)
                }
            }
        }
    }

    @inline(__always)
    private func transposedProduct<Element: BinaryFloatingPoint & Sendable>(
        _ right: UnsafeBufferPointer<Element>,
        width: Int,
        into result: UnsafeMutableBufferPointer<Element>,
        _ round: @Sendable (Double) -> Element
    ) {
        guard let right = right.baseAddress, let result = result.baseAddress, storedCount > 0 else {
            result.initialize(repeating: 0)
            return
        }
        nonisolated(unsafe) let source = right
        nonisolated(unsafe) let target = result
        let count = columns * width
        let parts = rowParts
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count * parts) { sums in
            nonisolated(unsafe) let sums = sums.baseAddress!
            withUnsafePointers { matrix in
                splitRows(parts) { part, rows in
                    let sums = sums + part * count
                    sums.initialize(repeating: 0, count: count)
                    if width == 1 {
                        addVector(matrix, rows, source, to: sums)
                    } else {
                        addMatrix(matrix, rows, source, width, to: sums)
                    }
                }
            }
            Threads.split(count, minimumPart: 1 << 14) { _, range in
                for index in range {
                    var sum = sums[index]
                    for part in 1..<parts { sum += sums[part * count + index] }
                    target[index] = round(sum)
                }
            }
        }
    }
}

// MARK: - Kernels

/// result[i] = Σ values[k] · vector[column of k], over the elements k of each row i of `rows`.
@inline(__always)
private func multiplyVector<Element: BinaryFloatingPoint>(
    _ matrix: SparseMatrix.Pointers,
    _ rows: Range<Int>,
    _ vector: UnsafePointer<Element>,
    _ result: UnsafeMutablePointer<Element>,
    _ round: (Double) -> Element
) {
    var position = matrix.rowOffsets[rows.lowerBound]
    for row in rows {
        let end = matrix.rowOffsets[row &+ 1]
        // Two sums, so that one addition need not wait for the one before.
        var even = 0.0
        var odd = 0.0
        while position &+ 1 < end {
            even += term(matrix, position, vector)
            odd += term(matrix, position &+ 1, vector)
            position &+= 2
        }
        if position < end { even += term(matrix, position, vector) }
        position = end
        result[row] = round(even + odd)
    }
}

@inline(__always)
private func term<Element: BinaryFloatingPoint>(
    _ matrix: SparseMatrix.Pointers,
    _ position: Int,
    _ vector: UnsafePointer<Element>
) -> Double {
    Double(matrix.values[position]) * Double(vector[Int(matrix.columnIndices[position])])
}

/// `multiplyVector` for each of the `width` columns of `right`: four at a time, so that their sums
/// stay in registers. Of fewer at the end the last one is taken again.
@inline(__always)
private func multiplyMatrix<Element: BinaryFloatingPoint>(
    _ matrix: SparseMatrix.Pointers,
    _ rows: Range<Int>,
    _ right: UnsafePointer<Element>,
    _ width: Int,
    _ result: UnsafeMutablePointer<Element>,
    _ round: (Double) -> Element
) {
    for row in rows {
        let elements = matrix.rowOffsets[row]..<matrix.rowOffsets[row &+ 1]
        let target = result + row &* width
        var column = 0
        while column < width {
            let last = min(3, width &- column &- 1)
            let (second, third) = (min(1, last), min(2, last))
            var sums = SIMD4<Double>()
            for position in elements {
                let value = Double(matrix.values[position])
                let source = right + (Int(matrix.columnIndices[position]) &* width &+ column)
                sums +=
                    value
                    * SIMD4(
                        Double(source[0]),
                        Double(source[second]),
                        Double(source[third]),
                        Double(source[last])
                    )
            }
            for lane in 0...last { target[column &+ lane] = round(sums[lane]) }
            column &+= 4
        }
    }
}

/// sums[column of k] += values[k] · vector[i], over the elements k of each row i of `rows`.
@inline(__always)
private func addVector<Element: BinaryFloatingPoint>(
    _ matrix: SparseMatrix.Pointers,
    _ rows: Range<Int>,
    _ vector: UnsafePointer<Element>,
    to sums: UnsafeMutablePointer<Double>
) {
    for row in rows {
        let factor = Double(vector[row])
        for position in matrix.rowOffsets[row]..<matrix.rowOffsets[row &+ 1] {
            sums[Int(matrix.columnIndices[position])] += Double(matrix.values[position]) * factor
        }
    }
}

/// `addVector` for each of the `width` columns of `right`.
@inline(__always)
private func addMatrix<Element: BinaryFloatingPoint>(
    _ matrix: SparseMatrix.Pointers,
    _ rows: Range<Int>,
    _ right: UnsafePointer<Element>,
    _ width: Int,
    to sums: UnsafeMutablePointer<Double>
) {
    for row in rows {
        let source = right + row &* width
        for position in matrix.rowOffsets[row]..<matrix.rowOffsets[row &+ 1] {
            let value = Double(matrix.values[position])
            let target = sums + Int(matrix.columnIndices[position]) &* width
            for column in 0..<width { target[column] += value * Double(source[column]) }
        }
    }
}
