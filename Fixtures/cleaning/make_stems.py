#!/usr/bin/env python3
"""Write stems.tsv: words and their stems by NLTK 3.10's PorterStemmer in its default mode.

The words are ordinary ones listed here, each with common endings, and seeded pseudo-English ones: a
random beginning and one to three of the endings that the algorithm knows. A line holds the word,
how many of its first characters the stem keeps, and what the stem adds to them, if anything.
"""

import random
from os.path import commonprefix
from pathlib import Path

from nltk.stem import PorterStemmer

WORDS = """
airline airport alarm allow ample angry annoy apply argue arrive awful baggage beauty begin believe
board book brave bump busy buy cabin call calm cancel captain care carry catch change charge cheap
check choose city clean clear close cloud coffee cold comfort commit compare complain connect control
cost cover crash crew cry custom damage dare dark day deal decide defer delay delight deny depart die
differ dirty disappoint divert drop dry easy eat economy employ enjoy enter excite expect explain
express face fail fair family fast favour fear feel final fit flight flow fly follow food forget
form forward free fresh friend funny fuss gate general gentle geology give glad grand great greet
grow guess guide happy hassle hate heavy help hesitate hope horror hot hotel hurry ideal ignore
imagine improve include inform invite issue jet joke joy keep kind lady late laugh lazy leave legal
legroom lie like listen live lonely loose lose loud love lovely lucky luggage luxury manage marry
meal mean measure meet mess miss mistake moral morning mother move nation nasty need nerve nice night
noise notice offer open operate order organize outlet oxygen pack panic pass passenger pay perfect
pilot pity plan play please polite pony possible prefer promise proud provide quality question queue
quick quiet rage rain rapid rate ration rebook recommend refund refuse relate relax rely remain rescue
reserve respond rest ride right rough rude run sad safe salty satisfy save scare scary sea seat secure
sell sense serve service shock sing sit size skip sky sleep slow smell smile smooth snack sorry space
special spy stale stay steal stick stop storm stress stupid suit sunny support sure surprise taxi
team tell terrible thank theology thing think thrill ticket tidy tie time tiny tire toilet tour tower
tragic travel trouble trust try turbulent ugly upgrade urge use vacation valid vary vent very view vile
visit voice vouch wait wake walk want warm waste watch water weary weather weigh welcome well wide
wifi win window wonder work worry worse wrong yell yield young zip
""".split()
IRREGULAR = """
sky skies dying lying tying news innings inning outings outing cannings canning howe proceed exceed
succeed proceeds exceeded succeeding sky's skying died dies ties lies tied lied spied flies
caresses ponies cats feed agreed plastered bled motoring conflated troubled sized hopping tanned
falling hissing fizzed failing filing happy enjoy relational conditional rational valenci hesitanci
digitizer radicalli differentli vileli analogousli vietnamization predication operator feudalism
decisiveness hopefulness callousness formaliti sensitiviti sensibiliti triplicate formative formalize
electriciti electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable
defensible irritant replacement adjustment dependent adoption homologou communism activate angulariti
homologous effective bowdlerize probate rate cease controll roll geologi archaeologi logi
a as at is be bee yes yyy y yyyy ss sss s ies ied eed ed ing ion ll al
café cafés naïve naïvely éclairs señoritas ééed ñing übering ångstroms élies é́ied жили 東京s ieś
don't o'clock u2 b4 gr8ing 747s 10ing
""".split()
ENDINGS = """
s es ed ing er ers est ly y ies ied iness ily ness nesses ful fully fulness less lessly lessness
able ably ability ible ibly ation ations ational ate ated ator ators ative ant ance ancy ence ency
ent ently ement ements ment ments al ally ality alize alized alizing alism ic ical ically icity
icate ive ively iveness ivity ize ized izer izing ization ism ist ists ious iously ous ously ousness
ion ions tion tional eed eedly ology ologies logy ll lled led bled ated izes ou iti iciti
""".split()
COUNT = 21_000

random.seed(1980)
words = dict.fromkeys(IRREGULAR)
for word in WORDS:
    words[word] = None
    for ending in random.sample(ENDINGS, 9):
        trimmed = word[:-1] if word[-1] in "ey" and ending[0] in "aeiouy" else word
        doubled = random.random() < 0.2 and trimmed[-1] not in "aeiouy"
        words[trimmed + (trimmed[-1] if doubled else "") + ending] = None
while len(words) < COUNT:
    start = ""
    for _ in range(random.randint(1, 2)):
        start += random.choice(["", "b", "bl", "c", "d", "f", "gr", "h", "l", "m", "n", "p", "s", "st", "t", "w", "x", "y", "z"])
        start += random.choice("aeiouy")
    start += random.choice(["", "b", "bl", "d", "gg", "l", "ll", "m", "n", "pp", "r", "s", "ss", "t", "tt", "v", "w", "x", "y", "zz", "iz", "at"])
    words[start + "".join(random.choices(ENDINGS, k=random.choice([1, 1, 2, 2, 3])))] = None

stemmer = PorterStemmer()
lines = []
for word in sorted(words):
    stem = stemmer.stem(word)
    kept = commonprefix([word, stem])
    lines.append("\t".join(filter(None, [word, str(len(kept)), stem[len(kept) :]])))
path = Path(__file__).with_name("stems.tsv")
path.write_text("\n".join(lines) + "\n", encoding="utf-8")
print(f"{len(lines)} words, {path.stat().st_size} bytes")
