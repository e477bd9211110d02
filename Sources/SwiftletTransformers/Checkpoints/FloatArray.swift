import SwiftletBase
import SwiftletNeural
import SwiftletTensor

/// Numbers that a model only reads: in a mapped file, in memory of their own, or in that of a
/// training.
package struct FloatArray: @unchecked Sendable {
    package let start: UnsafePointer<Float>
    package let count: Int
    /// What keeps the memory; nil where the user of this array does.
    private let owner: Any?

    static let empty = FloatArray(Tensor(zeros: [0]))

    /// The elements of a tensor, without a copy.
    package init(_ tensor: Tensor) {
        (start, count, owner) = (
            UnsafePointer(tensor.storage.address), tensor.count, tensor.storage
        )
    }

    /// Memory that must stay for as long as this array is used.
    package init(borrowing start: UnsafePointer<Float>, count: Int) {
        (self.start, self.count, owner) = (start, count, nil)
    }

    private init(_ start: UnsafePointer<Float>, count: Int, owner: Any?) {
        (self.start, self.count, self.owner) = (start, count, owner)
    }

    /// Some of the elements, in the same memory.
    package subscript(range: Range<Int>) -> FloatArray {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= count,
            "The elements \(range) are not within \(count)."
        )
        return FloatArray(start + range.lowerBound, count: range.count, owner: owner)
    }

    /// A copy of the elements.
    package func tensor(_ shape: [Int]) -> Tensor {
        Tensor(UnsafeBufferPointer(start: start, count: count), shape: shape)
    }

    /// The numbers in memory of their own, without what held them.
    func copied() -> FloatArray { FloatArray(tensor([count])) }

    /// Whether no element is NaN or infinite.
    package var isFinite: Bool {
        nonisolated(unsafe) let start = start
        return Threads.map(count, minimumPart: 1 << 20) { range in
            // The product with 0 is 0 unless an element is NaN or infinite.
            var products = SIMD8<Float>(repeating: 0)
            for index in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                products += loadEight(start + index, range.upperBound - index) * 0
            }
            return products.sum() == 0
        }.allSatisfy { $0 }
    }
}
