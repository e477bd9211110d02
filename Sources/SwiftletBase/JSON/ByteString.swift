/// A text compared by its UTF-8 bytes, where `String` compares by what the letters mean.
struct ByteString: Hashable, Comparable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (first: ByteString, second: ByteString) -> Bool {
        first.text.utf8.elementsEqual(second.text.utf8)
    }

    static func < (first: ByteString, second: ByteString) -> Bool {
        first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}
