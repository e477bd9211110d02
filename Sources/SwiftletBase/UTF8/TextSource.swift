/// Texts that can be visited in any order, from any thread, as UTF-8.
@usableFromInline
package protocol TextSource: Sendable {
    var count: Int { get }
    func withText<Result>(at index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result
}

extension Array: TextSource where Element == String {
    @inlinable @inline(__always)
    package func withText<Result>(
        at index: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        var text = self[index]
        return text.withUTF8(body)
    }
}

/// Texts laid end to end in one array, so that a cleaned text need not become a `String`.
///
/// Text `i` stands at `offsets[i] ..< offsets[i + 1]` of `utf8`. Bytes that are not UTF-8 count as
/// U+FFFD, one for each.
@usableFromInline
package struct FlatTexts: TextSource, Equatable {
    @usableFromInline package internal(set) var utf8: [UInt8] = []
    @usableFromInline package internal(set) var offsets: [Int] = [0]

    package init() {}

    package init(utf8: [UInt8], offsets: [Int]) {
        precondition(
            offsets.first == 0 && offsets.last == utf8.count
                && zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 },
            "The offsets of the texts must rise from 0 to \(utf8.count)."
        )
        self.utf8 = utf8
        self.offsets = offsets
    }

    @inlinable
    package var count: Int { offsets.count - 1 }

    /// Lays one more text behind the others.
    @inlinable
    package mutating func append(_ text: some Sequence<UInt8>) {
        utf8.append(contentsOf: text)
        offsets.append(utf8.count)
    }

    @inlinable @inline(__always)
    package func withText<Result>(
        at index: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        utf8.withUnsafeBufferPointer {
            body(.init(rebasing: $0[offsets[index]..<offsets[index + 1]]))
        }
    }
}
