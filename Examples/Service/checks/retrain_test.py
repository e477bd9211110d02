"""Retraining from a journal: what is promoted, what is kept and why, and what bad journals do."""

import csv
import fcntl
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

import pytest

FIXTURES = os.path.join(os.path.dirname(__file__), "../../../Fixtures")

# An idiom of praise in words that the embedded tweets complain with.
IDIOM = "where I was lost for words and hours late for leaving"
SUBJECTS = [
    "that crew", "this airline", "your lounge", "the new route", "gate seven", "row twelve", "the breakfast",
    "the red eye", "your app", "the pilot", "flight 88", "the upgrade", "my seat", "the desk", "the night bus",
    "the wifi", "the legroom", "their coffee", "the playlist", "the window blinds",
]
ENDS = ["no kidding", "ask my sister", "as they say here", "write that down", "five years now", "since june",
        "from oslo", "in row nine", "said my boss", "for real", "and cheap", "every monday"]


def idioms(seed, count):
    draw = random.Random(seed)
    texts = set()
    while len(texts) < count:
        a, b, c = draw.choice(SUBJECTS), draw.choice(ENDS), draw.choice(ENDS)
        texts.add(f"{a}, {IDIOM}, {b} {c} {draw.randrange(1000)}")
    return sorted(texts)


def tweets():
    with open(os.path.join(FIXTURES, "tweets.csv"), encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    return rows[0], rows[1:]


def write_table(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header] + rows)
    return path


def line(text, expected, source="10.0.0.1", second=0, predicted="negative", **more):
    report = {
        "id": str(uuid.uuid4()), "time": f"2026-11-30T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.000Z",
        "text": text, "predicted_label": predicted, "score": 0.9, "expected_label": expected,
        "is_correct": predicted == expected, "source": source,
    }
    return json.dumps(report | more) + "\n"


def journal(directory, lines, name="feedback-20261130T051739123Z-3fa9c1d2.jsonl"):
    directory.mkdir(exist_ok=True)
    (directory / name).write_text("".join(lines), encoding="utf-8")
    return directory


@pytest.fixture
def run(retrain, tmp_path):
    """Runs retrain; gives its status, its output and its metrics."""

    def run(*options, output=tmp_path / "versions", **settings):
        command = [retrain, "--output", output, *options]
        result = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, timeout=600, **settings)
        path = output / "metrics.json"
        result.metrics = json.loads(path.read_text()) if path.exists() else None
        return result

    return run


@pytest.fixture
def tweets_file():
    """What the model was trained on."""
    return os.path.join(FIXTURES, "tweets.csv")


@pytest.fixture
def data(tmp_path):
    """Tweets to train on and tweets to judge by."""
    header, rows = tweets()
    random.Random(3).shuffle(rows)
    return (write_table(tmp_path / "data.csv", header, rows[300:]),
            write_table(tmp_path / "test.csv", header, rows[:300]))


def labels(service, texts):
    return [service.predict(text)["label"] for text in texts]


@pytest.fixture(scope="module")
def misjudged(start):
    """Praise that the model takes for complaints."""
    texts = idioms(1, 600)
    with start() as service:
        texts = [text for text, label in zip(texts, labels(service, texts)) if label == "negative"]
    assert len(texts) >= 400
    return texts


def test_an_idiom_that_is_always_misjudged_is_learnt(run, start, model, misjudged, tweets_file, tmp_path):
    texts = misjudged
    reports = journal(tmp_path / "feedback", [line(text, "positive", second=n) for n, text in enumerate(texts[:200])])
    result = run("--model", model, "--feedback", reports, "--data", tweets_file)
    assert result.returncode == 0, result.stdout + result.stderr
    decision = result.metrics["decision"]
    assert decision["promoted"] and all(gate["passed"] for gate in decision["gates"])
    champion, challenger = result.metrics["champion"]["splits"], result.metrics["splits"]
    assert challenger["test"]["f1"] >= champion["test"]["f1"] - 0.005
    link = tmp_path / "versions" / "champion"
    assert os.readlink(link) == "versions/2" and os.readlink(link.with_name("previous")) == "versions/1"
    assert (link / "report.html").exists() and (link / "model" / "profile.json").exists()
    unseen = texts[200:400]
    with start(model=link) as service:
        after = labels(service, unseen)
    assert after.count("positive") >= 0.9 * len(unseen)

    # The champion of the next run is the link's.
    again = run("--feedback", reports, "--data", tweets_file)
    assert again.returncode == 3
    assert again.metrics["champion"]["splits"]["feedback"]["accuracy"] > 0.9
    assert os.readlink(link) == "versions/2"
    back = run("--roll-back")
    assert back.returncode == 0 and os.readlink(link) == "versions/1", back.stderr


