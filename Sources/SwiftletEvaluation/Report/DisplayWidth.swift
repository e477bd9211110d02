extension String {
    /// How many columns of a terminal the text takes: 2 for each emoji and East Asian wide
    /// character, 0 for marks that combine, 1 for the rest.
    package var displayWidth: Int {
        reduce(0) { $0 + $1.displayWidth }
    }

    /// The text cut to `width` columns, with `…` where something was left out.
    package func truncated(toDisplayWidth width: Int) -> String {
        guard displayWidth > width else { return self }
        var kept = ""
        var used = 1
        for character in self {
            used += character.displayWidth
            if used > width { break }
            kept.append(character)
        }
        return kept + "…"
    }
}

extension Character {
    /// How many columns of a terminal the character takes.
    package var displayWidth: Int {
        let scalars = unicodeScalars
        guard let first = scalars.first else { return 0 }
        if first.isASCII {
            // A digit becomes an emoji where a variation selector and a keycap follow it.
            return scalars.count > 1 && scalars.contains("\u{FE0F}") ? 2 : 1
        }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        return first.isWide || scalars.contains("\u{FE0F}") ? 2 : 1
    }
}

extension Unicode.Scalar {
    /// Whether the scalar fills two columns: emoji shown as pictures, and the East Asian Width
    /// property's classes W and F (Unicode Standard Annex 11), by block.
    fileprivate var isWide: Bool {
        if properties.isEmojiPresentation { return true }
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
            0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60,
            0xFFE0...0xFFE6, 0x1F1E6...0x1F1FF, 0x20000...0x3FFFD:
            return true
        default:
            return false
        }
    }
}
