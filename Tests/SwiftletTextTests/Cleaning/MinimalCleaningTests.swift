import Foundation
import SwiftletText
import Testing

/// The minimal cleaning by hand, and options between the presets.
@Suite struct MinimalCleaningTests {
    @Test(arguments: [
        ("  Hello,   World!! \n", "Hello, World!!"),
        ("a\t\r\n\u{B}\u{C}b", "a b"),
        ("a\u{A0}\u{2003}\u{3000}\u{85}\u{2028}b", "a b"),
        ("\u{1680}x\u{205F}\u{202F}", "x"),
        ("&amp; &lt;3", "&amp; &lt;3"),
        ("@User #Tag http://T.co/X :) 😀", "@User #Tag http://T.co/X :) 😀"),
        ("Soooooo GOOOOD", "Soooooo GOOOOD"),
        ("don’t can't", "don’t can't"),
        ("zero\u{200B}width\u{0}nul", "zero\u{200B}width\u{0}nul"),
        ("e\u{301}", "e\u{301}"),
        ("", ""),
        (" \n ", ""),
    ])
    func cleans(text: String, expected: String) {
        let cleaned = TextCleaner.minimal(text)
        #expect(Array(cleaned.utf8) == Array(expected.utf8))
    }

    @Test(arguments: ["  a\u{85}b \u{B}\u{C}\n", "&amp; @User", "", " "])
    func noCleaningLeavesTextsAsTheyAre(text: String) throws {
        #expect(Array(TextCleaner.none(text).utf8) == Array(text.utf8))
        let coded = try JSONEncoder().encode(TextCleaner.none)
        #expect(try JSONDecoder().decode(TextCleaner.self, from: coded) == .none)
        // The options of earlier versions have no member for it.
        let minimal = String(decoding: try JSONEncoder().encode(TextCleaner.minimal), as: UTF8.self)
        #expect(!minimal.contains("WhiteSpace"))
    }

    @Test func optionsTakeSingleSteps() {
        func clean(_ text: String, _ change: (inout TextCleaner.Options) -> Void) -> String {
            var options = TextCleaner.Options()
            change(&options)
            return TextCleaner(options)(text)
        }
        let text = "Hey @Bob, look:  http://X.co/A #Tag 42 &lt;3 Soooo WON'T😀!"
        #expect(
            clean(text) { $0.decodesEntities = true }
                == "Hey @Bob, look: http://X.co/A #Tag 42 <3 Soooo WON'T😀!"
        )
        #expect(
            clean(text) { $0.lowercases = true }
                == "hey @bob, look: http://x.co/a #tag 42 &lt;3 soooo won't😀!"
        )
        #expect(
            clean(text) { $0.urls = .remove }
                == "Hey @Bob, look: #Tag 42 &lt;3 Soooo WON'T😀!"
        )
        #expect(
            clean(text) { $0.mentions = .mark }
                == "Hey <USER> , look: http://X.co/A #Tag 42 &lt;3 Soooo WON'T😀!"
        )
        #expect(
            clean(text) { $0.hashtags = .remove }
                == "Hey @Bob, look: http://X.co/A 42 &lt;3 Soooo WON'T😀!"
        )
        #expect(
            clean(text) { $0.numbers = .mark }
                == "Hey @Bob, look: http://X.co/A #Tag <NUM> &lt; <NUM> Soooo WON'T😀!"
        )
        #expect(
            clean(text) { $0.maximumLetterRun = 2 }
                == "Hey @Bob, look: http://X.co/A #Tag 42 &lt;3 Soo WON'T😀!"
        )
        #expect(
            clean(text) { $0.namesEmoji = true }
                == "Hey @Bob, look: http://X.co/A #Tag 42 &lt;3 Soooo WON'T grinning face !"
        )
        #expect(
            clean("Not the Flights, THE crew's") { $0.removesStopWords = true }
                == "Flights, crew's"
        )
        #expect(clean("Running-shoes, FLIGHTS!") { $0.stems = true } == "running-sho, flight!")
        #expect(
            clean("i can't, you won't") {
                $0.expandsContractions = true
            } == "i can not, you will not"
        )
    }
}
