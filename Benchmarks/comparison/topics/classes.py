"""The four approaches on texts of three or more classes, each beside its peer."""

from statistics import mean

from comparison.examples import THREADS, train, unseen_f1
from comparison.report import Row, Section
from comparison.topics.distilbert_scores import tokens
from comparison.topics.scores import spread
from comparison.topics.sentence_scores import embed

TITLE = "Three classes: macro F1 on unseen texts"
NOT_GIVEN = "Not measured: `--classes FILE` takes labelled texts of three or more classes."
#: What macro F1 must be, of the half of the airline tweets that was kept aside.
LINEAR, BILSTM, SENTENCES, FINE_TUNED = 0.735, 0.70, 0.73, 0.77
SEEDS = (1, 2, 3)
#: The linear model's settings on both sides, and those of a stronger one.
TERMS = ["--max-features", "all", "--sublinear-tf", "--cleaning", "light", "--balance-classes"]
SAME = [*TERMS, "--no-counts", "--C", 5]
STRONGER = [*TERMS, "--characters", "2-5", "--C", 2]
FINE_TUNING = ["--rate", 5e-5, "--batch", 32, "--epochs", 3]


def measure(programs, data, limits):
    if data.classes is None:
        return Section(TITLE, [], [], [NOT_GIVEN])
    unseen = data.classes.unseen
    files = ["--training", data.classes.training, "--unseen", unseen]

    def ours(name, seed, *options):
        return unseen_f1(train(programs, name, data.classes, data.classes.training, seed, *options), data.classes)

    def peer(name, *options):
        return programs.peer(name, *options, threads=THREADS)["f1"]

    rows = [
        row("linear, words 1-2, C = 5, balanced", [ours("logistic-regression", 1, *SAME)],
            [peer("classes", "linear", *files)]),
        row("linear, with characters 2-5, balanced", [ours("logistic-regression", 1, *STRONGER)],
            [], LINEAR),
    ]
    if data.vectors is not None:
        rows.append(row(
            "BiLSTM on GloVe",
            [ours("bilstm", seed, "--embeddings", data.vectors) for seed in SEEDS],
            [peer("classes", "bilstm", *files, "--vectors", data.vectors, "--seed", seed)
             for seed in SEEDS],
            BILSTM,
        ))
    if data.encoder is not None:
        parts = [embed(programs, data.encoder, path) for path in (data.classes.training, unseen)]
        rows.append(row(
            "dense network on USE",
            [ours("sentence-encoder", seed, "--encoder", data.encoder) for seed in SEEDS],
            [peer("dense_head", "--training", parts[0], "--unseen", parts[1], "--seed", seed)
             for seed in SEEDS],
            SENTENCES,
        ))
    if data.minilm is not None:
        common = ["--encoder", data.minilm, *FINE_TUNING]
        examples = [tokens(programs, data, path) for path in (data.classes.training, unseen)]
        rows.append(row(
            "MiniLM, fine-tuned",
            [programs.ours("fine-tuned-classifier", *common, *files, "--seed", seed, threads=THREADS)["f1"]
             for seed in SEEDS],
            [peer("finetune", *common, "--examples", examples[0], "--unseen", examples[1], "--seed", seed)
             for seed in SEEDS],
            FINE_TUNED,
        ))
    return Section(TITLE, rows, [], [
        f"`{data.classes.name}`: {data.classes.sizes['training']:,} texts to train on, "
        f"{data.classes.sizes['unseen']:,} unseen. Means of {len(SEEDS)} seeds, smallest and largest in "
        "brackets; linear models have none. Peers: scikit-learn on raw texts; PyTorch, which like the "
        "examples trains on 80 % and keeps the epoch with the best macro F1 on 10 %. MiniLM has all "
        "texts to train on, three epochs at a rate of 5e-5 in batches of 32 on both sides. The targets "
        "were set for twice as many texts to train on.",
    ])


def row(what, ours, peer, target=None):
    line = Row(what=what, peer=spread(peer) if peer else "", ours=spread(ours))
    if target is not None:
        line.target = f"{target:.3f}" + (" and the peer's" if peer else "")
        line.reached = mean(ours) >= max([target, *([mean(peer)] if peer else [])])
    return line
