import CKernels

/// The pairs of weights whose products may have a sum beyond 16 bits, which the AVX2 kernel has to
/// correct: `255 |w + w'| > 32767` for inputs 0 and 1, or 2 and 3, of a block.
///
/// Of weights with the normal distribution they are one pair in 40, of trained ones far fewer.
package final class SaturatingPairs: Sendable {
    /// Where each panel's places begin, and where the last panel's end.
    package let starts: [Int]
    /// Where the pairs stand in their panels, counted in pairs; in the highest 8 bits the greatest
    /// activation with which they do not saturate.
    package let places: [UInt32]

    package init(panels: Int, depth: Int, weights: UnsafePointer<Int8>) {
        nonisolated(unsafe) let weights = weights
        let minimumPart = max(1, (1 << 14) / max(1, depth))
        let counts = Threads.map(panels, minimumPart: minimumPart) { range in
            range.map { swiftlet_int8_saturating_pairs(depth, weights + 64 * depth * $0, nil) }
        }.joined()
        var starts = [0]
        starts.reserveCapacity(panels + 1)
        for count in counts { starts.append(starts[starts.count - 1] + count) }
        let total = starts[panels]
        places = [UInt32](unsafeUninitializedCapacity: total) { [starts] buffer, count in
            nonisolated(unsafe) let target = buffer
            Threads.split(panels, minimumPart: minimumPart) { _, range in
                for panel in range where starts[panel] < starts[panel + 1] {
                    _ = swiftlet_int8_saturating_pairs(
                        depth,
                        weights + 64 * depth * panel,
                        target.baseAddress! + starts[panel]
                    )
                }
            }
            count = total
        }
        self.starts = starts
    }

    /// What a kernel without a need for them is given.
    static let none = SaturatingPairs()

    private init() { (starts, places) = ([], []) }
}
