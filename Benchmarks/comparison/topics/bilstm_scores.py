"""How well BiLSTM classifiers do on tweets that they have not seen, and what one answer costs."""

from comparison import launches
from comparison.examples import THREADS, score, train, training_time
from comparison.report import Section, seconds
from comparison.topics.inference import LAUNCHES

TITLE = "BiLSTM classifiers with GloVe's vectors on unseen tweets"
DRAWN_F1, ALL_F1 = 0.75, 0.80
MOST_BYTES, PUBLISHED_BYTES = 60 << 20, 930 << 20


def measure(programs, data, limits):
    if data.vectors is None:
        return Section(TITLE, [], [], [data.NO_VECTORS])
    vectors = ("--embeddings", data.vectors)
    drawn = [
        train(programs, "bilstm", data, sample, seed, *vectors)
        for seed, sample in enumerate(data.samples[:3], 1)
    ]
    everything = [train(programs, "bilstm", data, data.training, seed, *vectors) for seed in (1, 2)]
    rows = [
        score(f"{data.sizes['per_class']:,} a class", drawn, data, DRAWN_F1, peer="0.74"),
        score(f"{data.sizes['training']:,} tweets", everything, data, ALL_F1),
    ]
    sides = {
        "ours": [programs.classify, "--model", programs.scratch / "bilstm" / "model"],
        "nothing": launches.NOTHING,
    }
    rows += launches.rows(
        launches.Launches.in_turn(sides, LAUNCHES),
        most_bytes=MOST_BYTES, published_bytes=PUBLISHED_BYTES,
    )
    return Section(TITLE, rows, [], [
        "The example `bilstm` with its default settings, which trains on 80 % of its tweets and "
        "stops by the F1 of 10 %; the mean of several draws or seeds, smallest and largest in "
        f"brackets. Training on all tweets took {seconds(training_time(everything))} on {THREADS} threads. The "
        "peer is what the study published. Memory and time are those of `classify` with one tweet, "
        f"{LAUNCHES} launches, medians; their limit is `cat` with one line.",
    ])
