import SwiftletBase
import SwiftletTensor

/// The vectors, row by row: a tensor, or where they lie in a mapped file.
///
/// In a file the rows need not be aligned, nor follow each other closely (word2vec's binary form
/// has the words between them).
struct VectorRows: Sendable {
    let count: Int
    let dimension: Int
    /// The tensor that holds the rows, if one does.
    let tensor: Tensor?
    private nonisolated(unsafe) let base: UnsafeRawPointer
    /// The offset of each row from `base`; nil when the rows follow each other.
    private let offsets: [Int]?
    /// Keeps the memory alive where it is a file's.
    private let owner: (any Sendable)?

    /// The rows of a matrix.
    init(_ tensor: Tensor) {
        count = tensor.rows
        dimension = tensor.columns
        self.tensor = tensor
        base = UnsafeRawPointer(tensor.storage.address)
        offsets = nil
        owner = nil
    }

    /// Rows in memory that `owner` keeps alive, little-endian.
    init(
        count: Int,
        dimension: Int,
        base: UnsafeRawPointer,
        offsets: [Int]?,
        owner: any Sendable
    ) {
        self.count = count
        self.dimension = dimension
        tensor = nil
        self.base = base
        self.offsets = offsets
        self.owner = owner
    }

    /// Where the vector of a row begins; of any alignment.
    @inline(__always)
    func address(of row: Int) -> UnsafeRawPointer {
        base + (offsets.map { $0[row] } ?? row * dimension * 4)
    }

    /// Copies the vector of a row.
    func copy(_ row: Int, to target: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(target).copyMemory(from: address(of: row), byteCount: dimension * 4)
    }

    /// The given rows as a matrix, in that order.
    func matrix(of rows: [Int]) -> Tensor {
        let storage = Storage<Float>(uninitialized: rows.count * dimension)
        nonisolated(unsafe) let target = storage.address
        Threads.split(rows.count, minimumPart: 1 << 10) { _, part in
            for row in part { copy(rows[row], to: target + row * dimension) }
        }
        return Tensor(storage: storage, shape: [rows.count, dimension])
    }
}