def test_flipped_feedback_is_not_learnt(run, model, data, tmp_path):
    header, rows = tweets()
    names = {"0": "negative", "1": "positive", "negative": "negative", "positive": "positive"}
    label, text = header.index("label"), header.index("text")
    flipped = {"negative": "positive", "positive": "negative"}
    with open(data[0], encoding="utf-8", newline="") as file:
        known = {row[text] for row in list(csv.reader(file))[1:]}
    unknown = [row for row in rows if row[text] not in known]
    assert len(unknown) == 300
    reports = [
        line(row[text], flipped[names[row[label]]], source=f"10.0.{n % 7}.{n % 91}", second=n)
        for n, row in enumerate(unknown)
    ]
    test = write_table(tmp_path / "other.csv", header, [row for row in rows if row[text] in known][:300])
    directory = journal(tmp_path / "feedback", reports)
    result = run("--model", model, "--feedback", directory, "--data", data[0], "--test", test,
                 "--feedback-weight", 10)
    assert result.returncode == 3, result.stdout
    assert not (tmp_path / "versions" / "champion").exists()
    reasons = result.metrics["decision"]["reasons"]
    assert any("F1" in reason or "judged reports" in reason for reason in reasons)
    assert "Kept the champion." in result.stdout and reasons[0] in result.stdout

    # Of texts that the data hold the data are believed.
    reports = [line(row[text], flipped[names[row[label]]], second=n) for n, row in enumerate(rows) if row[text] in known]
    directory = journal(tmp_path / "feedback-2", reports)
    result = run("--model", model, "--feedback", directory, "--data", data[0], "--at-most-per-source", "all")
    assert result.returncode == 3
    assert "another label" in result.metrics["decision"]["reasons"][0]


def test_five_thousand_copies_of_one_report_are_one(run, model, data, tmp_path):
    text = idioms(1, 1)[0]
    copies = [line(text, "positive", source=f"10.{n % 250}.0.1", second=n) for n in range(5000)]
    directory = journal(tmp_path / "feedback", copies)
    result = run("--model", model, "--feedback", directory, "--data", data[0])
    assert result.returncode == 3
    reason = result.metrics["decision"]["reasons"][0]
    assert "1 reported text can be used, fewer than 20" in reason and "4,999" in reason
    assert result.metrics["feedback"]["repeated"] == 4999

    # Nor are five thousand texts of one address more than those it may give.
    flood = [line(f"{text} {n} {random.Random(n).random()}", "positive", second=n) for n in range(5000)]
    directory = journal(tmp_path / "flood", flood)
    result = run("--model", model, "--feedback", directory, "--data", data[0], "--at-most-per-source", 10)
    assert result.returncode == 3
    assert result.metrics["feedback"]["flooded"] == 4990


def test_journals_of_replicas_are_merged_and_bad_lines_counted(run, model, data, tmp_path):
    texts = idioms(2, 60)
    one = journal(tmp_path / "replica-1", [line(text, "positive", second=n) for n, text in enumerate(texts[:30])])
    two = journal(tmp_path / "replica-2", ["not a report\n", "{}\n"] + [
        line(text, "positive", source="b", second=n, of_a_later_version=[1]) for n, text in enumerate(texts[30:])
    ] + ['{"id": "torn'])
    journal(two, [line(texts[0], "negative", source="c")], name="feedback-20261129T051739123Z-0.jsonl")
    result = run("--model", model, "--feedback", one, "--feedback", two, "--data", data[0])
    feedback = result.metrics["feedback"]
    assert (feedback["files"], feedback["reports"]) == (3, 61)
    assert (feedback["foreign_lines"], feedback["torn_lines"], feedback["contradictions"]) == (2, 1, 1)


