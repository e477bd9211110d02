import SwiftletBase

// Other shapes, and parts and joins of tensors.

extension Tensor {
    /// The same elements in another shape of as many. No element is copied.
    public func reshaped(_ newShape: [Int]) -> Tensor {
        precondition(
            newShape.allSatisfy { $0 >= 0 } && newShape.reduce(1, *) == count,
            "A tensor of shape \(shape) cannot take shape \(newShape)."
        )
        return Tensor(storage: storage, shape: newShape)
    }

    /// The matrix with rows and columns exchanged.
    public func transposed() -> Tensor {
        requireMatrix()
        let result = Tensor(uninitialized: [columns, rows])
        nonisolated(unsafe) let (source, target) = (address, result.storage.address)
        let (rows, columns, block) = (rows, columns, 16)
        // Blocks of which both sides stay in the nearest cache.
        Threads.split(
            (columns + block - 1) / block,
            minimumPart: 1 + (1 << 12) / Swift.max(1, rows)
        ) {
            _,
            blocks in
            for first in blocks {
                let columnRange = first * block..<Swift.min(columns, (first + 1) * block)
                for rowStart in stride(from: 0, to: rows, by: block) {
                    let rowEnd = Swift.min(rows, rowStart + block)
                    for column in columnRange {
                        for row in rowStart..<rowEnd {
                            target[column * rows + row] = source[row * columns + column]
                        }
                    }
                }
            }
        }
        return result
    }

    /// Neighbouring items along the first dimension: of a matrix its rows.
    ///
    ///     let batch = features[rows: 0..<32]
    public subscript(rows range: Range<Int>) -> Tensor {
        get {
            let size = itemSize(range)
            let result = Tensor(uninitialized: [range.count] + shape.dropFirst())
            result.storage.address.update(
                from: address + range.lowerBound * size,
                count: range.count * size
            )
            return result
        }
        set {
            let size = itemSize(range)
            precondition(
                newValue.shape == [range.count] + shape.dropFirst(),
                "A tensor of shape \(newValue.shape) does not fit rows \(range) of shape \(shape)."
            )
            (uniqueAddress() + range.lowerBound * size).update(
                from: newValue.address,
                count: range.count * size
            )
        }
    }

    /// The items at the given positions of the first dimension, in the order given: of a matrix its
    /// rows. A position may come more than once.
    public func gatheringRows(_ positions: some Collection<Int>) -> Tensor {
        let size = itemSize(0..<0)
        let result = Tensor(uninitialized: [positions.count] + shape.dropFirst())
        var target = result.storage.address
        for position in positions {
            precondition(
                position >= 0 && position < shape[0],
                "No row \(position) in a tensor of shape \(shape)."
            )
            target.update(from: address + position * size, count: size)
            target += size
        }
        return result
    }

    /// Tensors joined along a dimension; all their other dimensions must be the same.
    ///
    ///     Tensor(concatenating: [Tensor([[1], [2]]), Tensor([[3], [4]])], axis: 1)  // [[1, 3], [2, 4]]
    public init(concatenating tensors: [Tensor], axis: Int = 0) {
        precondition(!tensors.isEmpty, "There is no tensor to concatenate.")
        var shape = tensors[0].shape
        precondition(
            shape.indices.contains(axis),
            "A tensor of shape \(shape) has no dimension \(axis)."
        )
        for tensor in tensors.dropFirst() {
            var fitting = tensor.shape
            if fitting.count == shape.count { fitting[axis] = shape[axis] }
            precondition(
                fitting == shape,
                """
                Tensors of shapes \(tensors[0].shape) and \(tensor.shape) do not fit together \
                along dimension \(axis).
                """
            )
        }
        shape[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
        self.init(uninitialized: shape)
        // Each tensor is a table of `outer` rows, laid side by side.
        let outer = shape[..<axis].reduce(1, *)
        let inner = shape[(axis + 1)...].reduce(1, *)
        let width = shape[axis] * inner
        var start = 0
        for tensor in tensors {
            let length = tensor.shape[axis] * inner
            for row in 0..<outer {
                (storage.address + row * width + start).update(
                    from: tensor.address + row * length,
                    count: length
                )
            }
            start += length
        }
    }

    func requireMatrix() {
        precondition(shape.count == 2, "A tensor of shape \(shape) is not a matrix.")
    }

    /// The number of elements of one item along the first dimension.
    private func itemSize(_ range: Range<Int>) -> Int {
        precondition(
            !shape.isEmpty && range.lowerBound >= 0 && range.upperBound <= shape[0],
            "No rows \(range) in a tensor of shape \(shape)."
        )
        return shape.dropFirst().reduce(1, *)
    }
}
