extension PCG64 {
    /// Brings the elements of `array` into a random order, each order equally likely (Fisher and
    /// Yates, from the end).
    public mutating func shuffle<Element>(_ array: inout [Element]) {
        for index in stride(from: array.count - 1, to: 0, by: -1) {
            array.swapAt(index, below(index + 1))
        }
    }

    /// The integers from 0 to `count - 1` in a random order.
    public mutating func permutation(of count: Int) -> [Int] {
        var order = Array(0..<count)
        shuffle(&order)
        return order
    }

    /// `count` different integers from 0 to `total - 1` in a random order, each choice equally
    /// likely. `count` must not be more than `total`.
    public mutating func sample(_ count: Int, of total: Int) -> [Int] {
        precondition(
            count >= 0 && count <= total,
            "\(count) different integers cannot be drawn from \(total)."
        )
        var order = Array(0..<total)
        for index in 0..<count { order.swapAt(index, index + below(total - index)) }
        return Array(order.prefix(count))
    }
}
