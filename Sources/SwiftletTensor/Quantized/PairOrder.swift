import CKernels
import SwiftletBase

/// The order in which the AVX2 kernel takes the pairs of neighbouring blocks of each panel: those whose
/// products it may sum in 16 bits, then the steep ones, whose weights are too large for that.
///
/// A pair is steep where four weights of an output have positive ones, or negative ones, of more than
/// 258 in all, for `127 * 259 > 32767`. Of weights with the normal distribution it is one in 33.
package final class PairOrder: Sendable {
    /// How many pairs of each panel may be summed.
    package let plainCounts: [Int32]
    /// The numbers of each panel's pairs: pair `p` has the blocks `2 p` and `2 p + 1`.
    package let pairs: [UInt16]

    package init(panels: Int, depth: Int, weights: UnsafePointer<Int8>) {
        nonisolated(unsafe) let weights = weights
        let pairCount = depth / 2
        var plainCounts = [Int32](repeating: 0, count: panels)
        pairs = [UInt16](unsafeUninitializedCapacity: panels * pairCount) { pairs, count in
            plainCounts.withUnsafeMutableBufferPointer { plainCounts in
                nonisolated(unsafe) let (pairs, plainCounts) = (pairs, plainCounts)
                let minimumPart = max(1, (1 << 14) / max(1, depth))
                Threads.split(panels, minimumPart: minimumPart) { _, range in
                    for panel in range where pairCount > 0 {
                        plainCounts[panel] = swiftlet_int8_order_pairs(
                            depth,
                            weights + 64 * depth * panel,
                            pairs.baseAddress! + panel * pairCount
                        )
                    }
                }
            }
            count = panels * pairCount
        }
        self.plainCounts = plainCounts
    }

    /// What a kernel without a need for it is given.
    static let none = PairOrder()

    private init() { (plainCounts, pairs) = ([], []) }
}
