import SwiftletBase

/// A dense array of `Float` in row-major order, aligned to 64 bytes, with value semantics.
///
///     var weights = Tensor(zeros: [3, 2])
///     weights[1, 0] = 0.5
///     let copy = weights          // shares memory until one of the two is written
///
/// A tensor is always contiguous: element `[i, j]` of a matrix stands at `i * columns + j`.
/// Copies are made on the first write to shared memory.
///
/// Operations by rows see a tensor of any shape as rows along its last dimension; operations on
/// matrices ask for exactly two dimensions. Shapes that do not fit stop the program with a message
/// that gives both.
public struct Tensor: Sendable {
    package var storage: Storage<Float>
    /// The length of each dimension, outermost first. A scalar has no dimension and one element.
    public private(set) var shape: [Int]

    package init(storage: Storage<Float>, shape: [Int]) {
        self.storage = storage
        self.shape = shape
    }

    /// A tensor of zeros.
    public init(zeros shape: [Int]) {
        precondition(shape.allSatisfy { $0 >= 0 }, "A dimension is negative in shape \(shape).")
        storage = Storage<Float>(zeros: shape.reduce(1, *))
        self.shape = shape
    }

    /// A tensor of `elements` in row-major order. `elements.count` must be the product of `shape`.
    public init(_ elements: some Collection<Float>, shape: [Int]) {
        precondition(
            elements.count == shape.reduce(1, *),
            "\(elements.count) elements do not fill shape \(shape)."
        )
        storage = Storage<Float>(uninitialized: elements.count)
        self.shape = shape
        let target = UnsafeMutableBufferPointer(start: storage.address, count: storage.count)
        _ = target.initialize(from: elements)
    }

    /// A tensor with every element the same.
    public init(repeating element: Float, shape: [Int]) {
        self.init(uninitialized: shape)
        storage.address.update(repeating: element, count: count)
    }

    /// A vector.
    public init(_ elements: [Float]) {
        self.init(elements, shape: [elements.count])
    }

    /// A matrix from its rows, which must be equally long.
    ///
    ///     let matrix = Tensor([[1, 2, 3], [4, 5, 6]])
    public init(_ rows: [[Float]]) {
        let columns = rows.first?.count ?? 0
        for (index, row) in rows.enumerated() {
            precondition(
                row.count == columns,
                "Row \(index) has \(row.count) elements, the first row \(columns)."
            )
        }
        self.init(uninitialized: [rows.count, columns])
        for (index, row) in rows.enumerated() {
            let target = UnsafeMutableBufferPointer(
                start: storage.address + index * columns,
                count: columns
            )
            _ = target.initialize(from: row)
        }
    }

    /// The square matrix with ones on its diagonal and zeros elsewhere.
    public init(identity size: Int) {
        self.init(zeros: [size, size])
        for index in 0..<size { storage.address[index * size + index] = 1 }
    }

    /// A tensor whose elements hold anything, for code that writes all of them.
    package init(uninitialized shape: [Int]) {
        precondition(shape.allSatisfy { $0 >= 0 }, "A dimension is negative in shape \(shape).")
        storage = Storage<Float>(uninitialized: shape.reduce(1, *))
        self.shape = shape
    }

    /// The number of elements: the product of `shape`.
    public var count: Int { storage.count }
    /// The number of rows of a matrix.
    public var rows: Int { shape[0] }
    /// The number of columns of a matrix.
    public var columns: Int { shape[1] }

    /// The elements in row-major order.
    public var elements: [Float] { withUnsafeBufferPointer { Array($0) } }

    /// Calls `body` with the elements in row-major order.
    ///
    /// - Throws: What `body` throws.
    @inlinable
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeBufferPointer(start: address, count: count))
    }

    /// Calls `body` with the elements in row-major order, for writing.
    ///
    /// - Throws: What `body` throws.
    public mutating func withUnsafeMutableBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        makeUnique()
        return try body(UnsafeMutableBufferPointer(start: storage.address, count: count))
    }

    @usableFromInline var address: UnsafePointer<Float> { UnsafePointer(storage.address) }

    /// The elements for writing: of this tensor alone.
    mutating func uniqueAddress() -> UnsafeMutablePointer<Float> {
        makeUnique()
        return storage.address
    }

    private mutating func makeUnique() {
        if storage.isMapped || !isKnownUniquelyReferenced(&storage) {
            storage = Storage<Float>(copying: storage)
        }
    }

    /// The element of a vector.
    public subscript(position: Int) -> Float {
        get { storage.address[index(position)] }
        set {
            makeUnique()
            storage.address[index(position)] = newValue
        }
    }

    /// The element of a matrix at a row and a column.
    public subscript(row: Int, column: Int) -> Float {
        get { storage.address[index(row, column)] }
        set {
            makeUnique()
            storage.address[index(row, column)] = newValue
        }
    }

    private func index(_ position: Int) -> Int {
        precondition(
            shape.count == 1 && position >= 0 && position < shape[0],
            "No element [\(position)] in a tensor of shape \(shape)."
        )
        return position
    }

    private func index(_ row: Int, _ column: Int) -> Int {
        precondition(
            shape.count == 2 && row >= 0 && row < shape[0] && column >= 0 && column < shape[1],
            "No element [\(row), \(column)] in a tensor of shape \(shape)."
        )
        return row * shape[1] + column
    }
}
