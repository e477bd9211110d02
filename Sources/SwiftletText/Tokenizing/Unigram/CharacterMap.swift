/// The normaliser's map from runs of characters to what replaces them, as SentencePiece stores it:
/// a double array of runs, made by Darts-clone, and the replacements, each ended by a zero byte.
///
/// Reference: Darts-clone, <https://github.com/s-yata/darts-clone>.
struct CharacterMap: Sendable {
    private let units: [UInt32]
    private let replacements: [UInt8]

    /// Reads the map at `range` of a file's bytes.
    init(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        file: String
    ) throws(UnigramError) {
        let broken = { (message: String) in
            UnigramError(
                file: file,
                problem: .invalidCharacterMap,
                byte: range.lowerBound,
                message: message
            )
        }
        guard range.count > 4 else {
            throw broken("the character map has \(range.count) bytes, expected more than 4")
        }
        let word = { (byte: Int) in
            UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: byte, as: UInt32.self))
        }
        let size = Int(word(range.lowerBound))
        guard size >= 1024, size % 1024 == 0, size < range.count - 4 else {
            throw broken(
                "the character map's trie has \(size) bytes, expected a multiple of 1024 below "
                    + "\(range.count - 4)"
            )
        }
        let start = range.lowerBound + 4
        units = [UInt32](unsafeUninitializedCapacity: size / 4) { units, count in
            for index in 0..<size / 4 { units[index] = word(start + 4 * index) }
            count = size / 4
        }
        replacements = [UInt8](bytes[(start + size)..<range.upperBound])
        guard replacements.last == 0 else {
            throw broken("the character map's replacements do not end with a zero byte")
        }
        for (index, unit) in units.enumerated() {
            if Self.label(unit) > 0xFF {
                guard Self.value(unit) < replacements.count else {
                    throw broken(
                        "unit \(index) of the character map points to replacement byte "
                            + "\(Self.value(unit)) of \(replacements.count)"
                    )
                }
                continue
            }
            let base = index ^ Self.offset(unit)
            let isWhole =
                (base | 0xFF) < units.count
                && (unit & 0x100 == 0 || Self.label(units[base]) > 0xFF)
            guard isWhole, index > 0 || (unit & 0x1FF == 0 && base != 0) else {
                throw broken("unit \(index) of the character map points to no node")
            }
        }
    }

    // How Darts-clone packs a unit: a label, or the highest bit where the unit holds a value.
    private static func label(_ unit: UInt32) -> UInt32 { unit & 0x8000_00FF }
    private static func value(_ unit: UInt32) -> Int { Int(unit & 0x7FFF_FFFF) }
    private static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 0x200) >> 6)) }

    /// The longest run that `text` begins with, and where its replacement begins.
    @inline(__always)
    func longestRun(_ text: UnsafeBufferPointer<UInt8>) -> (length: Int, replacement: Int)? {
        units.withUnsafeBufferPointer { units in
            var node = Self.offset(units[0])
            var longest: (length: Int, replacement: Int)?
            for index in 0..<text.count {
                let byte = text[index]
                node ^= Int(byte)
                let unit = units[node]
                if Self.label(unit) != UInt32(byte) { break }
                node ^= Self.offset(unit)
                if unit & 0x100 != 0 { longest = (index + 1, Self.value(units[node])) }
            }
            return longest
        }
    }

    /// Calls `body` with the replacement that begins at `start`.
    @inline(__always)
    func withReplacement<Result>(
        at start: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        replacements.withUnsafeBufferPointer { bytes in
            var end = start
            while bytes[end] != 0 { end += 1 }
            return body(UnsafeBufferPointer(rebasing: bytes[start..<end]))
        }
    }

    /// Whether no run that begins with `byte` could match before a byte of ASCII or the end.
    func leavesAlone(_ byte: UInt8) -> Bool {
        let child = Self.offset(units[0]) ^ Int(byte)
        let unit = units[child]
        guard Self.label(unit) == UInt32(byte) else { return true }
        let base = child ^ Self.offset(unit)
        return unit & 0x100 == 0
            && (0..<0x80).allSatisfy { Self.label(units[base ^ $0]) != UInt32($0) }
    }
}
