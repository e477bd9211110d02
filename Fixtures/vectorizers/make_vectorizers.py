"""Writes what scikit-learn makes of texts of ours, for the tests of the vectorizers.

    pip install scikit-learn==1.9.0
    python3.11 Fixtures/vectorizers/make_vectorizers.py

cases.json       settings, vocabulary, inverse document frequencies and the matrix of unseen texts
characters.json  vocabularies made of every character of Unicode 14, as checksums
ties.json        which of many equally frequent terms are kept
"""

import json
import os
import pathlib
import sys
import unicodedata

# NumPy's portable sort decides among ties, not that of this machine's vector instructions.
os.environ["NPY_DISABLE_CPU_FEATURES"] = "X86_V3 X86_V4"

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer  # noqa: E402

assert sklearn.__version__ == "1.9.0", sklearn.__version__
assert unicodedata.unidata_version == "14.0.0", unicodedata.unidata_version
HERE = pathlib.Path(__file__).resolve().parent

TRAINING = """
The flight was late again and nobody at the gate knew why
Great crew, great seats, and we landed early!
my bag is still in Lisbon... i am not in Lisbon
Two hours on hold with Air Paradis, then the line went dead :(
I love the new app, check-in took ten seconds
never again. never. again.
The coffee on board tastes like burnt cardboard
@AirParadis thank you for finding my daughter's teddy bear
why does every gate change happen at the other end of the airport
Window seat, clear sky, the Alps below. Happy.
They cancelled the flight and offered me a voucher for 5 euros
5 euros will not buy a sandwich at this airport
The pilot told jokes the whole way down, loved it
Stuck on the tarmac for 90 minutes with no water
no water, no news, no apology
Upgraded to business for free, best day ever
The wifi works! On a plane! In 2009!
Lost my connection because of the delay and missed my sister's wedding
missed the wedding, missed the party, missed everything
Crew were kind to my grandmother, thank you so much
I can't believe they charge for water
It's not bad, it's just not good either
Not bad at all for a cheap flight
A cheap flight is cheap for a reason
the reason is that the seats do not recline
Seat 23B has no window and no hope
Smooth landing, on time, bags came out first
The bags came out last. Of course.
First time flying and I was terrified but the crew held my hand
The man next to me snored from Paris to Rome
Paris to Rome in two hours, lovely
Rome is wonderful, the airport is not
It rained all day and I stayed in bed with a book
Monday morning, no coffee, send help
Coffee first, questions later
My cat has learned to open the fridge
The fridge is empty. The cat is not.
Made bread today, it came out like a brick
Best bread ever, my neighbour cried
My neighbour plays the drums at night
Drums at night, work in the morning
Work is fine, the meeting about meetings was not
Passed my exam!!! I am so happy!!!
Failed my exam, going back to bed
The bus was late, the train was late, I was late
Sunshine at last, going to the park with the dog
The dog found a stick twice its size
I have a cold and a deadline
Deadline met, cold still here
New phone, same old battery problems
The battery died during the map part of the trip
we sang in the car all the way home
home at last, tea and a blanket
Somebody ate my lunch from the office fridge again
To whoever ate my lunch: it was for the dog
The film was three hours long and I want them back
The film was so good that I saw it twice
Concert tonight!! front row!! no voice tomorrow!!
No voice today. Worth it.
The garden is full of frogs and I am fine with that
Frogs at night are louder than planes
Planes over my house at 5 in the morning, every morning
Moving house: 40 boxes, 1 friend, 0 energy
40 boxes and the kettle is in the last one
My team lost again, 0 to 4, I blame the referee
My team won!!! 4 to 0!!!
The queue at passport control goes around the building twice
Passport control took two minutes, is this a dream
The dream was better than the day
hungry tired cold but the view from up here
I miss my old job, said nobody
I miss my grandmother's soup
soup is the answer, whatever the question
The question was: who took my charger
Airport food: 18 euros for a salad with a hair in it
a hair in the salad and a smile from the staff
Staff at the desk smiled and did nothing
Nothing works today, not even me
The refund came after 11 weeks and 14 emails
14 emails!!! fourteen!!!
thank you for the refund, it came in two days
thank you thank you thank you
ok
no
I
a b c d
___ under_scores and snake_case_words stay whole ___
numbers 10 100 1000 1,000 3.14 2nd 3rd
don't can't won't I'll we're
CAPITALS SHOUTING AT THE CREW
Capitals Whispering To The crew
tabs\tand\tmore   spaces    here
e-mail me at someone@example.com or http://example.com/a?b=c&d=e
#delay #delays #delayed #neveragain
&amp; &lt;3 &quot;quoted&quot;
:) :( :-) ;) <3 xoxo
\U0001f600\U0001f600 so happy \u2708\ufe0f
caf\u00e9 cr\u00e8me and a cr\u00eape on the fl\u00fcgel
CAF\u00c9 CR\u00c8ME na\u00efve \u00c5ngstr\u00f6m \u00df STRASSE stra\u00dfe
\u0130stanbul and \u0131stanbul and istanbul
\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2 \u03a3 \u03a3\u03a3 \u03a3\u0391\u03a3. \u0391\u03a3'\u0391 \u0391\u03a3\u00adA
\u041c\u043e\u0441\u043a\u0432\u0430 \u043f\u0440\u0438\u0432\u0435\u0442 \u043c\u0438\u0440
\u6771\u4eac \u6771\u4eac\u90fd \u6771
\u0928\u092e\u0938\u094d\u0924\u0947 \u0926\u0941\u0928\u093f\u092f\u093e
\ud55c\uad6d\uc5b4 \ud55c\uad6d
\ufb01ne \ufb02ight \u00bd \u00b2 \u2460 \u2167 \u0663\u0664
\u1d00\u0250 e\u0301 \u00e9 \u212b \u2126
\u00a0nonbreaking\u00a0spaces\u2003wide\u3000wider\u2028line\u0085next
zero\u200bwidth joi\u200dner soft\u00adhyphen
\x00nul\x00 \x07bell\x1b[0m \x1funit\x1cfile x\x01y x y x
""".strip("\n").split("\n")

