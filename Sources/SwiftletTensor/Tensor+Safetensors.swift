import SwiftletBase

extension SafetensorsFile {
    /// A tensor as `Float`, whatever its elements are in the file: integers and `F64` are rounded
    /// to the nearest `Float`, Booleans become 0 and 1.
    ///
    /// - Parameters:
    ///   - tensor: The tensor's name.
    ///   - shape: The shape that it must have; nil for any.
    /// - Throws: `FormatError` when there is no such tensor or it has another shape.
    public func tensor(_ tensor: String, shape: [Int]? = nil) throws -> Tensor {
        let entry = try entry(tensor, shape: shape)
        let storage = Storage<Float>(uninitialized: entry.shape.reduce(1, *))
        let target = UnsafeMutableBufferPointer(start: storage.address, count: storage.count)
        try withUnsafeBytes(of: tensor) { bytes in
            switch entry.type {
            case .float32: UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
            case .float16: convert(bytes, to: target) { float(half: $0) }
            case .bfloat16: convert(bytes, to: target) { BFloat16Matrix.float($0) }
            case .float64: convert(bytes, to: target) { (value: Double) in Float(value) }
            case .bool: convert(bytes, to: target) { (value: UInt8) in value == 0 ? 0 : 1 }
            case .uint8: convert(bytes, to: target) { (value: UInt8) in Float(value) }
            case .int8: convert(bytes, to: target) { (value: Int8) in Float(value) }
            case .int16: convert(bytes, to: target) { (value: Int16) in Float(value) }
            case .uint16: convert(bytes, to: target) { (value: UInt16) in Float(value) }
            case .int32: convert(bytes, to: target) { (value: Int32) in Float(value) }
            case .uint32: convert(bytes, to: target) { (value: UInt32) in Float(value) }
            case .int64: convert(bytes, to: target) { (value: Int64) in Float(value) }
            case .uint64: convert(bytes, to: target) { (value: UInt64) in Float(value) }
            }
        }
        return Tensor(storage: storage, shape: entry.shape)
    }

    /// A tensor of `F32` in place: its elements are read from the mapped file as they are asked for.
    /// Where that cannot be, since the file is in memory or the elements are of another type or not
    /// aligned, the elements are copied, as ``tensor(_:shape:)`` does.
    ///
    /// The file must not be changed in place as long as there is the tensor. Writing to the tensor
    /// copies it first.
    ///
    /// - Parameters:
    ///   - tensor: The tensor's name.
    ///   - shape: The shape that it must have; nil for any.
    /// - Throws: `FormatError` when there is no such tensor or it has another shape.
    public func mappedTensor(_ tensor: String, shape: [Int]? = nil) throws -> Tensor {
        guard try type(of: tensor) == .float32 else {
            return try self.tensor(tensor, shape: shape)
        }
        return Tensor(
            storage: try storage(of: tensor, type: .float32, shape: shape),
            shape: try self.shape(of: tensor)
        )
    }
}

extension SafetensorsWriter {
    /// Adds a tensor as `F32`. No two tensors may have one name.
    public mutating func add(_ name: String, _ tensor: Tensor) {
        add(name, tensor.storage, shape: tensor.shape)
    }
}

/// Converts elements of any alignment, one by one, filling `target`.
@inline(__always)
private func convert<Element: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer,
    to target: UnsafeMutableBufferPointer<Float>,
    _ body: (Element) -> Float
) {
    guard let source = bytes.baseAddress, let result = target.baseAddress else { return }
    for index in 0..<target.count {
        result[index] = body(
            source.loadUnaligned(
                fromByteOffset: index * MemoryLayout<Element>.size,
                as: Element.self
            )
        )
    }
}

/// The value of an IEEE 754 half-precision number, by its bits. (Swift's `Float16` is missing on
/// Intel Macs.) Exact, as every half is a `Float`.
@inline(__always)
private func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    // Exponent and fraction in a Float's places, with the half's exponent bias of 15 where a Float
    // has 127: the product sets that right, and makes subnormal halves normal.
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13) * 0x1p112
    let isSpecial = bits & 0x7C00 == 0x7C00
    let special: UInt32 = 0x7F80_0000 | UInt32(bits & 0x03FF) << 13
    return Float(bitPattern: sign | (isSpecial ? special : magnitude.bitPattern))
}
