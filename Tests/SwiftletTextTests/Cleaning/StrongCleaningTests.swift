import SwiftletText
import Testing

/// The strong cleaning by hand: what goes in, and what its description makes of it.
@Suite struct StrongCleaningTests {
    @Test(arguments: [
        // Case, stop words, stems.
        ("The flights were DELAYED", "flight delay"),
        ("Happy happier HAPPINESS", "happi happier happi"),
        ("I am not the one who did this", "one"),
        ("2nd gate 42", "2nd gate 42"),
        ("sooooo good", "sooooo good"),
        // Contractions, with every apostrophe and without.
        ("I can't go", "go"),
        ("I can’t go", "go"),
        ("I can`t go", "go"),
        ("I can´t go", "go"),
        ("I can\u{2BC}t go", "go"),
        ("I cant go", "go"),
        ("I'd go", "would go"),
        ("She’ll win, they’ve won", "win"),
        ("let's fly", "let us fli"),
        ("lets fly", "let fli"),
        ("couldn't've", "could"),
        ("COULDNT", "could"),
        ("y'all come", "come"),
        ("the crew's smile", "crew smile"),
        ("James' bag", "jame bag"),
        ("it's its", ""),
        ("who's there? there's", ""),
        ("gonna wanna", "go want"),
        ("dunno", "know"),
        ("c'mon", "come"),
        ("o'clock rock'n'roll", "clock rock n roll"),
        ("y'day's rock'n'roll's", "day rock n roll"),
        ("well ill id hell were", "well ill id hell"),
        // Emoticons and emoji.
        ("love it :)", "love happi"),
        (":-( xD <3", "sad laugh love"),
        ("great:) lol:D", "great happi lol laugh"),
        ("&lt;3 u", "love u"),
        ("😍", "smile face heart eye"),
        ("👍🏽 ok", "thumb medium skin tone ok"),
        ("🇫🇷", "flag franc"),
        ("👞👒", "man shoe woman hat"),
        ("❤️❤", "red heart red heart"),
        ("#️⃣", "keycap number sign"),
        // URLs, mentions, hashtags, punctuation.
        ("see http://t.co/AbC now!", "see"),
        ("see(http://x.co/a_(b))end", "see end"),
        ("wow www.example.com/:(x :(", "wow sad"),
        ("nohttp://x.co", ""),
        ("gohttp://x.co", "go"),
        ("bit.ly/abc twitpic.com/1 example.com, done", "done"),
        ("not.a.host ok.So", "host ok"),
        ("mail me@example.com", "mail"),
        ("@united @Air_Paradis thanks", "thank"),
        ("hey@bob @ gate", "hey gate"),
        (".@united: hi", "hi"),
        ("#Fail #so_tired flight", "flight"),
        ("we are #1 C#", "1 c"),
        ("a#tag b", "b"),
        ("wait...what?!", "wait"),
        ("check-in self_service and/or", "check self servic"),
        ("10:30 3.5 1,000", "10 30 3 5 1 000"),
        ("U.S. “quoted” — dash…", "u quot dash"),
        ("R&amp;B &quot;soul&quot;", "r b soul"),
        ("C:\\Users 50% $5 a*b", "c user 50 5 b"),
        // Other scripts, and nothing left.
        ("CAFÉ naïve ÜBER", "café naïv über"),
        ("Привет МИР", "привет мир"),
        ("日本 すごい", "日本 すごい"),
        ("", ""),
        ("the of @a #b http://c.de !!!", ""),
        (" \t\r\n\u{A0}\u{3000}\u{0}", ""),
        ("zero\u{200B}width soft\u{AD}hyphen \u{FEFF}bom", "zero width softhyphen bom"),
    ])
    func cleans(text: String, expected: String) {
        #expect(TextCleaner.strong(text) == expected)
    }

    @Test(arguments: [
        ("I can't go", "not go"), ("no, never nor not", "no never nor not"),
        ("NOT good", "not good"),
    ])
    func mayKeepNegations(text: String, expected: String) {
        var options = TextCleaner.Options.strong
        options.keepsNegations = true
        #expect(TextCleaner(options)(text) == expected)
    }
}
