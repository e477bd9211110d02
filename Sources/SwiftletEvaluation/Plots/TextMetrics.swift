/// How long text will be, before a browser has drawn it.
///
/// The widths are those of common sans-serif fonts by kind of character, a little generous, so that
/// text placed by them neither overlaps nor leaves the picture.
enum TextMetrics {
    /// The size of ordinary text.
    static let size = 13.0
    /// The size of titles.
    static let titleSize = 15.0

    /// The text's length in units of the drawing.
    static func width(of text: String, size: Double = TextMetrics.size) -> Double {
        text.reduce(0) { $0 + emWidth(of: $1) } * size
    }

    /// The text cut to `width`, with `…` where something was left out.
    static func truncated(
        _ text: String,
        toWidth width: Double,
        size: Double = TextMetrics.size
    ) -> String {
        if Self.width(of: text, size: size) <= width { return text }
        var kept = ""
        var used = 0.9 * size
        for character in text {
            used += emWidth(of: character) * size
            if used > width { break }
            kept.append(character)
        }
        while kept.last == " " { kept.removeLast() }
        return kept + "…"
    }

    /// The text broken at spaces into lines of at most `width`, the last one cut where there would
    /// be more than `limit`.
    static func wrapped(
        _ text: String,
        toWidth width: Double,
        size: Double = TextMetrics.size,
        limit: Int
    ) -> [String] {
        var lines: [String] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            let last = lines.last ?? ""
            let joined = last.isEmpty ? String(word) : last + " " + word
            let fits = Self.width(of: joined, size: size) <= width
            if lines.isEmpty {
                lines = [joined]
            } else if fits || lines.count == limit {
                lines[lines.count - 1] = joined
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { truncated($0, toWidth: width, size: size) }
    }

    private static func emWidth(of character: Character) -> Double {
        guard let ascii = character.asciiValue else {
            if character == "−" { return 0.84 }
            switch character.displayWidth {
            case 0: return 0
            case 1: return character.isUppercase ? 0.74 : 0.62
            default: return 1.35
            }
        }
        switch UnicodeScalar(ascii) {
        case "i", "j", "l", "I", "'", ".", ",", ":", ";", "|", "!", " ", "f", "t", "r", "(", ")",
            "[", "]", "/", "\\", "`", "-":
            return 0.38
        case "m", "w", "M", "W", "@", "%": return 0.95
        case "A"..."Z", "&", "<", ">", "=", "+", "~", "#": return 0.74
        default: return 0.6
        }
    }
}