UNSEEN = """
The flight was great, the crew was great, the seats were not
missed my flight, missed my bag, missed my dog
no coffee on board? never again!!!

   
z
I i A a
thank you thank you for the window seat
Caf\u00e9 CAFE cafe\u0301 caf\u00c9
\u0130STANBUL ISTANBUL \u0131stanbul
\u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2 \u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3. \u03a3\u0391\u03a3
\u6771\u4eac \u043f\u0440\u0438\u0432\u0435\u0442 \u00bd \ufb01ne
under_scores #delayed don't http://example.com
x\x01y x y \x1fab nonbreaking\u00a0spaces   here
words that nobody has ever seen before qwertyuiop
""".split("\n")[1:-1]


def swift_settings(options):
    """The same options as Swift's settings are coded."""

    def limit(value):
        return {"count": value} if isinstance(value, int) else {"share": value}

    patterns = {
        r"(?u)\b\w\w+\b": {"words": {"minimumLength": 2}},
        r"(?u)\b\w+\b": {"words": {"minimumLength": 1}},
        r"(?u)\b\w\w\w+\b": {"words": {"minimumLength": 3}},
        r"\S+": {"whitespaceSeparated": {}},
    }
    analyzers = {"word": "word", "char": "character", "char_wb": "characterWithinWords"}
    counting = {
        "analyzer": analyzers[options.get("analyzer", "word")],
        "tokenPattern": patterns[options.get("token_pattern", r"(?u)\b\w\w+\b")],
        "ngramRange": list(options.get("ngram_range", (1, 1))),
        "lowercase": options.get("lowercase", True),
        "stopWords": options.get("stop_words", []),
        "minimumDocumentFrequency": limit(options.get("min_df", 1)),
        "maximumDocumentFrequency": limit(options.get("max_df", 1.0)),
        "binary": options.get("binary", False),
    }
    if "strip_accents" in options:
        counting["accents"] = options["strip_accents"]
    if "max_features" in options:
        counting["maximumFeatures"] = options["max_features"]
    settings = {
        "counting": counting,
        "useIDF": options.get("use_idf", True),
        "smoothIDF": options.get("smooth_idf", True),
        "sublinearTF": options.get("sublinear_tf", False),
    }
    if options.get("norm", "l2") is not None:
        settings["norm"] = options.get("norm", "l2")
    return settings


