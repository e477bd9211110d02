/// Memory for a fixed number of `Double`, zero at first, for the vectors of a solver.
///
/// A pointer taken from `address` does not keep the memory: whoever holds one also calls
/// `extendLifetime` on the buffer, or on what holds it, at the end.
package final class DoubleBuffer: @unchecked Sendable {
    package let address: UnsafeMutablePointer<Double>
    package let count: Int

    package init(_ count: Int) {
        self.count = count
        address = .allocate(capacity: max(count, 1))
        address.initialize(repeating: 0, count: max(count, 1))
    }

    package convenience init(_ elements: [Double]) {
        self.init(elements.count)
        for (position, element) in elements.enumerated() { address[position] = element }
    }

    deinit { address.deallocate() }
}
