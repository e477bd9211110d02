"""How well BiLSTM classifiers do on tweets that they have not seen, and what one answer costs."""

from comparison.examples import THREADS, score, train, training_time
from comparison.report import Row, Section, seconds
from comparison.topics.inference import LAUNCHES, Launches, launch, mebibytes

TITLE = "BiLSTM classifiers with GloVe's vectors on unseen tweets"
DRAWN_F1, ALL_F1 = 0.75, 0.80
MOST_BYTES = 60 << 20


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
    command = [programs.classify, "--model", programs.scratch / "bilstm" / "model"]
    launches = Launches([launch(command) for _ in range(LAUNCHES)])
    rows.append(Row(what="Start to first prediction", peer="", ours=seconds(launches.seconds)))
    if launches.bytes is not None:
        rows.append(Row(
            what="Peak resident memory of that process",
            peer="930 MiB",
            ours=mebibytes(launches.bytes),
            ratios=[(930 << 20) / launches.bytes],
            target=mebibytes(MOST_BYTES),
            reached=launches.bytes <= MOST_BYTES,
        ))
    return Section(TITLE, rows, [], [
        "The example `bilstm` with its default settings, which trains on 80 % of its tweets and "
        "stops by the F1 of 10 %; the mean of several draws or seeds, smallest and largest in "
        f"brackets. Training on all tweets took {seconds(training_time(everything))} on {THREADS} threads. The "
        "peer is what the study published. Memory and time are those of `classify` with one tweet, "
        f"{LAUNCHES} launches, medians.",
    ])