CASES = {
    "defaults": {},
    "words and pairs, rare and frequent ones dropped": dict(
        ngram_range=(1, 2), min_df=2, max_df=0.95, max_features=60),
    "ties for the last places": dict(ngram_range=(1, 2), max_features=101),
    "pairs and triples, binary": dict(ngram_range=(2, 3), min_df=2, binary=True, norm=None),
    "binary and the most frequent": dict(binary=True, max_features=33),
    "shares": dict(min_df=0.02, max_df=0.2, ngram_range=(1, 3)),
    "a maximum of one text": dict(max_df=1, max_features=40),
    "sublinear, l1": dict(sublinear_tf=True, norm="l1", ngram_range=(1, 2), min_df=3),
    "no smoothing, no norm": dict(smooth_idf=False, norm=None, min_df=2),
    "no frequencies": dict(use_idf=False, min_df=2, ngram_range=(1, 2)),
    "case kept": dict(lowercase=False, min_df=2),
    "stop words": dict(
        stop_words=["the", "and", "was", "it", "The", "never"], ngram_range=(1, 2), min_df=2),
    "words of one letter": dict(token_pattern=r"(?u)\b\w+\b", min_df=2),
    "words of three letters": dict(token_pattern=r"(?u)\b\w\w\w+\b", min_df=2),
    "cut at spaces": dict(token_pattern=r"\S+", ngram_range=(1, 2), max_features=200),
    "cut at spaces, case kept": dict(
        token_pattern=r"\S+", lowercase=False, ngram_range=(2, 2), min_df=2),
    "accents": dict(strip_accents="unicode"),
    "accents, ASCII only": dict(strip_accents="ascii", max_features=150),
    "characters": dict(analyzer="char", ngram_range=(1, 3), min_df=8),
    "long runs of characters": dict(analyzer="char", ngram_range=(4, 6), min_df=5),
    "characters within words": dict(analyzer="char_wb", ngram_range=(2, 3), min_df=8),
    "long runs within words": dict(analyzer="char_wb", ngram_range=(5, 6), max_features=120),
    "single characters within words": dict(analyzer="char_wb", ngram_range=(1, 1)),
    "a given vocabulary": dict(
        vocabulary=["window seat", "thank you", "the", "Paris", "\u6771\u4eac", "seat", "not a",
                    "a", "", "flight  was", "flight was", "caf\u00e9"], ngram_range=(1, 2)),
    "given pairs, and a stop word": dict(
        vocabulary=["the flight", "flight", "was great", "flight great", "crew great"],
        ngram_range=(2, 2), stop_words=["was"]),
    "given runs within words": dict(
        vocabulary=[" the", "the ", " i ", "i", "th", " z ", " thank "], analyzer="char_wb",
        ngram_range=(4, 7)),
}

cases = []
for name, options in CASES.items():
    vectorizer = TfidfVectorizer(**options)
    vectorizer.fit(TRAINING)
    matrix = vectorizer.transform(UNSEEN).tocsr()
    matrix.sort_indices()
    cases.append({
        "name": name,
        "settings": swift_settings(options),
        "given": options.get("vocabulary"),
        "vocabulary": vectorizer.get_feature_names_out().tolist(),
        "inverseDocumentFrequency":
            [round(float(x), 7) for x in vectorizer.idf_] if vectorizer.use_idf else [],
        "rowOffsets": matrix.indptr.tolist(),
        "columnIndices": matrix.indices.tolist(),
        "values": [round(float(x), 8) for x in matrix.data],
    })
(HERE / "cases.json").write_text(json.dumps(
    {"training": TRAINING, "unseen": UNSEEN, "cases": cases}, separators=(",", ":")))


def checksum(text):
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return f"{value:016x}"


assigned = [
    code for code in range(0x110000)
    if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co")
]
ranges = []
for code in assigned:
    if ranges and ranges[-1][1] == code - 1:
        ranges[-1][1] = code
    else:
        ranges.append([code, code])
blocks = []
BLOCK = 0x800
for first in range(0, 0x110000, BLOCK):
    codes = [c for c in range(first, first + BLOCK)
             if unicodedata.category(chr(c)) not in ("Cn", "Cs", "Co")]
    if not codes:
        continue
    texts = [f"x{chr(c)}y {chr(c)}" for c in codes]
    block = {"first": first, "last": first + BLOCK - 1}
    for name, options in [
        ("words", dict(token_pattern=r"(?u)\b\w+\b")),
        ("spaces", dict(token_pattern=r"\S+")),
        ("unaccented", dict(token_pattern=r"\S+", strip_accents="unicode")),
        ("ascii", dict(token_pattern=r"\S+", strip_accents="ascii", lowercase=False)),
    ]:
        vectorizer = CountVectorizer(**options).fit(texts)
        block[name] = checksum("\n".join(vectorizer.get_feature_names_out()))
    blocks.append(block)
(HERE / "characters.json").write_text(
    json.dumps({"assigned": ranges, "blocks": blocks}, separators=(",", ":")))

# Many terms, few frequencies; and orders on which quicksort goes so deep that heapsort follows.
ties = []
generator = np.random.default_rng(17)

arrays = [
    [3, 3, 3, 1, 1, 2, 2],
    generator.integers(1, 4, 16).tolist(),
    generator.integers(1, 4, 17).tolist(),
    generator.integers(1, 9, 300).tolist(),
    generator.geometric(0.2, 1500).tolist(),
    [5] * 400,
    # Rising and then falling: the median of three is a bad pivot again and again.
    list(range(1, 200)) + list(range(200, 0, -1)),
    [v // 2 + 1 for v in list(range(600)) + list(range(600, 0, -1))],
]
for frequencies in arrays:
    for count in sorted({1, len(frequencies) // 10, len(frequencies) // 3,
                         len(frequencies) - 2, len(frequencies)} - {0}):
        kept = (-np.array(frequencies)).argsort()[:count]
        ties.append({"frequencies": frequencies, "count": count, "kept": sorted(kept.tolist())})
(HERE / "ties.json").write_text(json.dumps(ties, separators=(",", ":")))

for path in sorted(HERE.glob("*.json")):
    print(path.name, path.stat().st_size, file=sys.stderr)
