"""Trains small Unigram models and writes what SentencePiece makes of texts with them.

    pip install sentencepiece==0.2.3
    python Fixtures/unigram/make_unigram.py

The models are trained on Fixtures/tweets.csv. Each shows other settings:

    nfkc.model    Unicode's NFKC with SentencePiece's additions; pieces that the user defined
    bytes.model   no normalisation, no white space removed, unknown characters cut into bytes
    suffix.model  rules of its own in both directions, white space behind words, unused pieces
    ties.model    pieces of equal scores, so that sums of 32 bits decide
"""

import csv
import json
import pathlib
import random
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

assert sentencepiece.__version__ == "0.2.3"
here = pathlib.Path(__file__).parent
random_numbers = random.Random(20)

with open(here.parent / "tweets.csv", encoding="utf-8", newline="") as file:
    tweets = [row["text"] for row in csv.DictReader(file)]


def train(name, **settings):
    """The model, with what it says about files and the training taken out."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = pathlib.Path(folder) / "corpus.txt"
        corpus.write_text("\n".join(tweets), encoding="utf-8")
        for rules in ("normalization_rule_tsv", "denormalization_rule_tsv"):
            if rules in settings:
                path = pathlib.Path(folder) / (rules + ".tsv")
                path.write_text(settings[rules])
                settings[rules] = str(path)
        sentencepiece.SentencePieceTrainer.train(
            input=str(corpus),
            model_prefix=f"{folder}/model",
            minloglevel=2,
            num_threads=1,
            **settings,
        )
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString(pathlib.Path(folder, "model.model").read_bytes())
    for field in ("input", "model_prefix"):
        model.trainer_spec.ClearField(field)
    for specification in (model.normalizer_spec, model.denormalizer_spec):
        specification.ClearField("normalization_rule_tsv")
    return model


def write(name, model):
    (here / f"{name}.model").write_bytes(model.SerializeToString())


write(
    "nfkc",
    train(
        "nfkc",
        vocab_size=600,
        user_defined_symbols=["<URL>", "<URL", "★★", "no way"],
        control_symbols=["<sep>"],
        pad_id=3,
    ),
)
write(
    "bytes",
    train(
        "bytes",
        vocab_size=700,
        byte_fallback=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        character_coverage=0.98,
        unk_surface="<?>",
    ),
)
# Columns of code points: what is replaced, and by what.
suffix = train(
    "suffix",
    vocab_size=300,
    treat_whitespace_as_suffix=True,
    normalization_rule_tsv="41\t61\n42\t62 20 62\n21\t\n9\t20\n61 61\t61\n65 301\tE9\n63 68\t20 6B\n",
    denormalization_rule_tsv="61\t41\n6B\t63 68\n",
)
for index in (20, 40, 60, 80):
    suffix.pieces[index].type = sentencepiece_model_pb2.ModelProto.SentencePiece.UNUSED
write("suffix", suffix)

ties = sentencepiece_model_pb2.ModelProto()
for piece, score, kind in [
    ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("a", -1.1, 1), ("aa", -2.2, 1), ("aaa", -3.3, 1),
    ("b", -0.1, 1), ("bb", -0.2, 1), ("ab", -1.2, 1), ("ba", -1.2, 1), ("abab", -2.4, 1),
    ("cccc", -30000, 1), ("c", -7500.01, 1), ("\u2581", -2.5, 1), ("\u2581a", -3.6, 1),
]:
    ties.pieces.add(piece=piece, score=score, type=kind)
ties.trainer_spec.model_type = 1
ties.normalizer_spec.escape_whitespaces = True
write("ties", ties)

written = [
    "", " ", "\t \n", "a", " a ", "no  way", "no way", "  no way  ", "Hello, world!", "<URL><URL<UR",
    "<s>", "</s> <unk> <pad> <sep>", "★★★", "x★★y", "It's 3 o'clock", "ＦＵＬＬ ｗｉｄｔｈ", "ﬁne ①②",
    "e\u0301e\u0301 A\u030a", "한국어 하ᄒ", "日本語の文章です。", "Привет, как дела?", "مرحبا ﷺ", "नमस्ते", "ไทย",
    "👍🏽 👩‍👩‍👧‍👦 🇩🇰", "\u200bzero\u200d\ufeffwidth", "a\u0000b\u0007c", "\u3000wide\u00a0space\u2003",
    "▁▁already ▁", "<0x0A><0xFF>", "aaaaaaaaaaaaaaaaa", "abababababab", "cccccccccccccccccccccccccccccc",
    "bbbbbabbbabba", "AaBbAA!aa!Ae\u0301 ch chch", "\ufffd\U0010ffff\u0378", "x" * 100, "c" * 100, "🦄" * 30,
]
scalars = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000]
alphabet = list("aabbccde ▁é!.\u0301\t") + ["<URL>", "★", "日", "ﬀ", "no way", "ch"]
generated = ["".join(chr(random_numbers.choice(scalars)) for _ in range(10)) for _ in range(20)]
generated += [
    "".join(chr(random_numbers.randrange(0x20, 0x3000)) for _ in range(16)) for _ in range(25)
]
generated += ["".join(random_numbers.choices(alphabet, k=20)) for _ in range(40)]

cases = []
for name in ("nfkc", "bytes", "suffix", "ties"):
    processor = sentencepiece.SentencePieceProcessor(model_file=str(here / f"{name}.model"))
    size = processor.get_piece_size()
    texts = written + generated + tweets[:25]
    tokens = [processor.encode(text) for text in texts]
    sequences = [random_numbers.choices(range(size), k=10) for _ in range(40)]
    if name == "bytes":
        sequences += [random_numbers.choices(range(3, 259), k=12) for _ in range(40)]
        sequences += [[processor.piece_to_id("<0xE2>"), processor.piece_to_id("<0x96>"),
                       processor.piece_to_id("<0x81>"), 300, 1, processor.piece_to_id("<0xE2>")]]
    sequences += [[processor.piece_to_id("\u2581")] * 3 + [6, 7]]
    cases.append(
        {
            "model": name,
            "size": size,
            "pieces": [processor.id_to_piece(index) for index in range(min(size, 30))],
            "special": [processor.unk_id(), processor.bos_id(), processor.eos_id(), processor.pad_id()],
            "texts": [
                {"text": text, "tokens": row, "decoded": processor.decode(row)}
                for text, row in zip(texts, tokens)
            ],
            "sequences": [
                {"tokens": row, "decoded": processor.decode(row)} for row in sequences
            ],
        }
    )
with open(here / "expected.json", "w", encoding="utf-8") as file:
    json.dump(cases, file, ensure_ascii=False, separators=(",", ":"))
