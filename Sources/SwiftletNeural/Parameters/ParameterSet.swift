import SwiftletBase
import SwiftletTensor

/// The parameters of a model and their gradients.
///
/// Most parameters are one run with one gradient each. Large tables of which a batch touches few
/// rows, such as embeddings, are kept apart, as ``ParameterTable``.
///
/// An object of this class belongs to one training on one thread; it is not for sharing.
public final class ParameterSet {
    /// Which array lies where.
    public let layout: ParameterLayout
    /// The tables.
    public let tables: [ParameterTable]
    private let valueStorage: Storage<Float>
    private let gradientStorage: Storage<Float>

    /// Creates parameters with their gradients at 0.
    ///
    /// - Parameters:
    ///   - layout: Which array lies where.
    ///   - values: `[layout.count]`
    ///   - tables: The tables.
    public init(_ layout: ParameterLayout, values: Tensor, tables: [ParameterTable] = []) {
        precondition(
            values.count == layout.count,
            "\(values.count) values do not fill a layout of \(layout.count)."
        )
        self.layout = layout
        self.tables = tables
        valueStorage = Storage<Float>(copying: values.storage)
        gradientStorage = Storage<Float>(zeros: layout.count)
    }

    package var values: UnsafeMutablePointer<Float> { valueStorage.address }
    /// Models add their gradients here; the optimiser sets them back to zero.
    package var gradients: UnsafeMutablePointer<Float> { gradientStorage.address }

    /// Adds the gradients of other threads, which lie as those of this set do, always in the same
    /// order, and sets them back to zero.
    package func addGradients(of others: [Storage<Float>]) {
        nonisolated(unsafe) let target = gradients
        Threads.split(layout.count, minimumPart: 1 << 14) { _, range in
            for other in others {
                let source = other.address
                for index in range {
                    target[index] += source[index]
                    source[index] = 0
                }
            }
        }
    }

    /// A copy of the values.
    public var snapshot: Tensor {
        Tensor(storage: Storage<Float>(copying: valueStorage), shape: [layout.count])
    }

    /// The Euclidean length of all gradients together, in double precision.
    package func gradientNorm() -> Double {
        let parts = Threads.parts(layout.count, minimumPart: 1 << 16)
        let squares = withUnsafeTemporaryAllocation(of: Double.self, capacity: parts) { sums in
            sums.initialize(repeating: 0)
            nonisolated(unsafe) let (gradients, sums) = (gradients, sums)
            Threads.split(layout.count, minimumPart: 1 << 16) { part, range in
                sums[part] = VectorMath.sumOfSquares(range.count, gradients + range.lowerBound)
            }
            return sums.reduce(0, +)
        }
        return tables.reduce(squares) { $0 + $1.gradientSquares() }.squareRoot()
    }
}
