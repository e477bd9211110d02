extension Threads {
    /// Calls `body` for each of the parts that `split` makes of `0 ..< items`, at the same time, and
    /// returns what it gave, in the order of the parts.
    ///
    ///     let sums = Threads.map(values.count) { range in values[range].reduce(0, +) }
    ///
    /// - Parameters:
    ///   - items: How many items there are.
    ///   - minimumPart: The fewest items worth a thread of their own.
    ///   - body: Gets a part's range of items.
    @inlinable
    public static func map<Value>(
        _ items: Int,
        minimumPart: Int = 1,
        _ body: @Sendable (Range<Int>) -> Value
    ) -> [Value] {
        let parts = parts(items, minimumPart: minimumPart)
        if parts <= 1 { return items > 0 ? [body(0..<items)] : [] }
        var results = [Value?](repeating: nil, count: parts)
        results.withUnsafeMutableBufferPointer { results in
            nonisolated(unsafe) let results = results
            split(items, minimumPart: minimumPart) { part, range in results[part] = body(range) }
        }
        return results.map { $0! }
    }
}
