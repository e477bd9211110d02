import SwiftletText
import Testing

/// The light cleaning by hand.
@Suite struct LightCleaningTests {
    @Test(arguments: [
        ("@united LOVE it!!! #Happy http://t.co/x", "<USER> love it !!! #happy happy <URL>"),
        ("The crew was not nice.", "the crew was not nice ."),
        // Marks.
        ("http://a.co https://b.co ftp://c.co HTTP://D.CO", "<URL> <URL> <URL> <URL>"),
        ("(http://a.co), \"http://b.co\".", "( <URL> ) , \" <URL> \" ."),
        ("http://a.co/x_(y) http://a.co/x)", "<URL> <URL> )"),
        ("http://a.co/#frag/@me/:) ok", "<URL> happy ok"),
        ("http://a.co😀", "<URL> grinning face"),
        ("http://é.fr/ü", "<URL>"),
        ("http://", "<URL>"),
        ("www.a.co. Www.B.com!", "<URL> . <URL> !"),
        ("example.com/a example.org? my-site.net", "<URL> <URL> ? <URL>"),
        ("end.Start good.so me.to", "end . start good . so me . to"),
        ("is.gd/x me.to/y", "<URL> <URL>"),
        ("it's'http://a.co", "it's <URL>"),
        ("@a,@b:@_c @1", "<USER> , <USER> : <USER> <USER>"),
        ("@bob's RT@bob @é", "<USER> ' s rt <USER> <USER>"),
        ("@ @! a @ b", "@ @ ! a @ b"),
        ("jo@x.co.uk jo.b@x.com jo@x", "<USER> jo . <USER> jo <USER>"),
        ("1 23 4.5 1,000.50 10:30 24/7 12/06/09", "<NUM> <NUM> <NUM> <NUM> <NUM> <NUM> <NUM>"),
        ("-5 +3 .5 a-5 5-10", "<NUM> <NUM> <NUM> a-5 <NUM> - <NUM>"),
        ("$5 50% #1 (7)", "$ <NUM> <NUM> % # <NUM> ( <NUM> )"),
        ("2nd gr8 10am 90's b4", "2nd gr8 10am 90's b4"),
        ("3:00pm 3.5k 5. 5,", "<NUM> pm <NUM> k <NUM> . <NUM> ,"),
        ("<URL> <user>", "< url > < user >"),
        // Hashtags.
        ("#Happy", "#happy happy"),
        ("#NeverAgain!#fail", "#neveragain neveragain ! #fail fail"),
        ("#so_tired #2nd #été", "#so_tired so_tired #2nd 2nd #été été"),
        ("#Nooooooo", "#nooo nooo"),
        ("# tag #! ##x", "# tag # ! # #x x"),
        ("a#b", "a #b b"),
        ("&#35;tag &amp;#tag", "#tag tag & #tag tag"),
        // Runs of a letter.
        ("soooooo", "sooo"),
        ("SOOooOO Yesssss hmmm", "sooo yesss hmmm"),
        ("cool goood", "cool goood"),
        ("ÉéÉéÉcole", "ééécole"),
        ("1000000 v11111", "<NUM> v11111"),
        ("!!!!! .....", "!!!!! ....."),
        // Emoticons.
        (":) :-) =) :] :))) (: ^_^", "happy happy happy happy happy happy happy"),
        (":( :-( :[ =( ): >:(", "sad sad sad sad sad angry"),
        (
            ":D xD XDDD ;) :P :'( :/ :|",
            "laughing laughing laughing wink playful crying skeptical neutral"
        ),
        (
            "<3 </3 <33 :* :S :X :$ :@",
            "love heartbroken love kiss confused speechless embarrassed angry"
        ),
        (
            "-_- >_< T_T o_O *_* x_x D: 8-) O:) \\o/",
            "annoyed frustrated crying confused amazed exhausted dismayed cool angel cheering"
        ),
        ("¯\\_(ツ)_/¯ ಠ_ಠ (╯°□°)╯︵ ┻━┻", "shrug disapproving furious"),
        (
            "great:) lol:D love<3 no:( sad:'(",
            "great happy lol laughing love love no sad sad crying"
        ),
        (":):( :D! (:P)", "happy sad laughing ! ( playful )"),
        ("(^_^) (>.<)", "( happy ) ( frustrated )"),
        // What only looks like one.
        ("at 10:30, 1:0 3:3", "at <NUM> , <NUM> <NUM>"),
        ("re:Doctor :pizza :Dog", "re : doctor : pizza : dog"),
        ("C:\\Users mp3:older sizes:(small)", "c : \\ users mp3 : older sizes : ( small )"),
        ("file://x and/or w/e", "file : // x and / or w / e"),
        ("(see this): 8) B)", "( see this ) : <NUM> ) b )"),
        (":@bob :$5 :#tag", ": <USER> : $ <NUM> : #tag tag"),
        ("x=y a<b 5<3 <30 xd2 XDogs", "x = y a < b <NUM> < <NUM> < <NUM> xd2 xdogs"),
        ("o.k. U.U 0.0 T.T", "o . k . u . u <NUM> t . t"),
        ("---- -- => <=", "---- -- = > < ="),
        ("snake_case T_Total", "snake_case t_total"),
        // Emoji.
        ("yes😀no", "yes grinning face no"),
        ("❤️ ❤ ♥", "red heart red heart heart suit"),
        ("👩‍💻 👍🏽 🇫🇷 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "woman technologist thumbs up medium skin tone flag france flag england"),
        ("1️⃣ *️⃣ 🔟 ©", "keycap 1 keycap asterisk keycap 10 copyright"),
        // Words and punctuation.
        ("don't don’t don`t DON´T", "don't don't don't don't"),
        ("check-in e-mail -x- y-", "check-in e-mail - x - y -"),
        ("wait...what?!", "wait ... what ? !"),
        ("“Hi” ‘you’ … —", "“ hi ” ‘ you ’ … —"),
        ("a&amp;b &lt;b&gt; &quot;q&quot; &#39;s &amp;lt;3", "a & b < b > \" q \" ' s love"),
        ("  a \t\n b\u{A0}\u{3000}c \u{0}d ", "a b c d"),
        ("", ""),
        ("\u{200D}\u{FE0F}", ""),
    ])
    func cleans(text: String, expected: String) {
        #expect(TextCleaner.light(text) == expected)
    }
}
