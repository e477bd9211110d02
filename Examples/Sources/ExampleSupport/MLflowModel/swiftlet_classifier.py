"""Lets MLflow ask a classifier that Swiftlet saved.

One process of the program `classify` is kept, which answers each line with a line. The program is that of
the environment variable SWIFTLET_CLASSIFY, else the one beside the program that saved the classifier, else
`classify` on the PATH.
"""

import contextlib
import json
import os
import shutil
import subprocess
import threading

import pandas
import yaml

# What Python compiled would make the saved directory another one.
with contextlib.suppress(OSError, NameError, TypeError):
    os.remove(__cached__)
    os.rmdir(os.path.dirname(__cached__))


def _load_pyfunc(path):
    return Classifier(path)


class Classifier:
    """Answers texts with a frame of labels, their probabilities, and the probabilities of all labels."""

    def __init__(self, directory):
        self.directory = os.path.abspath(directory)
        self.command = [_program(self.directory), "--repair", "--model", self.directory]
        self._lock = threading.Lock()
        self._process = self._owner = None

    def __getstate__(self):
        return self.directory

    def __setstate__(self, directory):
        self.__init__(directory)

    def predict(self, model_input, params=None):
        texts = _texts(model_input)
        if self._owner != os.getpid():
            # After a fork the process, and who holds the lock, are another's.
            self._lock, self._process, self._owner = threading.Lock(), None, os.getpid()
        with self._lock:
            try:
                answers = self._ask(texts)
            except OSError:
                answers = self._ask(texts)
        return pandas.DataFrame(answers, columns=["label", "probability", "probabilities"])

    def _ask(self, texts):
        if self._process is None:
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(self.command, stdin=pipe, stdout=pipe)
        process = self._process
        try:
            # Both pipes are of limited size: who writes much must not wait to read.
            writing = threading.Thread(target=_write, args=(process.stdin, texts), daemon=True)
            writing.start()
            lines = [process.stdout.readline() for _ in texts]
            if not all(line.endswith(b"\n") for line in lines):
                raise BrokenPipeError(f"{self.command[0]} ended with status {process.wait()}.")
            writing.join()
            return [json.loads(line) for line in lines]
        except BaseException:
            # What is left in the pipes would be taken for later answers.
            self._process = None
            process.kill()
            process.wait()
            raise


def _write(stream, texts):
    with contextlib.suppress(OSError, ValueError):
        for text in texts:
            line = text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")
            stream.write(line.encode("utf-8", "surrogatepass") + b"\n")
        stream.flush()


def _texts(given):
    if isinstance(given, str):
        return [given]
    if isinstance(given, pandas.DataFrame):
        if given.shape[1] != 1:
            raise ValueError(f"The input has {given.shape[1]} columns, expected one of texts.")
        given = given.iloc[:, 0]
    texts = [text for part in given for text in (part if isinstance(part, (list, tuple)) else [part])]
    for position, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(f"Input {position} is {text!r}, expected a text.")
    return texts


def _program(directory):
    named = os.environ.get("SWIFTLET_CLASSIFY")
    with open(os.path.join(directory, "MLmodel"), encoding="utf-8") as file:
        recorded = yaml.safe_load(file)["flavors"].get("swiftlet", {}).get("classify")
    for program in [named] if named else [recorded, "classify"]:
        if program and (path := shutil.which(program)):
            return path
    raise FileNotFoundError(
        f"There is no program {named or 'classify'}: build it with `swift build -c release --package-path "
        "Examples --product classify`, and give its path in SWIFTLET_CLASSIFY."
    )
