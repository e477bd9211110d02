/// The English stop words of NLTK: function words that tell little about what a text is about.
///
/// The 198 words of `nltk.corpus.stopwords.words("english")` in NLTK's data since February 2025,
/// when 19 contracted pronouns ("i'm", "they've") joined the earlier 179. Lower case; words in
/// other cases are not found.
public enum StopWords {
    /// All 198 words, in alphabetical order.
    public static var english: [String] {
        list.description.split(separator: "\n").map(String.init)
    }

    /// Whether `word`, in lower case, is a stop word.
    public static func contains(_ word: String) -> Bool {
        var word = word
        return word.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return false }
            // A NUL must not pass for padding.
            return !bytes.contains(0) && table.contains(start, bytes.count)
        }
    }

    /// Whether the lower-case word is one that turns a statement round: "no", "nor" or "not".
    static func isNegation(_ word: UnsafePointer<UInt8>, _ count: Int) -> Bool {
        guard count == 2 || count == 3, word[0] == UInt8(ascii: "n"), word[1] == UInt8(ascii: "o")
        else { return false }
        return count == 2 || word[2] == UInt8(ascii: "r") || word[2] == UInt8(ascii: "t")
    }

    static let table = WordTable(list)

    private static let list: StaticString = """
        a
        about
        above
        after
        again
        against
        ain
        all
        am
        an
        and
        any
        are
        aren
        aren't
        as
        at
        be
        because
        been
        before
        being
        below
        between
        both
        but
        by
        can
        couldn
        couldn't
        d
        did
        didn
        didn't
        do
        does
        doesn
        doesn't
        doing
        don
        don't
        down
        during
        each
        few
        for
        from
        further
        had
        hadn
        hadn't
        has
        hasn
        hasn't
        have
        haven
        haven't
        having
        he
        he'd
        he'll
        he's
        her
        here
        hers
        herself
        him
        himself
        his
        how
        i
        i'd
        i'll
        i'm
        i've
        if
        in
        into
        is
        isn
        isn't
        it
        it'd
        it'll
        it's
        its
        itself
        just
        ll
        m
        ma
        me
        mightn
        mightn't
        more
        most
        mustn
        mustn't
        my
        myself
        needn
        needn't
        no
        nor
        not
        now
        o
        of
        off
        on
        once
        only
        or
        other
        our
        ours
        ourselves
        out
        over
        own
        re
        s
        same
        shan
        shan't
        she
        she'd
        she'll
        she's
        should
        should've
        shouldn
        shouldn't
        so
        some
        such
        t
        than
        that
        that'll
        the
        their
        theirs
        them
        themselves
        then
        there
        these
        they
        they'd
        they'll
        they're
        they've
        this
        those
        through
        to
        too
        under
        until
        up
        ve
        very
        was
        wasn
        wasn't
        we
        we'd
        we'll
        we're
        we've
        were
        weren
        weren't
        what
        when
        where
        which
        while
        who
        whom
        why
        will
        with
        won
        won't
        wouldn
        wouldn't
        y
        you
        you'd
        you'll
        you're
        you've
        your
        yours
        yourself
        yourselves
        """
}
