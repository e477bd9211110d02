"""What the checks of `http_*_test.py`, `streamlit_test.py` and `retrain_test.py` start from.

    python -m pytest checks --serve PROGRAM --retrain PROGRAM --model DIRECTORY

The model is a classifier with the labels negative and positive, such as logistic-regression saves.
"""

import pathlib
import resource
import shutil

import pytest

from http_service import Service

#: A tiny DistilBERT of three labels, bad, neither and good, which reads at most 32 tokens, and what
#: Hugging Face's Transformers says with it.
FIXTURES = pathlib.Path(__file__).parents[3] / "Fixtures/distilbert"


# Some checks open more connections than a session's files, 1,024 by default.
resource.setrlimit(resource.RLIMIT_NOFILE, (min(8_192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]),) * 2)


def pytest_addoption(parser):
    parser.addoption("--serve", required=True, type=pathlib.Path, help="the program")
    parser.addoption("--retrain", type=pathlib.Path, help="the program that retrains")
    parser.addoption("--model", required=True, type=pathlib.Path, help="a saved classifier")


@pytest.fixture(scope="session")
def model(request):
    return request.config.getoption("--model").resolve()


@pytest.fixture(scope="session")
def retrain(request):
    return request.config.getoption("--retrain", skip=True).resolve()


@pytest.fixture(scope="session")
def start(request, model):
    """Makes a service with options of its own; to be used in a `with`."""
    program = request.config.getoption("--serve").resolve()

    def make(*options, model=model, **settings):
        return Service(program, model, *options, **settings)

    return make


@pytest.fixture(scope="session")
def service(start):
    """A service with no option; after all checks it must still run, and end well."""
    with start() as service:
        yield service
        assert service.get("/healthz").status == 200
        assert service.stop() == 0


@pytest.fixture(scope="session")
def tiny():
    return FIXTURES / "classifier"


@pytest.fixture(scope="session")
def tiny_service(start, tiny):
    with start(model=tiny) as service:
        yield service


@pytest.fixture(scope="session")
def tiny_answers():
    return FIXTURES / "answers.json"


@pytest.fixture
def own_model(model, tmp_path):
    """A copy of the model, to be replaced and damaged."""
    return pathlib.Path(shutil.copytree(model, tmp_path / "model"))
