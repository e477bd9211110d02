/// The memory behind one or more tensors: `count` floats, aligned to 64 bytes.
package final class TensorStorage: @unchecked Sendable {
    package let address: UnsafeMutablePointer<Float>
    package let count: Int

    package init(count: Int, zeroed: Bool) {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
        address = bytes.bindMemory(to: Float.self, capacity: max(count, 1))
        self.count = count
        if zeroed { address.initialize(repeating: 0, count: count) }
    }

    package convenience init(copying other: TensorStorage) {
        self.init(count: other.count, zeroed: false)
        address.initialize(from: other.address, count: count)
    }

    deinit { UnsafeMutableRawPointer(address).deallocate() }
}
