import SwiftletBase

/// What Python's `str` says about characters, after which scikit-learn's vectorizers cut texts.
///
/// The properties come from the Unicode version of Swift's standard library; Python has its own,
/// so the two differ on characters that only the newer of them knows.
enum PythonText {
    /// Appends `text` as `str.lower()` gives it: Unicode's full lower case, with ς for a Σ that
    /// ends a word. Malformed bytes become U+FFFD.
    static func appendLowercased(
        _ text: UnsafeBufferPointer<UInt8>,
        to result: inout GrowableBuffer<UInt8>
    ) {
        forEachScalar(text) { scalar, position in
            if scalar.value < 0x80 {
                let byte = UInt8(scalar.value)
                result.append(byte &- 65 < 26 ? byte &+ 32 : byte)
            } else if scalar == "\u{3A3}" {
                result.append(endsWord(text, at: position) ? "\u{3C2}" : "\u{3C3}")
            } else if scalar.properties.changesWhenLowercased {
                for lower in scalar.properties.lowercaseMapping.unicodeScalars {
                    result.append(lower)
                }
            } else {
                result.append(scalar)
            }
        }
    }

    /// Appends `text`, malformed bytes as U+FFFD.
    static func appendRepaired(
        _ text: UnsafeBufferPointer<UInt8>,
        to result: inout GrowableBuffer<UInt8>
    ) {
        forEachScalar(text) { scalar, _ in result.append(scalar) }
    }

    private static func forEachScalar(
        _ text: UnsafeBufferPointer<UInt8>,
        _ body: (_ scalar: Unicode.Scalar, _ position: Int) -> Void
    ) {
        var position = 0
        while position < text.count {
            let (scalar, length) = decodeScalar(text, at: position)
            body(scalar, position)
            position += length
        }
    }

    /// Whether the sigma at `position` is final (The Unicode Standard, table 3-17): a cased
    /// character stands before it and none behind it, case-ignorable ones skipped.
    private static func endsWord(_ text: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
        var before = position
        var isAfterCased = false
        while before > 0 {
            let (scalar, length) = decodeScalar(text, before: before)
            before -= length
            if scalar.properties.isCaseIgnorable { continue }
            isAfterCased = scalar.properties.isCased
            break
        }
        guard isAfterCased else { return false }
        var after = position + 2
        while after < text.count {
            let (scalar, length) = decodeScalar(text, at: after)
            after += length
            if scalar.properties.isCaseIgnorable { continue }
            return !scalar.properties.isCased
        }
        return true
    }
}
