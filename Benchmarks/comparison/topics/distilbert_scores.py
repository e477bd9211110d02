"""How well classifiers fine-tuned from MiniLM do on tweets that they have not seen, in float32 and in
int8."""

from statistics import mean

from comparison.examples import THREADS, train, unseen_f1
from comparison.report import Row, Section
from comparison.topics.scores import PLACES, spread

TITLE = "DistilBERT classifiers fine-tuned from MiniLM, on unseen tweets"
#: Of one epoch at a rate of 5e-5 in batches of 32.
ONE_EPOCH_F1 = 0.815
#: At most; with fewer rounds, as many draws.
DRAWS = 3
#: Of the example's default settings.
BEST_F1 = 0.83
SAME_LABELS = 0.99
MOST_F1_LOST = 0.003


def measure(programs, data, limits):
    if data.minilm is None:
        return Section(TITLE, [], [], [data.NO_MINILM])
    metrics = train(
        programs, "distilbert", data, data.training, 1, "--encoder", data.minilm, per_class=None
    )
    samples = data.samples[: min(DRAWS, programs.rounds)]
    rows = [one_epoch(programs, data, samples), *both_precisions(metrics, data)]
    return Section(TITLE, rows, [], [
        f"One epoch: a rate of 5e-5, batches of 32, draws: {len(samples)}, smallest and largest in "
        "brackets where there are several. Peer: PyTorch with Transformers, the same tweets of each "
        "draw in one epoch at the same rate in the same batches, with the head of "
        "BertForSequenceClassification. The default settings are those of the example `distilbert`, "
        "one training, which takes 80 % of its tweets to train on and another 10 % to choose the "
        "best epoch. Its peer is what the study published. int8 is that classifier, quantised.",
    ])


def one_epoch(programs, data, samples):
    unseen = tokens(programs, data, data.unseen)
    ours, peer = [], []
    for seed, sample in enumerate(samples, 1):
        common = ["--encoder", data.minilm, "--rate", 5e-5, "--batch", 32, "--seed", seed]
        ours.append(programs.ours(
            "fine-tuned-classifier", *common, "--training", sample, "--unseen", data.unseen,
            threads=THREADS,
        )["f1"])
        peer.append(programs.peer(
            "finetune", *common, "--examples", tokens(programs, data, sample), "--unseen", unseen,
            threads=THREADS,
        )["f1"])
    least = max(ONE_EPOCH_F1, round(mean(peer), PLACES))
    return Row(
        what=f"F1, one epoch of {2 * data.sizes['per_class']:,} tweets",
        peer=spread(peer),
        ours=spread(ours),
        target=f"{ONE_EPOCH_F1:.3f} and the peer's",
        reached=round(mean(ours), PLACES) >= least if data.is_enough else None,
    )


def tokens(programs, data, path):
    """The tokens of a file's tweets, for the peer."""
    output = path.with_suffix(".json")
    programs.peer(
        "token_ids", "--data", path, "--tokenizer", data.minilm, "--output", output
    )
    return output


def both_precisions(metrics, data):
    int8, name = metrics["int8"], data.unseen.name
    drawn = metrics["options"]["tweets"] // 2
    f1, int8_f1 = unseen_f1(metrics, data), unseen_f1(int8, data)
    same = int8["agreement"][name]
    rows = [
        Row(
            what=f"F1, {drawn:,} a class, default settings",
            peer="0.82",
            ours=f"{f1:.4f}",
            target=f"{BEST_F1:.3f}",
            reached=round(f1, PLACES) >= BEST_F1,
        ),
        Row(
            what="F1 of the same in int8",
            peer="",
            ours=f"{int8_f1:.4f}",
            target=f"{f1:.4f} to {100 * MOST_F1_LOST:.1f} points",
            reached=abs(int8_f1 - f1) <= MOST_F1_LOST,
        ),
        Row(
            what="Labels that int8 and float32 give alike",
            peer="",
            ours=f"{100 * same:.2f} %",
            target=f"{100 * SAME_LABELS:.0f} %",
            reached=same >= SAME_LABELS,
        ),
    ]
    if not data.is_enough:
        for row in rows:
            row.reached = None
    return rows
