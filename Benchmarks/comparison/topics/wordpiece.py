"""WordPiece tokens of raw tweets."""

from statistics import median

from comparison import generated
from comparison.programs import ratios
from comparison.report import Check, Row, Section, seconds

TITLE = "WordPiece tokens of raw tweets, at most 128 each"
#: How many times faster than the peer with as many threads.
TARGETS = {1: 15, 2: 20}
#: What the peer is asked for: everything it tells of a token, or only what needs no offsets.
CALLS = {"encode": "encode_batch", "encode_fast": "encode_batch_fast"}


def measure(programs, data, limits):
    folder = tokenizer(programs, data)
    vocabulary = "MiniLM's vocabulary." if data.minilm else "A vocabulary made from the tweets."
    return section(TITLE, "wordpiece", folder, vocabulary, programs, data, limits)


def section(title, command, folder, vocabulary, programs, data, limits):
    """The rows and checks of a tokenizer that both sides load from a folder."""
    arguments = ["--data", data.all, "--tokenizer", folder]
    sides = programs.in_turn({
        (side, threads): lambda run=run, threads=threads: run(command, *arguments, threads=threads)
        for threads in (1, 2)
        for side, run in (("ours", programs.ours), ("peer", programs.peer))
    })
    rows = []
    for threads in (1, 2):
        ours, peer = sides["ours", threads], sides["peer", threads]
        for call, name in CALLS.items():
            gains = ratios(peer.seconds(call), ours.seconds("encode"))
            target = TARGETS[threads] if call == "encode" else None
            rows.append(Row(
                what=f"against {name}, {threads} thread{'s' if threads > 1 else ''}",
                peer=seconds(peer.median(call)),
                ours=seconds(ours.median("encode")),
                ratios=gains,
                share=ours["text_bytes"] / limits.memory[threads] / ours.median("encode"),
                target=f"{target}x" if target else "",
                reached=median(gains) >= target if target and data.is_enough else None,
            ))
    strings = ["--data", generated.write(programs.scratch), "--tokenizer", folder]
    checks = [
        check(programs, command, arguments, "of the tweets"),
        check(programs, command, strings, f"of {generated.COUNT:,} strings over all of Unicode"),
    ]
    return Section(title, rows, checks, [
        "Peer: Hugging Face's tokenizers (Rust), a batch of all tweets. It also gives the texts and "
        "the masks of the tokens, and without `fast` their offsets; Swiftlet the numbers alone. The "
        "limit is the time to read every text once at the bandwidth of main memory. "
        + vocabulary,
    ])


def tokenizer(programs, data):
    """The folder of the tokenizer: MiniLM's where it was fetched, else one made from the tweets."""
    if data.minilm is not None:
        return data.minilm
    folder = programs.scratch / "wordpiece"
    programs.peer("wordpiece", "--train", "--data", data.all, "--tokenizer", folder)
    return folder


def check(programs, command, arguments, texts):
    export = programs.scratch / f"{command}.safetensors"
    programs.ours(command, "--repetitions", 1, *arguments, "--export", export, threads=2)
    found = programs.peer(command, *arguments, "--check", export, threads=2)
    return Check(f"all {found['tokens']:,} tokens {texts}", found["same"])
