extension Unicode.Scalar {
    /// Whether Python's `\w` matches this scalar in Unicode text: a letter or a number of any kind
    /// (`str.isalnum`), or an underscore. The two agree on every scalar that both know.
    @inlinable
    package var isWordCharacter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
            true
        case .decimalNumber, .letterNumber, .otherNumber:
            true
        default:
            self == "_"
        }
    }

    /// Whether Python's `\s` matches this scalar in Unicode text (`str.isspace`).
    @inlinable
    package var isSpaceCharacter: Bool {
        switch value {
        case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
            0x205F, 0x3000:
            true
        default:
            false
        }
    }
}