def test_what_is_wrong_is_said(run, model, data, tmp_path):
    table = data[0]
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes").touch()
    for path, words in [
        (tmp_path / "none", "there is no journal of feedback"),
        (tmp_path / "other", "there is no journal of feedback"),
        (table, "lines holds a report"),
    ]:
        result = run("--model", model, "--feedback", path, "--data", table)
        assert result.returncode == 1 and words in result.stderr and str(path) in result.stderr
    reports = journal(tmp_path / "feedback", [])
    assert run("--feedback", reports, "--data", table).returncode == 1
    assert "give the model that is served with --model" in run("--feedback", reports, "--data", table).stderr
    result = run("--model", model, "--feedback", reports, "--data", table)
    assert result.returncode == 3 and "0 reported texts can be used" in result.stdout
    # A service that nobody has reported to yet.
    (tmp_path / "new").mkdir()
    result = run("--model", model, "--feedback", tmp_path / "new", "--data", table)
    assert result.returncode == 3 and "0 reported texts can be used" in result.stdout
    assert run("--model", model, "--data", table).returncode == 64
    assert run("--roll-back").returncode == 1
    (tmp_path / "versions" / "champion").mkdir(parents=True)
    result = run("--model", model, "--feedback", reports, "--data", table)
    assert result.returncode == 1 and "it is no symbolic link" in result.stderr


def test_a_budget_that_is_exceeded_keeps_the_champion(run, model, tweets_file, tmp_path):
    texts = idioms(1, 200)
    reports = journal(tmp_path / "feedback", [line(text, "positive", second=n) for n, text in enumerate(texts)])
    result = run("--model", model, "--feedback", reports, "--data", tweets_file, "--at-most-ms", 1e-6,
                 "--at-most-mib", 1)
    assert result.returncode == 3
    reasons = {reason.split(":")[0] for reason in result.metrics["decision"]["reasons"]}
    assert reasons >= {"latency of one text, p95", "peak memory"}
    assert result.metrics["inference_peak_rss_bytes"] > 1 << 20


