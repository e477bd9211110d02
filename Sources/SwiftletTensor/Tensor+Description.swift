import SwiftletPlatform

extension Tensor: CustomStringConvertible {
    /// The elements with four significant digits in aligned columns, then the shape. Of dimensions
    /// longer than eight, the first and the last three items.
    ///
    ///     [[    1, -0.5],
    ///      [0.125,    3]]  shape [2, 2]
    public var description: String {
        let width = shown(axis: 0, offset: 0, width: 0).map(\.count).max() ?? 0
        let numbers = shown(axis: 0, offset: 0, width: width)
        var next = numbers.makeIterator()
        return layout(axis: 0, next: &next) + "  shape \(shape)"
    }

    /// The positions of a dimension that are shown; nil where some are left out.
    private func positions(_ axis: Int) -> [Int?] {
        let length = shape[axis]
        if length <= 8 { return Array(0..<length) }
        return [0, 1, 2, nil, length - 3, length - 2, length - 1]
    }

    /// The numbers that are shown, in order, each at least `width` long.
    private func shown(axis: Int, offset: Int, width: Int) -> [String] {
        if axis == shape.count {
            let number = formatted(address[offset])
            return [String(repeating: " ", count: Swift.max(0, width - number.count)) + number]
        }
        let size = shape[(axis + 1)...].reduce(1, *)
        return positions(axis).flatMap { position in
            position.map { shown(axis: axis + 1, offset: offset + $0 * size, width: width) } ?? []
        }
    }

    private func layout(axis: Int, next: inout IndexingIterator<[String]>) -> String {
        if axis == shape.count { return next.next()! }
        let isInnermost = axis == shape.count - 1
        let separator = isInnermost ? ", " : ",\n" + String(repeating: " ", count: axis + 1)
        var items: [String] = []
        for position in positions(axis) {
            items.append(position == nil ? "..." : layout(axis: axis + 1, next: &next))
        }
        return "[" + items.joined(separator: separator) + "]"
    }

    private func formatted(_ value: Float) -> String {
        withVaList([Double(value)]) { arguments in
            withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
                vsnprintf(buffer.baseAddress!, 32, "%.4g", arguments)
                return String(cString: buffer.baseAddress!)
            }
        }
    }
}
