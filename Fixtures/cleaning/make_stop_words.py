#!/usr/bin/env python3
"""Write stop-words.txt: nltk.corpus.stopwords.words("english"), sorted.

With NLTK's data installed (python -m nltk.downloader stopwords; February 2025 or later) the list is
taken from there. Without it, from what NLTK's data is known to hold: the 179 words of the list
before February 2025, in its own order, and the 19 contracted pronouns that nltk_data's pull request
228 then added.
"""

from pathlib import Path

BEFORE = """
i me my myself we our ours ourselves you you're you've you'll you'd your yours yourself yourselves
he him his himself she she's her hers herself it it's its itself they them their theirs themselves
what which who whom this that that'll these those am is are was were be been being have has had
having do does did doing a an the and but if or because as until while of at by for with about
against between into through during before after above below to from up down in out on off over
under again further then once here there when where why how all any both each few more most other
some such no nor not only own same so than too very s t can will just don don't should should've
now d ll m o re ve y ain aren aren't couldn couldn't didn didn't doesn doesn't hadn hadn't hasn
hasn't haven haven't isn isn't ma mightn mightn't mustn mustn't needn needn't shan shan't shouldn
shouldn't wasn wasn't weren weren't won won't wouldn wouldn't
"""
ADDED = """
they've i'll i'd they'll he's i'm he'd it'd i've it'll she'd they'd we'd we're we'll we've he'll
they're she'll
"""

try:
    from nltk.corpus import stopwords

    words = stopwords.words("english")
except (ImportError, LookupError):
    words = BEFORE.split() + ADDED.split()
assert len(words) == len(set(words)) == 198, len(words)
path = Path(__file__).with_name("stop-words.txt")
path.write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")
