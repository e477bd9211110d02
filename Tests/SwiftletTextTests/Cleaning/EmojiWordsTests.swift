import SwiftletText
import TestSupport
import Testing

@Suite struct EmojiWordsTests {
    /// All lines of Unicode's emoji-test.txt: an emoji and its CLDR short name as words.
    private func lines() throws -> [(emoji: String, words: String)] {
        try Fixtures.text("cleaning/emoji.tsv").split(separator: "\n").map { line in
            let fields = line.split(separator: "\t")
            return (String(fields[0]), String(fields[1]))
        }
    }

    @Test func everyEmojiHasItsShortName() throws {
        let lines = try lines()
        #expect(lines.count == 4733)
        var wrong: [String] = []
        for line in lines {
            if EmojiWords.words(for: line.emoji) != line.words
                || TextCleaner.light(line.emoji) != line.words
                || TextCleaner.light("so\(line.emoji)\(line.emoji)!")
                    != "so \(line.words) \(line.words) !"
            {
                wrong.append(line.words)
            }
        }
        #expect(wrong == [])
    }

    @Test(arguments: ["", "a", "1", "#", "😀😀", "😀a", "\u{FE0F}", "\u{200D}", "🇫", "é", "\t", "\n"])
    func nothingElseIsOne(text: String) {
        #expect(EmojiWords.words(for: text) == nil)
    }

    @Test(arguments: [
        // A profession no one knows: the parts, without what joined them.
        ("👩\u{200D}🥑", "woman avocado"),
        // A letter after a joiner is no part of it.
        ("👩\u{200D}a", "woman a"),
        // A skin tone where there is none to have.
        ("🥑🏽", "avocado medium skin tone"),
        // Regional indicators in odd number.
        ("🇫🇷🇩", "flag france 🇩"),
        // A subdivision that has no name, and one that is cut short.
        ("🏴\u{E0067}\u{E0062}\u{E0078}\u{E0078}\u{E0078}\u{E007F}", "black flag"),
        ("🏴\u{E0067}\u{E0062}\u{E0065}", "black flag"),
        // Text style.
        ("❤\u{FE0E}", "red heart"),
        // Keycaps next to digits.
        ("12\u{FE0F}\u{20E3}", "<NUM> keycap 2"),
        ("1\u{FE0F}\u{20E3}2\u{20E3}", "keycap 1 keycap 2"),
        ("1.2\u{20E3}", "<NUM> . keycap 2"),
        ("v1\u{FE0F}\u{20E3}", "v keycap 1"),
    ])
    func unknownSequencesFallApart(text: String, expected: String) {
        #expect(TextCleaner.light(text) == expected)
    }
}
