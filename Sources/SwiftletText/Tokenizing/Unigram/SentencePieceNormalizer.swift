import SwiftletBase

/// Normalises a text as SentencePiece does, before it is cut into pieces.
///
/// Runs of characters are replaced by what the model's map says (usually Unicode's NFKC), white
/// space at both ends goes and inner runs of it become one space, a space is put before the text,
/// and spaces are written as U+2581; each as the model asks.
struct SentencePieceNormalizer: Sendable {
    private let settings: SentencePieceModel.Normalization
    private let addsSpaceAtEnd: Bool
    private let map: CharacterMap?
    /// Pieces that stay as they are.
    private let protected: PieceTrie?
    /// The bytes of ASCII that are copied wherever ASCII or the end follows.
    private let isPlain: [Bool]
    /// The bytes that protected pieces begin with.
    private let beginsProtected: [Bool]

    init(
        _ settings: SentencePieceModel.Normalization,
        addsSpaceAtEnd: Bool,
        protected: PieceTrie?,
        _ bytes: UnsafeRawBufferPointer,
        file: String
    ) throws(FormatError) {
        self.settings = settings
        self.addsSpaceAtEnd = addsSpaceAtEnd
        self.protected = protected
        let map =
            settings.characterMap.isEmpty
            ? nil : try CharacterMap(bytes, settings.characterMap, file: file)
        self.map = map
        let begins = (0..<256).map { byte in
            guard let protected else { return false }
            return protected.child(of: 0, UInt8(byte)) != nil
        }
        beginsProtected = begins
        isPlain = (0..<256).map { byte in
            byte < 0x80 && !begins[byte] && map?.leavesAlone(UInt8(byte)) ?? true
        }
    }

    /// Writes the normal form of `text` to `output`, behind what is there.
    ///
    /// A byte that is not UTF-8 counts as U+FFFD.
    func normalize(_ text: UnsafeBufferPointer<UInt8>, to output: inout GrowableBuffer<UInt8>) {
        isPlain.withUnsafeBufferPointer { isPlain in
            normalize(text, isPlain, &output)
        }
    }

    private func normalize(
        _ text: UnsafeBufferPointer<UInt8>,
        _ isPlain: UnsafeBufferPointer<Bool>,
        _ output: inout GrowableBuffer<UInt8>
    ) {
        let trims = settings.removesExtraWhitespace
        let space = UInt8(ascii: " ")
        var position = 0
        while trims, position < text.count {
            let (isSpace, length) = withPrefix(of: text, from: position) { prefix, length in
                (prefix.count == 1 && prefix[0] == space, length)
            }
            if !isSpace { break }
            position += length
        }
        guard position < text.count else { return }
        let start = output.count
        if settings.addsDummyPrefix && !addsSpaceAtEnd { putSpace(&output) }
        var followsSpace = trims
        while position < text.count {
            let byte = text[position]
            let isPlainHere =
                isPlain[Int(byte)] && (position + 1 == text.count || text[position + 1] < 0x80)
            if isPlainHere {
                position += 1
                if byte == space {
                    if !followsSpace { putSpace(&output) }
                    followsSpace = trims
                } else {
                    output.reserve(1)
                    output.put(byte)
                    followsSpace = false
                }
                continue
            }
            position += withPrefix(of: text, from: position) { prefix, length in
                var index = 0
                while followsSpace, index < prefix.count, prefix[index] == space { index += 1 }
                if index < prefix.count {
                    followsSpace = trims && prefix[prefix.count - 1] == space
                }
                while index < prefix.count {
                    if prefix[index] == space {
                        putSpace(&output)
                    } else {
                        output.reserve(1)
                        output.put(prefix[index])
                    }
                    index += 1
                }
                return length
            }
        }
        if trims { removeTrailingSpaces(from: start, &output) }
        if settings.addsDummyPrefix && addsSpaceAtEnd { putSpace(&output) }
    }

    /// Calls `body` with the normal form of what the rest of the text begins with, and with the
    /// number of bytes that it stands for.
    @inline(__always)
    private func withPrefix<Result>(
        of text: UnsafeBufferPointer<UInt8>,
        from position: Int,
        _ body: (UnsafeBufferPointer<UInt8>, Int) -> Result
    ) -> Result {
        let rest = UnsafeBufferPointer(rebasing: text[position...])
        if let protected, beginsProtected[Int(rest[0])] {
            let length = protected.longestPrefix(of: rest)
            if length > 0 { return body(UnsafeBufferPointer(rebasing: rest[..<length]), length) }
        }
        if let map, let run = map.longestRun(rest) {
            return map.withReplacement(at: run.replacement) { body($0, run.length) }
        }
        let scalar = UTF8Scalar(rest.baseAddress!, 0, rest.count)
        if scalar.isValid {
            return body(UnsafeBufferPointer(rebasing: rest[..<scalar.count]), scalar.count)
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3) { replacement in
            _ = UTF8Scalar.encode(0xFFFD, to: replacement.baseAddress!)
            return body(UnsafeBufferPointer(replacement), 1)
        }
    }

    @inline(__always)
    private func putSpace(_ output: inout GrowableBuffer<UInt8>) {
        output.reserve(3)
        if settings.escapesWhitespace {
            output.put(0xE2)
            output.put(0x96)
            output.put(0x81)
        } else {
            output.put(UInt8(ascii: " "))
        }
    }

    private func removeTrailingSpaces(from start: Int, _ output: inout GrowableBuffer<UInt8>) {
        while output.count > start {
            let last = output.base + output.count
            if settings.escapesWhitespace {
                guard output.count - start >= 3, last[-3] == 0xE2, last[-2] == 0x96,
                    last[-1] == 0x81
                else { return }
                output.count -= 3
            } else {
                guard last[-1] == UInt8(ascii: " ") else { return }
                output.count -= 1
            }
        }
    }
}

/// The normaliser's map from runs of characters to what replaces them, as SentencePiece stores it:
/// a double array of runs, made by Darts-clone, and the replacements, each ended by a zero byte.
///
/// Reference: Darts-clone, <https://github.com/s-yata/darts-clone>.
struct CharacterMap: Sendable {
    private let units: [UInt32]
    private let replacements: [UInt8]

    /// Reads a map that is all of some bytes.
    init(_ bytes: [UInt8]) throws(FormatError) {
        self = try bytes.withUnsafeBytes { bytes in
            Result { () throws(FormatError) in
                try CharacterMap(bytes, 0..<bytes.count, file: nil)
            }
        }.get()
    }

    /// Reads the map at `range` of a file's bytes.
    init(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        file: String?
    ) throws(FormatError) {
        let broken = { (message: String) in
            FormatError(
                file: file,
                place: .byte(range.lowerBound),
                problem: message
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

    /// Where the replacement of the shortest run that `text` begins with begins.
    @inline(__always)
    func shortestRun(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        units.withUnsafeBufferPointer { units in
            var node = Self.offset(units[0])
            for byte in text {
                node ^= Int(byte)
                let unit = units[node]
                if byte == 0 || Self.label(unit) != UInt32(byte) { return nil }
                node ^= Self.offset(unit)
                if unit & 0x100 != 0 { return Self.value(units[node]) }
            }
            return nil
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
