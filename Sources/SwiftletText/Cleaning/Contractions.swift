/// English contractions, written out: "can't" becomes "can not", "they've" becomes "they have".
///
/// - n't becomes not, 'll will, 've have, 're are, 'm am and 'd would, after any word, also one
///   after the other ("shouldn't've"). A few forms are irregular: won't, can't, shan't, ain't
///   (is not), let's, y'all, c'mon, ma'am.
/// - 's becomes is after pronouns, question words and the like ("it's", "who's", "there's") and
///   goes after any other word, where it marks the possessive ("the crew's").
/// - Forms written without their apostrophe are expanded only where they are no other common
///   word: "dont", "cant" and "im", but not "its", "were", "well", "ill", "id", "hell" or "lets".
/// - Some spoken forms too: gonna, wanna, gotta, lemme, gimme, dunno.
enum Contractions {
    /// Writes what the lower-case word stands for to `output`, words parted by blanks, and returns
    /// how many bytes; `nil` where the word is no contraction. The apostrophe is `'` here.
    ///
    /// `output` needs room for `capacity(count)` bytes and must not overlap the word.
    static func expand(
        _ word: UnsafePointer<UInt8>,
        _ count: Int,
        hasApostrophe: Bool,
        to output: UnsafeMutablePointer<UInt8>
    ) -> Int? {
        if let value = whole.value(word, count) {
            output.update(from: value.baseAddress!, count: value.count)
            return value.count
        }
        // The bound keeps the recursion below shallow; no English word comes near it.
        guard hasApostrophe, count <= 64 else { return nil }
        // The last apostrophe parts the ending from what comes before, itself maybe a contraction.
        var apostrophe = count - 1
        while word[apostrophe] != UInt8(ascii: "'") { apostrophe -= 1 }
        var stem = apostrophe
        let value: UnsafeBufferPointer<UInt8>
        if let ending = endings.value(word + apostrophe, count - apostrophe) {
            value = ending
        } else if count - apostrophe == 2, word[apostrophe + 1] == UInt8(ascii: "t"),
            apostrophe > 1, word[apostrophe - 1] == UInt8(ascii: "n")
        {
            stem = apostrophe - 1
            value = not
        } else if count - apostrophe == 2, word[apostrophe + 1] == UInt8(ascii: "s") {
            value =
                beforeIs.contains(word, stem) ? verbIs : UnsafeBufferPointer(start: nil, count: 0)
        } else {
            return nil
        }
        let innerApostrophe = UnsafeBufferPointer(start: word, count: stem)
            .contains(UInt8(ascii: "'"))
        var written: Int
        if let inner = expand(word, stem, hasApostrophe: innerApostrophe, to: output) {
            written = inner
        } else {
            output.update(from: word, count: stem)
            written = stem
        }
        if let start = value.baseAddress {
            output[written] = UInt8(ascii: " ")
            (output + written + 1).update(from: start, count: value.count)
            written += 1 + value.count
        }
        return written
    }

    /// How many bytes an expansion of a word of `count` bytes can take: each ending of two bytes
    /// or more becomes at most six, and a whole form at most eleven.
    static func capacity(_ count: Int) -> Int { 3 * count + 16 }

    private static func literal(_ text: StaticString) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    }

    private static var not: UnsafeBufferPointer<UInt8> { literal("not") }
    private static var verbIs: UnsafeBufferPointer<UInt8> { literal("is") }

    private static let endings = WordTable(
        """
        'll	will
        've	have
        're	are
        'm	am
        'd	would
        """
    )

    /// The words after which 's stands for is.
    private static let beforeIs = WordTable(
        """
        he
        here
        how
        it
        she
        that
        there
        this
        what
        when
        where
        who
        why
        everything
        something
        nothing
        """
    )

    private static let whole = WordTable(
        """
        ain't	is not
        c'mon	come on
        can't	can not
        cannot	can not
        let's	let us
        ma'am	madam
        shan't	shall not
        won't	will not
        y'all	you all
        aint	is not
        arent	are not
        cant	can not
        couldnt	could not
        couldve	could have
        didnt	did not
        doesnt	does not
        dont	do not
        hadnt	had not
        hasnt	has not
        havent	have not
        hes	he is
        im	i am
        isnt	is not
        ive	i have
        mustnt	must not
        neednt	need not
        shes	she is
        shouldnt	should not
        shouldve	should have
        thats	that is
        theres	there is
        theyll	they will
        theyre	they are
        theyve	they have
        wasnt	was not
        werent	were not
        weve	we have
        whats	what is
        wont	will not
        wouldnt	would not
        wouldve	would have
        yall	you all
        youll	you will
        youre	you are
        youve	you have
        dunno	do not know
        gimme	give me
        gonna	going to
        gotta	got to
        lemme	let me
        wanna	want to
        """
    )
}
