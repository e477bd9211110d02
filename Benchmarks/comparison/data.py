"""The tweets of a comparison, in files that both sides read alike."""

import csv
import dataclasses
import io
import pathlib

from sklearn.model_selection import train_test_split

#: How many tweets there must be for the targets to be judged; they were set for 88,880.
ENOUGH_TO_JUDGE = 80_000


def not_measured(model, name):
    return (
        f"Not measured: `{model}` was not found. `bash Examples/fetch-models.sh {name}` "
        "fetches it; `--models DIR` or SWIFTLET_MODELS says where it lies."
    )


@dataclasses.dataclass
class Classes:
    """Texts of three or more classes, numbered, in two parts."""

    name: str
    training: pathlib.Path
    unseen: pathlib.Path
    sizes: dict

    @staticmethod
    def prepare(path, folder):
        """Writes two parts of a file into `folder`; 30 %, stratified, are unseen."""
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            column = next(
                name for name in reader.fieldnames
                if name.lower() in ("label", "sentiment", "airline_sentiment")
            )
            rows = [(row[column], row["text"]) for row in reader]
        names = sorted({label for label, _ in rows})
        rows = [(names.index(label), text) for label, text in rows]
        parts = train_test_split(
            rows, test_size=0.3, random_state=0, stratify=[label for label, _ in rows]
        )
        paths = [folder / f"classes-{part}.csv" for part in ("training", "unseen")]
        for target, part in zip(paths, parts):
            write(target, part)
        return Classes(path.name, *paths, {"training": len(parts[0]), "unseen": len(parts[1])})


@dataclasses.dataclass
class Data:
    name: str
    unseen_name: str
    all: pathlib.Path
    training: pathlib.Path
    unseen: pathlib.Path
    samples: list
    sizes: dict
    #: GloVe's vectors of 50 numbers in their text form; None where they were not fetched.
    vectors: pathlib.Path | None

    #: The directory of the Universal Sentence Encoder; None where it was not fetched.
    encoder: pathlib.Path | None

    #: The directory of MiniLM; None where it was not fetched.
    minilm: pathlib.Path | None

    #: Labelled tweets about airlines, unlike those to train on; None where none were given.
    airline: pathlib.Path | None

    #: Texts of three or more classes; None where none were given.
    classes: Classes | None

    # What a topic says that needs one of the models.
    NO_MINILM = not_measured("all-MiniLM-L6-v2", "minilm")
    NO_ENCODER = not_measured("use-multilingual-v3", "use")
    NO_VECTORS = not_measured("glove.6B.50d.txt", "glove")

    @property
    def is_enough(self):
        """Whether targets that were set for many tweets can be judged."""
        return self.sizes["all"] >= ENOUGH_TO_JUDGE

    @staticmethod
    def prepare(path, unseen_path, airline_path, classes_path, models, folder):
        """Writes the parts of a file into `folder`: all of it, the part to train on, the part that
        no training sees (a stratified tenth, unless there is a file for it), and five draws of
        8,000 of each class from the part to train on; where the rarer class has fewer, one draw
        of as many as it has; and the tweets about airlines, where there is a file of them."""
        rows = read(path)
        if unseen_path is None:
            training, unseen = train_test_split(
                rows, test_size=0.1, random_state=0, stratify=[label for label, _ in rows]
            )
            unseen_name = f"a stratified tenth of {path.name}, held out"
        else:
            training, unseen = rows, read(unseen_path)
            unseen_name = unseen_path.name
        vectors = models / "glove.6B.50d.txt"
        encoder = models / "use-multilingual-v3"
        minilm = models / "all-MiniLM-L6-v2"
        rarest = min(sum(label == kind for label, _ in training) for kind in (0, 1))
        per_class = min(8_000, rarest)
        seeds = range(1, 6 if rarest > per_class else 2)
        files = {"all": rows, "training": training, "unseen": unseen}
        for seed in seeds:
            files[f"sample-{seed}"] = draw(training, per_class, seed)
        if airline_path is not None:
            files["airline"] = read(airline_path)
        for name, part in files.items():
            write(folder / f"{name}.csv", part)
        return Data(
            name=path.name,
            unseen_name=unseen_name,
            all=folder / "all.csv",
            training=folder / "training.csv",
            unseen=folder / "unseen.csv",
            samples=[folder / f"sample-{seed}.csv" for seed in seeds],
            sizes={name: len(part) for name, part in files.items()} | {"per_class": per_class},
            vectors=vectors if vectors.exists() else None,
            encoder=encoder if encoder.exists() else None,
            minilm=minilm if minilm.exists() else None,
            airline=folder / "airline.csv" if airline_path is not None else None,
            classes=Classes.prepare(classes_path, folder) if classes_path is not None else None,
        )


def read(path):
    """The rows of a file as (label, text): a label,text header, or Sentiment140's six columns."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if len(rows[0]) == 6:
        label_column, text_column = 0, 5
    else:
        header = [name.lower() for name in rows.pop(0)]
        label_column, text_column = header.index("label"), header.index("text")
    labels = {"0": 0, "1": 1, "4": 1, "negative": 0, "positive": 1}
    neutral = {"2"}
    return [
        (labels[row[label_column]], row[text_column])
        for row in rows
        if row and row[label_column] not in neutral
    ]


def draw(rows, per_class, seed):
    """As many rows of each class."""
    kinds = [[row for row in rows if row[0] == kind] for kind in (0, 1)]
    return [row for kind in kinds for row in some(kind, per_class, seed)]


def some(rows, count, seed):
    if count == len(rows):
        return rows
    return train_test_split(rows, train_size=count, random_state=seed)[0]


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(["label", "text"])
        writer.writerows(rows)
