/// A dense array of `Float` in row-major order, aligned to 64 bytes, with value semantics.
///
///     var weights = Tensor(zeros: [3, 2])
///     weights[1, 0] = 0.5
///     let copy = weights          // shares memory until one of the two is written
///
/// A tensor is always contiguous: element `[i, j]` of a matrix stands at `i * columns + j`.
/// Copies are made on the first write to shared memory.
public struct Tensor: Sendable {
    package var storage: TensorStorage
    /// The length of each dimension, outermost first. A scalar has no dimension and one element.
    public private(set) var shape: [Int]

    package init(storage: TensorStorage, shape: [Int]) {
        self.storage = storage
        self.shape = shape
    }

    /// A tensor of zeros.
    public init(zeros shape: [Int]) {
        precondition(shape.allSatisfy { $0 >= 0 }, "A dimension is negative in shape \(shape).")
        storage = TensorStorage(count: shape.reduce(1, *), zeroed: true)
        self.shape = shape
    }

    /// A tensor of `elements` in row-major order. `elements.count` must be the product of `shape`.
    public init(_ elements: some Collection<Float>, shape: [Int]) {
        precondition(
            elements.count == shape.reduce(1, *),
            "\(elements.count) elements do not fill shape \(shape)."
        )
        storage = TensorStorage(count: elements.count, zeroed: false)
        self.shape = shape
        var position = 0
        for element in elements {
            (storage.address + position).initialize(to: element)
            position += 1
        }
    }

    /// The number of elements: the product of `shape`.
    public var count: Int { storage.count }
    /// The number of rows of a matrix.
    public var rows: Int { shape[0] }
    /// The number of columns of a matrix.
    public var columns: Int { shape[1] }

    /// Calls `body` with the elements in row-major order.
    @inlinable
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: address, count: count))
    }

    /// Calls `body` with the elements in row-major order, for writing.
    public mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        makeUnique()
        return try body(UnsafeMutableBufferPointer(start: storage.address, count: count))
    }

    @usableFromInline var address: UnsafePointer<Float> { UnsafePointer(storage.address) }

    private mutating func makeUnique() {
        if !isKnownUniquelyReferenced(&storage) { storage = TensorStorage(copying: storage) }
    }

    /// The element of a matrix at a row and a column.
    public subscript(row: Int, column: Int) -> Float {
        get { storage.address[index(row, column)] }
        set {
            makeUnique()
            storage.address[index(row, column)] = newValue
        }
    }

    private func index(_ row: Int, _ column: Int) -> Int {
        precondition(
            shape.count == 2 && row >= 0 && row < shape[0] && column >= 0 && column < shape[1],
            "No element [\(row), \(column)] in a tensor of shape \(shape)."
        )
        return row * shape[1] + column
    }
}
