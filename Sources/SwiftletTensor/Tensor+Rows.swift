// Operations by rows: along the last dimension. A tensor of shape [2, 3, 4] has six rows of four.

extension Tensor {
    /// Adds a vector, such as a bias, to every row.
    public mutating func addToRows(_ vector: Tensor) {
        requireRow(vector)
        VectorMath.addToRows(rowCount, rowLength, vector.address, to: uniqueAddress())
    }

    /// The tensor with a vector added to every row.
    public func addingToRows(_ vector: Tensor) -> Tensor {
        var result = self
        result.addToRows(vector)
        return result
    }

    /// Multiplies column `j` by element `j` of a vector.
    public mutating func scaleColumns(by factors: Tensor) {
        requireRow(factors)
        VectorMath.multiplyRows(rowCount, rowLength, uniqueAddress(), by: factors.address)
    }

    /// The tensor with column `j` multiplied by element `j` of a vector.
    public func scalingColumns(by factors: Tensor) -> Tensor {
        var result = self
        result.scaleColumns(by: factors)
        return result
    }

    /// Multiplies row `i` by element `i` of a vector.
    public mutating func scaleRows(by factors: Tensor) {
        precondition(
            factors.count == rowCount,
            "Factors of shape \(factors.shape) do not fit the rows of shape \(shape)."
        )
        VectorMath.scaleRows(rowCount, rowLength, uniqueAddress(), by: factors.address)
    }

    /// The tensor with row `i` multiplied by element `i` of a vector.
    public func scalingRows(by factors: Tensor) -> Tensor {
        var result = self
        result.scaleRows(by: factors)
        return result
    }

    /// The sum of each row: of `[rows, columns]` a vector `[rows]`, in general this shape without
    /// its last dimension.
    public func rowSums() -> Tensor {
        reducingRows { Float(VectorMath.sum($0, $1)) }
    }

    /// The mean of each row; NaN where rows have no element.
    public func rowMeans() -> Tensor {
        reducingRows { Float(VectorMath.sum($0, $1) / Double($0)) }
    }

    /// The greatest element of each row; NaN if any is. Rows must have an element.
    public func rowMaxima() -> Tensor {
        requireRowElements()
        return reducingRows { VectorMath.max($0, $1) }
    }

    /// The sum of each column: of `[rows, columns]` a vector `[columns]`.
    public func columnSums() -> Tensor {
        let result = Tensor(uninitialized: [rowLength])
        VectorMath.columnSums(rowCount, rowLength, address, into: result.storage.address)
        return result
    }

    /// The mean of each column; NaN where there is no row.
    public func columnMeans() -> Tensor {
        columnSums() / Float(rowCount)
    }

    /// The position of the greatest element of each row: the first of equals, and the first NaN
    /// where there is one, as in NumPy. Rows must have an element.
    public func rowArgmax() -> [Int] {
        requireRowElements()
        return [Int](unsafeUninitializedCapacity: rowCount) { positions, count in
            if rowCount == 0 { return }
            VectorMath.reduceRows(rowCount, rowLength, address, into: positions.baseAddress!) {
                VectorMath.argmax($0, $1)
            }
            count = rowCount
        }
    }

    /// The softmax of each row: e^x over the sum of the row's e^x. A row with NaN, with +infinity
    /// or of nothing but -infinity becomes NaN.
    public func softmax() -> Tensor {
        let result = Tensor(uninitialized: shape)
        VectorMath.softmaxRows(rowCount, rowLength, address, into: result.storage.address)
        return result
    }

    /// The softmax of each row, in place.
    public mutating func formSoftmax() {
        let address = uniqueAddress()
        VectorMath.softmaxRows(rowCount, rowLength, address, into: address)
    }

    /// The logarithm of the softmax of each row, exact also where the softmax is 0 or 1.
    public func logSoftmax() -> Tensor {
        let result = Tensor(uninitialized: shape)
        VectorMath.logSoftmaxRows(rowCount, rowLength, address, into: result.storage.address)
        return result
    }

    /// Divides each row by its Euclidean length. A row of zeros stays.
    public mutating func normalizeRows() {
        VectorMath.normalizeRows(rowCount, rowLength, uniqueAddress())
    }

    /// The tensor with each row divided by its Euclidean length. A row of zeros stays.
    public func normalizingRows() -> Tensor {
        var result = self
        result.normalizeRows()
        return result
    }

    /// The length of the last dimension; 1 for a scalar.
    package var rowLength: Int { shape.last ?? 1 }
    /// The product of all dimensions but the last.
    package var rowCount: Int { shape.dropLast().reduce(1, *) }

    private func reducingRows(
        _ reduce: @Sendable (_ count: Int, _ row: UnsafePointer<Float>) -> Float
    ) -> Tensor {
        let result = Tensor(uninitialized: Array(shape.dropLast()))
        VectorMath.reduceRows(
            rowCount,
            rowLength,
            address,
            into: result.storage.address,
            reduce
        )
        return result
    }

    private func requireRow(_ vector: Tensor) {
        precondition(
            vector.count == rowLength && vector.shape.count <= 1,
            "A vector of shape \(vector.shape) does not fit the rows of shape \(shape)."
        )
    }

    private func requireRowElements() {
        precondition(
            rowLength > 0 || rowCount == 0,
            "The rows of a tensor of shape \(shape) have no greatest element."
        )
    }
}
