import SwiftletBase

/// Symmetric quantisation of a row of weights to 8 bits: `w = scale * q` with `q` from -127 to 127.
enum QuantizedRow {
    /// `max |w| / 127`; 0 where that is below the least normal `Float`; nil if any number is NaN or
    /// infinite.
    static func scale(_ count: Int, _ x: UnsafePointer<Float>) -> Float? {
        var greatest: Float = 0
        var isFinite = true
        for index in 0..<count {
            greatest = max(greatest, x[index].magnitude)
            isFinite = isFinite && x[index].isFinite
        }
        let scale = greatest / 127
        return isFinite ? (scale < .leastNormalMagnitude ? 0 : scale) : nil
    }

    /// `round(x / scale)`, halves to even.
    @inline(__always)
    static func quantize(_ x: Float, factor: Float) -> Int8 {
        Int8(max(-127, min(127, (x * factor).rounded(.toNearestOrEven))))
    }

    /// The scales of the rows of a matrix `[rows, columns]`.
    static func scales(of matrix: Tensor) throws(QuantizationError) -> Tensor {
        let columns = matrix.columns
        let scales = Tensor(uninitialized: [matrix.rows])
        nonisolated(unsafe) let (x, target) = (matrix.storage.address, scales.storage.address)
        let faults = Threads.map(matrix.rows, minimumPart: max(1, (1 << 16) / max(1, columns))) {
            range -> Int? in
            for row in range {
                guard let scale = scale(columns, x + row * columns) else { return row }
                target[row] = scale
            }
            return nil
        }
        if let row = faults.lazy.compactMap({ $0 }).first {
            let column = (0..<columns).first { !x[row * columns + $0].isFinite }!
            throw .notFinite(row: row, column: column)
        }
        return scales
    }
}