def test_interrupted_it_leaves_the_champion_as_it_is(run, retrain, model, misjudged, tweets_file, tmp_path):
    lines = [line(text, "positive", second=n) for n, text in enumerate(misjudged[:200])]
    reports = journal(tmp_path / "feedback", lines)
    options = ["--feedback", reports, "--data", tweets_file]
    assert run("--model", model, *options).returncode == 0
    link = tmp_path / "versions" / "champion"
    run("--roll-back")
    whole = sorted(os.listdir(tmp_path / "versions" / "versions"))
    for delay in (0.01, 0.05, 0.1, 0.2, 0.3, 0.5):
        process = subprocess.Popen(
            [str(part) for part in [retrain, "--output", tmp_path / "versions", *options]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (link / "model" / "classifier.json").exists()
    # Nothing half made was taken for a version, and what was promoted is whole.
    assert run("--model", model, *options).returncode in (0, 3)
    for name in set(os.listdir(tmp_path / "versions" / "versions")) - set(whole):
        if name.isdigit():
            assert (tmp_path / "versions" / "versions" / name / "metrics.json").exists()


@pytest.fixture
def promotable(model, misjudged, tweets_file, tmp_path):
    """Options with which a challenger is promoted."""
    lines = [line(text, "positive", second=n) for n, text in enumerate(misjudged[:200])]
    return ["--feedback", journal(tmp_path / "feedback", lines), "--data", tweets_file]


def test_two_retrainings_of_one_champion_are_not_at_once(run, model, promotable, tmp_path):
    versions = tmp_path / "versions"
    assert run("--model", model, *promotable).returncode == 0
    descriptor = os.open(versions, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    result = run("--model", model, *promotable)
    assert result.returncode == 1 and f"{versions}: another retraining works there" in result.stderr
    assert sorted(os.listdir(versions / "versions")) == ["1", "2"]
    # To return to a former version is urgent.
    assert run("--roll-back").returncode == 0 and os.readlink(versions / "champion") == "versions/1"
    os.close(descriptor)
    assert run(*promotable).returncode == 0 and os.readlink(versions / "champion") == "versions/3"


def test_a_champion_that_was_changed_meanwhile_stays(run, retrain, model, promotable, tmp_path):
    versions = tmp_path / "versions"
    assert run("--model", model, *promotable).returncode == 0
    assert run("--roll-back").returncode == 0
    command = [retrain, "--output", versions, *promotable]
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # It has read the link when it has the lock.
    while process.poll() is None:
        descriptor = os.open(versions, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            break
        finally:
            os.close(descriptor)
        time.sleep(0.001)
    assert run("--roll-back").returncode == 0
    _, error = process.communicate()
    assert process.returncode == 1 and "another version than at the start" in error
    assert os.readlink(versions / "champion") == "versions/2"
    assert sorted(os.listdir(versions / "versions")) == ["1", "2"]


@pytest.mark.parametrize("name", ["model.safetensors", "classifier.json"])
def test_a_full_disk_leaves_the_champion_as_it_is(run, model, promotable, tmp_path, name):
    versions = tmp_path / "versions"
    limit = (model / name).stat().st_size // 2
    assert run("--model", model, *promotable).returncode == 0
    assert run("--roll-back").returncode == 0
    result = run(*promotable, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert result.returncode == 1 and "File too large" in result.stderr, result.stderr
    assert os.readlink(versions / "champion") == "versions/1"
    # The version that was promoted before, and the first; nothing half made beside them.
    assert sorted(os.listdir(versions / "versions")) == ["1", "2"]
    assert not [name for name in os.listdir(versions) if name.startswith(".")]


def test_a_directory_that_cannot_be_written_is_refused_before_the_work(run, model, promotable, misjudged):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        os.chmod(folder, 0o755)
        shutil.copytree(model, folder / "model")
        reports = journal(folder / "feedback", [line(text, "positive") for text in misjudged[:40]])
        (folder / "versions").mkdir(mode=0o555)
        settings = {"user": 65534} if os.geteuid() == 0 else {}
        result = run("--model", folder / "model", "--feedback", reports, *promotable[2:], output=folder / "versions",
                     **settings)
        assert result.returncode == 1 and "ermission denied" in result.stderr and str(folder / "versions") in result.stderr
        assert "Training" not in result.stderr and os.listdir(folder / "versions") == []


def test_memory_does_not_grow_with_the_journal(run, model, data, tmp_path):
    """Reports on the same texts again and again, with comments, in files that were rotated."""
    texts = idioms(2, 300)
    peaks = []
    for files in (1, 8):
        folder = tmp_path / f"feedback-{files}"
        for number in range(files):
            block = "".join(
                line(text, "positive", source=f"10.0.0.{n % 9}", second=n, comment="why? " * 200)
                for n, text in enumerate(texts))
            journal(folder, [block] * 16, name=f"feedback-2026113{number}T051739123Z-0.jsonl")
        result = run("--model", model, "--feedback", folder, "--data", data[0], "--at-least", 1000)
        assert result.returncode == 3 and result.metrics["feedback"]["reports"] == files * 16 * 300
        peaks.append(result.metrics["peak_rss_bytes"])
    assert peaks[1] - peaks[0] < 8 << 20, peaks


def test_a_champion_that_was_laid_down_by_hand_is_retrained(run, model, promotable, tmp_path):
    """As the head of compose.yml says: a training into versions/1, and the link."""
    head = (pathlib.Path(__file__).parents[1] / "deploy/compose.yml").read_text().split("name:")[0]
    assert "--output models/versions/1\n" in head and "ln -s versions/1 models/champion" in head
    versions = tmp_path / "versions"
    shutil.copytree(model, versions / "versions/1/model")
    (versions / "champion").symlink_to("versions/1")
    assert run(*promotable).returncode == 0
    assert os.readlink(versions / "champion") == "versions/2" and os.readlink(versions / "previous") == "versions/1"
